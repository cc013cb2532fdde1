"""An unlocked clinic, until it is locked again. SQLAlchemy is loaded when the record is used, not for the list."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from treatplan.domain.access import Session
from treatplan.domain.errors import TreatplanError, Unavailable
from treatplan.domain.record import Deed
from treatplan.domain.value import value
from treatplan.services.clinic.ports import Bodies, Now, Records, Transaction, UserSlots
from treatplan.services.clinic.visit_ports import Signatures
from treatplan.storage.database import LOCKED, Database
from treatplan.storage.failed import FailedTries
from treatplan.storage.quick import QuickDirectory
from treatplan.storage.vault import FileVault
from treatplan.storage.watch import Watch

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from treatplan.storage.sitting import Ledger

_PATIENCE = 10.0  # seconds that locking waits for work that is under way


@value
class Entry:
    """How somebody came in: what the audit says of it, and what the key file says that let them in."""

    session: Session
    deed: Deed | None  # None where it is written down already
    generation: int
    public_keys: Mapping[str, str]
    warnings: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    tries: FailedTries | None = None


@value
class ByKeys:
    """What of an open clinic works with its key file."""

    signatures: Signatures
    vault: FileVault
    slots: UserSlots


class OpenedClinic:
    """Fills `Opened`."""

    def __init__(
        self,
        database: Database,
        entry: Entry,
        load: Callable[["Engine"], Records],
        let_go: Callable[[], None],
        now: Now,
        ledger: "Ledger",
        by_keys: ByKeys,
    ) -> None:
        self._entry = entry
        self._ledger = ledger
        self._watch = Watch(database.connect, ledger.key, ledger.anchor)
        self._let_go: Callable[[], None] | None = let_go
        self._records = LazyRecords(database, entry, load)
        self._directory = QuickDirectory(database.connect, now.today, now.now)
        self._database = database
        self._signatures = by_keys.signatures
        self._vault = by_keys.vault
        self._slots = by_keys.slots

    @property
    def session(self) -> Session:
        return self._entry.session

    @property
    def records(self) -> "LazyRecords":
        return self._records

    @property
    def directory(self) -> QuickDirectory:
        return self._directory

    @property
    def signatures(self) -> Signatures:
        return self._signatures

    @property
    def slots(self) -> UserSlots:
        return self._slots

    @property
    def vault(self) -> FileVault:
        return self._vault

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the opener noticed and mended, after what does not fit in the audit."""
        return (*self.alarms, *self._entry.warnings)

    @property
    def alarms(self) -> tuple[str, ...]:
        """What does not fit in the audit, until the owner has answered for it."""
        return () if self._ledger.anchor.renewed else self._entry.alarms

    def warm_up(self) -> None:
        """Load SQLAlchemy, make a first connection, and write down who came in. Raises `Unavailable`.

        Then the whole audit is looked at, beside everything else.
        """
        with self._records.reading():
            pass
        self._watch.start()

    def keep_up(self, generation: int, public_keys: Mapping[str, str]) -> None:
        """Write down this user's new keys as far as that can be; else it is done when they come in again."""
        with suppress(Unavailable):
            self._records.keep_up(generation, public_keys)

    def close(self) -> None:
        """Let go of keys, connections and the lock, after the work that is under way. Does nothing the second time."""
        let_go, self._let_go = self._let_go, None
        if let_go is None:
            return
        try:
            self._watch.stop()
            self._records.close()
            self._directory.close()
            self._ledger.anchor.settle()
        finally:
            self._vault.forget()
            self._database.forget()
            let_go()


class LazyRecords:
    """Fills `Records`: the first use loads SQLAlchemy and writes down who came in. Of any thread."""

    def __init__(self, database: Database, entry: Entry, load: Callable[["Engine"], Records]) -> None:
        self._database = database
        self._entry = entry
        self._load = load
        self._state = threading.Condition(threading.RLock())
        self._engine: Engine | None = None
        self._records: Records | None = None
        self._noted = entry.deed is None
        self._uses = 0
        self._closed = False

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._use(lambda records: records.reading())

    def writing(self) -> AbstractContextManager[Transaction]:
        return self._use(lambda records: records.writing())

    def engine(self) -> "Engine":
        """The engine, for what is no record of a patient: users and their keys. Raises `Unavailable` once closed."""
        with self._state:
            self._ready()
            if self._engine is None:
                raise Unavailable(LOCKED)
            return self._engine

    def keep_up(self, generation: int, public_keys: Mapping[str, str]) -> None:
        """Write down what the key file says now. Raises `Unavailable`."""
        from treatplan.storage.users import keep_up  # noqa: PLC0415  (loads SQLAlchemy)

        keep_up(self.engine(), self._entry.session, generation, public_keys, self._database.path.name)

    def close(self) -> None:
        """No use begins any more; those that have begun are waited for."""
        with self._state:
            if not self._noted and not self._closed:
                try:  # the list was looked at: that is written down, where it still can be
                    self._ready()
                except Unavailable:
                    self._noted = True
            begun, self._closed = not self._closed, True
            self._state.wait_for(lambda: self._uses == 0, timeout=_PATIENCE)
            if begun and self._records is not None:
                with suppress(TreatplanError), self._records.writing() as record:  # nothing keeps a clinic from locking
                    record.note(self._entry.session, Deed(action="locked", of="clinic"))
            engine, self._engine, self._records = self._engine, None, None
        if engine is not None:
            engine.dispose()

    @contextmanager
    def _use(self, how: Callable[[Records], AbstractContextManager[Transaction]]) -> Iterator[Transaction]:
        with self._state:
            records = self._ready()
            self._uses += 1
        try:
            with how(records) as transaction:
                yield transaction
        finally:
            with self._state:
                self._uses -= 1
                self._state.notify_all()

    def _ready(self) -> Records:
        """The record itself, with the entry written down. Only with `_state` held."""
        if self._closed:
            raise Unavailable(LOCKED)
        if self._records is None:
            self._engine = self._database.engine()
            self._records = self._load(self._engine)
        if not self._noted and self._entry.deed is not None:
            if self._entry.tries is not None and not self._database.reading:
                self._entry.tries.write_down(self._records, self._entry.session)
            with self._records.writing() as record:
                record.note(self._entry.session, self._entry.deed)
            self._noted = True
            if not self._database.reading:
                self.keep_up(self._entry.generation, self._entry.public_keys)
        return self._records


def loader(bodies: Bodies, ledger: "Ledger", now: Now) -> Callable[["Engine"], Records]:
    """What makes the record of an engine, once SQLAlchemy may be loaded."""

    def load(engine: "Engine") -> Records:
        from sqlalchemy.orm import configure_mappers  # noqa: PLC0415  (start-up does without it)

        from treatplan.storage.records import SqlRecords  # noqa: PLC0415  (the same)

        configure_mappers()
        return SqlRecords(engine, bodies, ledger.key, now, ledger.anchor)

    return load
