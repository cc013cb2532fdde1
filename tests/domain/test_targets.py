"""What a rule's target hits in a plan."""

from typing import Any

import pytest

from tests.builders import (
    EVERY_KIND,
    a_factor,
    a_library,
    a_line,
    a_plan,
    a_rule,
    a_stretch,
    an_intake,
    choice,
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
from treatplan.domain.dose import Span
from treatplan.domain.equipment import CupSource, MoxaMaterial, Needle
from treatplan.domain.intake import FactorAnswer
from treatplan.domain.modality import Angle, Component, CuppingStyle, MoxaTechnique, Position, Stimulation, Strength
from treatplan.domain.places import Region
from treatplan.domain.rules import Kind, Scope, Target
from treatplan.domain.safety import check

STRETCHES = (
    a_stretch("EX01", "supine", "rotation", regions=(Region.LOW_BACK,)),
    a_stretch("EX02", "prone", regions=(Region.NECK,)),
    a_stretch("EX03", "standing"),
)
LINES = (
    a_line("kidney", "BL23", mm=25, angles=(Angle.PERPENDICULAR,)),
    a_line("chest", "BL13", mm=10, oblique_mm=15, halved_by=("thin",)),
)


def touched(
    target: Target | tuple[Target, ...],
    *components: Component,
    answer: FactorAnswer | None = None,
    kinds: tuple[Kind, ...] = EVERY_KIND,
    **fields: Any,
) -> dict[str, str]:
    """What one rule with this target touches, by label, with what crossed the line."""
    targets = target if isinstance(target, tuple) else (target,)
    rule = a_rule("R1", "the_fact", kinds=kinds, targets=targets, **fields)
    library = a_library(rules=[rule], stretches=STRETCHES, depth_lines=LINES, factors=[a_factor("thin")])
    intake = an_intake(yes=[] if answer else ["the_fact"], factors={"the_fact": answer} if answer else {})
    found = check(a_plan(*components), intake, library)
    return {item.label: item.detail for finding in found for item in finding.items}


def hit(target: Target | tuple[Target, ...], *components: Component, **more: Any) -> set[str]:
    return set(touched(target, *components, **more))


NEEDLES = needling(needle("BL23"), needle("BL13"), needle("SP6"), needle("GV4"), needle("EX-B2", level="T4"))


def test_that_a_rule_without_targets_names_each_component_once() -> None:
    assert hit((), NEEDLES, cupping(), stretching(stretch("EX01"))) == {"needling", "cupping", "stretching"}


def test_that_a_target_of_kinds_alone_names_the_components_of_these_kinds() -> None:
    target = Target(kinds=(Kind.CUPPING_DRY, Kind.MOXIBUSTION))
    assert hit(target, NEEDLES, cupping(), moxa(heat("BL23"))) == {"cupping", "moxibustion"}


def test_that_a_targets_kinds_narrow_those_of_the_rule() -> None:
    target = Target(kinds=(Kind.CUPPING_DRY,))
    assert hit(target, NEEDLES, cupping(), kinds=(Kind.NEEDLING,)) == set()
    current = Target(kinds=(Kind.ELECTROACUPUNCTURE,))
    assert hit(current, NEEDLES, electro(needle("BL23")), kinds=(Kind.NEEDLING,)) == {"needling:2"}


def test_that_a_rule_which_names_no_kind_speaks_of_all() -> None:
    assert hit((), NEEDLES, cupping(), kinds=()) == {"needling", "cupping"}


def test_that_points_are_found_in_every_modality() -> None:
    assert hit(Target(points=("BL23",)), NEEDLES, moxa(heat("BL23")), cupping(cup(code="BL23"))) == {"BL23"}
    assert hit(Target(points=("BL23", "GV4")), NEEDLES) == {"BL23", "GV4"}


def test_that_levels_are_hit_where_planned_and_where_not_yet_chosen() -> None:
    target = Target(points=("EX-B2",), levels=("T3", "T4"))
    assert hit(target, needling(needle("EX-B2", level="T4"), needle("EX-B2", level="L4"))) == {"EX-B2 T4"}
    assert hit(target, needling(rules=[choice("EX-B2")])) == {"EX-B2"}


def test_that_hazards_and_categories_of_points_are_hit() -> None:
    assert hit(Target(hazards=("pneumothorax",)), NEEDLES) == {"BL13", "EX-B2 T4"}
    assert hit(Target(categories=("back_shu",)), NEEDLES) == {"BL23", "BL13"}


def test_that_points_listed_for_pregnancy_are_hit() -> None:
    assert hit(Target(pregnancy_listed=True), NEEDLES) == {"SP6"}


def test_that_regions_and_groups_of_regions_are_hit() -> None:
    assert hit(Target(regions=("low_back",)), NEEDLES, cupping(cup(Region.LOW_BACK))) == {"BL23", "GV4", "low back"}
    assert hit(Target(regions=("lower_limb",)), NEEDLES) == {"SP6"}


def test_that_all_fields_of_one_target_must_hold_and_one_target_is_enough() -> None:
    back, listed = Target(regions=("back",), hazards=("kidney",)), Target(pregnancy_listed=True)
    assert hit(back, NEEDLES) == {"BL23"}
    assert hit((back, listed), NEEDLES) == {"BL23", "SP6"}


ANYWHERE = needling(rules=[choice()])


def test_that_a_tender_point_of_unknown_place_is_hit_save_by_conditional_rules() -> None:
    assert touched(Target(regions=("abdomen",)), ANYWHERE) == {"ashi": "place not stated"}
    assert hit(Target(regions=("abdomen",)), ANYWHERE, scope=Scope.CONDITIONAL) == set()
    assert hit(Target(regions=("abdomen",)), needling(rules=[choice(regions=[Region.LOW_BACK])])) == set()


# --- the place of the fact ---------------------------------------------------------------------------------------

OF_FACT = Target(region_of_factor=True)
AT_LEVEL = Target(level_of_factor=True)


def test_that_the_region_of_the_fact_is_hit() -> None:
    assert hit(OF_FACT, NEEDLES, answer=sited(Region.LOW_BACK)) == {"BL23", "GV4"}


def test_that_a_fact_without_place_hits_everything() -> None:
    everything = {"BL23", "BL13", "SP6", "GV4", "EX-B2 T4"}
    assert hit(OF_FACT, NEEDLES, answer=sited()) == everything
    assert hit(AT_LEVEL, NEEDLES, answer=sited(levels=["I do not know"])) == everything


def test_that_an_item_without_place_is_hit_by_a_fact_with_one() -> None:
    assert hit(OF_FACT, ANYWHERE, answer=sited(Region.FOOT)) == {"ashi"}
    assert hit(OF_FACT, stretching(stretch("EX03")), answer=sited(Region.FOOT)) == {"EX03 exercise EX03"}


def test_that_levels_alone_say_the_region_of_a_fact() -> None:
    assert hit(OF_FACT, NEEDLES, answer=sited(levels=["L4/5"])) == {"BL23", "GV4"}


@pytest.mark.parametrize(("level", "is_hit"), [("L2", False), ("L3", True), ("L4", True), ("L5", True)])
def test_that_the_level_of_the_fact_and_the_next_ones_are_hit(level: str, *, is_hit: bool) -> None:
    found = hit(AT_LEVEL, needling(needle("EX-B2", level=level)), answer=sited(levels=["l4"]))
    assert (f"EX-B2 {level}" in found) is is_hit


def test_that_points_without_levels_are_hit_by_the_region_of_the_level() -> None:
    assert hit(AT_LEVEL, NEEDLES, answer=sited(levels=["L4"])) == {"BL23", "GV4"}
    assert hit(AT_LEVEL, NEEDLES, answer=sited(levels=["T4"])) == {"BL13", "EX-B2 T4"}


def test_that_a_fact_with_region_but_no_level_is_hit_by_region() -> None:
    assert hit(AT_LEVEL, NEEDLES, answer=sited(Region.LEG)) == {"SP6"}


# --- depth, angle, time ------------------------------------------------------------------------------------------

OVER = Target(over_line=True)


def test_that_the_deepest_planned_depth_is_held_against_the_line() -> None:
    deep = needle("BL23", Span(low=10, high=30), Angle.PERPENDICULAR)
    assert touched(OVER, needling(deep)) == {"BL23": "30 mm > 25 mm"}
    assert touched(OVER, needling(needle("BL23", 25.0, Angle.PERPENDICULAR))) == {}


def test_that_the_line_follows_angle_and_patient() -> None:
    slanted = needling(needle("BL13", 12.0, Angle.OBLIQUE))
    assert touched(OVER, slanted) == {}
    thin = FactorAnswer(answer=sited().answer)
    rule = a_rule("R1", "any_patient", targets=[OVER])
    library = a_library(rules=[rule], depth_lines=LINES, factors=[a_factor("thin")])
    (found,) = check(a_plan(slanted), an_intake(factors={"thin": thin}), library)
    assert found.items[0].detail == "12 mm > 7.5 mm"


def test_that_an_angle_the_line_does_not_allow_crosses_it() -> None:
    assert touched(OVER, needling(needle("BL23", 10.0, Angle.OBLIQUE))) == {"BL23": "oblique"}
    assert touched(OVER, needling(needle("BL23", 10.0))) == {}


def test_that_a_needle_without_planned_depth_or_line_crosses_none() -> None:
    assert hit(OVER, needling(needle("BL23", angle=Angle.OBLIQUE), needle("SP6", 90.0))) == set()


def test_that_a_fixed_depth_is_crossed_from_above_only() -> None:
    target = Target(depth_over_mm=20)
    assert touched(target, needling(needle("BL23", 20.0), needle("SP6", 20.5), needle("GV4"))) == {
        "SP6": "20.5 mm > 20 mm"
    }


def test_that_angles_and_stimulation_are_hit_as_planned() -> None:
    component = needling(
        needle("BL13", angle=Angle.PERPENDICULAR),
        needle("BL23", angle=Angle.OBLIQUE, stimulation=Stimulation.NONE),
        stimulation=Stimulation.MANUAL_REDUCING,
    )
    assert hit(Target(angles=(Angle.PERPENDICULAR,)), component) == {"BL13"}
    assert hit(Target(stimulations=("manual_reducing",)), component) == {"BL13"}


def test_that_time_and_distance_are_held_against_their_limits() -> None:
    cups = cupping(cup(Region.LOW_BACK, minutes=12.0), cup(Region.UPPER_BACK, minutes=10.0))
    assert touched(Target(minutes_over=10), cups) == {"low back": "12 min > 10 min"}
    near = Target(distance_under_mm=20)
    assert touched(near, moxa(heat("BL23"), distance_mm=Span(low=15, high=30))) == {"moxibustion": "15 mm < 20 mm"}
    assert touched(near, moxa(heat("BL23"), distance_mm=20.0)) == {}


def test_that_the_midline_is_hit() -> None:
    assert hit(Target(midline=True), NEEDLES) == {"GV4"}


# --- what belongs to the whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "component", "other"),
    [
        (
            Target(techniques=("direct_scarring",)),
            moxa(heat("BL23"), technique=MoxaTechnique.DIRECT_SCARRING),
            moxa(heat("BL23")),
        ),
        (Target(techniques=("flash",)), cupping(style=CuppingStyle.FLASH), cupping()),
        (Target(indwelling=True), needling(needle("BL23"), needle=Needle(indwelling=True)), NEEDLES),
        (Target(smoke=True), moxa(heat("BL23")), moxa(heat("BL23"), material=MoxaMaterial(smoke="smokeless"))),
        (Target(flame=True), cupping(source=CupSource.FIRE), cupping(source=CupSource.PUMP)),
        (Target(flame=True), moxa(heat("BL23")), moxa(heat("BL23"), technique=MoxaTechnique.ELECTRIC)),
        (Target(across_midline=True), electro(needle("BL23"), across_midline=True), electro(needle("BL23"))),
        (Target(over_retained_needles=True), cupping(over_retained_needles=True), cupping()),
        (Target(strengths=("strong",)), cupping(strength=Strength.STRONG), cupping(strength=Strength.LIGHT)),
        (Target(positions=("prone",)), needling(needle("BL23"), position=Position.PRONE), NEEDLES),
    ],
)
def test_that_what_belongs_to_the_whole_is_said_once(target: Target, component: Component, other: Component) -> None:
    assert hit(target, component) == {component.modality}
    assert hit(target, other) == set()


