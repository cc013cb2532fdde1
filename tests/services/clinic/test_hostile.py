"""Names and words of every kind go through the whole job and come back letter for letter."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.clinic_fakes import an_intake_of
from tests.services.clinic.conftest import World, demo
from treatplan.domain.errors import Refused, Stale
from treatplan.domain.intake import Complaint
from treatplan.domain.record import Person

NAMES = ["<Smith>", "O'Neil & Sons", "Tom <b", "</para>&lt;", "李伟", "'; DROP TABLE patient; --", "x" * 120]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_name_comes_through_the_whole_job_as_it_is(world: World, name: str) -> None:
    person = Person(given_name=name, family_name=name, birth_date=date(1980, 2, 29))
    services, session = world.clinic, world.session
    added = services.patients.add(session, person)
    assert services.patients.open(session, added.id).person == person
    assert added.id in {row.id for row in services.patients.find(session, name)}
    services.intakes.record(session, added.id, 0, an_intake_of(person, demo("1")))
    made = services.plans.propose(session, added.id).plan
    assert made is not None
    assert made.intake.intake.patient.family_name == name
    assert all(name in row.patient_name for row in world.release(made).handouts)


def test_that_a_name_that_no_typeface_has_is_told_and_nothing_is_half_released(world: World) -> None:
    person = Person(given_name="סלים", family_name="Ng", birth_date=date(1980, 2, 29))
    added = world.clinic.patients.add(world.session, person)
    world.clinic.intakes.record(world.session, added.id, 0, an_intake_of(person, demo("1")))
    made = world.clinic.plans.propose(world.session, added.id).plan
    assert made is not None
    with pytest.raises(Refused, match="no typeface can print"):
        world.release(made)
    assert world.clinic.plans.open(world.session, made.id) == made
    assert world.clinic.handouts.of_patient(world.session, added.id) == ()


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "\ud800", "a\nb"])
@pytest.mark.parametrize("field", ["given_name", "other_names", "phone", "access_needs"])
def test_that_what_is_no_text_is_refused_by_its_field(world: World, field: str, text: str) -> None:
    fields: dict[str, Any] = {"given_name": "Ana", "family_name": "Ng", "birth_date": date(1980, 2, 29), field: text}
    person = Person(**fields)
    with pytest.raises(Refused, match=f"^{field}: holds a character that is no part of a text"):
        world.clinic.patients.add(world.session, person)


def test_that_a_draft_keeps_what_is_typed_and_is_offered_again(world: World) -> None:
    patient = world.clinic.patients.open(world.session, world.clinic.patients.recent(world.session)[0].id).id
    begun = world.clinic.intakes.begin(world.session, patient)
    assert (begun.id, begun.lock, begun.intake.complaint.places) == (None, 0, ())
    note = "<img src='file:///etc/passwd'> & 李伟 \u202eabc\u202c\nsecond line"
    typed = replace(begun.intake, complaint=Complaint(places=(), note=note))
    kept = world.clinic.intakes.keep(world.session, patient, 0, typed)
    again = world.clinic.intakes.begin(world.session, patient)
    assert (again.id, again.lock, again.intake) == (kept.id, 1, typed)
    with pytest.raises(Stale):
        world.clinic.intakes.keep(world.session, patient, 0, typed)
    with pytest.raises(Refused, match=r"complaint\.places"):
        world.clinic.intakes.record(world.session, patient, 1, typed)
    world.clinic.intakes.drop(world.session, patient)
    assert world.clinic.intakes.begin(world.session, patient).id is None


def test_that_an_intake_of_somebody_else_is_not_recorded(world: World) -> None:
    patient = world.clinic.patients.recent(world.session)[0].id
    with pytest.raises(Refused, match="another person"):
        world.clinic.intakes.record(world.session, patient, 0, demo("2"), file="intake.json")
    assert world.clinic.intakes.latest(world.session, patient) is None


def test_that_a_newer_intake_starts_from_the_last_without_what_is_asked_afresh(world: World) -> None:
    patient = world.clinic.patients.recent(world.session)[0].id
    world.record(demo("1"))
    begun = world.clinic.intakes.begin(world.session, patient).intake
    last = demo("1")
    assert begun.complaint.places == last.complaint.places
    assert begun.taken_on == world.clock.today()
    assert (begun.red_flags, begun.consent, begun.complaint.pain_now) == ({}, {}, None)
    gaps = {gap.field for gap in world.clinic.intakes.look(world.session, begun).gaps if gap.need == "must"}
    assert any(field.startswith("red_flags.") for field in gaps)
