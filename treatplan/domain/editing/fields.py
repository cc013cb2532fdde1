"""The fields that can be edited, of an item, a component, the course or the plan, and how each is read and written.

Names and choices are stable words; how they are shown is the caller's.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.editing.shapes import Kind, Shape, shape_of
from treatplan.domain.editing.typed import read, refusal
from treatplan.domain.modality import (
    Advice,
    AdviceItem,
    Component,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stretching,
)
from treatplan.domain.plan import Phase, Plan, PlanItem, Regimen
from treatplan.domain.value import value

Editable: TypeAlias = PlanItem | Component | Phase | Regimen | Plan
T = TypeVar("T", bound=Editable)

_STEP = re.compile(r"([a-z_0-9]+)(?:\[(\d{1,3})\])?")
_PHASE = ("sessions", "times", "per", "weeks", "text")
_FIELDS: dict[type, tuple[str, ...]] = {
    NeedlePoint: (
        "side",
        "depth_mm",
        "angle",
        "direction",
        "tissue_level",
        "stimulation",
        "response_sought",
        "retention_min",
        "location_text",
    ),
    HeatPoint: ("side", "minutes", "units", "cone_mg", "location_text"),
    CupSite: ("side", "cups", "minutes", "location_text"),
    Exercise: ("hold_s", "minutes", "reps", "sets", "rest_s", "times_per_day", "days_per_week", "intensity"),
    AdviceItem: ("text",),
    PointRule: ("how_many", "side", "text"),
    Needling: (
        "position",
        "stimulation",
        "stimulation_text",
        "response_sought",
        "retention_min",
        "needle.diameter_mm",
        "needle.length_mm",
        "needle.manufacturer",
        "needle.material",
        "needle.sterile_single_use",
        "electrical.frequency_hz",
        "electrical.pulse_width_us",
        "electrical.intensity_text",
        "electrical.minutes",
        "electrical.pairs",
        "electrical.across_midline",
        "precautions",
    ),
    Moxibustion: (
        "position",
        "technique",
        "manoeuvre",
        "material.kind",
        "material.smoke",
        "material.manufacturer",
        "distance_mm",
        "response_sought",
        "ventilation",
        "precautions",
    ),
    Cupping: (
        "position",
        "style",
        "strength",
        "technique",
        "cup.source",
        "cup.material",
        "cup.diameter_mm",
        "over_retained_needles",
        "response_sought",
        "precautions",
    ),
    Stretching: (
        "supervision",
        "equipment",
        "home_minutes",
        "progression_rule",
        "home_programme",
        "start_level",
        "tailoring",
        "motivation",
        "precautions",
    ),
    Advice: (),
    Phase: _PHASE,
    Regimen: ("session_min", "review_session", "review_rule", "starts_on"),
    Plan: (
        "aim",
        "rationale.style",
        "rationale.reasoning",
        "variation.rules",
        "diagnosis.condition",
        "diagnosis.icd10cm",
        "diagnosis.icd11",
        "context.setting",
        "context.practitioner_instructions",
    ),
}
_OF_A_WHOLE_COURSE = ("sessions", "weeks")


@value
class Field:
    """One field as an editor draws it: the stable words of its choices, and what stands in it as it would be typed.

    `unit` is mm, min, s ... or nothing. `least` and `most` are the ends of what a number may be.
    """

    name: str
    kind: Kind
    unit: str
    choices: tuple[str, ...]
    text: str
    least: float | None = None
    most: float | None = None


def fields_of(thing: Editable) -> tuple[Field, ...]:
    """The fields of a thing that may be changed, in the order of an editor."""
    return tuple(_field(thing, name) for name in names_of(thing))


def names_of(thing: Editable) -> tuple[str, ...]:
    """The names of the fields that may be changed. The sums of a course are only typed where it has no phases."""
    names = tuple(name for name in _FIELDS[type(thing)] if _is_there(thing, name))
    if not isinstance(thing, Regimen):
        return names
    phases = [f"phases[{place}].{name}" for place in range(len(thing.phases)) for name in _PHASE]
    return (*(phases or _OF_A_WHOLE_COURSE), *names)


def parse_field(thing: Editable, name: str, text: str) -> object:
    """What `text` means in a field. Raises `Refused` where the field can't be edited or can't hold it."""
    known = names_of(thing)
    if name not in known:
        listed = f"choose one of {', '.join(known)}" if known else "nothing of it can be changed"
        raise refusal(name[:60], f"is no field that can be changed here; {listed}")
    return read(text, shape_at(thing, name), name)


def changed(thing: T, name: str, text: str) -> T:
    """The thing with what `text` means in the field. Raises as `parse_field`."""
    return with_value(thing, name, parse_field(thing, name, text))


def shape_at(thing: Editable, name: str) -> Shape:
    """The shape of a field, by its dotted name."""
    *way, (last, _) = _steps(name)
    owner: Any = thing
    for step, place in way:
        owner = getattr(owner, step) if place is None else getattr(owner, step)[place]
    kind: type = type(owner)
    return shape_of(kind, last)


def value_at(thing: object, name: str) -> Any:
    """What stands in a field, by its dotted name."""
    for step, place in _steps(name):
        found = getattr(thing, step)
        thing = found if place is None else found[place]
    return thing


def with_value(thing: T, name: str, new: object) -> T:
    """The thing with another value in a field, by its dotted name."""
    made: T = _with(thing, list(_steps(name)), new)
    return made


def text_of(found: object) -> str:
    """A value as it would be typed; nothing for what is not reported."""
    match found:
        case None | Absent.NOT_REPORTED:
            return ""
        case bool():
            return "yes" if found else "no"
        case int() | float():
            return f"{found:.10g}"
        case Span():
            return text_of(found.low) if found.low == found.high else f"{text_of(found.low)}-{text_of(found.high)}"
        case AtLeast():
            return f"{text_of(found.at_least)} or more"
        case date():
            return found.isoformat()
        case Absent.NOT_APPLICABLE:
            return "not applicable"
        case _:
            return str(found)


def _field(thing: Editable, name: str) -> Field:
    shape, found = shape_at(thing, name), value_at(thing, name)
    choices = tuple(str(one) for one in shape.choices)
    if shape.kind == "choice" and shape.absent:
        choices = (*choices, str(found) if found is Absent.NOT_APPLICABLE else str(Absent.NOT_REPORTED))
    if isinstance(found, tuple):
        text = ("\n" if shape.kind == "lines" else ", ").join(map(str, found))
    else:
        text = str(found) if shape.kind == "choice" and not isinstance(found, bool | None) else text_of(found)
    return Field(
        name=name,
        kind=shape.kind,
        unit=shape.unit,
        choices=choices,
        text=text,
        least=shape.limits.low if shape.limits else None,
        most=shape.limits.high if shape.limits else None,
    )


def _is_there(thing: Editable, name: str) -> bool:
    """Whether the part that holds the field is there: without current there is no frequency."""
    owner, _, inner = name.rpartition(".")
    return not inner or not owner or not isinstance(value_at(thing, owner), Absent)


def _steps(name: str) -> Iterator[tuple[str, int | None]]:
    for part in name.split("."):
        found = _STEP.fullmatch(part)
        if found is None:
            raise refusal(name[:60], "is no name of a field")
        yield found.group(1), None if found.group(2) is None else int(found.group(2))


def _with(thing: Any, steps: list[tuple[str, int | None]], new: object) -> Any:
    (name, place), *rest = steps
    before = getattr(thing, name)
    if place is None:
        return replace(thing, **{name: _with(before, rest, new) if rest else new})
    inner = _with(before[place], rest, new) if rest else new
    return replace(thing, **{name: (*before[:place], inner, *before[place + 1 :])})
