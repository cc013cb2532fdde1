"""Where lines break: between words, between Han characters, and inside a word only when nothing else is left."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from treatplan.handout.fonts import SPACES, Faces, Span

TOLERANCE = 0.01  # points; sums of widths are not exact
SHORTEST_LAST = 0.15  # share of the line below which more than one word looks lost, too
FEWEST_LEFT = 3  # words that stay on a line when its last one moves down
LONGEST_MOVED = 0.5  # share of the line that it may then take with the last line

_WORD = re.compile(f"([^{SPACES}]+)([{SPACES}]*)")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]")
_HYPHEN = re.compile(r"(?<=[^\W\d_][^\W\d_][-/\u2013])(?=[^\W\d_]{2})|(?<=\u2014)")
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉…—～·％,.;:?!)]}%”’")
_NEVER_LAST = frozenset("（《「『【〔〈([{“‘")


class Word(NamedTuple):
    """What stays on one line."""

    spans: tuple[Span, ...]
    width: float
    spaced: bool  # a space follows


class Line(NamedTuple):
    """One line; a space at its end is drawn, so that text read back keeps its words apart, but takes no room."""

    spans: tuple[Span, ...]
    width: float


def break_lines(spans: Iterable[Span], size: float, width: float, faces: Faces) -> tuple[Line, ...]:
    """Fills lines of a width (points) one after the other. No text makes no line."""
    rows: list[list[Word]] = []
    used = 0.0
    for word in _fitting(_words(tuple(spans), size, faces), size, width, faces):
        space = _space_after(rows[-1][-1], size, faces) if rows else 0.0
        if rows and used + space + word.width <= width + TOLERANCE:
            rows[-1].append(word)
            used += space + word.width
        else:
            rows.append([word])
            used = word.width
    _give_company(rows, size, width, faces)
    return tuple(_line(row, size, faces) for row in rows)


def _space_after(word: Word, size: float, faces: Faces) -> float:
    return faces.width(word.spans[-1].face, " ", size) if word.spaced else 0.0


def _give_company(rows: list[list[Word]], size: float, width: float, faces: Faces) -> None:
    """A last line that looks lost gets words from the one before, as long as that still looks full."""
    while len(rows) > 1 and len(rows[-2]) > FEWEST_LEFT:
        last = sum(word.width for word in rows[-1])
        if len(rows[-1]) > 1 and last > SHORTEST_LAST * width:
            return
        moved = rows[-2][-1]
        if not moved.spaced or moved.width + _space_after(moved, size, faces) + last > LONGEST_MOVED * width:
            return
        rows[-1].insert(0, rows[-2].pop())


def longest_word(spans: Iterable[Span], size: float, faces: Faces) -> float:
    """The width under which a word would have to be broken."""
    return max((word.width for word in _words(tuple(spans), size, faces)), default=0.0)


def width_of(spans: Iterable[Span], size: float, faces: Faces) -> float:
    """The width of a text on one line."""
    return sum(faces.width(span.face, span.text, size) for span in spans)


def _words(spans: tuple[Span, ...], size: float, faces: Faces) -> Iterator[Word]:
    text = "".join(span.text for span in spans)
    cut = _Cutter(spans)
    for found in _WORD.finditer(text):
        start = found.start()
        stops = [*_breaks(found[1]), len(found[1])]
        for number, stop in enumerate(stops, 1):
            part = cut.between(start, found.start() + stop)
            yield Word(part, width_of(part, size, faces), spaced=number == len(stops) and bool(found[2]))
            start = found.start() + stop


def _breaks(word: str) -> list[int]:
    """The places inside a word at which a line may end."""
    if word.isalpha() and word.isascii():
        return []
    places = {found.start() for found in _HYPHEN.finditer(word)} - {len(word)}
    if _WIDE.search(word):
        for place, (before, after) in enumerate(pairwise(word), 1):
            wide = _WIDE.match(before) or _WIDE.match(after)
            if wide and after not in _NEVER_FIRST and before not in _NEVER_LAST:
                places.add(place)
    return sorted(places)


class _Cutter:
    """Cuts spans by their place in the whole text, from left to right."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._index = 0
        self._start = 0  # of the span at _index

    def between(self, start: int, stop: int) -> tuple[Span, ...]:
        found: list[Span] = []
        while start < stop:
            span = self._spans[self._index]
            end = self._start + len(span.text)
            if start < end:
                piece = span.text[start - self._start : stop - self._start]
                found.append(Span(span.face, piece))
                start += len(piece)
            if start >= end:
                self._index += 1
                self._start = end
        return tuple(found)


def _fitting(words: Iterable[Word], size: float, width: float, faces: Faces) -> Iterator[Word]:
    """Words no wider than a line: a longer one is cut between characters."""
    for word in words:
        if word.width <= width + TOLERANCE:
            yield word
        else:
            yield from _chopped(word, size, width, faces)


def _chopped(word: Word, size: float, width: float, faces: Faces) -> Iterator[Word]:
    row: list[Span] = []
    used = 0.0
    for face, text in word.spans:
        for character in text:
            wide = faces.width(face, character, size)
            if row and used + wide > width:
                yield Word(_merged(row), used, spaced=False)
                row, used = [], 0.0
            row.append(Span(face, character))
            used += wide
    yield Word(_merged(row), used, spaced=word.spaced)


def _line(row: list[Word], size: float, faces: Faces) -> Line:
    spans: list[Span] = []
    width = 0.0
    for word in row:
        spans.extend(word.spans)
        if word.spaced:
            spans.append(Span(word.spans[-1].face, " "))
        width += word.width + _space_after(word, size, faces)
    return Line(_merged(spans), width - _space_after(row[-1], size, faces))


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours in the same face as one."""
    merged: list[tuple[str, list[str]]] = []
    for face, text in spans:
        if merged and merged[-1][0] == face:
            merged[-1][1].append(text)
        else:
            merged.append((face, [text]))
    return tuple(Span(face, "".join(texts)) for face, texts in merged)
