"""What a raised red flag keeps out of plans until a doctor has assessed the patient: on its finding, and in drafts."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    TODAY,
    a_flag,
    a_library,
    a_patient,
    a_plan,
    a_rule,
    a_trigger,
    an_answer,
    an_intake,
    cup,
    cupping,
    heat,
    moxa,
    needle,
    needling,
    stretch,
    stretching,
    where,
    with_answers,
)
from tests.domain.drafting.reading import (
    complaint,
    drafted,
    exercises,
    leg,
    library,
    no_flags,
    out_of,
    part,
    points,
    sound_intake,
)
from treatplan.domain.drafting.start import Start
from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.edits import AddComponent, AddItem, RemoveComponent
from treatplan.domain.editing.suggesting import suggest
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Answer, Intake, Reach
from treatplan.domain.modality import Component, Cupping, Moxibustion, Strength
from treatplan.domain.places import Region
from treatplan.domain.plan import FindingAnswer, Plan
from treatplan.domain.planning import draft
from treatplan.domain.rules import Kind, Level, Target
from treatplan.domain.safety import cards, check
from treatplan.domain.visit.opening import opened
from treatplan.domain.visit.today import today_of

BLOCKED = (Kind.NEEDLING, Kind.CUPPING_DRY)
SORE = (Target(kinds=BLOCKED, region_of_factor=True),)
RAISED = {"RF13.history": "yes"}
BACK = needling(needle("BL23"), needle("BL40"))


def flagged(urgency: str = "urgent", keeps_out: tuple[Target, ...] = SORE, **fields: Any) -> Any:
    flag = a_flag("RF13", ["history"], [a_trigger(urgency, "history")], keeps_out=keeps_out, **fields)
    return a_library(red_flags=[flag])


def raised(plan: Plan, intake: Intake | None = None, of: Any = None) -> Finding:
    (finding,) = check(plan, intake or an_intake(red_flags=RAISED), of or flagged())
    return finding


def labels(finding: Finding) -> list[str]:
    return [item.label for item in finding.items]


# The finding


def test_that_a_raised_flag_names_what_it_keeps_out_on_its_own_finding() -> None:
    finding = raised(a_plan(BACK, cupping(cup(Region.LOW_BACK)), moxa(heat("BL23"))))
    assert (finding.kind, finding.rule, finding.blocks) == ("red_flag", "RF13", True)
    assert labels(finding) == ["BL23", "low back"]


def test_that_a_flag_that_is_not_raised_keeps_nothing_out() -> None:
    assert check(a_plan(BACK), an_intake(red_flags={"RF13.history": "no"}), flagged()) == ()


def test_that_a_place_that_nobody_named_counts_as_kept_out() -> None:
    assert labels(raised(a_plan(Cupping()))) == ["cupping"]


def test_that_a_medical_assessment_lets_everything_in_whatever_is_planned() -> None:
    for first in (a_plan(needling(needle("BL40"))), a_plan(BACK)):
        answer = an_answer(raised(first), "assessed")
        for plan in (first, a_plan(BACK), a_plan(BACK, cupping(cup(Region.LOW_BACK)))):
            finding = raised(with_answers(plan, answer))
            assert (finding.answered, finding.assessed, finding.blocks, finding.items) == (True, True, False, ())
            assert finding.key == answer.fact_hash


@pytest.mark.parametrize("wrong", [{"reason": "ok"}, {"by": " "}, {"rule": "RF12"}, {"rule_set": "another"}])
def test_that_an_assessment_counts_only_as_other_answers_do(wrong: dict[str, str]) -> None:
    answer = replace(an_answer(raised(a_plan(BACK)), "assessed"), **wrong)
    assert labels(raised(with_answers(a_plan(BACK), answer))) == ["BL23"]


def test_that_an_assessment_lapses_with_the_fact() -> None:
    parts = ["history", "night_pain"]
    flag = a_flag("RF13", parts, [a_trigger("urgent", any_of=tuple(parts))], keeps_out=SORE)
    of = a_library(red_flags=[flag])
    answer = an_answer(raised(a_plan(BACK), of=of), "assessed")
    more = an_intake(red_flags=RAISED | {"RF13.night_pain": "yes"})
    finding = raised(with_answers(a_plan(BACK), answer), more, of)
    assert (finding.blocks, labels(finding)) == (True, ["BL23"])


def test_that_an_override_is_no_assessment_and_lapses_when_more_is_planned() -> None:
    bare, more = a_plan(needling(needle("BL40"))), a_plan(BACK)
    answer = an_answer(raised(bare), "overridden")
    assert not raised(with_answers(bare, answer)).blocks
    assert raised(with_answers(more, answer)).blocks
    again = an_answer(raised(more), "overridden")
    finding = raised(with_answers(more, again))
    assert (finding.answered, finding.assessed, labels(finding)) == (True, False, ["BL23"])


def test_that_nobody_can_say_that_an_emergency_was_assessed() -> None:
    of = flagged("emergency")
    answer = an_answer(raised(a_plan(BACK), of=of), "assessed")
    finding = raised(with_answers(a_plan(BACK), answer), of=of)
    assert (finding.level, finding.blocks, labels(finding)) == (Level.EMERGENCY, True, ["BL23"])


def test_that_a_card_never_hides_a_red_flag() -> None:
    flag = a_flag("RF13", ["history"], [a_trigger("gp_review", "history")], keeps_out=SORE)
    told = where("red_flags.RF13.history", "yes")
    from_it = a_rule("R1", "the_fact", targets=[Target(points=("BL23",))])
    of = a_library(
        red_flags=[flag],
        rules=[from_it],
        factors=[replace(library().factors["cancer_active"], id="the_fact", ask="derived", derived=((told,),))],
    )
    (card,) = cards(check(a_plan(needling(needle("BL23"))), an_intake(red_flags=RAISED), of))
    assert [one.rule for one in card.findings] == ["R1", "RF13"]


# Where it hurts


def kept_at(regions: tuple[Region, ...], *sites: Region, radiation: Any = None, **fields: Any) -> set[str]:
    """Of cups at some sites, those that are kept out for pain in these regions."""
    told = complaint(*regions, radiation=radiation)
    plan = a_plan(cupping(*(cup(site) for site in sites)))
    return set(labels(raised(plan, an_intake(red_flags=RAISED, complaint=told), flagged(**fields))))


SITES = (Region.UPPER_BACK, Region.NECK, Region.LOW_BACK, Region.BUTTOCK, Region.THIGH, Region.KNEE, Region.LEG)


def test_that_the_place_of_a_flag_is_where_it_hurts() -> None:
    foot = leg(Reach.FOOT)
    assert kept_at((Region.UPPER_BACK,), *SITES) == {"upper back"}
    assert kept_at((Region.LOW_BACK, Region.THIGH), *SITES, radiation=foot) == {"low back", "thigh"}


def test_that_an_area_spreads_over_its_half_of_the_trunk_and_as_far_as_the_pain_runs() -> None:
    assert kept_at((Region.UPPER_BACK,), *SITES, around_pain=True) == {"upper back", "neck"}
    thigh = leg(Reach.THIGH)
    assert kept_at((Region.LOW_BACK,), *SITES, around_pain=True) == {"low back", "buttock"}
    assert kept_at((Region.LOW_BACK,), *SITES, around_pain=True, radiation=thigh) == {"low back", "buttock", "thigh"}
    assert kept_at((Region.LOW_BACK,), *SITES, around_pain=True, radiation=leg(Reach.FOOT)) == {
        "low back", "buttock", "thigh", "knee", "leg",
    }  # fmt: skip


# What we ship: each row of the clinical table that names a place (or a way) to leave alone, and RF08, where we do

EVERYWHERE = (
    needling(*(needle(code) for code in ("GB20", "BL13", "GB21", "BL23", "BL32", "BL40", "CV4", "CV17"))),
    cupping(*(cup(site) for site in (Region.UPPER_BACK, Region.LOW_BACK, Region.THIGH, Region.LOWER_ABDOMEN))),
    moxa(*(heat(code) for code in ("BL13", "BL23"))),
    stretching(stretch("EX01"), stretch("EX07")),
)
SHIPPED: dict[str, tuple[dict[str, str], set[str]]] = {
    "RF07": ({"RF07.unsteady_walking": "yes"}, {"needle-GB20", "needle-BL13", "needle-GB21", "needle-CV17"}),
    "RF08": ({"RF08.beating_lump": "yes"}, {"needle-CV4", "cup-lower_abdomen"}),
    "RF12": (
        {"RF12.fever_or_chills": "yes"},
        {"needle-GB20", "needle-BL13", "needle-GB21", "needle-BL23", "needle-BL32"},
    ),
    "RF13": ({"RF13.cancer_history": "yes"}, {"needle-BL23", "cup-low_back", "heat-BL23"}),
    "RF15": (
        {"RF15.thoracic_pain": "yes", "RF22.generally_unwell": "yes", "RF22.unusually_tired": "yes"},
        {"needle-BL13", "needle-GB21", "needle-CV17"},
    ),
    "RF17": ({"RF17.blood_in_urine": "yes"}, {"needle-BL23"}),
    "RF20": ({"RF20.walking_pain": "yes"}, {"cup-thigh"}),
    "RF25": (
        {"RF25.burning_band": "yes"},
        {"needle-BL23", "needle-BL32", "needle-CV4", "cup-low_back", "cup-lower_abdomen", "heat-BL23"},
    ),
}


def with_signs(signs: dict[str, str], **fields: Any) -> Intake:
    answers = {sign: Answer(answer) for sign, answer in signs.items()}
    return sound_intake(red_flags=no_flags() | answers, **fields)


def of_flag(id_: str, plan: Plan, intake: Intake) -> Finding:
    (finding,) = (one for one in check(plan, intake, library()) if (one.rule, one.kind) == (id_, "red_flag"))
    return finding


@pytest.mark.parametrize("id_", SHIPPED)
def test_that_a_shipped_flag_keeps_out_what_its_row_says_and_nothing_else(id_: str) -> None:
    signs, kept = SHIPPED[id_]
    finding = of_flag(id_, a_plan(*EVERYWHERE), with_signs(signs))
    assert {item.item_id for item in finding.items} == kept


def test_that_a_likely_fracture_gets_no_bending_and_no_heavy_cups() -> None:
    old = with_signs({"RF11.minor_trauma": "yes"}, patient=a_patient(age=75))

    def kept(*components: Component) -> set[str]:
        return {item.item_id for item in of_flag("RF11", a_plan(*components), old).items}

    bending = [id_ for id_, one in library().stretches.items() if {"flexion", "deep_flexion"} & set(one.tags)]
    others = [id_ for id_ in library().stretches if id_ not in bending]
    assert kept(stretching(*map(stretch, (*bending, *others)))) == {f"stretch-{id_}" for id_ in bending}
    heavy = cupping(cup(Region.LOW_BACK), strength=Strength.STRONG)
    assert kept(heavy) == {"cupping"}
    assert kept(cupping(cup(Region.LOW_BACK), strength=Strength.MEDIUM), BACK) == set()
    assert not set(exercises(drafted(replace(old, causes=("W01",))))) & set(bending)


def test_that_no_other_shipped_flag_keeps_anything_out() -> None:
    assert {flag.id for flag in library().red_flags.values() if flag.keeps_out} == {*SHIPPED, "RF11"}


# Drafts


def cancer(**fields: Any) -> Intake:
    told: dict[str, Any] = {"causes": ("W01",), "patterns": ("T01",)} | fields
    return with_signs({"RF13.cancer_history": "yes"}, **told)


def on_record(intake: Intake, decision: Any = "assessed") -> FindingAnswer:
    finding = of_flag("RF13", drafted(intake), intake)
    answer: FindingAnswer = an_answer(finding, decision)
    return replace(answer, rule_set=library().rule_set)


def test_that_a_draft_leaves_out_what_a_flag_keeps_out_and_names_the_flag_and_its_sources() -> None:
    plan = drafted(cancer())
    assert not {"BL23", "BL25", "GV3"} & set(points(plan))
    assert points(plan)
    assert part(plan, Cupping) is None
    assert part(plan, Moxibustion) is None
    entry, flag = out_of(plan, "BL23"), library().red_flags["RF13"]
    assert (entry.rule, entry.sources) == ("RF13", flag.sources)
    assert entry.text.endswith(f"{flag.text.name}. {flag.text.action}")
    assert {out_of(plan, what).rule for what in ("Tender points", "Cupping", "Moxibustion, BL23")} == {"RF13"}
    assert of_flag("RF13", plan, cancer()).items == ()


def test_that_a_draft_after_the_assessment_is_that_of_a_patient_without_the_flag() -> None:
    answer = on_record(cancer())
    plan = draft(cancer(), library(), TODAY, answers=(answer,))
    assert isinstance(plan, Plan)
    assert plan.answers == (answer,)
    usual = drafted(replace(cancer(), red_flags=no_flags()))
    assert plan.components == usual.components
    assert plan.left_out == usual.left_out
    assert not of_flag("RF13", plan, cancer()).blocks


@pytest.mark.parametrize("decision", ["overridden", "acknowledged"])
def test_that_a_draft_after_any_other_answer_stays_as_it_was(decision: str) -> None:
    assert draft(cancer(), library(), TODAY, answers=(on_record(cancer(), decision),)) == drafted(cancer())


@pytest.mark.parametrize("id_", sorted(library().published))
def test_that_a_published_protocol_is_taken_over_without_what_a_flag_keeps_out(id_: str) -> None:
    intake = with_signs({"RF12.fever_or_chills": "yes"})
    plan = draft(intake, library(), TODAY, Start(kind="protocol", id=id_))
    assert isinstance(plan, Plan)
    assert of_flag("RF12", plan, intake).items == ()


def test_that_a_past_plan_is_taken_over_without_what_a_flag_keeps_out() -> None:
    past = replace(drafted(replace(cancer(), red_flags=no_flags())), answers=(on_record(cancer()),))
    plan = draft(cancer(), library(), TODAY, Start(kind="plan", plan=past))
    assert isinstance(plan, Plan)
    assert part(past, Cupping) is not None
    assert part(plan, Cupping) is None
    assert of_flag("RF13", plan, cancer()).items == ()


# Plans at hand


def test_that_a_point_is_suggested_with_the_flag_until_a_doctor_has_assessed_it() -> None:
    plan = drafted(cancer())

    def against(plan: Plan) -> list[tuple[str, str]]:
        one = suggest("BL23", plan, cancer(), library(), "needling")[0]
        return [(one.rule, one.title) for one in one.against]

    assert against(plan) == [("RF13", library().red_flags["RF13"].text.name)]
    assert against(with_answers(plan, on_record(cancer()))) == []


def test_that_a_part_drafted_anew_after_the_assessment_holds_everything() -> None:
    plan = drafted(cancer())

    def anew(plan: Plan) -> set[str]:
        for edit in (RemoveComponent(modality="needling"), AddComponent(modality="needling")):
            plan = apply(plan, edit, cancer(), library())
        return set(points(plan))

    assert "BL23" not in anew(plan)
    assert "BL23" in anew(with_answers(plan, on_record(cancer())))


def test_that_what_is_added_by_hand_all_the_same_is_named_and_blocks() -> None:
    plan = apply(drafted(cancer()), AddItem(modality="needling", what="BL23"), cancer(), library())
    finding = of_flag("RF13", plan, cancer())
    assert (finding.blocks, labels(finding)) == (True, ["BL23"])


def test_that_a_plan_whose_flag_was_assessed_is_given_without_asking_again() -> None:
    answer = on_record(cancer())
    plan = draft(cancer(), library(), TODAY, answers=(answer,))
    assert isinstance(plan, Plan)
    visit = opened(plan, None, TODAY, 1)

    def at(plan: Plan) -> Finding:
        found = today_of(plan, cancer(), (), visit, library()).findings
        (finding,) = (one for one in found if (one.rule, one.kind) == ("RF13", "red_flag"))
        return finding

    assert (at(plan).blocks, at(plan).items) == (False, ())
    assert at(replace(plan, answers=())).blocks
    assert "BL23" in labels(at(replace(plan, answers=())))
