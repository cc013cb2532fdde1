"""Numbers and dates are read as people type them, and never guessed where they can't be."""

from datetime import date

import pytest

from treatplan.domain.texts import Texts
from treatplan.ui.parts.reading import month_names, read_date, read_number, written

TODAY = date(2026, 11, 25)
BIRTH = date(1971, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "1971-03-12",
        "12/3/1971",
        "12.3.71",
        "12 mar 1971",
        "12 March 1971",
        "March 12, 1971",
        " 12-03-1971 ",
        "12.Mar.71",
    ],
)
def test_that_a_birth_date_is_read_in_any_common_way(words: Texts, text: str) -> None:
    assert read_date(text, TODAY, month_names(words), past=True) == BIRTH


def test_that_a_month_comes_first_only_where_nothing_else_can_be_meant(words: Texts) -> None:
    months = month_names(words)
    assert read_date("3/4/1971", TODAY, months) == date(1971, 4, 3)
    assert read_date("3/25/1971", TODAY, months) == date(1971, 3, 25)


def test_that_two_figures_of_a_year_mean_what_is_likely(words: Texts) -> None:
    months = month_names(words)
    assert read_date("1.12.26", TODAY, months) == date(2026, 12, 1)
    assert read_date("1.12.26", TODAY, months, past=True) == date(1926, 12, 1)
    assert read_date("1.11.26", TODAY, months, past=True) == date(2026, 11, 1)


@pytest.mark.parametrize(
    "text", ["", "12", "31.2.1971", "12 ma 1971", "0/0/0000", "1971", "mar 1971", "12 smarch 1971", "१२/३/१९७१x"]
)
def test_that_what_is_no_date_is_none(words: Texts, text: str) -> None:
    assert read_date(text, TODAY, month_names(words)) is None


def test_that_a_written_day_reads_back(words: Texts) -> None:
    for month in range(1, 13):
        day = date(2004, month, 29)
        assert read_date(written(day, words), TODAY, month_names(words)) == day


@pytest.mark.parametrize(("text", "number"), [("20", 20), (" 2,5 ", 2.5), ("20 mm", 20), ("20mm", 20), ("-1", -1)])
def test_that_a_number_is_read_with_its_unit_and_either_point(text: str, number: float) -> None:
    assert read_number(text, "mm") == number


@pytest.mark.parametrize("text", ["", "twenty", "20 cm", "1.2.3", "nan", "inf", "1e3"])
def test_that_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text, "mm") is None
