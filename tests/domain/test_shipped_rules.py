"""How the shipped rules bear on one another: what inherits what, facts with several places, points and exercises."""

from typing import Any

import pytest

from tests.builders import (
    a_plan,
    a_woman,
    cup,
    cupping,
    electro,
    heat,
    moxa,
    needle,
    needling,
    sited,
    stretch,
    stretching,
)
from tests.domain.drafting.reading import library, sound_intake
from treatplan.domain.equipment import CupSource, MoxaMaterial, Needle
from treatplan.domain.findings import Finding
from treatplan.domain.intake import Examination, FactorAnswer, Intake, PregnancyStatus, Sign
from treatplan.domain.modality import Component, CuppingStyle, MoxaTechnique, Position
from treatplan.domain.places import Region
from treatplan.domain.rules import Kind, Level, Rule, Scope
from treatplan.domain.safety import check, notes

ALWAYS = {factor.id for factor in library().factors.values() if factor.ask == "always"}
WARM = MoxaMaterial(kind="pure", smoke="smoke")


def having(*factors: str, **answers: FactorAnswer) -> Intake:
    return sound_intake(factors={**{factor: sited() for factor in factors}, **answers})


def found(intake: Intake, *components: Component) -> dict[str, Finding]:
    """The last finding of each rule on a plan of these components."""
    plan = a_plan(*components)
    said = (*check(plan, intake, library()), *notes(plan, intake, library()))
    return {finding.rule: finding for finding in said if finding.kind == "rule"}


def rules_of(kind: Kind) -> list[Any]:
    """Rules of a kind that rest on a fact of the patient and show with a plan."""
    return [
        pytest.param(rule, id=rule.id)
        for rule in library().rules.values()
        if kind in rule.kinds and not ALWAYS & {*rule.factors} and rule.scope is not Scope.LIBRARY
        if not rule.targets or any(kind in (target.kinds or rule.kinds) for target in rule.targets)
    ]


def everywhere(style: CuppingStyle, source: CupSource) -> Component:
    """Cups of a style on every region, so that no rule passes by for want of a place."""
    sites = [cup(region) for region in Region if region is not Region.ANY]
    return cupping(*sites, style=style, source=source, position=Position.PRONE)


@pytest.mark.parametrize("style", [CuppingStyle.MOVING, CuppingStyle.WET])
@pytest.mark.parametrize("rule", rules_of(Kind.CUPPING_DRY))
def test_that_what_binds_dry_cups_binds_moving_and_wet_ones(rule: Rule, style: CuppingStyle) -> None:
    intake = having(rule.factors[0])
    dry = found(intake, everywhere(CuppingStyle.DRY, CupSource.FIRE))
    other = found(intake, everywhere(style, CupSource.FIRE))
    assert rule.id in dry
    assert {item.item_id for item in dry[rule.id].items} <= {item.item_id for item in other[rule.id].items}


@pytest.mark.parametrize("rule", rules_of(Kind.NEEDLING))
def test_that_what_binds_needles_binds_needles_under_current(rule: Rule) -> None:
    intake = having(rule.factors[0])
    needles = [needle(code, 60.0) for code, point in library().points.items() if point.laterality != "group"]
    indwelling = Needle(indwelling=True)
    by_hand = found(intake, needling(*needles, needle=indwelling, position=Position.PRONE))
    current = found(intake, electro(*needles, needle=indwelling, position=Position.PRONE))
    assert rule.id in by_hand
    touched = {item.item_id for item in current[rule.id].items}
    assert touched >= {item.item_id for item in by_hand[rule.id].items} or "needling" in touched  # the whole of it


def test_that_flame_and_oxygen_bind_every_fire_cup_and_no_pump() -> None:
    oxygen = having("home_or_portable_oxygen")
    for style in CuppingStyle:
        fire = found(oxygen, everywhere(style, CupSource.FIRE))
        assert {"R04", "R05"} <= fire.keys()
        assert not {"R04", "R05"} & found(oxygen, everywhere(style, CupSource.PUMP)).keys()


