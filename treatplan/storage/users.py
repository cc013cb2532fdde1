"""The rows of a new clinic and its maker, and what a user's row says of their keys. Loads SQLAlchemy: imported late."""

from collections.abc import Callable
from contextlib import closing

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from treatplan.domain.access import Role, Session
from treatplan.domain.record import Deed
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.clinic.ports import Bodies, Now
from treatplan.storage import sitting
from treatplan.storage.database import IMMEDIATE, Database
from treatplan.storage.keys.keyfile import Unlocked
from treatplan.storage.keys.names import folded
from treatplan.storage.keys.sealing import Pair
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
                **_keys(unlocked),
            )
        )


def remember_keys(engine: Engine, session: Session, unlocked: Unlocked) -> None:
    """Write down a user's new public keys, and which key file they are in."""

    def write(rows: SqlConnection) -> None:
        of_user = update(_USER).where(_USER.c.id == session.user)
        rows.execute(of_user.values(lock=_USER.c.lock + 1, **_keys(unlocked)))
        _remember(rows, unlocked.generation)

    _writing(engine, write)


def remember_generation(engine: Engine, generation: int) -> None:
    """Write down the newest key file that was seen: an older one was put back by somebody."""
    _writing(engine, lambda rows: _remember(rows, generation))


def _writing(engine: Engine, write: Callable[[SqlConnection], None]) -> None:
    with engine.execution_options(begin=IMMEDIATE).begin() as rows:
        write(rows)


def _remember(rows: SqlConnection, generation: int) -> None:
    older = _CLINIC.c.key_generation < generation
    rows.execute(update(_CLINIC).where(older).values(key_generation=generation))


def _keys(unlocked: Unlocked) -> dict[str, str]:
    pair = Pair(wrapping=unlocked.wrapping_key, signing=unlocked.signing_key)
    return {
        "slot": unlocked.slot_id,
        "x25519_public": pair.wrapping_public().hex(),
        "ed25519_public": pair.signing_public().hex(),
    }
