"""Points and turns in space, as plain tuples. x is forward, y up, z to the right of one who looks along x."""

from collections.abc import Iterable
from math import cos, radians, sin, sqrt
from typing import TypeAlias

Vector: TypeAlias = tuple[float, float, float]
Turn: TypeAlias = tuple[Vector, Vector, Vector]
"""A rotation, as the rows of its matrix."""

UNTURNED: Turn = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def plus(first: Vector, second: Vector) -> Vector:
    """The sum."""
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def minus(first: Vector, second: Vector) -> Vector:
    """The way from the second to the first."""
    return first[0] - second[0], first[1] - second[1], first[2] - second[2]


def times(vector: Vector, factor: float) -> Vector:
    """A multiple."""
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def dot(first: Vector, second: Vector) -> float:
    """The scalar product."""
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


def length(vector: Vector) -> float:
    """How long it is."""
    return sqrt(dot(vector, vector))


def between(first: Vector, second: Vector, share: float) -> Vector:
    """The point at a share of the way."""
    return plus(first, times(minus(second, first), share))


def turned(turn: Turn, vector: Vector) -> Vector:
    """The vector after the turn."""
    return dot(turn[0], vector), dot(turn[1], vector), dot(turn[2], vector)


def chained(turns: Iterable[Turn]) -> Turn:
    """One turn for several; the last of them is made first."""
    whole = UNTURNED
    for turn in turns:
        columns = tuple(zip(*turn, strict=True))
        whole = tuple(tuple(dot(row, column) for column in columns) for row in whole)  # type: ignore[assignment]  # three by three
    return whole


def about_x(degrees: float) -> Turn:
    """A turn that takes y toward z."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c)


def about_y(degrees: float) -> Turn:
    """A turn that takes z toward x."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)


def about_z(degrees: float) -> Turn:
    """A turn that takes x toward y."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)
