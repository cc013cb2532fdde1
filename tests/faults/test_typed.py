"""Nothing typed is lost: the real window is killed while somebody types. `python -m tests.faults.typed` goes on."""

import pytest

from tests.faults import typed
from tests.faults.command import Call
from tests.faults.typed import FORMS, LATE, Told, text_of

pytestmark = pytest.mark.gui
KILLS = 10


def test_that_a_kill_takes_two_seconds_of_typing_at_most() -> None:
    report = typed.harness(Call(KILLS))
    assert report.faults == []
    assert set(report.tried) == set(FORMS)


def test_that_a_form_that_is_kept_too_late_is_caught() -> None:
    late = Call(1, first=13, weaken=(LATE,))  # 3.8 seconds from its first letter to the kill
    assert typed.harness(late).faults != []


def test_that_letters_are_due_two_seconds_after_they_were_typed() -> None:
    told = Told(letters=[0.0, 0.1, 0.2, 0.3], began=[1.0], ended=[1.1])
    told.letters += [2.0 + number / 10 for number in range(10)]
    assert told.due(killed=3.0) == 0  # a key came after 1.7 seconds: the machine was slow
    even = Told(letters=[number / 10 for number in range(40)], began=[1.0], ended=[1.1])
    assert even.due(killed=4.0) == 21
    slow = Told(letters=even.letters, began=[1.0], ended=[2.3])
    assert slow.due(killed=4.0) == 11


def test_that_what_is_typed_is_longer_than_the_sample() -> None:
    assert len(text_of(150)) == 150
    assert text_of(150).startswith(text_of(149))
