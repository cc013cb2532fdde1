"""What opens a chapter: the channel's name, its charts, and its points in columns with their pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.atlas.book import Chapter, Window
from treatplan.domain.drawing import Drawing
from treatplan.handout.atlas.lists import Columns, ListLine, PageOf
from treatplan.handout.atlas.look import KINDS
from treatplan.handout.atlas.plates import PinLook, View
from treatplan.handout.frames import Beside
from treatplan.handout.parts import Part, Stack
from treatplan.handout.press import Press
from treatplan.handout.styles import Align

COLUMNS = 3
LEAST_CHART = 150.0  # points that charts want below their chapter's name
BETWEEN = 10.0
PINS = PinLook(radius=1.5, rim=0.25, letters=5.4)
WIDEST = 0.7  # share of the line that tall windows may take beside others
HIGHEST = 0.68  # share of the height that they may take with others below
LOWEST = 190.0  # points that a row below is high at most
WIDE = 200.0  # points from which a grid has two columns
GRID_FROM = 3  # so many small charts stand in two columns


class Opener(Part):
    """The first page of a chapter. Its place is kept in the outline of the document."""

    def __init__(
        self, chapter: Chapter, plates: Mapping[str, Drawing], press: Press, room: float, page_of: PageOf
    ) -> None:
        self.code = chapter.code
        self.key = f"channel-{chapter.code}"
        self.title = chapter.title
        space, width = press.styles.space, press.styles.sheet.column
        name = press.text(chapter.title, press.styles.title, width)
        about = press.text(chapter.about, KINDS.about, width)
        about.before, about.after = 0.0, space.xl
        parts: list[Part] = [name, about]
        listed = [
            ListLine(entry.told.code, f"{entry.told.pinyin}  {entry.told.hanzi.split()[0]}", f"point-{entry.told.code}")
            for entry in chapter.entries
        ]
        columns = Columns(listed, COLUMNS, press, page_of)
        columns.before = space.xl
        charts = room - name.height - about.height - columns.height - 2 * space.xl
        if chapter.windows and charts >= LEAST_CHART:
            parts.append(_charts(chapter.windows, plates, press, width, charts))
        self.inside = Stack([*parts, columns])
        self.height = self.inside.height
        self.new_page = True

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.bookmarkHorizontal(self.key, x, top)
        canvas.addOutlineEntry(self.title, self.key, level=0, closed=True)
        self.inside.paint(canvas, x, top)


def _charts(
    windows: Sequence[Window], plates: Mapping[str, Drawing], press: Press, width: float, height: float
) -> Part:
    """Large windows side by side, the others in a grid beside or below them: as it makes the large ones largest."""
    tall = [window for place, window in enumerate(windows) if place == 0 or window.large]
    small = [window for window in windows if window not in tall]
    share = sum(window.width / window.height for window in tall)
    gaps = BETWEEN * (len(tall) - 1)
    room = height - KINDS.caption.leading
    beside = min(room, (WIDEST * width - gaps) / share)
    below = min(HIGHEST * room, (width - gaps) / share)
    if not small:
        return _row(tall, min(room, (width - gaps) / share), width, plates, press)
    if beside >= below:
        left = beside * share + gaps + BETWEEN
        pieces = [(_row(tall, beside, left - BETWEEN, plates, press), 0.0, 0.0)]
        whole = beside + KINDS.caption.leading
        pieces += _grid(
            small, plates, press, Cells(left, 0.0, width - left, whole, 2 if len(small) >= GRID_FROM else 1)
        )
        return Board(pieces, whole)
    top = below + KINDS.caption.leading + BETWEEN
    cells = Cells(0.0, top, width, min(height - top, LOWEST), len(small))
    return Board(
        [(_row(tall, below, width, plates, press), 0.0, 0.0), *_grid(small, plates, press, cells)], top + cells.height
    )


def _row(windows: Sequence[Window], high: float, width: float, plates: Mapping[str, Drawing], press: Press) -> Part:
    """Windows of one height side by side, in the middle of a width."""
    wide = [high * window.width / window.height for window in windows]
    left = (width - sum(wide) - BETWEEN * (len(wide) - 1)) / 2
    placed: list[tuple[Part, float]] = []
    for window, own in zip(windows, wide, strict=True):
        placed.append((_shown(window, (own, high), plates, press), left))
        left += own + BETWEEN
    return Beside(placed)


class Cells(NamedTuple):
    """Where a grid stands, from the top left corner, and how many columns it may have."""

    left: float
    top: float
    width: float
    height: float
    columns: int


def _grid(
    windows: Sequence[Window], plates: Mapping[str, Drawing], press: Press, cells: Cells
) -> Iterator[tuple[Part, float, float]]:
    """Windows in equal cells."""
    count = cells.columns if cells.width > WIDE else 1
    rows = -(-len(windows) // count)
    wide, high = (cells.width - BETWEEN * (count - 1)) / count, (cells.height - BETWEEN * (rows - 1)) / rows
    for number, window in enumerate(windows):
        x, y = cells.left + (number % count) * (wide + BETWEEN), cells.top + (number // count) * (high + BETWEEN)
        yield _shown(window, (wide, high - KINDS.caption.leading), plates, press), x, y


def _shown(window: Window, size: tuple[float, float], plates: Mapping[str, Drawing], press: Press) -> Part:
    """A window with its caption right below it."""
    size = (size[0], min(size[1], size[0] * window.height / window.width))
    caption = press.text(window.caption, KINDS.caption, size[0], Align.CENTRE)
    return Stack([View(window, plates, size, press, PINS), caption])


class Board(Part):
    """Parts with their places, from the top left corner."""

    def __init__(self, pieces: Sequence[tuple[Part, float, float]], height: float) -> None:
        self.pieces = tuple(pieces)
        self.height = height

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        for part, across, down in self.pieces:
            part.paint(canvas, x + across, top - down)
