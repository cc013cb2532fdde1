"""Point codes as people write them: aliases, ranges, and what is near a code that does not exist."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

ASHI = "EX-Ashi"
_CHANNELS = {
    **{code: code for code in ("LU", "LI", "ST", "SP", "HT", "SI", "BL", "KI", "PC", "TE", "GB", "LR", "GV", "CV")},
    **dict.fromkeys(("UB", "B"), "BL"),
    **dict.fromkeys(("K", "KD", "KID"), "KI"),
    **dict.fromkeys(("H", "HE"), "HT"),
    **dict.fromkeys(("P", "PE"), "PC"),
    **dict.fromkeys(("SJ", "TW", "TB", "TH"), "TE"),
    **dict.fromkeys(("LV", "LIV"), "LR"),
    **dict.fromkeys(("REN", "RN"), "CV"),
    **dict.fromkeys(("LG", "L"), "LU"),
    "DU": "GV",
    "CO": "LI",
    "S": "ST",
    "G": "GB",
}
# Other numbering of single points, squeezed to letters and digits. GV29 and GV24+ are Yintang in the Chinese standards.
_NAMES = {
    "htjj": "EX-B2",
    "mbw35": "EX-B2",
    "mbw24": "EX-B7",
    "mbw25": "EX-B8",
    "gv29": "EX-HN3",
    "gv24+": "EX-HN3",
    "ashi": ASHI,
    "exashi": ASHI,
}
_WRITTEN = {
    "EX-B2": ("HTJJ", "M-BW-35"),
    "EX-B7": ("M-BW-24",),
    "EX-B8": ("M-BW-25",),
    "EX-HN3": ("GV24+", "GV29"),
}
_CODE = re.compile(r"([A-Z]{1,3})[\s.\-]*0*([1-9][0-9]?)")
_RANGE = re.compile(r"([A-Z]{2})([1-9][0-9]?)\s*[-\u2013]\s*(?:([A-Z]{2}))?([1-9][0-9]?)")
_LONGEST = 40
_NEIGHBOURS = 5


def parse_code(text: str, codes: Iterable[str]) -> str | None:
    """The code of the library that `text` means (`ub 23` is `BL23`); None if there is none among `codes`.

    A vertebral level (`L3`) is read as the point of that name: levels are only read where a level is expected.
    """
    if len(text) > _LONGEST:
        return None
    known = _known(tuple(codes))
    tidy = unicodedata.normalize("NFKC", text).strip().upper()
    if tidy in known:
        return known[tidy]
    squeezed = _squeezed(tidy)
    named = _NAMES.get(squeezed, "").upper() or squeezed.upper()
    if named in known:
        return known[named]
    split = _CODE.fullmatch(tidy)
    channel = _CHANNELS.get(split.group(1)) if split else None
    return known.get(f"{channel}{split.group(2)}") if split and channel else None


def aliases(code: str) -> tuple[str, ...]:
    """Other codes for a point as books write them, the commonest first: `BL23` is also `UB23` and `B23`."""
    split = _CODE.fullmatch(code)
    if split is None or split.group(1) not in _CHANNELS:
        return _WRITTEN.get(code, ())
    same = (alias for alias, channel in _CHANNELS.items() if channel == split.group(1) != alias)
    return tuple(f"{alias}{split.group(2)}" for alias in same)


def expand(text: str) -> tuple[str, ...]:
    """The codes of a range as rules write it: `BL31-BL34` and `BL31-34` are four, `BL23` and `EX-B2` are themselves.

    Raises `ValueError` for a range that runs backwards or over two channels.
    """
    tidy = text.strip()
    found = _RANGE.fullmatch(tidy)
    if found is None:
        return (tidy,)
    channel, first, last_channel, last = found.group(1), int(found.group(2)), found.group(3), int(found.group(4))
    if last_channel not in {None, channel} or last < first:
        raise ValueError(f"'{tidy}' is not a range of one channel from a lower to a higher number")
    return tuple(f"{channel}{number}" for number in range(first, last + 1))


def near(text: str, codes: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """At most `count` of `codes` that `text` may have meant: neighbours on its channel, then what looks alike."""
    known = tuple(codes)
    tidy = unicodedata.normalize("NFKC", text[:_LONGEST]).strip().upper()
    found = _neighbours(tidy, frozenset(known))
    by_look = {code.upper(): code for code in known}
    canonical = _CODE.fullmatch(tidy)
    if canonical and canonical.group(1) in _CHANNELS:
        tidy = _CHANNELS[canonical.group(1)] + canonical.group(2)
    found += [by_look[look] for look in difflib.get_close_matches(tidy, by_look, n=count, cutoff=0.5)]
    return tuple(dict.fromkeys(found))[:count]


def _neighbours(tidy: str, known: frozenset[str]) -> list[str]:
    split = _CODE.fullmatch(tidy)
    channel = _CHANNELS.get(split.group(1)) if split else None
    if split is None or channel is None:
        return []
    number = int(split.group(2))
    around = sorted(range(number - _NEIGHBOURS, number + _NEIGHBOURS + 1), key=lambda other: abs(other - number))
    return [code for code in (f"{channel}{other}" for other in around) if code in known]


@lru_cache(maxsize=8)
def _known(codes: tuple[str, ...]) -> dict[str, str]:
    """Every code by its upper case, with and without its hyphens."""
    return {look: code for code in codes for look in (_squeezed(code).upper(), code.upper())}


def _squeezed(text: str) -> str:
    """Lower case, without the separators that people set differently; a gap inside a number stays."""
    return re.sub(r"(?<![0-9])[\s.\-]+|[\s.\-]+(?![0-9])", "", text.lower())
