"""What the pictures of the chart hold: the body, the channels, the marks of a plan, labels that never overlap."""

from collections import Counter
from itertools import pairwise

import pytest

from treatplan.domain.chart import Chart, Figure, Mark, Placed, body, channel_lines, labelled_picture, picture
from treatplan.domain.chart.channels import strands_of
from treatplan.domain.chart.geometry import chains
from treatplan.domain.drawing import Caption, Dot, Drawing, Ink, Shape
from treatplan.domain.places import Side

BACK = tuple(
    Mark(code=code, kind="needling", label=code)
    for code in ("BL23", "BL24", "BL25", "BL26", "BL27", "BL28", "BL29", "BL30", "BL52", "GV3", "GV4", "EX-B7", "BL57")
)

CHANNELS = {"LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV"}


def back(figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]], *marks: Mark) -> Drawing:
    figure = figures["medium"]
    return picture(figure, figure.view("back"), places["medium"], alt="the back", marks=marks)


def of_ink(drawing: Drawing, ink: Ink) -> list[Dot | Shape]:
    return [part for part in drawing.parts if isinstance(part, Dot | Shape) and part.fill is ink]


def test_that_a_chart_has_three_builds_of_one_body(chart: Chart) -> None:
    assert [build.id for build in chart.builds] == ["medium", "narrow", "broad"]
    names = [[view.name for view in chart.views(build.id)] for build in chart.builds]
    assert names[0] == names[1] == names[2]
    assert {"front", "back", "left", "right"} <= set(names[0])


def test_that_a_broad_body_is_broader_and_as_tall(figures: dict[str, Figure]) -> None:
    def size(build: str, view: str) -> tuple[float, float]:
        figure = figures[build]
        corners = [
            point
            for part in body(figure, figure.view(view))
            if isinstance(part, Shape) and part.fill
            for chain in chains(part.segments)
            for point in chain
        ]
        return max(x for x, _ in corners) - min(x for x, _ in corners), max(y for _, y in corners)

    for view in ("front", "back", "left"):
        assert size("narrow", view)[0] < size("medium", view)[0] < size("broad", view)[0]
        assert size("narrow", view)[1] == size("broad", view)[1]


def test_that_a_figure_stays_simple_enough_to_draw_quickly(figures: dict[str, Figure]) -> None:
    for view in figures["medium"].views():
        edges = [part for part in body(figures["medium"], view) if isinstance(part, Shape) and part.stroke is Ink.EDGE]
        curves = sum(command == "C" for part in edges for command, _ in part.segments)
        assert curves <= 160, view.name


