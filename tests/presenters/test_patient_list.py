"""The list of patients and the form of a person."""

from datetime import date
from typing import Any

import pytest

from tests.clinic_fakes import FixedClock, a_clinic, a_person, a_session
from tests.fakes import InlineBackground
from tests.presenters.wording import PATIENTS, WORDS
from treatplan.domain.access import Role
from treatplan.domain.errors import Unavailable
from treatplan.presenters.changes import Changes
from treatplan.presenters.patient_list import PatientList, named
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.person_typed import Typed
from treatplan.services.clinic.entry import OpenClinic

TODAY = FixedClock().today
WEI = a_person(given_name="伟", family_name="李", other_names="Li Wei")


def a_list(clinic: OpenClinic, search: InlineBackground | None = None) -> PatientList:
    made = PatientList(clinic, InlineBackground(), search or InlineBackground(), PATIENTS, WORDS, Changes(), TODAY)
    made.search("")
    return made


def shown(patients: PatientList) -> list[str]:
    model = patients.model
    return [str(model.data(model.index(number, 0))) for number in range(model.rowCount())]


def has_form(patients: PatientList) -> bool:
    return patients.form is not None


def a_form(clinic: OpenClinic, **given: Any) -> PersonForm:
    return PersonForm(clinic, InlineBackground(), PATIENTS, WORDS, Changes(), TODAY, **given)


def fill(form: PersonForm, **fields: Any) -> None:
    for name, given in fields.items():
        form.edit(name, given)


def test_that_the_list_begins_with_who_came_last_and_writes_names_as_people_do() -> None:
    assert shown(a_list(a_clinic(a_person(), WEI))) == ["李伟", "Ana Álvarez"]


def test_that_a_search_shows_who_fits_what_is_typed() -> None:
    patients = a_list(a_clinic(a_person(), WEI))
    patients.search("alvar")
    assert shown(patients) == ["Ana Álvarez"]
    assert patients.view.head == "1 patient fits"


def test_that_a_search_that_runs_is_stopped_by_the_next_letter_and_only_the_last_counts() -> None:
    clinic = a_clinic(a_person(), WEI)
    search = InlineBackground()
    patients = a_list(clinic, search)
    search.holds = True
    patients.search("a")
    patients.search("al")
    assert (search.waiting, clinic.patients._directory.interrupted) == (1, 1)  # type: ignore[attr-defined]
    search.release()
    assert shown(patients) == ["Ana Álvarez"]


def test_that_in_vain_the_next_step_is_said_and_what_was_typed_starts_the_new_name() -> None:
    patients = a_list(a_clinic(a_person()))
    patients.search("maria okonkwo")
    assert patients.view.empty is not None
    assert "maria okonkwo" in patients.view.empty.title
    patients.add()
    assert patients.form is not None
    typed = patients.form.view.typed
    assert (typed.given_name, typed.family_name) == ("Maria", "Okonkwo")
    assert not patients.form.view.dirty


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("alvaraz", Typed(family_name="Alvaraz")),
        ("Álvarez, Ana María", Typed(family_name="Álvarez", given_name="Ana María")),
        ("McDonald", Typed(family_name="McDonald")),
        ("07700 900123", Typed(phone="07700 900123")),
        ("12/3/1971", Typed()),
        ("  ", Typed()),
    ],
)
def test_that_a_form_starts_with_what_the_search_was(text: str, typed: Typed) -> None:
    assert named(text) == typed


def test_that_a_list_that_can_not_be_read_says_so_and_keeps_what_it_shows() -> None:
    clinic = a_clinic(a_person())
    patients = a_list(clinic)

    def fail(_text: str, _limit: int, _only: object) -> None:
        raise Unavailable("The disk does not answer.")

    clinic.patients._directory.find = fail  # type: ignore[method-assign, assignment]
    patients.search("ana")
    assert patients.view.notice is not None
    assert shown(patients) == ["Ana Álvarez"]


def test_that_who_may_only_read_is_offered_no_form() -> None:
    patients = a_list(a_clinic(session=a_session(Role.READ_ONLY)))
    patients.add()
    assert (patients.view.may_add, patients.form) == (False, None)


def test_that_an_added_patient_is_gone_to_and_the_list_shows_them() -> None:
    patients = a_list(a_clinic())
    added: list[int] = []
    patients.added.connect(added.append)
    patients.add()
    assert patients.form is not None
    fill(patients.form, family_name="O'Neil & Sons", birth_date=date(1955, 7, 1))
    patients.form.save()
    assert added == [1]
    assert shown(patients) == ["O'Neil & Sons"]
    assert not has_form(patients)


# The form


def test_that_without_a_name_and_a_birth_date_nothing_is_stored() -> None:
    clinic = a_clinic()
    form = a_form(clinic)
    form.save()
    assert set(form.view.problems) == {"family_name", "birth_date"}
    assert clinic.patients.recent(clinic.session) == ()


def test_that_the_age_is_shown_as_the_birth_date_is_typed() -> None:
    form = a_form(a_clinic())
    form.edit("birth_date", date(1971, 3, 12))
    assert form.view.age == "55 years"
    form.edit("birth_date", None)
    assert form.view.age == ""


def test_that_what_the_service_refuses_stands_at_its_field_and_stays_typed() -> None:
    form = a_form(a_clinic())
    fill(form, family_name="Methuselah", birth_date=date(1800, 1, 1))
    form.save()
    assert list(form.view.problems) == ["birth_date"]
    assert form.view.typed.family_name == "Methuselah"
    assert form.view.dirty


def test_that_a_full_disk_is_told_and_the_form_stays_unsaved() -> None:
    clinic = a_clinic()
    form = a_form(clinic)
    fill(form, family_name="Okonkwo", birth_date=date(1990, 1, 1))
    clinic.patients._records.fail_next = Unavailable("The disk is full.")  # type: ignore[attr-defined]
    form.save()
    assert form.view.notice is not None
    assert (form.view.dirty, form.view.busy) == (True, False)
    form.save()
    assert not form.view.dirty


def test_that_similar_patients_are_a_notice_that_leads_to_them() -> None:
    form = a_form(a_clinic(a_person()))
    opened: list[int] = []
    form.open_other.connect(opened.append)
    fill(form, family_name="Alvarez", given_name="Ana", birth_date=date(1991, 3, 12))
    [alike] = form.view.alike
    assert alike.words == "Ana Álvarez, 12 Mar 1991, file 1"
    form.open(alike.id)
    assert opened == [1]


def test_that_a_language_that_is_not_in_the_list_stays_the_patients() -> None:
    clinic = a_clinic(a_person(language="yue"))
    record = clinic.patients.open(clinic.session, clinic.patients.recent(clinic.session)[0].id)
    assert ("yue", "yue") in a_form(clinic, record=record).view.languages
