"""Numbers beside dots."""

from hypothesis import given
from hypothesis import strategies as st

from treatplan.domain.atlas.book import Pin
from treatplan.domain.atlas.lettering import lettered


def test_that_a_number_stands_left_of_its_dot_where_there_is_room() -> None:
    (caption,) = lettered([Pin(x=50, y=50, label="7")], radius=2, size=10)
    assert caption.x < 48
    assert caption.text == "7"


def test_that_a_number_makes_way_for_another_dot() -> None:
    (caption,) = lettered([Pin(x=50, y=50, label="7"), Pin(x=44, y=50)], radius=2, size=10)
    assert caption.x > 52


def test_that_a_pin_without_a_label_bears_none() -> None:
    assert list(lettered([Pin(x=0, y=0)], radius=1, size=10)) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25))
def test_that_every_label_is_written_once_however_many_crowd(places: list[tuple[int, int]]) -> None:
    pins = [Pin(x=x, y=y, label=str(number)) for number, (x, y) in enumerate(places)]
    assert [caption.text for caption in lettered(pins, radius=2, size=8)] == [pin.label for pin in pins]
