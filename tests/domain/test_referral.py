"""The referral that takes a plan's place."""

from datetime import date

import pytest

from tests.builders import EVERY_KIND, TODAY, a_flag, a_library, a_patient, a_rule, a_trigger, an_intake
from treatplan.domain.intake import Complaint, Examination, Intake, Sign
from treatplan.domain.places import Place, Region
from treatplan.domain.referral import Referral, refer
from treatplan.domain.rules import Level
from treatplan.domain.screening import screen

LIBRARY = a_library(
    red_flags=(
        a_flag("RF13", ["history"], [a_trigger("urgent", "history")]),
        a_flag("RF14", ["first"], [a_trigger("gp_review", "first")]),
        a_flag("RF01", ["bladder", "stream"], [a_trigger("emergency", any_of=("bladder", "stream"))]),
        a_flag("RF02", ["saddle"], [a_trigger("emergency", "saddle")], blocks_if_unasked=True),
    ),
    rules=(
        a_rule("B02", "epilepsy"),
        a_rule("K11b", "crisis", level=Level.EMERGENCY, kinds=EVERY_KIND, overridable=False),
    ),
)


def an_emergency() -> Intake:
    return an_intake(
        patient=a_patient(given_name="<Smith>", family_name="李伟"),
        complaint=Complaint(
            places=(Place(region=Region.LOW_BACK),), started_on=date(2026, 11, 20), note="Fell on the stairs."
        ),
        red_flags={"RF01.stream": "yes", "RF13.history": "yes", "RF14.first": "yes"},
        red_flag_notes={"RF01": "Since Friday.", "RF01.stream": "Worse at night."},
        examination=Examination(power=Sign.CHANGED, systolic_mmhg=150),
        medicines=("warfarin",),
    )


def referred(intake: Intake) -> Referral:
    return refer(intake, screen(intake, LIBRARY))


def test_that_the_referral_says_who_when_and_how_urgently() -> None:
    note = referred(an_emergency())
    assert (note.format, note.on, note.urgency) == ("treatplan.referral/1", TODAY, "emergency")
    assert (note.patient.given_name, note.patient.family_name) == ("<Smith>", "李伟")


def test_that_each_flag_stands_with_question_answer_note_and_action_strongest_first() -> None:
    flags = referred(an_emergency()).flags
    assert [(flag.flag, flag.urgency) for flag in flags] == [
        ("RF01", "emergency"),
        ("RF13", "urgent"),
        ("RF14", "gp_review"),
    ]
    worst = flags[0]
    assert (worst.name, worst.question, worst.answer) == ("name RF01", "ask stream?", "yes")
    assert worst.field == "red_flags.RF01.stream"
    assert worst.note == "Since Friday. Worse at night."
    assert worst.action == "emergency action RF01"
    assert worst.sources == ("a-source",)


def test_that_the_note_of_every_part_that_a_flag_rests_on_is_carried_once() -> None:
    intake = an_intake(
        red_flags={"RF01.bladder": "yes", "RF01.stream": "yes"},
        red_flag_notes={"RF01.bladder": "Since Friday.", "RF01.stream": "Since Friday.", "RF02.saddle": "not this"},
    )
    worst = referred(intake).flags[0]
    assert (worst.note, worst.also) == ("Since Friday.", ("red_flags.RF01.stream: yes",))


def test_that_a_doctor_finds_examination_medicines_and_onset() -> None:
    note = referred(an_emergency())
    assert (note.examination.power, note.examination.systolic_mmhg) == (Sign.CHANGED, 150)
    assert (note.medicines, note.started_on, note.complaint_note) == (
        ("warfarin",),
        date(2026, 11, 20),
        "Fell on the stairs.",
    )


def test_that_an_emergency_told_by_a_rule_leads_to_a_referral_too() -> None:
    (flag,) = referred(an_intake(yes=["crisis"])).flags
    assert (flag.flag, flag.urgency, flag.field, flag.answer) == ("K11b", "emergency", "factors.crisis", "yes")
    assert flag.action == "do K11b"


def test_that_an_unasked_flag_is_no_reason_to_refer() -> None:
    with pytest.raises(ValueError, match="leads to a referral"):
        referred(an_intake())


def test_that_the_strongest_flag_sets_the_urgency() -> None:
    assert referred(an_intake(red_flags={"RF14.first": "yes"})).urgency == "gp_review"
    assert referred(an_intake(red_flags={"RF14.first": "yes", "RF13.history": "yes"})).urgency == "urgent"
