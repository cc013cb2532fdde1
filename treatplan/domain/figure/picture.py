"""What a figure looks like: two drawings of one exercise, of one size and scale, from one point of view."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import cos, hypot, radians, sin
from typing import NamedTuple

from treatplan.domain.drawing import Drawing, Ink, Segment, Shape
from treatplan.domain.figure.body import Ball, Body, Part, body_of
from treatplan.domain.figure.hull import Disc, outline
from treatplan.domain.figure.pose import Figure, Pose, Prop, View
from treatplan.domain.figure.scene import blocks_of
from treatplan.domain.figure.space import Vector, dot, plus, times

_LINE = 0.9
_ARROW, _ARROW_HEAD = 2.0, 7.0
_MARGIN, _ROOM = 3.0, 10.0  # around everything, and of floor beside the figure
_FAR = 5.0  # a limb that lies so much deeper than the trunk is a far one
_TRUNK = ("neck", "trunk", "head")
_EDGE_OF_PROP = 0.7

Outlined = tuple[tuple[Disc, ...], Ink]


class Camera(NamedTuple):
    """The directions of the picture in the room."""

    right: Vector
    up: Vector
    toward: Vector

    @classmethod
    def at(cls, view: View) -> "Camera":
        """One that looks from a view."""
        a, e = radians(view.round), radians(view.above)
        return cls(
            (cos(a), 0.0, -sin(a)),
            (-sin(a) * sin(e), cos(e), -cos(a) * sin(e)),
            (sin(a) * cos(e), sin(e), cos(a) * cos(e)),
        )

    def seen(self, point: Vector) -> tuple[float, float]:
        """Where a point is in the picture; y runs down."""
        return dot(self.right, point), -dot(self.up, point)

    def disc(self, ball: Ball) -> Disc:
        """A ball as it is seen."""
        return Disc(*self.seen(ball.at), ball.radius)

    def depth(self, parts: Iterable[Part]) -> float:
        """How near parts are, on average."""
        found = [dot(self.toward, ball.at) for part in parts for ball in part.balls]
        return sum(found) / len(found)


@lru_cache(maxsize=64)
def pictures(figure: Figure, alt_start: str, alt_end: str) -> tuple[Drawing, Drawing]:
    """The drawings of start and end: the same scale (1 unit is 1 cm) and frame, so that they can be compared."""
    camera = Camera.at(figure.view)
    start = body_of(figure.start)
    bodies = ((start, figure.start), (body_of(figure.end, start), figure.end))
    sketches = [tuple(_sketch(camera, body, pose, figure.props)) for body, pose in bodies]
    boxes = [box for sketch in sketches for box in map(_box, sketch)]
    left, right = min(box[0] for box in boxes) - _MARGIN, max(box[1] for box in boxes) + _MARGIN
    top, foot = min(box[2] for box in boxes) - _MARGIN, max(box[3] for box in boxes) + _MARGIN
    floor = () if figure.view.above else (_floor(figure.props, left + _MARGIN - _ROOM, right - _MARGIN + _ROOM),)
    if floor:
        left, right, foot = left - _ROOM, right + _ROOM, max(foot, _box(floor[0])[3] + _MARGIN)
    start_drawn, end_drawn = (
        Drawing(
            width=round(right - left, 2),
            height=round(foot - top, 2),
            parts=tuple(moved(shape, -left, -top) for shape in (*floor, *sketch)),
            alt=alt,
        )
        for sketch, alt in zip(sketches, (alt_start, alt_end), strict=True)
    )
    return start_drawn, end_drawn


def _sketch(camera: Camera, body: Body, pose: Pose, props: Sequence[Prop]) -> Iterator[Shape]:
    """Everything from back to front, where the camera sees it."""
    yield from _props(camera, props)
    towels = [prop for prop in props if prop.kind == "towel"]
    groups = _ordered(camera, body)
    for name in groups:
        if name == groups[-1]:
            for towel in towels:
                yield from _towel(camera, body, towel)
        yield from _head(camera, body) if name == "head" else _group(camera, body, name)
    for arrow in pose.arrows:
        yield from _arrow(arrow)


def _ordered(camera: Camera, body: Body) -> tuple[str, ...]:
    """The groups from back to front: limbs behind the trunk, the trunk with neck and head, limbs before it."""
    depths = {name: camera.depth(parts) for name, parts in body.groups.items()}
    limbs = sorted((name for name in depths if name[-2] == "_"), key=lambda name: (depths[name], name[:3] == "arm"))
    behind = [name for name in limbs if depths[name] < depths["trunk"]]
    return (*behind, *_TRUNK, *limbs[len(behind) :])


def _group(camera: Camera, body: Body, name: str) -> Iterator[Shape]:
    """A limb or the trunk: skin first, then what is dressed over it, each with one line around all of it."""
    parts = [part for part in body.groups["head"] if part.name == "neck"] if name == "neck" else body.groups[name]
    far = camera.depth(parts) < camera.depth(body.groups["trunk"]) - _FAR
    skin = Ink.SKIN_FAR if far else Ink.SKIN
    for dressed in (False, True):
        yield from _outlined(
            [_seen(camera, part, Ink.CLOTH if dressed else skin) for part in parts if part.dressed is dressed]
        )


def _head(camera: Camera, body: Body) -> Iterator[Shape]:
    """The head without a face; the hair tells which way it looks."""
    head = next(part for part in body.groups["head"] if part.name == "head")
    crown = head.balls[0]
    back = plus(crown.at, plus(times(body.looks, -2.4), times(body.crown, 2.0)))
    hair = ((camera.disc(Ball(back, crown.radius - 0.4)),), Ink.DETAIL)
    skull = _seen(camera, head, Ink.SKIN)
    facing = dot(body.looks, camera.toward) > 0.4
    for one in (hair, skull) if facing else (skull, hair):
        yield from _outlined([one])


def _seen(camera: Camera, part: Part, ink: Ink) -> Outlined:
    return tuple(map(camera.disc, part.balls)), ink


def _outlined(parts: Sequence[Outlined]) -> Iterator[Shape]:
    """Areas that run into each other, with one line around them: first all lines, then all areas."""
    paths = [(outline(discs), ink) for discs, ink in parts]
    for path, _ in paths:
        yield Shape(segments=path, stroke=Ink.EDGE, width=2 * _LINE)
    for path, ink in paths:
        yield Shape(segments=path, fill=ink)


def _props(camera: Camera, props: Sequence[Prop]) -> Iterator[Shape]:
    blocks = sorted(
        (block for prop in props for block in blocks_of(prop)), key=lambda block: dot(camera.toward, block.middle)
    )
    for block in blocks:
        corners = [Disc(*camera.seen(corner), _EDGE_OF_PROP) for corner in block.corners]
        yield Shape(segments=outline(corners), fill=Ink.PAPER, stroke=Ink.GROUND, width=_LINE)
        if camera.toward[1] > 0:
            top = [disc for disc, corner in zip(corners, block.corners, strict=True) if corner[1] > block.middle[1]]
            yield Shape(segments=outline(top), fill=Ink.PAPER, stroke=Ink.GROUND, width=_LINE)


def _towel(camera: Camera, body: Body, prop: Prop) -> Iterator[Shape]:
    places = [camera.seen(body.joints[name].at) for name in prop.between]
    path = tuple((("L" if place else "M"), at) for place, at in enumerate(places))
    for ink, width in ((Ink.EDGE, 3.4 + 2 * _LINE), (Ink.PAPER, 3.4)):
        yield Shape(segments=path, stroke=ink, width=width)  # type: ignore[arg-type]  # two commands of four


def _floor(props: Sequence[Prop], left: float, right: float) -> Shape:
    under = max((block.half[1] * 2 for prop in props if prop.kind == "mat" for block in blocks_of(prop)), default=0.0)
    y = under + _LINE
    return Shape(segments=(("M", (left, y)), ("L", (right, y))), stroke=Ink.GROUND, width=1.4)


def _arrow(points: Sequence[tuple[float, float]]) -> Iterator[Shape]:
    """A curve from the first point, drawn toward the second, to the third, with its head there."""
    (x0, y0), (xc, yc), (x1, y1) = ((x, -y) for x, y in points)
    long = hypot(x1 - xc, y1 - yc) or 1.0
    ux, uy = (x1 - xc) / long, (y1 - yc) / long
    neck = x1 - ux * _ARROW_HEAD * 0.7, y1 - uy * _ARROW_HEAD * 0.7
    curve = (
        *(x0 + 2 / 3 * (xc - x0), y0 + 2 / 3 * (yc - y0)),
        *(neck[0] + 2 / 3 * (xc - neck[0]), neck[1] + 2 / 3 * (yc - neck[1])),
        *neck,
    )
    shaft: tuple[Segment, ...] = (("M", (x0, y0)), ("C", curve))
    back, side = (x1 - ux * _ARROW_HEAD, y1 - uy * _ARROW_HEAD), (-uy * _ARROW_HEAD * 0.5, ux * _ARROW_HEAD * 0.5)
    tip: tuple[Segment, ...] = (
        ("M", (x1, y1)),
        ("L", (back[0] + side[0], back[1] + side[1])),
        ("L", (back[0] - side[0], back[1] - side[1])),
        ("Z", ()),
    )
    yield Shape(segments=shaft, stroke=Ink.PAPER, width=_ARROW + 2.4)
    yield Shape(segments=tip, fill=Ink.PAPER, stroke=Ink.PAPER, width=2.4)
    yield Shape(segments=shaft, stroke=Ink.MOTION, width=_ARROW)
    yield Shape(segments=tip, fill=Ink.MOTION, stroke=Ink.MOTION, width=0.8)


def _box(shape: Shape) -> tuple[float, float, float, float]:
    """Left, right, top and foot of a shape with its line."""
    numbers = [segment[1][-2:] for segment in shape.segments if segment[1]]
    xs, ys = [number[0] for number in numbers], [number[1] for number in numbers]
    half = shape.width / 2 if shape.stroke else 0.0
    return min(xs) - half, max(xs) + half, min(ys) - half, max(ys) + half


def moved(shape: Shape, right: float, down: float) -> Shape:
    """The shape at another place."""
    segments = tuple(
        (command, tuple(round(number + (down if place % 2 else right), 2) for place, number in enumerate(numbers)))
        for command, numbers in shape.segments
    )
    return Shape(segments=segments, fill=shape.fill, stroke=shape.stroke, width=shape.width, dashes=shape.dashes)
