"""What follows from an edit and is never typed: needle counts, depth over all, equipment, sources, what is told.

Each is made anew only where it was made by the program before: what a person or a published protocol said stays.
"""

from collections.abc import Iterator
from dataclasses import replace

from treatplan.domain.dose import Absent, AtLeast, Count, Number, Span
from treatplan.domain.drafting.case import START, Case
from treatplan.domain.drafting.doses import depth_overall
from treatplan.domain.drafting.frame import told_of
from treatplan.domain.drafting.needling import no_depth, tender_note
from treatplan.domain.drafting.stretches import equipment_of
from treatplan.domain.editing.parts import component_at
from treatplan.domain.editing.shapes import shape_of
from treatplan.domain.editing.typed import within
from treatplan.domain.library import Library
from treatplan.domain.modality import Component, Exercise, NeedlePoint, Needling, Stretching
from treatplan.domain.places import Side
from treatplan.domain.plan import LeftOut, Plan, items_of


def following(before: Plan, after: Plan, case: Case) -> Plan:
    """The edited plan with everything in it that follows from what was edited."""
    if after.components == before.components:
        return after
    known = set(map(id, before.components))
    made = [one if id(one) in known else _component(_was(one, before, after), one, case) for one in after.components]
    settled = replace(after, components=tuple(made))
    return replace(_told(before, settled, case), left_out=_left_out(before, settled, case))


def needles(points: tuple[NeedlePoint, ...], library: Library) -> int:
    """How many needles the points take by their sides."""
    return sum(
        point.needles(one.side, one.level)
        if (point := library.points.get(one.code))
        else (2 if one.side is Side.BILATERAL else 1)
        for one in points
    )


def _was(component: Component, before: Plan, after: Plan) -> Component | None:
    """What the component was before the edit."""
    mine = [one for one in after.components if one.modality == component.modality]
    number = next(place for place, one in enumerate(mine, 1) if one is component)
    place = component_at(before, f"{component.modality}:{number}")
    return None if place is None else before.components[place]


def _component(was: Component | None, now: Component, case: Case) -> Component:
    if isinstance(now, Needling):
        now = _needling(was if isinstance(was, Needling) else Needling(), now, case)
    if isinstance(now, Stretching):
        now = _stretching(was if isinstance(was, Stretching) else Stretching(), now, case)
    if now.modality == "advice":
        return now
    mine = now.rationale.sources
    if was is None or (was.modality == now.modality and mine == _sources(was)):
        return replace(now, rationale=replace(now.rationale, sources=_sources(now)))
    return now


def _needling(was: Needling, now: Needling, case: Case) -> Needling:
    if was.points != now.points:
        ours = was.depth_mm == depth_overall(was.points)
        depth = depth_overall(now.points) if ours else now.depth_mm
        now = replace(now, insertions=_insertions(was, now, case.library), depth_mm=depth)
    note = _note(was, case)
    if was.point_rules != now.point_rules and note == was.insertions_note:
        now = replace(now, insertions_note=_note(now, case))
    return now


def _insertions(was: Needling, now: Needling, library: Library) -> Number:
    """The needles of the points. A number that says more than they do (with points to be chosen) moves with them."""
    counted, before = needles(now.points, library), needles(was.points, library)
    open_ = bool(now.point_rules) or any(isinstance(point.side, Absent) for point in now.points)
    stated = was.insertions
    made: Number = counted
    if open_ and not isinstance(stated, Absent) and stated != before:
        made = _moved(stated, counted - before)
    within(made, shape_of(Needling, "insertions"), "insertions")
    return made


def _moved(stated: Count | Span[Count] | AtLeast[Count], step: int) -> Number:
    match stated:
        case Span():
            return Span(low=max(0, stated.low + step), high=max(0, stated.high + step))
        case AtLeast():
            return AtLeast(at_least=max(0, stated.at_least + step))
        case _:
            return max(0, stated + step)


def _note(component: Needling, case: Case) -> str:
    """How many tender points may come on top."""
    most = [rule.how_many for rule in component.point_rules if rule.kind == "ashi"]
    if not most or isinstance(most[0], Absent | AtLeast):
        return ""
    return tender_note(most[0].high if isinstance(most[0], Span) else most[0], case)


def _stretching(was: Stretching, now: Stretching, case: Case) -> Stretching:
    """What the exercises need, where it was read from them before."""
    if was.exercises == now.exercises or was.equipment not in {_equipment(was, case), Absent.NOT_REPORTED}:
        return now
    return replace(now, equipment=_equipment(now, case))


def _equipment(component: Stretching, case: Case) -> tuple[str, ...]:
    known = case.library.stretches
    return equipment_of((known[one.exercise] for one in component.exercises if one.exercise in known), case)


def _sources(component: Component) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for item in items_of(component) for source in item.sources))


def _told(before: Plan, after: Plan, case: Case) -> Plan:
    """What patients are told, less what is no longer given, with what is given now."""
    said = after.context.patient_information
    if isinstance(said, Absent):
        return after
    was, now = told_of(before.components, case), told_of(after.components, case)
    kept = tuple(one for one in said if one not in was or one in now)
    told = tuple(dict.fromkeys((*kept, *(one for one in now if one not in was))))
    return replace(after, context=replace(after.context, patient_information=told))


def _left_out(before: Plan, after: Plan, case: Case) -> tuple[LeftOut, ...]:
    """What was left out, less what the practitioner has put in, and with the depths that are not known."""
    if START not in case.library.onsets:  # without the words of drafts there are no entries of a draft
        return after.left_out
    put_in = set(_names(after, case)) - set(_names(before, case))
    deep, still = _no_depths(before, case), _no_depths(after, case)
    known = [entry for entry in after.left_out if entry.what not in deep or entry.what in still]
    less = [left for entry in known if (left := _less(entry, put_in)) is not None]
    more = [entry for what, entry in still.items() if what not in deep]
    return tuple(dict.fromkeys((*less, *more)))


def _less(entry: LeftOut, put_in: set[str]) -> LeftOut | None:
    """The entry without what is in the plan now; None where nothing is left of it."""
    if entry.what in put_in:
        return None
    names = entry.what.split(", ")
    left = [name for name in names if name not in put_in]
    if len(left) == len(names) or not entry.text.startswith(entry.what):
        return entry
    what = ", ".join(left)
    return replace(entry, what=what, text=what + entry.text.removeprefix(entry.what)) if left else None


def _names(plan: Plan, case: Case) -> Iterator[str]:
    """What is in the plan, as drafts name what they leave out."""
    for component in plan.components:
        title = case.plain(component.modality)
        yield from (title, title.capitalize())
        for item in items_of(component):
            if isinstance(item, NeedlePoint):
                yield f"{item.code}.{item.level}" if item.level else item.code
            elif isinstance(item, Exercise):
                yield f"{item.exercise} {item.name}"
            elif component.modality in {"moxibustion", "cupping"}:
                place = getattr(item, "code", "") or case.plain(getattr(item, "region", None) or "")
                yield case.say("left.part", what=title, part=place)


def _no_depths(plan: Plan, case: Case) -> dict[str, LeftOut]:
    """For each point without a depth, by its name, the entry that says so."""
    made: dict[str, LeftOut] = {}
    for component in plan.components:
        if isinstance(component, Needling):
            known = tuple(point for point in component.points if point.code in case.library.points)
            made |= {entry.what: entry for entry in no_depth(replace(component, points=known), case)}
    return made
