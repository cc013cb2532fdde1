"""Answers to findings, cards, and the laws that hold for every plan."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    EVERY_KIND,
    a_factor,
    a_flag,
    a_library,
    a_line,
    a_part,
    a_plan,
    a_rule,
    a_stretch,
    a_trigger,
    a_woman,
    an_answer,
    an_intake,
    blood_thinners,
    needle,
    needling,
    sited,
    where,
    with_answers,
)
from tests.domain.safety_reading import CUPS, PLAN, found
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, FactorAnswer, Intake, PregnancyStatus
from treatplan.domain.library import Library
from treatplan.domain.places import Region
from treatplan.domain.plan import FindingAnswer, Plan
from treatplan.domain.rules import Kind, Level, Rule, Scope, Target, Trigger
from treatplan.domain.safety import cards, check

STOP = a_flag(
    "RF01",
    [a_part("bladder", not_sure_counts_as_yes=True)],
    [a_trigger("emergency", "bladder")],
    blocks_if_unasked=True,
)
CANCER = a_flag("RF13", ["history"], [a_trigger("urgent", "history")], overridable=False)
PREGNANT = where("patient.pregnancy.status", "yes")


# --- answers -----------------------------------------------------------------------------------------------------

DECISIONS = ("overridden", "assessed", "acknowledged")
REASON = "Agreed with the doctor by phone"


def after(decision: str, rule: Rule, reason: str = REASON) -> Finding:
    """The one finding of a rule after a decision."""
    library = a_library(rules=[rule])
    intake = an_intake(yes=["epilepsy"])
    (open_,) = check(PLAN, intake, library)
    (judged,) = check(with_answers(PLAN, an_answer(open_, decision, reason)), intake, library)
    return judged


@pytest.mark.parametrize(
    ("level", "enough"),
    [
        (Level.CONTRAINDICATED, {"overridden"}),
        (Level.REFER, {"overridden", "assessed"}),
        (Level.CAUTION, {"overridden", "assessed", "acknowledged"}),
        (Level.NOTE, {"overridden", "assessed", "acknowledged"}),
        (Level.EMERGENCY, set()),
    ],
)
def test_that_each_level_asks_for_its_own_decision(level: Level, enough: set[str]) -> None:
    rule = a_rule("R1", "epilepsy", level=level)
    assert {decision for decision in DECISIONS if after(decision, rule).answered} == enough
    stops = level in {Level.EMERGENCY, Level.CONTRAINDICATED, Level.REFER}
    assert {decision for decision in DECISIONS if after(decision, rule).blocks} == (
        set(DECISIONS) - enough if stops else set()
    )


@pytest.mark.parametrize("level", [Level.CONTRAINDICATED, Level.REFER])
def test_that_what_cannot_be_overridden_blocks_whatever_is_answered(level: Level) -> None:
    rule = a_rule("E02", "epilepsy", level=level, overridable=False)
    assert all(after(decision, rule).blocks for decision in DECISIONS)


@pytest.mark.parametrize(
    ("reason", "enough"), [("", False), ("ok, I looked  ", False), ("x" * 14, False), ("x" * 15, True)]
)
def test_that_an_override_needs_a_reason_and_an_acknowledgement_none(reason: str, *, enough: bool) -> None:
    assert after("overridden", a_rule("R1", "epilepsy"), reason).answered is enough
    assert after("assessed", a_rule("R1", "epilepsy", level=Level.REFER), reason).answered is enough
    assert after("acknowledged", a_rule("R1", "epilepsy", level=Level.CAUTION), reason).answered


def test_that_an_urgent_red_flag_is_answered_by_an_assessment_even_where_it_cannot_be_overridden() -> None:
    library = a_library(red_flags=[CANCER])
    intake = an_intake(red_flags={"RF13.history": "yes"})
    (open_,) = check(PLAN, intake, library)
    answered = {
        decision: check(with_answers(PLAN, an_answer(open_, decision)), intake, library)[0].answered
        for decision in DECISIONS
    }
    assert answered == {"overridden": False, "assessed": True, "acknowledged": False}


LOW_BACK = a_rule("I04", "skin_lesion", kinds=EVERY_KIND, targets=[Target(regions=("low_back",))])
LESION = an_intake(factors={"skin_lesion": sited(Region.LOW_BACK)})


def test_that_an_answer_holds_while_the_rest_of_the_plan_changes() -> None:
    library = a_library(rules=[LOW_BACK])
    answered = with_answers(PLAN, an_answer(check(PLAN, LESION, library)[0]))
    other = replace(answered, aim="walk the dog", components=(*answered.components, needling(needle("LI4"))))
    assert [finding.answered for finding in check(other, LESION, library)] == [True]


@pytest.mark.parametrize(
    "changed",
    [
        an_intake(factors={"skin_lesion": sited(Region.LOW_BACK, answer=Answer.NOT_SURE)}),
        an_intake(factors={"skin_lesion": sited(Region.LOW_BACK, Region.LEG)}),
    ],
    ids=["another answer", "another place"],
)
def test_that_an_answer_lapses_when_the_fact_changes(changed: Intake) -> None:
    library = a_library(rules=[LOW_BACK], factors=[a_factor("skin_lesion", not_sure_counts_as_yes=True)])
    answered = with_answers(PLAN, an_answer(check(PLAN, LESION, library)[0]))
    assert [finding.answered for finding in check(answered, LESION, library)] == [True]
    assert [finding.blocks for finding in check(answered, changed, library)] == [True]


def test_that_an_answer_lapses_when_items_or_the_rule_set_change() -> None:
    library = a_library(rules=[LOW_BACK])
    answered = with_answers(PLAN, an_answer(check(PLAN, LESION, library)[0]))
    more = replace(answered, components=(*answered.components, needling(needle("BL25"))))
    assert [finding.answered for finding in check(more, LESION, library)] == [False]
    assert [finding.answered for finding in check(answered, LESION, replace(library, rule_set="test-2"))] == [False]


def test_that_an_answer_to_one_depth_is_none_to_a_deeper_one() -> None:
    rule = a_rule("N05", "any_patient", scope=Scope.CONDITIONAL, targets=[Target(over_line=True)])
    library = a_library(rules=[rule], depth_lines=[a_line("kidney", "BL23", mm=25)])

    def plan(depth: float) -> Plan:
        return a_plan(needling(needle("BL23", depth)))

    answer = an_answer(check(plan(30), an_intake(), library)[0])
    assert [one.answered for one in check(with_answers(plan(30), answer), an_intake(), library)] == [True]
    assert [one.answered for one in check(with_answers(plan(60), answer), an_intake(), library)] == [False]


def test_that_an_answer_counts_for_its_own_rule_only() -> None:
    first, second = a_rule("R1", "epilepsy"), a_rule("R2", "epilepsy")
    library = a_library(rules=[first, second])
    intake = an_intake(yes=["epilepsy"])
    answer = an_answer(check(PLAN, intake, library)[0])

    def judged(one: FindingAnswer) -> dict[str, bool]:
        return {finding.rule: finding.answered for finding in check(with_answers(PLAN, one), intake, library)}

    assert judged(answer) == {"R1": True, "R2": False}
    assert judged(replace(answer, rule="R2")) == {"R1": False, "R2": False}
    assert judged(replace(answer, rule_set="test-0")) == {"R1": False, "R2": False}


def test_that_an_answer_lapses_when_anything_the_finding_rests_on_changes() -> None:
    two_of = a_flag("RF22", ["tired", "thin", "unwell"], [a_trigger("urgent", any_of=("tired", "thin", "unwell"))])
    library = a_library(red_flags=[two_of])
    one, more = (
        an_intake(red_flags=dict.fromkeys(parts, "yes"))
        for parts in (["RF22.tired", "RF22.thin"], ["RF22.tired", "RF22.unwell"])
    )
    answered = with_answers(PLAN, an_answer(check(PLAN, one, library)[0], "assessed"))
    assert [[finding.answered for finding in check(answered, intake, library)] for intake in (one, more)] == [
        [True],
        [False],
    ]


# --- cards -------------------------------------------------------------------------------------------------------


def test_that_one_card_stands_for_one_fact_with_its_strongest_rule_on_top() -> None:
    rules = (
        a_rule("B02", "epilepsy", level=Level.NOTE, kinds=CUPS),
        a_rule("E05", "epilepsy", level=Level.CAUTION),
        a_rule("K08", "phobia", level=Level.CONTRAINDICATED),
    )
    made = cards(found(PLAN, an_intake(yes=["epilepsy", "phobia"]), *rules))
    assert [(card.fact.factor, card.level, [one.rule for one in card.findings]) for card in made] == [
        ("phobia", Level.CONTRAINDICATED, ["K08"]),
        ("epilepsy", Level.CAUTION, ["E05", "B02"]),
    ]
    assert [card.blocks for card in made] == [True, False]
    assert [item.item_id for item in made[1].items] == ["needling", "cupping"]


def test_that_a_card_hides_the_weaker_rule_about_the_same_items_and_findings_do_not() -> None:
    rules = (
        a_rule("strong", "epilepsy", level=Level.CONTRAINDICATED),
        a_rule("weak", "epilepsy", level=Level.CAUTION),
        a_rule("weak-elsewhere", "epilepsy", level=Level.CAUTION, kinds=CUPS),
        a_rule("as-strong", "epilepsy", level=Level.CONTRAINDICATED),
    )
    findings = found(PLAN, an_intake(yes=["epilepsy"]), *rules)
    (card,) = cards(findings)
    assert {one.rule for one in findings} == {"strong", "weak", "weak-elsewhere", "as-strong"}
    assert [one.rule for one in card.findings] == ["strong", "as-strong", "weak-elsewhere"]
    assert [one.rule for one in card.hidden] == ["weak"]


def test_that_everything_about_one_pregnancy_is_one_card() -> None:
    any_week = a_factor("pregnancy_any", ask="derived", derived=((PREGNANT,),))
    late = a_factor("pregnancy_t3", ask="derived", derived=((where("patient.pregnancy.week", at_least=28), PREGNANT),))
    rules = (a_rule("P11", "pregnancy_any"), a_rule("P03", "pregnancy_t3"))
    intake = an_intake(patient=a_woman(PregnancyStatus.YES, week=30))
    made = cards(found(PLAN, intake, *rules, factors=[any_week, late]))
    assert [sorted(one.rule for one in card.findings) for card in made] == [["P03", "P11"]]


def test_that_two_medicines_and_two_red_flags_are_cards_of_their_own() -> None:
    rules = (a_rule("B01", "anticoagulant"), a_rule("B02", "antiplatelet"))
    intake = an_intake(
        medicines=("warfarin", "clopidogrel"), red_flags={"RF13.history": "yes", "RF01.bladder": "not_sure"}
    )
    made = cards(found(PLAN, intake, *rules, medicines=blood_thinners(), red_flags=[STOP, CANCER]))
    assert [[one.rule for one in card.findings] for card in made] == [["RF01"], ["B01"], ["B02"], ["RF13"]]


# --- laws --------------------------------------------------------------------------------------------------------

FACTORS = ("anticoagulant", "epilepsy", "skin_lesion", "oxygen", "pregnancy_any")
LAWS = a_library(
    rules=(
        a_rule("B01", "anticoagulant", level=Level.CAUTION),
        a_rule("B06", "anticoagulant", kinds=CUPS),
        a_rule("I04", "skin_lesion", kinds=EVERY_KIND, targets=[Target(region_of_factor=True)]),
        a_rule("R04", "oxygen", kinds=(Kind.MOXIBUSTION,), targets=[Target(flame=True)], overridable=False),
        a_rule("P01", "pregnancy_any", targets=[Target(pregnancy_listed=True)]),
        a_rule("E05", "epilepsy", level=Level.REFER),
        a_rule("X01", "anticoagulant", "epilepsy", kinds=(Kind.STRETCHING,), level=Level.NOTE),
    ),
    factors=(*(a_factor(factor, not_sure_counts_as_yes=factor == "epilepsy") for factor in FACTORS),),
    medicines=blood_thinners(),
    stretches=(a_stretch("EX01", "supine"),),
    red_flags=(STOP, CANCER),
)
ANSWERS = st.dictionaries(st.sampled_from(FACTORS), st.sampled_from(Answer))
FLAGS = st.dictionaries(st.sampled_from(["RF01.bladder", "RF13.history"]), st.sampled_from(Answer))


def answered(answers: dict[str, Answer], flags: dict[str, Answer] | None = None, **fields: Any) -> Intake:
    factors = {factor: FactorAnswer(answer=answer) for factor, answer in answers.items()}
    return replace(an_intake(factors=factors, **fields), red_flags=flags or {})


@given(ANSWERS, FLAGS, st.sampled_from(FACTORS), st.booleans())
def test_that_adding_a_no_never_adds_a_finding_of_a_rule(
    answers: dict[str, Answer],
    flags: dict[str, Answer],
    factor: str,
    thinned: bool,  # noqa: FBT001 - hypothesis gives it by place
) -> None:
    medicines = ("warfarin",) if thinned else ()
    before = check(PLAN, answered(answers, flags, medicines=medicines), LAWS)
    after_no = check(PLAN, answered(answers | {factor: Answer.NO}, flags, medicines=medicines), LAWS)
    assert {one.rule for one in after_no} <= {one.rule for one in before}


@given(ANSWERS, FLAGS)
def test_that_what_stops_a_plan_blocks_until_it_is_answered(
    answers: dict[str, Answer], flags: dict[str, Answer]
) -> None:
    intake = answered(answers, flags)
    open_ = check(PLAN, intake, LAWS)
    stopping = {Level.EMERGENCY, Level.CONTRAINDICATED, Level.REFER}
    assert all(one.blocks is (one.level in stopping) for one in open_)
    plan = with_answers(PLAN, *(an_answer(one) for one in open_))
    for one in check(plan, intake, LAWS):
        assert one.answered is (one.overridable or one.level not in stopping)
        assert one.blocks is (one.level in stopping and not one.answered)


@given(ANSWERS, FLAGS)
def test_that_the_order_of_the_intakes_fields_does_not_matter(
    answers: dict[str, Answer], flags: dict[str, Answer]
) -> None:
    backwards = answered(dict(reversed(answers.items())), dict(reversed(flags.items())))
    assert check(PLAN, answered(answers, flags), LAWS) == check(PLAN, backwards, LAWS)


@given(ANSWERS, FLAGS)
def test_that_cards_hold_every_finding_once(answers: dict[str, Answer], flags: dict[str, Answer]) -> None:
    findings = check(PLAN, answered(answers, flags), LAWS)
    held = [one for card in cards(findings) for one in (*card.findings, *card.hidden)]
    assert sorted(one.key for one in held) == sorted(one.key for one in findings)


@given(ANSWERS)
def test_that_a_finding_has_a_key_of_its_own(answers: dict[str, Answer]) -> None:
    keys = [one.key for one in check(PLAN, answered(answers), LAWS)]
    assert len(keys) == len(set(keys))


def test_that_hostile_words_are_carried_as_they_are() -> None:
    library: Library = a_library(rules=[a_rule("B01", "anticoagulant")], medicines=blood_thinners())
    line = "<b>warfarin</b> {patient} 李伟"
    (finding,) = check(PLAN, an_intake(medicines=(line,)), library)
    assert finding.fact.seen == line


def test_that_an_answer_to_a_red_flag_lapses_when_another_of_its_signs_comes() -> None:
    either = (Trigger(any_of=("fever",), urgency="urgent"), Trigger(any_of=("sweats",), urgency="gp_review"))
    library = a_library(red_flags=[a_flag("RF12", ("fever", "sweats"), either)])
    first = check(PLAN, an_intake(red_flags={"RF12.fever": "yes", "RF12.sweats": "no"}), library)
    second = check(PLAN, an_intake(red_flags={"RF12.fever": "yes", "RF12.sweats": "yes"}), library)
    assert [finding.rule for finding in first] == [finding.rule for finding in second] == ["RF12"]
    assert first[0].key != second[0].key
