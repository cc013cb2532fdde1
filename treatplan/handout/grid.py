"""Rows and columns: tables, the log, the calendar, the letterhead. The header repeats on each page."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from treatplan.handout import shapes
from treatplan.handout.lines import TOLERANCE
from treatplan.handout.parts import Part
from treatplan.handout.styles import HEADER, LINE

FEWEST_ROWS = 2  # low rows of a table on either side of a page break; one that is as high as two will do
BISECTIONS = 40  # of a column's width; the rest is far below a printer's dot


class Lines(Enum):
    """Which lines a grid shows."""

    NONE = "none"
    ROWS = "rows"  # between rows
    ALL = "all"  # a cell each


class Cell(NamedTuple):
    """One field of a grid."""

    part: Part | None = None
    fill: Color | None = None
    edge: Color | None = None  # a frame inside the cell, for what must be found at once


class GridLook(NamedTuple):
    """How a grid is drawn, in points."""

    columns: tuple[float, ...]
    lines: Lines
    across: float  # space within a cell, left and right
    down: float  # above and below
    stroke: float = 0.0
    edge: float = 0.0  # width of the frame of a marked cell


class GridRow:
    """One row; as high as its highest cell."""

    def __init__(self, cells: Sequence[Cell], look: GridLook) -> None:
        self.cells = tuple(cells)
        self.look = look
        self.height = max((cell.part.height for cell in self.cells if cell.part), default=0.0) + 2 * look.down

    def split(self, room: float) -> tuple["GridRow", "GridRow"] | None:
        """Cut inside its cells: for a row longer than a page."""
        room -= 2 * self.look.down
        halves = [_cut(cell, room) for cell in self.cells]
        first, rest = [half[0] for half in halves], [half[1] for half in halves]
        if not any(cell.part for cell in first) or not any(cell.part for cell in rest):
            return None
        return GridRow(first, self.look), GridRow(rest, self.look)

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        look = self.look
        for cell, wide in zip(self.cells, look.columns, strict=True):
            if cell.fill:
                canvas.setFillColor(cell.fill)
                canvas.rect(x, top - self.height, wide, self.height, stroke=0, fill=1)
            if cell.edge:
                shapes.frame(
                    canvas, x, top - self.height, wide, self.height, radius=0.0, edge=cell.edge, stroke=look.edge
                )
            if cell.part:
                cell.part.paint(canvas, x + look.across, top - look.down)
            x += wide


def _cut(cell: Cell, room: float) -> tuple[Cell, Cell]:
    nothing = cell._replace(part=None)
    if cell.part is None:
        return nothing, nothing
    if cell.part.height <= room + TOLERANCE:
        return cell, nothing
    halves = cell.part.split(room, force=True)
    if halves is None:
        return nothing, cell
    return cell._replace(part=halves[0]), cell._replace(part=halves[1])


class Grid(Part):
    """A grid. A `whole` one is cut only when it is longer than a page."""

    def __init__(self, head: GridRow | None, rows: Sequence[GridRow], look: GridLook, *, whole: bool = False) -> None:
        self.head = head
        self.rows = tuple(rows)
        self.look = look
        self.whole = whole
        self.width = sum(look.columns)
        self.height = sum(row.height for row in self._all)

    @property
    def _all(self) -> tuple[GridRow, ...]:
        return (self.head, *self.rows) if self.head else self.rows

    @property
    def least(self) -> float:
        first, last = _fewest(self.rows), _fewest(self.rows[::-1])
        if self.whole or first + last > len(self.rows):
            return self.height
        return sum(row.height for row in self._all[: first + bool(self.head)])

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        if self.whole and not force:
            return None
        fit, used = 0, self.head.height if self.head else 0.0
        while fit < len(self.rows) and used + self.rows[fit].height <= room + TOLERANCE:
            used += self.rows[fit].height
            fit += 1
        kept = min(fit, len(self.rows) - _fewest(self.rows[::-1]))
        if kept >= _fewest(self.rows):
            return self._halves(self.rows[:kept], self.rows[kept:])
        if not force:
            return None
        if fit:
            return self._halves(self.rows[:fit], self.rows[fit:])
        return self._within(room)

    def _within(self, room: float) -> tuple[Part, Part] | None:
        """Cut in the first row, which is too high for a page; in the header, if that is what is too high."""
        if self.head and self.head.height > room / 2:
            return Grid(None, self._all, self.look).split(room, force=True)
        halves = self.rows[0].split(room - (self.head.height if self.head else 0.0)) if self.rows else None
        return self._halves(halves[:1], (halves[1], *self.rows[1:])) if halves else None

    def _halves(self, first: Sequence[GridRow], rest: Sequence[GridRow]) -> tuple[Part, Part] | None:
        if not first or not rest:
            return None
        above, below = Grid(self.head, first, self.look), Grid(self.head, rest, self.look)
        above.before, below.after = self.before, self.after
        return above, below

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        y = top
        for row in self._all:
            row.paint(canvas, x, y)
            y -= row.height
        if self.look.lines is not Lines.NONE:
            self._rules(canvas, x, top)

    def _rules(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(self.look.stroke)
        path = canvas.beginPath()
        y = top
        for height in (0.0, *(row.height for row in self._all)):
            y -= height
            path.moveTo(x, y)
            path.lineTo(x + self.width, y)
        if self.look.lines is Lines.ALL:
            for wide in (0.0, *self.look.columns):
                x += wide
                path.moveTo(x, top)
                path.lineTo(x, top - self.height)
        canvas.drawPath(path, stroke=1, fill=0)


def _fewest(rows: Sequence[GridRow]) -> int:
    """How many rows from the first on do not look lost."""
    enough = FEWEST_ROWS * min((row.height for row in rows), default=0.0)
    height = 0.0
    for count, row in enumerate(rows, 1):
        height += row.height
        if height + TOLERANCE >= enough:
            return count
    return len(rows)


def header(cells: Sequence[Part], look: GridLook) -> GridRow:
    """The row of headings."""
    return GridRow([Cell(part, fill=HEADER) for part in cells], look)


def columns(shares: Sequence[float], least: Sequence[float], most: Sequence[float], width: float) -> tuple[float, ...]:
    """Widths that fill a line: by share, but wide enough for every word and no wider than the longest text.

    `least` is the longest word of each column, `most` its longest text. Where not even the words fit, the
    longest will be broken; where all texts fit, what is left over is shared.
    """
    if sum(least) > width:
        return columns((1.0,) * len(least), (0.0,) * len(least), least, width)
    total = sum(shares)
    parts = [share / total for share in shares]
    over = width - sum(most)
    if over >= 0:
        return tuple(high + over * part for high, part in zip(most, parts, strict=True))

    def at(scale: float) -> list[float]:
        return [min(max(part * scale, low), high) for part, low, high in zip(parts, least, most, strict=True)]

    low, high = 0.0, width / min(parts)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) < width else (low, middle)
    return tuple(at(high))
