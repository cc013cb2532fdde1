"""The door to the encrypted clinic: makes one, unlocks one, brings one up to date. Fills `Doorway`.

The order of unlocking: what the file looks like, the lock, the keys, the proofs, the user. Nothing of SQLAlchemy is
loaded for it.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import field, replace
from pathlib import Path

from sqlcipher3 import dbapi2

from treatplan.domain.access import Session
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.record import Deed
from treatplan.domain.value import value
from treatplan.services.clinic.entry import Face, NewClinic
from treatplan.services.clinic.ports import Bodies, Now
from treatplan.storage import disk, errors, making, migrate, proof, sitting, swapping, whereabouts
from treatplan.storage.anchor import head_of
from treatplan.storage.chain import Head
from treatplan.storage.database import Database, make_file
from treatplan.storage.failed import FailedTries
from treatplan.storage.keys.cost import LIMITS, STANDARD, Cost, Limits
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.opened import ByKeys, Entry, OpenedClinic, loader
from treatplan.storage.schema import Schema
from treatplan.storage.signing import KeyFileSignatures
from treatplan.storage.sitting import Hold, Ledger
from treatplan.storage.user_slots import KeyFileSlots
from treatplan.storage.vault import FileVault
from treatplan.storage.weak import Common, refuse_weak


class Storage:
    """Clinics on this computer's disks. `home` is the one folder that is made where it is missing.

    `cost` is that of new passphrases, `limits` what is believed of those in a key file, `common` what many people take.
    """

    def __init__(
        self,
        bodies: Bodies,
        clock: Now,
        *,
        home: Path | None = None,
        cost: Cost = STANDARD,
        limits: Limits = LIMITS,
        schema: Schema | None = None,
        common: Common = tuple,
    ) -> None:
        self._bodies = bodies
        self._clock = clock
        self._home = None if home is None else Path(os.path.realpath(home))  # as places are
        self._cost = cost
        self._limits = limits
        self._schema = schema or Schema()
        self._common = common

    def exists(self, place: str) -> bool:
        """Whether there is something at this place."""
        path = path_of(place)
        return os.path.lexists(path) or swapping.is_pending(path)

    def users(self, place: str) -> tuple[str, ...]:
        """Login names of a clinic. Raises `Refused` where there is none."""
        path = _looked_at(place)
        return self._keys(path).users()

    def create(self, place: str, new: NewClinic, passphrase: str, face: Face) -> tuple[OpenedClinic, str]:
        """A new clinic and its recovery code. Nothing is left where anything fails.

        Raises `Refused` where something has its name, or the passphrase or the login won't do; `Unavailable`.
        """
        path = path_of(place)
        whereabouts.refuse(path)
        refuse_weak(passphrase, new.login, new.name, new.practice.name, common=self._common)
        with ExitStack() as undo:
            make_home(self._home, path.parent, undo)
            making.refuse_taken(path)
            hold = Hold(path, face)
            undo.callback(hold.unmake)
            making.refuse_taken(path)  # somebody may have been faster, and have left since
            made = self._make(path, new, passphrase)
            undo.pop_all()
        # It has its name now: nothing may fail any more, or its recovery code is lost.
        hold.whole = True
        with suppress(OSError):  # the anchor begins with the next row then
            made.ledger.anchor.renew(made.head.count, made.head.mac)
        database = Database(path, made.unlocked.data_key)
        return self._opened(database, made.entry, (made.unlocked, made.ledger), hold), made.code

    def enter(self, place: str, login: str, passphrase: str, face: Face, *, to_read: bool = False) -> OpenedClinic:
        """Unlock. Raises `Refused`, `TooNew` or `Unavailable` with one sentence; nothing was changed then."""
        path = _looked_at(place)
        whereabouts.refuse(path)
        with ExitStack() as undo:
            hold = None if to_read else sitting.held(path, face, undo)
            unlocked = self._keys(path).unlock(login, passphrase)
            deed = Deed(action="unlocked", of="clinic", detail=f"{face}, to read" if to_read else face)
            opened = self._enter(path, unlocked, unlocked.user, deed, hold, face)
            undo.pop_all()
        return opened

    def recover(self, place: str, code: str, login: str, passphrase: str, face: Face) -> OpenedClinic:
        """Unlock by the recovery code, and give this user a new passphrase; the one before opens nothing any more."""
        refuse_weak(passphrase, login, common=self._common)
        path = _looked_at(place)
        whereabouts.refuse(path)
        keys = self._keys(path)
        with ExitStack() as undo:
            hold = sitting.held(path, face, undo)
            by_code = keys.unlock_by_recovery(code)
            deed = Deed(action="recovered", of="clinic", detail=face)
            opened = self._enter(path, by_code, login, deed, hold, face)
            undo.pop_all()
            undo.callback(opened.close)
            opened.warm_up()  # it is written down before the passphrase changes
            keys.change_passphrase(by_code, login, passphrase)
            unlocked = keys.unlock(login, passphrase)
            opened.keep_up(unlocked.generation, sitting.public_keys(unlocked))
            undo.pop_all()
        return opened

    def migrate(self, place: str, login: str, passphrase: str, face: Face) -> tuple[str, ...]:
        """Bring an older clinic to this program's version; what was done, in words. Nothing to do: empty."""
        path = _looked_at(place)
        whereabouts.refuse(path)
        with ExitStack() as undo:
            hold = sitting.held(path, face, undo)
            unlocked = self._keys(path).unlock(login, passphrase)
            done = migrate.migrate(Database(path, unlocked.data_key), unlocked.db_id, self._schema)
            if done:
                hold.whole = True  # every page was read
                deed = Deed(action="migrated", of="clinic", detail=f"to schema {self._schema.head}")
                opened = self._enter(path, unlocked, unlocked.user, deed, hold, face)
                undo.pop_all()
                opened.close()  # which writes the deed down
        return done

    # Parts

    def _keys(self, path: Path) -> KeyFile:
        return KeyFile(path, cost=self._cost, limits=self._limits)

    def _make(self, path: Path, new: NewClinic, passphrase: str) -> "_Made":
        from treatplan.storage.users import Filling  # noqa: PLC0415  (loads SQLAlchemy; unlocking does without it)

        made: list[_Made] = []

        def fill(inner: Path) -> None:
            unlocked, code = self._keys(inner).create(new.login, passphrase)
            make_file(inner)
            database = Database(inner, unlocked.data_key)
            session = Filling(self._bodies, self._clock, self._schema).fill(database, unlocked, new)
            with closing(database.connect()) as connection:
                proof.prove(database, connection, unlocked.db_id, self._schema)
                ledger = sitting.ledger_of(connection, path, unlocked)
                head = head_of(connection, ledger.key)
            entry = _entry(session, None, unlocked, unlocked.warnings)
            made.append(_Made(unlocked=unlocked, code=code, entry=entry, ledger=ledger, head=head))

        making.build(path, fill)
        return made[0]

    def _enter(
        self, path: Path, unlocked: Unlocked, login: str, deed: Deed, hold: Hold | None, face: Face
    ) -> OpenedClinic:
        """Prove the file and the user. Whoever calls lets go of `hold` where this raises."""
        database = Database(path, unlocked.data_key, reading=hold is None)
        with closing(database.connect()) as connection:
            try:
                warnings = sitting.make_ready(database, connection, hold, face)
                proof.prove(database, connection, unlocked.db_id, self._schema)
                session = sitting.session_for(connection, login, path.name, self._clock)
                ledger = sitting.ledger_of(connection, path, unlocked)
                seen = ledger.anchor.seen_generation()
                warnings = (*unlocked.warnings, *warnings, *sitting.older_keys(connection, unlocked, path.name, seen))
                alarms = sitting.alarms(ledger, connection, path.name)
                tries = FailedTries(self._keys(path).guesses)
                warnings = (*warnings, *tries.warnings(connection, session))
            except dbapi2.Error as error:
                raise errors.on_opening(error, path.name) or error from error
        entry = replace(_entry(session, deed, unlocked, warnings), alarms=alarms, tries=tries)
        return self._opened(database, entry, (unlocked, ledger), hold)

    def _opened(
        self, database: Database, entry: Entry, kept_with: tuple[Unlocked, Ledger], hold: Hold | None
    ) -> OpenedClinic:
        unlocked, ledger = kept_with
        load = loader(self._bodies, ledger, self._clock)
        let_go: Callable[[], None] = hold.let_go if hold else lambda: None
        keys = self._keys(database.path)
        vault = FileVault(database, keys, unlocked, self._limits, self._clock)
        slots = KeyFileSlots(keys, self._common)
        by_keys = ByKeys(signatures=KeyFileSignatures(keys), vault=vault, slots=slots)
        return OpenedClinic(database, entry, load, let_go, self._clock, ledger, by_keys)


