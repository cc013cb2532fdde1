"""Where each point lies in each view: its numbers in the frame of its body segment, against the landmarks there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Literal

from treatplan.domain.chart.artwork import Spot as Place
from treatplan.domain.chart.artwork import View, views_of
from treatplan.domain.chart.figure import Figure, Plate
from treatplan.domain.chart.frames import Dome, Flank, Ladder, Levels, Limb, Marks, Named, Projection, Step
from treatplan.domain.chart.geometry import along_line, reach
from treatplan.domain.library import Point, Spot
from treatplan.domain.places import Side
from treatplan.domain.value import value

_INNER = 0.96  # how far towards an edge a point may lie: on it, half of its dot would be beside the body


@value
class Placed:
    """One point in one view, in the view's own units from its top left corner. `level` as its spot has it."""

    code: str
    level: str
    side: Side
    view: str
    x: float
    y: float
    quality: Literal["E", "D", "X"]


def place(points: Iterable[Point], figure: Figure) -> tuple[Placed, ...]:
    """Every place of every point, for each side and each view that shows it. A point without a spot has none."""
    known = tuple(points)
    found: list[Placed] = []
    for plate in figure.plates.values():
        on_plate = [way for way in figure.frames.all() if plate.artwork.name in way.on]
        views = views_of(plate.artwork)
        for point in known:
            for number, spot in enumerate(point.spots):
                at = _first(plate, on_plate, point.code, number, spot)
                if at is not None:
                    found += _seen(point, spot, at, plate, views)
    return tuple(found)


def _first(plate: Plate, ways: Iterable[Projection], code: str, number: int, spot: Spot) -> Place | None:
    """The place by the first way that has it; those of named points come first."""
    for way in ways:
        if way.frame != spot.frame or not _within(way, spot):
            continue
        if isinstance(way, Named):
            steps = way.points.get(code, ())
            if number < len(steps):
                return _step(plate, steps[number])
        else:
            return _WAYS[type(way)](plate, way, spot)
    return None


def _within(way: Projection, spot: Spot) -> bool:
    return way.along[0] <= spot.along <= way.along[1] and way.across[0] <= spot.across <= way.across[1]


def _seen(point: Point, spot: Spot, at: Place, plate: Plate, views: Sequence[View]) -> Iterator[Placed]:
    """The place in the views of a plate, for each side."""
    left, top, right, _ = plate.artwork.box
    middle = point.laterality == "midline" or (point.laterality == "group" and at[0] == 0 and not views[0].side)
    drawn = plate.artwork.drawn
    for view in views:
        if view.side:
            sides = [(Side.MIDLINE if point.laterality == "midline" else view.side, -at[0] if view.flipped else at[0])]
        elif middle:
            sides = [(Side.MIDLINE, at[0])]
        else:
            sides = [(drawn, at[0]), (Side.RIGHT if drawn is Side.LEFT else Side.LEFT, -at[0])]
        start = -right if view.flipped else left
        for side, x in sides:
            yield Placed(
                code=point.code,
                level=spot.level,
                side=side,
                view=view.name,
                x=x - start,
                y=at[1] - top,
                quality=spot.quality,
            )


def _levels(plate: Plate, way: Levels, spot: Spot) -> Place:
    height, distance = (spot.across, spot.along) if way.turned else (spot.along, spot.across)
    return _on(plate, way.out, distance, 0), _on(plate, way.down, height, 1)


def _on(plate: Plate, marks: Marks, number: float, axis: int) -> float:
    return along_line([(at, plate.landmarks[name][axis]) for at, name in marks], number)


def _flank(plate: Plate, way: Flank, spot: Spot) -> Place:
    y = _on(plate, way.down, spot.along, 1)
    edge = min(reach(plate.edges, (0.0, y), (1.0, 0.0)), default=0.0)
    return edge * min(_INNER, _turned(spot.across / way.round)), y


def _limb(plate: Plate, way: Limb, spot: Spot) -> Place:
    start, end = plate.landmarks[way.start], plate.landmarks[way.end]
    part = spot.along / way.length
    here = start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
    across = spot.across
    if way.turned:
        across = _turned(across) * (1 if way.turned == way.plus else -1)
    out = across if way.plus == "out" else -across
    long = hypot(end[0] - start[0], end[1] - start[1])
    # across the limb, towards the outside of the body
    normal = (end[1] - start[1]) / long, (start[0] - end[0]) / long
    if (normal[0] < 0) != (out < 0):
        normal = -normal[0], -normal[1]
    widest = way.widest[0] + (way.widest[1] - way.widest[0]) * min(max(part, 0), 1)
    half = min((*reach(plate.edges, here, normal)[:1], widest)) * min(abs(out), _INNER)
    return here[0] + normal[0] * half, here[1] + normal[1] * half


def _turned(across: float) -> float:
    """How far out a spot seems that lies `across` on a face that looks a quarter away."""
    return sqrt(max(0.0, 1 - across * across))


def _ladder(plate: Plate, way: Ladder, spot: Spot) -> Place:
    rungs = [(rung.along, plate.landmarks[rung.at_0], plate.landmarks[rung.at_1]) for rung in way.rungs]
    x, y = (
        along_line([(at, a[axis] + (b[axis] - a[axis]) * spot.across) for at, a, b in rungs], spot.along)
        for axis in (0, 1)
    )
    return x, y


def _dome(plate: Plate, way: Dome, spot: Spot) -> Place:
    along = spot.along if way.backwards is None else way.backwards - spot.along
    cx, cy = plate.landmarks[way.centre]
    turns = []
    for at, name in way.over:
        x, y = plate.landmarks[name]
        # counted from straight down, so that the scalp never passes the jump of the angle
        turns.append((at, atan2(x - cx, cy - y)))
    turn = along_line(turns, along)
    ray = sin(turn), -cos(turn)
    far = max(reach(plate.edges, (cx, cy), ray), default=0.0)  # the ear lies before it
    far *= min(cos(abs(spot.across) / along_line(way.quarter, along) * pi / 2), 1.0 if spot.across else _INNER + 0.03)
    return cx + ray[0] * far, cy + ray[1] * far


def _step(plate: Plate, step: Step) -> Place:
    (ax, ay), (bx, by) = plate.landmarks[step.start], plate.landmarks[step.end]
    dx, dy = bx - ax, by - ay
    return ax + dx * step.along + dy * step.across, ay + dy * step.along - dx * step.across


_WAYS: dict[type[Projection], Callable[[Plate, object, Spot], Place]] = {
    Levels: _levels,  # type: ignore[dict-item]  # each is called with its own kind
    Flank: _flank,  # type: ignore[dict-item]
    Limb: _limb,  # type: ignore[dict-item]
    Ladder: _ladder,  # type: ignore[dict-item]
    Dome: _dome,  # type: ignore[dict-item]
}
