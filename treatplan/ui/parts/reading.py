"""Reads numbers and dates as people type them. Plain functions; the fields show what they understood."""

import re
from collections.abc import Mapping
from datetime import date

from treatplan.domain.texts import Texts

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_ISO = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})")
_FIGURES = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4}|\d{2})")
_DAY_FIRST_WORD = re.compile(r"(\d{1,2})[-./, ]*([^\W\d_]+)\.?[-./, ]*(\d{4}|\d{2})")
_WORD_FIRST = re.compile(r"([^\W\d_]+)\.?[ ]*(\d{1,2})[-./, ]+(\d{4}|\d{2})")
_LEAST_LETTERS = 3


def read_number(text: str, unit: str = "") -> float | None:
    """The number in "20", "2,5" or "20 mm"; `None` where it is none. The unit may be typed along."""
    bare = text.strip().removesuffix(unit).strip() if unit else text.strip()
    return float(bare.replace(",", ".")) + 0.0 if _NUMBER.fullmatch(bare) else None  # with it, -0 is 0


def read_date(text: str, today: date, months: Mapping[str, int], *, past: bool = False) -> date | None:
    """The day in 1971-03-12, 12/3/1971, 12.3.71, "12 mar 1971" or "March 12, 1971"; `None` where it is none.

    The day comes before the month where both could be. `months` holds the names of the months in small letters; their
    beginnings are enough. Two figures of a year mean the year nearest to `today`, or with `past` (birth dates) the last
    such year that is not to come.
    """
    clean = " ".join(text.strip().casefold().split())
    if found := _ISO.fullmatch(clean):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _FIGURES.fullmatch(clean):
        first, second, year = int(found[1]), int(found[2]), found[3]
        if first <= 12 < second:  # a month stands first only where nothing else can be meant
            first, second = second, first
        return _in_year(year, second, first, today, past=past)
    if found := _DAY_FIRST_WORD.fullmatch(clean):
        month = _month(found[2], months)
        return _in_year(found[3], month, int(found[1]), today, past=past) if month else None
    if found := _WORD_FIRST.fullmatch(clean):
        month = _month(found[1], months)
        return _in_year(found[3], month, int(found[2]), today, past=past) if month else None
    return None


def month_names(words: Texts) -> dict[str, int]:
    """The long names of the months in small letters, with their numbers."""
    return {words.say(f"month.{number}").casefold(): number for number in range(1, 13)}


def written(day: date, words: Texts) -> str:
    """A day as the screen writes it, such as "12 Mar 1971"; `read_date` reads it back."""
    return words.say("date", day=day.day, month=words.say(f"month.short.{day.month}"), year=f"{day.year:04}")


def _month(word: str, months: Mapping[str, int]) -> int | None:
    found = {number for name, number in months.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 and len(word) >= _LEAST_LETTERS else None


def _in_year(year: str, month: int, day: int, today: date, *, past: bool) -> date | None:
    if len(year) == 4:
        return _day(int(year), month, day)
    century = today.year - today.year % 100
    days = [made for hundred in (-100, 0, 100) if (made := _day(century + hundred + int(year), month, day))]
    if past:
        return max((made for made in days if made <= today), default=None)
    return min(days, key=lambda made: abs((made - today).days), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