def test_that_what_belongs_to_the_whole_narrows_points_and_regions() -> None:
    target = Target(across_midline=True, regions=("thoracic",))
    assert hit(target, electro(needle("BL13"), needle("SP6"), across_midline=True)) == {"BL13"}
    assert hit(target, electro(needle("BL13"))) == set()


def test_that_exercises_are_hit_by_tag_and_by_their_own_position() -> None:
    exercises = stretching(stretch("EX01"), stretch("EX02", position="prone"))
    assert hit(Target(exercise_tags=("supine",)), exercises) == {"EX01 exercise EX01"}
    assert hit(Target(positions=("prone",)), exercises) == {"EX02 exercise EX02"}


def test_that_an_exercise_the_library_does_not_know_is_hit_by_tag_save_by_conditional_rules() -> None:
    free = stretching(stretch("", name="Plough"))
    assert touched(Target(exercise_tags=("rotation",)), free) == {"Plough": "not in the library"}
    assert hit(Target(exercise_tags=("rotation",)), free, scope=Scope.CONDITIONAL) == set()


def test_that_a_component_without_items_is_hit_once_by_a_region() -> None:
    assert touched(Target(regions=("chest",)), electro()) == {"needling": "place not stated"}
    assert hit(Target(points=("LI4",)), electro()) == set()


def test_that_an_exercise_without_region_is_not_hit_by_a_region() -> None:
    assert hit(Target(regions=("spine",)), stretching(stretch("EX02"), stretch("EX03"))) == {"EX02 exercise EX02"}
