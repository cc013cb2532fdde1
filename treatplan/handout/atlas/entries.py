"""One point of the atlas: its picture at the left, code and names above what there is to say. Never cut."""

from collections.abc import Mapping

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.atlas.book import BookEntry
from treatplan.domain.atlas.telling import RowKind, Told
from treatplan.domain.drawing import Drawing
from treatplan.domain.paper import Run
from treatplan.handout import shapes, styles
from treatplan.handout.atlas.look import KINDS
from treatplan.handout.atlas.plates import Framed, PinLook, View
from treatplan.handout.parts import Part
from treatplan.handout.press import Press
from treatplan.handout.styles import Align

PICTURE = 78.0
PINS = PinLook(radius=2.3, rim=0.7, letters=0.0)
BESIDE = 12.0  # between picture and words
LABEL = 52.0
WORDED = (RowKind.GROUP, RowKind.NEEDLE, RowKind.UNDER, RowKind.LINE, RowKind.PREGNANCY, RowKind.NAMESAKE)


class Entry(Part):
    """An entry as a whole: pieces with their places, from the top left corner. `level` is its depth in the outline."""

    def __init__(self, entry: BookEntry, plates: Mapping[str, Drawing], press: Press, level: int) -> None:
        self.level = level
        self.code = entry.told.code
        self.key = f"point-{self.code}"
        self.title = f"{self.code} {entry.told.pinyin}"
        self.press = press
        self.pieces: list[tuple[Part, float, float]] = []
        space = press.styles.space
        left, width = 0.0, press.styles.sheet.column
        if entry.window is not None:
            view = View(entry.window, plates, (PICTURE, PICTURE), press, PINS)
            self.pieces.append((Framed(view, press), 0.0, space.xs))
            left, width = PICTURE + BESIDE, width - PICTURE - BESIDE
        high = self._head(entry.told, left, width)
        high = self._rows(entry.told, left, high, width)
        high = self._add(press.text(entry.foot, KINDS.foot, width), left, high + space.hair)
        self.height = max(high, PICTURE + 2 * space.xs if entry.window is not None else 0.0)
        self.before = self.after = space.m

    def _add(self, part: Part, x: float, top: float) -> float:
        self.pieces.append((part, x, top))
        return top + part.height

    def _head(self, told: Told, left: float, width: float) -> float:
        press = self.press
        code = press.label(told.code, KINDS.code, width)
        where = press.label(told.where, KINDS.where, width)
        names = (Run(text=told.pinyin, bold=True), Run(text=f"  {told.hanzi}  {told.english}"))
        start = code.width + press.styles.space.s
        beside = width - start - where.width - press.styles.space.m
        fits = press.width(names, KINDS.name) <= beside
        self._add(code, left, 0.0)
        name = press.text(names, KINDS.name, beside if fits else width - start)
        high = self._add(name, left + start, 0.0)
        if fits:
            self._add(where, left + width - where.width, 0.0)
            return high
        below = press.text(told.where, KINDS.label, width, Align.LEFT)
        return self._add(below, left, high)

    def _rows(self, told: Told, left: float, high: float, width: float) -> float:
        press = self.press
        place = told.row(RowKind.PLACE)
        if place is not None:
            high = self._add(press.text(" ".join(place.texts), KINDS.text, width), left, high)
            high += press.styles.space.hair
        for kind in WORDED:
            row = told.row(kind)
            if row is None:
                continue
            label = press.text(row.label, KINDS.warning if kind is RowKind.LINE else KINDS.label, LABEL)
            self._add(label, left, high)
            for text in row.texts:
                high = self._add(press.text(text, KINDS.text, width - LABEL), left + LABEL, high)
        return high

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.bookmarkHorizontal(self.key, x, top)
        canvas.addOutlineEntry(self.title, self.key, level=self.level, closed=True)
        for part, across, down in self.pieces:
            part.paint(canvas, x + across, top - down)
        shapes.rule(
            canvas, x, top - self.height - self.press.styles.space.m / 2, self.press.styles.sheet.column,
            styles.LINE, self.press.styles.stroke.thin,
        )  # fmt: skip
