"""The audit shows every row that was changed, taken out, put in, moved or cut off."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.sql_clinic import AUDIT_KEY, SqlClinic, a_sql_clinic
from treatplan.domain.ids import PatientId
from treatplan.domain.record import AuditRow, Deed
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.storage import tables
from treatplan.storage.fixed_sql import FIXED_TRIGGERS
from treatplan.storage.records import SqlRecords

ROWS = 12
AUDIT = tables.Base.metadata.tables["audit"]
COLUMNS = "at, user_id, login, session, action, of, object_id, patient_id, detail, mac"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[SqlClinic]:
    """Twelve rows of audit, and none of the triggers that guard them."""
    made = a_sql_clinic(tmp_path)
    made.add(a_person())
    for number in range(3, ROWS + 1):
        note(made, Deed(action="opened", of="patient", id=number, patient=PatientId(1), detail="Zoë 李 \"',"))
    made.execute(*(f"DROP TRIGGER {name}" for name in FIXED_TRIGGERS if name.startswith("audit")))
    yield made
    made.close()


def note(clinic: SqlClinic, deed: Deed) -> None:
    clinic.clock.moment += timedelta(seconds=1.000001)
    with clinic.records.writing() as record:
        record.note(clinic.session, deed)


def broken(clinic: SqlClinic) -> tuple[int, ...]:
    with clinic.records.reading() as record:
        return record.trail.broken()


def test_that_a_row_tells_who_did_what_when(clinic: SqlClinic) -> None:
    with clinic.records.reading() as record:
        rows = record.trail.rows(1, 2)
        assert [row.number for row in record.trail.rows(5, 3)] == [5, 6, 7]
        assert record.trail.rows(ROWS + 1, 5) == ()
    session = clinic.session
    assert rows[1] == AuditRow(
        number=2,
        at=NOON,
        user=session.user,
        login=session.login,
        session=session.id,
        deed=Deed(action="added", of="patient", id=1, patient=PatientId(1)),
    )


def test_that_an_untouched_audit_is_whole(clinic: SqlClinic) -> None:
    assert broken(clinic) == ()


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-24 12:00:00.000001'",
        "at = NULL, at = '2020-01-01 00:00:00.000000'",
        "login = 'other'",
        "session = 'other'",
        "action = 'closed'",
        "of = 'plan'",
        "object_id = NULL",
        "object_id = 77",
        "patient_id = NULL",
        "detail = ''",
        "detail = detail || ' '",
        "mac = x'00'",
    ],
)
@pytest.mark.parametrize("number", [1, 6, ROWS])
def test_that_a_changed_row_is_named(clinic: SqlClinic, change: str, number: int) -> None:
    clinic.execute(
        "UPDATE audit SET object_id = 5, patient_id = 1, detail = 'x' WHERE number = 0",  # touches none
        f"UPDATE audit SET {change} WHERE number = {number}",
    )
    unchanged = number == 1 and change.startswith(("object_id = NULL", "patient_id = NULL", "detail = ''"))
    assert broken(clinic) == (() if unchanged else (number,))


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("DELETE FROM audit WHERE number = 6", (6,)),
        ("DELETE FROM audit WHERE number IN (1, 2)", (1, 2)),
        ("DELETE FROM audit WHERE number BETWEEN 4 AND 6 OR number = 9", (4, 5, 6, 9)),
        ("DELETE FROM audit WHERE number = 12", (12,)),
        ("DELETE FROM audit WHERE number > 8", (9, 10, 11, 12)),
        ("DELETE FROM audit", tuple(range(1, ROWS + 1))),
        (f"INSERT INTO audit SELECT 13, {COLUMNS} FROM audit WHERE number = 12", (13,)),
        ("UPDATE audit SET number = 1000000000000 WHERE number = 12", range(12, 1012)),
        (f"INSERT INTO audit SELECT 0, {COLUMNS} FROM audit WHERE number = 12", (0,)),
        (f"INSERT INTO audit SELECT -7, {COLUMNS} FROM audit WHERE number = 12", (-7,)),
    ],
)
def test_that_rows_taken_out_or_put_in_are_named(clinic: SqlClinic, sql: str, named: Sequence[int]) -> None:
    clinic.execute(sql)
    assert set(broken(clinic)) >= set(named)
    assert len(broken(clinic)) <= 2 * len(named)


def test_that_two_rows_that_changed_places_are_named(clinic: SqlClinic) -> None:
    clinic.execute(
        "UPDATE audit SET number = 99 WHERE number = 5",
        "UPDATE audit SET number = 5 WHERE number = 8",
        "UPDATE audit SET number = 8 WHERE number = 99",
    )
    assert {5, 8} <= set(broken(clinic)) <= {5, 6, 8, 9}


def test_that_a_row_taken_out_with_those_behind_moved_up_is_seen(clinic: SqlClinic) -> None:
    clinic.execute("DELETE FROM audit WHERE number = 6", "UPDATE audit SET number = -number WHERE number > 6")
    clinic.execute("UPDATE audit SET number = -number - 1 WHERE number < 0", "UPDATE clinic SET audit_count = 11")
    assert {6, 7} <= set(broken(clinic))


CUT = (
    "DELETE FROM audit WHERE number > 8",
    "UPDATE clinic SET audit_count = 8, audit_mac = (SELECT mac FROM audit WHERE number = 8)",
)


@pytest.mark.parametrize(
    "statements",
    [
        CUT,
        (*CUT, "UPDATE clinic SET audit_seal = NULL"),
        (*CUT, "UPDATE clinic SET audit_seal = audit_mac"),
        ("DELETE FROM audit", "UPDATE clinic SET audit_count = 0, audit_mac = NULL, audit_seal = NULL"),
        ("UPDATE clinic SET audit_count = 0, audit_mac = NULL, audit_seal = NULL",),
        ("UPDATE clinic SET audit_seal = x'00'",),
        ("UPDATE clinic SET audit_mac = x'00'",),
        ("UPDATE clinic SET audit_count = 1000000000000",),
    ],
)
def test_that_a_forged_head_is_seen_and_stays_seen(clinic: SqlClinic, statements: tuple[str, ...]) -> None:
    clinic.execute(*statements)
    assert broken(clinic) != ()
    note(clinic, Deed(action="opened", of="patient", id=1))
    assert broken(clinic) != ()


def test_that_rows_cut_off_stay_missing_however_many_follow(clinic: SqlClinic) -> None:
    clinic.execute("DELETE FROM audit WHERE number > 10")
    note(clinic, Deed(action="opened", of="patient", id=1))
    note(clinic, Deed(action="opened", of="patient", id=1))
    assert broken(clinic) == (11, 12)


def test_that_without_the_key_no_row_can_be_written_that_fits(clinic: SqlClinic) -> None:
    stranger = SqlRecords(clinic.engine, CanonicalBodies(), AUDIT_KEY[::-1], clinic.clock)
    with stranger.writing() as record:
        record.note(clinic.session, Deed(action="opened", of="patient", id=1))
    assert ROWS + 1 in broken(clinic)


def test_that_row_of_a_later_number_than_the_head_is_named(clinic: SqlClinic) -> None:
    """Even one that the key holder made: the head is what counts."""
    with clinic.engine.connect() as connection:
        head = connection.exec_driver_sql("SELECT audit_count, audit_mac, audit_seal FROM clinic").one()
    note(clinic, Deed(action="opened", of="patient", id=1))
    with clinic.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE clinic SET audit_count = ?, audit_mac = ?, audit_seal = ?", tuple(head))
    assert broken(clinic) == (ROWS + 1,)


def test_that_no_random_change_goes_unseen(clinic: SqlClinic) -> None:
    chance = random.Random(7)  # the same two hundred changes on every run
    with clinic.engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(AUDIT.select())]
    for _ in range(200):
        forged = [dict(row) for row in rows]
        match chance.randrange(4):
            case 0:
                del forged[chance.randrange(ROWS)]
            case 1:
                row = chance.choice(forged)
                name = chance.choice(["login", "session", "action", "detail"])
                row[name] = row[name] + "x"
            case 2:
                one, other = chance.sample(range(ROWS), 2)
                forged[one], forged[other] = forged[other] | {"number": one + 1}, forged[one] | {"number": other + 1}
            case _:
                forged[chance.randrange(ROWS)]["mac"] = chance.randbytes(32)
        with clinic.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM audit")
            connection.execute(insert(AUDIT), forged)
        assert broken(clinic) != (), forged
    with clinic.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit")
        connection.execute(insert(AUDIT), rows)
    assert broken(clinic) == ()


def test_that_the_practice_is_not_stale_after_a_note(clinic: SqlClinic) -> None:
    with clinic.records.reading() as record:
        before = record.practice.get()
    note(clinic, Deed(action="opened", of="patient", id=1))
    with clinic.records.writing() as record:
        after = record.practice.change(before.lock, replace(before, name="New"))
        record.note(clinic.session, Deed(action="changed", of="clinic"))
    assert (after.name, after.lock) == ("New", before.lock + 1)
    assert broken(clinic) == ()
