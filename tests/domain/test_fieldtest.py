"""Tests of content against an intake."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import TODAY, a_woman, an_intake, where
from treatplan.domain.fieldtest import holds, seen, seen_in, values_at
from treatplan.domain.intake import Complaint, Examination, Modifier, PregnancyStatus, Radiation, Reach
from treatplan.domain.places import Place, Region


def a_complaint(**fields: object) -> Complaint:
    return Complaint(places=(Place(region=Region.LOW_BACK), Place(region=Region.BUTTOCK)), **fields)  # type: ignore[arg-type]


def test_that_age_counts_full_years_on_the_day_of_the_intake() -> None:
    intake = an_intake()
    born = date(TODAY.year - 50, TODAY.month, TODAY.day + 1)
    assert values_at("patient.age_years", replace(intake, patient=replace(intake.patient, birth_date=born))) == (49,)


def test_that_the_duration_counts_days_and_is_empty_where_the_start_is_not_known() -> None:
    began = a_complaint(started_on=date(2026, 11, 14))
    assert values_at("complaint.duration_days", an_intake(complaint=began)) == (10,)
    assert values_at("complaint.duration_days", an_intake()) == ()


def test_that_a_list_holds_if_any_entry_does_and_the_entry_is_named() -> None:
    intake = an_intake(complaint=a_complaint(worse_with=(Modifier.SITTING, Modifier.BENDING_FORWARD)))
    bending = where("complaint.worse_with", "bending_forward", "lifting")
    assert seen(bending, intake) == ("complaint.worse_with", "bending_forward")
    assert not holds(where("complaint.worse_with", "lifting"), intake)


def test_that_places_are_gone_through() -> None:
    intake = an_intake(complaint=a_complaint())
    assert values_at("complaint.places.region", intake) == ("low_back", "buttock")
    assert holds(where("complaint.places", "buttock"), intake)


def test_that_a_missing_branch_holds_nothing() -> None:
    reach = where("complaint.radiation.reach", "below_knee")
    assert not holds(reach, an_intake())
    assert holds(reach, an_intake(complaint=a_complaint(radiation=Radiation(reach=Reach.BELOW_KNEE))))


def test_that_bounds_take_in_the_lower_and_leave_out_the_upper() -> None:
    fever = where("examination.temperature_c", at_least=38, below=39)
    given = {
        temperature: an_intake(examination=Examination(temperature_c=temperature)) for temperature in (37.9, 38, 39)
    }
    assert {temperature: holds(fever, intake) for temperature, intake in given.items()} == {
        37.9: False,
        38: True,
        39: False,
    }
    assert not holds(fever, an_intake())


def test_that_a_number_never_meets_a_bound_as_a_word() -> None:
    assert not holds(where("patient.sex", at_least=0), an_intake())


def test_that_a_test_without_comparison_asks_whether_the_field_is_filled() -> None:
    assert not holds(where("patterns"), an_intake())
    assert holds(where("patterns"), an_intake(patterns=("T01",)))


def test_that_a_week_nobody_asked_counts_as_any_week_where_the_test_says_so() -> None:
    early = where("patient.pregnancy.week", below=14, or_missing=True)
    weeks = {week: an_intake(patient=a_woman(PregnancyStatus.YES, week=week)) for week in (None, 10, 20)}
    assert {week: holds(early, intake) for week, intake in weeks.items()} == {None: True, 10: True, 20: False}


def test_that_keys_with_dots_are_found() -> None:
    intake = an_intake(red_flags={"RF13.weight_loss": "yes"})
    assert holds(where("red_flags.RF13.weight_loss", "yes"), intake)
    assert not holds(where("red_flags.RF13.night_pain", "yes"), intake)


@pytest.mark.parametrize("path", ["factors.anticoagulant.answer", "factors.anticoagulant"])
def test_that_a_factor_is_read_by_its_answer_and_by_what_is_known(path: str) -> None:
    assert values_at(path, an_intake(no=["anticoagulant"])) == ("no",)
    assert values_at(path, an_intake(no=["anticoagulant"]), {"anticoagulant"}) == ("yes",)
    assert values_at(path, an_intake()) == ()


def test_that_known_facts_can_be_asked_for_by_name() -> None:
    assert holds(where("facts", "older_frail"), an_intake(), {"older_frail", "any_patient"})


def test_that_all_tests_of_an_alternative_must_hold_and_the_first_one_names_it() -> None:
    intake = an_intake(patient=a_woman(PregnancyStatus.NOT_ASKED, age=30))
    young = where("patient.age_years", at_least=12, below=56)
    unasked = where("patient.pregnancy.status", "not_asked", "not_sure")
    male = where("patient.sex", "male")
    assert seen_in(((male, young), (unasked, young)), intake) == (
        ("patient.pregnancy.status", "not_asked"),
        ("patient.age_years", "30"),
    )
    assert seen_in(((male, young),), intake) == ()


@pytest.mark.parametrize("path", ["patient.shoe_size", "shoe", "patient.sex.really", "complaint.onset.year"])
def test_that_a_field_no_intake_has_is_an_error_and_not_a_no(path: str) -> None:
    with pytest.raises(LookupError, match=path):
        values_at(path, an_intake())
