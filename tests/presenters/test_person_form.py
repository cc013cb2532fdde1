"""What is typed about a person is never lost: kept while it is typed, given back, and compared where two were at it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from tests.clinic_fakes import FixedClock, a_clinic, a_person, a_session
from tests.fakes import InlineBackground
from tests.presenters.wording import PATIENTS, WORDS
from treatplan.domain.access import Role
from treatplan.domain.errors import Unavailable
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import UserId
from treatplan.domain.record import PatientRecord
from treatplan.presenters import form_keeper
from treatplan.presenters.changes import Changes
from treatplan.presenters.form_keeper import FormKeeper
from treatplan.presenters.patient_list import PatientList
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.person_typed import Typed
from treatplan.services.clinic.entry import OpenClinic

TODAY = FixedClock().today
HOSTILE = ("<Smith>", "O'Neil & Sons", "李伟", "N" * 120, "\u202eعلي")


def a_form(clinic: OpenClinic, background: InlineBackground | None = None, **given: Any) -> PersonForm:
    return PersonForm(clinic, background or InlineBackground(), PATIENTS, WORDS, Changes(), TODAY, **given)


def a_list(clinic: OpenClinic) -> PatientList:
    made = PatientList(clinic, InlineBackground(), InlineBackground(), PATIENTS, WORDS, Changes(), TODAY)
    made.search("")
    made.look_for_forms()
    return made


def record_of(clinic: OpenClinic) -> PatientRecord:
    return clinic.patients.open(clinic.session, clinic.patients.recent(clinic.session)[0].id)


def waiting(clinic: OpenClinic) -> tuple[FormDraft, ...]:
    return clinic.forms.waiting(clinic.session)


def records_of(clinic: OpenClinic) -> Any:
    return clinic._opened.records


def parked(form: PersonForm) -> list[bool]:
    safe: list[bool] = []
    form.park(safe.append)
    return safe


# Kept while it is typed


@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_new_patients_form_is_kept_and_comes_back_as_it_was_typed(name: str) -> None:
    clinic = a_clinic()
    form = a_form(clinic, form="patient.new:1")
    form.edit("family_name", name)
    form.edit("birth_date", date(1990, 2, 28))
    assert parked(form) == [True]
    (draft,) = waiting(clinic)
    again = a_form(clinic, draft=draft)
    assert again.view.typed == Typed(family_name=name, birth_date=date(1990, 2, 28))
    assert again.view.dirty
    assert again.view.returned is not None


def test_that_nothing_is_kept_of_a_form_that_nobody_typed_into() -> None:
    clinic = a_clinic(a_person())
    assert parked(a_form(clinic)) == [True]
    assert parked(a_form(clinic, record=record_of(clinic))) == [True]
    assert waiting(clinic) == ()


@pytest.mark.gui
def test_that_typing_on_does_not_put_the_keeping_off(qapp: QCoreApplication, qtbot: QtBot) -> None:
    clinic = a_clinic()
    keeper = FormKeeper(clinic, InlineBackground(), "a form")
    keeper.put({"note": "a"})
    first = keeper._timer.remainingTime()
    keeper.put({"note": "ab"})
    assert 0 <= keeper._timer.remainingTime() <= first <= form_keeper.SOON_MS < 2000
    qtbot.waitUntil(lambda: bool(waiting(clinic)), timeout=10_000)
    assert [draft.fields for draft in waiting(clinic)] == [{"note": "ab"}]
    assert keeper.safe


@pytest.mark.gui
def test_that_what_is_typed_while_the_last_is_on_its_way_is_kept_next(qapp: QCoreApplication, qtbot: QtBot) -> None:
    clinic, background = a_clinic(), InlineBackground(holds=True)
    keeper = FormKeeper(clinic, background, "a form")
    keeper.put({"note": "a"})
    keeper.flush()
    keeper.put({"note": "ab"})
    background.release()
    assert not keeper.safe
    background.holds = False
    qtbot.waitUntil(lambda: keeper.safe, timeout=10_000)
    assert [draft.fields for draft in waiting(clinic)] == [{"note": "ab"}]


def test_that_what_can_not_be_kept_is_told_at_once_and_no_more_once_it_can() -> None:
    clinic = a_clinic()
    form = a_form(clinic, form="patient.new:1")
    form.edit("family_name", "Li")
    records_of(clinic).fail_next = Unavailable("the disk is full")
    assert parked(form) == [False]
    assert "the disk is full" in form.view.not_kept
    assert parked(form) == [True]
    assert form.view.not_kept == ""


def test_that_a_saved_form_waits_no_more() -> None:
    clinic = a_clinic()
    form = a_form(clinic, form="patient.new:1")
    form.edit("family_name", "Li")
    form.edit("birth_date", date(1990, 2, 28))
    parked(form)
    form.save()
    assert waiting(clinic) == ()
    assert len(clinic.patients.recent(clinic.session)) == 1


def test_that_a_form_left_on_purpose_waits_no_more() -> None:
    clinic = a_clinic()
    form = a_form(clinic, form="patient.new:1")
    form.edit("family_name", "Li")
    parked(form)
    form.leave()
    assert waiting(clinic) == ()


def test_that_a_form_that_could_not_be_saved_is_kept_on() -> None:
    clinic = a_clinic()
    form = a_form(clinic, form="patient.new:1")
    form.edit("family_name", "Li")
    form.edit("birth_date", date(1990, 2, 28))
    records_of(clinic).fail_next = Unavailable("the disk is full")
    form.save()
    form.edit("phone", "1")
    assert parked(form) == [True]
    assert waiting(clinic)[0].fields["phone"] == "1"


# Given back


def test_that_corrections_come_back_when_the_form_is_opened_again_and_can_be_started_over() -> None:
    clinic = a_clinic(a_person())
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "07700 900123")
    parked(form)
    again = a_form(clinic, record=record_of(clinic))
    assert (again.view.typed.phone, again.view.dirty) == ("07700 900123", True)
    again.start_over()
    assert (again.view.typed.phone, again.view.dirty, again.view.returned) == ("", False, None)
    assert waiting(clinic) == ()


def test_that_what_is_typed_before_the_old_text_has_come_stays() -> None:
    clinic = a_clinic(a_person())
    first = a_form(clinic, record=record_of(clinic))
    first.edit("phone", "1")
    first.edit("access_needs", "stairs")
    parked(first)
    background = InlineBackground(holds=True)
    form = a_form(clinic, background, record=record_of(clinic))
    form.edit("phone", "2")
    background.holds = False
    background.release()
    assert (form.view.typed.phone, form.view.typed.access_needs) == ("2", "stairs")
    parked(form)
    assert waiting(clinic)[0].fields["phone"] == "2"


def test_that_the_list_offers_every_unfinished_form_and_none_takes_the_place_of_another() -> None:
    clinic = a_clinic(a_person())
    patients = a_list(clinic)
    for name in ("<Smith>", "Okonkwo"):
        patients.add()
        assert patients.form is not None
        patients.form.edit("family_name", name)
        parked(patients.form)
        patients._form = None  # as after a crash
    correction = a_form(clinic, record=record_of(clinic))
    correction.edit("phone", "1")
    parked(correction)
    again = a_list(clinic)
    assert sorted(one.words.partition(",")[0] for one in again.view.waiting) == [
        "Details of Ana Álvarez (file 1)",
        "New patient: <Smith>",
        "New patient: Okonkwo",
    ]
    corrected: list[int] = []
    again.corrected.connect(corrected.append)
    again.resume("patient.1")
    again.let_go(next(one.form for one in again.view.waiting if "Okonkwo" in one.words))
    again.resume(again.view.waiting[0].form)
    assert corrected == [1]
    assert again.form is not None
    assert again.form.view.typed.family_name == "<Smith>"
    assert again.view.waiting == ()
    assert len(waiting(clinic)) == 2


def test_that_another_user_is_offered_nothing_of_it() -> None:
    clinic = a_clinic(a_person())
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "07700 900123")
    parked(form)
    other = replace(a_session(Role.FRONT_DESK), user=UserId(2), login="li")
    theirs = a_clinic(session=other, records=records_of(clinic))
    assert a_list(theirs).view.waiting == ()
    assert a_form(theirs, record=record_of(theirs)).view.typed.phone == ""


# Two at the same patient


def faster(clinic: OpenClinic, **fields: Any) -> None:
    """Somebody else corrects the patient meanwhile."""
    now = record_of(clinic)
    clinic.patients.change(clinic.session, now.id, now.lock, replace(now.person, **fields))


def beside_one_another(form: PersonForm) -> list[tuple[str, str, str, str]]:
    assert form.comparing is not None
    return [(one.name, one.mine, one.theirs, one.chosen) for one in form.comparing.view.rows]


def test_that_the_second_to_save_sees_both_versions_and_what_only_one_changed_is_chosen() -> None:
    clinic = a_clinic(a_person(phone="1"))
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    form.edit("given_name", "Anna")
    faster(clinic, phone="3", access_needs="stairs")
    form.save()
    assert beside_one_another(form) == [
        ("Given name", "Anna", "Ana", "mine"),
        ("Phone", "2", "3", ""),
        ("Access needs", "", "stairs", "theirs"),
    ]
    assert record_of(clinic).person == a_person(phone="3", access_needs="stairs")


def test_that_the_choice_is_saved_and_nothing_before_it_is_whole() -> None:
    clinic = a_clinic(a_person(phone="1"))
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    form.edit("given_name", "Anna")
    faster(clinic, phone="3", access_needs="stairs")
    form.save()
    comparing = form.comparing
    assert comparing is not None
    comparing.settle()
    assert record_of(clinic).person.phone == "3"
    comparing.choose(1, "mine")
    comparing.settle()
    assert record_of(clinic).person == a_person(phone="2", given_name="Anna", access_needs="stairs")
    assert form.comparing is None


def test_that_a_third_who_is_faster_than_the_choice_is_seen_too() -> None:
    clinic = a_clinic(a_person())
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    faster(clinic, phone="3")
    form.save()
    faster(clinic, given_name="Anne")
    assert form.comparing is not None
    form.comparing.choose_all("mine")
    form.comparing.settle()
    assert beside_one_another(form) == [("Given name", "Ana", "Anne", "theirs"), ("Phone", "2", "3", "mine")]


def test_that_taking_all_that_is_stored_changes_nothing_and_ends_the_form() -> None:
    clinic = a_clinic(a_person())
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    parked(form)
    faster(clinic, phone="3")
    form.save()
    saved: list[Any] = []
    form.saved.connect(saved.append)
    assert form.comparing is not None
    form.comparing.choose_all("theirs")
    form.comparing.settle()
    assert [one.person.phone for one in saved] == ["3"]
    assert waiting(clinic) == ()


def test_that_two_who_typed_the_same_are_not_asked() -> None:
    clinic = a_clinic(a_person())
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    faster(clinic, phone="2")
    form.save()
    assert form.comparing is None
    assert not form.view.dirty


def test_that_what_comes_back_after_a_crash_is_compared_with_what_was_changed_meanwhile() -> None:
    clinic = a_clinic(a_person(phone="1"))
    form = a_form(clinic, record=record_of(clinic))
    form.edit("phone", "2")
    parked(form)
    faster(clinic, phone="3", given_name="Anne")
    again = a_form(clinic, record=record_of(clinic))
    again.save()
    assert beside_one_another(again) == [("Given name", "Ana", "Anne", "theirs"), ("Phone", "2", "3", "")]
    assert record_of(clinic).person.phone == "3"
