"""Since when it hurts, as people say it."""

from datetime import date

import pytest

from tests.presenters.intake_fakes import TEXTS
from treatplan.presenters.intake.since import ago, read_since

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 weeks", date(2026, 3, 10)),
        ("3w", date(2026, 3, 10)),
        ("10 days ago", date(2026, 3, 21)),
        ("1 month", date(2026, 2, 28)),
        ("2 mths", date(2026, 1, 31)),
        ("1 YEAR", date(2025, 3, 31)),
        ("yesterday", date(2026, 3, 30)),
        (" today ", TODAY),
    ],
)
def test_that_a_time_is_counted_back(typed: str, day: date) -> None:
    assert read_since(typed, TODAY, TEXTS) == day


@pytest.mark.parametrize("typed", ["", "long", "3", "3 fortnights", "-3 weeks", "2026-01-05", "3000 days"])
def test_that_what_is_no_time_is_none(typed: str) -> None:
    assert read_since(typed, TODAY, TEXTS) is None


@pytest.mark.parametrize(
    ("started", "words"),
    [
        (TODAY, "0 days"),
        (date(2026, 3, 30), "1 day"),
        (date(2026, 3, 10), "3 weeks"),
        (date(2025, 11, 1), "4 months"),
        (date(2020, 1, 1), "6 years"),
        (date(2026, 4, 1), ""),
    ],
)
def test_that_a_day_is_told_as_a_time(started: date, words: str) -> None:
    assert ago(started, TODAY, TEXTS) == words


def test_that_more_years_than_there_are_is_no_day() -> None:
    assert read_since("999 years", date(900, 1, 1), TEXTS) is None
