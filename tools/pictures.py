"""Make pictures of the README: two pages of a sample handout (docs/handout.png) and of the atlas (docs/atlas.png)."""

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


def make(folder: Path) -> None:
    """Write both."""
    main(["demo", "--out", str(folder)])
    handout = side_by_side(pages(folder / SAMPLE / "handout.pdf", (0, 3)))
    handout.save(ROOT / "docs" / "handout.png", optimize=True)
    main(["library", "points", "BL", "--pdf", str(folder / "atlas.pdf")])
    atlas = pdfium.PdfDocument(folder / "atlas.pdf")
    first = next(
        number for number in range(len(atlas)) if atlas[number].get_textpage().get_text_range().startswith("Bladder")
    )
    made = side_by_side(pages(folder / "atlas.pdf", (first + 2, first + 5)))
    made.save(ROOT / "docs" / "atlas.png", optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made_in:
        make(Path(made_in))
