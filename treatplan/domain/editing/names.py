"""What people call the things of the library: codes, aliases, pinyin with or without tones, hanzi, English names.

One index a library, made once; a search of it is a walk over a few hundred short words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from treatplan.domain.drafting.case import START
from treatplan.domain.editing.typed import refusal
from treatplan.domain.errors import shown
from treatplan.domain.intactness import near_points
from treatplan.domain.library import Library, Point
from treatplan.domain.once import once_per
from treatplan.domain.places import Region
from treatplan.domain.points import parse_code
from treatplan.domain.value import value

Thing: TypeAlias = Literal["point", "region", "exercise", "leaflet"]

THINGS: dict[str, tuple[Thing, ...]] = {
    "needling": ("point",),
    "moxibustion": ("point", "region"),
    "cupping": ("region", "point"),
    "stretching": ("exercise",),
    "advice": ("leaflet",),
}
"""What each modality is given with, the usual first."""

_LONGEST = 60
_NEAR = 3
_TONES_FROM = 4  # letters of pinyin from which digits between them are tones, not a number
_WITH_LEVEL = re.compile(r"(.*\S)[\s.,(]+([ctls]\d{1,2})\)?", re.IGNORECASE)
_BEGUN_LEVEL = re.compile(r"(.*\S)[\s.,(]+([ctls]\d{0,2})\)?", re.IGNORECASE)
_EXERCISE = re.compile(r"([a-z]+)0*(\d+)")


@value
class Entry:
    """One thing with all that it is called, squeezed. `words` are the single words of its names and of its place."""

    thing: Thing
    id: str
    code: str
    names: tuple[str, ...]
    words: tuple[str, ...]


@value
class Found:
    """What a text means: a thing of the library and, where the text said it, a vertebral level."""

    thing: Thing
    id: str
    level: str = ""


def meant(text: str, level: str, modality: str, library: Library) -> Found:
    """The one thing that `text` means, with its level. Raises `Refused` with what is near, or what is needed."""
    tidy = text.strip()
    if not tidy:
        raise refusal("what", "is empty; write a code or a name")
    found = _exact(tidy, modality, library)
    split = _WITH_LEVEL.fullmatch(tidy) if not found else None
    if split and not level:
        found, level = _exact(split.group(1), modality, library), split.group(2)
    if not found:
        close = ", ".join(_near(tidy, modality, library)) or "nothing"
        raise refusal("what", f"is {shown(tidy)}, which is not in the library; near it: {close}")
    if len(found) > 1:
        raise refusal("what", f"is {shown(tidy)}, which may be {' or '.join(e.id for e in found)}; write which")
    return Found(thing=found[0].thing, id=found[0].id, level=_level(found[0], level, library))


def search(text: str, modality: str, library: Library, limit: int) -> tuple[Found, ...]:
    """What `text` may be the beginning of, best first; for a short list, all of it where nothing was typed."""
    tidy = text.strip()
    if len(tidy) > _LONGEST or modality not in THINGS:
        return ()
    if levelled := tuple(_levelled(tidy, modality, library)):
        return levelled[: max(0, limit)]
    ranked = sorted(_ranked(tidy, modality, library), key=lambda one: one[0])
    return tuple(Found(thing=entry.thing, id=entry.id) for _, entry in ranked[: max(0, limit)])


def squeezed(text: str) -> str:
    """Letters and digits only, lower case, without tones and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def plain_region(region: Region, library: Library) -> str:
    """A region as drafts call it."""
    start = library.onsets.get(START)
    word = region.value.replace("_", " ")
    return start.text.words.get(f"value.{region}", word) if start else word


def _level(entry: Entry, level: str, library: Library) -> str:
    """The vertebral level, where the point has levels. Raises where one is missing, or not asked for."""
    levels = library.points[entry.id].levels if entry.thing == "point" else ()
    tidy = level.strip().upper()
    if not levels and not tidy:
        return ""
    if not levels:
        raise refusal("level", f"is {shown(level)}, but {entry.id} has no levels; leave it out")
    if tidy not in levels:
        asked = f"is {shown(level)}" if tidy else "is missing"
        raise refusal("level", f"{asked}; {entry.id} needs one of {', '.join(levels)}")
    return tidy


def _levelled(text: str, modality: str, library: Library) -> Iterator[Found]:
    """A point that has levels, at each level whose beginning stands behind its name ("jiaji l")."""
    split = _BEGUN_LEVEL.fullmatch(text)
    for entry in _exact(split.group(1), modality, library) if split else ():
        point = library.points.get(entry.id) if entry.thing == "point" else None
        for level in point.levels if point else ():
            if split and level.startswith(split.group(2).upper()):
                yield Found(thing="point", id=entry.id, level=level)


