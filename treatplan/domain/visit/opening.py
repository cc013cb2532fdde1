"""How a visit begins: with what the plan says and what was done last time, all of it marked as copied, not confirmed.

What must be asked or counted today begins empty, whatever the last visit held.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from treatplan.domain.dose import Absent, AtLeast, Span, lowest
from treatplan.domain.modality import Cupping, Electrical, Moxibustion, Needling, Stretching
from treatplan.domain.plan import Plan
from treatplan.domain.value import value
from treatplan.domain.visit.given import GivenCups, GivenCurrent, GivenExercise, GivenHeat, GivenNeedle
from treatplan.domain.visit.visit import VISIT_FORMAT, Carried, HomeLog, Visit, given

T = TypeVar("T")
G = TypeVar("G", GivenNeedle, GivenHeat, GivenCups)
_DAYS = 7


@value
class Before:
    """The last signed visit, and its id. `same_plan`: it was by the very version that today goes by."""

    id: int
    visit: Visit
    same_plan: bool = False


def opened(plan: Plan | None, last: Before | None, on: date, number: int | None = None) -> Visit:
    """A visit to be filled in. `number` counts within the course."""
    copied = last.visit if last is not None and last.same_plan else None
    planned = _planned(plan, on, number) if plan is not None else Visit(format=VISIT_FORMAT, on=on, number=number)
    made = Visit(
        format=VISIT_FORMAT,
        on=on,
        number=number,
        follows=None if last is None else last.id,
        needles=_merged(planned.needles, () if copied is None else tuple(map(_again, copied.needles))),
        heat=_merged(planned.heat, () if copied is None else tuple(map(_again, copied.heat))),
        cups=_merged(planned.cups, () if copied is None else tuple(map(_again, copied.cups))),
        exercises=planned.exercises if last is None else (),
        retention_min=_last(copied, "retention_min", planned.retention_min),
        electrical=planned.electrical if copied is None else copied.electrical,
        home=() if last is None or plan is None else tuple(_home(plan, last.visit.on, on)),
    )
    return _marked(made, copied)


def fields_of(visit: Visit) -> tuple[str, ...]:
    """Everything in a visit that can have been copied, by the name under which `carried` tells it."""
    items = (f"{name}.{item.item_id}" for name, found in given(visit).items() for item in found)
    alone = (name for name in ("retention_min", "electrical") if getattr(visit, name) is not None)
    return (*items, *alone)


def with_marks(visit: Visit, began: Visit) -> Visit:
    """The visit with every mark that it began with, as far as the thing is there: leaving one out confirms nothing."""
    told = {mark.field for mark in visit.carried}
    there = frozenset(fields_of(visit))
    missing = (mark for mark in began.carried if mark.field in there and mark.field not in told)
    return replace(visit, carried=(*visit.carried, *(replace(mark, confirmed=False) for mark in missing)))


def _marked(visit: Visit, copied: Visit | None) -> Visit:
    known = () if copied is None else fields_of(copied)
    marks = (Carried(field=name, source="last_visit" if name in known else "plan") for name in fields_of(visit))
    return replace(visit, carried=tuple(marks))


def _merged(planned: tuple[G, ...], last: tuple[G, ...]) -> tuple[G, ...]:
    """The plan's items in their order, each as it was last given; then what was added last time."""
    merged = {item.item_id: item for item in planned}
    merged.update((item.item_id, item) for item in last)
    return tuple(merged.values())


def _again(item: G) -> G:
    """An item of last time without what was seen and written then."""
    changes: dict[str, Any] = {"note": ""}
    if isinstance(item, GivenCups):
        changes["mark"] = None
    else:
        changes["response"] = ()
    return replace(item, **changes)


def _last(copied: Visit | None, name: str, planned: T) -> T:
    found = None if copied is None else getattr(copied, name)
    return planned if found is None else found


def _planned(plan: Plan, on: date, number: int | None) -> Visit:
    needles: list[GivenNeedle] = []
    heat: list[GivenHeat] = []
    cups: list[GivenCups] = []
    exercises: list[GivenExercise] = []
    retention, current = None, None
    for part in plan.components:
        match part:
            case Needling():
                needles += _needles(part)
                retention = retention if retention is not None else _plain(part.retention_min)
                current = current or _current(part)
            case Moxibustion():
                heat += _heat(part)
            case Cupping():
                cups += _cups(part)
            case Stretching():
                exercises += [GivenExercise(item_id=one.item_id, exercise=one.exercise) for one in part.exercises]
    return Visit(
        format=VISIT_FORMAT,
        on=on,
        number=number,
        needles=tuple(needles),
        heat=tuple(heat),
        cups=tuple(cups),
        exercises=tuple(exercises),
        retention_min=retention,
        electrical=current,
    )


def _needles(part: Needling) -> Iterator[GivenNeedle]:
    for point in part.points:
        depth = part.depth_mm if isinstance(point.depth_mm, Absent) else point.depth_mm
        yield GivenNeedle(
            item_id=point.item_id,
            code=point.code,
            level=point.level,
            side=_chosen(point.side),
            place=point.location_text,
            position=_chosen(part.position),
            depth_mm=_plain(depth),
            angle=_chosen(point.angle),
            stimulation=_chosen(part.stimulation if isinstance(point.stimulation, Absent) else point.stimulation),
            retention_min=None if point.retention_min is None else _plain(point.retention_min),
        )


def _current(part: Needling) -> GivenCurrent | None:
    planned = part.electrical
    if not isinstance(planned, Electrical):
        return None
    return GivenCurrent(
        frequency_hz=_plain(planned.frequency_hz),
        pulse_width_us=_plain(planned.pulse_width_us),
        intensity_ma=_plain(planned.intensity_ma),
        waveform=_chosen(planned.waveform) or "",
        minutes=_plain(planned.minutes),
        pairs=planned.pairs,
        across_midline=planned.across_midline,
    )


def _heat(part: Moxibustion) -> Iterator[GivenHeat]:
    for point in part.points:
        units = _plain(point.units)
        yield GivenHeat(
            item_id=point.item_id,
            code=point.code,
            level=point.level,
            side=_chosen(point.side),
            region=point.region,
            place=point.location_text,
            position=_chosen(part.position),
            technique=_chosen(part.technique),
            minutes=_plain(point.minutes),
            units=None if units is None else int(units),
        )


def _cups(part: Cupping) -> Iterator[GivenCups]:
    for site in part.sites:
        number = _plain(site.cups)
        yield GivenCups(
            item_id=site.item_id,
            code=site.code,
            level=site.level,
            side=_chosen(site.side),
            region=site.region,
            place=site.location_text,
            position=_chosen(part.position),
            cups=None if number is None else int(number),
            style=_chosen(part.style),
            strength=_chosen(part.strength),
            minutes=_plain(site.minutes),
        )


def _home(plan: Plan, since: date, on: date) -> Iterator[HomeLog]:
    """What was to be done at home since the last visit: whole days of what a week asks for."""
    for part in plan.components:
        if isinstance(part, Stretching):
            for one in part.exercises:
                weekly = lowest(one.days_per_week)
                days = None if weekly is None else round(weekly * max(0, (on - since).days) / _DAYS)
                yield HomeLog(item_id=one.item_id, exercise=one.exercise, days_planned=days)


def _plain(dose: float | Span[float] | AtLeast[float] | Absent) -> float | None:
    """The number of a dose that names one; of a range nobody can say yet what will be given."""
    return None if isinstance(dose, Absent | Span | AtLeast) else dose


def _chosen(choice: T | Absent) -> T | None:
    return None if isinstance(choice, Absent) else choice
