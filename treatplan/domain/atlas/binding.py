"""Composes the printed atlas: entries in the order of the channels, notes before them, indexes and sources after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from treatplan.domain.atlas.book import Book, BookEntry, Chapter, Charts, Cited, Index, Window
from treatplan.domain.atlas.entry import PointEntry, entry
from treatplan.domain.atlas.telling import RowKind, Told, told, who
from treatplan.domain.caution import Caution
from treatplan.domain.channels import CHANNELS, in_order
from treatplan.domain.intake import PrintSize
from treatplan.domain.library import Library, Point, Source
from treatplan.domain.paper import Block, Handout, Letterhead, Paper, Paragraph, Run, Section, Subheading
from treatplan.domain.pointsearch import fold
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

_CHANNELS = {channel.code: channel for channel in CHANNELS}
_WORTH_AN_INDEX = 30  # points; fewer are found by leafing
_AT_THE_FOOT = (RowKind.ALSO, RowKind.RULES)
_NOTES = ("names", "place", "custom", "line", "rules", "pregnancy")


@value
class Edition:
    """How the atlas is to be made: sheet, and the day that its PDF carries."""

    paper: Paper = Paper.A4
    dated: date


def bind(points: Sequence[Point], library: Library, texts: Texts, charts: Charts, edition: Edition) -> Book:
    """The atlas of some points of a library. Few points have no index, one channel or single points no contents."""
    entries = [entry(point, library) for point in in_order(points)]
    cited = _cited(entries)
    numbers = {source.id: number for number, source in enumerate(cited, 1)}
    chapters = tuple(
        _chapter(code, list(group), library, texts, charts, numbers)
        for code, group in groupby(entries, key=lambda found: found.point.channel)
    )
    whole = all(chapter.title for chapter in chapters)
    used = {plate for chapter in chapters for window in _windows(chapter) for plate in window.plates}
    return Book(
        front=_front(_title(entries, chapters, texts), entries, library, texts, edition, numbers),
        about=texts.count("book.about", len(entries), version=library.version),
        contents=texts.say("book.contents") if whole and len(chapters) > 1 else "",
        chapters=chapters,
        indexes=tuple(_indexes(entries, texts)) if len(entries) >= _WORTH_AN_INDEX else (),
        cited_title=texts.say("book.sources"),
        cited=tuple(_citation(source, numbers[source.id], texts) for source in cited),
        cited_note=texts.say("book.memory") if any(source.standing == "memory" for source in cited) else "",
        plates={name: plate for name, plate in charts.plates.items() if name in used},
    )


def _windows(chapter: Chapter) -> Iterator[Window]:
    yield from chapter.windows
    yield from (entry.window for entry in chapter.entries if entry.window is not None)


def _title(entries: Sequence[PointEntry], chapters: Sequence[Chapter], texts: Texts) -> str:
    if len(entries) == 1:
        return f"{entries[0].point.code} {entries[0].point.pinyin}"
    if len(chapters) == 1 and chapters[0].title:
        return texts.say("book.title_of", name=chapters[0].title)
    return texts.say("book.title")


def _chapter(
    code: str,
    entries: Sequence[PointEntry],
    library: Library,
    texts: Texts,
    charts: Charts,
    numbers: Mapping[str, int],
) -> Chapter:
    channel = _CHANNELS.get(code)
    whole = len(entries) == sum(point.channel == code for point in library.points.values())
    name = texts.say(f"channel.{code}") if channel else code
    return Chapter(
        code=code,
        title=name if whole else "",
        about=texts.say(
            "book.chapter_about",
            hanzi=channel.hanzi if channel else code,
            pinyin=channel.pinyin if channel else code,
            points=texts.count("book.points", len(entries)),
        ),
        windows=charts.channels.get(code, ()) if whole else (),
        entries=tuple(
            _entry(found, told(found, library, texts, brief=True), charts, numbers, texts) for found in entries
        ),
    )


def _entry(found: PointEntry, words: Told, charts: Charts, numbers: Mapping[str, int], texts: Texts) -> BookEntry:
    listed = texts.say("also.join").join(str(numbers[source.id]) for source in _in_list_order(found))
    said = [(row.label, " ".join(row.texts)) for kind in _AT_THE_FOOT if (row := words.row(kind)) is not None]
    parts = [
        texts.say("book.small", label=label, text=text) for label, text in (*said, (texts.say("row.sources"), listed))
    ]
    return BookEntry(told=words, foot=texts.say("book.small_join").join(parts), window=charts.points.get(words.code))


def _cited(entries: Iterable[PointEntry]) -> list[Source]:
    """Every source of every entry, in the order of the list at the end."""
    every = {source.id: source for found in entries for source in found.sources}
    return sorted(every.values(), key=lambda source: (fold(source.short), source.id))


def _in_list_order(found: PointEntry) -> list[Source]:
    return sorted(found.sources, key=lambda source: (fold(source.short), source.id))


def _citation(source: Source, number: int, texts: Texts) -> Cited:
    text = texts.say("book.cited", short=source.short, citation=source.citation)
    if source.standing == "memory":
        text = texts.say("memory", source=text)
    return Cited(number=number, text=text, address=source.address)


def _front(
    title: str,
    entries: Sequence[PointEntry],
    library: Library,
    texts: Texts,
    edition: Edition,
    numbers: Mapping[str, int],
) -> Handout:
    sections = [
        Section(id="how", heading=texts.say("book.how"), blocks=tuple(_notes(library, texts))),
    ]
    named = {caution.id for found in entries for caution in found.cautions}
    if named:
        cautions = (caution for caution in library.cautions.values() if caution.id in named)
        blocks = tuple(block for caution in cautions for block in _caution(caution, texts, numbers))
        sections.append(Section(id="pregnancy", heading=texts.say("book.pregnancy"), blocks=blocks, new_page=True))
    return Handout(
        title=title,
        language=texts.language,
        paper=edition.paper,
        size=PrintSize.ECONOMY,
        dated=edition.dated,
        letterhead=Letterhead(),
        sections=tuple(sections),
        footer=texts.say("book.footer", title=title, version=library.version),
        page_word=texts.say("book.page", page="{page}", pages="{pages}"),
        subject=texts.say("book.subject"),
        meta={"library": library.version},
    )


def _notes(library: Library, texts: Texts) -> Iterator[Block]:
    halving = dict.fromkeys(factor for line in library.depth_lines for factor in line.halved_by)
    values = {"mm": f"{library.defaults.cun_mm:g}", "who": who(halving, library, texts)}
    for note in _NOTES:
        lead, text = texts.say(f"how.{note}.lead"), texts.say(f"how.{note}", **values)
        yield Paragraph(text=(Run(text=f"{lead} ", bold=True), Run(text=text)))


def _caution(caution: Caution, texts: Texts, numbers: Mapping[str, int]) -> Iterator[Block]:
    yield Subheading(text=caution.text.title)
    sides = (
        ("book.cautious", caution.text.cautious, caution.sources),
        ("book.contrary", caution.text.contrary, caution.contrary_sources),
    )
    for key, text, sources in sides:
        named = sorted(numbers[id_] for id_ in sources if id_ in numbers)
        sources_told = texts.say("book.sources_of", sources=texts.say("also.join").join(map(str, named)))
        yield Paragraph(
            text=(Run(text=f"{texts.say(key)} ", bold=True), Run(text=f"{text} "), Run(text=sources_told, italic=True))
        )
    if caution.rules:
        yield Paragraph(
            text=(Run(text=texts.say("book.rules", rules=texts.say("also.join").join(caution.rules))),), small=True
        )


def _indexes(entries: Sequence[PointEntry], texts: Texts) -> Iterator[Index]:
    pinyin = [
        (f"{found.point.pinyin} {found.point.hanzi}", found.point.code, found.point.pinyin_plain) for found in entries
    ]
    english = [(found.point.text.english, found.point.code, found.point.text.english) for found in entries]
    for title, lines in (("book.index_pinyin", pinyin), ("book.index_english", english)):
        ordered = sorted(lines, key=lambda line: fold(line[2]))  # equal names stay in the order of the channels
        yield Index(title=texts.say(title), lines=tuple((word, code) for word, code, _ in ordered if word))
