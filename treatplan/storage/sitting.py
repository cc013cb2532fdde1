"""Who sits down, and what they hold: the user's row read by the plain driver, the clinic's lock, a file made ready."""

import uuid
from contextlib import ExitStack, suppress
from dataclasses import field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from treatplan.domain.access import Role, Session
from treatplan.domain.audit import said
from treatplan.domain.ids import UserId
from treatplan.domain.value import value
from treatplan.services.clinic.entry import Face
from treatplan.services.clinic.ports import Now
from treatplan.storage import anchor, errors, making, migrate, proof, swapping, workroom
from treatplan.storage.anchor import Anchor
from treatplan.storage.database import Connection, Database, value_of
from treatplan.storage.keys.keyfile import Unlocked
from treatplan.storage.keys.names import folded
from treatplan.storage.keys.sealing import Pair
from treatplan.storage.lock import ClinicLock

_USER = (
    "SELECT id, login, name, qualification, registration_no, roles, active, valid_from, valid_to"
    " FROM user WHERE folded = ?"
)


_MOST_TOLD = 3
_WHAT_TO_DO = "Look with `treatplan audit verify`; this is said until the owner answers for it"


class Hold:
    """The clinic's lock while it is held. Not `whole`: the file is still to be checked after an unclean stop."""

    def __init__(self, path: Path, face: Face) -> None:
        self._lock = ClinicLock(path).acquire(face)
        self._file = path.with_name(f"{path.name}.lock")
        self.whole = not (self._lock.unclean or proof.has_log(path))

    def let_go(self) -> None:
        """Release the lock. Whoever takes it next is told where a check was due and did not pass."""
        self._lock.release(clean=self.whole)

    def unmake(self) -> None:
        """Release the lock of a clinic that was not made, and take its file away."""
        with suppress(OSError):  # some systems remove no open file: there it stays, empty
            self._file.unlink()
        self._lock.release()


def held(path: Path, face: Face, undo: ExitStack) -> Hold:
    """Take the lock of a clinic that is there, and tidy up after programs that were killed. Let go of by `undo`."""
    hold = Hold(path, face)
    undo.callback(hold.let_go)
    swapping.sweep(path)
    workroom.sweep(path)
    making.sweep(path)
    migrate.sweep(path)
    anchor.sweep(path)
    return hold


def give_log(connection: Connection) -> None:
    """Give a file its log where it has none. Only for who holds the clinic's lock."""
    connection.execute("PRAGMA journal_mode=WAL").fetchone()


def make_ready(database: Database, connection: Connection, hold: Hold | None, face: Face) -> tuple[str, ...]:
    """See that the file has its log, and check it after an unclean stop. Warnings. Raises `Refused` for damage.

    A clinic that was put back, or kept by a migration, has no log. Only who has the lock gives it one: a migration
    takes it away to be alone with the file.
    """
    path = database.path
    if value_of(connection, "journal_mode") != "wal":
        passing = ClinicLock(path).acquire(face) if hold is None else None
        try:
            give_log(connection)
        finally:
            if passing:
                passing.release(clean=not passing.unclean)
    if hold is None or hold.whole:
        return ()
    proof.check_whole(connection, path.name)
    hold.whole = True
    return (f"{path.name}: was not closed in good order the last time. It was checked from end to end, and is whole",)


def older_keys(connection: Connection, unlocked: Unlocked, file: str, seen_outside: int = 0) -> tuple[str, ...]:
    """A warning where the key file is older than the one that the clinic, or the file beside it, saw last."""
    [(seen,)] = connection.execute("SELECT key_generation FROM clinic").fetchall()
    seen = max(seen, seen_outside)
    if unlocked.generation >= seen:
        return ()
    warning = (
        f"{file}: the key file beside it is older than the clinic: somebody put it back. Passphrases that were changed "
        "since then, and users who were removed, are as they were on that day. Change what must be changed again"
    )
    return (warning,)


def session_for(connection: Connection, login: str, file: str, clock: Now) -> Session:
    """A new sitting of a user. Raises `Refused` where the clinic does not know them, no more, or not today."""
    row = connection.execute(_USER, (folded(login),)).fetchone()
    if row is None or not _lets_in(row[-3], (row[-2], row[-1]), clock.today().isoformat()):
        raise errors.refused(file, "does not let this user in, or not today. Ask the owner of the clinic")
    id_, name_in, name, qualification, registration_no, roles, *_ = row
    return Session(
        id=uuid.uuid4().hex,
        user=UserId(id_),
        login=name_in,
        name=name,
        qualification=qualification,
        registration_no=registration_no,
        roles=frozenset(Role(word) for word in roles.split()),
        since=clock.now(),
    )


def _lets_in(active: object, days: tuple[str | None, str | None], today: str) -> bool:
    """Whether somebody may work today. Days as the database keeps them: later ones come later in the alphabet too."""
    first, last = days
    return bool(active) and (first is None or first <= today) and (last is None or today <= last)


def public_keys(unlocked: Unlocked) -> dict[str, str]:
    """What a user's row says of their slot in the key file; nothing after the recovery code, which is nobody's."""
    if unlocked.by_recovery:
        return {}
    pair = Pair(wrapping=unlocked.wrapping_key, signing=unlocked.signing_key)
    return {
        "slot": unlocked.slot_id,
        "x25519_public": pair.wrapping_public().hex(),
        "ed25519_public": pair.signing_public().hex(),
    }


@value
class Ledger:
    """What the audit is kept with: the key of its chain, and its head outside the database."""

    key: bytes = field(repr=False)
    anchor: Anchor


def ledger_of(connection: Connection, path: Path, unlocked: Unlocked) -> Ledger:
    """The ledger of an open file."""
    [(own,)] = connection.execute("SELECT audit_key FROM clinic").fetchall()
    key = bytes(own) if own else audit_key_of(unlocked.data_key)
    return Ledger(key=key, anchor=Anchor(path, key, unlocked.db_id, unlocked.generation))


def alarms(ledger: Ledger, connection: Connection, file: str) -> tuple[str, ...]:
    """What does not fit in the audit, in words, at every opening until the owner has answered for it."""
    found = anchor.check(ledger.anchor, connection, ledger.key)
    told = tuple(f"{file}: {said(one)}. {_WHAT_TO_DO}" for one in found[:_MOST_TOLD])
    more = len(found) - len(told)
    return (*told, f"{file}: and {more} more places of the audit do not fit") if more else told


def audit_key_of(data_key: bytes) -> bytes:
    """The key that a clinic's audit begins with: another than the file's, so that neither tells the other."""
    return HKDF(SHA256(), 32, None, b"treatplan audit").derive(data_key)
