"""Weeks as rows: the log to tick at home, and the calendar of the course."""

from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import Calendar, Day, TickLog
from treatplan.handout import styles
from treatplan.handout.frames import Marked
from treatplan.handout.grid import Cell, Grid, GridLook, GridRow, Lines, columns, header
from treatplan.handout.lines import TOLERANCE
from treatplan.handout.parts import Part, Stack, Text
from treatplan.handout.press import Press
from treatplan.handout.styles import Align
from treatplan.handout.tables import captioned

WIDEST_LABEL = 0.3  # share of the line for the names of the weeks


class Ticks(Part):
    """Boxes to tick, drawn, in the middle of a cell: a little smaller where they then fit beside each other."""

    def __init__(self, count: int, width: float, press: Press) -> None:
        self.width = width
        self.stroke = press.styles.stroke.thin
        space = press.styles.space
        self.side, self.step = press.styles.tick, press.styles.tick + space.xs + space.hair
        if self._beside() < count and count * (press.styles.tick_least + space.xs) - space.xs <= width:
            self.side = (width + space.xs) / count - space.xs
            self.step = self.side + space.xs
        beside = self._beside()
        self.rows = [min(beside, count - start) for start in range(0, count, beside)]
        line = press.styles.cell.leading
        self.height = max((len(self.rows) - 1) * self.step + self.side, line)
        self.first = (line - self.side) / 2 if len(self.rows) < 2 else 0.0

    def _beside(self) -> int:
        """How many fit into a row."""
        return max(1, int((self.width - self.side + TOLERANCE) / self.step) + 1)

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.setStrokeColor(styles.EDGE)
        canvas.setLineWidth(self.stroke)
        for index, count in enumerate(self.rows):
            left = x + (self.width - (count - 1) * self.step - self.side) / 2
            foot = top - self.first - index * self.step - self.side
            for number in range(count):
                canvas.roundRect(left + number * self.step, foot, self.side, self.side, self.side / 8)


def tick_log(block: TickLog, press: Press, width: float) -> list[Part]:
    """A row a week, a column a day."""
    style, space = press.styles, press.styles.space
    pad = 2 * space.xs
    labels = [press.width(block.corner, style.cell_head), *(press.width(week, style.cell) for week in block.weeks)]
    label = min(max(labels) + pad + 2 * space.xs, WIDEST_LABEL * width)
    named = label - pad - 2 * space.xs
    day = (width - label) / max(len(block.days), 1)
    look = GridLook(
        columns=(label, *[day] * len(block.days)),
        lines=Lines.ALL,
        across=space.xs,
        down=space.xs + space.hair,
        stroke=style.stroke.thin,
    )
    heads: list[Part] = [Marked(press.text(block.corner, style.cell_head, named), space.xs, None)]
    heads += [press.text(said, style.cell_head, day - pad, Align.CENTRE) for said in block.days]
    ticks = Cell(Ticks(block.ticks, day - pad, press)) if block.ticks > 0 else Cell()
    rows = [
        GridRow([Cell(Marked(press.text(week, style.cell, named), space.xs, None)), *[ticks] * len(block.days)], look)
        for week in block.weeks
    ]
    return captioned(Grid(header(heads, look), rows, look), block.caption, press, width)


class Marking(Part):
    """The number of a day with a mark at the right, on one line."""

    def __init__(self, number: Text, mark: Text) -> None:
        self.number = number
        self.mark = mark
        self.height = number.height

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        self.number.paint(canvas, x, top)
        self.mark.paint(canvas, x, top - self.number.style.baseline + self.mark.style.baseline)


