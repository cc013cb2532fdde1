"""A chart with words beside the body: thin leaders, labels in two columns that never overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from treatplan.domain.chart.artwork import View
from treatplan.domain.chart.figure import Figure
from treatplan.domain.chart.picture import Mark, body, grain, marked
from treatplan.domain.chart.placing import Placed
from treatplan.domain.drawing import Caption, Drawing, Ink, Part, Segment, Shape
from treatplan.domain.value import value

_LINE = 1.3  # from one base line to the next, in heights of the type
_GAP = 0.5  # between a leader and its word
_LETTER = 0.62  # of the height of the type, for a letter on average: a little more than the face needs
_THIN = 0.9


@value
class _Tag:
    """A label and the dot it belongs to. `y` is where its middle wants to be, and then where it is."""

    text: str
    x: float
    dot_y: float
    y: float


def labelled_picture(
    figure: Figure, view: View, placed: Sequence[Placed], marks: Sequence[Mark], *, alt: str, size: float = 15
) -> Drawing:
    """The body with the marks of a plan and their labels; `size` is the height of the type where a body is 1000 high.

    Each label stands once: that of a pair of points on the side with fewer labels. The picture is as much wider and
    higher than the view as the labels need.
    """
    high = size * grain(view)
    columns = _sorted_out(view, placed, marks)
    widths = [max((len(tag.text) for tag in column), default=0) * _LETTER * high for column in columns]
    margins = [width + 2 * _GAP * high if width else 0.0 for width in widths]
    spread = [_spread(column, high * _LINE, view.height) for column in columns]
    bottom = max((tag.y + high for column in spread for tag in column), default=0.0)
    up = max((high - tag.y for column in spread for tag in column), default=0.0)
    up, height = max(0.0, up), max(view.height, bottom) + max(0.0, up)
    parts: list[Part] = [_moved(part, margins[0], up) for part in body(figure, view)]
    for column, edge, way in ((spread[0], 0.0, -1), (spread[1], view.width, 1)):
        for tag in column:
            parts += _leader(tag, edge, way, high, margins[0], up)
    parts += (_moved(part, margins[0], up) for part in marked(placed, view, marks))
    return Drawing(width=view.width + sum(margins), height=height, parts=tuple(parts), alt=alt)


def _sorted_out(view: View, placed: Sequence[Placed], marks: Sequence[Mark]) -> tuple[list[_Tag], list[_Tag]]:
    """The labels of the left and the right column. Marks with one label at one point share it."""
    wanted: dict[tuple[str, str], list[Placed]] = {}
    for mark in marks:
        for one in placed:
            if one.view == view.name and mark.label and mark.hits(one):
                wanted.setdefault((mark.label, one.level if mark.level else ""), []).append(one)
    left: list[_Tag] = []
    right: list[_Tag] = []
    middle = view.width / 2
    for (label, _), dots in sorted(wanted.items(), key=lambda item: min((dot.y, dot.x) for dot in item[1])):
        sides = {dot.x < middle for dot in dots if dot.x != middle} or {True, False}
        to_left = True in sides if len(sides) == 1 else len(left) < len(right)
        dot = min(dots, key=lambda one: (one.x if to_left else -one.x, one.y))
        (left if to_left else right).append(_Tag(text=label, x=dot.x, dot_y=dot.y, y=dot.y))
    return left, right


def _spread(tags: Sequence[_Tag], gap: float, height: float) -> list[_Tag]:
    """The tags moved up and down as little as it takes to keep `gap` between them and, if they fit, to stay within."""
    ordered = sorted(tags, key=lambda tag: (tag.dot_y, tag.x))
    # Less the lines before it, each wish must be no less than the one before; runs that are not share their mean.
    runs: list[tuple[float, int]] = []
    for line, tag in enumerate(ordered):
        runs.append((tag.y - line * gap, 1))
        while len(runs) > 1 and runs[-2][0] > runs[-1][0]:
            (mean, count), (late, more) = runs.pop(-2), runs.pop()
            runs.append(((mean * count + late * more) / (count + more), count + more))
    wishes = [mean for mean, count in runs for _ in range(count)]
    lowest = height - (len(ordered) - 0.5) * gap
    return [
        replace(tag, y=max(min(wish, lowest), gap / 2) + line * gap)
        for line, (tag, wish) in enumerate(zip(ordered, wishes, strict=True))
    ]


def _leader(tag: _Tag, edge: float, way: int, high: float, dx: float, dy: float) -> Iterator[Part]:
    """From the dot to the column, and the label."""
    knee = edge + way * _GAP * high * 0.2
    end = edge + way * _GAP * high
    path: tuple[Segment, ...] = (
        ("M", (tag.x + dx, tag.dot_y + dy)),
        ("L", (knee + dx - way * high, tag.y + dy)),
        ("L", (knee + dx, tag.y + dy)),
    )
    yield Shape(segments=path, stroke=Ink.QUIET, width=_THIN * high / 15)
    yield Caption(
        x=end + dx,
        y=tag.y + dy + high * 0.33,
        text=tag.text,
        size=high,
        anchor="end" if way < 0 else "start",
        bold=True,
    )


def _moved(part: Part, dx: float, dy: float) -> Part:
    if isinstance(part, Shape):
        shifted = tuple(
            (command, tuple(n + (dx if at % 2 == 0 else dy) for at, n in enumerate(numbers)))
            for command, numbers in part.segments
        )
        return replace(part, segments=shifted)
    return replace(part, x=part.x + dx, y=part.y + dy)
