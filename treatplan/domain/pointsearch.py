"""Search among points while somebody types: codes, aliases, names in any script, places, groups, channels.

Every word of every point is folded once to plain letters and digits. A keystroke then costs a binary search, and one
search in a single long text.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from treatplan.domain.channels import CHANNELS, in_order
from treatplan.domain.library import Point
from treatplan.domain.points import aliases, parse_code

_LONGEST = 60  # letters of a question that are looked at
_FEWEST_INSIDE = 2  # letters that are looked for inside a word
_WORDS_SPLIT = re.compile(r"[\s,;/]+")
_END = "\n"  # no folded word holds one

# Kinds of words, in the order in which what they find is shown.
_ALIAS, _NAME, _GROUP = range(3)
# How well a word fits. Whole codes come from `parse_code` and stand before all.
_CODE, _WHOLE_ALIAS, _TONED, _WHOLE_NAME, _BEGINS_CODE, _BEGINS_NAME, _WHOLE_GROUP, _BEGINS_GROUP, _INSIDE, _ALL = (
    range(10)
)
_WHOLE = {_ALIAS: _WHOLE_ALIAS, _NAME: _WHOLE_NAME, _GROUP: _WHOLE_GROUP}
_BEGINS = {_ALIAS: _BEGINS_CODE, _NAME: _BEGINS_NAME, _GROUP: _BEGINS_GROUP}
_RARE_FORMS = str.maketrans({"\U0002b37b": "譆", "ü": "u", "Ü": "u"})


def fold(text: str) -> str:
    """A text as it is compared: letters and digits of any script, without case, tones, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", text[:_LONGEST].translate(_RARE_FORMS))
    return "".join(letter for letter in decomposed.casefold() if letter.isalnum())


class PointSearch:
    """Finds points. `words` gives a channel, region or category more names, in the reader's language."""

    def __init__(self, points: Mapping[str, Point], words: Mapping[str, Iterable[str]] | None = None) -> None:
        self._points = in_order(points.values())
        self._codes = tuple(point.code for point in self._points)
        self._place = {code: place for place, code in enumerate(self._codes)}
        self._toned: dict[str, list[int]] = {}
        entries: list[tuple[str, int, int]] = []
        for place, point in enumerate(self._points):
            self._toned.setdefault(_toned(point.pinyin), []).append(place)
            entries += [(word, kind, place) for word, kind in dict.fromkeys(_words_of(point, words or {}))]
        entries.sort()
        self._keys = [word for word, _, _ in entries]
        self._meant = [(kind, place) for _, kind, place in entries]
        self._text = _END.join(self._keys)
        self._starts = [0]
        for word in self._keys:
            self._starts.append(self._starts[-1] + len(word) + len(_END))
        of_point: list[list[str]] = [[] for _ in self._points]
        for word, _, place in entries:
            of_point[place].append(word)
        self._of_point = [_END.join(words_of) for words_of in of_point]

    def find(self, text: str, limit: int = 20) -> tuple[Point, ...]:
        """The points that `text` may mean, best first: code, alias, whole name, beginning of one, part of one.

        Several words must all be found at a point. An empty question finds nothing.
        """
        asked = fold(text)
        if not asked:
            return ()
        found: dict[int, int] = {}
        self._by_code(text, found)
        if not text.isascii():
            for place in self._toned.get(_toned(text), ()):
                found.setdefault(place, _TONED)
        self._beginning(asked, found)
        if len(asked) >= _FEWEST_INSIDE or not asked.isascii():
            self._inside(asked, found)
        if len(found) < limit:
            self._with_all(text, found)
        best = sorted(found.items(), key=lambda item: (item[1], item[0]))
        return tuple(self._points[place] for place, _ in best[:limit])

    def _by_code(self, text: str, found: dict[int, int]) -> None:
        code = parse_code(text.translate(_RARE_FORMS), self._codes)
        if code is not None:
            found[self._place[code]] = _CODE

    def _beginning(self, asked: str, found: dict[int, int]) -> None:
        first = bisect_left(self._keys, asked)
        last = bisect_right(self._keys, asked + "\U0010ffff")
        for number in range(first, last):
            kind, place = self._meant[number]
            fit = (_WHOLE if self._keys[number] == asked else _BEGINS)[kind]
            if fit < found.get(place, _ALL):
                found[place] = fit

    def _inside(self, asked: str, found: dict[int, int]) -> None:
        at = self._text.find(asked)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            found.setdefault(self._meant[number][1], _INSIDE)
            at = self._text.find(asked, self._starts[number + 1])

    def _with_all(self, text: str, found: dict[int, int]) -> None:
        parts = [part for part in map(fold, _WORDS_SPLIT.split(text[:_LONGEST])) if part]
        if len(parts) > 1:
            for place, words in enumerate(self._of_point):
                if all(part in words for part in parts):
                    found.setdefault(place, _ALL)


def _words_of(point: Point, more: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, int]]:
    """Every folded word that may be typed for a point, with its kind."""
    for code in (point.code, *aliases(point.code)):
        yield fold(code), _ALIAS
    names = (point.pinyin, point.pinyin_plain, point.hanzi, point.hanzi_traditional, point.text.english)
    for name in (*names, *point.other_names):
        if folded := fold(name):
            yield folded, _NAME
    if "ü" in (bare := _untoned(point.pinyin)):
        yield fold(bare.replace("ü", "v")), _NAME  # as it is typed on a keyboard without ü
    groups = (point.channel, *point.regions, *point.categories)
    for group in groups:
        for name in (group, *more.get(group, ())):
            if folded := fold(name):
                yield folded, _GROUP
    for channel in CHANNELS:
        if channel.code == point.channel:
            yield fold(channel.hanzi), _GROUP


def _toned(text: str) -> str:
    """Letters with their tones, without case and spaces."""
    composed = unicodedata.normalize("NFC", text[:_LONGEST]).casefold()
    return "".join(letter for letter in composed if letter.isalnum())


def _untoned(pinyin: str) -> str:
    """Pinyin without tone marks; ü stays."""
    decomposed = unicodedata.normalize("NFD", pinyin.casefold())
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c]", "", decomposed))
