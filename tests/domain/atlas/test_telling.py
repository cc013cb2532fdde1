"""Entries of the atlas in words."""

import pytest

from tests.domain.atlas.shelf import library, says, texts, words
from treatplan.domain.atlas.telling import RowKind, category_name, levels_told


@pytest.mark.parametrize("code", list(library().points))
def test_that_every_point_can_be_told(code: str) -> None:
    point, told = library().points[code], words(code)
    assert told.row(RowKind.PLACE) is not None
    assert told.row(RowKind.NEEDLE) is not None
    assert told.row(RowKind.SOURCES) is not None
    assert (told.row(RowKind.PREGNANCY) is not None) or not point.pregnancy_caution
    assert (told.row(RowKind.LINE) is not None) == any(code in line.points for line in library().depth_lines)
    for row in told.rows:
        for text in row.texts:
            assert text
            assert "{" not in text
            assert "_" not in text


def test_that_custom_is_told_in_cun_and_millimetres_with_its_families() -> None:
    told = says("BL23", RowKind.NEEDLE).replace("\u00a0", " ")
    assert told == "Usually perpendicular. By custom 0.5–0.8 cun, about 11–18 mm (MA 1–1.5, GM 0.5–0.8, RO 0.5–1)."


def test_that_textbooks_that_disagree_give_no_depth() -> None:
    told = says("ST9", RowKind.NEEDLE)
    assert "disagree" in told
    assert " mm" not in told
    assert "\u00a0mm" not in told


def test_that_a_custom_beyond_the_line_says_that_the_line_holds() -> None:
    assert "the line holds" in says("BL13", RowKind.NEEDLE)
    assert "the line holds" not in says("BL23", RowKind.NEEDLE)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("BL23", "25 mm; only perpendicular or oblique toward the spine. Beneath: kidney"),
        (
            "BL13",
            "10 mm, along a slanted needle 15 mm; only oblique toward the spine; half of it for patients at risk.",
        ),
        ("KI22", "8 mm, along a slanted needle 10 mm; never perpendicular;"),
        ("GB21", "10 mm; only oblique or transverse; 5 mm in a very thin patient;"),
        ("EX-B2", "T1–T12: 13 mm;"),
        ("GV14", "15 mm; half of it"),
    ],
)
def test_that_the_line_is_told_whole(code: str, line: str) -> None:
    assert line in says(code, RowKind.LINE, brief=True).replace("\u00a0", " ")


def test_that_who_is_at_risk_is_told_unless_it_is_to_be_brief() -> None:
    assert "a patient who is very thin, has a curved" in says("BL13", RowKind.LINE)
    assert "patients at risk" in says("BL13", RowKind.LINE, brief=True)


def test_that_what_is_not_needled_says_why_and_gives_no_depth() -> None:
    assert says("ST17", RowKind.NEEDLE) == "Not needled, no moxibustion: a mark to find other points by."
    assert says("CV8", RowKind.NEEDLE) == "Not needled; moxibustion only."
    assert "Needling:" not in says("CV8", RowKind.PREGNANCY)


def test_that_pregnancy_is_told_with_both_sides() -> None:
    told = says("LI4", RowKind.PREGNANCY)
    assert "by convention (AACP, WHO 1999)" in told
    assert "5,885 women have shown no harm so far" in told


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("back_shu_kidney", "back-shu point of the kidney"),
        ("luo_connecting_great", "great luo-connecting point"),
        ("confluent_ren", "confluent point of the Conception Vessel"),
        ("xi_cleft_yang_qiao", "xi-cleft point of yang qiao"),
        ("he_sea", "he-sea point"),
        ("lower_he_sea_triple_energizer", "lower he-sea point of the triple energizer"),
    ],
)
def test_that_groups_have_names(category: str, name: str) -> None:
    assert category_name(category, texts()) == name


def test_that_a_group_is_told_once_and_at_its_finest() -> None:
    assert says("LU9", RowKind.GROUP) == "Shu-stream point, yuan-source point, hui-meeting point of the vessels."


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ((), ""),
        (("L4",), "L4"),
        (("T1", "T2", "T3"), "T1–T3"),
        (("L1", "L3", "L5"), "L1, L3, L5"),
        (("T12", "L1"), "T12, L1"),
    ],
)
def test_that_levels_in_a_row_are_a_range(levels: tuple[str, ...], told: str) -> None:
    assert levels_told(levels) == told


def test_that_sources_from_memory_bear_a_star() -> None:
    told = says("BL23", RowKind.SOURCES)
    assert "Deadman 2007*" in told
    assert "AACP 2012*" not in told
