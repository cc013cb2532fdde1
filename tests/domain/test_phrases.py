"""Words and phrases of a list are found however the text is dressed up."""

import pytest

from treatplan.domain.phrases import find, plainly, without


@pytest.mark.parametrize(
    ("text", "phrases", "hit"),
    [
        ("It cures.", ("cure",), None),
        ("It cures.", ("cure*",), "cures"),
        ("Root-cause analysis", ("root cause",), "Root-cause"),
        ("the root\n\t cause", ("root cause",), "root cause"),
        ("secure", ("cure",), None),
        ("15%", ("%",), "%"),
        ("can’t", ("can't",), "can't"),
        ("less pain now", ("less", "less pain"), "less pain"),
        ("", ("a",), None),
        ("a", (), None),
        ("a", ("",), None),
        (
            "C\N{LATIN SMALL LETTER U WITH DIAERESIS}r",
            ("cu\N{COMBINING DIAERESIS}r",),
            "C\N{LATIN SMALL LETTER U WITH DIAERESIS}r",
        ),
    ],
)
def test_that_a_phrase_is_found_whole_and_in_any_case(text: str, phrases: tuple[str, ...], hit: str | None) -> None:
    assert find(text, phrases) == hit


def test_that_a_phrase_can_be_asked_for_at_the_start_only() -> None:
    assert find("It helps", ("it",), at_start=True) == "It"
    assert find("Does it help", ("it",), at_start=True) is None


def test_that_phrases_are_taken_out() -> None:
    assert plainly(without("It does not cure, it cures.", ("does not cure",))) == "It , it cures."
    assert without("a  b", ()) == "a b"


def test_that_what_cannot_be_seen_does_not_hide_a_word() -> None:
    assert plainly("c\N{SOFT HYPHEN}u\N{ZERO WIDTH JOINER}re\N{RIGHT-TO-LEFT OVERRIDE}") == "cure"
