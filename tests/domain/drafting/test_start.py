"""Where a draft may start: pattern alone, cause alone, protocol, past plan, nothing; nothing blocked gets through."""

from typing import Any

import pytest

from tests.builders import TODAY, a_woman
from tests.domain.drafting.reading import (
    complaint,
    drafted,
    exercises,
    facts,
    leg,
    library,
    need,
    part,
    points,
    rule_findings,
    sound_intake,
)
from treatplan.domain.combining import offered, protocols
from treatplan.domain.dose import Absent
from treatplan.domain.drafting.start import Start, read_start
from treatplan.domain.errors import Refused
from treatplan.domain.intactness import sound_plan
from treatplan.domain.intake import Answer, Intake, Modifier, Path, PregnancyStatus
from treatplan.domain.keys import patient_mark
from treatplan.domain.modality import (
    Cupping,
    Electrical,
    Moxibustion,
    Needling,
)
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.planning import draft
from treatplan.domain.referral import Referral
from treatplan.domain.rules import Level
from treatplan.exchange.canonical import canonical

OWN = sorted(library().protocols)
PUBLISHED = sorted(library().published)
STOPPING = (Level.EMERGENCY, Level.CONTRAINDICATED)


def started(intake: Intake, kind: Any, id_: str = "", plan: Plan | None = None) -> Plan:
    made = draft(intake, library(), TODAY, Start(kind=kind, id=id_, plan=plan))
    assert isinstance(made, Plan)
    return made


def told_out(plan: Plan) -> str:
    return " ".join(entry.text for entry in plan.left_out)


# Words


