"""Findings rest on today's answers: what was asked before counts no more, what changed fires, what was told stays."""

from dataclasses import replace

import pytest

from tests.visit_builders import ON, a_visit, intake, library, looked, no_to_all, open_at, plan
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, Examination, Pregnancy, PregnancyStatus, Sex
from treatplan.domain.plan import FindingAnswer
from treatplan.domain.rules import Level
from treatplan.domain.safety import check
from treatplan.domain.visit.as_given import as_given
from treatplan.domain.visit.given import GivenNeedle
from treatplan.domain.visit.today import today_of
from treatplan.domain.visit.visit import Afresh, Visit

YES, NO, NOT_ASKED = Answer.YES, Answer.NO, Answer.NOT_ASKED
WARFARIN = Afresh(answer=YES, medicines=("warfarin 5 mg",))


def rules(visit: Visit, **given: object) -> set[str]:
    return {one.rule for one in looked(visit, **given).findings}  # type: ignore[arg-type]


def answered(finding: Finding, decision: str = "assessed") -> FindingAnswer:
    return FindingAnswer(
        rule=finding.rule,
        rule_set=library().rule_set,
        fact_hash=finding.key,
        decision=decision,  # type: ignore[arg-type]
        reason="seen by her doctor, an ear infection",
        by="M. Okafor",
        on=ON,
    )


def test_that_every_part_of_a_question_is_one_that_is_asked() -> None:
    parts = {f"{flag.id}.{part.id}": part for flag in library().red_flags.values() for part in flag.parts}
    for question in library().visit_questions.values():
        for name in (*question.parts, *question.opens):
            assert not parts[name].derived
    assert set(library().visit_questions) == {
        "bladder", "saddle", "leg_weakness", "new_medicine", "fall", "fever", "pregnancy",
    }  # fmt: skip


@pytest.mark.parametrize(("question", "rule"), [("bladder", "RF01"), ("saddle", "RF02"), ("leg_weakness", "RF06")])
@pytest.mark.parametrize("answer", [YES, Answer.NOT_SURE])
def test_that_a_sign_of_an_emergency_is_one_today(question: str, rule: str, answer: Answer) -> None:
    found = looked(a_visit(afresh=no_to_all(**{question: answer}))).emergencies
    assert [one.rule for one in found] == [rule]


def test_that_yesterdays_no_is_no_answer_today() -> None:
    visit = a_visit(afresh={})
    found = [one.rule for one in looked(visit).findings if one.kind == "not_asked"]
    assert {"RF01", "RF02", "RF06", "RF12"} <= set(found)
    assert "RF01" not in rules(a_visit())


def test_that_a_fever_is_asked_afresh_whatever_was_assessed_before() -> None:
    visit = a_visit(afresh=no_to_all(fever=YES))
    (fever,) = [one for one in looked(visit).findings if one.rule == "RF12"]
    body = replace(plan(), answers=(answered(fever),))
    again = today_of(body, intake(), (), visit, library())
    assert [one.blocks for one in again.findings if one.rule == "RF12"] == [True]
    own = today_of(body, intake(), (), replace(visit, answers=(answered(fever),)), library())
    assert [one.blocks for one in own.findings if one.rule == "RF12"] == [False]


def test_that_a_fall_asks_what_is_asked_after_a_fall() -> None:
    assert "RF10" not in rules(a_visit())
    fallen = a_visit(afresh=no_to_all(fall=YES))
    assert [one.kind for one in looked(fallen).findings if one.rule == "RF10"] == ["not_asked"]
    said = {"RF10.heavy_blow": YES, "RF10.last_days": YES, "RF10.medically_assessed": NO}
    assert [one.rule for one in looked(replace(fallen, red_flags=said)).emergencies] == ["RF10"]
    assert "RF10" not in rules(replace(fallen, red_flags={"RF10.heavy_blow": NO}))


def test_that_a_new_medicine_fires_its_rules_today_and_at_every_later_visit() -> None:
    before = rules(a_visit())
    told = a_visit(afresh=no_to_all(new_medicine=WARFARIN))
    new = rules(told) - before
    assert new
    later = a_visit(last=told)
    assert new <= rules(later, earlier=(told,))
    assert not new & rules(later)


