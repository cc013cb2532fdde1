"""What a field may hold, read from the type hints of its value: the limits stand there once, beside the field."""

import math
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from annotated_types import Interval, Len

from treatplan.domain.dose import Absent, Span
from treatplan.domain.value import value

Kind: TypeAlias = Literal["number", "choice", "choices", "text", "lines", "date"]

YES_NO = ("yes", "no")
_LONGEST = 4000  # letters of a text whose type names no limit
_SUFFIXES = {
    "_mm": "mm",
    "_min": "min",
    "minutes": "min",
    "_s": "s",
    "weeks": "weeks",
    "_mg": "mg",
    "_hz": "Hz",
    "_us": "µs",
    "_ma": "mA",
}


@value
class Limits:
    """From `low` to `high`, both included; `above`: more than `low`."""

    low: float
    high: float
    above: bool = False


@value
class Shape:
    """What one field may hold. `ranges`: "10-15" and "38 or more" are allowed beside a plain number.

    `absent`: it may be not reported; `empty`: it may be left out altogether. `enum` is the class of the choices, where
    they have one. `longest` is in letters: of the text, or of each of the lines.
    """

    kind: Kind
    unit: str = ""
    whole: bool = False
    limits: Limits | None = None
    ranges: bool = False
    absent: bool = False
    empty: bool = False
    choices: tuple[str, ...] = ()
    enum: type[StrEnum] | None = None
    longest: int = _LONGEST


@cache
def shape_of(kind: type, name: str) -> Shape:
    """The shape of a field of a value class. Raises `KeyError` where it has no such field."""
    members = _members(get_type_hints(kind, include_extras=True)[name])
    absent, empty = Absent in members, type(None) in members
    found = [member for member in members if member not in {Absent, type(None)}]
    return _shape(found, name, absent=absent, empty=empty)


def _shape(members: list[Any], name: str, *, absent: bool, empty: bool) -> Shape:
    first, base, marks = members[0], *_unwrapped(members[0])
    if base in {int, float}:
        return Shape(
            kind="number",
            unit=next((unit for suffix, unit in _SUFFIXES.items() if name.endswith(suffix)), ""),
            whole=base is int,
            limits=next((_limits(mark) for mark in marks if isinstance(mark, Interval)), None),
            ranges=any(get_origin(member) is Span for member in members),
            absent=absent,
            empty=empty,
        )
    if base is date:
        return Shape(kind="date", empty=empty)
    if base is str:
        return Shape(kind="text", absent=absent, empty=empty, longest=_letters(marks))
    if get_origin(base) is tuple:
        inner, inner_marks = _unwrapped(get_args(base)[0])
        if inner is str:
            return Shape(kind="lines", absent=absent, longest=_letters(inner_marks))
        return Shape(kind="choices", absent=absent, choices=tuple(inner), enum=inner)
    if base is bool:
        return Shape(kind="choice", absent=absent, choices=YES_NO)
    if get_origin(first) is Literal:
        return Shape(kind="choice", absent=absent, empty=empty, choices=get_args(first))
    return Shape(kind="choice", absent=absent, empty=empty, choices=tuple(base), enum=base)


def _limits(mark: Interval) -> Limits:
    numbers = {name: end for name in ("ge", "gt", "le") if isinstance(end := getattr(mark, name), int | float)}
    low = numbers.get("ge", numbers.get("gt", -math.inf))
    return Limits(low=low, high=numbers.get("le", math.inf), above="ge" not in numbers)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type and the marks on it."""
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        return base, tuple(marks)
    return hint, ()


def _letters(marks: tuple[Any, ...]) -> int:
    return next((mark.max_length for mark in marks if isinstance(mark, Len) and mark.max_length), _LONGEST)
