"""Plane geometry of the chart: curves as chains of points, what lies inside, how far it is to an edge, smooth lines."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, pi

from treatplan.domain.drawing import Segment

Point = tuple[float, float]
Chain = tuple[Point, ...]

_STEPS = 8  # straight pieces that stand for a curve; the error is far below the width of a line


def mapped(segments: Iterable[Segment], stretch: float = 1, dx: float = 0, dy: float = 0) -> tuple[Segment, ...]:
    """The segments with x times `stretch`, then shifted."""
    return tuple(
        (command, tuple(n * stretch + dx if at % 2 == 0 else n + dy for at, n in enumerate(numbers)))
        for command, numbers in segments
    )


def reversed_(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """An open path drawn from its end to its start."""
    back: list[Segment] = []
    ends = [numbers[-2:] for _, numbers in segments]
    for (command, numbers), start in zip(reversed(segments[1:]), reversed(ends[:-1]), strict=True):
        back.append((command, (*numbers[2:4], *numbers[:2], *start) if command == "C" else start))
    return (("M", ends[-1]), *back)


def joined(half: Sequence[Segment]) -> tuple[Segment, ...]:
    """An open half and its mirror image as one path: it comes up on the other side and goes down on this one."""
    return (*reversed_(mapped(half, -1)), *half[1:])


def chains(segments: Iterable[Segment]) -> tuple[Chain, ...]:
    """The paths as chains of straight pieces; a closed one ends where it began."""
    found: list[list[Point]] = []
    for command, n in segments:
        if command == "M":
            found.append([(n[0], n[1])])
        elif command == "L":
            found[-1].append((n[0], n[1]))
        elif command == "C":
            found[-1] += _curve(found[-1][-1], n)
        else:
            found[-1].append(found[-1][0])
    return tuple(tuple(chain) for chain in found)


def _curve(start: Point, n: Sequence[float]) -> Iterable[Point]:
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield (
            a * start[0] + b * n[0] + c * n[2] + d * n[4],
            a * start[1] + b * n[1] + c * n[3] + d * n[5],
        )


def inside(chain: Chain, x: float, y: float) -> bool:
    """Whether a point lies within a chain; its ends are taken as joined."""
    odd = False
    for (ax, ay), (bx, by) in zip(chain, (*chain[1:], chain[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            odd = not odd
    return odd


def distance(chain: Chain, x: float, y: float) -> float:
    """How far a point is from a chain."""
    return min(_to_piece(a, b, x, y) for a, b in pairwise(chain))


def _to_piece(a: Point, b: Point, x: float, y: float) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / square)) if square else 0.0
    return hypot(a[0] + t * dx - x, a[1] + t * dy - y)


def reach(edges: Iterable[Chain], start: Point, way: Point) -> tuple[float, ...]:
    """How far it is from `start` in the direction `way` (of length 1) to each edge, the nearest first."""
    (px, py), (wx, wy) = start, way
    found: list[float] = []
    for chain in edges:
        # which side of the ray's line a corner lies on: only pieces that change sides can be met
        before = (chain[0][0] - px) * wy - (chain[0][1] - py) * wx
        for (ax, ay), (bx, by) in pairwise(chain):
            after = (bx - px) * wy - (by - py) * wx
            if (before > 0) != (after > 0):
                t = before / (before - after)
                far = (ax + t * (bx - ax) - px) * wx + (ay + t * (by - ay) - py) * wy
                if far > 0:
                    found.append(far)
            before = after
    return tuple(sorted(found))


def along_line(corners: Sequence[tuple[float, float]], at: float) -> float:
    """The value at `at` of the line through `corners` (rising); beyond its ends it runs straight on."""
    if len(corners) == 1:
        return corners[0][1]
    place = min(max(bisect_right(corners, (at, float("inf"))), 1), len(corners) - 1)
    (a, low), (b, high) = corners[place - 1], corners[place]
    return low + (high - low) * (at - a) / (b - a)


def along_wave(corners: Sequence[tuple[float, float]], at: float) -> float:
    """The same with soft corners, and level beyond its ends: a body has no kinks."""
    if at <= corners[0][0]:
        return corners[0][1]
    if at >= corners[-1][0]:
        return corners[-1][1]
    place = bisect_right(corners, (at, float("inf")))
    (a, low), (b, high) = corners[place - 1], corners[place]
    return low + (high - low) * (1 - cos(pi * (at - a) / (b - a))) / 2


def smooth(points: Sequence[Point]) -> tuple[Segment, ...]:
    """A smooth path through points. At each it runs more as the nearer neighbour lies; sharp turns are tight."""
    ways = [_way(points, at) for at in range(len(points))]
    path: list[Segment] = [("M", points[0])]
    for (a, b), (out, in_) in zip(pairwise(points), pairwise(ways), strict=True):
        dx, dy = b[0] - a[0], b[1] - a[1]
        # a third of the way along the chord, so that a path that must turn back makes no loop
        first, second = (max(0.0, dx * way[0] + dy * way[1]) / 3 for way in (out, in_))
        handles = a[0] + out[0] * first, a[1] + out[1] * first, b[0] - in_[0] * second, b[1] - in_[1] * second
        path.append(("C", (*handles, *b)))
    return tuple(path)


def _way(points: Sequence[Point], at: int) -> Point:
    """The direction (of length 1) of a smooth path at one of its points; none (0, 0) where two points are one."""
    x, y = 0.0, 0.0
    for one, other in ((at - 1, at), (at, at + 1)):
        if one >= 0 and other < len(points):
            dx, dy = points[other][0] - points[one][0], points[other][1] - points[one][1]
            weight = hypot(dx, dy) ** 1.6
            if weight:
                x, y = x + dx / weight, y + dy / weight
    long = hypot(x, y)
    return (x / long, y / long) if long else (0.0, 0.0)
