"""What holds for any patient: drafts break no rule, knowing more never hides a danger, and nothing is left to chance.

`TREATPLAN_EXAMPLES=2000` in the environment draws that many examples for each property, instead of a few.
"""

import os
from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import TODAY
from tests.domain.anyone import alarming, answers, asked, intakes, plans, with_fact
from tests.domain.drafting.reading import library
from treatplan.domain.facts import facts_of
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Intake
from treatplan.domain.modality import AdviceItem, Exercise
from treatplan.domain.plan import Plan, PlanItem, all_items
from treatplan.domain.planning import draft
from treatplan.domain.rules import Level
from treatplan.domain.safety import check, notes
from treatplan.exchange.canonical import canonical

FEW = int(os.environ.get("TREATPLAN_EXAMPLES", "120"))


def drafted(intake: Intake) -> Plan:
    """The draft; a patient who is sent away is none of our examples."""
    made = draft(intake, library(), TODAY)
    assume(isinstance(made, Plan))
    assert isinstance(made, Plan)
    return made


@st.composite
def knowing_more(draw: st.DrawFn, intake: Intake) -> Intake:
    """The same patient with one fact more: often one that follows from others already, and is now told with a place.

    What was answered, or read from a medicine, stays as it is: another answer would replace it.
    """
    facts = facts_of(intake, library())
    told = {fact.factor for fact in facts if fact.field in {f"factors.{fact.factor}", "medicines"}}
    open_ones = [factor for factor in asked() if factor.id not in told]
    follows = {fact.factor for fact in facts}
    near = [factor for factor in open_ones if factor.id in follows] or open_ones
    factor = draw(st.sampled_from(near) | st.sampled_from(open_ones))
    return with_fact(intake, factor.id, draw(answers(factor)))


def waits_for_a_doctor(finding: Finding) -> bool:
    """Whether a finding is about the patient as a whole: any plan waits for a doctor, whatever is in it."""
    rule = library().rules[finding.rule]
    return rule.level is Level.REFER and not rule.targets and not (rule.adjust and rule.adjust.leave_out)


def said_of(plan: Plan, intake: Intake) -> dict[str, set[str]]:
    """Of which items each rule or red flag speaks (an empty one where it is about the patient).

    What is still to be asked is left out: an answer is there to settle it.
    """
    found: dict[str, set[str]] = {}
    for finding in (*check(plan, intake, library()), *notes(plan, intake, library())):
        if finding.kind != "not_asked":
            touched = {item.item_id for item in finding.items} or {""}
            found.setdefault(finding.rule, set()).update(touched)
    return found


def hidden(plan: Plan, before: Intake, after: Intake) -> dict[str, set[str]]:
    """What was said before, of which items, and is no longer."""
    now = said_of(plan, after)
    gone = {rule: items - now.get(rule, set()) for rule, items in said_of(plan, before).items()}
    return {rule: items for rule, items in gone.items() if items}


def levels_of(plan: Plan, intake: Intake) -> dict[str, int]:
    """The strongest level at which each rule or red flag speaks; less is stronger."""
    order = list(Level)
    found: dict[str, int] = {}
    for finding in check(plan, intake, library()):
        if finding.kind != "not_asked":
            found[finding.rule] = min(found.get(finding.rule, len(order)), order.index(finding.level))
    return found


@settings(max_examples=FEW)
@given(intakes())
def test_that_no_draft_holds_an_item_that_a_check_would_block(intake: Intake) -> None:
    found = check(drafted(intake), intake, library())
    blocking = [finding for finding in found if finding.blocks and finding.items]
    assert [finding.rule for finding in blocking if not waits_for_a_doctor(finding)] == []


@settings(max_examples=FEW)
@given(alarming())
def test_that_no_draft_holds_an_item_that_a_red_flag_keeps_out(intake: Intake) -> None:
    found = check(drafted(intake), intake, library())
    assert [(finding.rule, finding.items) for finding in found if finding.kind == "red_flag" and finding.items] == []


@settings(max_examples=FEW)
@given(plans(), alarming(), st.data())
def test_that_knowing_one_thing_more_never_hides_a_finding(plan: Plan, intake: Intake, data: st.DataObject) -> None:
    told = data.draw(knowing_more(intake))
    assert hidden(plan, intake, told) == {}
    before, after = levels_of(plan, intake), levels_of(plan, told)
    assert {rule for rule in before.keys() & after.keys() if after[rule] > before[rule]} == set()


@settings(max_examples=FEW)
@given(intakes(), intakes(most_factors=0), st.data())
def test_that_knowing_one_thing_more_hides_nothing_about_a_drafted_plan(
    intake: Intake, other: Intake, data: st.DataObject
) -> None:
    plan = drafted(replace(other, patient=intake.patient))
    told = data.draw(knowing_more(intake))
    assert hidden(plan, intake, told) == {}


@settings(max_examples=FEW)
@given(intakes(), st.randoms(use_true_random=False))
def test_that_the_same_patient_gets_the_same_draft_in_whatever_order_the_answers_stand(
    intake: Intake, chance: Random
) -> None:
    shuffled = replace(
        intake,
        factors=dict(chance.sample(list(intake.factors.items()), len(intake.factors))),
        red_flags=dict(chance.sample(list(intake.red_flags.items()), len(intake.red_flags))),
    )
    first, second = (draft(one, library(), TODAY) for one in (intake, shuffled))
    assert canonical(first) == canonical(second)


@settings(max_examples=FEW)
@given(intakes())
def test_that_everything_in_a_draft_exists_and_says_why_and_whence(intake: Intake) -> None:
    for item in all_items(drafted(intake)):
        assert item.because, item.item_id
        assert all(reason.text and reason.field for reason in item.because), item.item_id
        assert item.sources, item.item_id
        assert set(item.sources) <= library().sources.keys(), item.item_id
        assert named(item) <= known_to_the_library(item), item.item_id


def named(item: PlanItem) -> set[str]:
    """What an item names of the library: points, an exercise or a leaflet."""
    match item:
        case Exercise():
            return {item.exercise}
        case AdviceItem():
            return {item.leaflet}
        case _:
            return {getattr(item, "code", ""), *getattr(item, "choose_from", ())} - {""}


def known_to_the_library(item: PlanItem) -> set[str]:
    """Where such a name has to stand."""
    match item:
        case Exercise():
            return set(library().stretches)
        case AdviceItem():
            return set(library().leaflets)
        case _:
            return set(library().points)
