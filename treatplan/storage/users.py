"""The rows of a new clinic and its maker, and what a user's row says of their keys. Loads SQLAlchemy: imported late."""

from collections.abc import Mapping
from contextlib import closing

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import false, insert, or_, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from treatplan.domain.access import Role, Session
from treatplan.domain.record import Deed
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.clinic.ports import Bodies, Now
from treatplan.storage import errors, sitting
from treatplan.storage.database import IMMEDIATE, Database
from treatplan.storage.keys.keyfile import Unlocked
from treatplan.storage.keys.names import folded
from treatplan.storage.migrate import bring_to_head
from treatplan.storage.records import SqlRecords
from treatplan.storage.schema import Schema
from treatplan.storage.tables import Base

_CLINIC = Base.metadata.tables["clinic"]
_USER = Base.metadata.tables["user"]
_MAKER = (Role.OWNER, Role.PRACTITIONER)


class Filling:
    """Fills an empty encrypted file: the schema, the clinic's row, its maker, and the first row of the audit."""

    def __init__(self, bodies: Bodies, clock: Now, schema: Schema) -> None:
        self._bodies = bodies
        self._clock = clock
        self._schema = schema

    def fill(self, database: Database, unlocked: Unlocked, new: NewClinic) -> Session:
        """Returns the maker's first sitting."""
        with closing(database.connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        engine = database.engine()
        try:
            bring_to_head(engine, self._schema, database.path.name)
            with engine.execution_options(begin=IMMEDIATE).begin() as rows:
                self._rows(rows, unlocked, new)
            with closing(database.connect()) as connection:
                session = sitting.session_for(connection, unlocked.user, database.path.name, self._clock)
            records = SqlRecords(engine, self._bodies, sitting.audit_key_of(unlocked.data_key), self._clock)
            with records.writing() as record:
                record.note(session, Deed(action="made", of="clinic"))
        finally:
            engine.dispose()
        return session

    def _rows(self, rows: SqlConnection, unlocked: Unlocked, new: NewClinic) -> None:
        practice = new.practice
        rows.execute(
            insert(_CLINIC).values(
                id=1,
                db_id=unlocked.db_id,
                made_at=self._clock.now(),
                key_generation=unlocked.generation,
                name=practice.name,
                address=practice.address,
                phone=practice.phone,
                jurisdiction=practice.jurisdiction,
                paper=practice.paper,
                lock=1,
            )
        )
        rows.execute(
            insert(_USER).values(
                login=unlocked.user,
                folded=folded(unlocked.user),
                name=new.name,
                qualification=new.qualification,
                registration_no=new.registration_no,
                roles=" ".join(sorted(_MAKER)),
                active=True,
                lock=1,
                **sitting.public_keys(unlocked),
            )
        )


def keep_up(engine: Engine, session: Session, generation: int, public: Mapping[str, str], file: str) -> None:
    """Write down what a user's slot in the key file says, and the newest key file that was seen. Raises `Unavailable`.

    Nothing is written where it is known. An older key file was put back by somebody, and shows by its generation.
    """
    older = _CLINIC.c.key_generation < generation
    another = or_(*(_USER.c[name] != key for name, key in public.items()), false())
    of_user = update(_USER).where(_USER.c.id == session.user, another)
    try:
        with engine.execution_options(begin=IMMEDIATE).begin() as rows:
            rows.execute(update(_CLINIC).where(older).values(key_generation=generation))
            if public:
                rows.execute(of_user.values(lock=_USER.c.lock + 1, **public))
    except DBAPIError as error:
        raise errors.unavailable(error, file) or error from error.orig
