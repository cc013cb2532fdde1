"""The outline of several discs drawn round by one string: arcs of the discs, joined by straight lines."""

from collections.abc import Iterator, Sequence
from math import acos, atan2, cos, hypot, pi, sin, tan
from typing import NamedTuple

from treatplan.domain.drawing import Segment

_STEPS = 72
_WAYS = tuple((cos(2 * pi * step / _STEPS), sin(2 * pi * step / _STEPS)) for step in range(_STEPS))
_QUARTER = pi / 2


class Disc(NamedTuple):
    """A ball as it is seen."""

    x: float
    y: float
    radius: float


class _Arc(NamedTuple):
    disc: Disc
    start: float
    end: float


def outline(discs: Sequence[Disc]) -> tuple[Segment, ...]:
    """The path around the discs, closed."""
    made: list[Segment] = []
    for arc in _arcs(discs):
        x, y = _on(arc.disc, arc.start)
        made.append(("M" if not made else "L", (round(x, 2), round(y, 2))))
        made += _curves(arc)
    return (*made, ("Z", ()))


def _arcs(discs: Sequence[Disc]) -> Iterator[_Arc]:
    """The arcs in order: for each direction the disc that reaches furthest, its turns found exactly."""
    furthest = [_furthest(discs, x, y) for x, y in _WAYS]
    changes = [step for step in range(_STEPS) if furthest[step] != furthest[step - 1]]
    if not changes:
        yield _Arc(discs[furthest[0]], 0.0, 2 * pi)
        return
    turns = [_turn(discs[furthest[step - 1]], discs[furthest[step]], (2 * step - 1) * pi / _STEPS) for step in changes]
    for place, step in enumerate(changes):
        end = turns[(place + 1) % len(turns)]
        yield _Arc(discs[furthest[step]], turns[place], end + 2 * pi if end < turns[place] else end)


def _furthest(discs: Sequence[Disc], x: float, y: float) -> int:
    """The number of the disc that reaches furthest in a direction."""
    reaches = [disc[0] * x + disc[1] * y + disc[2] for disc in discs]
    return reaches.index(max(reaches))


def _turn(first: Disc, second: Disc, near: float) -> float:
    """The direction near `near` in which both discs reach equally far."""
    x, y = first.x - second.x, first.y - second.y
    apart = hypot(x, y)
    ratio = (second.radius - first.radius) / apart if apart else 0.0
    if abs(ratio) > 1:
        return near
    middle, spread = atan2(y, x), acos(ratio)
    return min((_wrapped(middle + sign * spread, near) for sign in (-1, 1)), key=lambda angle: abs(angle - near))


def _wrapped(angle: float, near: float) -> float:
    return angle - 2 * pi * round((angle - near) / (2 * pi))


def _on(disc: Disc, angle: float) -> tuple[float, float]:
    return disc.x + disc.radius * cos(angle), disc.y + disc.radius * sin(angle)


def _curves(arc: _Arc) -> Iterator[Segment]:
    """The arc as cubic curves of at most a quarter each."""
    count = max(1, int((arc.end - arc.start) / _QUARTER + 0.999))
    step = (arc.end - arc.start) / count
    handle = 4 / 3 * tan(step / 4) * arc.disc.radius
    for number in range(count):
        start, end = arc.start + number * step, arc.start + (number + 1) * step
        (x0, y0), (x3, y3) = _on(arc.disc, start), _on(arc.disc, end)
        numbers = (
            x0 - handle * sin(start),
            y0 + handle * cos(start),
            x3 + handle * sin(end),
            y3 - handle * cos(end),
            x3,
            y3,
        )
        yield "C", tuple(round(number, 2) for number in numbers)
