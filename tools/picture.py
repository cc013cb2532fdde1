"""Renders vector pictures for looking at: `save(drawing, "one.png", width=800)`, with the paper's renderer."""

import argparse
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from treatplan.bundle import bundled
from treatplan.domain.drawing import Drawing, Ink, Shape, segments
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.handout.drawing import draw
from treatplan.handout.fonts import faces_in
from treatplan.handout.press import Press
from treatplan.handout.styles import styles_for


def save(picture: Drawing, file: str | Path, width: int = 800) -> None:
    """Write a picture as a PNG of `width` pixels."""
    saved = sheet([picture], 1, picture.width)
    page = pypdfium2.PdfDocument(saved)[0]
    page.render(scale=width / picture.width).to_pil().save(file)


def sheet(pictures: Sequence[Drawing], columns: int, cell: float) -> bytes:
    """A PDF with all pictures on one page, `columns` side by side, each `cell` points wide."""
    rows = [pictures[first : first + columns] for first in range(0, len(pictures), columns)]
    heights = [max(picture.height * cell / picture.width for picture in row) for row in rows]
    made = BytesIO()
    canvas = Canvas(made, pagesize=(columns * cell, sum(heights)))
    press = Press(faces_in(bundled("resources") / "fonts"), styles_for(PrintSize.STANDARD, Paper.A4))
    top = sum(heights)
    for row, height in zip(rows, heights, strict=True):
        for column, picture in enumerate(row):
            draw(press, canvas, picture, (column * cell, top), cell / picture.width)
        top -= height
    canvas.save()
    return made.getvalue()


def main() -> None:
    """Try the renderer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    box = Shape(segments=segments("M 10 10 C 30 0 70 0 90 10 L 90 90 L 10 90 Z"), fill=Ink.SKIN, stroke=Ink.EDGE)
    save(Drawing(width=100, height=100, parts=(box,), alt="a box"), parser.parse_args().out)


if __name__ == "__main__":
    main()
