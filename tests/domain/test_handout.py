"""What is on a patient's handout, in which order, and for whom it changes."""

import re
from dataclasses import replace
from datetime import date
from itertools import chain

import pytest

from tests.builders import (
    a_patient,
    a_plan,
    an_intake,
    cup,
    cupping,
    heat,
    moxa,
    needle,
    needling,
    stretching,
)
from tests.domain.composing.reading import document_text, rich_text
from tests.domain.composing.samples import (
    CLINIC,
    TWO_PHASES,
    advice,
    disc_on_warfarin,
    everything_released,
    exercise,
    ids,
    made,
    needles,
    pregnant_worker,
    section,
    starting,
    the_library,
    the_texts,
    words,
)
from treatplan.domain.claims import reading_grade
from treatplan.domain.composing.case import case_of
from treatplan.domain.intake import Intake, full_name
from treatplan.domain.modality import Advice, AdviceItem, Component
from treatplan.domain.paper import (
    ExerciseCard,
    Handout,
    Modality,
    Table,
    TickLog,
    Tone,
    Wish,
)
from treatplan.domain.places import Region
from treatplan.domain.plan import Phase, Plan, Regimen, Status

ORDER = (
    *("key", "stop", "cause", "treatment", "plan", "home", "stop_rules"),
    *("after", "advice", "evidence", "sources", "contact"),
)
SAMPLES = (disc_on_warfarin, pregnant_worker, everything_released)
PARTS: dict[str, Component] = {
    "needling": needling(needle("BL23")),
    "moxibustion": moxa(heat("BL23")),
    "cupping": cupping(cup(Region.LOW_BACK)),
    "stretching": stretching(exercise("EX02")),
}
TONES = {"needling": Tone.NEEDLING, "moxibustion": Tone.MOXIBUSTION, "cupping": Tone.CUPPING}
TONES["stretching"] = Tone.STRETCHING


def after(*facts: str, plan: Plan | None = None, intake: Intake | None = None) -> str:
    return words(made(plan or a_plan(), intake or an_intake(yes=facts)), "after")


# Order, and nothing that is not in the plan


def test_that_the_sections_stand_in_the_order_in_which_a_patient_needs_them() -> None:
    assert ids(made(*disc_on_warfarin())) == ORDER


def test_that_a_section_with_nothing_to_say_is_left_out() -> None:
    found = ids(made(a_plan(needling(needle("BL23")))))
    assert not {"home", "advice", "contact"} & set(found)
    assert found == tuple(id_ for id_ in ORDER if id_ in found)


@pytest.mark.parametrize("alone", PARTS)
def test_that_only_what_is_in_the_plan_is_explained(alone: str) -> None:
    handout = made(a_plan(PARTS[alone]))
    blocks = list(chain.from_iterable(part.blocks for part in handout.sections))
    assert [block.tone for block in blocks if isinstance(block, Modality)] == [TONES[alone]]
    assert [block.tones for block in blocks if isinstance(block, Table)] == [(TONES[alone],)]
    assert ("home" in ids(handout)) is (alone == "stretching")


OTHERS = {"needling": r"\bneedles?\b", "moxibustion": r"\bmoxa\b|\bmugwort\b", "cupping": r"\bcups\b|\bcupping\b"}


@pytest.mark.parametrize("alone", OTHERS)
def test_that_no_other_modality_is_spoken_of(alone: str) -> None:
    handout = made(a_plan(PARTS[alone]))
    said = "".join(words(handout, id_) for id_ in ids(handout) if id_ not in {"evidence", "sources"}).lower()
    assert {name for name, pattern in OTHERS.items() if re.search(pattern, said)} == {alone}


def test_that_every_modality_with_its_dose_leads_its_own_block() -> None:
    blocks = section(made(*everything_released()), "treatment").blocks
    assert [block.lead for block in blocks if isinstance(block, Modality)] == [
        "Fine needles, 20 to 30 minutes.",
        "Warmth (moxa), 5 to 10 minutes.",
        "Cups, 8 minutes.",
        "1 exercise at home.",
    ]


# After a visit


def test_that_a_person_on_warfarin_reads_other_advice() -> None:
    usual, thinner = after(), after("anticoagulant")
    assert "10 minutes without looking" not in usual
    assert "3 to 5 minutes" in usual
    assert "10 minutes without looking" in thinner
    assert "3 to 5 minutes" not in thinner
    assert "Keep taking your blood thinner" in thinner
    assert "ibuprofen" in thinner