def test_that_pregnancy_is_asked_of_whom_it_can_concern_and_counts_from_then_on() -> None:
    woman = replace(intake().patient, sex=Sex.FEMALE, pregnancy=Pregnancy(status=PregnancyStatus.NO))
    man = replace(intake().patient, sex=Sex.MALE, pregnancy=Pregnancy())
    asked = [one.id for one in looked(a_visit(), patient=woman).questions]
    assert "pregnancy" in asked
    assert "pregnancy" not in [one.id for one in looked(a_visit(), patient=man).questions]
    silent = a_visit(afresh={id_: one for id_, one in no_to_all().items() if id_ != "pregnancy"})
    assert "unknown.pregnancy_any" in rules(silent, patient=woman)
    pregnant = a_visit(afresh=no_to_all(pregnancy=Afresh(answer=YES, week=20)))
    assert rules(pregnant, patient=woman) > rules(a_visit(), patient=woman)
    impossible = replace(woman, pregnancy=Pregnancy(status=PregnancyStatus.NOT_POSSIBLE))
    assert "pregnancy" not in [one.id for one in looked(a_visit(), patient=impossible).questions]


def test_that_a_measured_fever_counts_beside_what_the_patient_says() -> None:
    hot = a_visit(examination=Examination(temperature_c=38.6))
    assert "RF12" in rules(hot)
    assert looked(hot).intake.examination.power == intake().examination.power


# What was given


@pytest.mark.parametrize("name", ["1", "2", "3", "4", "5"])
def test_that_giving_what_was_planned_finds_nothing_that_the_plan_did_not(name: str) -> None:
    planned = {one.rule for one in check(plan(name), intake(name), library())}
    found = {one.rule for one in looked(a_visit(name), name).findings if one.kind == "rule"}
    assert found <= planned


def test_that_a_point_that_was_added_is_judged() -> None:
    woman = replace(intake().patient, sex=Sex.FEMALE, pregnancy=Pregnancy(status=PregnancyStatus.YES, week=20))
    pregnant = no_to_all(pregnancy=Afresh(answer=YES, week=20))
    visit = a_visit(afresh=pregnant)
    added = replace(visit, needles=(*visit.needles, GivenNeedle(item_id="v1", code="LI4")))
    found = [one for one in looked(added, patient=woman).findings if any(i.item_id == "v1" for i in one.items)]
    assert found
    assert not [one for one in looked(visit, patient=woman).findings if any(item.item_id == "v1" for item in one.items)]


def test_that_a_needle_too_deep_is_found() -> None:
    visit = a_visit()
    lung = GivenNeedle(item_id="v1", code="BL13", depth_mm=60)
    found = looked(replace(visit, needles=(*visit.needles, lung))).findings
    assert any(item.item_id == "v1" and "60" in item.detail for one in found for item in one.items)


def test_that_what_the_plan_answered_stays_answered_for_less_of_it_and_not_for_more() -> None:
    visit = a_visit("3", afresh=no_to_all(pregnancy=Afresh(answer=YES, week=30)))
    planned = check(plan("3"), intake("3"), library())
    answers = tuple(answered(one, "overridden") for one in planned if not one.answered)
    body = replace(plan("3"), answers=answers)
    fewer = replace(visit, needles=visit.needles[:-1])
    before = {one.rule for one in check(body, intake("3"), library()) if one.answered}
    assert before
    found = today_of(body, intake("3"), (), fewer, library()).findings
    assert [one.rule for one in found if one.rule in before and not one.answered] == []
    more = replace(visit, needles=(*visit.needles, GivenNeedle(item_id="v1", code="LI4")))
    again = today_of(body, intake("3"), (), more, library()).findings
    about = [one for one in again if any(item.item_id == "v1" for item in one.items)]
    assert about
    assert not any(one.answered for one in about)


def test_that_nothing_given_is_an_empty_plan() -> None:
    empty = Visit(format="treatplan.visit/1", on=ON)
    assert as_given(plan(), empty).components == ()
    assert as_given(plan(), a_visit()).components != ()


def test_that_no_finding_of_a_day_without_treatment_is_about_items() -> None:
    empty = Visit(format="treatplan.visit/1", on=ON, afresh=no_to_all())
    assert all(one.items == () for one in looked(empty).findings)
    assert open_at(empty) == ()
    assert Level.EMERGENCY not in {one.level for one in looked(empty).findings}
