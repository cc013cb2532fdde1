"""Safety rules over a plan: what fires, what blocks, what answers it, and how it is shown."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    EVERY_KIND,
    a_factor,
    a_flag,
    a_library,
    a_line,
    a_part,
    a_plan,
    a_rule,
    a_trigger,
    a_woman,
    an_answer,
    an_intake,
    blood_thinners,
    cupping,
    electro,
    needle,
    needling,
    where,
    with_answers,
)
from tests.domain.safety_reading import CUPS, PLAN, found
from treatplan.domain.equipment import CupSource
from treatplan.domain.facts import facts_of
from treatplan.domain.intake import Answer, FactorAnswer, Intake, PregnancyStatus
from treatplan.domain.items import items
from treatplan.domain.modality import CuppingStyle, Stimulation
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Kind, Level, Rule, Scope, Target
from treatplan.domain.safety import check, notes, rules_against
from treatplan.domain.screening import is_emergency


def fired(plan: Plan, intake: Intake, *rules: Rule, **library: Any) -> set[str]:
    return {finding.rule for finding in found(plan, intake, *rules, **library)}


# --- firing ------------------------------------------------------------------------------------------------------


def test_that_a_finding_names_rule_fact_items_and_what_to_do() -> None:
    rule = a_rule("P01", "pregnancy_any", targets=[Target(points=("SP6",))], level=Level.CONTRAINDICATED)
    (finding,) = found(PLAN, an_intake(yes=["pregnancy_any"]), rule)
    assert (finding.rule, finding.level, finding.title) == ("P01", Level.CONTRAINDICATED, "title P01")
    assert (finding.fact.field, finding.fact.seen) == ("factors.pregnancy_any", "yes")
    assert [(item.item_id, item.label) for item in finding.items] == [("needle-SP6", "SP6")]
    assert (finding.why, finding.do, finding.sources) == ("why P01", "do P01", ("a-source",))
    assert finding.blocks
    assert not finding.answered


def test_that_a_rule_stays_silent_without_its_fact_or_its_item() -> None:
    rule = a_rule("P01", "pregnancy_any", targets=[Target(points=("SP6",))])
    assert fired(PLAN, an_intake(no=["pregnancy_any"]), rule) == set()
    assert fired(a_plan(needling(needle("BL23"))), an_intake(yes=["pregnancy_any"]), rule) == set()


def test_that_removing_the_fact_a_finding_names_removes_the_finding() -> None:
    rule = a_rule("B01", "anticoagulant")
    intake = an_intake(no=["anticoagulant"], medicines=("ramipril", "warfarin 5 mg"))
    (finding,) = found(PLAN, intake, rule, medicines=blood_thinners())
    assert (finding.fact.field, finding.fact.seen) == ("medicines", "warfarin 5 mg")
    without = replace(intake, medicines=tuple(line for line in intake.medicines if line != finding.fact.seen))
    assert found(PLAN, without, rule, medicines=blood_thinners()) == ()


def test_that_only_findings_and_conditional_rules_judge_a_plan() -> None:
    rules = [a_rule(scope.value, "epilepsy", scope=scope) for scope in Scope]
    assert fired(PLAN, an_intake(yes=["epilepsy"]), *rules) == {"finding", "conditional"}


def test_that_notes_are_for_session_and_visit_and_never_block() -> None:
    library = a_library(rules=[a_rule(scope.value, "epilepsy", scope=scope) for scope in Scope])
    told = notes(PLAN, an_intake(yes=["epilepsy"]), library)
    assert {note.rule for note in told} == {"session", "visit"}
    assert not any(note.blocks for note in told)


def test_that_wet_and_moving_cupping_inherit_the_rules_of_dry_cupping_and_not_the_reverse() -> None:
    rules = (
        a_rule("dry", "clot", kinds=[Kind.CUPPING_DRY]),
        a_rule("wet", "clot", kinds=[Kind.CUPPING_WET]),
        a_rule("moving", "clot", kinds=[Kind.CUPPING_MOVING]),
    )
    by_style = {style: fired(a_plan(cupping(style=style)), an_intake(yes=["clot"]), *rules) for style in CuppingStyle}
    assert by_style == {
        CuppingStyle.DRY: {"dry"},
        CuppingStyle.FLASH: {"dry"},
        CuppingStyle.WET: {"dry", "wet"},
        CuppingStyle.MOVING: {"dry", "moving"},
    }


def test_that_electroacupuncture_inherits_the_rules_of_needling_and_not_the_reverse() -> None:
    rules = (a_rule("needling", "device"), a_rule("current", "device", kinds=[Kind.ELECTROACUPUNCTURE]))
    intake = an_intake(yes=["device"])
    assert fired(a_plan(electro(needle("BL23"))), intake, *rules) == {"needling", "current"}
    one = needling(needle("BL23", stimulation=Stimulation.ELECTRICAL), needle("BL25"))
    assert fired(a_plan(one), intake, *rules) == {"needling", "current"}
    assert fired(a_plan(needling(needle("BL23"))), intake, *rules) == {"needling"}


def test_that_a_flame_beside_oxygen_stops_fire_cups_only() -> None:
    rule = a_rule("R05", "oxygen", kinds=CUPS, targets=[Target(flame=True)], overridable=False)
    by_source = {source: fired(a_plan(cupping(source=source)), an_intake(yes=["oxygen"]), rule) for source in CupSource}
    assert by_source == {CupSource.FIRE: {"R05"}, CupSource.PUMP: set(), CupSource.SILICONE: set()}


def test_that_a_rule_with_two_facts_makes_a_finding_for_each_that_is_true() -> None:
    rule = a_rule("N11", "copd", "marfan", "thorax_surgery")
    facts = [finding.fact.factor for finding in found(PLAN, an_intake(yes=["marfan", "copd"]), rule)]
    assert facts == ["copd", "marfan"]


def test_that_facts_resting_on_the_same_answer_make_one_finding() -> None:
    factors = (a_factor("pump", implies=("implant",)), a_factor("implant"))
    rule = a_rule("E12", "pump", "implant")
    assert [finding.fact.factor for finding in found(PLAN, an_intake(yes=["pump"]), rule, factors=factors)] == ["pump"]


PREGNANT = where("patient.pregnancy.status", "yes")
THIRD = a_factor(
    "pregnancy_t3",
    ask="derived",
    derived=((where("patient.pregnancy.week", at_least=28, or_missing=True), PREGNANT),),
)
BEFORE_37 = a_rule("P03", "pregnancy_t3", week_below=37)
FROM_37 = a_rule("P03b", "pregnancy_t3", week_from=37, level=Level.CAUTION)


@pytest.mark.parametrize(
    ("week", "rules"), [(27, set()), (28, {"P03"}), (36, {"P03"}), (37, {"P03b"}), (None, {"P03", "P03b"})]
)
def test_that_weeks_bound_a_rule_and_an_unknown_week_lies_in_any(week: int | None, rules: set[str]) -> None:
    intake = an_intake(patient=a_woman(PregnancyStatus.YES, week=week))
    assert fired(PLAN, intake, BEFORE_37, FROM_37, factors=[THIRD]) == rules


def test_that_a_conditional_rule_for_everybody_fires_only_over_the_line() -> None:
    rule = a_rule("N05", "any_patient", level=Level.CAUTION, scope=Scope.CONDITIONAL, targets=[Target(over_line=True)])
    lines = (a_line("kidney", "BL23", mm=25),)
    deep = a_plan(needling(needle("BL23", 30.0), needle("SP6", 40.0)))
    (finding,) = found(deep, an_intake(), rule, depth_lines=lines)
    assert [(item.label, item.detail) for item in finding.items] == [("BL23", "30 mm > 25 mm")]
    assert (finding.fact.factor, finding.fact.field) == ("any_patient", "")
    assert found(PLAN, an_intake(), rule, depth_lines=lines) == ()


def test_that_one_finding_names_every_item_it_touches_once() -> None:
    rule = a_rule(
        "P05",
        "pregnancy_any",
        kinds=EVERY_KIND,
        targets=[Target(regions=("low_back",)), Target(points=("BL23", "SP6"))],
    )
    (finding,) = found(PLAN, an_intake(yes=["pregnancy_any"]), rule)
    assert [item.item_id for item in finding.items] == ["needle-BL23", "needle-SP6", "heat-BL23", "cup-low_back"]


def test_that_the_strongest_finding_comes_first_and_the_rest_in_the_librarys_order() -> None:
    rules = [a_rule(f"R{place}", "epilepsy", level=level) for place, level in enumerate(reversed(Level))]
    rules += [a_rule("Z1", "epilepsy", level=Level.NOTE), a_rule("A1", "epilepsy", level=Level.NOTE)]
    levels = [(finding.level, finding.rule) for finding in found(PLAN, an_intake(yes=["epilepsy"]), *rules)]
    assert levels == [
        (Level.EMERGENCY, "R4"),
        (Level.CONTRAINDICATED, "R3"),
        (Level.REFER, "R2"),
        (Level.CAUTION, "R1"),
        (Level.NOTE, "R0"),
        (Level.NOTE, "Z1"),
        (Level.NOTE, "A1"),
    ]


def test_that_rules_are_asked_of_a_single_item_too() -> None:
    library = a_library(
        rules=[
            a_rule("everything", "epilepsy"),
            a_rule("point", "epilepsy", targets=[Target(points=("SP6",))]),
            a_rule("sheet", "epilepsy", scope=Scope.SESSION),
            a_rule("cups", "epilepsy", kinds=CUPS),
        ]
    )
    facts = facts_of(an_intake(yes=["epilepsy"]), library)
    against = {
        item.label: [rule.id for rule, _ in rules_against(item, facts, library)]
        for item in items(a_plan(needling(needle("BL23"), needle("SP6"))), library)
    }
    assert against == {"needling": ["everything"], "BL23": ["everything"], "SP6": ["everything", "point"]}


# --- red flags and open questions --------------------------------------------------------------------------------

STOP = a_flag(
    "RF01",
    [a_part("bladder", not_sure_counts_as_yes=True)],
    [a_trigger("emergency", "bladder")],
    blocks_if_unasked=True,
)
CANCER = a_flag("RF13", ["history"], [a_trigger("urgent", "history")], overridable=False)


def test_that_red_flags_stand_among_the_findings_of_a_plan() -> None:
    rule = a_rule("B03", "epilepsy")
    intake = an_intake(yes=["epilepsy"], red_flags={"RF01.bladder": "not_sure", "RF13.history": "yes"})
    kinds = [(one.rule, one.level) for one in found(PLAN, intake, rule, red_flags=[CANCER, STOP])]
    assert kinds == [("RF01", Level.EMERGENCY), ("B03", Level.CONTRAINDICATED), ("RF13", Level.REFER)]
    assert is_emergency(found(PLAN, intake, rule, red_flags=[STOP]))


@pytest.mark.parametrize("answer", [Answer.NOT_ASKED, Answer.NOT_SURE, None])
def test_that_an_unknown_anticoagulant_status_blocks_and_says_what_to_ask(answer: Answer | None) -> None:
    factors = {"anticoagulant": FactorAnswer(answer=answer)} if answer else {}
    asked = a_factor("anticoagulant", unknown_blocks=True)
    (finding,) = found(PLAN, an_intake(factors=factors), factors=[asked])
    assert (finding.rule, finding.kind, finding.level) == ("unknown.anticoagulant", "not_asked", Level.REFER)
    assert (finding.blocks, finding.overridable) == (True, False)
    assert (finding.title, finding.do) == ("Not asked: anticoagulant", "anticoagulant?")


def test_that_no_answer_settles_what_was_not_asked_but_asking_does() -> None:
    library = a_library(factors=[a_factor("anticoagulant", unknown_blocks=True)], red_flags=[STOP])
    open_ = check(PLAN, an_intake(), library)
    assert len(open_) == 2
    decisions = ("overridden", "assessed", "acknowledged")
    answered = with_answers(PLAN, *(an_answer(one, decision) for one in open_ for decision in decisions))
    assert all(finding.blocks for finding in check(answered, an_intake(), library))
    assert check(PLAN, an_intake(no=["anticoagulant"], red_flags={"RF01.bladder": "no"}), library) == ()
