"""What was given, as a plan: so that the safety rules that speak of plans speak of what was really done.

An item of the plan keeps what the visit does not say otherwise. Rules for points give way to the points chosen by them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from treatplan.domain.dose import Absent
from treatplan.domain.modality import (
    Component,
    Cupping,
    CupSite,
    Electrical,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stretching,
)
from treatplan.domain.plan import Plan, items_of
from treatplan.domain.visit.given import Given, GivenCups, GivenCurrent, GivenExercise, GivenHeat, GivenNeedle
from treatplan.domain.visit.visit import LISTS, Visit, given

G = TypeVar("G", GivenNeedle, GivenHeat, GivenCups, GivenExercise)
Build: TypeAlias = Callable[[Any, Sequence[Any], Visit], Iterator[Component]]


def as_given(plan: Plan, visit: Visit) -> Plan:
    """The plan with nothing in it but what was given."""
    made: list[Component] = []
    for name, items in given(visit).items():
        if name in _BUILD and (items or (name == "needles" and visit.electrical is not None)):
            made += _components(plan, name, items, visit)
    return replace(plan, components=tuple(made))


def _components(plan: Plan, name: str, items: Sequence[Given], visit: Visit) -> Iterator[Component]:
    """The plan's components of a kind, each with its own items; what was added stands in the first."""
    kind, build = _BUILD[name]
    parts = [component for component in plan.components if component.modality == LISTS[name]] or [kind()]
    own = [{item.item_id for item in items_of(part)} for part in parts]
    for place, part in enumerate(parts):
        mine = [item for item in items if _home(item, own) == place]
        if mine or (place == 0 and name == "needles" and visit.electrical is not None):
            yield from build(part, mine, visit)


def _home(item: Given, own: Sequence[set[str]]) -> int:
    """In which component an item stands: that of its plan's item, of the rule it was chosen by, else the first."""
    names = (item.item_id, getattr(item, "by_rule", ""))
    return next((place for place, ids in enumerate(own) if not ids.isdisjoint(names)), 0)


def _needling(part: Needling, items: Sequence[GivenNeedle], visit: Visit) -> Iterator[Component]:
    known = {point.item_id: point for point in part.points}
    coded = [item for item in items if item.code]
    free = [_free(item) for item in items if not item.code]
    yield replace(
        part,
        points=tuple(_needle(item, known.get(item.item_id)) for item in coded),
        point_rules=tuple(free),
        retention_min=part.retention_min if visit.retention_min is None else visit.retention_min,
        electrical=Absent.NOT_APPLICABLE if visit.electrical is None else _current(visit.electrical),
        position=_only((item.position for item in items), part.position),
    )


def _needle(item: GivenNeedle, planned: NeedlePoint | None) -> NeedlePoint:
    made = planned or NeedlePoint(item_id=item.item_id, code=item.code)
    said: dict[str, Any] = {"code": item.code, "level": item.level}
    for name in ("side", "depth_mm", "angle", "stimulation", "retention_min"):
        if getattr(item, name) is not None:
            said[name] = getattr(item, name)
    return replace(made, **said)


def _current(current: GivenCurrent) -> Electrical:
    named = ("frequency_hz", "pulse_width_us", "intensity_ma", "minutes")
    said: dict[str, Any] = {name: getattr(current, name) for name in named if getattr(current, name) is not None}
    return Electrical(pairs=current.pairs, across_midline=current.across_midline, **said)


def _free(item: GivenNeedle | GivenHeat | GivenCups) -> PointRule:
    """A place without a code, as a rule that one point was chosen by."""
    return PointRule(
        item_id=item.item_id,
        kind="ashi",
        how_many=1,
        regions=() if item.region is None else (item.region,),
        side=Absent.NOT_REPORTED if item.side is None else item.side,
        text=item.place,
    )


def _moxibustion(part: Moxibustion, items: Sequence[GivenHeat], _visit: Visit) -> Iterator[Component]:
    known = {point.item_id: point for point in part.points}
    for technique, mine in _groups(items, lambda item: item.technique):
        placed = [item for item in mine if item.code or item.region is not None]
        yield replace(
            part,
            technique=part.technique if technique is None else technique,
            points=tuple(_heat(item, known.get(item.item_id)) for item in placed),
            point_rules=tuple(_free(item) for item in mine if item not in placed),
            position=_only((item.position for item in mine), part.position),
        )


def _heat(item: GivenHeat, planned: HeatPoint | None) -> HeatPoint:
    made = planned or HeatPoint(item_id=item.item_id)
    said: dict[str, Any] = {"code": item.code, "level": item.level, "region": item.region}
    for name in ("side", "minutes", "units"):
        if getattr(item, name) is not None:
            said[name] = getattr(item, name)
    return replace(made, **said)


def _cupping(part: Cupping, items: Sequence[GivenCups], _visit: Visit) -> Iterator[Component]:
    known = {site.item_id: site for site in part.sites}
    for (style, strength), mine in _groups(items, lambda item: (item.style, item.strength)):
        placed = [item for item in mine if item.code or item.region is not None]
        yield replace(
            part,
            style=part.style if style is None else style,
            strength=part.strength if strength is None else strength,
            sites=tuple(_cups(item, known.get(item.item_id)) for item in placed),
            site_rules=tuple(_free(item) for item in mine if item not in placed),
            position=_only((item.position for item in mine), part.position),
        )


def _cups(item: GivenCups, planned: CupSite | None) -> CupSite:
    made = planned or CupSite(item_id=item.item_id)
    said: dict[str, Any] = {"code": item.code, "level": item.level, "region": item.region}
    for name in ("side", "minutes", "cups"):
        if getattr(item, name) is not None:
            said[name] = getattr(item, name)
    return replace(made, **said)


def _stretching(part: Stretching, items: Sequence[GivenExercise], _visit: Visit) -> Iterator[Component]:
    known = {exercise.item_id: exercise for exercise in part.exercises}
    shown = (
        replace(known[item.item_id], exercise=item.exercise or known[item.item_id].exercise)
        if item.item_id in known
        else Exercise(item_id=item.item_id, exercise=item.exercise, name=item.note)
        for item in items
    )
    yield replace(part, exercises=tuple(shown))


def _groups(items: Sequence[G], key: Callable[[G], Any]) -> Iterator[tuple[Any, list[G]]]:
    made: dict[Hashable, list[G]] = {}
    for item in items:
        made.setdefault(key(item), []).append(item)
    yield from made.items()


def _only(positions: Iterable[Any], planned: Any) -> Any:
    """The position, where it was one and the same; several count as not told, which is the riskier reading."""
    found = {position for position in positions if position is not None}
    return found.pop() if len(found) == 1 else planned if not found else Absent.NOT_REPORTED


_BUILD: dict[str, tuple[type, Build]] = {
    "needles": (Needling, _needling),
    "heat": (Moxibustion, _moxibustion),
    "cups": (Cupping, _cupping),
    "exercises": (Stretching, _stretching),
}
