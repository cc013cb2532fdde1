"""Plane geometry on figures that are easy to think of."""

import pytest

from treatplan.domain.chart.geometry import along_line, along_wave, chains, distance, inside, joined, reach, smooth
from treatplan.domain.drawing import segments

SQUARE = chains(segments("M 0 0 L 10 0 L 10 10 L 0 10 Z"))


def test_that_a_closed_path_is_a_chain_that_ends_where_it_began() -> None:
    assert [list(chain) for chain in SQUARE] == [[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]


def test_that_a_curve_ends_at_its_end() -> None:
    (chain,) = chains(segments("M 0 0 C 0 5 5 10 10 10"))
    assert [*chain[0], *chain[-1]] == pytest.approx([0, 0, 10, 10])


@pytest.mark.parametrize(("x", "y", "within"), [(5, 5, True), (11, 5, False), (-1, 5, False), (5, -1, False)])
def test_that_inside_is_told_from_outside(x: float, y: float, within: bool) -> None:  # noqa: FBT001  (a table of cases)
    assert inside(SQUARE[0], x, y) is within


def test_that_the_distance_is_that_to_the_nearest_edge() -> None:
    assert distance(SQUARE[0], 4, 5) == pytest.approx(4)
    assert distance(SQUARE[0], 13, 14) == pytest.approx(5)


def test_that_a_ray_meets_the_edges_before_it_the_nearest_first() -> None:
    assert reach(SQUARE, (2, 5), (1, 0)) == pytest.approx((8,))
    assert reach(SQUARE, (-5, 5), (1, 0)) == pytest.approx((5, 15))
    assert not reach(SQUARE, (20, 5), (1, 0))


def test_that_a_half_and_its_mirror_image_are_one_path() -> None:
    whole = joined(segments("M 0 0 L 5 5 C 5 6 4 7 0 9"))
    assert [command for command, _ in whole] == ["M", "C", "L", "L", "C"]
    assert [numbers for _, numbers in whole] == [
        (0, 9), (-4, 7, -5, 6, -5, 5), (0, 0), (5, 5), (5, 6, 4, 7, 0, 9),
    ]  # fmt: skip


def test_that_a_line_runs_straight_on_beyond_its_ends_and_a_wave_does_not() -> None:
    corners = ((0.0, 0.0), (10.0, 20.0), (20.0, 20.0))
    assert [along_line(corners, at) for at in (-5, 5, 10, 15, 30)] == pytest.approx([-10, 10, 20, 20, 20])
    assert [along_wave(corners, at) for at in (-5, 5, 10, 30)] == pytest.approx([0, 10, 20, 20])


def test_that_a_smooth_path_goes_through_its_points_and_never_far_beside() -> None:
    points = ((0.0, 0.0), (10.0, 0.0), (10.0, 40.0), (0.0, 40.0))
    path = smooth(points)
    assert [numbers[-2:] for _, numbers in path] == list(points)
    (chain,) = chains(path)
    assert all(-4 <= x <= 14 and -4 <= y <= 44 for x, y in chain)


def test_that_two_points_on_one_spot_are_no_error() -> None:
    assert smooth(((1.0, 1.0), (1.0, 1.0), (2.0, 2.0)))[1][1][-2:] == (1.0, 1.0)
