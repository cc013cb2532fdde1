"""A plan flattened for safety rules."""

import math
from typing import Any

import pytest

from tests.builders import (
    a_library,
    a_plan,
    a_stretch,
    choice,
    cup,
    cupping,
    electro,
    heat,
    moxa,
    needle,
    needling,
    stretch,
    stretching,
)
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.equipment import CupSource, MoxaMaterial, Needle
from treatplan.domain.items import Item, items, items_of_component
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Angle,
    Component,
    CuppingStyle,
    Electrical,
    MoxaTechnique,
    Position,
    Stimulation,
    Strength,
)
from treatplan.domain.places import Region, Side
from treatplan.domain.rules import Kind

LIBRARY = a_library(stretches=(a_stretch("EX01", "supine", "rotation", regions=(Region.LOW_BACK,)),))


def made(*components: Component) -> tuple[Item, ...]:
    return items(a_plan(*components), LIBRARY)


def whole(component: Component) -> Item:
    (item,) = (item for item in made(component) if item.whole)
    return item


def single(component: Component) -> Item:
    (item,) = (item for item in made(component) if not item.whole)
    return item


def test_that_each_component_stands_for_itself_before_its_points() -> None:
    plan = a_plan(needling(needle("BL23"), needle("SP6")), moxa(heat("BL23")), cupping(cup()), needling(needle("LI4")))
    assert [(item.item_id, item.whole) for item in items(plan, LIBRARY)] == [
        ("needling", True),
        ("needle-BL23", False),
        ("needle-SP6", False),
        ("moxibustion", True),
        ("heat-BL23", False),
        ("cupping", True),
        ("cup-upper_back", False),
        ("needling:2", True),
        ("needle-LI4", False),
    ]


def test_that_advice_holds_nothing_rules_speak_of() -> None:
    assert made(Advice(items=(AdviceItem(item_id="a", text="walk"),))) == ()


def test_that_a_needle_knows_its_point_depth_and_angle() -> None:
    item = single(
        needling(needle("BL23", Span(low=10, high=25), Angle.PERPENDICULAR, retention_min=AtLeast(at_least=20)))
    )
    assert item.code == "BL23"
    assert (item.depth_mm, item.angle, item.minutes) == (
        25,
        Angle.PERPENDICULAR,
        math.inf,
    )  # "at least" has no upper end
    assert (item.regions, item.hazards, item.kinds) == (
        frozenset({Region.LOW_BACK}),
        frozenset({"kidney"}),
        frozenset({Kind.NEEDLING}),
    )


def test_that_a_needle_takes_what_it_does_not_say_from_its_component() -> None:
    component = needling(needle("BL23"), depth_mm=30.0, retention_min=25.0, stimulation=Stimulation.MANUAL_EVEN)
    item = single(component)
    assert (item.depth_mm, item.minutes, item.stimulation) == (30, 25, "manual_even")


def test_that_a_point_the_library_does_not_know_may_lie_anywhere() -> None:
    item = single(needling(needle("XX99")))
    assert (item.regions, item.code, item.label) == (frozenset({Region.ANY}), "", "XX99")


@pytest.mark.parametrize(
    ("level", "region", "over_lung"), [("T4", Region.UPPER_BACK, True), ("L4", Region.LOW_BACK, False)]
)
def test_that_a_level_says_where_a_needle_beside_the_spine_lies(level: str, region: Region, *, over_lung: bool) -> None:
    item = single(needling(needle("EX-B2", level=level)))
    assert (item.label, item.regions) == (f"EX-B2 {level}", frozenset({region}))
    assert ("pneumothorax" in item.hazards) is over_lung
    assert "spinal_canal" in item.hazards


def test_that_a_choice_puts_each_candidate_in_play_under_one_id() -> None:
    found = [item for item in made(needling(rules=[choice("BL23", "LI4")])) if not item.whole]
    assert [(item.item_id, item.label, item.code) for item in found] == [
        ("choice", "BL23", "BL23"),
        ("choice", "LI4", "LI4"),
    ]


