"""The layout: parts that know their height, stacked into pages.

A part is laid out for its width when it is made and never changes. `fill` puts as many parts as fit into a room; a
page is a stack that has been filled, and so is the inside of a box. ReportLab's own layout (platypus) is not used: it
does not break Han text inside a Latin paragraph, parses every text as markup, and knows the number of pages only after
all are drawn. Here all pages are known before the first is drawn.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from treatplan.handout.fonts import Faces, Span
from treatplan.handout.lines import TOLERANCE, Line, break_lines
from treatplan.handout.styles import Type

FEWEST_LINES = 2  # of a paragraph, on either side of a page break


class Part(ABC):
    """A piece of a page. Heights and spaces in points."""

    height: float
    before: float = 0.0  # space wanted above and below; of two neighbours the larger holds
    after: float = 0.0
    keeps: bool = False  # stays with the next part
    new_page: bool = False

    @property
    def least(self) -> float:
        """The height of the smallest beginning that may stand alone at the foot of a page."""
        return self.height

    def split(self, room: float, *, force: bool) -> tuple["Part", "Part"] | None:  # noqa: ARG002  (most cannot)
        """Cut so that the first half fits; None where that must not be. `force`: there is no larger room."""
        return None

    @abstractmethod
    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        """Draws it, its top left corner at `x`, `top`."""


class Text(Part):
    """Lines of text."""

    def __init__(self, lines: tuple[Line, ...], style: Type, width: float) -> None:
        self.lines = lines
        self.style = style
        self.width = width
        self.height = len(lines) * style.leading

    @classmethod
    def of(cls, spans: Sequence[Span], style: Type, width: float, faces: Faces) -> "Text":
        """A text broken into lines of a width."""
        return cls(break_lines(spans, style.size, width, faces), style, width)

    @property
    def least(self) -> float:
        return self.height if len(self.lines) < 2 * FEWEST_LINES else FEWEST_LINES * self.style.leading

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        fit = int((room + TOLERANCE) / self.style.leading)
        fit = min(fit, len(self.lines) - FEWEST_LINES)
        if force:
            fit = max(fit, 1)
        elif fit < FEWEST_LINES:
            return None
        if fit >= len(self.lines):
            return None
        first = Text(self.lines[:fit], self.style, self.width)
        rest = Text(self.lines[fit:], self.style, self.width)
        first.before, rest.after, rest.keeps = self.before, self.after, self.keeps
        return first, rest

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        style = self.style
        text = canvas.beginText()
        text.setFillColor(style.colour)
        current = ""
        for number, line in enumerate(self.lines):
            shift = (self.width - line.width) * style.align.value
            text.setTextOrigin(x + shift, top - style.baseline - number * style.leading)
            for face, said in line.spans:
                if face != current:
                    text.setFont(face, style.size)
                    current = face
                text.textOut(said)
        canvas.drawText(text)


def gap(above: Part, below: Part) -> float:
    """The space between two neighbours."""
    return max(above.after, below.before)


class Stack(Part):
    """Parts below one another. Stays whole where it can."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        spaces = sum(gap(above, below) for above, below in pairwise(self.parts))
        self.height = sum(part.height for part in self.parts) + spaces
        if self.parts:
            self.before, self.after = self.parts[0].before, self.parts[-1].after
            self.new_page = self.parts[0].new_page

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        if not force:
            return None
        first, rest = fill(self.parts, room, force=True)
        return (Stack(first), Stack(rest)) if rest else None

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        above: Part | None = None
        for part in self.parts:
            if above is not None:
                top -= above.height + gap(above, part)
            part.paint(canvas, x, top)
            above = part


def fill(parts: Sequence[Part], room: float, *, force: bool) -> tuple[list[Part], list[Part]]:
    """What fits into a room of a height, and the rest. With `force` at least one part is taken, cut if need be."""
    taken: list[Part] = []
    used = 0.0
    for index, part in enumerate(parts):
        if taken and part.new_page:
            return taken, list(parts[index:])
        space = gap(taken[-1], part) if taken else 0.0
        left = room - used - space
        if _needs(parts, index) <= left + TOLERANCE or (not taken and part.height <= left + TOLERANCE):
            taken.append(part)
            used += space + part.height
            continue
        halves = part.split(left, force=force and not taken)
        if halves is not None:
            return [*taken, halves[0]], [halves[1], *parts[index + 1 :]]
        if force and not taken:  # it cannot be cut, and no room is larger
            return [part], list(parts[index + 1 :])
        return taken, list(parts[index:])
    return taken, []


def _needs(parts: Sequence[Part], index: int) -> float:
    """The height of a part with the beginning of what it must stay with."""
    part = parts[index]
    needs = part.height
    while part.keeps and index + 1 < len(parts):
        index += 1
        below = parts[index]
        needs += gap(part, below) + (below.height if below.keeps else below.least)
        part = below
    return needs


def pages(parts: Sequence[Part], room: float) -> list[Stack]:
    """Parts as pages, each of which fits into the room. No parts make one empty page."""
    filled: list[Stack] = []
    rest = list(parts)
    while rest:
        first, rest = fill(rest, room, force=True)
        filled.append(Stack(first))
    return filled or [Stack(())]
