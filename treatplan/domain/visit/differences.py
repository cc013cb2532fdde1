"""What was planned and what was given, held against each other: left out, added, or given in another way."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.modality import Electrical, Needling, PointRule
from treatplan.domain.plan import Plan, PlanItem, items_of
from treatplan.domain.value import value
from treatplan.domain.visit.given import Given
from treatplan.domain.visit.visit import LISTS, Visit, given

_FIELDS = {
    "needles": ("code", "level", "side", "depth_mm", "angle", "stimulation", "retention_min"),
    "heat": ("code", "level", "side", "region", "minutes", "units"),
    "cups": ("code", "level", "side", "region", "cups", "minutes"),
    "exercises": ("exercise",),
    "advice": ("leaflet",),
}
_OF_PART = {"needles": ("depth_mm", "stimulation"), "heat": ("technique",), "cups": ("style", "strength")}


@value
class Difference:
    """One difference. `planned` and `given` are as they are read; what a visit does not say is no difference."""

    item_id: str
    kind: Literal["left_out", "added", "changed"]
    field: str = ""
    planned: str = ""
    given: str = ""


def differences(plan: Plan, visit: Visit) -> tuple[Difference, ...]:
    """Everything that was given otherwise than planned, in the order of the plan, then what was added."""
    found: list[Difference] = []
    items = {item.item_id: (name, item) for name, listed in given(visit).items() for item in listed}
    by_rule = {getattr(item, "by_rule", "") for _, item in items.values()}
    planned: set[str] = set()
    for part in plan.components:
        for item in items_of(part):
            planned.add(item.item_id)
            if item.item_id in items:
                name, was = items[item.item_id]
                found += _changed(name, part, item, was)
            elif item.item_id not in by_rule and part.modality in _EVERY_TIME:
                found.append(Difference(item_id=item.item_id, kind="left_out", planned=_name(item)))
    found += _whole(plan, visit)
    added = (item for _, item in items.values() if item.item_id not in planned)
    found += [
        Difference(item_id=item.item_id, kind="added", given=_name(item))
        for item in added
        if getattr(item, "by_rule", "") not in planned
    ]
    return tuple(found)


_EVERY_TIME = frozenset({LISTS["needles"], LISTS["heat"], LISTS["cups"]})
"""Exercises and advice are shown once; not to show them again leaves nothing out."""


def fits(planned: Any, was: object) -> bool:
    """Whether what was given lies within what was planned."""
    match planned:
        case Absent() | None:
            return True
        case Span():
            return isinstance(was, int | float) and planned.low <= was <= planned.high
        case AtLeast():
            return isinstance(was, int | float) and was >= planned.at_least
        case _:
            return bool(planned == was)


def _changed(name: str, part: Any, item: PlanItem, was: Given) -> Iterator[Difference]:
    if isinstance(item, PointRule):
        return
    for field in (*_FIELDS[name], *(one for one in _OF_PART.get(name, ()) if one not in _FIELDS[name])):
        now = getattr(was, field)
        own = getattr(item, field, None)
        if own is None or isinstance(own, Absent):
            own = getattr(part, field, None) if field in _OF_PART.get(name, ()) else own
        if now not in {None, ""} and own != "" and not fits(own, now):
            yield Difference(
                item_id=item.item_id, kind="changed", field=field, planned=as_read(own), given=as_read(now)
            )


def _whole(plan: Plan, visit: Visit) -> Iterator[Difference]:
    """What is said of needling as a whole."""
    parts = [part for part in plan.components if isinstance(part, Needling)]
    if not parts or not (visit.needles or visit.electrical):
        return
    retention = [part.retention_min for part in parts]
    if visit.retention_min is not None and not any(fits(one, visit.retention_min) for one in retention):
        yield Difference(
            item_id="",
            kind="changed",
            field="retention_min",
            planned=as_read(retention[0]),
            given=as_read(visit.retention_min),
        )
    currents = [part.electrical for part in parts if isinstance(part.electrical, Electrical)]
    if visit.electrical is None and currents:
        yield Difference(item_id="", kind="left_out", field="electrical", planned="electrical")
    elif visit.electrical is not None and not currents:
        yield Difference(item_id="", kind="added", field="electrical", given="electrical")
    elif visit.electrical is not None:
        for field in ("frequency_hz", "pulse_width_us", "intensity_ma", "minutes"):
            was, own = getattr(visit.electrical, field), getattr(currents[0], field)
            if was is not None and not fits(own, was):
                name = f"electrical.{field}"
                yield Difference(item_id="", kind="changed", field=name, planned=as_read(own), given=as_read(was))


def as_read(found: Any) -> str:
    """A value as people read it: `10-20`, `at least 5`, `L4`."""
    match found:
        case Span():
            return f"{found.low:g}-{found.high:g}"
        case AtLeast():
            return f"at least {found.at_least:g}"
        case float() | int():
            return f"{found:g}"
        case _:
            return str(found)


def _name(item: Any) -> str:
    names: Mapping[str, str] = {name: str(getattr(item, name, "") or "") for name in _NAMED}
    return " ".join(word for word in names.values() if word)[:300] or item.item_id


_NAMED = ("code", "level", "region", "exercise", "leaflet", "kind", "place")
