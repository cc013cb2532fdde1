"""Tests of content against an intake: which value stands in a field, and whether a test on it holds.

Paths are dotted, as in the intake file. Lists are gone through (`complaint.places.region`), keys of a mapping may hold
dots (`red_flags.RF13.weight_loss`). Beside the fields there are `patient.age_years`, `complaint.duration_days`, and
`facts`: ids of factors already known to be true, which `factors.ID.answer` (in short `factors.ID`) sees as well.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from treatplan.domain.intake import Answer, FactorAnswer, Intake, age_years
from treatplan.domain.places import Place
from treatplan.domain.rules import FieldTest

Scalar: TypeAlias = str | float
Seen: TypeAlias = tuple[str, str]
"""A field and the value seen in it, as text."""


def values_at(path: str, intake: Intake, known: Collection[str] = ()) -> tuple[Scalar, ...]:
    """Every value at a path; none where the field is empty. Raises `LookupError` where an intake has no such field."""
    if path == "patient.age_years":
        return (age_years(intake.patient.birth_date, intake.taken_on),)
    if path == "complaint.duration_days":
        started = intake.complaint.started_on
        return () if started is None else ((intake.taken_on - started).days,)
    if path == "facts":
        return tuple(sorted(known))
    steps = _steps(path)
    if steps[0] == "factors" and steps[1:2] and steps[1] in known and steps[2:] in {(), ("answer",)}:
        return (Answer.YES.value,)
    return tuple(_values(intake, steps, path))


def seen(test: FieldTest, intake: Intake, known: Collection[str] = ()) -> Seen | None:
    """The field and the first value in it for which the test holds; None where it does not hold."""
    values = values_at(test.field, intake, known)
    for value in values:
        if _fits(value, test):
            return test.field, as_text(value)
    return (test.field, "not known") if test.or_missing and not values else None


def holds(test: FieldTest, intake: Intake, known: Collection[str] = ()) -> bool:
    """Whether a test holds for this intake."""
    return seen(test, intake, known) is not None


def seen_together(tests: tuple[FieldTest, ...], intake: Intake, known: Collection[str] = ()) -> tuple[Seen, ...]:
    """What was seen where all tests hold together, the first test's first; empty where one does not hold."""
    found: list[Seen] = []
    for test in tests:
        one = seen(test, intake, known)
        if one is None:
            return ()
        if one not in found:
            found.append(one)
    return tuple(found)


def seen_in(
    alternatives: tuple[tuple[FieldTest, ...], ...], intake: Intake, known: Collection[str] = ()
) -> tuple[Seen, ...]:
    """What was seen in the first alternative that holds; empty where none does."""
    return next((found for tests in alternatives if (found := seen_together(tests, intake, known))), ())


def as_text(value: Scalar) -> str:
    """A value as it is shown and compared: `38.5`, `yes`, `below_knee`."""
    return str(value) if isinstance(value, str) else f"{value:.10g}"


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _fits(value: Scalar, test: FieldTest) -> bool:
    if test.equals and as_text(value) not in test.equals:
        return False
    if test.at_least is None and test.below is None:
        return True
    if isinstance(value, str):
        return False
    return (test.at_least is None or value >= test.at_least) and (test.below is None or value < test.below)


def _values(start: object, steps: tuple[str, ...], path: str) -> Iterator[Scalar]:
    here, place = start, 0
    while place < len(steps) and hasattr(here, "__dataclass_fields__"):
        try:
            here = getattr(here, steps[place])
        except AttributeError:
            raise LookupError(f"an intake has no field {path}") from None
        place += 1
    rest = steps[place:]
    match here:
        case None | "":
            return
        case tuple():
            for entry in here:
                yield from _values(entry, rest, path)
        case Mapping() if rest:
            yield from _of_mapping(here, rest, path)
        case _ if rest:
            raise LookupError(f"an intake has no field {path}")
        case _:
            yield from _scalar(here)


def _of_mapping(start: Mapping[str, object], steps: tuple[str, ...], path: str) -> Iterator[Scalar]:
    for end in range(len(steps), 0, -1):
        key = ".".join(steps[:end])
        if key in start:
            yield from _values(start[key], steps[end:], path)
            return


def _scalar(value: object) -> Iterator[Scalar]:
    match value:
        case bool():
            yield "true" if value else "false"
        case date():
            yield value.isoformat()
        case str():
            yield str(value)
        case int() | float():
            yield value
        case FactorAnswer():
            yield value.answer.value
        case Place():
            yield value.region.value
        case _ if is_dataclass(value):
            yield "filled"  # another whole part of the intake is only ever asked for its presence
