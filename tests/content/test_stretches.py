"""The shipped exercises: each with all that a practitioner and a patient need, in plain words."""

from collections.abc import Iterator

import pytest

from treatplan.bundle import bundled
from treatplan.content.packs import load_library
from treatplan.domain.library import Stretch
from treatplan.domain.reading import letters_grade, reading_grade

LIBRARY = load_library([bundled("resources") / "content" / "core"])
HARDEST = 6.0
LONGEST = 15  # words of a sentence, on average


def spoken(stretch: Stretch) -> str:
    """What a patient reads of an exercise."""
    text = stretch.text
    return " ".join((text.start, *text.steps, text.feel, text.easier, text.progress, text.stop))


def texts(stretch: Stretch) -> Iterator[str]:
    text = stretch.text
    yield from (text.start, *text.steps, text.feel, text.easier, text.progress, text.stop, text.alt_start, text.alt_end)


def test_that_there_are_twenty_four() -> None:
    assert list(LIBRARY.stretches) == [f"EX{number:02}" for number in range(1, 25)]


@pytest.mark.parametrize("id_", LIBRARY.stretches)
def test_that_an_exercise_says_everything(id_: str) -> None:
    stretch = LIBRARY.stretches[id_]
    text = stretch.text
    assert text.steps
    assert text.suits
    assert stretch.avoid_factors
    assert all(texts(stretch))
    assert text.stop.startswith("Stop if ")
    assert stretch.progress_sources
    assert stretch.stop_sources
    assert stretch.hold_s or stretch.minutes


@pytest.mark.parametrize("id_", LIBRARY.stretches)
def test_that_a_number_of_our_own_says_so(id_: str) -> None:
    stretch = LIBRARY.stretches[id_]
    assert ("app-default" in stretch.sources) == (stretch.dose_standing == "app_default")


@pytest.mark.parametrize("id_", LIBRARY.stretches)
def test_that_an_exercise_is_easy_to_read(id_: str) -> None:
    said = spoken(LIBRARY.stretches[id_])
    assert reading_grade(said) <= HARDEST
    assert letters_grade(said) <= HARDEST


@pytest.mark.parametrize("id_", LIBRARY.stretches)
def test_that_every_line_is_a_sentence(id_: str) -> None:
    for line in texts(LIBRARY.stretches[id_]):
        assert line.endswith(".")
        assert line[0].isupper()
