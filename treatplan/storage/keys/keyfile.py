"""The key file of one clinic: made, opened by a passphrase or the recovery code, and changed by who has opened it."""

import os
from dataclasses import field, replace
from pathlib import Path

from treatplan.domain.errors import Missing, NotAllowed, Problem, Refused, Stale
from treatplan.domain.passphrase import passphrase_problem
from treatplan.domain.value import value
from treatplan.storage.keys import names, recovery, refusals, sealing, slots
from treatplan.storage.keys.body import Body, UserHead, UserSlot
from treatplan.storage.keys.copies import Copies, Found
from treatplan.storage.keys.cost import LIMITS, STANDARD, Cost, Limits
from treatplan.storage.keys.format import MOST_BYTES, content_of, file_of
from treatplan.storage.keys.guessing import Guesses, nobody
from treatplan.storage.keys.sealing import Pair
from treatplan.storage.keys.slots import Secrets


@value
class Unlocked:
    """A clinic's keys while somebody has it open. Nothing that it prints shows a key or a name.

    `signing_key` is the 32-byte seed of Ed25519, `wrapping_key` the private X25519 key; both are empty after the
    recovery code, as is `user`: the code belongs to nobody. `warnings` are sentences about copies that were off.
    `generation` is also kept in the database: a key file that is older than it was put back by somebody.
    """

    db_id: str
    generation: int
    user: str = field(repr=False)
    slot_id: str
    data_key: bytes = field(repr=False)
    file_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)
    wrapping_key: bytes = field(repr=False)
    warnings: tuple[str, ...] = ()
    by_recovery: bool = False


