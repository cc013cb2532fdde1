"""Points on the command line: one in words, what a text may mean, the atlas as a file."""

import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.conftest import Ended

Call = Callable[..., Ended]


def codes(ended: Ended) -> list[str]:
    return [line.split()[0] for line in ended.out.splitlines()]


@pytest.mark.parametrize("written", ["BL23", "ub 23", "shenshu", "Shèn Shū", "肾俞", "腎俞", "kidney shu", "BL23 "])
def test_that_a_point_is_told_in_words(written: str, call: Call) -> None:
    ended = call("library", "points", written)
    assert ended.code == 0
    assert ended.out.startswith("BL23  Shènshū  肾俞 腎俞  Kidney Shu\n  (low back, both sides)\n")
    for label in ("Also", "Where", "Kind", "Needle", "Beneath", "Depth line", "Pregnancy", "Rules", "Sources"):
        assert f"\n  {label}" in ended.out
    assert "_" not in ended.out
    assert max(len(line) for line in ended.out.splitlines()) <= 100


def test_that_all_points_of_one_name_are_told(call: Call) -> None:
    told = call("library", "points", "futu").out
    assert "LI18  Fútū" in told
    assert "ST32  Fútù" in told
    assert [point["code"] for point in json.loads(call("library", "points", "futu", "--json").out)] == ["LI18", "ST32"]


def test_that_what_is_no_point_is_refused_with_what_is_near(call: Call) -> None:
    ended = call("library", "points", "shens")
    assert ended.code == 2
    assert "BL23 (Shènshū)" in ended.err
    assert call("library", "points", "GB45").code == 2
    assert "x" * 61 not in call("library", "points", "x" * 300).err


def test_that_a_search_shows_the_best_first_a_line_each(call: Call) -> None:
    assert codes(call("library", "search", "shenshu")) == ["BL23"]
    assert codes(call("library", "search", "BL2"))[:3] == ["BL2", "BL20", "BL21"]
    assert codes(call("library", "search", "zhongdu"))[:2] == ["GB32", "LR6"]
    found = json.loads(call("library", "search", "he-sea", "--json").out)
    assert {"ST36", "GB34", "BL40"} <= {point["code"] for point in found}


@pytest.mark.parametrize("text", ["zzzz", "😀", "-- -", "%"])
def test_that_a_search_without_result_says_so_and_is_no_mistake(text: str, call: Call) -> None:
    ended = call("library", "search", text)
    assert (ended.code, ended.out) == (0, "")
    assert "no point is like" in ended.err
    assert json.loads(call("library", "search", text, "--json").out) == []


def test_that_a_search_needs_a_text(call: Call) -> None:
    assert call("library", "search").code == 2


@pytest.mark.parametrize(("written", "title"), [("ht", "Heart points"), ("UB23", "BL23 Shènshū"), ("futu", "Atlas")])
def test_that_the_atlas_of_a_channel_or_a_point_is_printed(
    written: str, title: str, call: Call, tmp_path: Path
) -> None:
    file = tmp_path / "atlas.pdf"
    assert call("library", "points", written, "--pdf", file, "--paper", "letter").code == 0
    assert pypdfium2.PdfDocument(file).get_metadata_value("Title").startswith(title)


def test_that_nothing_is_written_for_what_is_no_point(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "atlas.pdf"
    assert call("library", "points", "nothing", "--pdf", file).code == 2
    assert not file.exists()


def test_that_only_what_can_be_printed_takes_a_file(call: Call, tmp_path: Path) -> None:
    ended = call("library", "rules", "--pdf", tmp_path / "rules.pdf")
    assert ended.code == 2
    assert "--pdf" in ended.err
