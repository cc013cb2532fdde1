"""The file itself: fonts, metadata, and the same bytes for the same handout."""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from tests.handout.reading import WRITER, page_sizes
from tests.handout.sample import sample
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper

ROOT = Path(__file__).resolve().parents[2]
PRINT_DIGEST = """
import hashlib
from tests.handout.reading import WRITER
from tests.handout.sample import sample
print(hashlib.sha256(WRITER.write(sample(name="李伟"))).hexdigest())
"""


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def fonts(pdf: bytes) -> dict[str, int]:
    """Every font that a page names, with the size of what is embedded of it."""
    found: dict[str, int] = {}
    with opened(pdf) as document:
        for page in document.pages:
            for font in page.Resources.Font.as_dict().values():
                assert "/FontDescriptor" in font, f"{font.BaseFont} is not embedded"
                found[str(font.BaseFont)] = len(font.FontDescriptor.FontFile2.read_bytes())
    return found


def test_that_every_font_is_embedded_and_cut_down() -> None:
    found = fonts(WRITER.write(sample(name="李伟")))
    faces = {
        "SourceSans3-Regular",
        "SourceSans3-Bold",
        "SourceSans3-Italic",
        "TreatplanHan-Regular",
        "TreatplanHan-Bold",
    }
    assert {name.partition("+")[2].removesuffix("-R") for name in found} == faces
    for name, size in found.items():
        assert len(name.partition("+")[0].lstrip("/")) == 6
        assert 0 < size < 60_000, name


def test_that_a_handout_without_han_text_carries_no_han_font() -> None:
    handout = replace(sample(), sections=())
    assert not any("Han" in name for name in fonts(WRITER.write(handout)))


def test_that_the_file_tells_what_it_is_and_nothing_about_the_machine() -> None:
    pdf = opened(WRITER.write(sample()))
    info = {str(key): str(value) for key, value in pdf.docinfo.items()}
    assert info == {
        "/Title": "Your plan for your back",
        "/Author": "Willow Bridge Acupuncture",
        "/Subject": "Plan for Ana Álvarez",
        "/Keywords": "plan: version 2",
        "/Creator": "treatplan",
        "/Producer": "treatplan",
        "/CreationDate": "D:20261122000000Z",
        "/ModDate": "D:20261122000000Z",
        "/Trapped": "/False",
    }
    assert str(pdf.Root.Lang) == "en"


@pytest.mark.parametrize("size", PrintSize)
@pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (595.28, 841.89)), (Paper.LETTER, (612.0, 792.0))])
def test_that_pages_have_the_size_of_the_sheet(size: PrintSize, paper: Paper, points: tuple[float, float]) -> None:
    for found in page_sizes(WRITER.write(sample(size, paper))):
        assert found == pytest.approx(points, abs=0.01)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_that_another_process_makes_the_same_bytes(seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Apia", "SOURCE_DATE_EPOCH": "86400"}
    ran = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == hashlib.sha256(WRITER.write(sample(name="李伟"))).hexdigest()


def test_that_the_same_bytes_do_not_depend_on_what_was_written_before() -> None:
    first = WRITER.write(sample())
    WRITER.write(sample(PrintSize.LARGE, name="王芳"))
    assert WRITER.write(sample()) == first


def test_that_the_date_in_the_file_is_the_plan_s() -> None:
    pdf = opened(WRITER.write(replace(sample(), dated=date(2031, 1, 2))))
    assert str(pdf.docinfo["/CreationDate"]) == "D:20310102000000Z"
