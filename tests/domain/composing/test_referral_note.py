"""What the note says that goes with a patient to the doctor."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import a_patient, a_woman, an_intake
from tests.domain.composing.reading import document_text, rich_text
from tests.domain.composing.samples import CLINIC, PRACTITIONER, ids, section, the_library, the_texts, words
from treatplan.domain.handout import compose_referral
from treatplan.domain.intake import (
    Complaint,
    Examination,
    Intake,
    Onset,
    PregnancyStatus,
    Radiation,
    Reach,
    Sex,
    Sign,
)
from treatplan.domain.paper import Box, Handout, Tone, Wish, WriteIn
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.referral import Referral, refer
from treatplan.domain.screening import screen

BLADDER = {"RF01.bladder": "yes"}
SORE = Complaint(places=(Place(region=Region.LOW_BACK),))


def an_emergency(**fields: Any) -> Intake:
    flags = BLADDER | fields.pop("red_flags", {})
    return an_intake(red_flags=flags, **fields)


def a_referral(intake: Intake) -> Referral:
    return refer(intake, screen(intake, the_library()))


def a_note(intake: Intake | None = None, country: str = "gb", **fields: Any) -> Handout:
    given = intake or an_emergency()
    referral = replace(a_referral(given), **fields)
    return compose_referral(referral, given, the_library(), the_texts(), Wish(jurisdiction=country))


def test_that_the_note_goes_from_where_to_go_to_who_sends() -> None:
    assert ids(a_note()) == ("patient", "doctor", "signs", "known", "not_done", "signed")


@pytest.mark.parametrize(("country", "said"), [("gb", "Go to A&E now, or call 999"), ("us", "or call 911")])
def test_that_the_patient_reads_where_to_go_now(country: str, said: str) -> None:
    box = section(a_note(country=country), "patient").blocks[0]
    assert isinstance(box, Box)
    assert box.tone is Tone.STOP
    assert said in box.title
    assert box.items


def test_that_what_was_answered_is_told_with_its_note() -> None:
    intake = an_emergency(
        red_flags={"RF02.saddle_numbness": "not_sure", "RF03.bowel": "no"},
        red_flag_notes={"RF01.bladder": "since Sunday <morning>"},
    )
    said = words(a_note(intake), "signs")
    question = the_library().red_flags["RF01"].text.questions["bladder"]
    assert f"{question} | *Yes*: since Sunday <morning>" in said
    assert "*Not sure*" in said
    assert f"answered no: {the_library().red_flags['RF03'].text.name}." in said
    assert said.index("*Yes*") < said.index("*Not sure*")


def test_that_a_sign_that_was_not_asked_is_not_told_as_answered_no() -> None:
    said = words(a_note(), "signs")
    assert "answered no" not in said
    assert the_library().red_flags["RF02"].text.name in said.partition("Not asked")[2]


def test_that_the_doctor_reads_who_it_is_and_since_when() -> None:
    intake = an_emergency(
        patient=a_patient(age=45, given_name="{patient}", family_name="<Smith>"),
        complaint=replace(
            SORE,
            started_on=date(2026, 11, 1),
            onset=Onset.RECENT_INJURY,
            radiation=Radiation(reach=Reach.FOOT, side=Side.BILATERAL),
            pain_now=8,
            pain_worst=10,
            note="fell {twice}",
        ),
        medicines=("warfarin 3 mg", "<b>"),
        yes=("anticoagulant",),
    )
    said = words(a_note(intake), "known")
    for line in (
        "| *Name* | {patient} <Smith>",
        "| *Born* | 15 January 1981 (45 years old), male",
        "| *Where it hurts* | Low back, both sides",
        "| *Pain into the leg* | To the foot, both sides",
        "| *Began* | 1 November 2026",
        "| *Pain, 0 to 10* | now 8, at worst 10",
        "| *Note* | fell {twice}",
        "| *Medicines* | warfarin 3 mg, <b>",
        f"| *Health* | {the_library().factors['anticoagulant'].text.name}.",
    ):
        assert line in said


def test_that_what_is_not_known_is_said_to_be_so() -> None:
    said = words(a_note(), "known")
    assert "| *Began* | not known" in said
    assert "| *Medicines* | none were named" in said
    assert "Pain into the leg" not in said
    assert "Pregnant" not in said


@pytest.mark.parametrize(
    ("status", "week", "said"),
    [
        (PregnancyStatus.YES, 30, "| *Pregnant* | Yes, week 30"),
        (PregnancyStatus.NOT_SURE, None, "| *Pregnant* | Not sure"),
    ],
)
def test_that_a_pregnancy_is_told(status: PregnancyStatus, week: int | None, said: str) -> None:
    assert said in words(a_note(an_emergency(patient=a_woman(status, week=week))), "known")


def test_that_a_sex_nobody_recorded_is_not_told() -> None:
    assert "male" not in words(a_note(an_emergency(patient=a_patient(sex=Sex.NOT_RECORDED))), "known")


def test_that_findings_are_told_and_what_was_left_undone() -> None:
    found = Examination(
        power=Sign.CHANGED,
        reflexes=Sign.NORMAL,
        systolic_mmhg=150,
        diastolic_mmhg=90,
        temperature_c=37.5,
        note="left foot drops",
    )
    note = a_note(an_emergency(examination=found))
    assert (
        "Power in the legs changed, reflexes normal, blood pressure 150/90 mmHg, temperature 37.5 °C. left foot drops"
    ) in words(note, "known")
    assert "Not examined: feeling in the legs and straight leg raise." in words(note, "not_done")


def test_that_no_treatment_is_said_to_have_been_started() -> None:
    everything = Examination(
        power=Sign.NORMAL, reflexes=Sign.NORMAL, sensation=Sign.NORMAL, straight_leg_raise=Sign.NORMAL
    )
    said = words(a_note(an_emergency(examination=everything)), "not_done")
    assert "No treatment was started." in said
    assert "Not examined" not in said


def test_that_one_sign_alone_is_told_without_an_and() -> None:
    found = Examination(power=Sign.NORMAL, reflexes=Sign.NORMAL, sensation=Sign.NORMAL)
    said = words(a_note(an_emergency(examination=found)), "not_done")
    assert "Not examined: straight leg raise." in said


def test_that_the_clinic_is_named_or_has_lines_to_write_on() -> None:
    named = section(a_note(clinic=CLINIC, practitioner=PRACTITIONER), "signed").blocks
    unnamed = section(a_note(), "signed").blocks
    spaces = [next(block.spaces for block in blocks if isinstance(block, WriteIn)) for blocks in (named, unnamed)]
    assert spaces == [("time of this note", "signature"), ("name", "clinic", "phone", "time of this note", "signature")]
    assert "M. Okafor, LicAc" in words(a_note(clinic=CLINIC, practitioner=PRACTITIONER), "signed")


@pytest.mark.parametrize(
    ("urgency", "title"),
    [
        ("emergency", "Emergency referral"),
        ("urgent", "Urgent referral"),
        ("gp_review", "Referral to the doctor"),
    ],
)
def test_that_the_title_says_how_urgent_it_is(urgency: str, title: str) -> None:
    note = a_note(urgency=urgency)
    assert note.title == title
    assert [part.heading for part in note.sections][1]


def test_that_each_sheet_carries_name_and_day() -> None:
    note = a_note(an_emergency(patient=a_patient(given_name="李", family_name="{x}")))
    assert note.footer == "李 {x} · referral of 24 November 2026"
    assert rich_text(note.letterhead.right[0]) == "About *李 {x}*"
    assert note.status == ""
    assert document_text(note) == document_text(
        a_note(an_emergency(patient=a_patient(given_name="李", family_name="{x}")))
    )
