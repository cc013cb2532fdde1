"""Patients come back as they were given, in memory and from the file."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic_fakes import a_person
from tests.record_fakes import NOON
from tests.storage.conftest import Kept
from treatplan.domain.errors import Missing, Stale
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.record import PatientRecord, Person

FULL = Person(
    given_name="Siobhán",
    family_name="O’Brien <b>",
    other_names="李伟; née \"Zhang\" & 'Sons'",
    birth_date=date(1980, 2, 29),
    sex=Sex.FEMALE,
    phone="+44 20 7946 0991",
    language="zh",
    print_size=PrintSize.LARGE,
    access_needs="\u202eسليم wheelchair\u202c",
)


def add(kept: Kept, **fields: Any) -> PatientRecord:
    return kept.write(lambda record: record.patients.add(a_person(**fields), NOON))


def test_that_a_patient_comes_back_with_every_field(kept: Kept) -> None:
    added = kept.write(lambda record: record.patients.add(FULL, NOON))
    assert added == PatientRecord(id=PatientId(1), lock=1, person=FULL, added_at=NOON)
    assert kept.read(lambda record: record.patients.get(added.id)) == added


def test_that_a_changed_patient_has_the_next_lock_and_keeps_the_day_of_adding(kept: Kept) -> None:
    added = add(kept)
    person = replace(added.person, phone="1")
    changed = kept.write(lambda record: record.patients.change(added.id, 1, person))
    assert changed == replace(added, lock=2, person=person)
    with pytest.raises(Stale):
        kept.write(lambda record: record.patients.change(added.id, 1, FULL))
    assert kept.read(lambda record: record.patients.get(added.id)) == changed


def test_that_nobody_is_missing(kept: Kept) -> None:
    with pytest.raises(Missing):
        kept.read(lambda record: record.patients.get(PatientId(7)))
    with pytest.raises(Missing):
        kept.write(lambda record: record.patients.change(PatientId(7), 1, FULL))


def similar(kept: Kept, **fields: Any) -> set[int]:
    return {row.id for row in kept.read(lambda record: record.patients.similar(a_person(**fields)))}


def test_that_who_may_be_the_same_person_is_found(kept: Kept) -> None:
    twin = add(kept, given_name="Ana", family_name="Álvarez", birth_date=date(1980, 2, 29)).id
    namesake = add(kept, given_name="ana", family_name="ALVAREZ", birth_date=date(1950, 1, 1)).id
    add(kept, given_name="Bea", family_name="Other", birth_date=date(1970, 1, 1))
    assert similar(kept, given_name="Ana", family_name="Alvarez", birth_date=date(1980, 2, 29)) == {twin, namesake}
    assert similar(kept, given_name="Zoe", family_name="New", birth_date=date(1980, 2, 29)) == {twin}
    assert similar(kept, given_name="Zoe", family_name="New", birth_date=date(1960, 1, 1)) == set()


def test_that_at_most_five_are_shown_as_similar(kept: Kept) -> None:
    for _ in range(7):
        add(kept)
    assert len(similar(kept)) == 5


@pytest.mark.parametrize("kept", ["database"], indirect=True)  # memory keeps no order
def test_that_the_likeliest_of_many_are_shown_first(kept: Kept) -> None:
    both = add(kept, given_name="Ana", family_name="Ng").id
    name = add(kept, given_name="Ana", family_name="Ng", birth_date=date(1950, 1, 1)).id
    for _ in range(9):
        add(kept, given_name="Bea", family_name="Li")
    rows = kept.read(lambda record: record.patients.similar(a_person(given_name="Ana", family_name="Ng")))
    assert [row.id for row in rows][:2] == [both, name]
    nobody = kept.read(lambda record: record.patients.similar(a_person(given_name="", family_name="")))
    assert len(nobody) == 5  # those born on that day


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=300), min_size=5, max_size=5),
    days=st.integers(0, 47_000),
)
def test_that_any_text_comes_back_letter_for_letter(kept: Kept, texts: list[str], days: int) -> None:
    given_name, family_name, other_names, phone, needs = texts
    person = Person(
        given_name=given_name,
        family_name=family_name,
        other_names=other_names,
        phone=phone,
        access_needs=needs,
        birth_date=date(1896, 1, 1) + timedelta(days=days),
    )
    added = kept.write(lambda record: record.patients.add(person, NOON))
    assert kept.read(lambda record: record.patients.get(added.id)).person == person
