"""Least and most of the numbers of an intake, read from the values themselves."""

from typing import get_args, get_type_hints

from annotated_types import Interval

from treatplan.domain.intake import Pregnancy


def limits_of(kind: type, field: str) -> tuple[float, float]:
    """The limits of a field such as `Annotated[int, Interval(ge=40, le=300)] | None`. Raises `LookupError`."""
    hint = get_type_hints(kind, include_extras=True)[field]
    for part in (hint, *get_args(hint)):
        for mark in getattr(part, "__metadata__", ()):
            if isinstance(mark, Interval) and isinstance(mark.ge, int | float) and isinstance(mark.le, int | float):
                return float(mark.ge), float(mark.le)
    raise LookupError(f"{kind.__name__}.{field} has no limits")


WEEKS = limits_of(Pregnancy, "week")
