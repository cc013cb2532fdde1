"""Where lines may break."""

import pytest

from treatplan.bundle import bundled
from treatplan.handout.fonts import faces_in
from treatplan.handout.lines import break_lines, longest_word
from treatplan.handout.markup import spans_of

FACES = faces_in(bundled("resources") / "fonts")
SIZE = 10.0


def lines(text: str, width: float) -> list[str]:
    """A text at 10 points, in lines of a width, without the spaces at their ends."""
    broken = break_lines(spans_of(text, FACES), SIZE, width, FACES)
    return ["".join(span.text for span in line.spans).rstrip(" ") for line in broken]


def wide(text: str) -> float:
    return sum(FACES.width(span.face, span.text, SIZE) for span in spans_of(text, FACES))


def test_that_a_text_which_fits_is_one_line() -> None:
    assert lines("Come on Tuesday", wide("Come on Tuesday")) == ["Come on Tuesday"]


def test_that_a_line_ends_between_words() -> None:
    assert lines("Come on Tuesday", wide("Come on Tuesda")) == ["Come on", "Tuesday"]


def test_that_any_white_space_is_one_space() -> None:
    assert lines("  Come\n \ton\r\nTuesday ", 500) == ["Come on Tuesday"]


def test_that_a_no_break_space_holds_words_together() -> None:
    assert lines("up to 10\N{NO-BREAK SPACE}mm", wide("up to 10 m")) == ["up to", "10\N{NO-BREAK SPACE}mm"]


@pytest.mark.parametrize(
    ("text", "first"),
    [("long-lasting pain", "long-"), ("needles/cups", "needles/"), ("so\N{EM DASH}then", "so\N{EM DASH}")],
)
def test_that_a_line_may_end_inside_a_compound(text: str, first: str) -> None:
    assert lines(text, wide(first) + 1)[0] == first


@pytest.mark.parametrize("text", ["GB-34 10-20", "P-6 x-ray"])
def test_that_codes_and_ranges_stay_whole(text: str) -> None:
    assert lines(text, wide(text) - 1) == text.split()


def test_that_a_word_longer_than_a_line_is_cut_between_letters() -> None:
    word = "W" * 30
    assert lines(f"a {word} b", wide("W" * 12) + 0.1) == ["a", "W" * 12, "W" * 12, "W" * 6 + " b"]


def test_that_han_text_breaks_between_characters_even_inside_latin_text() -> None:
    assert lines("for 李伟李伟", wide("for 李伟") + 1) == ["for 李伟", "李伟"]


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("腰背痛，好", "腰背痛", ["腰背", "痛，好"]),
        ("腰背（痛）", "腰背（", ["腰背", "（痛）"]),
    ],
)
def test_that_han_punctuation_stands_on_the_right_line(text: str, width: str, broken: list[str]) -> None:
    assert lines(text, wide(width) + 1) == broken


def test_that_no_word_is_left_alone_on_the_last_line() -> None:
    assert lines("one two three four five", wide("one two three four") + 1) == ["one two three", "four five"]


def test_that_a_last_line_of_tiny_words_gets_more() -> None:
    text = "one two three four five six seven eight nine ten it is"
    assert lines(text, wide("one two three four five six seven eight nine ten") + 1)[-1] == "nine ten it is"


def test_that_a_short_line_keeps_its_words() -> None:
    assert lines("one two three", wide("one two") + 1) == ["one two", "three"]


def test_that_the_longest_word_is_measured_over_faces() -> None:
    spans = (*spans_of("a Needle", FACES, bold=True), *spans_of("s, 李伟", FACES))
    assert longest_word(spans, SIZE, FACES) == pytest.approx(
        FACES.width(spans[0].face, "Needle", SIZE) + FACES.width(spans[1].face, "s,", SIZE)
    )


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_that_no_text_makes_no_line(text: str) -> None:
    assert lines(text, 100) == []
