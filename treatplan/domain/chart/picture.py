"""The chart as a picture: the body, the channels, the points, and what a plan does at them.

The body alone is `body`: it does not change with a plan, so that a window may keep it as an image.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from treatplan.domain.chart.artwork import View
from treatplan.domain.chart.channels import channel_lines
from treatplan.domain.chart.figure import Figure, Plate
from treatplan.domain.chart.geometry import Chain, chains, mapped
from treatplan.domain.chart.placing import Placed
from treatplan.domain.drawing import Dot, Drawing, Ink, Part, Segment, Shape
from treatplan.domain.places import Side
from treatplan.domain.value import value

MarkKind = Literal["needling", "moxibustion", "cupping"]

_TALL = 1040.0  # a view this large has lines of the widths below; in others they shrink with it
_EDGE, _LINE, _CHANNEL = 1.6, 1.2, 1.6
_GREY, _BIG = 2.4, 5.4
_DASHES = (5.0, 4.5)
# From the innermost out: where several are done at one point, each is seen around the one before.
_MARKS: dict[MarkKind, tuple[Ink, float]] = {
    "needling": (Ink.NEEDLING, 1.0),
    "moxibustion": (Ink.MOXIBUSTION, 1.35),
    "cupping": (Ink.CUPPING, 1.15),
}
_RING = 1.75
_NESTED = (0.85, 1.7, 2.1)  # times the size, from the innermost out


@value
class Mark:
    """What a plan does at a point. `side` none is on every side; `level` none is at every level that the point has.

    `ring` warns (caution or stop); `label` is written beside the body in a picture with labels, once.
    """

    code: str
    level: str = ""
    side: Side | None = None
    kind: MarkKind
    ring: Ink | None = None
    label: str = ""

    def hits(self, placed: Placed) -> bool:
        """Whether a place is meant."""
        return (
            placed.code == self.code
            and (not self.level or placed.level == self.level)
            and (self.side in {None, Side.BILATERAL} or placed.side is Side.MIDLINE or placed.side is self.side)
        )


def grain(view: View) -> float:
    """How large the things are that do not grow with the artwork (widths of lines, dots), as a factor."""
    return max(view.width, view.height) / _TALL


def body(figure: Figure, view: View) -> tuple[Part, ...]:
    """The body without a point."""
    plate = figure.plates[view.artwork]
    fine = grain(view)
    parts: list[Part] = []
    for skin in plate.skins:
        parts.append(Shape(segments=_set(skin.fill, view, plate), fill=Ink.SKIN))
        parts.append(Shape(segments=_set(skin.edge, view, plate), stroke=Ink.EDGE, width=_EDGE * fine))
    for line, path in zip(plate.artwork.lines, plate.lines, strict=True):
        dashes = tuple(dash * fine for dash in _DASHES) if line.ghost else ()
        both = (path,) if plate.artwork.one_sided else (path, mapped(path, -1))
        parts += (
            Shape(segments=_set(one, view, plate), stroke=Ink.DETAIL, width=_LINE * fine, dashes=dashes) for one in both
        )
    return tuple(parts)


def outlines(figure: Figure, view: View) -> tuple[Chain, ...]:
    """The edges of the body in the view's own units, each closed: what lies in one of them lies on the body."""
    plate = figure.plates[view.artwork]
    return tuple(chain for skin in plate.skins for chain in chains(_set(skin.fill, view, plate)))


def points(placed: Iterable[Placed], view: View) -> tuple[Part, ...]:
    """All points of a view, small and grey."""
    radius = _GREY * grain(view)
    return tuple(Dot(x=one.x, y=one.y, radius=radius, fill=Ink.POINT) for one in placed if one.view == view.name)


def lines(placed: Iterable[Placed], figure: Figure, view: View, channels: Collection[str]) -> tuple[Part, ...]:
    """The lines of some channels in a view."""
    here = [one for one in placed if one.view == view.name and one.code[:2] in channels]
    return tuple(
        Shape(segments=line.segments, stroke=Ink.CHANNEL, width=_CHANNEL * grain(view))
        for line in channel_lines(here, figure.frames.strands)
    )


def marked(placed: Iterable[Placed], view: View, marks: Iterable[Mark]) -> tuple[Part, ...]:
    """What a plan does at the points of a view: shape and hue by kind, a white rim, a ring where it warns."""
    order = list(_MARKS)
    asked = sorted(marks, key=lambda mark: order.index(mark.kind))
    nests = [(one, [mark for mark in asked if mark.hits(one)]) for one in placed if one.view == view.name]
    nests = sorted(nests, key=lambda nest: -len(nest[1]))  # the largest first, so that none is hidden by it
    return tuple(part for one, nest in nests for part in _nest(one, _BIG * grain(view), nest))


def picture(
    figure: Figure,
    view: View,
    placed: Sequence[Placed],
    *,
    alt: str,
    marks: Sequence[Mark] = (),
    channels: Collection[str] = (),
    others: bool = False,
) -> Drawing:
    """The body with the marks of a plan. `channels` are drawn as lines; `others` shows the other points too."""
    parts = (
        *body(figure, view),
        *lines(placed, figure, view, channels),
        *(points(placed, view) if others else ()),
        *marked(placed, view, marks),
    )
    return Drawing(width=view.width, height=view.height, parts=parts, alt=alt)


def _set(path: Iterable[Segment], view: View, plate: Plate) -> tuple[Segment, ...]:
    """A path of the artwork in the units of the view."""
    left, top, right, _ = plate.artwork.box
    return mapped(path, -1, right, -top) if view.flipped else mapped(path, 1, -left, -top)


def _nest(one: Placed, radius: float, marks: Sequence[Mark]) -> Iterator[Part]:
    """The marks at one place, the outermost first."""
    kinds = list(dict.fromkeys(mark.kind for mark in marks))
    ring = next((mark.ring for mark in marks if mark.ring), None)
    sizes = [radius * _MARKS[kind][1] * (_NESTED[at] if len(kinds) > 1 else 1) for at, kind in enumerate(kinds)]
    if ring:
        around = max(sizes) * _RING
        yield Dot(x=one.x, y=one.y, radius=around, fill=Ink.PAPER, rim=ring, rim_width=radius * 0.3)
    for kind, size in reversed(list(zip(kinds, sizes, strict=True))):
        yield _sign(one.x, one.y, size, kind, radius * 0.3)


def _sign(x: float, y: float, half: float, kind: MarkKind, rim: float) -> Part:
    ink = _MARKS[kind][0]
    match kind:
        case "needling":
            return Dot(x=x, y=y, radius=half, fill=ink, rim=Ink.PAPER, rim_width=rim)
        case "moxibustion":
            return _corners(((x, y - half), (x + half, y), (x, y + half), (x - half, y)), ink, rim)
        case "cupping":
            corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
            return _corners(corners, ink, rim)


def _corners(corners: Sequence[tuple[float, float]], ink: Ink, rim: float) -> Shape:
    first, *rest = corners
    path: tuple[Segment, ...] = (("M", first), *(("L", corner) for corner in rest), ("Z", ()))
    return Shape(segments=path, fill=ink, stroke=Ink.PAPER, width=rim)
