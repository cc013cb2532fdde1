"""The pictures of the atlas: what each window shows."""

import pytest

from tests.domain.atlas.shelf import charts, figure, library
from treatplan.domain.atlas.book import Window
from treatplan.domain.channels import CHANNELS


def shows(window: Window) -> int:
    """How many pins lie within a window."""
    return sum(
        window.x <= pin.x <= window.x + window.width and window.y <= pin.y <= window.y + window.height
        for pin in window.pins
    )


def labels(channel: str) -> set[str]:
    return {pin.label for window in charts().channels[channel] for pin in window.pins if pin.label}


def test_that_every_point_that_lies_somewhere_has_its_picture() -> None:
    assert set(charts().points) == {code for code, point in library().points.items() if point.spots}


@pytest.mark.parametrize("code", sorted(library().points))
def test_that_a_small_picture_shows_its_point(code: str) -> None:
    window = charts().points.get(code)
    assert window is None or (shows(window) >= 1 and window.plates[0] in charts().plates)


def test_that_a_group_is_shown_whole_on_one_side() -> None:
    assert shows(charts().points["EX-B2"]) == 34
    assert shows(charts().points["EX-HN1"]) == 4
    assert shows(charts().points["EX-UE11"]) == 5


def test_that_points_of_the_back_are_shown_on_both_sides_of_the_spine() -> None:
    window = charts().points["BL23"]
    left, right = sorted(pin.x for pin in window.pins)
    middle = figure().view("back").width / 2
    assert left < middle < right
    assert middle - left == pytest.approx(right - middle)
    assert window.x + window.width / 2 == pytest.approx(middle)


@pytest.mark.parametrize("channel", [channel.code for channel in CHANNELS])
def test_that_the_charts_of_a_channel_number_each_of_its_points(channel: str) -> None:
    points = [point for point in library().points.values() if point.channel == channel and point.spots]
    assert labels(channel) == {point.code.removeprefix(channel).removeprefix("-") for point in points}


def test_that_a_channel_has_no_two_views_where_one_is_enough() -> None:
    assert [window.caption for window in charts().channels["LU"]] == ["Front", "Back of the hand", "Palm"]
    assert [window.caption for window in charts().channels["BL"]][:2] == ["Back", "Back, enlarged"]
    assert all(window.large for window in charts().channels["BL"][:2])


def test_that_the_line_of_a_channel_lies_on_its_pictures_alone() -> None:
    assert charts().points["BL23"].plates == ("back", "back-BL")
    assert charts().points["EX-B2"].plates == ("back",)
