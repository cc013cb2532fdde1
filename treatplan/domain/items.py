"""A plan flattened for safety rules: one item per point, cup site and exercise, and one for each component as a whole.

What is not said counts as the riskier choice: moxa of unnamed material burns and smokes, cups of unnamed suction may be
fire cups, a component that names no place may be anywhere. An unknown depth or angle, though, crosses no line (the
limit is shown beside the item instead).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from treatplan.domain.dose import Absent, AtLeast, Span, lowest, upper
from treatplan.domain.equipment import CupSource
from treatplan.domain.library import Library, Point
from treatplan.domain.modality import (
    Angle,
    Component,
    Cupping,
    CuppingStyle,
    Electrical,
    MoxaTechnique,
    Moxibustion,
    Needling,
    PointRule,
    Stimulation,
    Stretching,
)
from treatplan.domain.places import GROUPS, Region, Side
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Kind
from treatplan.domain.spine import regions_of_level
from treatplan.domain.value import value

LUNG = "pneumothorax"
"""The hazard of points over the lung."""

_CUPPING_KINDS = {
    CuppingStyle.MOVING: frozenset({Kind.CUPPING_MOVING, Kind.CUPPING_DRY}),
    CuppingStyle.WET: frozenset({Kind.CUPPING_WET, Kind.CUPPING_DRY}),
}


@value
class Item:
    """One thing in a plan, as rules see it. `whole` is the component itself, without its points.

    Kinds carry what they inherit: wet and moving cupping are dry cupping too, stimulated needling is needling too.
    Depths and distances in mm, the deepest and the nearest planned; minutes are the longest planned. `unlisted` is an
    exercise that the library does not have, so that nobody has tagged what it does. `avoid` names the facts of a
    patient whom an exercise does not suit, by its `sources`. `exercises` counts those of a whole component.
    """

    item_id: str
    label: str
    kinds: frozenset[Kind]
    whole: bool = False
    point: Point | None = None
    level: str = ""
    regions: frozenset[Region] = frozenset()
    hazards: frozenset[str] = frozenset()
    midline: bool = False
    depth_mm: float | None = None
    angle: Angle | None = None
    minutes: float | None = None
    distance_mm: float | None = None
    techniques: frozenset[str] = frozenset()
    stimulation: str = ""
    strength: str = ""
    position: str = ""
    indwelling: bool = False
    smoke: bool = False
    flame: bool = False
    across_midline: bool = False
    over_retained_needles: bool = False
    tags: frozenset[str] = frozenset()
    unlisted: bool = False
    exercises: int = 0
    avoid: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The point's code, or nothing."""
        return self.point.code if self.point else ""


def items(plan: Plan, library: Library) -> tuple[Item, ...]:
    """Every item of a plan, each component's whole first. Advice holds nothing that rules speak of."""
    made: list[Item] = []
    used: dict[str, int] = {}
    for component in plan.components:
        used[component.modality] = used.get(component.modality, 0) + 1
        count = used[component.modality]
        own = items_of_component(component, library, component.modality + (f":{count}" if count > 1 else ""))
        made += own
        if len(own) == 1:
            made.append(_somewhere(own[0]))
    return tuple(made)


def items_of_component(component: Component, library: Library, whole_id: str = "") -> tuple[Item, ...]:
    """The items of one component; also for asking about a candidate, as a component that holds it alone."""
    name = whole_id or component.modality
    match component.modality:
        case "needling":
            return tuple(_needling(component, library, name))
        case "moxibustion":
            return tuple(_moxibustion(component, library, name))
        case "cupping":
            return tuple(_cupping(component, library, name))
        case "stretching":
            return tuple(_stretching(component, library, name))
        case "advice":
            return ()


def _somewhere(whole: Item) -> Item:
    """What a component without any item leaves open: it may be given anywhere."""
    return replace(whole, whole=False, regions=frozenset({Region.ANY}), unlisted=Kind.STRETCHING in whole.kinds)


