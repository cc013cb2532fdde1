"""Search among points while somebody types."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.atlas.shelf import library, texts
from treatplan.domain.atlas.telling import words_of_search
from treatplan.domain.points import aliases
from treatplan.domain.pointsearch import PointSearch, fold

HOMONYMS = {
    "futu": ["LI18", "ST32"], "juliao": ["ST3", "GB29"], "wangu": ["SI4", "GB12"], "zhongzhu": ["KI15", "TE3"],
    "zhongdu": ["GB32", "LR6"], "yinjiao": ["GV28", "CV7"],
}  # fmt: skip


@cache
def searching() -> PointSearch:
    return PointSearch(library().points, words_of_search(texts(), library()))


def found(text: str, limit: int = 20) -> list[str]:
    return [point.code for point in searching().find(text, limit)]


@pytest.mark.parametrize("code", list(library().points))
def test_that_every_point_is_found_first_by_its_code_and_by_each_of_its_aliases(code: str) -> None:
    for written in (code, code.lower(), f" {code} ", *aliases(code)):
        assert found(written)[0] == code, written


@pytest.mark.parametrize("code", list(library().points))
def test_that_every_point_is_among_the_first_by_its_name_in_any_script(code: str) -> None:
    point = library().points[code]
    for name in (point.pinyin_plain, point.pinyin, point.hanzi, point.hanzi_traditional):
        assert code in found(name)[:3], name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("UB23", "BL23"),
        ("ub 23", "BL23"),
        ("DU4", "GV4"),
        ("K3", "KI3"),
        ("TW5", "TE5"),
        ("HTJJ", "EX-B2"),
        ("M-BW-35", "EX-B2"),
        ("GV29", "EX-HN3"),
        ("GV24+", "EX-HN3"),
        ("shenshu", "BL23"),
        ("shèn shū", "BL23"),
        ("Shen Shu", "BL23"),
        ("SHENSHU", "BL23"),
        ("kidney shu", "BL23"),
        ("肾俞", "BL23"),
        ("腎俞", "BL23"),
        ("ＢＬ２３", "BL23"),
        ("\u202eBL23", "BL23"),
        ("Gate of Life", "GV4"),
        ("renzhong", "GV26"),
        ("人中", "GV26"),
        ("feiyang", "BL58"),
        ("飞阳", "BL58"),
        ("譩\U0002b37b", "BL45"),
        ("zhonglüshu", "BL29"),
        ("zhonglvshu", "BL29"),
        ("ashi", "EX-Ashi"),
    ],
)
def test_that_a_point_is_found_as_people_write_it(written: str, code: str) -> None:
    assert found(written)[0] == code


@pytest.mark.parametrize(("name", "codes"), HOMONYMS.items())
def test_that_all_points_of_one_name_come_first(name: str, codes: list[str]) -> None:
    assert found(name)[:2] == codes


def test_that_tones_tell_namesakes_apart() -> None:
    assert found("Fútū")[:2] == ["LI18", "ST32"]
    assert found("fútù")[:2] == ["ST32", "LI18"]


def test_that_a_code_in_the_making_shows_its_channel_from_there_on() -> None:
    assert found("BL2") == ["BL2", *(f"BL{number}" for number in range(20, 30))]
    assert found("ub2")[:11] == found("BL2")
    assert found("gv", limit=3) == ["GV1", "GV2", "GV3"]


@pytest.mark.parametrize("name", ["shenshu", "肾俞", "kidney shu", "腎俞"])
def test_that_each_keystroke_of_a_name_keeps_the_point_in_sight(name: str) -> None:
    least = 3 if name.isascii() else 1
    for end in range(least, len(name) + 1):
        assert "BL23" in found(name[:end], limit=60), name[:end]


def test_that_groups_of_points_are_found() -> None:
    points = library().points.values()
    assert set(found("back-shu", 400)) >= {point.code for point in points if "back_shu" in point.categories}
    assert set(found("he sea", 400)) >= {point.code for point in points if "he_sea" in point.categories}
    assert set(found("low back", 400)) >= {point.code for point in points if "low_back" in point.regions}
    assert set(found("shoulder blade", 400)) == {point.code for point in points if "scapula" in point.regions}
    assert set(found("Pericardium", 400)) >= {f"PC{number}" for number in range(1, 10)}
    assert set(found("膀胱", 400)) >= {f"BL{number}" for number in range(1, 68)}


def test_that_several_words_must_all_be_found() -> None:
    assert "GV4" in found("low back gate")
    assert set(found("hand yuan source", 400)) <= {
        point.code for point in library().points.values() if "yuan_source" in point.categories
    }


def test_that_codes_stand_before_aliases_names_beginnings_and_insides() -> None:
    order = found("shu", limit=400)
    begins = [code for code in order if fold(library().points[code].pinyin).startswith("shu")]
    assert order[: len(begins)] == begins
    assert "BL23" in order[len(begins) :]


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "😀😀", "-", "x" * 1000, "李" * 1000, "\u202e\u200f", "%_'\"", "a\0" * 500, "\ud800"]
)
def test_that_strange_input_finds_nothing_and_breaks_nothing(text: str) -> None:
    assert found(text) == [] or text.startswith("a")


@given(st.text(max_size=80))
def test_that_any_text_can_be_looked_for(text: str) -> None:
    codes = found(text, limit=7)
    assert len(codes) == len(set(codes)) <= 7
    assert set(codes) <= library().points.keys()


@given(st.sampled_from(sorted(library().points)), st.integers(0, 3), st.sampled_from(["", " ", "-", "."]))
def test_that_case_and_separators_do_not_matter(code: str, case: int, separator: str) -> None:
    name = library().points[code].pinyin_plain
    changed = separator.join((name.upper(), name.title(), name.lower(), name)[case])
    assert set(found(changed)[:3]) >= {code}


def test_that_an_empty_library_finds_nothing() -> None:
    assert PointSearch({}).find("BL23") == ()