class CalendarMaker:
    """The course, a row a week. A day with a visit is tinted and says so in words; a review has a frame as well."""

    def __init__(self, block: Calendar, press: Press, width: float) -> None:
        self.block = block
        self.press = press
        self.width = width
        self.labelled = any(block.row_labels)
        in_rows = max((len(week) for week in block.weeks), default=0)
        self.days = max(in_rows, len(block.header) - self.labelled, 1)
        blanks = self.days + self.labelled - len(block.header)
        self.heads = ("",) * blanks + block.header
        self.beside, widths = self._columns()
        style = press.styles
        self.look = GridLook(
            columns=widths,
            lines=Lines.ALL,
            across=style.space.xs + style.space.hair / 2,
            down=style.space.xs,
            stroke=style.stroke.thin,
            edge=style.stroke.heavy,
        )

    @property
    def _pad(self) -> float:
        return 2 * (self.press.styles.space.xs + self.press.styles.space.hair / 2)

    def _columns(self) -> tuple[bool, tuple[float, ...]]:
        """Columns wide enough for marks beside numbers; if the line has no room for that, marks stand below."""
        press, style = self.press, self.press.styles
        label = 0.0
        if self.labelled:
            longest = max(press.width(said, style.cell) for said in self.block.row_labels)
            longest = max(longest, press.width(self.heads[0], style.cell_head))
            label = min(longest + self._pad, WIDEST_LABEL * self.width)
        room = self.width - label
        first = (label,) if self.labelled else ()
        shares = [1.0] * self.days
        wanted = [self._wanted(index) for index in range(self.days)]
        if sum(wanted) <= room:
            return True, (*first, *columns(shares, wanted, wanted, room))
        words = [min(self._longest_word(index), WIDEST_LABEL * room) for index in range(self.days)]
        return False, (*first, *columns(shares, words, [max(room / self.days, word) for word in words], room))

    def _wanted(self, column: int) -> float:
        style, width = self.press.styles, self.press.width
        widest = width(self.heads[column + self.labelled], style.cell_head)
        for day in self._days_of(column):
            marks = max((width(mark, style.mark) for mark in day.marks), default=0.0)
            between = style.space.s if day.marks and day.number else 0.0
            widest = max(widest, width(day.number, style.cell_head) + between + marks)
        return widest + self._pad

    def _longest_word(self, column: int) -> float:
        style, longest = self.press.styles, self.press.longest_word
        words = [longest(self.heads[column + self.labelled], style.cell_head)]
        for day in self._days_of(column):
            words += [longest(day.number, style.cell_head), *(longest(mark, style.mark) for mark in day.marks)]
        return max(words) + self._pad

    def _days_of(self, column: int) -> Iterable[Day]:
        return (week[column] for week in self.block.weeks if column < len(week))

    def grid(self) -> Grid:
        """The calendar without its caption."""
        style, press = self.press.styles, self.press
        inner = [wide - self._pad for wide in self.look.columns]
        head = [
            press.text(said, style.cell_head, wide, Align.CENTRE) for said, wide in zip(self.heads, inner, strict=True)
        ]
        rows = []
        for index, week in enumerate(self.block.weeks):
            days = inner[self.labelled :]
            cells = [self._cell(day, wide) for day, wide in zip(week, days, strict=False)]
            cells += [Cell()] * (self.days - len(cells))
            if self.labelled:
                said = self.block.row_labels[index] if index < len(self.block.row_labels) else ""
                cells.insert(0, Cell(press.text(said, style.cell, inner[0])))
            rows.append(GridRow(cells, self.look))
        return Grid(header(head, self.look), rows, self.look)

    def _cell(self, day: Day, width: float) -> Cell:
        style, press = self.press.styles, self.press
        number = press.text(day.number, style.cell_head if day.marks else style.cell, width)
        beside = self.beside and bool(day.number)
        align = Align.RIGHT if beside else Align.LEFT
        marks = [press.text(mark, style.mark, width, align) for mark in day.marks]
        parts: list[Part] = [Marking(number, marks[0]), *marks[1:]] if beside and marks else [number, *marks]
        return Cell(
            Stack(parts),
            fill=styles.VISIT if day.marks else None,
            edge=styles.ACCENT if day.review else None,
        )


def calendar(block: Calendar, press: Press, width: float) -> list[Part]:
    """The calendar with its caption."""
    return captioned(CalendarMaker(block, press, width).grid(), block.caption, press, width)
