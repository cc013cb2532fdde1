"""Looks for words and phrases of a list in a text, however the text is dressed up."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})


@lru_cache(maxsize=4096)
def plainly(text: str) -> str:
    """The text in its plain letters: no invisible characters, straight quotes, single spaces."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(shown.translate(_QUOTES).split())


def find(text: str, phrases: Iterable[str], *, at_start: bool = False) -> str | None:
    """The first phrase that stands in the text, as it stands there. `heal*` is every word that begins with heal.

    Words match whole and in any case; a space in a phrase matches a hyphen too.
    """
    pattern = _any_of(tuple(phrases))
    if pattern is None:
        return None
    bare = plainly(text)
    found = pattern.match(bare) if at_start else pattern.search(bare)
    return found.group() if found else None


def find_all(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Every phrase that stands in the text, as it stands there, once each."""
    pattern = _any_of(tuple(phrases))
    return () if pattern is None else tuple(dict.fromkeys(pattern.findall(plainly(text))))


def without(text: str, phrases: Iterable[str]) -> str:
    """The text without these phrases."""
    pattern = _any_of(tuple(phrases))
    return plainly(text) if pattern is None else pattern.sub(" ", plainly(text))


@lru_cache(maxsize=512)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """The longest of several phrases wins. Those that begin with a letter share the look at what stands before."""
    longest_first = sorted(filter(None, map(plainly, phrases)), key=len, reverse=True)
    worded = "|".join(_as_pattern(phrase) for phrase in longest_first if phrase[0].isalnum())
    others = "|".join(_as_pattern(phrase) for phrase in longest_first if not phrase[0].isalnum())
    parts = "|".join(filter(None, (rf"(?<!\w)(?:{worded})" if worded else "", others)))
    return re.compile(parts, re.IGNORECASE) if parts else None


def _as_pattern(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    escaped = "[ -]+".join(re.escape(word) for word in stem.split(" "))
    return escaped + (r"\w*" if stem != phrase else r"(?!\w)" if stem[-1:].isalnum() else "")
