"""Lists with page numbers: contents, indexes, the points of a chapter. Each line leads to its place in the document."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.atlas.book import Cited
from treatplan.domain.paper import Run
from treatplan.handout import styles
from treatplan.handout.atlas.look import KINDS
from treatplan.handout.frames import Marked
from treatplan.handout.margins import shortened
from treatplan.handout.parts import Part
from treatplan.handout.press import Press
from treatplan.handout.styles import Align, Type

GUTTER = 20.0
NUMBER = 22.0  # for a page number
CODE = 34.0

PageOf = Callable[[str], str]
"""The page on which something with that key stands, as it is printed."""


class ListLine(NamedTuple):
    """A code, words, and the key of the place that they lead to. Without a code the words begin at the left."""

    code: str
    text: str
    key: str


class Columns(Part):
    """Lines in columns, to be read down each. A line that is too wide loses its middle."""

    def __init__(
        self, lines: Sequence[ListLine], count: int, press: Press, page_of: PageOf, kind: Type = KINDS.line
    ) -> None:
        self.lines = tuple(lines)
        self.kind = kind
        self.count = count
        self.press = press
        self.page_of = page_of
        self.deep = -(-len(self.lines) // count)
        self.height = self.deep * kind.leading
        self.width = (press.styles.sheet.column - GUTTER * (count - 1)) / count

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        deep = int(room / self.kind.leading)
        if force:
            deep = max(deep, 1)
        if deep < min(3, self.deep) or deep >= self.deep:
            return None
        cut = deep * self.count
        halves = [
            Columns(lines, self.count, self.press, self.page_of, self.kind)
            for lines in (self.lines[:cut], self.lines[cut:])
        ]
        halves[0].before, halves[1].after = self.before, self.after
        return halves[0], halves[1]

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        for place, line in enumerate(self.lines):
            left = x + (place // self.deep) * (self.width + GUTTER)
            self._line(canvas, line, left, top - (place % self.deep) * self.kind.leading)

    def _line(self, canvas: Canvas, line: ListLine, x: float, top: float) -> None:
        press, kind = self.press, self.kind
        code = press.text(line.code, replace(kind, colour=styles.ACCENT, bold=True), self.width)
        indent = max(CODE, code.lines[0].width + press.styles.space.s) if code.lines else 0.0
        room = self.width - indent - NUMBER
        code.paint(canvas, x, top)
        words = press.text(shortened(line.text, kind, room, 1, press), kind, room)
        words.paint(canvas, x + indent, top)
        page = press.text(self.page_of(line.key), replace(kind, colour=styles.QUIET), NUMBER, Align.RIGHT)
        page.paint(canvas, x + self.width - NUMBER, top)
        foot = top - kind.leading
        canvas.linkAbsolute("", line.key, Rect=(x, foot, x + self.width, top), Border="[0 0 0]")


class Anchor(Part):
    """Keeps a place in the outline of the document and takes no room."""

    height = 0.0
    keeps = True

    def __init__(self, title: str, key: str) -> None:
        self.title = title
        self.key = key

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.bookmarkHorizontal(self.key, x, top)
        canvas.addOutlineEntry(self.title, self.key, level=0, closed=True)


def citation(cited: Cited, press: Press) -> Part:
    """One source: its number, what it is, where it is found."""
    indent = 26.0
    number = press.text(f"{cited.number}", replace(KINDS.text, colour=styles.ACCENT, bold=True), indent)
    text = (Run(text=f"{cited.text} "), Run(text=cited.address, italic=True))
    part = Marked(press.text(text, KINDS.text, press.styles.sheet.column - indent), indent, number.paint)
    part.before = part.after = press.styles.space.hair
    return part