def test_that_the_body_is_the_same_whatever_is_marked(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    bare = body(figures["medium"], figures["medium"].view("back"))
    assert back(figures, places, *BACK).parts[: len(bare)] == bare


def test_that_each_kind_has_its_own_hue_and_shape(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    drawn = back(
        figures,
        places,
        Mark(code="BL23", kind="needling"),
        Mark(code="GV4", kind="moxibustion"),
        Mark(code="BL13", kind="cupping", side=Side.LEFT),
    )
    assert [type(part) for part in of_ink(drawn, Ink.NEEDLING)] == [Dot, Dot]
    (diamond,) = of_ink(drawn, Ink.MOXIBUSTION)
    (square,) = of_ink(drawn, Ink.CUPPING)
    assert isinstance(diamond, Shape)
    assert isinstance(square, Shape)
    assert len({x for _, numbers in diamond.segments for x in numbers[:1]}) == 3
    assert len({x for _, numbers in square.segments for x in numbers[:1]}) == 2


def test_that_a_mark_of_one_side_is_on_that_side(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    (dot,) = of_ink(back(figures, places, Mark(code="BL23", kind="needling", side=Side.LEFT)), Ink.NEEDLING)
    assert isinstance(dot, Dot)
    assert dot.x < figures["medium"].view("back").width / 2


def test_that_a_level_marks_no_other_level(figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]) -> None:
    at_l3 = of_ink(back(figures, places, Mark(code="EX-B2", level="L3", kind="needling")), Ink.NEEDLING)
    everywhere = of_ink(back(figures, places, Mark(code="EX-B2", kind="needling")), Ink.NEEDLING)
    assert (len(at_l3), len(everywhere)) == (2, 34)


def test_that_two_kinds_at_one_point_are_both_seen(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    drawn = back(figures, places, Mark(code="BL13", kind="needling"), Mark(code="BL13", kind="cupping"))
    cups, needles = of_ink(drawn, Ink.CUPPING), of_ink(drawn, Ink.NEEDLING)
    assert len(cups) == len(needles) == 2
    dot = needles[0]
    assert isinstance(dot, Dot)
    half = max(abs(numbers[0] - dot.x) for _, numbers in cups[0].segments if numbers)  # type: ignore[union-attr]
    assert half > dot.radius * 1.5
    assert drawn.parts.index(cups[0]) < drawn.parts.index(dot)


def test_that_a_warning_has_a_ring(figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]) -> None:
    drawn = back(figures, places, Mark(code="GV4", kind="needling", ring=Ink.STOP))
    assert [part.rim for part in drawn.parts if isinstance(part, Dot)] == [Ink.STOP, Ink.PAPER]


# Channels


def test_that_strands_are_read_as_they_are_written() -> None:
    assert strands_of("1-3, 7 5") == ((1, 2, 3), (7, 5))
    with pytest.raises(ValueError, match="'x' is neither"):
        strands_of("1-3, x")


def test_that_the_bladder_channel_is_two_lines_on_the_back(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    lines = [
        line
        for line in channel_lines(places["medium"], figures["medium"].frames.strands)
        if (line.channel, line.view, line.side) == ("BL", "back", Side.LEFT)
    ]
    lengths = sorted(len(line.segments) for line in lines)
    assert 20 in lengths  # BL11 to BL30
    assert 14 in lengths  # BL41 to BL54
    outer = next(line for line in lines if len(line.segments) == 14)
    assert len({round(numbers[-2]) for _, numbers in outer.segments}) == 1


def test_that_lines_run_through_points_of_their_own_channel_and_side(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    ends = {(one.code[:2], one.side, one.view, one.x, one.y) for one in places["broad"]}
    lines = channel_lines(places["broad"], figures["broad"].frames.strands)
    assert {line.channel for line in lines} == CHANNELS
    for line in lines:
        assert len(line.segments) > 1
        assert all((line.channel, line.side, line.view, *numbers[-2:]) in ends for _, numbers in line.segments)


# Labels


@pytest.mark.parametrize("size", [10.0, 15.0, 30.0])
def test_that_labels_never_overlap_and_stand_beside_the_body(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]], size: float
) -> None:
    figure = figures["broad"]
    view = figure.view("back")
    drawn = labelled_picture(figure, view, places["broad"], BACK, alt="the back", size=size)
    words = [part for part in drawn.parts if isinstance(part, Caption)]
    assert Counter(word.text for word in words) == Counter(mark.label for mark in BACK)
    for anchor in ("start", "end"):
        heights = sorted(word.y for word in words if word.anchor == anchor)
        assert len(heights) > 3
        assert all(low - high >= size * 1.2 for high, low in pairwise(heights))
    left = max(word.x for word in words if word.anchor == "end")
    right = min(word.x for word in words if word.anchor == "start")
    assert right - left >= view.width
    assert all(0 < word.y <= drawn.height for word in words)
    assert all(0 <= word.x <= drawn.width for word in words)


def test_that_a_label_that_does_not_fit_makes_the_picture_higher_not_the_type_smaller(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    figure = figures["medium"]
    many = tuple(
        Mark(code=f"BL{number}", kind="needling", label=f"BL{number} <O'Neil & 李>") for number in range(11, 55)
    )
    drawn = labelled_picture(figure, figure.view("back"), places["medium"], many, alt="the back", size=60)
    words = [part for part in drawn.parts if isinstance(part, Caption)]
    assert {word.size for word in words} == {60}
    assert drawn.height > figure.view("back").height
    assert all(0 < word.y <= drawn.height for word in words)


def test_that_a_view_without_marks_has_no_margins(
    figures: dict[str, Figure], places: dict[str, tuple[Placed, ...]]
) -> None:
    figure = figures["medium"]
    view = figure.view("foot-sole")
    drawn = labelled_picture(figure, view, places["medium"], BACK, alt="the soles")
    assert (drawn.width, drawn.height, drawn.alt) == (view.width, view.height, "the soles")