def test_that_each_patient_reads_one_advice_on_bleeding() -> None:
    for facts in ((), ("anticoagulant",), ("antiplatelet",), ("bleeding_disorder",), ("dual_antithrombotics",)):
        assert len(re.findall(r"spot (?:that )?bleeds", after(*facts))) == 1, facts


def test_that_late_chest_signs_are_told_where_needles_come_near_the_lung() -> None:
    near, far = a_plan(needling(needle("BL13"))), a_plan(needling(needle("BL23")))
    assert "short breath" in after(plan=near)
    assert "short breath" not in after(plan=far)


def test_that_marks_and_burns_are_told_where_cups_and_warmth_are_given() -> None:
    with_both = a_plan(PARTS["moxibustion"], PARTS["cupping"])
    assert "round marks" in after(plan=with_both)
    assert "burn" in after(plan=with_both)
    assert "round marks" not in after()
    assert "burn" not in after()


# Home


def test_that_a_card_holds_the_dose_of_the_plan_in_chips() -> None:
    plan = a_plan(stretching(exercise("EX05", hold_s=120, reps=1, sets=2, times_per_day=2, days_per_week=5)))
    cards = [block for block in section(made(plan), "home").blocks if isinstance(block, ExerciseCard)]
    assert cards[0].chips == ("hold 2 minutes", "2 rounds", "2 times a day", "5 days a week")
    assert cards[0].name == the_library().stretches["EX05"].text.name


def test_that_an_exercise_for_both_sides_says_so() -> None:
    cards = [
        block
        for block in section(made(a_plan(stretching(exercise("EX11")))), "home").blocks
        if isinstance(block, ExerciseCard)
    ]
    assert the_library().stretches["EX11"].each_side
    assert cards[0].chips == ("hold 2 seconds", "5 times", "each side", "3 times a day")


def test_that_an_effort_shared_by_all_is_said_once() -> None:
    one, other = exercise("EX02", intensity="easy"), exercise("EX05", intensity="easy")
    shared = words(made(a_plan(stretching(one, other))), "home")
    differing = words(made(a_plan(stretching(one, replace(other, intensity="firm")))), "home")
    assert shared.count("How hard: easy.") == 1
    assert differing.count("How hard: easy.") == differing.count("How hard: firm.") == 1


@pytest.mark.parametrize(
    ("weeks", "rows"),
    [(4, [4]), (6, [6]), (7, [7]), (12, [12]), (40, [12])],
)
def test_that_one_log_covers_the_course_up_to_twelve_weeks(weeks: int, rows: list[int]) -> None:
    regimen = Regimen(phases=(Phase(times=1, per="week", weeks=weeks),))
    blocks = section(made(a_plan(PARTS["stretching"], regimen=regimen)), "home").blocks
    assert [len(block.weeks) for block in blocks if isinstance(block, TickLog)] == rows


@pytest.mark.parametrize(("times", "ticks"), [(1, 1), (3, 3), (6, 3)])
def test_that_there_is_a_box_for_each_time_of_a_day_up_to_three(times: int, ticks: int) -> None:
    plan = a_plan(stretching(exercise("EX02", times_per_day=times), exercise("EX05", times_per_day=1)))
    logs = [block for block in section(made(plan), "home").blocks if isinstance(block, TickLog)]
    assert {log.ticks for log in logs} == {ticks}


# Advice


def test_that_only_the_advice_of_the_plan_is_given() -> None:
    said = words(made(a_plan(advice("pace_load"))), "advice")
    assert the_library().leaflets["pace_load"].text.title in said
    assert the_library().leaflets["stay_active"].text.title not in said


def test_that_advice_in_the_practitioners_words_is_printed_as_written() -> None:
    item = AdviceItem(item_id="advice.own", text="Swim {twice} a <week> & rest")
    assert "Swim {twice} a <week> & rest" in words(made(a_plan(Advice(items=(item,)))), "advice")


# Evidence and sources


@pytest.mark.parametrize("sample", SAMPLES)
def test_that_how_often_harm_happens_is_always_said(sample: object) -> None:
    plan, intake = sample()  # type: ignore[operator]
    assert "1 in 10,000" in words(made(plan, intake), "evidence")


def test_that_britain_reads_what_nice_says() -> None:
    assert "NICE" in words(made(a_plan(), country="gb"), "evidence")
    assert "NICE" not in words(made(a_plan(), country="us"), "evidence")


