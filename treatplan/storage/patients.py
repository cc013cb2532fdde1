"""Patients: rows to values and back."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Database

from treatplan.domain.ids import PatientId
from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.record import PatientRecord, PatientRow, Person
from treatplan.services.clinic.ports import Now
from treatplan.storage import folding, tables
from treatplan.storage.found import refuse_stale, there

_SIMILAR = 5  # more namesakes would be a list, not a notice


class SqlPatients:
    """Fills `PatientStore` on one use of the database."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def add(self, person: Person, at: datetime) -> PatientRecord:
        """A new row, its search text with it."""
        row = tables.Patient(added_at=at, changed_at=at)
        _write(row, person)
        self._database.add(row)
        self._database.flush()
        return record_of(row)

    def get(self, id_: PatientId) -> PatientRecord:
        return record_of(there(self._database, tables.Patient, id_, "patient"))

    def change(self, id_: PatientId, lock: int, person: Person) -> PatientRecord:
        row = there(self._database, tables.Patient, id_, "patient")
        refuse_stale(row.lock, lock, "patient")
        _write(row, person)
        row.changed_at = self._now.now()
        self._database.flush()
        return record_of(row)

    def similar(self, person: Person) -> tuple[PatientRow, ...]:
        """Same name and birth date first, then namesakes, then those born on the same day.

        A name that only looks like another, written with letters of another script, counts as the same.
        """
        born = tables.Patient.birth_date == person.birth_date
        name = folding.sort_key(person)
        named = tables.Patient.sort_key.in_({name, folding.look_alike(name)})
        wanted = (
            select(tables.Patient)
            .where(or_(born, named) if name else born)
            .order_by((born & named).desc(), named.desc(), tables.Patient.id.desc())
            .limit(_SIMILAR)
        )
        return tuple(_line_of(row) for row in self._database.scalars(wanted))


def person_of(row: tables.Patient) -> Person:
    """Who a row is about."""
    return Person(
        given_name=row.given_name,
        family_name=row.family_name,
        other_names=row.other_names,
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        phone=row.phone,
        language=row.language,
        print_size=PrintSize(row.print_size),
        access_needs=row.access_needs,
    )


def record_of(row: tables.Patient) -> PatientRecord:
    """The patient of a row."""
    return PatientRecord(id=PatientId(row.id), lock=row.lock, person=person_of(row), added_at=row.added_at)


def _line_of(row: tables.Patient) -> PatientRow:
    return PatientRow(
        id=PatientId(row.id),
        given_name=row.given_name,
        family_name=row.family_name,
        other_names=row.other_names,
        birth_date=row.birth_date,
        phone=row.phone,
    )


def _write(row: tables.Patient, person: Person) -> None:
    row.given_name = person.given_name
    row.family_name = person.family_name
    row.other_names = person.other_names
    row.birth_date = person.birth_date
    row.sex = person.sex.value
    row.phone = person.phone
    row.language = person.language
    row.print_size = person.print_size.value
    row.access_needs = person.access_needs
    row.search_text = folding.search_text(person)
    row.sort_key = folding.sort_key(person)
