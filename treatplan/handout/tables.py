"""The plan and other tables."""

from collections.abc import Iterable, Sequence

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import Rich, Table, Tone
from treatplan.handout import shapes
from treatplan.handout.frames import Marked
from treatplan.handout.grid import Cell, Grid, GridLook, GridRow, Lines, columns, header
from treatplan.handout.parts import Part, Stack
from treatplan.handout.press import Press
from treatplan.handout.styles import Type

WHOLE = 0.3  # share of the sheet up to which a grid moves to the next page rather than being cut
WIDEST_WORD = 0.4  # share of the line that one word may claim for its column


def table(block: Table, press: Press, width: float) -> Part:
    """A table; a row with a tone has its shape before the first cell. Short rows are filled up with empty cells."""
    style, space = press.styles, press.styles.space
    count = max(len(block.header), *(len(row) for row in block.rows)) if block.rows else len(block.header)
    heads = [*block.header, *[""] * (count - len(block.header))]
    rows: list[tuple[Rich, ...]] = [(*row, *[()] * (count - len(row))) for row in block.rows]
    indent = style.em if block.tones else 0.0
    tones: list[Tone | None] = [*block.tones, *[None] * len(rows)]

    def laid_out(widths: tuple[float, ...]) -> Grid:
        down = space.xs + space.hair / 2
        look = GridLook(columns=widths, lines=Lines.ROWS, across=space.s, down=down, stroke=style.stroke.thin)
        inner = [wide - 2 * look.across for wide in widths]
        head = header([press.text(said, style.cell_head, wide) for said, wide in zip(heads, inner, strict=True)], look)
        pairs = zip(rows, tones, strict=False)
        made = [GridRow(list(_cells(row, tone, inner, indent, press)), look) for row, tone in pairs]
        return Grid(head if any(heads) else None, made, look)

    grids = [laid_out(widths) for widths in _widths(block.widths, heads, rows, press, width, indent)]
    return spaced(min(grids, key=lambda grid: grid.height), press)


def _widths(
    shares: tuple[float, ...],
    heads: Sequence[str],
    rows: Sequence[tuple[Rich, ...]],
    press: Press,
    width: float,
    indent: float,
) -> list[tuple[float, ...]]:
    """Two ways to share the line: as asked for, and with only the longest texts wrapped."""
    style = press.styles
    least, most = [], []
    for index, head in enumerate(heads):
        texts: list[tuple[Rich | str, Type]] = [(head, style.cell_head), *((row[index], style.cell) for row in rows)]
        room = 2 * style.space.s + (0.0 if index else indent)
        least.append(min(max(press.longest_word(*text) for text in texts) + room, WIDEST_WORD * width))
        most.append(max(max(press.width(*text) for text in texts) + room, least[-1]))
    if len(shares) != len(heads) or min(shares, default=0.0) <= 0:
        shares = (1.0,) * len(heads)
    return [columns(wanted, least, most, width) for wanted in (shares, (1.0,) * len(heads))]


def _cells(
    row: tuple[Rich, ...], tone: Tone | None, inner: Sequence[float], indent: float, press: Press
) -> Iterable[Cell]:
    cell = press.styles.cell
    radius = 0.34 * press.styles.em

    def draw(canvas: Canvas, x: float, top: float) -> None:
        shapes.mark(canvas, tone or Tone.PLAIN, x + radius, top - cell.middle, radius)

    for index, (said, wide) in enumerate(zip(row, inner, strict=True)):
        if index == 0 and indent:
            shown = tone not in {None, Tone.PLAIN}
            yield Cell(Marked(press.text(said, cell, wide - indent), indent, draw if shown else None, cell.leading))
        else:
            yield Cell(press.text(said, cell, wide))


def spaced(grid: Grid, press: Press) -> Grid:
    """A grid with space around it; a short one stays whole."""
    grid.whole = grid.height <= WHOLE * press.styles.sheet.height
    grid.before = grid.after = press.styles.space.m
    return grid


def captioned(grid: Grid, caption: str, press: Press, width: float) -> list[Part]:
    """A grid with the note below it, on the same page where the grid is short."""
    spaced(grid, press)
    if not caption:
        return [grid]
    note = press.text(caption, press.styles.small, min(width, press.styles.sheet.measure))
    grid.after, note.after = press.styles.space.s, press.styles.space.m
    return [Stack([grid, note])] if grid.whole else [grid, note]
