"""A clinic may make what is shipped stricter, never looser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders import where
from treatplan.content.loosening import loosened
from treatplan.content.packs import load_library
from treatplan.domain.leaflet import Leaflet
from treatplan.domain.library import DepthLine, Library, Point, Stretch
from treatplan.domain.modality import Angle
from treatplan.domain.places import Region
from treatplan.domain.rules import Adjust, Factor, Kind, Level, RedFlag, Rule, Scope, Target

PACKS = Path(__file__).parent / "packs"
TINY = load_library([PACKS / "tiny"])


def rule(library: Library) -> Rule:
    return library.rules["N02"]


def first_target(made: Rule, **changes: Any) -> Rule:
    return replace(made, targets=(replace(made.targets[0], **changes), *made.targets[1:]))


def adjusted(made: Rule, **changes: Any) -> Rule:
    return replace(made, adjust=replace(made.adjust or Adjust(), **changes))


LOOSER_RULES: dict[str, tuple[str, Callable[[Rule], Rule]]] = {
    "a lower level": ("level", lambda r: replace(r, level=Level.NOTE)),
    "a weaker scope": ("scope", lambda r: replace(r, scope=Scope.CONDITIONAL)),
    "a rule for the visit only": ("scope", lambda r: replace(r, scope=Scope.VISIT)),
    "an override": ("overridable", lambda r: replace(r, overridable=True)),
    "a factor less": ("factors", lambda r: replace(r, factors=("anticoagulant",))),
    "a kind less": ("kinds", lambda r: replace(r, kinds=(Kind.MOXIBUSTION,))),
    "a later week": ("week_from", lambda r: replace(r, week_from=16)),
    "an earlier end": ("week_below", lambda r: replace(r, week_below=30)),
    "a target less": ("targets", lambda r: replace(r, targets=r.targets[:1])),
    "a point less": ("targets", lambda r: first_target(r, points=("BL11",))),
    "a hazard less": ("targets", lambda r: first_target(r, hazards=())),
    "a narrower place": ("targets", lambda r: first_target(r, regions=("upper_back",))),
    "a narrower angle": ("targets", lambda r: first_target(r, angles=(Angle.OBLIQUE,))),
    "only at the midline": ("targets", lambda r: first_target(r, midline=True)),
    "a deeper depth": (
        "targets",
        lambda r: replace(r, targets=(r.targets[0], replace(r.targets[1], depth_over_mm=25))),
    ),
    "a nearer distance": (
        "targets",
        lambda r: replace(r, targets=(r.targets[0], replace(r.targets[1], distance_under_mm=20))),
    ),
    "a longer time": ("targets", lambda r: first_target(r, minutes_over=10)),
    "leaving nothing out": ("leave_out", lambda r: adjusted(r, leave_out=False)),
    "a deeper draft": ("adjust.max_depth_mm", lambda r: adjusted(r, max_depth_mm=11)),
    "any depth": ("adjust.max_depth_mm", lambda r: adjusted(r, max_depth_mm=None)),
    "a nearer draft": ("adjust.min_distance_mm", lambda r: adjusted(r, min_distance_mm=20)),
    "no adjusting": ("leave_out", lambda r: replace(r, adjust=None)),
}


@pytest.mark.parametrize("case", LOOSER_RULES)
def test_that_a_looser_rule_is_told_by_its_field(case: str) -> None:
    field, change = LOOSER_RULES[case]
    assert field in [name for name, _ in loosened(rule(TINY), change(rule(TINY)))]


def test_that_a_gentler_manner_stays_as_gentle() -> None:
    gentle = {
        "stimulation": "none",
        "response": "none",
        "strength": "light",
        "position": "prone",
        "source_of_suction": "pump",
        "needle_diameter_mm": (0.16, 0.2),
    }
    made = adjusted(rule(TINY), **gentle)
    for name in gentle:
        assert fields_of(made, adjusted(made, **{name: None})) == [f"adjust.{name}"]
    assert fields_of(made, adjusted(made, needle_diameter_mm=(0.16, 0.25))) == ["adjust.needle_diameter_mm"]
    assert fields_of(made, adjusted(made, needle_diameter_mm=(0.12, 0.16))) == []


STRICTER_RULES: dict[str, Callable[[Rule], Rule]] = {
    "no change": lambda r: r,
    "a stronger level": lambda r: replace(r, level=Level.CONTRAINDICATED),
    "another factor": lambda r: replace(r, factors=(*r.factors, "pacemaker")),
    "another target": lambda r: replace(r, targets=(*r.targets, Target(regions=("low_back",)))),
    "everything": lambda r: replace(r, targets=(Target(),)),
    "no targets, which is everything": lambda r: replace(r, targets=()),
    "another point": lambda r: first_target(r, points=("BL11", "BL12", "BL13")),
    "whatever the depth": lambda r: first_target(r, over_line=False),
    "a shallower depth": lambda r: replace(r, targets=(r.targets[0], replace(r.targets[1], depth_over_mm=15))),
    "every week": lambda r: replace(r, week_from=None, week_below=None),
    "a shallower draft": lambda r: adjusted(r, max_depth_mm=5, max_points=4),
    "other words": lambda r: replace(r, version=9, text=replace(r.text, title="Ours")),
}


@pytest.mark.parametrize("case", STRICTER_RULES)
def test_that_a_stricter_rule_is_let_through(case: str) -> None:
    assert list(loosened(rule(TINY), STRICTER_RULES[case](rule(TINY)))) == []


def test_that_no_target_means_everything_so_that_a_first_target_narrows() -> None:
    wide = replace(rule(TINY), targets=())
    assert [name for name, _ in loosened(wide, replace(wide, targets=(Target(points=("BL11",)),)))] == ["targets"]


SORE = Target(kinds=(Kind.NEEDLING, Kind.CUPPING_DRY), region_of_factor=True)


def flag() -> RedFlag:
    return replace(TINY.red_flags["RF01"], keeps_out=(SORE,), around_pain=True)


LOOSER_FLAGS: dict[str, tuple[str, Callable[[RedFlag], RedFlag]]] = {
    "an override": ("overridable", lambda f: replace(f, overridable=True)),
    "no block": ("blocks_if_unasked", lambda f: replace(f, blocks_if_unasked=False)),
    "a part less": ("parts", lambda f: replace(f, parts=f.parts[:1])),
    "not sure is no": (
        "not_sure_counts_as_yes",
        lambda f: replace(f, parts=(replace(f.parts[0], not_sure_counts_as_yes=False), f.parts[1])),
    ),
    "no trigger": ("triggers", lambda f: replace(f, triggers=())),
    "less urgent": ("triggers", lambda f: replace(f, triggers=(replace(f.triggers[0], urgency="gp_review"),))),
    "more asked for": ("triggers", lambda f: replace(f, triggers=(replace(f.triggers[0], at_least=2),))),
    "a test in the place of a question": (
        "parts",
        lambda f: replace(f, parts=(replace(f.parts[0], derived=((where("facts", "x"),),)), *f.parts[1:])),
    ),
    "nothing kept out": ("keeps_out", lambda f: replace(f, keeps_out=())),
    "less kept out": ("keeps_out", lambda f: replace(f, keeps_out=(replace(SORE, kinds=(Kind.NEEDLING,)),))),
    "a smaller place": ("around_pain", lambda f: replace(f, around_pain=False)),
    "an exception": ("triggers", lambda f: replace(f, triggers=(replace(f.triggers[0], none_of=("numbness",)),))),
}


@pytest.mark.parametrize("case", LOOSER_FLAGS)
def test_that_a_looser_red_flag_is_told_by_its_field(case: str) -> None:
    field, change = LOOSER_FLAGS[case]
    assert field in [name for name, _ in loosened(flag(), change(flag()))]


def test_that_a_red_flag_may_fire_sooner() -> None:
    sooner = replace(flag().triggers[0], all_of=(), any_of=("numbness", "bladder"))
    assert list(loosened(flag(), replace(flag(), triggers=(sooner,)))) == []


def test_that_a_red_flag_may_keep_more_out() -> None:
    more = replace(flag(), keeps_out=(Target(regions=("spine",)), replace(SORE, kinds=(*SORE.kinds, Kind.MOXIBUSTION))))
    assert list(loosened(flag(), more)) == []
    assert list(loosened(replace(flag(), keeps_out=(), around_pain=False), more)) == []


def line() -> DepthLine:
    return replace(TINY.depth_lines[0], thin_mm=5, levels=("T1", "T2"))


LOOSER_LINES: dict[str, tuple[str, Callable[[DepthLine], DepthLine]]] = {
    "deeper": ("line_mm", lambda d: replace(d, line_mm=12)),
    "deeper along a slant": ("oblique_mm", lambda d: replace(d, oblique_mm=16)),
    "deeper for the thin": ("thin_mm", lambda d: replace(d, thin_mm=6)),
    "no line for the thin": ("thin_mm", lambda d: replace(d, thin_mm=None)),
    "a point less": ("points", lambda d: replace(d, points=("BL11",))),
    "a level less": ("levels", lambda d: replace(d, levels=("T1",))),
    "a halving less": ("halved_by", lambda d: replace(d, halved_by=())),
    "another angle": ("angles", lambda d: replace(d, angles=(*d.angles, Angle.PERPENDICULAR))),
    "any angle": ("angles", lambda d: replace(d, angles=())),
}


@pytest.mark.parametrize("case", LOOSER_LINES)
def test_that_a_looser_line_is_told_by_its_field(case: str) -> None:
    field, change = LOOSER_LINES[case]
    assert field in [name for name, _ in loosened(line(), change(line()))]


def test_that_a_shallower_line_for_more_points_is_let_through() -> None:
    stricter = replace(line(), line_mm=8, oblique_mm=None, points=("BL11", "BL12", "BL13"), levels=())
    assert list(loosened(line(), stricter)) == []


def fields_of(earlier: object, later: object) -> list[str]:
    return [name for name, _ in loosened(earlier, later)]


def test_that_a_point_keeps_its_place_its_hazards_and_its_cautions() -> None:
    point: Point = replace(TINY.points["BL11"], needling="forbidden", pregnancy_caution=True)
    harmless = replace(point, hazards=(), needling="allowed", pregnancy_caution=False, regions=(Region.LOW_BACK,))
    assert sorted(fields_of(point, harmless)) == ["hazards", "needling", "pregnancy_caution", "regions"]
    assert fields_of(point, replace(point, hazards=("pneumothorax", "kidney"), depth_cun=(0.1, 0.2))) == []


def test_that_a_stretch_keeps_its_tags_and_whom_it_is_not_for() -> None:
    stretch: Stretch = TINY.stretches["EX01"]
    assert fields_of(stretch, replace(stretch, tags=("supine",), avoid_factors=())) == ["tags", "avoid_factors"]
    assert fields_of(stretch, replace(stretch, tags=(*stretch.tags, "loaded"), reps=3)) == []


def test_that_a_factor_keeps_its_block() -> None:
    factor: Factor = TINY.factors["anticoagulant"]
    assert fields_of(factor, replace(factor, unknown_blocks=False)) == ["unknown_blocks"]
    assert fields_of(TINY.factors["pregnancy_any"], replace(TINY.factors["pregnancy_any"], derived=())) == ["derived"]


def test_that_a_leaflet_about_comfort_may_be_changed_freely() -> None:
    leaflet = replace(TINY.leaflets["after"], section="advice")
    narrow = replace(leaflet, factors=(), modalities=("needling",), text=replace(leaflet.text, body=""))
    assert fields_of(leaflet, narrow) == []


LEAFLET = replace(TINY.leaflets["after"], modalities=("needling", "cupping"), applies=((where("facts", "anaemia"),),))
NARROWED: dict[str, tuple[str, Leaflet]] = {
    "another section": ("section", replace(LEAFLET, section="advice")),
    "fewer treatments": ("modalities", replace(LEAFLET, modalities=("needling",))),
    "a style": ("styles", replace(LEAFLET, styles=("moving",))),
    "another patient": ("factors", replace(LEAFLET, factors=("pregnancy_any",))),
    "an exception": ("unless_factors", replace(LEAFLET, unless_factors=("pregnancy_any",))),
    "another test": ("applies", replace(LEAFLET, applies=((where("facts", "gout"),),))),
    "one test more": ("applies", replace(LEAFLET, applies=((where("facts", "anaemia"), where("facts", "gout")),))),
    "in the place of another": ("replaces", replace(LEAFLET, replaces=("call_doctor",))),
    "no words": ("text.body", replace(LEAFLET, text=replace(LEAFLET.text, body=""))),
}


@pytest.mark.parametrize("case", NARROWED)
def test_that_a_leaflet_about_safety_reaches_whom_it_reached(case: str) -> None:
    field, narrowed = NARROWED[case]
    assert fields_of(LEAFLET, narrowed) == [field]


def test_that_a_leaflet_about_safety_may_say_it_in_other_words_and_reach_more() -> None:
    wider = replace(LEAFLET, factors=(), modalities=(), applies=(), text=replace(LEAFLET.text, body="In our words."))
    assert fields_of(LEAFLET, wider) == []
    another = (*LEAFLET.applies, (where("facts", "gout"),))
    assert fields_of(LEAFLET, replace(LEAFLET, applies=another)) == []


def test_that_what_others_published_stays_as_they_published_it(shipped: Library) -> None:
    measure = next(iter(shipped.measures.values()))
    assert fields_of(measure, replace(measure, high=measure.high + 1)) == ["high"]
    assert fields_of(measure, replace(measure, version=9, reviewed=date(2030, 1, 1))) == []
    protocol = next(iter(shipped.published.values()))
    assert fields_of(protocol, replace(protocol, plan=replace(protocol.plan, aim="Ours"))) == ["plan"]


def test_that_a_card_for_an_emergency_goes_on_calling_for_help(shipped: Library) -> None:
    card = next(card for card in shipped.cards.values() if card.call_now)
    assert fields_of(card, replace(card, call_now=False)) == ["call_now"]


def test_that_a_caution_keeps_what_it_is_about(shipped: Library) -> None:
    caution = next(caution for caution in shipped.cautions.values() if caution.points)
    assert fields_of(caution, replace(caution, points=caution.points[1:])) == ["points"]
