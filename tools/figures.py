"""Draw the exercises to look at: `python -m tools.figures OUT.png [EX01 ...]`, start and end of each side by side."""

import argparse
from pathlib import Path

import pypdfium2

from tools.picture import sheet
from treatplan.bundle import bundled
from treatplan.content.figures import Figures
from treatplan.domain.drawing import Caption, Drawing, Shape
from treatplan.domain.figure.body import body_of
from treatplan.domain.figure.picture import moved, pictures
from treatplan.domain.figure.touching import gaps

CELL = (200.0, 190.0)


def framed(picture: Drawing, title: str) -> Drawing:
    """A picture at the foot of a cell, all at one scale unless it is too large."""
    width, height = max(CELL[0], picture.width), max(CELL[1], picture.height + 16)
    title_part = Caption(x=6, y=12, text=title, size=9)
    right, down = (width - picture.width) / 2, height - picture.height
    shapes = tuple(moved(part, right, down) for part in picture.parts if isinstance(part, Shape))
    return Drawing(width=width, height=height, parts=(title_part, *shapes), alt=picture.alt)


def main() -> None:
    """Write the contact sheet, and say how far each touch is from closed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--columns", type=int, default=4)
    parser.add_argument("--cell", type=float, default=260.0)
    options = parser.parse_args()
    figures = Figures(bundled("resources") / "figures")
    cells: list[Drawing] = []
    for id_ in options.ids or figures:
        figure = figures[id_]
        start = body_of(figure.start)
        for name, pose, body in (("start", figure.start, start), ("end", figure.end, body_of(figure.end, start))):
            said = ", ".join(f"{touch} {gap:+.1f}" for touch, gap in gaps(pose, body, figure.props))
            print(f"{id_} {name}: {said}")
        for name, picture in zip(("start", "end"), pictures(figure, "", ""), strict=True):
            cells.append(framed(picture, f"{id_} {name}"))
    page = pypdfium2.PdfDocument(sheet(cells, options.columns, options.cell))[0]
    page.render(scale=1.5).to_pil().save(options.out)


if __name__ == "__main__":
    main()
