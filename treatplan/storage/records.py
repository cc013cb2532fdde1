"""The record of one open clinic: every use of it is one transaction, and a writing one leaves its mark in the audit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm.exc import StaleDataError

from treatplan.domain.access import Session
from treatplan.domain.errors import Problem, Stale
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Bodies, Now
from treatplan.storage import errors
from treatplan.storage.anchor import Anchor
from treatplan.storage.backups import SqlBackups
from treatplan.storage.forms import SqlForms
from treatplan.storage.handouts import SqlHandouts
from treatplan.storage.intakes import SqlIntakes
from treatplan.storage.patients import SqlPatients
from treatplan.storage.people import SqlPeople
from treatplan.storage.plans import SqlPlans
from treatplan.storage.practice import SqlPractice
from treatplan.storage.trail import SqlTrail
from treatplan.storage.visits import SqlVisits

_READING = {"begin": "BEGIN"}
_WRITING = {"begin": "BEGIN IMMEDIATE"}  # the lock is taken first: nobody changes what this use has read


class SqlTransaction:
    """Fills `Transaction`: the stores of one use, over one connection."""

    def __init__(
        self,
        database: Database,
        bodies: Bodies,
        audit_key: bytes,
        now: Now,
        *,
        writing: bool,
        anchor: Anchor | None = None,
    ) -> None:
        self._now = now
        self._writing = writing
        self.noted = 0
        self.people = SqlPeople(database, now)
        self.patients = SqlPatients(database, now)
        self.intakes = SqlIntakes(database, bodies)
        self.plans = SqlPlans(database, bodies)
        self.visits = SqlVisits(database, bodies)
        self.handouts = SqlHandouts(database)
        self.practice = SqlPractice(database)
        self.forms = SqlForms(database)
        self.backups = SqlBackups(database)
        self.trail = SqlTrail(database, audit_key, anchor)

    def note(self, session: Session, deed: Deed) -> None:
        """Add an audit row; it becomes true with the rest or not at all."""
        if not self._writing:
            raise RuntimeError(_ONLY_READING)
        self.trail.add(session, deed, self._now.now())
        self.noted += 1


class SqlRecords:
    """Fills `Records`. Usable from any thread, each use on a connection of its own."""

    def __init__(
        self, engine: Engine, bodies: Bodies, audit_key: bytes, now: Now, anchor: Anchor | None = None
    ) -> None:
        """`anchor` keeps the audit's head outside the database; it follows every commit."""
        self._anchor = anchor
        self._engine = engine
        self._bodies = bodies
        self._audit_key = audit_key
        self._now = now

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """A view of the record at one moment. Raises `Unavailable`."""
        with _use(_ReadingDatabase(self._engine.execution_options(**_READING), **_PLAIN)) as database:
            yield SqlTransaction(database, self._bodies, self._audit_key, self._now, writing=False, anchor=self._anchor)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """All or nothing. Raises `Unavailable` where the machine fails, `RuntimeError` where nothing was noted."""
        with _use(Database(self._engine.execution_options(**_WRITING), **_PLAIN)) as database:
            use = SqlTransaction(database, self._bodies, self._audit_key, self._now, writing=True, anchor=self._anchor)
            yield use
            if not use.noted:
                raise RuntimeError("something was done in the record and no audit row written with it")
            database.commit()
            use.trail.committed()


_PLAIN: dict[str, Any] = {"autoflush": False, "expire_on_commit": False}
_ONLY_READING = "this use of the record is for reading only"


class _ReadingDatabase(Database):
    def flush(self, objects: Sequence[Any] | None = None) -> None:  # noqa: ARG002  (the frame's)
        raise RuntimeError(_ONLY_READING)


@contextmanager
def _use(database: Database) -> Iterator[Database]:
    """Whatever happens in it: what was not committed is rolled back, and the connection goes back whole."""
    try:
        with database:
            database.connection()  # the transaction begins here, so that a lock is waited for before anything is read
            yield database
    except DBAPIError as error:
        _tell(error)
    except StaleDataError:  # cannot be while the lock is held; if it is, nothing was written
        raise Stale(Problem(file="", field="", message="was changed meanwhile; look at it again")) from None


def _tell(error: DBAPIError) -> NoReturn:
    """In words where it is the machine's fault. The chain ends at the driver: what SQLAlchemy adds are values."""
    told = errors.unavailable(error)
    if told is None:
        raise error
    raise told from error.orig
