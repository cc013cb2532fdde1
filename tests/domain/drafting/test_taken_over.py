"""Published protocols and past plans taken over for a patient: as they stand, less what rules forbid, and said so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import TODAY, a_woman
from tests.domain.drafting.reading import (
    drafted,
    exercises,
    facts,
    library,
    need,
    part,
    points,
    rule_findings,
    sound_intake,
)
from treatplan.domain.dose import Absent, Span
from treatplan.domain.drafting.start import Start
from treatplan.domain.intactness import sound_plan
from treatplan.domain.intake import Answer, Intake, PregnancyStatus
from treatplan.domain.modality import (
    Component,
    Cupping,
    Electrical,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stretching,
)
from treatplan.domain.plan import FindingAnswer, Plan, Status, all_items, items_of
from treatplan.domain.planning import draft
from treatplan.domain.rules import Level

PUBLISHED = sorted(library().published)
STOPPING = (Level.EMERGENCY, Level.CONTRAINDICATED)


def started(intake: Intake, kind: Any, id_: str = "", plan: Plan | None = None) -> Plan:
    made = draft(intake, library(), TODAY, Start(kind=kind, id=id_, plan=plan))
    assert isinstance(made, Plan)
    return made


def told_out(plan: Plan) -> str:
    return " ".join(entry.text for entry in plan.left_out)


# Published protocols


def bare(items: Sequence[Any]) -> list[Any]:
    return [replace(item, because=(), sources=(), **({"depth_mm": 0.1} if hasattr(item, "depth_mm") else {}))
            for item in items]  # fmt: skip


@pytest.mark.parametrize("id_", PUBLISHED)
def test_that_a_published_protocol_is_taken_over_as_it_stands(id_: str) -> None:
    intake = sound_intake()
    before, plan = library().published[id_].plan, started(intake, "protocol", id_)
    assert plan.citation == before.citation
    assert plan.status is Status.DRAFT
    assert (plan.regimen.phases, plan.regimen.sessions, plan.regimen.weeks) == (
        before.regimen.phases,
        before.regimen.sessions,
        before.regimen.weeks,
    )
    assert plan.context.not_allowed == before.context.not_allowed
    assert len(plan.components) == len(before.components)
    for was, now in zip(before.components, plan.components, strict=True):
        assert bare(items_of(now)) == bare(items_of(was))
        assert _shared(now) == _shared(was)
    for item in all_items(plan):
        assert item.because
        assert set(library().published[id_].sources) <= set(item.sources)
    assert rule_findings(plan, intake, *STOPPING) == []
    assert sound_plan(plan, library(), "plan") == plan


def _shared(component: Any) -> Any:
    """The component without its items."""
    slots = ("points", "point_rules", "sites", "site_rules", "exercises", "items")
    return replace(component, **{slot: () for slot in slots if hasattr(component, slot)})


def test_that_a_published_depth_stops_at_the_warning_line_and_says_so() -> None:
    plan = started(sound_intake(), "protocol", "cherkin2009-standardised")
    depths = {point.code: point.depth_mm for point in need(plan, Needling).points}
    assert depths["BL23"] == Span(low=10, high=25)
    assert depths["KI3"] is Absent.NOT_REPORTED
    assert need(plan, Needling).depth_mm == Span(low=10, high=30)
    assert "25 mm" in told_out(plan)
    # the very thin have a stricter line
    thin = started(sound_intake(factors=facts("cachexia_or_very_thin")), "protocol", "cherkin2009-standardised")
    (bl23,) = (point for point in need(thin, Needling).points if point.code == "BL23")
    assert isinstance(bl23.depth_mm, Span)
    assert bl23.depth_mm.high <= 25


def test_that_what_a_rule_forbids_of_a_published_protocol_is_left_out_by_rule_and_the_rest_kept() -> None:
    intake = sound_intake(patient=a_woman(PregnancyStatus.YES, week=20))
    plan = started(intake, "protocol", "leibing2002")
    assert "BL32" not in points(plan)
    assert "SP6" not in points(plan)
    gone = {entry.what: entry.rule for entry in plan.left_out}
    assert gone["BL32"]
    assert gone["SP6"]
    assert {"BL40", "GB34", "EX-UE7"} & set(points(plan))


def test_that_of_a_choice_only_the_forbidden_points_fall_out() -> None:
    intake = sound_intake(patient=a_woman(PregnancyStatus.YES, week=20))
    rules = {
        rule.item_id: rule for rule in need(started(intake, "protocol", "brinkhaus2006-art"), Needling).point_rules
    }
    first = next(rule for id_, rule in rules.items() if "BL50" in id_)
    assert first.choose_from
    everyone = need(started(sound_intake(), "protocol", "brinkhaus2006-art"), Needling)
    before = {rule.item_id: rule.choose_from for rule in everyone.point_rules}
    kept = {rule.item_id: rule.choose_from for rule in rules.values()}
    assert all(set(codes) <= set(before[id_]) for id_, codes in kept.items())
    assert sum(map(len, kept.values())) < sum(map(len, before.values()))


def test_that_only_the_current_goes_where_a_rule_speaks_against_current_alone() -> None:
    plan = drafted(sound_intake(causes=("W01",), patterns=("T04",)))
    assert isinstance(need(plan, Needling).electrical, Electrical)
    paced = sound_intake(factors=facts("pacemaker"))
    again = started(paced, "plan", "p", plan)
    assert need(again, Needling).electrical is Absent.NOT_APPLICABLE
    assert points(again) == points(plan)
    assert [entry.rule for entry in again.left_out if entry.what == "Electrical stimulation"] == ["E01"]


def test_that_a_protocol_of_nothing_but_current_is_left_out_whole_under_a_pacemaker() -> None:
    paced = sound_intake(factors=facts("pacemaker"))
    plan = started(paced, "protocol", "fbss-ea2015-protocol")
    assert part(plan, Needling) is None
    assert "Electrical stimulation" in [entry.what for entry in plan.left_out]
    assert rule_findings(plan, paced, *STOPPING) == []


# Past plans


def past() -> Plan:
    plan = drafted(sound_intake(causes=("W01",), patterns=("T01",)))
    needles = need(plan, Needling)
    deeper = replace(needles, retention_min=33)
    changed = tuple(deeper if part_ is needles else part_ for part_ in plan.components)
    answer = FindingAnswer(rule="P09", rule_set="x", fact_hash="y", decision="acknowledged", by="M. Okafor", on=TODAY)
    return replace(plan, components=changed, status=Status.RELEASED, version=4, answers=(answer,))


def test_that_a_past_plan_comes_with_its_items_and_doses_and_without_its_answers() -> None:
    before = past()
    plan = started(sound_intake(causes=("W01",), patterns=("T01",)), "plan", "12", before)
    assert (plan.status, plan.version, plan.answers) == (Status.DRAFT, 1, ())
    assert [item.item_id for item in all_items(plan)] == [item.item_id for item in all_items(before)]
    assert need(plan, Needling).retention_min == 33
    assert plan.regimen.phases == before.regimen.phases
    assert plan.regimen.starts_on is None
    for item in all_items(plan):
        assert [reason.field for reason in item.because] == ["practitioner"]
        assert TODAY.isoformat() in item.because[0].text
        assert item.sources


def test_that_what_has_become_forbidden_stays_behind() -> None:
    now = sound_intake(causes=("W01",), patterns=("T01",), patient=a_woman(PregnancyStatus.YES, week=30))
    plan = started(now, "plan", "12", past())
    assert part(plan, Moxibustion) is None or rule_findings(plan, now, *STOPPING) == []
    assert rule_findings(plan, now, *STOPPING) == []
    assert plan.left_out
    assert all(entry.text for entry in plan.left_out)


def test_that_a_refused_modality_of_a_past_plan_stays_behind() -> None:
    plan = started(sound_intake(consent={"cupping": Answer.NO}), "plan", "12", past())
    assert part(plan, Cupping) is None
    assert "did not agree" in told_out(plan)


def test_that_a_point_never_needled_and_an_exercise_against_a_fact_stay_behind() -> None:
    before = past()
    needles, home = need(before, Needling), need(before, Stretching)
    spine = facts("spinal_stenosis")
    against = next(one for one in library().stretches.values() if "spinal_stenosis" in one.avoid_factors)
    added = replace(home.exercises[0], item_id="x1", exercise=against.id, name=against.text.name)
    changed: dict[str, Component] = {
        "needling": replace(needles, points=(*needles.points, NeedlePoint(item_id="n1", code="ST17"))),
        "stretching": replace(home, exercises=(*home.exercises, added)),
    }
    worse = replace(before, components=tuple(changed.get(one.modality, one) for one in before.components))
    plan = started(sound_intake(factors=spine), "plan", "12", worse)
    assert "ST17" not in points(plan)
    assert against.id not in exercises(plan)
    assert {"ST17", f"{against.id} {against.text.name}"} <= {entry.what for entry in plan.left_out}


def test_that_a_past_plan_keeps_its_own_diagnosis_where_the_intake_names_none() -> None:
    plan = started(sound_intake(), "plan", "12", past())
    assert (plan.diagnosis.causes, plan.diagnosis.patterns) == (("W01",), ("T01",))
    newer = started(sound_intake(causes=("W06",)), "plan", "12", past())
    assert newer.diagnosis.causes == ("W06",)


def test_that_an_item_written_by_hand_without_sources_gets_those_of_the_library() -> None:
    before = past()
    needles = need(before, Needling)
    rule = PointRule(item_id="r1", kind="other", text="as found")
    hand = replace(needles, points=(NeedlePoint(item_id="n1", code="GB34"),), point_rules=(rule,))
    plan = started(sound_intake(), "plan", "12", replace(before, components=(hand,)))
    (point,) = need(plan, Needling).points
    assert point.sources == library().points["GB34"].sources
    assert all(item.sources for item in all_items(plan))
