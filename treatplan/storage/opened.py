"""An unlocked clinic, until it is locked again. SQLAlchemy is loaded when the record is used, not for the list."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

from treatplan.domain.access import Session
from treatplan.domain.errors import Unavailable
from treatplan.domain.record import Deed
from treatplan.domain.value import value
from treatplan.services.clinic.ports import Bodies, Now, Records, Transaction
from treatplan.storage.database import LOCKED, Database
from treatplan.storage.quick import QuickDirectory

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_PATIENCE = 10.0  # seconds that locking waits for work that is under way


@value
class Entry:
    """How somebody came in: what the audit says of it, and what the key file says that let them in."""

    session: Session
    deed: Deed | None  # None where it is written down already
    generation: int
    public_keys: Mapping[str, str]
    warnings: tuple[str, ...] = ()


class OpenedClinic:
    """Fills `Opened`."""

    def __init__(
        self,
        database: Database,
        entry: Entry,
        load: Callable[["Engine"], Records],
        let_go: Callable[[], None],
        now: Now,
    ) -> None:
        self._entry = entry
        self._let_go: Callable[[], None] | None = let_go
        self._records = LazyRecords(database, entry, load)
        self._directory = QuickDirectory(database.connect, now.today)
        self._database = database

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
    def warnings(self) -> tuple[str, ...]:
        """What the opener noticed and mended."""
        return self._entry.warnings

    def warm_up(self) -> None:
        """Load SQLAlchemy, make a first connection, and write down who came in. Raises `Unavailable`."""
        with self._records.reading():
            pass

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
            self._records.close()
            self._directory.close()
        finally:
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
            self._closed = True
            self._state.wait_for(lambda: self._uses == 0, timeout=_PATIENCE)
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
            with self._records.writing() as record:
                record.note(self._entry.session, self._entry.deed)
            self._noted = True
            if not self._database.reading:
                self.keep_up(self._entry.generation, self._entry.public_keys)
        return self._records


def loader(bodies: Bodies, audit_key: bytes, now: Now) -> Callable[["Engine"], Records]:
    """What makes the record of an engine, once SQLAlchemy may be loaded."""

    def load(engine: "Engine") -> Records:
        from sqlalchemy.orm import configure_mappers  # noqa: PLC0415  (start-up does without it)

        from treatplan.storage.records import SqlRecords  # noqa: PLC0415  (the same)

        configure_mappers()
        return SqlRecords(engine, bodies, audit_key, now)

    return load