def _needling(component: Needling, library: Library, name: str) -> Iterator[Item]:
    electrical = component.electrical if isinstance(component.electrical, Electrical) else None
    retention = _most(component.retention_min)
    worked = (component.stimulation, *(point.stimulation for point in component.points))
    whole = Item(
        item_id=name,
        label=name,
        whole=True,
        kinds=_needle_kinds(electric=electrical is not None or Stimulation.ELECTRICAL in worked),
        depth_mm=_most(component.depth_mm),
        minutes=_longest(retention, _most(electrical.minutes) if electrical else None),
        stimulation=_word(component.stimulation),
        position=_word(component.position),
        indwelling=component.needle.indwelling,
        across_midline=electrical.across_midline if electrical else False,
    )
    yield whole
    wired = _wired(component, electrical)
    for item in component.points:
        stimulation = component.stimulation if isinstance(item.stimulation, Absent) else item.stimulation
        electric = stimulation is Stimulation.ELECTRICAL or item.code in wired
        current_min = _most(electrical.minutes) if electrical and electric else None
        yield _at_point(
            replace(
                whole,
                item_id=item.item_id,
                kinds=_needle_kinds(electric=electric),
                depth_mm=upper(component.depth_mm if isinstance(item.depth_mm, Absent) else item.depth_mm),
                angle=None if isinstance(item.angle, Absent) else item.angle,
                minutes=_longest(retention if item.retention_min is None else _most(item.retention_min), current_min),
                stimulation=_word(stimulation),
            ),
            library.points.get(item.code),
            item.code,
            item.level,
            item.side,
        )
    for rule in component.point_rules:
        yield from _candidates(rule, whole, library)


def _needle_kinds(*, electric: bool) -> frozenset[Kind]:
    return frozenset({Kind.NEEDLING, Kind.ELECTROACUPUNCTURE}) if electric else frozenset({Kind.NEEDLING})


def _wired(component: Needling, electrical: Electrical | None) -> frozenset[str]:
    """Codes under current: those named in the pairs, or every point where no pair names one."""
    if electrical is None:
        return frozenset()
    codes = frozenset(point.code for point in component.points)
    text = " ".join(electrical.pairs)
    named = frozenset(code for code in codes if re.search(rf"(?<!\w){re.escape(code)}(?!\d)", text))
    return named or codes


def _moxibustion(component: Moxibustion, library: Library, name: str) -> Iterator[Item]:
    technique = component.technique
    burns = technique is not MoxaTechnique.ELECTRIC and component.material.kind != "electric"
    warm_needle = technique is MoxaTechnique.WARM_NEEDLE
    whole = Item(
        item_id=name,
        label=name,
        whole=True,
        kinds=frozenset({Kind.MOXIBUSTION, Kind.NEEDLING}) if warm_needle else frozenset({Kind.MOXIBUSTION}),
        distance_mm=_least(component.distance_mm),
        techniques=frozenset({_word(technique)} - {""}),
        position=_word(component.position),
        flame=burns,
        smoke=burns and component.material.smoke != "smokeless",
    )
    yield whole
    for item in component.points:
        own = replace(whole, item_id=item.item_id, minutes=upper(item.minutes))
        yield _at_place(own, library, (item.code, item.level, item.region), item.side)
    for rule in component.point_rules:
        yield from _candidates(rule, whole, library)


def _cupping(component: Cupping, library: Library, name: str) -> Iterator[Item]:
    style = component.style
    kinds = frozenset({Kind.CUPPING_DRY}) if isinstance(style, Absent) else _CUPPING_KINDS.get(style)
    whole = Item(
        item_id=name,
        label=name,
        whole=True,
        kinds=kinds or frozenset({Kind.CUPPING_DRY}),
        techniques=frozenset({_word(style)} - {""}),
        strength=_word(component.strength),
        position=_word(component.position),
        flame=component.cup.source in (CupSource.FIRE, Absent.NOT_REPORTED),
        over_retained_needles=component.over_retained_needles,
    )
    yield whole
    for item in component.sites:
        own = replace(whole, item_id=item.item_id, minutes=upper(item.minutes))
        yield _at_place(own, library, (item.code, item.level, item.region), item.side)
    for rule in component.site_rules:
        yield from _candidates(rule, whole, library)


