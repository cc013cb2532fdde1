"""Every text of the catalogue from a file to paper: printed exactly, refused, or told which sign no font has."""

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from tests.hostile.catalogue import Sample, samples
from tests.hostile.conftest import SAMPLES, Call, Ended, assert_one_line, cheap_desk
from treatplan.domain.plan import Plan
from treatplan.exchange.files import read_intake, write_value

Save = Callable[..., Path]
LOOKS_LIKE_MORE = [
    '<img src="file:///etc/passwd">', '<img src="http://host/x.png">', '<a href="https://evil">Click</a>',
    '<img src="/etc/hostname" width="1" height="1"/>', "<xi:include href='file:///etc/passwd'/>",
]  # fmt: skip


Paper = Callable[[str], tuple[Ended, Path]]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan for nobody in particular."""
    sample = next(SAMPLES.glob("1-*.intake.json"))
    plan = cheap_desk().plans.draft(read_intake(sample), sample.name)
    assert isinstance(plan, Plan)
    path = tmp_path_factory.mktemp("drafted") / "plan.json"
    write_value(path, replace(plan, for_patient=""))
    return path


@pytest.fixture
def paper(call: Call, sample_intake: dict[str, Any], save: Save, drafted: Path, tmp_path: Path) -> Paper:
    """The handout of a patient of this family name, from files: how the command ended, and where the PDF is."""

    def printing(name: str) -> tuple[Ended, Path]:
        sample_intake["patient"] |= {"given_name": "", "family_name": name}
        pdf = tmp_path / "handout.pdf"
        return call("plan", "handout", drafted, "--intake", save(sample_intake), "-o", pdf), pdf

    return printing


@pytest.mark.parametrize("sample", samples("file"), ids=str)
def test_that_a_name_of_a_file_is_printed_exactly_or_refused(sample: Sample, paper: Paper) -> None:
    ended, pdf = paper(sample.text)
    if sample.at["file"] == "refused":
        assert_one_line(ended, "intake.json", "patient.")
    elif sample.at["paper"] == "refused":
        assert_one_line(ended, "U+")
    if "refused" in {sample.at["file"], sample.at["paper"]}:
        assert not pdf.exists()
        return
    assert ended.code == 0, ended.err
    if sample.at["paper"] == "kept":
        wanted = squeezed(sample.text)
        for page in pdfium.PdfDocument(pdf):
            assert wanted in squeezed(page.get_textpage().get_text_range())


def squeezed(text: str) -> str:
    """Without spaces and breaks: a long name is broken into lines, and an accent may stand apart."""
    return "".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\ufffe", "").split())


@pytest.mark.parametrize("text", LOOKS_LIKE_MORE)
def test_that_what_looks_like_a_picture_or_a_link_opens_no_file_and_no_socket(text: str, paper: Paper) -> None:
    with watched() as seen:
        ended, pdf = paper(text)
    assert ended.code == 0, ended.err
    assert not [path for path in seen if "/etc/passwd" in path or "/etc/hostname" in path or path.startswith("socket")]
    document = pdfium.PdfDocument(pdf)
    for page in document:
        kinds = {found.type for found in page.get_objects()}
        assert pdfium.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    content = pdf.read_bytes()
    assert b"/URI" not in content
    assert b"/JavaScript" not in content


_SEEN: list[str] = []
_HOOKED: list[bool] = []


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every file that Python opens, and every socket that it connects, meanwhile."""
    if not _HOOKED:  # a hook of the interpreter is there for good
        _HOOKED.append(True)
        sys.addaudithook(_note)
    _SEEN.clear()
    _SEEN.append("on")
    yield _SEEN
    _SEEN.clear()


def _note(event: str, given: tuple[Any, ...]) -> None:
    if _SEEN and event in {"open", "socket.connect", "socket.getaddrinfo"}:
        _SEEN.append(f"{event.partition('.')[0]} {given[0]!r}" if event != "open" else str(given[0]))
