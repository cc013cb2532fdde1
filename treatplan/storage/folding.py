"""How names, numbers and dates are folded for the search: what is stored of a patient, and what is looked for.

`search_text` holds folded words, each with two spaces before it and the last with one behind it. So the start of a
word is three letters long even where one letter is typed, and one index of trigrams finds starts, parts and spelling.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from treatplan.domain.record import Person
from treatplan.domain.value import value

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
        "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i",
    }
)  # fmt: skip
_DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ø": "oe", "Ø": "oe", "å": "aa", "Å": "aa"}
)
_LOOK_ALIKE = str.maketrans("авеіјкмнорсѕтухһԛԝαβεηικμνορτυχζ", "abeijkmhopcstyxhqwabehikmnoptyxz")
_SINGLES = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_DROPPED = frozenset("'’‘`´ʼʻʹ′\u0640")  # O'Neil is one word; the last is the line that stretches an Arabic one
_UNSPACED = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]+")
_DATE = re.compile(r"(\d{1,4})[-/.\s]+(\d{1,2})(?:[-/.\s]+(\d{1,4}))?\.?")
_NUMBER = re.compile(r"[+(]?\d[\d\s()./+-]*")
_LONGEST_QUERY = 200  # letters: more is a slip of the hand
_MOST_WORDS = 8


@value
class Query:
    """What is looked for: a file number, and ways to read the text, each a set of words that must all be found."""

    number: int | None = None
    readings: tuple[tuple[str, ...], ...] = ()


def fold(text: str) -> str:
    """The text without case, accents and signs, its words one space apart. Scripts without case stay as they are."""
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_LETTERS))
    kept = "".join(filter(None, map(_folded, taken_apart.casefold())))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _folded(char: str) -> str:
    if char.isalnum() and char not in _DROPPED:
        return str(unicodedata.decimal(char, char))
    kind = unicodedata.category(char)
    if char in _DROPPED or kind == "Cf" or unicodedata.combining(char):
        return ""
    return char if kind.startswith("M") else " "


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(fold(text).split())


def full_name_folded(given: str, family: str) -> str:
    """A name as two are compared and sorted: family name first, unspaced where it is written so."""
    parts = (fold(family), fold(given))
    together = all(_UNSPACED.fullmatch(part) for part in parts if part)
    return ("" if together else " ").join(part for part in parts if part)


def sort_key(person: Person) -> str:
    """What lists are sorted by, and namesakes are found by."""
    return full_name_folded(person.given_name, person.family_name)


def look_alike(key: str) -> str:
    """A folded name with Latin letters in the place of Cyrillic and Greek ones that nobody can tell from them."""
    return key.translate(_LOOK_ALIKE)


def search_text(person: Person) -> str:
    """Everything a patient can be found by. The file number is not in it: that is looked up."""
    names = (person.family_name, person.given_name, person.other_names)
    found = [word for name in names for word in words(name)]
    found += [alias for name in names for alias in _aliases(name)]
    found += [tail for name in (*names, sort_key(person)) for tail in _tails(name)]
    found += _numbers(person.phone)
    year, month, day = person.birth_date.isoformat().split("-")
    found += [year + month + day, day + month + year, month + day + year]
    return "".join(f"  {word}" for word in dict.fromkeys(found)) + " "


def _aliases(name: str) -> Iterator[str]:
    """Other ways to write a name: Mac and Mc, ue for ü and u for ue, two words as one."""
    plain = words(name)
    for word in plain:
        if word.startswith("mac") and len(word) > 5:
            yield "mc" + word[3:]
        elif word.startswith("mc") and len(word) > 4:
            yield "mac" + word[2:]
        if len(word) > 4:
            yield from (word.replace(two, one) for two, one in _SINGLES if two in word)
    composed = unicodedata.normalize("NFC", name)
    if (spelt_out := composed.translate(_DIGRAPHS)) != composed:
        yield from words(spelt_out)
    if len(plain) > 1:
        yield "".join(plain)


def _tails(name: str) -> Iterator[str]:
    """A name that is written without spaces, and each of its ends: any of its characters may be the first typed."""
    for word in words(name):
        for run in _UNSPACED.findall(word):
            yield from (run[start:] for start in range(len(run)))


def _numbers(phone: str) -> Iterator[str]:
    """Each number in a phone field: whole, its last seven digits, its last four."""
    for part in re.split(r"[^\d\s()./+-]+", phone):
        digits = _digits(part)
        if digits:
            yield digits
            yield from (digits[-few:] for few in (7, 4) if len(digits) > few)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def query(text: str, today: date) -> Query:
    """What somebody may mean by what they typed; `today` tells which century two digits of a year are of."""
    typed = unicodedata.normalize("NFKC", text).strip()[:_LONGEST_QUERY]
    number = typed.removeprefix("#").strip()
    return Query(
        number=int(number) if number.isdecimal() and len(number) <= 15 else None,
        readings=tuple(dict.fromkeys(filter(None, _readings(typed, today)))),
    )


def _readings(typed: str, today: date) -> Iterator[tuple[str, ...]]:
    dates = tuple(_dates(typed, today))
    for whole in dates:
        yield (whole,)
    if _NUMBER.fullmatch(typed) and len(digits := _digits(typed)) > 4:
        yield (digits,)
        if not dates and len(digits) > 7:
            yield (digits[-7:],)
    if not dates:  # the parts of a date, each for itself, would fit many others
        yield _few(word for part in typed.split() for word in (tuple(_dates(part, today))[:1] or words(part)))


def _few(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:_MOST_WORDS]


def _dates(text: str, today: date) -> Iterator[str]:
    """A date with separators as the words that are stored of one: `29.2.1980` is `29021980`, `1980-2` is `198002`."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return
    first, second, third = (part or "" for part in found.groups())
    if len(first) == 4 and len(third) < 3:
        yield first + second.zfill(2) + (third.zfill(2) if third else "")
    elif len(first) < 3 and len(third) == 4:
        yield first.zfill(2) + second.zfill(2) + third
    elif len(first) < 3 and len(third) == 2:
        years = (century + int(third) for century in (today.year // 100 * 100, today.year // 100 * 100 - 100))
        yield from (f"{first:0>2}{second:0>2}{year}" for year in years if year <= today.year)


def trigrams(word: str, *, ended: bool = True) -> frozenset[str]:
    """Every three letters in a row, with the spaces around the word; without the last one while it is being typed."""
    padded = f"  {word} " if ended else f"  {word}"
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def alike(wanted: Sequence[str], stored: Sequence[str]) -> float:
    """How near the stored words come to those that are wanted: 0 to 1. A number must be there as it is."""
    return min(_has_start(stored, word) if word.isdecimal() else likeness(word, stored) for word in wanted)


def _has_start(stored: Sequence[str], number: str) -> float:
    return float(any(word.startswith(number) for word in stored))


def likeness(typed: str, stored: Iterable[str]) -> float:
    """How much of a typed word is in the stored word most like it: 0 to 1, a little less for what is longer."""
    wanted = trigrams(typed, ended=False)
    best = 0.0
    for word in stored:
        has = trigrams(word)
        common = len(wanted & has)
        if common:
            best = max(best, 0.9 * common / len(wanted) + 0.1 * common / len(wanted | has))
    return best
