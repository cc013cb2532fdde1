"""Drafts: complete, explained, the same every time, and fitted to onset, cause, pattern and leg pain."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.builders import TODAY, an_intake
from tests.domain.drafting.reading import (
    CAUSES,
    ONSETS,
    PATTERNS,
    complaint,
    drafted,
    exercises,
    leg,
    library,
    need,
    no_flags,
    part,
    point,
    points,
    rule_findings,
    sound_intake,
)
from treatplan.domain.completeness import completeness
from treatplan.domain.depth import depth_limit
from treatplan.domain.dose import Absent, Span
from treatplan.domain.facts import facts_of
from treatplan.domain.intactness import sound_plan
from treatplan.domain.intake import Answer, Intake, Modifier, Quality, Reach
from treatplan.domain.modality import Cupping, Moxibustion, Needling, Stretching
from treatplan.domain.places import Region
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.planning import draft
from treatplan.domain.referral import Referral
from treatplan.domain.rules import Level
from treatplan.exchange.files import read_plan, write_value

NO_CAUSE = ()
STARTS = [NO_CAUSE, *((cause,) for cause in CAUSES)]
OF_THE_CLINIC = {"Practitioner background", "Skill of the provider"}


@cache
def every_draft(causes: tuple[str, ...]) -> list[tuple[Intake, Plan]]:
    """Drafts of a cause with every pattern and onset, with back pain and with leg pain."""
    made = []
    for pattern in ((), *((id_,) for id_ in PATTERNS)):
        for onset in ONSETS:
            for radiation in (None, leg()):
                told = complaint(onset=onset, radiation=radiation, worse_with=(Modifier.SITTING,))
                intake = sound_intake(causes=causes, patterns=pattern, complaint=told)
                made.append((intake, drafted(intake)))
    return made


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_draft_answers_all_that_its_standards_ask_of_a_plan(causes: tuple[str, ...]) -> None:
    for _, plan in every_draft(causes):
        missing = {item.name for one in completeness(plan, library()) for item in one.missing}
        assert missing <= OF_THE_CLINIC
        assert 20 <= len(plan.rationale.reasoning) <= 1000
        assert plan.aim
        assert plan.regimen.review_rule


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_item_says_why_and_from_which_source(causes: tuple[str, ...]) -> None:
    for _, plan in every_draft(causes):
        items = all_items(plan)
        assert len({item.item_id for item in items}) == len(items)
        for item in items:
            assert item.because, item.item_id
            assert all(reason.field and reason.value and reason.text for reason in item.because)
            assert item.sources, item.item_id
            assert set(item.sources) <= library().sources.keys()
        assert all(set(entry.sources) <= library().sources.keys() and entry.text for entry in plan.left_out)
        assert plan.regimen.because
        assert set(plan.regimen.sources) <= library().sources.keys()
        assert set(plan.rationale.sources) <= library().sources.keys()


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_draft_is_a_sound_plan_file(causes: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    for _, plan in every_draft(causes)[::5]:
        write_value(file, plan)
        assert sound_plan(read_plan(file), library(), file.name) == plan


def test_that_a_long_story_still_makes_a_sound_plan_file(tmp_path: Path) -> None:
    told = complaint(*(region for region in Region if region is not Region.ANY), radiation=leg())
    goals = tuple(f"{number}" * 290 for number in range(20))
    plan = drafted(sound_intake(causes=CAUSES, patterns=PATTERNS, complaint=told, goals=goals))
    file = tmp_path / "plan.json"
    write_value(file, plan)
    assert sound_plan(read_plan(file), library(), file.name) == plan


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_depth_is_in_whole_mm_and_within_its_line(causes: tuple[str, ...]) -> None:
    for intake, plan in every_draft(causes):
        facts = facts_of(intake, library())
        for one in need(plan, Needling).points:
            entry = library().points[one.code]
            angle = None if isinstance(one.angle, Absent) else one.angle
            limit = depth_limit(entry, one.level, angle, facts, library())
            if isinstance(one.depth_mm, Absent):
                assert entry.depth_cun is None
                continue
            assert isinstance(one.depth_mm, Span)
            assert one.depth_mm.low == int(one.depth_mm.low)
            assert one.depth_mm.high == int(one.depth_mm.high)
            assert limit.mm is None or one.depth_mm.high <= limit.mm
            assert not limit.angles or one.angle in limit.angles


@pytest.mark.parametrize("causes", STARTS)
def test_that_no_rule_stands_against_a_draft_for_a_patient_without_risks(causes: tuple[str, ...]) -> None:
    for intake, plan in every_draft(causes):
        assert rule_findings(plan, intake, Level.EMERGENCY, Level.CONTRAINDICATED, Level.REFER) == []


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_course_counts_whole_sessions_up_to_a_review(causes: tuple[str, ...]) -> None:
    for _, plan in every_draft(causes):
        course = plan.regimen
        counted = [phase.sessions for phase in course.phases]
        assert all(isinstance(count, int) and count > 0 for count in counted)
        assert course.sessions == sum(count for count in counted if isinstance(count, int))
        assert course.review_session is not None
        assert 4 <= course.review_session <= 6
        assert course.review_session <= course.sessions
        assert str(course.review_session) in course.review_rule


@pytest.mark.parametrize("causes", STARTS)
def test_that_every_patient_without_risks_gets_two_or_three_exercises(causes: tuple[str, ...]) -> None:
    for _, plan in every_draft(causes):
        assert len(exercises(plan)) in {2, 3}
        shelf = library().stretches
        for one in need(plan, Stretching).exercises:
            assert (one.reps, one.sets) == (shelf[one.exercise].reps, shelf[one.exercise].sets)
            assert one.times_per_day == shelf[one.exercise].times_per_day


@pytest.mark.parametrize("causes", STARTS)
def test_that_points_stay_within_the_number_of_pairs(causes: tuple[str, ...]) -> None:
    defaults = library().defaults
    for _, plan in every_draft(causes):
        assert 2 <= len(points(plan)) <= defaults.local_pairs_max + defaults.distal_pairs_max


def test_that_the_same_intake_gives_the_same_draft() -> None:
    told = complaint(onset="recent_injury", radiation=leg(), quality=(Quality.SHARP,), days=3)
    intake = sound_intake(causes=("W04",), patterns=("T12",), complaint=told, medicines=("aspirin 75 mg",))
    turned = replace(intake, red_flags=dict(reversed(tuple(intake.red_flags.items()))))
    assert drafted(intake) == drafted(intake) == drafted(turned)


def test_that_the_items_have_ids_that_say_what_they_are() -> None:
    plan = drafted(sound_intake(causes=("W06",), patterns=("T09",), complaint=complaint()))
    ids = {item.item_id for item in all_items(plan)}
    assert {"needling.BL23", "needling.EX-B2.L4", "moxibustion.BL23", "cupping.low_back", "stretching.EX02"} <= ids
    assert "advice.stay_active" in ids


# What a draft rests on


def test_that_onset_suggests_the_cause_that_was_not_chosen() -> None:
    for onset, cause in (("recent_injury", "W02"), ("repetitive_stress", "W01"), ("chronic_tension", "W03")):
        plan = drafted(sound_intake(complaint=complaint(onset=onset)))
        assert plan.diagnosis.causes == (cause,)
        (why,) = plan.diagnosis.because
        assert (why.field, why.value) == ("complaint.onset", onset)
        assert "no cause was chosen" in why.text


def test_that_burning_pain_below_the_knee_suggests_the_nerve() -> None:
    told = complaint(quality=(Quality.DULL, Quality.BURNING), radiation=leg(Reach.BELOW_KNEE))
    plan = drafted(sound_intake(complaint=told))
    assert plan.diagnosis.causes == ("W04",)
    fields = {reason.field for reason in plan.diagnosis.because}
    assert fields == {"complaint.quality", "complaint.radiation.reach"}
    dull = replace(told, quality=(Quality.DULL,))
    assert drafted(sound_intake(complaint=dull)).diagnosis.causes == ()


def test_that_a_chosen_cause_is_never_replaced_by_a_suggestion() -> None:
    told = complaint(onset="recent_injury", quality=(Quality.BURNING,), radiation=leg())
    assert drafted(sound_intake(causes=("W06",), complaint=told)).diagnosis.causes == ("W06",)


def test_that_a_pattern_alone_is_enough() -> None:
    plan = drafted(sound_intake(patterns=("T01",)))
    assert plan.diagnosis.causes == ()
    assert plan.diagnosis.patterns == ("T01",)
    assert {"BL23", "GV3"} <= set(points(plan))
    assert part(plan, Moxibustion) is not None


def test_that_without_cause_pattern_or_onset_the_draft_is_a_plain_general_start() -> None:
    plan = drafted(sound_intake())
    assert plan.diagnosis.causes == ()
    assert "general start" in plan.diagnosis.because[0].text
    assert "general start" in plan.rationale.reasoning
    assert set(points(plan)) == {"BL23", "BL25", "SI3", "GB34"}
    assert part(plan, Moxibustion) is None
    assert part(plan, Cupping) is None


def test_that_a_point_named_by_cause_and_pattern_comes_before_one_named_once() -> None:
    plan = drafted(sound_intake(causes=("W06",), patterns=("T06",)))
    assert set(points(plan)[:2]) == {"BL23", "GV4"}
    both = {reason.field for reason in point(plan, "BL23").because}
    assert both == {"causes", "patterns"}


def test_that_codes_are_offered_and_not_chosen() -> None:
    plan = drafted(sound_intake(causes=("W04",)))
    assert plan.diagnosis.icd10cm == ()
    assert plan.diagnosis.icd11 == ()
    assert "M54.16" in str(plan.context.practitioner_instructions)


# Emergencies


def test_that_an_emergency_sign_gives_a_referral_and_no_plan() -> None:
    flags = no_flags() | {"RF02.saddle_numbness": Answer.YES}
    made = draft(an_intake(red_flags=flags), library(), TODAY)
    assert isinstance(made, Referral)
    assert made.urgency == "emergency"


def test_that_a_draft_bears_the_day_it_was_made() -> None:
    made = draft(sound_intake(), library(), date(2027, 2, 28))
    assert isinstance(made, Plan)
    assert made.drafted_on == date(2027, 2, 28)
    assert library().name in made.library