class KeyFile:
    """The key file beside a clinic file, and its copy.

    `cost` is that of new passphrases, `limits` what is believed of those in the file. Every method that changes the
    file either raises and has changed nothing, or returns and the change holds. Changes are made by the process that
    holds the clinic's lock. Passphrases have passed `domain.passphrase`; one that has not is a bug: `ValueError`.

    All methods raise `Refused` where the file is missing, damaged or was changed by others, `TooNew` where a newer
    program wrote it, and `Unavailable` where disk or memory fail.
    """

    def __init__(
        self, clinic: Path, *, cost: Cost = STANDARD, limits: Limits = LIMITS, copies: Copies | None = None
    ) -> None:
        """`copies` are others than those beside the clinic: such as one that travelled in a backup."""
        self._clinic = Path(os.path.realpath(clinic))  # keys lie beside the file itself, not beside a link to it
        self._cost = cost
        self._copies = copies or Copies(self._clinic, limits)
        self._name = self._copies.main.name
        # Who holds a backup can guess wherever they like; beside the clinic tries are counted.
        self.guesses = Guesses(None if copies else self._copies.main)

    def create(self, user: str, passphrase: str) -> tuple[Unlocked, str]:
        """Make the keys of a new clinic. Returns them, and the recovery code, which is never shown again.

        Raises `Refused` where a clinic or keys are there already, or where `user` can't be a login name.
        """
        self._check_free()
        user = self._login(user)
        _check_passphrase(passphrase, user)
        secrets = Secrets(data_key=os.urandom(sealing.KEY), file_key=os.urandom(sealing.KEY))
        db_id, pair = slots.new_id(), sealing.new_pair()
        slot = slots.user_slot(db_id, (slots.new_id(), user), passphrase, self._cost, pair, secrets)
        code, bits = recovery.new_code()
        spare = slots.recovery_slot(db_id, slots.new_id(), bits, secrets)
        body = Body(db_id=db_id, generation=1, users=(slot,), recovery=spare)
        warnings = self._write(body, secrets)
        return _unlocked(body, slot, pair, secrets, warnings), code

    def unlock(self, user: str, passphrase: str) -> Unlocked:
        """Open by name and passphrase; copies that are off are mended.

        Raises `WrongSecret`, in the same words and after the same work whether or not there is such a user; `TooSoon`
        after too many wrong ones, without looking.
        """
        found = self._copies.read()
        slot = found.body.slot_of(user)
        who = nobody(user) if slot is None else slot.head.id
        self.guesses.refuse_too_soon(who)
        if slot is None:
            first = found.body.users[0].head
            sealing.key_from_passphrase(passphrase, first.salt, first.cost)
            opened = None
        else:
            opened = slots.open_user(found.body.db_id, slot, passphrase)
        if slot is None or opened is None:
            self.guesses.failed(who)
            raise refusals.wrong_passphrase(self._name)
        self.guesses.passed(who)
        if opened.data_key is None:
            raise refusals.changed_outside(self._name)
        secrets = Secrets(data_key=opened.data_key, file_key=opened.file_key)
        self._check_tag(found, secrets)
        return _unlocked(found.body, slot, opened.pair, secrets, self._copies.mend(found))

    def unlock_by_recovery(self, code: str) -> Unlocked:
        """Open by the recovery code. Raises `Refused` where it is mistyped, `WrongSecret` where it is another code."""
        try:
            bits = recovery.secret_of(code)
        except recovery.Mistyped as slip:
            raise refusals.mistyped_code(self._name, str(slip)) from None
        found = self._copies.read()
        secrets = slots.open_recovery(found.body.db_id, found.body.recovery, bits)
        if secrets is None:
            raise refusals.wrong_code(self._name)
        self._check_tag(found, secrets)
        return Unlocked(
            db_id=found.body.db_id,
            generation=found.body.generation,
            user="",
            slot_id=found.body.recovery.head.id,
            data_key=secrets.data_key,
            file_key=secrets.file_key,
            signing_key=b"",
            wrapping_key=b"",
            warnings=self._copies.mend(found),
            by_recovery=True,
        )

    def add_user(self, unlocked: Unlocked, user: str, passphrase: str) -> str:
        """Let another user in. Returns the id of the slot. Raises `Refused` where the name is taken or is no name."""
        body = self._trusted(unlocked).body
        user = self._login(user)
        if body.slot_of(user) is not None:
            raise self._refused("user", "is taken; capitals and spaces make no other name")
        _check_passphrase(passphrase, user)
        slot_id = slots.new_id()
        self._put(body, unlocked, (slot_id, user), passphrase, sealing.new_pair())
        return slot_id

    def change_passphrase(self, unlocked: Unlocked, user: str, passphrase: str) -> None:
        """Give a user a new passphrase: one's own, or after the recovery code anybody's.

        The key pair stays where the private keys are at hand; else the slot gets a new pair and keeps its id. Raises
        `NotAllowed` for somebody else's passphrase, `Missing` where there is no such user, `Stale` where the user got
        a new passphrase by the recovery code since this session was opened.
        """
        body = self._trusted(unlocked).body
        slot = self._slot(body, user)
        if not unlocked.by_recovery and slot.head.id != unlocked.slot_id:
            raise NotAllowed("Only the recovery code lets you change the passphrase of somebody else.")
        _check_passphrase(passphrase, slot.head.user)
        self._put(body, unlocked, (slot.head.id, slot.head.user), passphrase, self._pair_of(slot, unlocked))
        self.guesses.passed(slot.head.id)  # nobody waits for slips with a passphrase that is gone

    def remove_user(self, unlocked: Unlocked, user: str) -> None:
        """Let a user in no more. Whoever copied the data key still has it: only re-keying locks them out for good.

        Raises `Missing` where there is no such user, `Refused` for the last one.
        """
        body = self._trusted(unlocked).body
        slot = self._slot(body, user)
        if len(body.users) == 1:
            raise self._refused("user", "is the last one; add another user first")
        self._write(body.without_user(slot), _secrets(unlocked))

    def renew_recovery(self, unlocked: Unlocked) -> str:
        """A new recovery code, to be shown once. The old one opens nothing any more."""
        body = self._trusted(unlocked).body
        code, bits = recovery.new_code()
        secrets = _secrets(unlocked)
        slot = slots.recovery_slot(body.db_id, body.recovery.head.id, bits, secrets)
        self._write(body.with_recovery(slot), secrets)
        return code

    def rekeyed(self, unlocked: Unlocked, data_key: bytes) -> tuple[bytes, str]:
        """The bytes of a key file in which everybody has another data key, and its recovery code. Nothing is written.

        Nobody's passphrase is needed: the key is sealed to the public keys. The code can't stay: it locks the key by
        itself.
        """
        body = self._trusted(unlocked).body
        secrets = Secrets(data_key=data_key, file_key=unlocked.file_key)
        code, bits = recovery.new_code()
        spare = slots.recovery_slot(body.db_id, body.recovery.head.id, bits, secrets)
        made = body.resealed(tuple(slots.resealed(body.db_id, slot, data_key) for slot in body.users), spare)
        return file_of(made, sealing.tag_of(content_of(made), secrets.data_key, secrets.file_key)), code

    def refreshed(self, unlocked: Unlocked, data_key: bytes) -> Unlocked:
        """The same sitting with the data key that this file has now. Raises `Refused` where that is another."""
        now = replace(unlocked, data_key=data_key)
        return replace(now, generation=self._trusted(now).body.generation)

    def content(self, unlocked: Unlocked) -> bytes:
        """The key file as it is now, with its tag checked, to travel in a backup."""
        return self._trusted(unlocked).raw

    def opens_with(self, unlocked: Unlocked) -> bool:
        """Whether these keys, which somebody else's passphrase may have opened, are those of this file too."""
        found = self._copies.read()
        of = _secrets(unlocked)
        return found.body.db_id == unlocked.db_id and sealing.is_tag(
            found.tagged.tag, content_of(found.body), of.data_key, of.file_key
        )

    def generation(self, unlocked: Unlocked) -> int:
        """The generation on the disk now, for the database to keep."""
        return self._trusted(unlocked).body.generation

    def users(self) -> tuple[str, ...]:
        """The login names as they are shown, in the order in which they were added. Takes no passphrase."""
        return tuple(slot.head.user for slot in self._copies.read().body.users)

    def head_of(self, user: str) -> UserHead | None:
        """What is known of a user without a passphrase; None where there is no such user."""
        slot = self._copies.read().body.slot_of(user)
        return None if slot is None else slot.head

    def _put(self, body: Body, unlocked: Unlocked, known_as: tuple[str, str], passphrase: str, pair: Pair) -> None:
        secrets = _secrets(unlocked)
        slot = slots.user_slot(body.db_id, known_as, passphrase, self._cost, pair, secrets)
        self._write(body.with_user(slot), secrets)

    def _pair_of(self, slot: UserSlot, unlocked: Unlocked) -> Pair:
        """The pair of the session, or a new one where the recovery code opened it."""
        if unlocked.by_recovery:
            return sealing.new_pair()
        pair = Pair(wrapping=unlocked.wrapping_key, signing=unlocked.signing_key)
        if pair.wrapping_public() != slot.head.wrapping_public:  # an old pair must not come back
            message = "the passphrase was changed since the clinic was opened; lock it and open it with the new one"
            raise Stale(Problem(file=self._name, field="", message=message))
        return pair

    def _write(self, body: Body, secrets: Secrets) -> tuple[str, ...]:
        raw = file_of(body, sealing.tag_of(content_of(body), secrets.data_key, secrets.file_key))
        if len(raw) > MOST_BYTES:  # it could never be read again
            raise self._refused("", "has no room for more users; remove one who left")
        return self._copies.write(raw)

    def _trusted(self, unlocked: Unlocked) -> Found:
        """The file as it is now, with its tag checked: what others changed in it is never vouched for anew."""
        found = self._copies.read()
        if found.body.db_id != unlocked.db_id:
            raise refusals.changed_outside(self._name)
        self._check_tag(found, _secrets(unlocked))
        if unlocked.slot_id not in found.body.ids():
            raise NotAllowed("You have been removed from the users of this clinic.")
        return found

    def _check_tag(self, found: Found, secrets: Secrets) -> None:
        if not sealing.is_tag(found.tagged.tag, content_of(found.body), secrets.data_key, secrets.file_key):
            raise refusals.changed_outside(self._name)

    def _check_free(self) -> None:
        if not self._clinic.parent.is_dir():
            raise Refused(Problem(file=self._clinic.name, field="", message="can't be made: there is no such folder"))
        if os.path.lexists(self._clinic):
            raise Refused(Problem(file=self._clinic.name, field="", message="is there already; choose another name"))
        if self._copies.is_there():
            raise self._refused(
                "",
                "there are keys here already, without their clinic. If the clinic was moved, move it back. "
                "If they were left when making a clinic was cut short, remove them and try again",
            )

    def _login(self, user: str) -> str:
        user = names.kept(user)
        fault = names.fault(user)
        if fault:
            raise self._refused("user", fault)
        return user

    def _slot(self, body: Body, user: str) -> UserSlot:
        slot = body.slot_of(user)
        if slot is None:
            raise Missing(Problem(file=self._name, field="user", message="there is no user of this name"))
        return slot

    def _refused(self, field_: str, message: str) -> Refused:
        return Refused(Problem(file=self._name, field=field_, message=message))


def _check_passphrase(passphrase: str, user: str) -> None:
    problem = passphrase_problem(passphrase, (user,))
    if problem:
        raise ValueError(problem)


def _secrets(unlocked: Unlocked) -> Secrets:
    return Secrets(data_key=unlocked.data_key, file_key=unlocked.file_key)


def _unlocked(body: Body, slot: UserSlot, pair: Pair, secrets: Secrets, warnings: tuple[str, ...]) -> Unlocked:
    return Unlocked(
        db_id=body.db_id,
        generation=body.generation,
        user=slot.head.user,
        slot_id=slot.head.id,
        data_key=secrets.data_key,
        file_key=secrets.file_key,
        signing_key=pair.signing,
        wrapping_key=pair.wrapping,
        warnings=warnings,
    )
