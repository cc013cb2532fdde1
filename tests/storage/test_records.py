"""Every use of the record is whole or nothing, leaves its mark in the audit, and says what went wrong in words."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests.clinic_fakes import a_person
from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from treatplan.domain.errors import Missing, Refused, Stale, Unavailable
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import Deed

NOTED = Deed(action="added", of="patient")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[SqlClinic]:
    made = a_sql_clinic(tmp_path)
    yield made
    made.close()


def count(clinic: SqlClinic, table: str) -> int:
    with clinic.engine.begin() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def add_one(clinic: SqlClinic, name: str = "Ana") -> None:
    clinic.add(a_person(given_name=name))


def test_that_what_was_done_and_noted_is_there_afterwards(clinic: SqlClinic) -> None:
    add_one(clinic)
    with clinic.records.reading() as record:
        assert record.patients.get(PatientId(1)).person == a_person(given_name="Ana")
    assert (count(clinic, "patient"), count(clinic, "audit")) == (1, 2)


def test_that_what_leaves_no_audit_row_is_not_done(clinic: SqlClinic) -> None:
    with pytest.raises(RuntimeError, match="no audit row"), clinic.records.writing() as record:
        record.patients.add(a_person(), clinic.clock.now())
    assert count(clinic, "patient") == 0


def test_that_an_error_after_the_note_takes_both_back(clinic: SqlClinic) -> None:
    def fail() -> None:
        with clinic.records.writing() as record:
            record.patients.add(a_person(), clinic.clock.now())
            record.note(clinic.session, NOTED)
            raise Refused

    with pytest.raises(Refused):
        fail()
    assert (count(clinic, "patient"), count(clinic, "audit")) == (0, 1)
    add_one(clinic)
    assert count(clinic, "audit") == 2


def test_that_an_audit_row_that_fails_takes_the_deed_with_it(clinic: SqlClinic) -> None:
    clinic.session = replace(clinic.session, user=UserId(99))
    with pytest.raises(IntegrityError):
        add_one(clinic)
    assert count(clinic, "patient") == 0


def test_that_a_use_for_reading_can_neither_write_nor_note(clinic: SqlClinic) -> None:
    with pytest.raises(RuntimeError, match="reading only"), clinic.records.reading() as record:
        record.patients.add(a_person(), clinic.clock.now())
    with pytest.raises(RuntimeError, match="reading only"), clinic.records.reading() as record:
        record.note(clinic.session, NOTED)
    assert count(clinic, "patient") == 0


def test_that_a_reader_sees_one_moment_while_others_write(clinic: SqlClinic) -> None:
    with clinic.records.reading() as record:
        assert record.practice.info().counts["patients"] == 0
        add_one(clinic)
        assert record.practice.info().counts["patients"] == 0
    with clinic.records.reading() as record:
        assert record.practice.info().counts["patients"] == 1


def test_that_a_full_disk_is_told_and_nothing_is_lost(clinic: SqlClinic) -> None:
    add_one(clinic)
    with clinic.engine.connect() as connection:  # the pool has one connection so far, and gives it back
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Unavailable, match="the disk is full") as told:
        add_one(clinic, "Zebra " * 9000)
    assert "Zebra" not in str(told.value)
    assert "Zebra" not in str(told.value.__cause__)
    assert (count(clinic, "patient"), count(clinic, "audit")) == (1, 2)
    with clinic.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1000}")
    add_one(clinic)
    assert count(clinic, "patient") == 2


def test_that_another_writer_is_told_of_and_readers_go_on(clinic: SqlClinic) -> None:
    other = clinic.database.connect()
    other.execute("BEGIN IMMEDIATE")
    with clinic.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
    with pytest.raises(Unavailable, match="another program is writing"), clinic.records.writing():
        pytest.fail("the lock is taken before anything is done")
    with clinic.records.reading() as record:
        assert record.trail.rows(1, 10)
    other.execute("ROLLBACK")
    other.close()
    add_one(clinic)


def test_that_a_place_that_may_not_be_written_is_told(clinic: SqlClinic) -> None:
    with clinic.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(Unavailable, match="nothing may be written"), clinic.records.writing() as record:
        record.note(clinic.session, NOTED)
    with clinic.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    add_one(clinic)


def test_that_writers_in_many_threads_lose_nothing(clinic: SqlClinic) -> None:
    def add_five() -> None:
        for _ in range(5):
            add_one(clinic)

    threads = [threading.Thread(target=add_five) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(clinic, "patient"), count(clinic, "audit")) == (20, 21)
    with clinic.records.reading() as record:
        assert record.trail.broken() == ()


def test_that_two_who_change_one_patient_are_told_apart(clinic: SqlClinic) -> None:
    add_one(clinic)

    def change(name: str) -> int:
        with clinic.records.writing() as record:
            record.note(clinic.session, NOTED)
            return record.patients.change(PatientId(1), 1, a_person(given_name=name)).lock

    assert change("Bea") == 2
    with pytest.raises(Stale):
        change("Cleo")
    with clinic.records.reading() as record:
        assert record.patients.get(PatientId(1)).person.given_name == "Bea"


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_that_a_file_number_that_is_not_there_is_missing(clinic: SqlClinic, number: int) -> None:
    add_one(clinic)
    with pytest.raises(Missing, match="there is no patient"), clinic.records.reading() as record:
        record.patients.get(PatientId(number))


def test_that_the_clinic_tells_what_its_file_is(clinic: SqlClinic) -> None:
    with clinic.records.reading() as record:
        info = record.practice.info()
    assert info.place == str(clinic.database.path)
    assert (info.schema, info.made_at) == ("0002", clinic.clock.now())
    assert info.cipher.startswith("SQLCipher 4.")
    assert info.engine.startswith("SQLite 3.")
    nothing = dict.fromkeys(("patients", "intakes", "plans", "visits", "handouts"), 0)
    assert info.counts == {**nothing, "users": 1, "audit rows": 1}