def test_that_tender_points_lie_in_the_rules_regions_or_anywhere() -> None:
    placed, free = (
        single(needling(rules=[choice(regions=regions)])).regions for regions in ([Region.LOW_BACK, Region.BUTTOCK], [])
    )
    assert placed == {Region.LOW_BACK, Region.BUTTOCK}
    assert free == {Region.ANY}


def test_that_a_component_that_names_no_place_may_be_anywhere() -> None:
    unplaced = made(electro(), stretching())
    assert [(item.item_id, item.whole, item.regions, item.unlisted) for item in unplaced] == [
        ("needling", True, frozenset(), False),
        ("needling", False, frozenset({Region.ANY}), False),
        ("stretching", True, frozenset(), False),
        ("stretching", False, frozenset({Region.ANY}), True),
    ]
    assert unplaced[1].kinds == {Kind.NEEDLING, Kind.ELECTROACUPUNCTURE}
    assert len(items_of_component(electro(), LIBRARY)) == 1


def test_that_ear_points_lie_on_the_head() -> None:
    assert single(needling(rules=[choice(kind="ear")])).regions == {Region.HEAD}


def test_that_a_choice_of_a_free_or_many_levelled_point_follows_the_rules_regions() -> None:
    low = single(needling(rules=[choice("EX-B2", regions=[Region.LOW_BACK])]))
    assert (low.regions, "pneumothorax" in low.hazards) == (frozenset({Region.LOW_BACK}), False)
    assert single(needling(rules=[choice("EX-Ashi", regions=[Region.LEG])])).regions == {Region.LEG}
    open_level = single(needling(rules=[choice("EX-B2")]))
    assert "pneumothorax" in open_level.hazards
    fixed = single(needling(rules=[choice("LI4", regions=[Region.LOW_BACK])]))
    assert fixed.regions == {Region.HAND}


def test_that_the_midline_is_known_by_point_and_by_side() -> None:
    assert single(needling(needle("GV4"))).midline
    assert single(cupping(cup(Region.LOW_BACK, side=Side.MIDLINE))).midline
    assert not single(needling(needle("BL23"))).midline


# --- electrical stimulation --------------------------------------------------------------------------------------

BOTH = frozenset({Kind.NEEDLING, Kind.ELECTROACUPUNCTURE})


def test_that_current_makes_every_needle_electroacupuncture_and_leaves_it_needling() -> None:
    found = made(electro(needle("BL23"), needle("BL25")))
    assert {item.kinds for item in found} == {BOTH}


def test_that_pairs_say_which_needles_are_under_current() -> None:
    found = made(electro(needle("BL23"), needle("BL25"), needle("LI4"), pairs=["BL23-BL25"]))
    assert {item.label: Kind.ELECTROACUPUNCTURE in item.kinds for item in found} == {
        "needling": True,
        "BL23": True,
        "BL25": True,
        "LI4": False,
    }


def test_that_pairs_which_name_no_needle_put_all_under_current() -> None:
    found = made(electro(needle("BL2"), needle("BL25"), pairs=["BL23-head", "left and right"]))
    assert {item.kinds for item in found} == {BOTH}


def test_that_a_short_code_is_not_found_in_a_longer_one() -> None:
    found = made(electro(needle("BL2"), needle("BL25"), pairs=["BL25-BL25"]))
    assert {item.label: Kind.ELECTROACUPUNCTURE in item.kinds for item in found if not item.whole} == {
        "BL2": False,
        "BL25": True,
    }


def test_that_a_single_needle_may_be_stimulated_by_current() -> None:
    component = needling(needle("BL23", stimulation=Stimulation.ELECTRICAL), needle("BL25"))
    assert [item.kinds == BOTH for item in made(component)] == [True, True, False]
    assert whole(needling(needle("BL23"), stimulation=Stimulation.ELECTRICAL)).kinds == BOTH


def test_that_current_across_the_midline_belongs_to_component_and_points() -> None:
    assert all(item.across_midline for item in made(electro(needle("BL13"), across_midline=True)))


def test_that_the_longer_of_needle_and_current_counts() -> None:
    component = needling(needle("BL23"), retention_min=20.0, electrical=Electrical(minutes=30.0))
    assert single(component).minutes == 30


