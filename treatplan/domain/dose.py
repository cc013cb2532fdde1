"""Numbers of a dose. Published protocols know five kinds: a value, a range, at least, not reported, not applicable.

Units stand in the field names (`depth_mm`, `retention_min`). The limits here refuse typing mistakes; they are
engineering limits of the reporting standards, not clinical advice (the clinical lines are content).
"""

import math
from enum import StrEnum
from typing import Annotated, Generic, TypeAlias, TypeVar

from annotated_types import Interval

from treatplan.domain.value import value

N_co = TypeVar("N_co", covariant=True)  # a range of whole numbers is a range of numbers


class Absent(StrEnum):
    """Why a number or a choice is not there."""

    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"


@value
class Span(Generic[N_co]):
    """From `low` to `high`, both included."""

    low: N_co
    high: N_co

    def __post_init__(self) -> None:
        if self.low > self.high:  # type: ignore[operator]
            raise ValueError(f"low ({self.low}) is above high ({self.high})")


@value
class AtLeast(Generic[N_co]):
    """`at_least` or more, as some trials report it."""

    at_least: N_co


Mm: TypeAlias = Annotated[float, Interval(ge=0.5, le=150)]
Minutes: TypeAlias = Annotated[float, Interval(gt=0, le=240)]
Seconds: TypeAlias = Annotated[float, Interval(gt=0, le=600)]
Count: TypeAlias = Annotated[int, Interval(ge=0, le=100)]
Weeks: TypeAlias = Annotated[float, Interval(gt=0, le=104)]
Thickness: TypeAlias = Annotated[float, Interval(ge=0.05, le=1)]
Size: TypeAlias = Annotated[float, Interval(gt=0, le=500)]
Hertz: TypeAlias = Annotated[float, Interval(gt=0, le=1000)]
Micro: TypeAlias = Annotated[float, Interval(gt=0, le=5000)]
Milliamp: TypeAlias = Annotated[float, Interval(ge=0, le=50)]
Kilopascal: TypeAlias = Annotated[float, Interval(ge=-100, le=0)]
Milligram: TypeAlias = Annotated[float, Interval(gt=0, le=100_000)]
Score: TypeAlias = Annotated[int, Interval(ge=0, le=10)]

Depth: TypeAlias = Mm | Span[Mm] | AtLeast[Mm] | Absent
Time: TypeAlias = Minutes | Span[Minutes] | AtLeast[Minutes] | Absent
Hold: TypeAlias = Seconds | Span[Seconds] | AtLeast[Seconds] | Absent
Number: TypeAlias = Count | Span[Count] | AtLeast[Count] | Absent
Length: TypeAlias = Weeks | Span[Weeks] | AtLeast[Weeks] | Absent
Diameter: TypeAlias = Thickness | Span[Thickness] | AtLeast[Thickness] | Absent
Measure: TypeAlias = Size | Span[Size] | AtLeast[Size] | Absent
Frequency: TypeAlias = Hertz | Span[Hertz] | AtLeast[Hertz] | Absent
PulseWidth: TypeAlias = Micro | Span[Micro] | AtLeast[Micro] | Absent
Current: TypeAlias = Milliamp | Span[Milliamp] | AtLeast[Milliamp] | Absent
Suction: TypeAlias = Kilopascal | Span[Kilopascal] | AtLeast[Kilopascal] | Absent
Mass: TypeAlias = Milligram | Span[Milligram] | AtLeast[Milligram] | Absent


def highest(dose: float | Span[float] | AtLeast[float] | Absent) -> float | None:
    """The largest number that a dose names (of "at least 38" that is 38). None where there is no number."""
    match dose:
        case Absent():
            return None
        case Span():
            return dose.high
        case AtLeast():
            return dose.at_least
        case _:
            return dose


def upper(dose: float | Span[float] | AtLeast[float] | Absent) -> float | None:
    """What a limit is compared with: a dose of "at least" has no upper end. None where there is no number."""
    return math.inf if isinstance(dose, AtLeast) else highest(dose)


def lowest(dose: float | Span[float] | AtLeast[float] | Absent) -> float | None:
    """The smallest number a dose allows; None where there is no number."""
    match dose:
        case Absent():
            return None
        case Span():
            return dose.low
        case AtLeast():
            return dose.at_least
        case _:
            return dose