@value
class _Made:
    """A clinic that was built, as far as it takes to open it."""

    unlocked: Unlocked = field(repr=False)
    code: str = field(repr=False)
    entry: Entry
    ledger: Ledger
    head: Head


def _entry(session: Session, deed: Deed | None, unlocked: Unlocked, warnings: tuple[str, ...]) -> Entry:
    keys = sitting.public_keys(unlocked)
    return Entry(session=session, deed=deed, generation=unlocked.generation, public_keys=keys, warnings=warnings)


def make_home(home: Path | None, folder: Path, undo: ExitStack) -> None:
    """Make the one folder that is made where it is missing. `undo` takes it away again. Raises `Unavailable`."""
    if home is None or folder != Path(os.path.realpath(home)) or folder.exists():
        return
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(f"{folder.name}: the folder for clinics could not be made ({why}).") from error
    undo.callback(disk.remove_empty, folder)


def _looked_at(place: str) -> Path:
    """The file of a clinic, and what can be seen of it without a key; what a stop left undone is finished first."""
    path = path_of(place)
    swapping.mend(path, "command line")
    proof.look(path)
    return path


def path_of(place: str) -> Path:
    """The file itself, not a link to it. Raises `Refused` for what is no path."""
    if not place.strip() or "\0" in place:
        raise Refused(Problem(file="", field="clinic", message="is no path of a file"))
    return Path(os.path.realpath(place))