# --- heat --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("technique", "material", "flame", "smoke"),
    [
        (MoxaTechnique.SUSPENDED, MoxaMaterial(kind="pure", smoke="smoke"), True, True),
        (MoxaTechnique.SUSPENDED, MoxaMaterial(kind="charcoal", smoke="smokeless"), True, False),
        (MoxaTechnique.SUSPENDED, MoxaMaterial(), True, True),
        (MoxaTechnique.ELECTRIC, MoxaMaterial(), False, False),
        (MoxaTechnique.BOX, MoxaMaterial(kind="electric"), False, False),
        (Absent.NOT_REPORTED, MoxaMaterial(), True, True),
    ],
)
def test_that_moxa_burns_and_smokes_unless_it_is_said_not_to(
    technique: Any, material: MoxaMaterial, *, flame: bool, smoke: bool
) -> None:
    found = made(moxa(heat("BL23"), technique=technique, material=material))
    assert {(item.flame, item.smoke) for item in found} == {(flame, smoke)}


def test_that_the_nearest_distance_of_moxa_counts() -> None:
    assert single(moxa(heat("BL23"), distance_mm=Span(low=20, high=30))).distance_mm == 20
    assert single(moxa(heat("BL23"))).distance_mm is None


def test_that_a_warm_needle_is_a_needle_too() -> None:
    assert whole(moxa(heat("BL23"), technique=MoxaTechnique.WARM_NEEDLE)).kinds == {Kind.MOXIBUSTION, Kind.NEEDLING}
    assert whole(moxa(heat("BL23"))).kinds == {Kind.MOXIBUSTION}


def test_that_heat_without_a_point_lies_in_its_region_or_anywhere() -> None:
    assert single(moxa(heat(region=Region.LOW_BACK))).regions == {Region.LOW_BACK}
    assert single(moxa(heat())).regions == {Region.ANY}


# --- cups --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "kinds"),
    [
        (CuppingStyle.DRY, {Kind.CUPPING_DRY}),
        (CuppingStyle.FLASH, {Kind.CUPPING_DRY}),
        (CuppingStyle.WET, {Kind.CUPPING_DRY, Kind.CUPPING_WET}),
        (CuppingStyle.MOVING, {Kind.CUPPING_DRY, Kind.CUPPING_MOVING}),
        (Absent.NOT_REPORTED, {Kind.CUPPING_DRY}),
    ],
)
def test_that_every_style_of_cupping_is_dry_cupping_too(style: Any, kinds: set[Kind]) -> None:
    assert {item.kinds for item in made(cupping(cup(), style=style))} == {frozenset(kinds)}


@pytest.mark.parametrize(
    ("source", "flame"),
    [
        (CupSource.FIRE, True),
        (CupSource.PUMP, False),
        (CupSource.SILICONE, False),
        (Absent.NOT_REPORTED, True),
        (Absent.NOT_APPLICABLE, False),
    ],
)
def test_that_fire_cups_bring_a_flame_and_cups_of_unnamed_suction_may(source: Any, *, flame: bool) -> None:
    assert {item.flame for item in made(cupping(cup(), source=source))} == {flame}


def test_that_a_cup_on_a_point_lies_where_the_point_lies() -> None:
    item = single(cupping(cup(code="BL13"), strength=Strength.STRONG))
    assert (item.regions, item.strength, item.code) == (frozenset({Region.UPPER_BACK}), "strong", "BL13")


# --- the rest ----------------------------------------------------------------------------------------------------


def test_that_what_belongs_to_the_whole_is_seen_on_it() -> None:
    item = whole(needling(needle("BL23"), position=Position.PRONE, needle=Needle(indwelling=True)))
    assert (item.position, item.indwelling, item.label) == ("prone", True, "needling")


def test_that_an_exercise_brings_its_tags_and_its_own_position() -> None:
    item = single(stretching(stretch("EX01", position="Hands and  knees")))
    assert (item.tags, item.position) == (frozenset({"supine", "rotation"}), "hands_and_knees")
    assert (item.label, item.regions) == ("EX01 exercise EX01", frozenset({Region.LOW_BACK}))
