"""Electrical stimulation in a draft: where pattern or protocol asks for it, and never against a rule or a voice."""

from typing import Any

import pytest

from tests.builders import a_patient, a_woman
from tests.domain.drafting.reading import (
    complaint,
    drafted,
    facts,
    leg,
    library,
    need,
    out_of,
    rule_findings,
    sound_intake,
)
from treatplan.domain.completeness import completeness
from treatplan.domain.dose import Absent, Span
from treatplan.domain.intake import Answer, Examination, Intake, PregnancyStatus, Sign
from treatplan.domain.modality import Electrical, Needling
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Level

NAME = "Electrical stimulation"


def stagnation(**fields: Any) -> Intake:
    """Overuse with stagnation, whose pattern row asks for electrical stimulation."""
    return sound_intake(**({"causes": ("W01",), "patterns": ("T04",)} | fields))


def current(plan: Plan) -> Electrical | None:
    found = need(plan, Needling).electrical
    return found if isinstance(found, Electrical) else None


def test_that_a_pattern_that_asks_for_it_gets_current_with_every_parameter() -> None:
    plan = drafted(stagnation())
    found = current(plan)
    assert found is not None
    (pair,) = found.pairs
    held = [f"{point.code} {point.level}".strip() for point in need(plan, Needling).points]
    assert pair in {f"{one}-{other}" for one in held for other in held if one != other}
    assert (found.frequency_hz, found.pulse_width_us, found.minutes) == (Span(low=2, high=10), 200, 20)
    assert not found.across_midline
    assert found.because
    assert found.intensity_text
    assert found.waveform is not Absent.NOT_REPORTED
    assert "app-default" in found.sources
    assert set(found.sources) <= library().sources.keys()
    assert "treatment_electro" in (plan.context.patient_information or ())
    assert rule_findings(plan, stagnation(), *Level) == []


def test_that_current_runs_no_longer_than_the_needles_stay() -> None:
    plan = drafted(stagnation(complaint=complaint(onset="recent_injury", days=10)))
    found, needles = current(plan), need(plan, Needling)
    assert found is not None
    assert found.minutes == needles.retention_min == 15


def test_that_needling_with_current_misses_nothing_that_its_standard_asks() -> None:
    with_, without = drafted(stagnation()), drafted(stagnation(patterns=("T01",)))
    assert current(without) is None
    missing = [{item.id for one in completeness(plan, library()) for item in one.missing} for plan in (with_, without)]
    assert missing[0] == missing[1]


def test_that_a_cause_without_current_beats_a_pattern_with_it() -> None:
    plan = drafted(stagnation(causes=("W03",)))
    assert current(plan) is None
    assert "avoided" in out_of(plan, NAME).text


@pytest.mark.parametrize("pattern", ["T01", "T06", "T12"])
def test_that_where_no_voice_asks_nothing_is_said_of_it(pattern: str) -> None:
    plan = drafted(stagnation(patterns=(pattern,)))
    assert current(plan) is None
    assert not [entry for entry in plan.left_out if entry.what == NAME]


@pytest.mark.parametrize(
    ("factor", "rule"),
    [
        ("pacemaker", "E01"),
        ("icd_defibrillator", "E02"),
        ("other_active_implant", "E03"),
        ("epilepsy", "E04"),
        ("cardiac_arrhythmia_or_angina_unstable", "E09"),
    ],
)
def test_that_a_rule_against_current_leaves_the_needles(factor: str, rule: str) -> None:
    intake = stagnation(factors=facts(factor))
    plan = drafted(intake)
    assert current(plan) is None
    assert out_of(plan, NAME).rule == rule
    assert need(plan, Needling).points
    assert rule not in {finding.rule for finding in rule_findings(plan, intake, *Level)}


def test_that_changed_feeling_in_the_skin_keeps_current_out_of_nerve_pain() -> None:
    told = complaint(radiation=leg())
    plan = drafted(stagnation(causes=("W04",), complaint=told))
    assert current(plan) is not None
    numb = stagnation(causes=("W04",), complaint=told, examination=Examination(sensation=Sign.CHANGED))
    assert current(drafted(numb)) is None


def test_that_after_an_injury_current_waits_three_days() -> None:
    plans = {days: drafted(stagnation(causes=("W02",), complaint=complaint(days=days))) for days in (1, 2, 3, 10)}
    assert [days for days, plan in plans.items() if current(plan) is not None] == [3, 10]


def test_that_nobody_gets_current_who_refused_needles() -> None:
    plan = drafted(stagnation(consent={"needling": Answer.NO}))
    assert not [part for part in plan.components if isinstance(part, Needling)]
    assert not [entry for entry in plan.left_out if entry.what == NAME]


@pytest.mark.parametrize("week", [8, 20, 36])
def test_that_no_draft_in_pregnancy_holds_current_that_a_rule_speaks_against(week: int) -> None:
    intake = stagnation(patient=a_woman(PregnancyStatus.YES, week=week))
    plan = drafted(intake)
    assert rule_findings(plan, intake, Level.CONTRAINDICATED) == []
    assert current(plan) is None


def test_that_a_child_s_draft_holds_nothing_that_blocks() -> None:
    intake = stagnation(patient=a_patient(age=9))
    assert rule_findings(drafted(intake), intake, Level.CONTRAINDICATED) == []
