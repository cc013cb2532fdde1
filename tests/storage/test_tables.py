"""What the tables hold by themselves: names, moments, ids, and what never changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Dialect, Table, create_engine, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import class_mapper
from sqlalchemy.schema import CreateIndex, CreateTable

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from treatplan.domain.access import Session
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.record import Deed, HandoutKind, NewHandout, NoteKind, PlannedVisit, stored_id
from treatplan.domain.visit.kept import NewNote, Seal
from treatplan.domain.visit.visit import Visit
from treatplan.services.clinic.ports import Transaction
from treatplan.storage import tables
from treatplan.storage.types import Utc

POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
FIXED = {"audit", "backup", "handout", "handout_given", "restoration", "visit_note"}  # rows of these are only added
TABLES = {mapper.class_.__name__: mapper for mapper in tables.Base.registry.mappers}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlClinic]:
    """A patient with a recorded intake and a draft, a plan in three versions (the third a draft), and a handout."""
    clinic = a_sql_clinic(tmp_path_factory.mktemp("clinic"))
    clinic.add(a_person(), a_person())
    clinic_fill(clinic)
    yield clinic
    clinic.close()


def clinic_fill(clinic: SqlClinic) -> None:
    patient = PatientId(1)
    with clinic.records.writing() as record:
        intake = stored_id(record.intakes.record(patient, 0, an_intake(), NOON))
        record.intakes.keep(patient, 0, an_intake(), NOON)
        made = record.plans.add(patient, intake, a_plan(), NOON)
        for _ in range(2):
            record.plans.release(made.version, made.lock, made.plan, (), clinic.session, NOON)
            record.plans.set_visits(made.version, (PlannedVisit(number=1),))
            made = record.plans.amend(made.id, made.plan, intake, NOON)
        new = NewHandout(
            kind=HandoutKind.REFERRAL,
            patient=patient,
            intake=intake,
            language="en",
            size=PrintSize.LARGE,
            paper=Paper.A4,
            jurisdiction="gb",
            pages=1,
            pdf=b"%PDF",
        )
        _visits(record, clinic.session)
        row = record.handouts.add(new, clinic.session, NOON)
        record.handouts.given(row.id, "printed", clinic.session, NOON)
        record.note(clinic.session, Deed(action="filled", of="patient", id=1, patient=patient))


def _visits(record: Transaction, session: Session) -> None:
    """A signed visit with a note, and a draft."""
    visit = Visit(format="treatplan.visit/1", on=NOON.date())
    seal = Seal(by=session.user, at=NOON, digest="a" * 64, signature="b" * 128, public="c" * 64)
    draft = record.visits.keep(PatientId(1), 0, visit, None, session.user, NOON)
    assert draft.id is not None
    record.visits.sign(draft.id, draft.lock, seal)
    record.visits.add_note(draft.id, 1, NewNote(kind=NoteKind.ADDENDUM, text="x"), seal)
    record.visits.keep(PatientId(1), 0, visit, None, session.user, NOON)


# The tables as they are declared


@pytest.mark.parametrize("name", TABLES)
def test_that_every_constraint_has_a_name(name: str) -> None:
    table = TABLES[name].local_table
    assert isinstance(table, Table)
    assert all(one.name for one in table.constraints)
    assert all(one.name for one in table.indexes)
    checks = [str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)]
    assert len(set(checks)) == len(checks)


@pytest.mark.parametrize("name", TABLES)
def test_that_no_id_is_used_again_and_no_reference_cascades(name: str) -> None:
    table = TABLES[name].local_table
    assert isinstance(table, Table)
    assert table.dialect_options["sqlite"]["autoincrement"] or table.name == "clinic"
    assert [key for key in table.foreign_keys if key.ondelete or key.onupdate] == []


@pytest.mark.parametrize("name", TABLES)
def test_that_postgresql_could_hold_the_table_as_well(name: str) -> None:
    table = TABLES[name].local_table
    assert isinstance(table, Table)
    made = str(CreateTable(table).compile(dialect=POSTGRESQL))
    assert f"CONSTRAINT pk_{table.name} PRIMARY KEY" in made
    assert "ENUM" not in made
    for index in table.indexes:
        sql = str(CreateIndex(index).compile(dialect=POSTGRESQL))
        assert ("WHERE status = " in sql or "WHERE state = " in sql) == ("_one_" in str(index.name))


@pytest.mark.parametrize("name", TABLES)
def test_that_every_row_that_changes_counts_its_changes(name: str) -> None:
    counted = class_mapper(TABLES[name].class_).version_id_col
    # a form that is not stored yet is its typist's alone, and only one process writes: the last wins
    assert (counted is None) == (TABLES[name].class_.__tablename__ in {*FIXED, "form_draft"})


def test_that_an_id_is_not_used_again_after_its_row_has_gone(filled: SqlClinic) -> None:
    with filled.records.writing() as record:
        first = record.intakes.keep(PatientId(2), 0, an_intake(), NOON)
        record.intakes.drop_draft(PatientId(2))
        second = record.intakes.keep(PatientId(2), 0, an_intake(), NOON)
        record.note(filled.session, Deed(action="kept", of="intake"))
    assert stored_id(second) > stored_id(first)


# Moments


def test_that_a_time_without_a_zone_is_refused() -> None:
    with (
        create_engine("sqlite://").connect() as connection,
        pytest.raises(StatementError, match="without a zone is no moment"),
    ):
        connection.execute(select(literal(datetime(2026, 11, 25, 10), Utc())))  # noqa: DTZ001  (that is the point)


@pytest.mark.parametrize("hours", [-11, 0, 5.5])
def test_that_a_moment_comes_back_as_the_same_one_in_utc(hours: float) -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=hours)))
    with create_engine("sqlite://").connect() as connection:
        back = connection.execute(select(literal(moment, Utc()))).scalar_one()
    assert back == moment
    assert back.tzinfo is UTC


# What never changes

COPY = "INSERT OR REPLACE INTO {0} SELECT * FROM {0} WHERE {1}"
SEAL = ("signed_at", "signed_by_id", "digest", "signature", "signed_with")
NOTE = "visit_id, number, kind, about, reason, body, at, by_id, digest, signature, signed_with"
REST = "plan_id, status, intake_id, changed_at, released_at, released_by_id, lock, body, findings, drafted"
REFUSED = [
    "UPDATE audit SET login = 'x' WHERE number = 1",
    "DELETE FROM audit WHERE number = 2",
    COPY.format("audit", "number = 1"),
    "UPDATE handout SET pages = 2",
    "UPDATE handout SET pdf = x'00'",
    "DELETE FROM handout",
    COPY.format("handout", "id = 1"),
    "UPDATE handout_given SET how = 'saved'",
    "DELETE FROM handout_given",
    COPY.format("handout_given", "id = 1"),
    "UPDATE intake SET body = '{}' WHERE state = 'recorded'",
    "UPDATE intake SET state = 'draft' WHERE state = 'recorded'",
    "DELETE FROM intake WHERE state = 'recorded'",
    COPY.format("intake", "state = 'recorded'"),
    "UPDATE OR REPLACE intake SET id = 1 WHERE state = 'draft'",
    *(
        f"UPDATE visit SET {change} WHERE state = 'signed'"
        for change in (
            "body = '{}'",
            "number = 9",
            "patient_id = 2",
            "digest = ''",
            "id = 99",
            f"state = 'draft', {', '.join(f'{name} = NULL' for name in SEAL)}",
        )
    ),
    "DELETE FROM visit WHERE state = 'signed'",
    COPY.format("visit", "state = 'signed'"),
    "UPDATE OR REPLACE visit SET id = 1 WHERE state = 'draft'",
    "UPDATE visit SET patient_id = 2 WHERE state = 'draft'",
    "UPDATE visit_note SET body = 'y'",
    "DELETE FROM visit_note",
    COPY.format("visit_note", "id = 1"),
    f"INSERT OR REPLACE INTO visit_note ({NOTE}) SELECT {NOTE} FROM visit_note",
    *(
        f"UPDATE plan_version SET {change} WHERE status = '{status}'"
        for status in ("released", "amended")
        for change in (
            "body = '{}'",
            "findings = '[1]'",
            "number = 9",
            "drafted = ''",
            "intake_id = 2",
            "released_at = '2020-01-01 00:00:00.000000'",
            "id = 99",
            "status = 'draft', released_at = NULL, released_by_id = NULL, findings = NULL",
        )
    ),
    "UPDATE plan_version SET status = 'released' WHERE status = 'amended'",
    (
        "UPDATE plan_version SET status = 'closed', released_at = changed_at, released_by_id = 1, findings = '[]'"
        " WHERE status = 'draft'"
    ),
    (
        "UPDATE OR REPLACE plan_version SET status = 'released', released_at = changed_at, released_by_id = 1,"
        " findings = '[]' WHERE status = 'draft'"
    ),
    "UPDATE OR REPLACE plan_version SET number = 1 WHERE status = 'draft'",
    "DELETE FROM plan_version WHERE status = 'released'",
    "DELETE FROM plan_version WHERE status = 'amended'",
    COPY.format("plan_version", "status = 'released'"),
    (
        f"INSERT OR REPLACE INTO plan_version (number, {REST}) SELECT 77, {REST}"
        " FROM plan_version WHERE status = 'released'"
    ),
]


@pytest.mark.parametrize("sql", REFUSED)
def test_that_sql_past_the_program_cannot_change_what_is_fixed(filled: SqlClinic, sql: str) -> None:
    before = contents(filled)
    with pytest.raises(IntegrityError, match=r"never changes|only released|stays with its patient"):
        filled.execute(sql)
    assert contents(filled) == before


def contents(clinic: SqlClinic) -> dict[str, list[object]]:
    names = ("audit", "handout", "handout_given", "intake", "plan_version", "visit", "visit_note")
    with clinic.engine.begin() as connection:
        return {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in names}


@pytest.mark.parametrize(
    "sql",
    [
        (
            "INSERT INTO clinic SELECT 2, db_id, made_at, 1, '', '', '', 'intl', NULL, 5, 0, NULL, NULL, 0, NULL, 1"
            " FROM clinic"
        ),
        "UPDATE patient SET sex = 'x'",
        "UPDATE clinic SET paper = 'a5'",
        "INSERT INTO intake SELECT NULL, 1, 'draft', taken_on, body, changed_at, 1 FROM intake WHERE id = 1",
        "INSERT INTO intake SELECT NULL, 99, 'recorded', taken_on, body, changed_at, 1 FROM intake WHERE id = 1",
        "UPDATE plan_version SET findings = '[]' WHERE status = 'draft'",
        "UPDATE plan_version SET status = 'published' WHERE status = 'released'",
        "DELETE FROM patient WHERE id = 1",
        "INSERT INTO user SELECT NULL, 'Okafor', folded, '', '', '', '', '', '', '', 1, NULL, NULL, 1 FROM user",
    ],
)
def test_that_what_would_make_no_sense_is_refused(filled: SqlClinic, sql: str) -> None:
    with pytest.raises(IntegrityError):
        filled.execute(sql)


@pytest.mark.parametrize(("before", "after"), [("released", "amended"), ("released", "closed"), ("amended", "closed")])
def test_that_a_released_plan_goes_on_through_its_life(tmp_path: Path, before: str, after: str) -> None:
    clinic = a_sql_clinic(tmp_path)
    clinic.add(a_person())
    clinic_fill(clinic)
    clinic.execute(f"UPDATE plan_version SET status = '{after}' WHERE status = '{before}'")
    clinic.close()


# The search index


def test_that_the_search_index_follows_every_change_of_a_patient(filled: SqlClinic) -> None:
    person = a_person(family_name="Zzyzx")
    with filled.records.writing() as record:
        added = record.patients.add(person, NOON)
        record.patients.change(added.id, added.lock, replace(person, family_name="Quux"))
        record.note(filled.session, Deed(action="changed", of="patient", id=added.id))
    assert filled.directory.find("zzyzx", 5) == ()
    assert [row.id for row in filled.directory.find("quux", 5)] == [added.id]
    filled.execute("INSERT INTO patient_fts(patient_fts, rank) VALUES ('integrity-check', 1)")
    filled.execute(f"DELETE FROM patient WHERE id = {added.id}")
    assert filled.directory.find("quux", 5) == ()
    filled.execute("INSERT INTO patient_fts(patient_fts, rank) VALUES ('integrity-check', 1)")


def test_that_the_check_of_the_search_index_can_fail(tmp_path: Path) -> None:
    clinic = a_sql_clinic(tmp_path)
    clinic.add(a_person())
    clinic.execute("DROP TRIGGER patient_fts_changed", "UPDATE patient SET search_text = '  other '")
    with pytest.raises(DBAPIError):
        clinic.execute("INSERT INTO patient_fts(patient_fts, rank) VALUES ('integrity-check', 1)")
    clinic.close()
