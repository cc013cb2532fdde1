"""Reads what people type into a field: "20", "20 mm", "10-15", "38 or more", "side lying", "30/11/2026"."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NoReturn, TypeAlias

from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.editing.shapes import YES_NO, Limits, Shape
from treatplan.domain.errors import Problem, Refused, shown

Dose: TypeAlias = float | Span[float] | AtLeast[float]

_MOST_LETTERS = 20_000  # more is something else that was pasted
_LONGEST_NUMBER = 60
_NOT_SAID = frozenset({"", "-", "–", "—", "?", "not reported", "not said", "unknown"})
_NOT_MEANT = frozenset({"n/a", "na", "not applicable"})
_NUMBER = r"(\d{1,6}(?:\.\d{1,4}|,\d{1,2}(?!\d))?)"  # "2,5" is two and a half; "1,000" is refused, not guessed at
_TYPED = re.compile(rf"{_NUMBER}\s*([^\d]*?)(?:\s*(?:-|–|—|−|to)\s*{_NUMBER}\s*([^\d]*?))?")
_LEAST_FIRST = re.compile(r"^(?:at least|>=|≥)\s*")
_LEAST_LAST = re.compile(r"\s*(?:\+|\b(?:or|and) (?:more|longer|deeper|above)\b)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_COUNTS = ("time", "rep", "cup", "visit", "session", "day", "needle", "point", "set", "cone")
_PACES = ("a day", "times a day", "a week", "days a week", "times a week")
_COUNTED = dict.fromkeys(("x", "×", *_COUNTS, *(f"{word}s" for word in _COUNTS), *_PACES), 1.0)
_WORDS: dict[str, dict[str, float]] = {
    "mm": {"mm": 1, "millimetre": 1, "millimetres": 1, "millimeter": 1, "millimeters": 1, "cm": 10},
    "min": {"min": 1, "mins": 1, "minute": 1, "minutes": 1, "m": 1, "'": 1, "h": 60, "hour": 60, "hours": 60},
    "s": {"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60},
    "weeks": {"w": 1, "wk": 1, "wks": 1, "week": 1, "weeks": 1},
    "mg": {"mg": 1, "g": 1000},
    "Hz": {"hz": 1},
    "µs": {"us": 1, "μs": 1, "ms": 1000},
    "mA": {"ma": 1},
    "": _COUNTED,
}
_ALSO = {"both": "bilateral", "both sides": "bilateral", "middle": "midline", "y": "yes", "n": "no"}


def refusal(field: str, message: str) -> Refused:
    """What is raised for an edit that can't be made: the field, and one sentence with what is allowed."""
    return Refused(Problem(file="", field=field, message=message))


def read(text: str, shape: Shape, field: str) -> object:
    """The value that `text` means. Raises `Refused` naming `field`, with what is allowed."""
    if len(text) > _MOST_LETTERS:
        raise refusal(field, f"is {len(text)} letters long; that is more than any field holds")
    match shape.kind:
        case "number":
            return _number(text, shape, field)
        case "choice":
            return _choice(text, shape, field)
        case "choices":
            return _choices(text, shape, field)
        case "date":
            return _date(text, field)
        case "text":
            return _text(text, shape, field)
        case "lines":
            return _lines(text, shape, field)


def within(dose: object, shape: Shape, field: str) -> None:
    """Refuse a number, or an end of a range, that is out of the limits of its field."""
    ends = (dose.low, dose.high) if isinstance(dose, Span) else (dose.at_least,) if isinstance(dose, AtLeast) else ()
    for end in ends or (dose,):
        if isinstance(end, int | float) and shape.limits is not None and not _lies_in(end, shape.limits):
            raise refusal(field, f"is {_said(end, shape.unit)}; it can be {_bounds(shape.limits, shape.unit)}")


def _number(text: str, shape: Shape, field: str) -> Dose | Absent | None:
    tidy = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST_NUMBER]).casefold().split())
    if tidy in _NOT_SAID or tidy in _NOT_MEANT:
        return _nothing(tidy, shape, field)
    open_end = bool(_LEAST_FIRST.search(tidy) or _LEAST_LAST.search(tidy))
    bare = _LEAST_LAST.sub("", _LEAST_FIRST.sub("", tidy)).strip()
    found = _TYPED.fullmatch(bare) if len(text.strip()) <= _LONGEST_NUMBER else None
    if found is None:
        _unreadable(text, shape, field)
    low, low_unit, high, high_unit = found.groups()
    first = _amount(low, low_unit or high_unit or "", shape, field)
    made: Dose = first
    if high is not None:
        last = _amount(high, high_unit or low_unit, shape, field)
        if first > last:
            raise refusal(field, f"is {shown(text)}; write the lower number first")
        made = first if first == last else Span(low=first, high=last)
    if open_end:
        if high is not None:
            _unreadable(text, shape, field)
        made = AtLeast(at_least=first)
    if not shape.ranges and not isinstance(made, int | float):
        raise refusal(field, f"is {shown(text)}; it takes one {'whole ' if shape.whole else ''}number")
    within(made, shape, field)
    return made


