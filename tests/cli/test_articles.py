"""`treatplan library articles`: the list, a leaflet in words, a leaflet as paper."""

import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from tests.cli.conftest import Ended

Call = Callable[..., Ended]


def text_of(pdf: Path) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))


def test_that_leaflets_are_listed_a_line_each(call: Call) -> None:
    lines = call("library", "articles").out.splitlines()
    assert len(lines) >= 30
    assert "how_needling                   Needling: what it is like and what is known" in lines


def test_that_a_leaflet_is_told_in_words_as_its_country_reads_it(call: Call) -> None:
    told = call("library", "articles", "when_to_get_help", "--jurisdiction", "gb").out
    assert "Call 999 now, or go to A&E, if" in told
    assert "{" not in told


def test_that_a_leaflet_is_printed(call: Call, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    ended = call("library", "articles", "how_needling", "--pdf", sheet, "--jurisdiction", "GB")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert "NICE" in text_of(sheet)
    assert call("library", "articles", "how_needling", "--pdf", sheet, "--jurisdiction", "us").code == 0
    assert "NICE" not in text_of(sheet)
    assert pdfium.PdfDocument(sheet)[0].get_size() == (612, 792)


def test_that_json_holds_the_facts_and_the_text(call: Call) -> None:
    (entry,) = json.loads(call("library", "articles", "aftercare", "--json").out)
    assert entry["id"] == "aftercare"
    assert "{claim:harms_needling}" in entry["body"]


def test_that_what_cannot_be_done_is_told_in_a_line(call: Call, tmp_path: Path) -> None:
    for words, said in (
        (("library", "articles", "nothing_like_it"), "there is no 'nothing_like_it'"),
        (("library", "articles", "aftercare", "--jurisdiction", "fr"), "there is gb, intl, us"),
        (("library", "articles", "--pdf", tmp_path / "x.pdf"), "needs the code of one leaflet"),
    ):
        ended = call(*words)
        assert (ended.code, len(ended.lines)) == (2, 1)
        assert said in ended.err
    assert not (tmp_path / "x.pdf").exists()


def test_that_a_cause_and_a_pattern_name_their_leaflets(call: Call) -> None:
    assert "article: why_disc" in call("library", "causes", "W05").out
    assert "article: tradition_stasis" in call("library", "patterns", "T04").out
