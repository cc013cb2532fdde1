"""A record in a real encrypted file, for tests: the tables as they are at head, one clinic, one user, one audit row."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, insert

from tests.backup_fakes import FakeVault
from tests.clinic_fakes import CONTENT, RESOURCES, FixedClock, a_session
from tests.people_fakes import FakeSlots
from tests.record_fakes import NOON, PRACTICE
from tests.visit_fakes import FakeSignatures, public_key
from treatplan.domain.access import Role, Session
from treatplan.domain.record import Deed, Person
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.plans import Plans
from treatplan.storage import tables
from treatplan.storage.database import Database, make_file
from treatplan.storage.fixed_sql import FIXED_TRIGGERS
from treatplan.storage.quick import QuickDirectory
from treatplan.storage.records import SqlRecords
from treatplan.storage.search_sql import SEARCH_TABLE, SEARCH_TRIGGERS

KEY = bytes(range(32))
AUDIT_KEY = bytes(range(32, 64))
EVERY_ROLE = " ".join(sorted(Role))  # a test chooses some of them for its sitting


@dataclass
class SqlClinic:
    """The parts of one clinic, for a test to look into. Fills `Opened`."""

    session: Session
    database: Database
    engine: Engine
    records: SqlRecords
    directory: QuickDirectory
    clock: FixedClock
    warnings: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    signatures: FakeSignatures = field(default_factory=FakeSignatures)
    slots: FakeSlots = field(default_factory=FakeSlots)
    vault: FakeVault = field(default_factory=lambda: FakeVault(FixedClock()))

    def services(self, session: Session | None = None) -> OpenClinic:
        """The services, for this or another sitting."""
        self.session = session or self.session
        core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), self.clock)
        return OpenClinic(self, CONTENT, core, self.clock)

    def add(self, *people: Person) -> None:
        """Patients 1, 2 ..."""
        with self.records.writing() as record:
            for person in people:
                added = record.patients.add(person, self.clock.now())
                record.note(self.session, Deed(action="added", of="patient", id=added.id, patient=added.id))

    def execute(self, *statements: str) -> None:
        """SQL that goes past the program, all of it in one transaction."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def warm_up(self) -> None:
        """Everything is loaded."""

    def close(self) -> None:
        """Let go of every connection."""
        self.directory.close()
        self.engine.dispose()


def a_sql_clinic(folder: Path) -> SqlClinic:
    """A new clinic in this folder. Whoever makes it closes it."""
    path = folder / "test.treatplan"
    make_file(path)
    database = Database(path, KEY)
    connection = database.connect()
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    engine, clock, session = database.engine(), FixedClock(), a_session()
    tables.Base.metadata.create_all(engine)
    practice = {name: getattr(PRACTICE, name) for name in ("name", "address", "phone", "jurisdiction")}
    with engine.begin() as made:
        for sql in (SEARCH_TABLE, *SEARCH_TRIGGERS.values(), *FIXED_TRIGGERS.values()):
            made.exec_driver_sql(sql)
        made.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        made.exec_driver_sql("INSERT INTO alembic_version VALUES ('0002')")
        made.execute(
            insert(tables.Clinic),
            [practice | {"id": 1, "db_id": "d" * 32, "made_at": NOON, "key_generation": 1, "lock": 1}],
        )
        user = {"login": session.login, "folded": session.login, "name": session.name, "roles": EVERY_ROLE, "lock": 1}
        user["ed25519_public"] = public_key(session.user)
        made.execute(insert(tables.User), [user])
    records = SqlRecords(engine, CanonicalBodies(), AUDIT_KEY, clock)
    with records.writing() as record:
        record.note(session, Deed(action="made", of="clinic"))
    directory = QuickDirectory(database.connect, clock.today, clock.now)
    return SqlClinic(session, database, engine, records, directory, clock)