# Facts that are true at more than one place


def test_that_a_screw_in_the_hand_does_not_hide_a_fused_spine() -> None:
    fused = having(spinal_fusion_or_hardware=sited(Region.LOW_BACK))
    both = having(spinal_fusion_or_hardware=sited(Region.LOW_BACK), metal_hardware=sited(Region.HAND))
    for intake in (fused, both):
        said = found(intake, electro(needle("BL25", 20.0), needle("ST36", 20.0)))
        assert [item.label for item in said["E08"].items] == ["BL25"]


def test_that_a_numb_hand_does_not_hide_numb_legs() -> None:
    numb = sound_intake(factors={"sensory_loss": sited(Region.HAND)}, examination=Examination(sensation=Sign.CHANGED))
    said = check(a_plan(electro(needle("ST36", 20.0), needle("LI4", 10.0))), numb, library())
    touched = {item.label for finding in said if finding.rule == "E07" for item in finding.items}
    assert touched == {"ST36", "LI4"}


def test_that_a_port_is_minded_where_it_is() -> None:
    port = having(breast_prosthesis_or_port=sited(Region.SCAPULA))
    assert "O05" in found(port, needling(needle("SI11", 10.0)))
    assert "O05" not in found(port, needling(needle("BL25", 20.0)))
    nobody_asked = having("breast_prosthesis_or_port")
    assert "O05" not in found(nobody_asked, needling(needle("BL25", 20.0)))


# Points and exercises that speak for themselves


@pytest.mark.parametrize("code", ["EX-UE1", "ST17", "CV8"])
def test_that_a_point_that_is_not_needled_blocks_needles_and_allows_moxa(code: str) -> None:
    nothing = sound_intake()
    assert library().points[code].needling == "forbidden"
    needled = found(nothing, needling(needle(code)))
    assert {needled[rule].level for rule in needled.keys() & {"N13", "N20"}} == {Level.CONTRAINDICATED}
    assert needled["N20"].blocks
    warmed = found(nothing, moxa(heat(code), technique=MoxaTechnique.SUSPENDED, material=WARM))
    assert not {"N13", "N20"} & warmed.keys()


def test_that_the_navel_and_the_nipple_are_never_needled() -> None:
    for code in ("ST17", "CV8"):
        assert not found(sound_intake(), needling(needle(code)))["N13"].overridable


def test_that_an_exercise_that_does_not_suit_is_found_with_the_fact_and_its_own_sources() -> None:
    said = found(having("hypotension"), stretching(stretch("EX23"), stretch("EX02")))["X09"]
    assert [item.item_id for item in said.items] == ["stretch-EX23"]
    assert (said.fact.factor, said.level) == ("hypotension", Level.CAUTION)
    assert {*library().stretches["EX23"].sources} < {*said.sources} <= library().sources.keys()
    assert said.why
    assert said.do


@pytest.mark.parametrize("id_", library().stretches)
def test_that_every_fact_that_an_exercise_names_is_told(id_: str) -> None:
    for factor in library().stretches[id_].avoid_factors:
        if library().factors[factor].ask in {"intake", "visit"}:
            assert "X09" in found(having(factor), stretching(stretch(id_))), factor


# Pregnancy, week by week


def test_that_early_miscarriage_is_spoken_of_in_the_first_trimester_alone() -> None:
    for week, early in ((8, True), (13, True), (14, False), (30, False), (None, True)):
        pregnant = sound_intake(patient=a_woman(PregnancyStatus.YES, week=week))
        said = found(pregnant, needling(needle("BL23", 15.0)))
        assert "miscarry" not in said["P09"].do + said["P09"].why
        assert ("P09b" in said) is early, week
        assert not early or "miscarry" in said["P09b"].why
