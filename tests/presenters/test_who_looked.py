"""Who looked at a patient, opened from the banner: one step to the patient, one to the list."""

from dataclasses import replace

import pytest

from tests.clinic_fakes import a_clinic, a_person, a_session
from tests.fakes import InlineBackground
from tests.presenters.test_patient_card import ONE, a_card
from tests.presenters.wording import PATIENTS, WORDS
from tests.record_fakes import FakeRecords
from treatplan.domain.access import Role
from treatplan.domain.audit import Sort, sort_of
from treatplan.domain.errors import NotAllowed
from treatplan.domain.ids import PatientId
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.table import RowsModel
from treatplan.presenters.who_looked import WhoLooked
from treatplan.services.clinic.entry import OpenClinic


def cells(model: RowsModel[object]) -> list[list[str]]:
    return [[column.text(row) for column in model.columns] for row in model.rows]


def who(clinic: OpenClinic, patient: PatientId = ONE) -> WhoLooked:
    return WhoLooked(clinic, InlineBackground(), PATIENTS, WORDS, patient)


def test_that_it_says_when_who_and_what() -> None:
    clinic = a_clinic(a_person())
    desk = replace(a_session(Role.FRONT_DESK), id="desk")
    clinic.patients.open(clinic.session, ONE)
    clinic.plans.versions(clinic.session, ONE)
    clinic.patients.change(clinic.session, ONE, 1, a_person(phone="1"))
    with pytest.raises(NotAllowed):
        clinic.plans.versions(desk, ONE)
    shown = who(clinic)
    assert (shown.view.busy, shown.view.empty, shown.view.notice) == (False, "", None)
    assert [row[1:] for row in cells(shown.model)] == [  # type: ignore[arg-type]
        ["okafor", "was refused once"],
        ["okafor", "looked 2 times, changed something once"],
    ]
    assert cells(shown.model)[0][0].startswith("24 Nov 2026 ")  # type: ignore[arg-type]


def test_that_nobody_having_looked_is_said() -> None:
    records = FakeRecords()
    clinic = a_clinic(a_person(), records=records)
    records.state.audit = ()
    shown = who(clinic)
    assert (shown.view.empty, shown.model.rows) == ("Nobody has looked at this record yet.", ())


def test_that_what_went_wrong_is_told_in_the_panel() -> None:
    shown = who(a_clinic(), PatientId(7))
    assert shown.view.notice is not None
    assert "there is no patient 7" in shown.view.notice.text


@pytest.mark.parametrize(
    ("action", "sort"),
    [
        ("opened draft", Sort.LOOKED),
        ("listed", Sort.LOOKED),
        ("printed", Sort.GIVEN),
        ("refused", Sort.REFUSED),
        ("released", Sort.CHANGED),
        ("something new", Sort.CHANGED),
    ],
)
def test_that_a_deed_is_of_one_sort(action: str, sort: Sort) -> None:
    assert sort_of(action) is sort


def looks_in(card: PatientCard) -> WhoLooked | None:
    return card.looks


def test_that_it_is_opened_from_the_banner_and_put_away_again() -> None:
    card, _, _ = a_card(a_clinic(a_person()))
    card.ask_who()
    assert looks_in(card) is None  # no patient yet
    card.open(ONE)
    card.ask_who()
    shown = looks_in(card)
    assert shown is not None
    card.ask_who()
    assert looks_in(card) is shown
    shown.close()
    assert looks_in(card) is None
    card.ask_who()
    card.show("plan")
    assert looks_in(card) is None
    card.ask_who()
    assert looks_in(card) is not None
    card.edit_details()
    assert looks_in(card) is None
    card.ask_who()
    assert looks_in(card) is None  # the form is in its place


@pytest.mark.parametrize(
    ("role", "may"), [(Role.OWNER, True), (Role.PRACTITIONER, True), (Role.FRONT_DESK, False), (Role.LOCUM, False)]
)
def test_that_only_who_may_is_offered_it(role: Role, may: bool) -> None:  # noqa: FBT001  (of the table)
    card, _, _ = a_card(a_clinic(a_person(), session=a_session(role)))
    card._patient = ONE
    card.ask_who()
    assert (card.view.may_ask_who, card.looks is not None) == (may, may)