@pytest.mark.parametrize(
    ("text", "kind", "id_"),
    [
        ("pattern:T01", "pattern", "T01"),
        ("cause: W04 ", "cause", "W04"),
        ("Protocol:kerr2003", "protocol", "kerr2003"),
        ("plan:C:\\plans\\a.json", "plan", "C:\\plans\\a.json"),
        ("nothing", "nothing", ""),
        (" intake ", "intake", ""),
    ],
)
def test_that_a_start_is_read_as_people_write_it(text: str, kind: str, id_: str) -> None:
    assert read_start(text) == Start(kind=kind, id=id_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "pattern", "pattern:", "nothing:T01", "T01", "<Smith>", "李伟:1", "x" * 300, ":T01", "protocol: "]
)
def test_that_another_word_is_refused_and_told_what_may_stand_there(text: str) -> None:
    with pytest.raises(Refused, match="pattern:T01") as refused:
        read_start(text)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("kind", "id_", "near"),
    [
        ("pattern", "T99", "T0"),
        ("cause", "W9", "W0"),
        ("protocol", "W04-T99", "W04-T"),
        ("protocol", "kerr", "kerr2003"),
    ],
)
def test_that_an_unknown_start_is_refused_with_what_is_near(kind: Any, id_: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        started(sound_intake(), kind, id_)
    assert near in str(refused.value).partition("near it")[2]


@pytest.mark.parametrize("kind", ["pattern", "cause", "protocol", "plan"])
@pytest.mark.parametrize("id_", ["", "O'Neil & Sons", "李伟", "x" * 300, "\u202eT01"])
def test_that_a_hostile_start_is_refused(kind: Any, id_: str) -> None:
    with pytest.raises(Refused):
        started(sound_intake(), kind, id_)


# A pattern or a cause alone


def test_that_a_pattern_alone_is_heard_without_the_causes_of_the_intake() -> None:
    plan = started(sound_intake(causes=("W04",), complaint=complaint(radiation=leg())), "pattern", "t01")
    assert (plan.diagnosis.causes, plan.diagnosis.patterns) == ((), ("T01",))
    assert all("W04" not in reason.text for item in all_items(plan) for reason in item.because)
    assert any(reason.field == "practitioner" for item in all_items(plan) for reason in item.because)
    assert part(plan, Moxibustion) is not None


def test_that_a_cause_alone_is_heard_without_the_patterns_of_the_intake() -> None:
    plan = started(sound_intake(patterns=("T01",)), "cause", "W02")
    assert (plan.diagnosis.causes, plan.diagnosis.patterns) == (("W02",), ())
    assert part(plan, Moxibustion) is None


def test_that_a_pattern_that_the_intake_names_too_is_a_fact_of_the_intake() -> None:
    plan = started(sound_intake(patterns=("T01",)), "pattern", "T01")
    assert {reason.field for reason in plan.diagnosis.because} == {"patterns"}


def test_that_a_start_from_one_pattern_keeps_the_safety_rules_of_the_other() -> None:
    hot = sound_intake(patterns=("T03",))
    plan = started(hot, "pattern", "T01")
    assert rule_findings(plan, hot, *STOPPING) == []
    assert "heat_at_home" not in [getattr(item, "leaflet", "") for item in all_items(plan)]


def test_that_without_a_start_the_draft_is_as_the_intake_says() -> None:
    intake = sound_intake(causes=("W01",), patterns=("T01",))
    assert canonical(started(intake, "intake")) == canonical(drafted(intake))


# Nothing


def test_that_nothing_gives_the_frame_and_no_item() -> None:
    intake = sound_intake(causes=("W01",), patterns=("T01",))
    plan = started(intake, "nothing")
    assert plan.components == ()
    assert all_items(plan) == ()
    assert (plan.diagnosis.causes, plan.diagnosis.patterns) == (("W01",), ("T01",))
    assert plan.aim
    assert plan.regimen.phases
    assert plan.for_patient == patient_mark(intake.patient)
    assert rule_findings(plan, intake, *Level) == []
    assert sound_plan(plan, library(), "plan") == plan


# Protocols of ours


@pytest.mark.parametrize("id_", OWN)
def test_that_every_protocol_drafts_for_its_patient(id_: str) -> None:
    one = protocols(library())[id_]
    intake = sound_intake(causes=(one.cause,), patterns=(one.pattern,))
    plan = started(intake, "protocol", id_)
    needles = need(plan, Needling)
    core = {choice.code for choice in (*one.local, *one.distal) if choice.core}
    assert core <= {point.code for point in needles.points}
    assert len(exercises(plan)) >= 2
    for item in all_items(plan):
        assert item.because, item.item_id
        assert item.sources, item.item_id
        assert set(item.sources) <= library().sources.keys()
    assert len({item.item_id for item in all_items(plan)}) == len(all_items(plan))
    assert (plan.diagnosis.causes, plan.diagnosis.patterns) == ((one.cause,), (one.pattern,))
    wanted = one.electro is not None and one.electro.decision == "yes"
    assert isinstance(needles.electrical, Electrical) is wanted
    assert (part(plan, Moxibustion) is not None) is (one.moxa.decision == "yes")
    assert (part(plan, Cupping) is not None) is (one.cupping.decision == "yes")
    assert one.course is not None
    assert plan.regimen.phases == one.course.phases
    assert rule_findings(plan, intake, *STOPPING) == []
    assert sound_plan(plan, library(), "plan") == plan


@pytest.mark.parametrize("id_", [*OWN, *PUBLISHED])
@pytest.mark.parametrize(
    "fields",
    [
        {"patient": a_woman(PregnancyStatus.YES, week=30), "medicines": ("warfarin 5 mg",)},
        {"patient": a_woman(PregnancyStatus.YES, week=8)},
        {"factors": facts("pacemaker", "sensory_loss", "anticoagulant")},
        {"factors": facts("osteoporosis_or_vertebral_fracture", "spinal_stenosis", "hip_replacement")},
        {"factors": facts("cachexia_or_very_thin", "lung_disease_copd_emphysema_tb_chest_surgery")},
        {"consent": {"needling": Answer.NO, "cupping": Answer.NO}},
    ],
    ids=["late pregnancy on warfarin", "early pregnancy", "pacemaker", "bones", "thin", "no needles"],
)
def test_that_no_start_from_a_protocol_holds_what_a_rule_forbids(id_: str, fields: dict[str, Any]) -> None:
    intake = sound_intake(**fields)
    plan = started(intake, "protocol", id_)
    assert rule_findings(plan, intake, *STOPPING) == []
    assert all(entry.text and entry.sources for entry in plan.left_out)


def test_that_a_protocol_takes_the_points_of_the_patient_s_sign_before_its_stand_ins() -> None:
    plain = started(sound_intake(), "protocol", "W01-T01")
    back = started(sound_intake(complaint=complaint(radiation=leg(path=Path.BACK))), "protocol", "W01-T01")
    tired = started(sound_intake(complaint=complaint(worse_with=(Modifier.OVERWORK,))), "protocol", "W01-T01")
    assert not {"BL54", "BL57", "KI3"} & set(points(plain))
    assert {"BL54", "BL57"} <= set(points(back))
    assert "KI3" in points(tired)
    for plan in (plain, back, tired):
        assert {"BL23", "BL25", "BL40", "SP9"} <= set(points(plan))


def test_that_optional_current_is_offered_and_not_given() -> None:
    plan = started(sound_intake(), "protocol", "W04-T12")
    assert need(plan, Needling).electrical is Absent.NOT_APPLICABLE
    assert "optional in this protocol" in told_out(plan)


@pytest.mark.parametrize("kind", ["pattern", "cause", "protocol", "nothing"])
def test_that_an_emergency_stops_every_start(kind: Any) -> None:
    flags = sound_intake().red_flags
    stopped = sound_intake(red_flags={**flags, "RF02.saddle_numbness": Answer.YES})
    id_ = {"pattern": "T01", "cause": "W01", "protocol": "kerr2003"}.get(kind, "")
    assert isinstance(draft(stopped, library(), TODAY, Start(kind=kind, id=id_)), Referral)


# The same start, the same draft


@pytest.mark.parametrize("id_", sorted(offered(library())))
def test_that_the_same_start_gives_the_same_draft_byte_for_byte(id_: str) -> None:
    intake = sound_intake(causes=("W05",), patterns=("T04",), medicines=("warfarin",))
    assert canonical(started(intake, "protocol", id_)) == canonical(started(intake, "protocol", id_))
