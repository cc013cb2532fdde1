"""Codes of points as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.points import ASHI, aliases, expand, near, parse_code

COUNTS = {
    "LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67, "KI": 27, "PC": 9, "TE": 23, "GB": 44,
    "LR": 14, "GV": 28, "CV": 24,
}  # fmt: skip
EXTRA = ("EX-HN1", "EX-HN3", "EX-HN15", "EX-HN-Anmian", "EX-B2", "EX-B7", "EX-B8", "EX-UE1", "EX-UE10", "EX-Jianqian")
CODES = (*(f"{name}{n}" for name, count in COUNTS.items() for n in range(1, count + 1)), *EXTRA, ASHI)

ALIASES = {
    "UB23": "BL23", "B23": "BL23", "KD3": "KI3", "KID3": "KI3", "K3": "KI3", "Ht7": "HT7", "H7": "HT7", "HE7": "HT7",
    "P6": "PC6", "PE6": "PC6", "SJ5": "TE5", "TW5": "TE5", "TB5": "TE5", "TH5": "TE5", "LV3": "LR3", "LIV3": "LR3",
    "Liv3": "LR3", "DU4": "GV4", "Du4": "GV4", "REN4": "CV4", "Ren4": "CV4", "RN4": "CV4", "CO4": "LI4", "L7": "LU7",
    "LG7": "LU7", "S36": "ST36", "Sp6": "SP6", "G30": "GB30", "GB-30": "GB30", "GB 30": "GB30",
}  # fmt: skip


@pytest.mark.parametrize(("written", "code"), ALIASES.items())
def test_that_an_alias_of_a_channel_is_understood(written: str, code: str) -> None:
    assert parse_code(written, CODES) == code


@pytest.mark.parametrize(
    "written", ["BL23", "bl23", " BL 23 ", "bl-23", "BL.23", "BL023", "ＢＬ２３", "Bl\t23", "UB - 23"]
)
def test_that_spaces_hyphens_and_case_do_not_matter(written: str) -> None:
    assert parse_code(written, CODES) == "BL23"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("HTJJ", "EX-B2"),
        ("M-BW-35", "EX-B2"),
        ("mbw35", "EX-B2"),
        ("M-BW-24", "EX-B7"),
        ("M-BW-25", "EX-B8"),
        ("GV29", "EX-HN3"),
        ("GV24+", "EX-HN3"),
        ("ex b2", "EX-B2"),
        ("EXB2", "EX-B2"),
        ("ex-hn-anmian", "EX-HN-Anmian"),
        ("EX-JIANQIAN", "EX-Jianqian"),
        ("ashi", "EX-Ashi"),
        ("A-shi", "EX-Ashi"),
        ("EX-Ashi", "EX-Ashi"),
    ],
)
def test_that_other_names_of_extra_points_are_understood(written: str, code: str) -> None:
    assert parse_code(written, CODES) == code


@pytest.mark.parametrize(
    "written",
    ["", " ", "BL", "23", "BL0", "BL68", "BL230", "XX3", "UBL23", "BL23a", "BL2 3", "23BL", "EX-B", "BL-", "GV24++",
     "BL٢٣", "BL" + "0" * 100 + "23", "<b>BL23</b>", "{code}", "李伟", "\0BL23"],
)  # fmt: skip
def test_that_what_is_no_point_is_none(written: str) -> None:
    assert parse_code(written, CODES) is None


def test_that_a_level_is_read_as_the_point_of_that_name() -> None:
    assert parse_code("L3", CODES) == "LU3"
    assert parse_code("S1", CODES) == "ST1"


def test_that_only_codes_of_the_library_are_answered() -> None:
    assert parse_code("UB23", ["BL22"]) is None
    assert parse_code("ashi", ["BL22"]) is None


@given(st.text(max_size=50))
def test_that_no_text_breaks_the_reader(text: str) -> None:
    assert parse_code(text, CODES) in {None, *CODES}
    assert set(near(text, CODES)) <= set(CODES)


def test_that_every_code_is_itself() -> None:
    assert [parse_code(code, CODES) for code in CODES] == list(CODES)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("BL31-BL34", ("BL31", "BL32", "BL33", "BL34")),
        ("BL31-34", ("BL31", "BL32", "BL33", "BL34")),
        ("CV2 – CV4", ("CV2", "CV3", "CV4")),
        ("BL23", ("BL23",)),
        ("EX-B2", ("EX-B2",)),
        ("BL9-BL9", ("BL9",)),
    ],
)
def test_that_a_range_is_written_out(text: str, codes: tuple[str, ...]) -> None:
    assert expand(text) == codes


@pytest.mark.parametrize("text", ["BL34-BL31", "BL31-KI34", "ST36-9"])
def test_that_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        expand(text)


def test_that_neighbours_are_near_a_code_that_does_not_exist() -> None:
    assert near("BL68", CODES) == ("BL67", "BL66", "BL65")
    assert near("UB 68", CODES) == ("BL67", "BL66", "BL65")
    assert near("KI28", CODES, 2) == ("KI27", "KI26")


def test_that_what_looks_alike_is_near_where_the_channel_is_unknown() -> None:
    assert "EX-HN-Anmian" in near("EX-HN-Anmien", CODES)
    assert "BL23" in near("VL23", CODES)


def test_that_nothing_is_near_nonsense() -> None:
    assert near("ÿÿÿÿÿÿ", CODES) == ()
    assert near("", CODES) == ()


def test_that_near_matches_serve_other_ids_too() -> None:
    assert near("EX1", ["EX01", "EX10", "stay_active"])[0] in {"EX01", "EX10"}
    assert near("stay-active", ["EX01", "EX10", "stay_active"]) == ("stay_active",)


@pytest.mark.parametrize("code", CODES)
def test_that_every_alias_that_is_told_is_understood(code: str) -> None:
    assert all(parse_code(alias, CODES) == code for alias in aliases(code))
    assert code not in aliases(code)


def test_that_the_commonest_alias_is_told_first() -> None:
    assert [aliases(code)[0] for code in ("BL23", "KI3", "TE5", "GV4", "CV4", "LR3", "EX-B2")] == [
        "UB23", "K3", "SJ5", "DU4", "REN4", "LV3", "HTJJ",
    ]  # fmt: skip
    assert aliases("SP6") == ()
