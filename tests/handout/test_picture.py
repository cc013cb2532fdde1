"""The first page as a picture, against one that a person has looked at."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.handout.reading import WRITER
from tests.handout.sample import sample

GOLDEN = Path(__file__).parent / "golden" / "sample-page-1.png"
SCALE = 0.6
VISIBLE = 48  # grey levels out of 255
ALLOWED = 0.001  # share of the pixels; another build of the renderer may set edges a little differently


def picture(pdf: bytes) -> Image.Image:
    """The first page, small and grey."""
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil()
    return image.convert("L")


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that a person would see differ."""
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[VISIBLE:]) / sum(histogram)


def test_that_the_first_page_looks_as_it_did(request: pytest.FixtureRequest) -> None:
    now = picture(WRITER.write(sample()))
    if request.config.getoption("--rewrite-golden"):
        GOLDEN.parent.mkdir(exist_ok=True)
        now.save(GOLDEN, optimize=True)
    with Image.open(GOLDEN) as golden:
        assert now.size == golden.size
        assert differing(now, golden) <= ALLOWED


def test_that_a_different_page_would_be_seen() -> None:
    assert differing(picture(WRITER.write(sample())), picture(WRITER.write(sample(status="")))) > ALLOWED
