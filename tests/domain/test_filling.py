"""Each answer gives a new intake, and what is taken back leaves no trace."""

from datetime import date

from tests.builders import TODAY, a_woman, an_intake
from treatplan.domain.filling import (
    add_place,
    answer_consent,
    answer_factor,
    answer_flag,
    answer_no,
    answer_pregnancy,
    note_factor,
    note_flag,
    reach_of_leg_pain,
    remove_place,
    side_of_place,
    site_factor,
    week_of_pregnancy,
)
from treatplan.domain.intake import Answer, Intake, PregnancyStatus, Reach
from treatplan.domain.places import Place, Region, Side

START: Intake = an_intake()


def test_that_an_answer_taken_back_leaves_the_intake_as_it_was() -> None:
    flag = answer_flag(answer_flag(START, "RF01.bladder", Answer.YES), "RF01.bladder", Answer.NOT_ASKED)
    factor = answer_factor(answer_factor(START, "epilepsy", Answer.YES, TODAY), "epilepsy", Answer.NOT_ASKED, TODAY)
    consent = answer_consent(answer_consent(START, "needling", Answer.NO), "needling", Answer.NOT_ASKED)
    note = note_flag(note_flag(START, "RF01.bladder", "since Monday"), "RF01.bladder", "")
    assert flag == factor == consent == note == START


def test_that_an_answer_about_health_knows_when_it_was_asked() -> None:
    answered = answer_factor(START, "epilepsy", Answer.NO, date(2026, 11, 1))
    assert answered.factors["epilepsy"].asked_on == date(2026, 11, 1)


def test_that_a_no_has_no_place_but_keeps_its_note() -> None:
    told = note_factor(answer_factor(START, "metal_hardware", Answer.YES, TODAY), "metal_hardware", "left hip, 2011")
    placed = site_factor(told, "metal_hardware", (Region.HIP,))
    assert placed.factors["metal_hardware"].regions == (Region.HIP,)
    denied = answer_factor(placed, "metal_hardware", Answer.NO, TODAY).factors["metal_hardware"]
    assert (denied.regions, denied.note) == ((), "left hip, 2011")


def test_that_no_to_the_rest_touches_no_answer_that_was_given() -> None:
    told = answer_factor(START, "epilepsy", Answer.NOT_SURE, TODAY)
    rest = answer_no(told, ("epilepsy", "varicose_veins"), TODAY)
    assert rest.factors["epilepsy"].answer is Answer.NOT_SURE
    assert rest.factors["varicose_veins"].answer is Answer.NO


def test_that_a_week_goes_with_a_pregnancy_only() -> None:
    woman = an_intake(patient=a_woman())
    pregnant = week_of_pregnancy(answer_pregnancy(woman, PregnancyStatus.YES), 30)
    assert pregnant.patient.pregnancy.week == 30
    assert answer_pregnancy(pregnant, PregnancyStatus.NO).patient.pregnancy.week is None


def test_that_a_place_is_named_once_and_has_one_side() -> None:
    twice = add_place(add_place(START, Region.BUTTOCK, Side.LEFT), Region.BUTTOCK, Side.RIGHT)
    assert twice.complaint.places[-1] == Place(region=Region.BUTTOCK, side=Side.LEFT)
    turned = side_of_place(twice, Region.BUTTOCK, Side.RIGHT)
    assert turned.complaint.places[-1] == Place(region=Region.BUTTOCK, side=Side.RIGHT)
    assert remove_place(turned, Region.BUTTOCK) == START


def test_that_the_leg_begins_on_the_side_that_hurts() -> None:
    sore = side_of_place(add_place(START, Region.BUTTOCK), Region.BUTTOCK, Side.RIGHT)
    leg = reach_of_leg_pain(sore, Reach.FOOT).complaint.radiation
    assert leg is not None
    assert (leg.reach, leg.side) == (Reach.FOOT, Side.RIGHT)
    assert reach_of_leg_pain(sore, None).complaint.radiation is None
