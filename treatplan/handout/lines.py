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
_UNEVEN = re.compile(f"^[{SPACES}]|[{SPACES}]$|[{SPACES}]{{2}}|[\t\n\r]")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]")
_HYPHEN = re.compile(r"(?<=[^\W\d_][^\W\d_][-/\u2013])(?=[^\W\d_]{2})|(?<=\u2014)")
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉…—～·％,.;:?!)]}%”’")
_NEVER_LAST = frozenset("（《「『【〔〈([{“‘")


class Word(NamedTuple):
    """What stays on one line."""

    spans: tuple[Span, ...]
    width: float
    space: float  # width of the space that follows; 0 where none does


class Line(NamedTuple):
    """One line; a space at its end is drawn, so that text read back keeps its words apart, but takes no room."""

    spans: tuple[Span, ...]
    width: float


def break_lines(spans: Iterable[Span], size: float, width: float, faces: Faces) -> tuple[Line, ...]:
    """Fills lines of a width (points) one after the other. No text makes no line."""
    spans = tuple(spans)
    if len(spans) == 1 and not _UNEVEN.search(spans[0].text):  # most texts are short: one look is enough
        whole = width_of(spans, size, faces)
        if whole <= width + TOLERANCE:
            return (Line(spans, whole),)
    rows: list[list[Word]] = []
    used = 0.0
    for word in _fitting(_words(spans, size, faces), size, width, faces):
        space = rows[-1][-1].space if rows else 0.0
        if rows and used + space + word.width <= width + TOLERANCE:
            rows[-1].append(word)
            used += space + word.width
        else:
            rows.append([word])
            used = word.width
    _give_company(rows, width)
    return tuple(_line(row) for row in rows)


def _give_company(rows: list[list[Word]], width: float) -> None:
    """A last line that looks lost gets words from the one before, as long as that still looks full."""
    while len(rows) > 1 and len(rows[-2]) > FEWEST_LEFT:
        last = sum(word.width for word in rows[-1])
        if len(rows[-1]) > 1 and last > SHORTEST_LAST * width:
            return
        moved = rows[-2][-1]
        if not moved.space or moved.width + moved.space + last > LONGEST_MOVED * width:
            return
        rows[-1].insert(0, rows[-2].pop())


def longest_word(spans: Iterable[Span], size: float, faces: Faces) -> float:
    """The width under which a word would have to be broken."""
    return max((word.width for word in _words(tuple(spans), size, faces)), default=0.0)


def width_of(spans: Iterable[Span], size: float, faces: Faces) -> float:
    """The width of a text on one line."""
    width = 0.0
    for face, text in spans:
        width += faces.width(face, text, size)
    return width


def _words(spans: tuple[Span, ...], size: float, faces: Faces) -> Iterator[Word]:
    text = spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)
    cut = _Cutter(spans)
    for found in _WORD.finditer(text):
        start = found.start()
        for stop in _breaks(found[1]):
            part = cut.between(start, found.start() + stop)
            yield Word(part, width_of(part, size, faces), 0.0)
            start = found.start() + stop
        part = cut.between(start, found.end(1))
        space = faces.space(part[-1].face, size) if found[2] else 0.0
        yield Word(part, width_of(part, size, faces), space)


def _breaks(word: str) -> list[int]:
    """The places inside a word at which a line may end."""
    if word.isascii() and "-" not in word and "/" not in word:
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
        if len(self._spans) == 1:
            return (Span(self._spans[0].face, self._spans[0].text[start:stop]),)
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
                yield Word(_merged(row), used, 0.0)
                row, used = [], 0.0
            row.append(Span(face, character))
            used += wide
    yield Word(_merged(row), used, word.space)


def _line(row: list[Word]) -> Line:
    spans: list[Span] = []
    width = 0.0
    for word in row:
        spans.extend(word.spans)
        if word.space:
            spans.append(Span(word.spans[-1].face, " "))
        width += word.width + word.space
    return Line(_merged(spans), width - row[-1].space)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours in the same face as one."""
    merged: list[tuple[str, list[str]]] = []
    for face, text in spans:
        if merged and merged[-1][0] == face:
            merged[-1][1].append(text)
        else:
            merged.append((face, [text]))
    return tuple(Span(face, "".join(texts)) for face, texts in merged)
