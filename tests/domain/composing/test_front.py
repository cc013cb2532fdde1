"""The first page of a handout: the message, the next actions, when to go to hospital, what we think is going on."""

import pytest

from tests.builders import a_patient, a_plan, a_woman, an_intake, stretching
from tests.domain.composing.reading import document_text, rich_text
from tests.domain.composing.samples import CLINIC, disc_on_warfarin, exercise, made, section, words
from treatplan.domain.intake import Complaint, Modifier, PregnancyStatus
from treatplan.domain.paper import Box, Tone
from treatplan.domain.places import Place, Region
from treatplan.domain.plan import Diagnosis

# Page one


def test_that_the_key_box_holds_one_message_and_three_actions() -> None:
    box = section(made(*disc_on_warfarin()), "key").blocks[0]
    assert isinstance(box, Box)
    assert box.title
    assert [rich_text(item) for item in box.items][::2] == [
        "Do your 2 exercises each day.",
        "Come to your first visit on *Tuesday 1 December 2026*.",
    ]
    assert len(box.items) == 3
    assert box.numbered


@pytest.mark.parametrize(
    ("days", "said"),
    [((7, 7), "2 exercises each day"), ((5, 5), "on 5 days a week"), ((7, 5), "on most days"), ((7, 2), "page shows")],
)
def test_that_the_first_action_says_how_often(days: tuple[int, int], said: str) -> None:
    plan = a_plan(stretching(*(exercise(f"EX0{n}", days_per_week=d) for n, d in enumerate(days, 1))))
    assert said in words(made(plan), "key")


def test_that_without_a_day_the_patient_is_asked_to_call() -> None:
    assert "01233 555 014" in words(made(a_plan(clinic=CLINIC)), "key")
    assert "Agree the day of your first visit with us." in words(made(a_plan()), "key")


def test_that_one_whom_walking_hurts_is_not_told_to_walk_more() -> None:
    sore = Complaint(places=(Place(region=Region.LOW_BACK),), worse_with=(Modifier.WALKING,))
    assert "Walk on most days" in words(made(a_plan()), "key")
    assert "Walk on" not in words(made(a_plan(), an_intake(complaint=sore)), "key")


@pytest.mark.parametrize(
    ("country", "said"), [("gb", "Call 999 or go to A&E now"), ("us", "Call 911 or go to the emergency room now")]
)
def test_that_the_stop_box_names_the_number_of_the_country(country: str, said: str) -> None:
    assert said in words(made(a_plan(), country=country), "stop")


def test_that_bleeding_signs_are_for_people_on_blood_thinners() -> None:
    assert "black stools" not in words(made(a_plan()), "stop")
    assert "black stools" in words(made(a_plan(), an_intake(yes=("anticoagulant",))), "stop")


def test_that_a_blood_thinner_among_the_medicines_is_enough() -> None:
    assert "black stools" in words(made(a_plan(), an_intake(medicines=("Warfarin 3 mg",))), "stop")


def test_that_maternity_signs_are_for_pregnant_patients() -> None:
    pregnant = an_intake(patient=a_woman(PregnancyStatus.YES, week=30))
    assert "maternity" not in words(made(a_plan()), "stop")
    boxes = [block for block in section(made(a_plan(), pregnant), "stop").blocks if isinstance(block, Box)]
    general, maternity = boxes
    assert "maternity unit" in maternity.title
    assert not set(general.items) & set(maternity.items)
    assert all(box.tone is Tone.STOP and box.items for box in boxes)


def test_that_a_child_reads_with_a_parent() -> None:
    child = an_intake(patient=a_patient(age=10))
    assert "parent" not in document_text(made(a_plan()))
    assert "parent" in words(made(a_plan(), child), "key")


# Cause and pattern


def test_that_a_traditional_pattern_says_first_and_last_what_it_is() -> None:
    plan = a_plan(diagnosis=Diagnosis(causes=("W05",), patterns=("T01",)))
    said = words(made(plan), "cause")
    assert said.index("In traditional Chinese medicine") > said.index("disc")
    assert said.rstrip().endswith("This is a traditional description, not a medical diagnosis.")


def test_that_without_a_pattern_nothing_traditional_is_said() -> None:
    plan = a_plan(diagnosis=Diagnosis(causes=("W05",)))
    assert "traditional" not in words(made(plan), "cause").lower()
