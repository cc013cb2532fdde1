"""Levels of the spine: as people write them ("L4", "l4/5", "T12-L2"), their neighbours, and where they lie."""

import re
from collections.abc import Iterable

from treatplan.domain.places import Region

SPINE: tuple[str, ...] = (
    *(f"C{number}" for number in range(1, 8)),
    *(f"T{number}" for number in range(1, 13)),
    *(f"L{number}" for number in range(1, 6)),
    *(f"S{number}" for number in range(1, 6)),
)
_PLACE = {level: place for place, level in enumerate(SPINE)}
_REGION = {"C": Region.NECK, "T": Region.UPPER_BACK, "L": Region.LOW_BACK, "S": Region.SACRUM}
# D (dorsal) is another name for T; "L4/5" and "L4-S1" are from the one to the other
_WRITTEN = re.compile(r"(?<![A-Z0-9])([CTDLS])\s*(\d{1,2})(?:\s*(?:[-–/]|TO)\s*([CTDLS])?\s*(\d{1,2}))?(?!\d)")


def levels_in(written: Iterable[str]) -> frozenset[str]:
    """The levels that are named; none where any entry can't be read, for then the place is not known."""
    found: set[str] = set()
    for text in written:
        here = {level for match in _WRITTEN.finditer(text.upper()) for level in _from_to(match)}
        if not here:
            return frozenset()
        found |= here
    return frozenset(found)


def with_next(levels: Iterable[str]) -> frozenset[str]:
    """The levels with the next one up and down."""
    places = {_PLACE[level] + step for level in levels for step in (-1, 0, 1)}
    return frozenset(SPINE[place] for place in places if 0 <= place < len(SPINE))


def regions_of_level(level: str) -> frozenset[Region]:
    """Where on the back a level lies; nowhere for a word that is no level."""
    return frozenset({_REGION[level[0]]}) if level in _PLACE else frozenset()


def regions_of_levels(levels: Iterable[str]) -> frozenset[Region]:
    """Where on the back several levels lie."""
    return frozenset(region for level in levels for region in regions_of_level(level))


def _from_to(match: re.Match[str]) -> tuple[str, ...]:
    letter, number, to_letter, to_number = match.groups()
    first = f"{letter}{int(number)}".replace("D", "T")
    last = f"{to_letter or letter}{int(to_number)}".replace("D", "T") if to_number else first
    if first not in _PLACE or last not in _PLACE:
        return ()
    start, end = sorted((_PLACE[first], _PLACE[last]))
    return SPINE[start : end + 1]