def _stretching(component: Stretching, library: Library, name: str) -> Iterator[Item]:
    count = len({item.exercise or item.item_id for item in component.exercises})
    whole = Item(item_id=name, label=name, whole=True, kinds=frozenset({Kind.STRETCHING}))
    yield replace(whole, exercises=count)
    for item in component.exercises:
        stretch = library.stretches.get(item.exercise)
        yield replace(
            whole,
            item_id=item.item_id,
            whole=False,
            label=" ".join(filter(None, (item.exercise, item.name or (stretch.text.name if stretch else "")))),
            regions=frozenset(stretch.regions) if stretch else frozenset(),
            tags=frozenset(stretch.tags) if stretch else frozenset(),
            unlisted=stretch is None,
            avoid=frozenset(stretch.avoid_factors) if stretch else frozenset(),
            sources=stretch.sources if stretch else (),
            minutes=upper(item.minutes),
            position="_".join(item.position.casefold().split()),
        )


def _candidates(rule: PointRule, whole: Item, library: Library) -> Iterator[Item]:
    """A choice puts each of its candidates in play; a free place lies in the rule's regions, or anywhere.

    Ear points lie on the head, whatever part of the body they are named after.
    """
    own = replace(whole, item_id=rule.item_id)
    for code in rule.choose_from:
        yield _at_point(own, library.points.get(code), code, "", rule.side, frozenset(rule.regions))
    if not rule.choose_from:
        free = Region.HEAD if rule.kind == "ear" else Region.ANY
        regions = frozenset(rule.regions) or frozenset({free})
        where = ", ".join(_spaced(region) for region in rule.regions)
        label = " ".join(filter(None, (rule.kind, where)))
        yield replace(own, whole=False, label=label, regions=regions, midline=rule.side is Side.MIDLINE)


def _at_place(own: Item, library: Library, place: tuple[str, str, Region | None], side: Side | Absent) -> Item:
    """Something at a point or, without a code, in a region."""
    code, level, region = place
    if code:
        return _at_point(own, library.points.get(code), code, level, side)
    regions = frozenset({region or Region.ANY})
    label = _spaced(region) if region else own.label
    return replace(own, whole=False, label=label, regions=regions, midline=side is Side.MIDLINE)


def _at_point(
    own: Item,
    point: Point | None,
    code: str,
    level: str,
    side: Side | Absent,
    regions: frozenset[Region] = frozenset(),
) -> Item:
    """Something at a point, with what the library knows of it. `regions` are the planner's, for a free choice.

    A point that is not in the library may lie anywhere.
    """
    narrowed = regions_of_level(level)
    if point and regions and (point.laterality == "group" or Region.ANY in point.regions):
        narrowed = regions
    known = frozenset(point.regions) if point else frozenset()
    return replace(
        own,
        whole=False,
        label=f"{code} {level}".strip(),
        point=point,
        level=level,
        regions=narrowed or known or frozenset({Region.ANY}),
        hazards=_hazards(point, narrowed),
        midline=side is Side.MIDLINE or (point is not None and point.laterality == "midline"),
    )


def _hazards(point: Point | None, narrowed: frozenset[Region]) -> frozenset[str]:
    """Hazards at this place: where a group of points runs along the spine, there is no lung beside its lumbar part."""
    hazards = frozenset(point.hazards) if point else frozenset()
    if narrowed and narrowed.isdisjoint(GROUPS["thoracic"]):
        return frozenset(hazard for hazard in hazards if hazard != LUNG)
    return hazards


def _word(choice: object) -> str:
    return "" if isinstance(choice, Absent) else str(choice)


def _spaced(region: Region) -> str:
    return region.value.replace("_", " ")


def _most(dose: float | Span[float] | AtLeast[float] | Absent | None) -> float | None:
    return None if dose is None else upper(dose)


def _least(dose: float | Span[float] | AtLeast[float] | Absent) -> float | None:
    return lowest(dose)


def _longest(*minutes: float | None) -> float | None:
    return max((one for one in minutes if one is not None), default=None)
