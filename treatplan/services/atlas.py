"""The atlas for those who look up a point: found while typing, told in words, printed as a booklet."""

from collections.abc import Callable
from functools import cached_property
from typing import Protocol

from treatplan.domain.atlas.binding import Edition, bind
from treatplan.domain.atlas.book import Book, Charts
from treatplan.domain.atlas.entry import entry
from treatplan.domain.atlas.telling import Told, told, words_of_search
from treatplan.domain.channels import CHANNELS, in_order
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intactness import near_points
from treatplan.domain.library import Library, Point
from treatplan.domain.paper import Paper
from treatplan.domain.points import parse_code
from treatplan.domain.pointsearch import PointSearch, fold
from treatplan.domain.texts import Texts
from treatplan.services.ports import Clock, ContentSource

_CHANNELS = frozenset(channel.code for channel in CHANNELS)


class BookWriter(Protocol):
    """Makes paper of the atlas."""

    def book(self, book: Book) -> bytes:
        """The PDF. Raises `Refused` naming characters that no font has. Same value, same bytes."""


class Atlas:
    """The points of the library in English. Texts and charts are read when they are first needed."""

    def __init__(
        self,
        content: ContentSource,
        texts: Callable[[], Texts],
        charts: Callable[[Library], Charts],
        writer: BookWriter,
        clock: Clock,
    ) -> None:
        self._content = content
        self._read_texts = texts
        self._read_charts = charts
        self._writer = writer
        self._clock = clock

    def find(self, text: str, limit: int = 20) -> tuple[Point, ...]:
        """The points that a text may mean, best first."""
        return self._search.find(text, limit)

    def points(self, text: str) -> tuple[Point, ...]:
        """The point of a code, or those of exactly this name. Raises `Refused` with what is near."""
        library = self._content.library("en")
        code = parse_code(text, library.points)
        if code is not None:
            return (library.points[code],)
        asked = fold(text)
        named = tuple(point for point in in_order(library.points.values()) if asked and asked in _names(point))
        if not named:
            close = [f"{point.code} ({point.pinyin})" for point in self.find(text, 3)] or near_points(text, library)
            message = f"there is no '{text[:60]}'; near it: {', '.join(close) or 'nothing'}"
            raise Refused(Problem(file="", field="points", message=message))
        return named

    def told(self, point: Point) -> Told:
        """A point in words."""
        library = self._content.library("en")
        return told(entry(point, library), library, self._texts)

    def book(self, text: str | None, paper: Paper) -> bytes:
        """The booklet as PDF: of all points, of a channel (`BL`), of a point. Raises `Refused`."""
        library = self._content.library("en")
        channel = (text or "").strip().upper()
        if text is None:
            points = tuple(library.points.values())
        elif channel in _CHANNELS:
            points = tuple(point for point in library.points.values() if point.channel == channel)
        else:
            points = self.points(text)
        edition = Edition(paper=paper, dated=self._clock.today())
        return self._writer.book(bind(points, library, self._texts, self._read_charts(library), edition))

    @cached_property
    def _texts(self) -> Texts:
        return self._read_texts()

    @cached_property
    def _search(self) -> PointSearch:
        library = self._content.library("en")
        return PointSearch(library.points, words_of_search(self._texts, library))


def _names(point: Point) -> set[str]:
    names = (point.pinyin_plain, point.hanzi, point.hanzi_traditional, point.text.english, *point.other_names)
    return {fold(name) for name in names}
