"""What is a letter of a text, and what is taken out of one, or refused."""

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.letters import is_blank, is_of_a_clinic, many_lines, one_line, strange

NAMES = [
    "O'Neil & Sons",
    "\u674e\u4f1f",
    "\u0623\u062d\u0645\u062f",
    "Nguy\u1ec5n",
    "\u200fיוסף",
    "م\u200cن",
    "😀",
    "Zoe\u0308",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_that_names_of_people_are_left_alone(name: str) -> None:
    """Also the marks that Arabic, Hebrew and Persian need."""
    assert not strange(name)
    assert (one_line(name), many_lines(name)) == (name, name)


@pytest.mark.parametrize(
    "sign", ["\0", "\x1b", "\n", "\t", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800"]
)
def test_that_what_is_no_letter_is_strange_and_is_taken_out_of_a_line(sign: str) -> None:
    assert strange(f"a{sign}b")
    assert one_line(f"a{sign}b") in {"ab", "a b"}


@given(st.text())
def test_that_nothing_strange_is_left_of_any_text(text: str) -> None:
    assert not strange(one_line(text))
    assert one_line(one_line(text)) == one_line(text)


def test_that_a_text_of_lines_keeps_its_lines() -> None:
    assert many_lines("a\r\nb\tc\0d\u202ee\ud800") == "a\r\nb\tcd\u202ee"


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u2003", "\u200b\u2060\ufeff", "\u3164", "\u2800\u200d", "\n"])
def test_that_what_nobody_sees_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}x")


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("c.treatplan", True), ("c.treatplan-wal", True), ("c.treatplan.lock", True), ("c.treatplan.before-0001", True),
        ("c.tpkeys", True), ("c.tpkeys.copy", True), ("c.tpanchor", True), ("2026.tpbackup", True),
        ("sheet.pdf", False), ("treatplan", False), ("treatplan.pdf", False), (".treatplan", False), ("a.b.pdf", False),
    ],
)  # fmt: skip
def test_that_the_files_of_a_clinic_are_known_by_their_names(name: str, *, is_one: bool) -> None:
    assert is_of_a_clinic(PurePath("folder") / name) is is_one
