"""Parts that hold other parts: a box with a frame, a text behind its marker."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from treatplan.handout import shapes
from treatplan.handout.lines import TOLERANCE
from treatplan.handout.parts import Part, Stack
from treatplan.handout.styles import LINE

Marker = Callable[[Canvas, float, float], None]


class Look(NamedTuple):
    """The frame of a box."""

    edge: Color | None
    stroke: float
    fill: Color | None
    across: float  # space within, left and right
    down: float  # above and below
    radius: float


class Framed(Part):
    """Parts in a frame. Never cut unless it is longer than a page."""

    def __init__(self, inside: Part, width: float, look: Look) -> None:
        self.inside = inside
        self.width = width
        self.look = look
        self.height = inside.height + 2 * look.down

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        halves = self.inside.split(room - 2 * self.look.down, force=force)
        if halves is None:
            return None
        first, rest = (Framed(half, self.width, self.look) for half in halves)
        first.before, rest.after = self.before, self.after
        return first, rest

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        look = self.look
        shapes.frame(
            canvas,
            x,
            top - self.height,
            self.width,
            self.height,
            radius=look.radius,
            fill=look.fill,
            edge=look.edge,
            stroke=look.stroke,
        )
        self.inside.paint(canvas, x + look.across, top - look.down)


class Marked(Part):
    """A part set in behind a marker, which stands at its first line and needs at least a height of its own."""

    def __init__(self, inside: Part, indent: float, marker: Marker | None, least: float = 0.0) -> None:
        self.inside = inside
        self.indent = indent
        self.marker = marker
        self.height = max(inside.height, least)

    @property
    def least(self) -> float:
        return self.inside.least if self.inside.height == self.height else self.height

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        halves = self.inside.split(room, force=force)
        if halves is None:
            return None
        first, rest = Marked(halves[0], self.indent, self.marker), Marked(halves[1], self.indent, None)
        first.before, rest.after = self.before, self.after
        return first, rest

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        if self.marker is not None:
            self.marker(canvas, x, top)
        self.inside.paint(canvas, x + self.indent, top)


class Rule(Part):
    """A line across the column."""

    def __init__(self, width: float, stroke: float, colour: Color = LINE) -> None:
        self.width = width
        self.stroke = stroke
        self.colour = colour
        self.height = stroke

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        shapes.rule(canvas, x, top - self.stroke / 2, self.width, self.colour, self.stroke)


class Beside(Part):
    """Small parts next to each other, each at its distance from the left. Cut only where there is one alone."""

    def __init__(self, parts: Sequence[tuple[Part, float]]) -> None:
        self.parts = tuple(parts)
        self.height = max(part.height for part, _ in parts)

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        if len(self.parts) > 1:
            return None
        part, across = self.parts[0]
        halves = part.split(room, force=force)
        return (Beside([(halves[0], across)]), Beside([(halves[1], across)])) if halves else None

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        for part, across in self.parts:
            part.paint(canvas, x + across, top)


def wrapped(parts: Sequence[tuple[Part, float]], width: float, across: float, down: float) -> Stack:
    """Parts with their widths, in as many rows as they need."""
    rows: list[list[tuple[Part, float]]] = []
    x = 0.0
    for part, wide in parts:
        if not rows or x + wide > width + TOLERANCE:
            rows.append([])
            x = 0.0
        rows[-1].append((part, x))
        x += wide + across
    made = [Beside(row) for row in rows]
    for row in made[1:]:
        row.before = down
    return Stack(made)