def _exact(text: str, modality: str, library: Library) -> tuple[Entry, ...]:
    """The things of this very name; one for a code."""
    if len(text) > _LONGEST:
        return ()
    entries = _entries(library)
    things = THINGS[modality]
    code = parse_code(text, library.points) if "point" in things else None
    if code is not None:
        return (entries["point", code],)
    word = squeezed(text)
    number = _EXERCISE.fullmatch(word)
    asked = {word, f"{number.group(1)}{number.group(2)}" if number else word}
    named = {word, _toneless(word)}
    if not word:
        return ()
    mine = (entry for entry in entries.values() if entry.thing in things)
    return tuple(entry for entry in mine if entry.code in asked or not named.isdisjoint(entry.names))


def _near(text: str, modality: str, library: Library) -> Iterator[str]:
    found = search(text, modality, library, _NEAR)
    if not found and "point" in THINGS[modality]:
        yield from near_points(text, library)
    for one in found:
        yield _shown(one, library)


def _shown(found: Found, library: Library) -> str:
    match found.thing:
        case "point":
            return f"{found.id} ({library.points[found.id].pinyin})"
        case "exercise":
            return f"{found.id} ({library.stretches[found.id].text.name})"
        case "region":
            return plain_region(Region(found.id), library)
        case "leaflet":
            return found.id


def _ranked(text: str, modality: str, library: Library) -> Iterator[tuple[tuple[int, int, int], Entry]]:
    """Every thing that may be meant, with its rank, its kind and its place in the library."""
    things = THINGS[modality]
    word = squeezed(text)
    codes = library.points if "point" in things else {}
    code = parse_code(text, codes) if codes else None
    channel = _channel(text, codes) if codes and code is None else None
    for place, entry in enumerate(_entries(library).values()):
        if entry.thing in things:
            rank = _rank(entry, word, code, channel) if word else _first(entry)
            if rank is not None:
                yield (rank, things.index(entry.thing), place), entry


def _first(entry: Entry) -> int | None:
    """Before anything is typed: the short lists are shown, the points are not."""
    return None if entry.thing == "point" else 0


def _rank(entry: Entry, word: str, code: str | None, channel: str | None) -> int | None:
    """How well a thing fits what was typed; None where it does not."""
    if (code is not None and entry.id == code) or entry.code == word or word in entry.names:
        return 0
    if entry.code.startswith(word) or (code is not None and entry.id.startswith(code)):
        return 1
    toneless = _toneless(word)
    if any(name.startswith((word, toneless)) for name in entry.names):
        return 2
    if channel is not None and entry.thing == "point" and entry.code.rstrip("0123456789") == channel:
        return 3
    if any(one.startswith(word) for one in entry.words):
        return 4
    return 5 if len(word) > 1 and any(word in name for name in entry.names) else None


def _toneless(word: str) -> str:
    """Pinyin without the numbers of its tones ("shen4shu4"); a short word is left as it is."""
    bare = re.sub(r"\d", "", word)
    return bare if len(bare) >= _TONES_FROM else word


def _channel(text: str, codes: Iterable[str]) -> str | None:
    """The channel that a text without a number means, however it is written ("ub": bl)."""
    first = parse_code(f"{text}1", codes) if text.isalpha() else None
    return first.rstrip("0123456789").lower() if first else None


@once_per
def _entries(library: Library) -> dict[tuple[Thing, str], Entry]:
    made = [_of_point(point, library) for point in library.points.values()]
    made += [
        _entry("region", region.value, region.value, (plain_region(region, library),))
        for region in Region
        if region is not Region.ANY
    ]
    made += [_entry("exercise", one.id, one.id, (one.text.name,)) for one in library.stretches.values()]
    made += [
        _entry("leaflet", one.id, one.id, (one.text.title,))
        for one in library.leaflets.values()
        if one.section == "advice"
    ]
    return {(entry.thing, entry.id): entry for entry in made}


def _of_point(point: Point, library: Library) -> Entry:
    names = (point.pinyin, point.pinyin_plain, point.hanzi, point.hanzi_traditional, *point.other_names)
    places = tuple(plain_region(region, library) for region in point.regions)
    return _entry("point", point.code, point.code, (*names, point.text.english), places)


def _entry(thing: Thing, id_: str, code: str, names: tuple[str, ...], places: tuple[str, ...] = ()) -> Entry:
    squeezed_code = squeezed(code)
    number = _EXERCISE.fullmatch(squeezed_code) if thing == "exercise" else None
    words = (squeezed(word) for name in (*names, *places) for word in name.split())
    return Entry(
        thing=thing,
        id=id_,
        code=f"{number.group(1)}{number.group(2)}" if number else squeezed_code,
        names=tuple(dict.fromkeys(one for name in names if (one := squeezed(name)))),
        words=tuple(dict.fromkeys(word for word in words if word)),
    )
