"""Since when it hurts, as people say it: "3 weeks", "6 months ago", "yesterday"; and how long that is."""

import re
from calendar import monthrange
from datetime import date, timedelta

from treatplan.domain.texts import Texts

_AMOUNT = re.compile(r"(\d{1,3})\s*([^\W\d_]+)\b.*")
_UNITS = ("day", "week", "month", "year")
_DAYS = {"day": 1, "week": 7}
_LONG_DAYS, _LONG_WEEKS, _LONG_MONTHS = 14, 12, 24  # beyond these the next larger unit is spoken of


def read_since(text: str, today: date, texts: Texts) -> date | None:
    """The day that "3 weeks", "2 m" or "yesterday" means, counted back from `today`; `None` where it is none."""
    clean = " ".join(text.casefold().split())
    for days, key in ((0, "since.today"), (1, "since.yesterday")):
        if clean and clean == texts.say(key).casefold():
            return today - timedelta(days=days)
    found = _AMOUNT.fullmatch(clean)
    if found is None:
        return None
    unit = next((one for one in _UNITS if _is(found[2], texts.say(f"since.{one}"))), None)
    return None if unit is None else _back(today, int(found[1]), unit)


def ago(started: date, today: date, texts: Texts) -> str:
    """How long that is: `3 weeks`, `5 months`; nothing for a day to come."""
    days = (today - started).days
    if days < 0:
        return ""
    if days <= _LONG_DAYS:
        return texts.count("since.days", days)
    if days < _LONG_WEEKS * 7:
        return texts.count("since.weeks", round(days / 7))
    months = (today.year - started.year) * 12 + today.month - started.month - (today.day < started.day)
    if months < _LONG_MONTHS:
        return texts.count("since.months", months)
    return texts.count("since.years", months // 12)


def _is(word: str, names: str) -> bool:
    """Whether a word is one of some names with spaces between, or the beginning of one."""
    return any(name.startswith(word) for name in names.casefold().split())


def _back(today: date, amount: int, unit: str) -> date | None:
    try:
        if unit in _DAYS:
            return today - timedelta(days=amount * _DAYS[unit])
        months = today.year * 12 + today.month - 1 - amount * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None
