"""The outline round discs: it goes as far as they do in every direction, and no further."""

from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.drawing import Segment
from treatplan.domain.figure.hull import Disc, outline

DISCS = st.lists(
    st.builds(Disc, st.floats(-100, 100), st.floats(-100, 100), st.floats(0.5, 20)), min_size=1, max_size=6
)


def points_on(path: tuple[Segment, ...]) -> list[tuple[float, float]]:
    """Points along a path, close together."""
    found: list[tuple[float, float]] = []
    for command, numbers in path:
        if command in ("M", "L"):
            found.append((numbers[0], numbers[1]))
        elif command == "C":
            x0, y0 = found[-1]
            x1, y1, x2, y2, x3, y3 = numbers
            for step in range(1, 21):
                t, s = step / 20, 1 - step / 20
                found.append(
                    (
                        s**3 * x0 + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t**3 * x3,
                        s**3 * y0 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t**3 * y3,
                    )
                )
    return found


@given(discs=DISCS)
def test_that_an_outline_reaches_as_far_as_its_discs(discs: list[Disc]) -> None:
    points = points_on(outline(discs))
    for step in range(24):
        angle = 2 * pi * step / 24
        x, y = cos(angle), sin(angle)
        wanted = max(disc.x * x + disc.y * y + disc.radius for disc in discs)
        reached = max(px * x + py * y for px, py in points)
        assert reached == pytest.approx(wanted, abs=0.35)  # of 100: the points are a little apart


def test_that_one_disc_is_a_circle() -> None:
    path = outline([Disc(3, 4, 10)])
    assert [command for command, _ in path] == ["M", "C", "C", "C", "C", "Z"]
    assert all(((x - 3) ** 2 + (y - 4) ** 2) ** 0.5 == pytest.approx(10, abs=0.02) for x, y in points_on(path))


def test_that_a_disc_inside_another_does_not_show() -> None:
    assert outline([Disc(0, 0, 10), Disc(2, 0, 3)]) == outline([Disc(0, 0, 10)])


def test_that_discs_apart_are_joined_by_straight_lines() -> None:
    path = outline([Disc(0, 0, 5), Disc(40, 0, 5)])
    lines = [numbers for command, numbers in path if command == "L"]
    assert len(lines) == 1  # the other line closes the path
    assert {round(abs(y), 1) for _, y in lines} == {5.0}
