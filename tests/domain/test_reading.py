"""How hard a text is to read."""

import pytest

from treatplan.content.markdown import blocks
from treatplan.domain.reading import (
    letters_grade,
    prose,
    reading_grade,
    sentences,
    set_aside,
    words,
    words_a_sentence,
)

HARD = "Multidisciplinary rehabilitation necessitates comprehensive individualised physiotherapeutic consideration. "
EASY = "Sit tall. Put your feet flat. Turn to one side. Stay there. Come back. Then turn the other way. "


def test_that_a_number_does_not_end_a_sentence() -> None:
    assert sentences("About 1.5 points in 10,000. Then rest!") == ["About 1.5 points in 10,000.", "Then rest!"]


def test_that_a_number_or_a_joined_word_is_one_word() -> None:
    assert words("About 10,000 long-lasting pains (1.5 mm) don't count.") == [
        *("About", "10,000", "long-lasting", "pains", "1.5", "mm", "don't", "count")
    ]


def test_that_an_entry_of_a_list_and_a_heading_are_sentences() -> None:
    text = "\n".join(prose(blocks("## A heading\n\nOne *two* three:\n\n- four five\n- six seven")))
    assert text.split("\n") == ["A heading", "One two three:", "four five", "six seven"]
    assert words_a_sentence(text) == 9 / 4


@pytest.mark.parametrize("grade", [reading_grade, letters_grade])
def test_that_hard_texts_have_a_high_grade_and_easy_ones_a_low_one(grade: object) -> None:
    assert callable(grade)
    assert grade(HARD * 3) > 12
    assert grade(EASY * 3) < 2
    assert grade("") == 0.0
    assert grade("... !") == 0.0


def test_that_names_and_required_sentences_are_set_aside() -> None:
    text = "We use moxibustion. Moxibustions differ. This is required."
    assert set_aside(text, ("moxibustion",), ("This is required.",)) == "We use name. Moxibustions differ. "
