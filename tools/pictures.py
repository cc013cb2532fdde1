"""Make the picture of the README: the first two pages of a sample handout, side by side (docs/handout.png)."""

import tempfile
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from treatplan.app.main import main

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "1-overuse-cold-damp"
SCALE = 1.25
GAP = 24
PAPER = "#DCD8CF"


def pages(pdf: Path, numbers: tuple[int, ...]) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    document = pdfium.PdfDocument(pdf)
    return [document[number].render(scale=SCALE).to_pil() for number in numbers]


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """Pages on a desk, a gap between them."""
    width = sum(picture.width + GAP for picture in pictures) + GAP
    desk = Image.new("RGB", (width, pictures[0].height + 2 * GAP), PAPER)
    x = GAP
    for picture in pictures:
        desk.paste(picture, (x, GAP))
        x += picture.width + GAP
    return desk


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(["demo", "--out", folder])
        made = side_by_side(pages(Path(folder) / SAMPLE / "handout.pdf", (0, 1)))
    made.save(ROOT / "docs" / "handout.png", optimize=True)
