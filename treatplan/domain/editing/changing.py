"""Changes of one field, with what must agree with it: the needle with the depths, the points with their component."""

from dataclasses import replace
from typing import TypeAlias

from treatplan.domain.dose import Absent, AtLeast, Span, highest
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.needling import tender_text
from treatplan.domain.editing.adding import fits, on_side
from treatplan.domain.editing.fields import changed
from treatplan.domain.editing.parts import Spot, item_at, with_component, with_item
from treatplan.domain.editing.typed import refusal
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    AdviceItem,
    Component,
    CupSite,
    Electrical,
    Exercise,
    HeatPoint,
    MoxaTechnique,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stimulation,
)
from treatplan.domain.places import Side
from treatplan.domain.plan import Plan

Placed: TypeAlias = NeedlePoint | HeatPoint | CupSite

_BOTH = frozenset({Side.BILATERAL, Absent.NOT_REPORTED, Absent.NOT_APPLICABLE})
_DAYS = 7


def changed_item(plan: Plan, spot: Spot, field: str, text: str, case: Case) -> Plan:
    """The plan with one field of an item changed. Raises `Refused` where the item can't be so."""
    component = plan.components[spot.component]
    before = item_at(plan, spot)
    after = changed(before, field, text)
    match after:
        case NeedlePoint() | HeatPoint() | CupSite():
            if field == "side":
                check_side(after, field, case.library)
                check_apart(after, component, field)
                after = on_side(after)
            if field == "depth_mm" and isinstance(after, NeedlePoint) and isinstance(component, Needling):
                _check_depth(after, component)
        case Exercise():
            if field == "days_per_week" and (highest(after.days_per_week) or 0) > _DAYS:
                raise refusal(field, f"is more days than a week has; it can be 1 to {_DAYS}")
        case PointRule():
            if field == "how_many" and isinstance(before, PointRule):
                after = _told(before, after, case)
        case AdviceItem():
            if not after.leaflet and not after.text:
                raise refusal(field, "is empty, and nothing else is in this advice; remove it instead")
    return with_item(plan, spot, after)


def changed_component(plan: Plan, place: int, field: str, text: str, case: Case) -> Plan:
    """The plan with one field of a component changed. Raises `Refused` where the component can't be so."""
    before = plan.components[place]
    after = changed(before, field, text)
    if isinstance(before, Needling) and isinstance(after, Needling):
        if field == "needle.length_mm":
            _check_length(after)
        after = _followed(before, after, field, case)
    if isinstance(before, Moxibustion) and isinstance(after, Moxibustion) and field == "technique":
        ours = before.manoeuvre == _manoeuvre(before, case)
        after = replace(after, manoeuvre=_manoeuvre(after, case)) if ours else after
    return with_component(plan, place, after)


def check_side(item: Placed, field: str, library: Library) -> None:
    """Refuse a side on which the point does not lie."""
    point = library.points.get(item.code)
    if point is not None and not fits(point, item.side):
        if point.laterality == "midline":
            raise refusal(field, f"is {item.side}, but {point.code} lies on the midline; choose midline")
        raise refusal(field, f"is midline, but {point.code} lies on both sides; choose left, right or bilateral")


def check_apart(item: Placed, component: Component, field: str) -> None:
    """Refuse the same place twice in a component; the sides of a vertebral level, or of a region, may differ."""
    for other in (*getattr(component, "points", ()), *getattr(component, "sites", ())):
        same = (other.code, other.level) == (item.code, item.level)
        same = same and getattr(other, "region", None) == getattr(item, "region", None)
        if same and other.item_id != item.item_id and _meet(other, item):
            what = f"{item.code} {item.level}".strip() or str(getattr(item, "region", "")).replace("_", " ")
            raise refusal(field, f"{what} is in this part of the plan already; change it there")


def _meet(one: Placed, other: Placed) -> bool:
    """Whether two items at the same point or region touch: not where one is left and the other right."""
    if one.code and not one.level:
        return True
    return one.side == other.side or not _BOTH.isdisjoint({one.side, other.side})


def _check_depth(point: NeedlePoint, component: Needling) -> None:
    deepest, length = highest(point.depth_mm), _length(component)
    if deepest is not None and length is not None and deepest > length:
        message = f"is {deepest:g} mm, but the needle is {length:g} mm long"
        raise refusal("depth_mm", f"{message}; write at most {length:g} mm, or choose a longer needle first")


def _check_length(component: Needling) -> None:
    length = _length(component)
    for point in component.points:
        deepest = highest(point.depth_mm)
        if deepest is not None and length is not None and deepest > length:
            message = f"is {length:g} mm, but {point.code} is needled {deepest:g} mm deep"
            raise refusal("needle.length_mm", f"{message}; choose a longer needle, or make that point shallower first")


def _length(component: Needling) -> float | None:
    """The length that no depth may exceed, as `intactness` reads it."""
    length = component.needle.length_mm
    return None if isinstance(length, AtLeast) else highest(length)


def _followed(before: Needling, after: Needling, field: str, case: Case) -> Needling:
    """Points that were worked as the component said go on to be; so do the words for it, and the current."""
    if field == "response_sought":
        was = () if isinstance(before.response_sought, Absent) else before.response_sought
        now = () if isinstance(after.response_sought, Absent) else after.response_sought
        points = tuple(
            replace(point, response_sought=now) if point.response_sought == was else point for point in after.points
        )
        return replace(after, points=points)
    if field != "stimulation":
        return after
    points = tuple(
        replace(point, stimulation=after.stimulation) if point.stimulation is before.stimulation else point
        for point in after.points
    )
    if before.stimulation_text == _words(before, case):
        after = replace(after, stimulation_text=_words(after, case))
    return replace(after, points=points, electrical=_current(before, after))


def _current(before: Needling, after: Needling) -> Electrical | Absent:
    """Current comes with electrical stimulation, and goes with it."""
    electrical = after.electrical
    if after.stimulation is Stimulation.ELECTRICAL and isinstance(electrical, Absent):
        return Electrical()
    gone = before.stimulation is Stimulation.ELECTRICAL and after.stimulation is not Stimulation.ELECTRICAL
    return Absent.NOT_APPLICABLE if gone else electrical


def _words(component: Needling, case: Case) -> str:
    return case.start.text.words.get(f"stimulation.{component.stimulation}", "")


def _manoeuvre(component: Moxibustion, case: Case) -> str:
    return case.say("moxa.box") if component.technique is MoxaTechnique.BOX else case.say("moxa.circling")


def _told(before: PointRule, after: PointRule, case: Case) -> PointRule:
    """A rule for tender points whose sentence names their number."""
    was, now = (_most(rule) for rule in (before, after))
    if was is None or now is None or before.kind != "ashi" or not before.regions:
        return after
    said = tender_text(was, before.regions, None, case)
    if not before.text.startswith(said):
        return after
    return replace(after, text=tender_text(now, after.regions, None, case) + before.text.removeprefix(said))


def _most(rule: PointRule) -> float | None:
    many = rule.how_many
    return many.high if isinstance(many, Span) else None if isinstance(many, Absent | AtLeast) else many