def _unreadable(text: str, shape: Shape, field: str) -> NoReturn:
    unit = f" {shape.unit}" if shape.unit else ""
    example = f"20{unit}, 10-15{unit} or 12{unit} or more" if shape.ranges else f"20{unit}"
    raise refusal(field, f"is {shown(text)}, which is no number that can be read; write it like {example}")


def _amount(number: str, unit: str, shape: Shape, field: str) -> float:
    """A number in the unit of the field; whole where the field is."""
    word = unit.strip(" .")
    factor = _WORDS[shape.unit].get(word) if word else 1.0
    if factor is None:
        meant = f"in {shape.unit}" if shape.unit else "a plain number"
        raise refusal(field, f"is {shown(f'{number} {word}')}; it is {meant}")
    amount = round(float(number.replace(",", ".")) * factor, 6)
    if not shape.whole:
        return amount
    if amount != int(amount):
        raise refusal(field, f"is {amount:g}; it takes a whole number")
    return int(amount)


def _nothing(tidy: str, shape: Shape, field: str) -> Absent | None:
    if shape.empty and tidy in _NOT_SAID:
        return None
    if shape.absent:
        return Absent.NOT_APPLICABLE if tidy in _NOT_MEANT else Absent.NOT_REPORTED
    raise refusal(field, "is empty; it takes a number" if shape.kind == "number" else "is empty; choose one")


def _choice(text: str, shape: Shape, field: str) -> object:
    word = folded(text)
    if word in {folded(one) for one in shape.choices}:
        return _chosen(word, shape)
    if word in _NOT_SAID or word in _NOT_MEANT:
        return _nothing(word, shape, field)
    meant = folded(_ALSO.get(word, word))
    names = [folded(one) for one in shape.choices]
    close = [meant] if meant in names else [name for name in names if name.startswith(meant)]
    if len(close) != 1:
        problem = "may mean several" if close else "is not one of them"
        raise refusal(field, f"{shown(text)} {problem}: choose {_or(close or names)}")
    return _chosen(close[0], shape)


def _chosen(name: str, shape: Shape) -> object:
    picked = next(one for one in shape.choices if folded(one) == name)
    if shape.choices == YES_NO:
        return picked == "yes"
    return shape.enum(picked) if shape.enum is not None else str(picked)


def _choices(text: str, shape: Shape, field: str) -> object:
    words = [word for word in re.split(r"[,;\n]", text) if word.strip()]
    if not words or (len(words) == 1 and folded(words[0]) in _NOT_SAID | _NOT_MEANT):
        return _nothing(folded(text), shape, field) if shape.absent else ()
    one = Shape(kind="choice", choices=shape.choices, enum=shape.enum)
    return tuple(dict.fromkeys(_choice(word, one, field) for word in words))


def _date(text: str, field: str) -> date | None:
    tidy = unicodedata.normalize("NFKC", text[:_LONGEST_NUMBER]).strip()
    if tidy in _NOT_SAID:
        return None
    iso, day_first = _ISO.fullmatch(tidy), _DAY_FIRST.fullmatch(tidy)
    parts = iso.groups() if iso else tuple(reversed(day_first.groups())) if day_first else ()
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        message = f"is {shown(text)}, which is no day; write it like 2026-11-30 or 30/11/2026"
        raise refusal(field, message) from None


def _text(text: str, shape: Shape, field: str) -> str | Absent:
    clean = _clean(text, field)
    if shape.longest <= 1000:  # a line, not a note
        clean = " ".join(clean.split())
    if len(clean) > shape.longest:
        raise refusal(field, f"is {len(clean)} letters long; it holds at most {shape.longest}")
    return Absent.NOT_REPORTED if shape.absent and not clean else clean


def _lines(text: str, shape: Shape, field: str) -> tuple[str, ...] | Absent:
    lines = tuple(dict.fromkeys(line.strip() for line in _clean(text, field).splitlines() if line.strip()))
    for line in lines:
        if len(line) > shape.longest:
            raise refusal(field, f"has a line of {len(line)} letters; a line holds at most {shape.longest}")
    return Absent.NOT_REPORTED if shape.absent and not lines else lines


def _clean(text: str, field: str) -> str:
    """In one way of writing, without what can't be printed; raises where a file could not hold it."""
    if any(unicodedata.category(char) == "Cs" for char in text):
        raise refusal(field, "holds half of a letter, which no file can keep; type it again")
    lined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(char for char in lined if char == "\n" or unicodedata.category(char) != "Cc").strip()


def folded(text: str) -> str:
    """A word as it is compared: lower case, with a space where some write `_` or `-`."""
    tidy = unicodedata.normalize("NFKC", text).casefold().strip()
    return " ".join(re.split(r"[\s_-]+", tidy)) if len(tidy) > 1 else tidy


def _lies_in(number: float, limits: Limits) -> bool:
    return number <= limits.high and (number > limits.low if limits.above else number >= limits.low)


def _bounds(limits: Limits, unit: str) -> str:
    return f"{'more than ' if limits.above else ''}{limits.low:g} to {_said(limits.high, unit)}"


def _said(number: float, unit: str) -> str:
    return f"{number:g} {unit}".strip()


def _or(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
