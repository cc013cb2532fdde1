"""The shipped library and the words of the atlas, read once."""

from datetime import date
from functools import cache

from treatplan.bundle import bundled
from treatplan.content.chart import load_chart
from treatplan.content.packs import load_library
from treatplan.content.texts import load_texts
from treatplan.domain.atlas.binding import Edition, bind
from treatplan.domain.atlas.book import Book, Charts
from treatplan.domain.atlas.charting import charts_of
from treatplan.domain.atlas.entry import entry
from treatplan.domain.atlas.telling import RowKind, Told, told
from treatplan.domain.chart.figure import Figure
from treatplan.domain.library import Library
from treatplan.domain.paper import Paper
from treatplan.domain.texts import Texts

EDITION = Edition(paper=Paper.A4, dated=date(2026, 11, 25))


@cache
def library() -> Library:
    return load_library([bundled("resources") / "content" / "core"])


@cache
def texts() -> Texts:
    return load_texts(bundled("resources") / "screen" / "atlas")


def words(code: str, *, brief: bool = False) -> Told:
    """A point of the shipped library in words."""
    return told(entry(library().points[code], library()), library(), texts(), brief=brief)


def says(code: str, kind: RowKind, *, brief: bool = False) -> str:
    """What a row of a point says; nothing if there is no such row."""
    row = words(code, brief=brief).row(kind)
    return " ".join(row.texts) if row else ""


@cache
def figure() -> Figure:
    chart = load_chart(bundled("resources") / "chart")
    return chart.figure(chart.builds[0].id)


@cache
def charts() -> Charts:
    return charts_of(library(), figure(), texts())


@cache
def whole_book() -> Book:
    """The atlas of all points, with its charts."""
    return bind(tuple(library().points.values()), library(), texts(), charts(), EDITION)


def book_of(*codes: str, paper: Paper = Paper.A4) -> Book:
    """The atlas of some points."""
    points = [library().points[code] for code in codes]
    return bind(points, library(), texts(), charts(), Edition(paper=paper, dated=EDITION.dated))
