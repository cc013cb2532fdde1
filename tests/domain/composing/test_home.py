"""The exercise cards: drawings with words for what they show, how to go on, and when to stop."""

from dataclasses import replace

import pytest

from tests.builders import TODAY, a_plan, an_intake, stretching
from tests.domain.composing.samples import exercise, made, section, the_library, the_texts, words
from treatplan.domain.handout import compose
from treatplan.domain.paper import ExerciseCard, Handout, Wish


def cards(handout: Handout) -> list[ExerciseCard]:
    return [block for block in section(handout, "home").blocks if isinstance(block, ExerciseCard)]


def card_of(id_: str) -> ExerciseCard:
    return cards(made(a_plan(stretching(exercise(id_)))))[0]


@pytest.mark.parametrize("id_", the_library().stretches)
def test_that_every_card_shows_start_and_end_and_says_what_is_seen(id_: str) -> None:
    text = the_library().stretches[id_].text
    start, end = card_of(id_).pictures
    assert (start.drawing.alt, end.drawing.alt) == (text.alt_start, text.alt_end)
    assert start.caption
    assert end.caption


def test_that_captions_are_the_exercises_own_where_it_has_some() -> None:
    assert [picture.caption for picture in card_of("EX02").pictures] == ["Start", "End"]
    assert [picture.caption for picture in card_of("EX05").pictures] == ["Round up", "Let sink"]


def test_that_an_exercise_nobody_drew_has_a_card_without_pictures() -> None:
    library = replace(the_library(), figures={})
    handout = compose(a_plan(stretching(exercise("EX02"))), an_intake(), library, the_texts(), Wish())
    assert cards(handout)[0].pictures == ()
    assert cards(handout)[0].steps


def test_that_a_card_says_how_to_go_on_and_when_to_stop() -> None:
    text = the_library().stretches["EX02"].text
    said = words(made(a_plan(stretching(exercise("EX02")))), "home")
    assert f"*How to go on:* {text.progress}" in said
    assert f"*{text.stop}*" in said


def test_that_an_exercise_of_the_practitioners_own_has_what_the_plan_says() -> None:
    own = exercise("mine", name="Wall slide", position="Stand at a wall.")
    handout = made(a_plan(stretching(own), drafted_on=TODAY))
    assert cards(handout)[0].name == "Wall slide"
    assert cards(handout)[0].pictures == ()