@pytest.mark.parametrize("sample", SAMPLES)
def test_that_every_number_cited_is_in_the_list_and_every_source_is_cited(sample: object) -> None:
    plan, intake = sample()  # type: ignore[operator]
    text = document_text(made(plan, intake))
    body, _, listed = text.partition("=== sources")
    cited = {int(n) for group in re.findall(r"\[(\d+(?:, \d+)*)\]", body) for n in group.split(", ")}
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]", listed)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert cited == set(numbers)


def test_that_no_claim_is_printed_twice() -> None:
    text = document_text(made(*everything_released()))
    for claim in the_library().claims.values():
        assert text.count(claim.text.sentence) <= 1, claim.id


# Whose it is


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.DRAFT, "Draft, not released"),
        (Status.PUBLISHED, "Draft, not released"),
        (Status.AMENDED, "Replaced by a newer version"),
        (Status.CLOSED, "This plan has ended"),
        (Status.RELEASED, ""),
    ],
)
def test_that_a_plan_that_is_not_released_says_so(status: Status, said: str) -> None:
    assert made(a_plan(status=status)).status == said


HOSTILE = ["<Smith>", "O'Neil & Sons", "{patient}", "{name} {date}", "李伟", "100%s", "A" * 120]


@pytest.mark.parametrize("family", HOSTILE)
def test_that_a_name_is_printed_exactly(family: str) -> None:
    patient = a_patient(given_name="", family_name=family)
    handout = made(a_plan(), an_intake(patient=patient))
    assert handout.footer.startswith(f"{family} · plan of 24 November 2026, version 1")
    assert f"*{family}*" in rich_text(handout.letterhead.right[0])
    assert family in handout.subject


@pytest.mark.parametrize("text", HOSTILE)
def test_that_what_the_clinic_and_the_patient_wrote_is_printed_exactly(text: str) -> None:
    clinic = replace(CLINIC, name=text, address=text, phone=text)
    handout = made(a_plan(clinic=clinic, regimen=starting(date(2026, 12, 1))), an_intake(goals=(text,)))
    assert handout.letterhead.clinic == text
    assert handout.letterhead.lines == (f"{text} · {text}",)
    assert f"- {text}" in words(handout, "plan")


def test_that_a_patient_without_a_name_has_a_sheet() -> None:
    handout = made(a_plan(), an_intake(patient=a_patient(given_name="", family_name="")))
    assert handout.footer.startswith("(no name given)")


def test_that_the_sheet_is_dated_by_the_plan_or_else_by_the_intake() -> None:
    intake = an_intake()
    assert made(a_plan(drafted_on=date(2026, 1, 2)), intake).dated == date(2026, 1, 2)
    assert made(a_plan(), intake).dated == intake.taken_on


def test_that_the_wish_is_kept() -> None:
    handout = made(a_plan(), country="us")
    assert (handout.language, handout.paper, handout.size) == (Wish().language, Wish().paper, Wish().size)
    assert handout.page_word == "Page {page} of {pages}"


# Every word


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("country", ["gb", "us", "intl"])
def test_that_no_key_and_no_gap_is_printed(sample: object, country: str) -> None:
    plan, intake = sample()  # type: ignore[operator]
    text = document_text(replace(made(plan, intake, country), page_word=""))
    read = text.replace("=== stop_rules", "===").replace("acupuncture.com", "")
    assert not re.findall(r"[{}]", read)
    assert not re.findall(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]{3,}\.[a-z_]{3,}\b", read)


@pytest.mark.parametrize("sample", SAMPLES)
def test_that_a_patient_of_eleven_or_twelve_can_read_it(sample: object) -> None:
    plan, intake = sample()  # type: ignore[operator]
    said = document_text(made(plan, intake)).partition("=== sources")[0].replace(full_name(intake.patient), "")
    assert reading_grade(said) <= 6


def test_that_a_case_knows_facts_modalities_and_causes() -> None:
    plan, intake = disc_on_warfarin()
    audience = case_of(plan, intake, the_library(), the_texts(), Wish()).audience
    assert "anticoagulant" in audience.facts
    assert audience.modalities == ("needling", "moxibustion", "stretching", "advice")
    assert audience.causes == {"W05", "T01"}
    assert audience.advice == {"stay_active", "morning_bending"}


def test_that_the_course_and_needles_are_told_of_a_plan_with_little_in_it() -> None:
    handout: Handout = made(a_plan(needles("BL23"), regimen=TWO_PHASES))
    assert "25 minutes. You lie on your front." in words(handout, "plan")
