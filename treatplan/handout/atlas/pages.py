"""The atlas as a document: notes, chapters, indexes, sources, cut into pages and drawn."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.atlas.book import Book, Chapter
from treatplan.handout.atlas.chapters import Opener
from treatplan.handout.atlas.entries import Entry
from treatplan.handout.atlas.lists import Anchor, Columns, ListLine, PageOf, citation
from treatplan.handout.atlas.look import KINDS, look_for
from treatplan.handout.atlas.plates import put_plates
from treatplan.handout.blocks import section_parts
from treatplan.handout.fonts import Faces
from treatplan.handout.margins import Footer
from treatplan.handout.page import new_canvas
from treatplan.handout.parts import Part, Stack, pages
from treatplan.handout.press import Press
from treatplan.handout.styles import Align

INDEX_COLUMNS = 3
UNKNOWN = "000"  # as wide as a page number, while pages are being counted


def draw(book: Book, faces: Faces) -> bytes:
    """The PDF of an atlas whose characters can all be drawn."""
    press = Press(faces, look_for(book.front.paper))
    footer = Footer(book.front, press)
    room = press.styles.sheet.height - press.styles.sheet.top - footer.rule - press.styles.space.s
    counted = _Pages(_laid_out(book, press, room, lambda _key: UNKNOWN))
    filled = _Pages(_laid_out(book, press, room, counted.page_of))
    stream = BytesIO()
    canvas = new_canvas(book.front, stream, press)
    put_plates(canvas, book.plates, press)
    canvas.showOutline()
    sheet = press.styles.sheet
    for number, page in enumerate(filled.pages, 1):
        page.paint(canvas, sheet.side, sheet.height - sheet.top)
        _head(canvas, page, press)
        footer.paint(canvas, number, len(filled.pages))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


class _Pages:
    """Filled pages, and on which of them the things with a key stand."""

    def __init__(self, filled: list[Stack]) -> None:
        self.pages = filled
        self._places = {
            part.key: str(number)
            for number, page in enumerate(filled, 1)
            for part in page.parts
            if isinstance(part, Anchor | Opener | Entry)
        }

    def page_of(self, key: str) -> str:
        return self._places[key]


def _laid_out(book: Book, press: Press, room: float, page_of: PageOf) -> list[Stack]:
    parts = [*_title(book, press, page_of)]
    notes = [*_notes(book, press)]
    if any(chapter.title for chapter in book.chapters):
        parts += notes
    for chapter in book.chapters:
        entries: list[Part] = [Entry(entry, book.plates, press, int(bool(chapter.title))) for entry in chapter.entries]
        if chapter.title:
            opener = Opener(chapter, book.plates, press, room, page_of)
            entries[0].new_page = opener.height > room / 2
            parts.append(opener)
        parts += entries
    if not any(chapter.title for chapter in book.chapters):
        parts += notes  # who asks for single points wants to see them first
    for place, index in enumerate(book.indexes):
        lines = [ListLine("", f"{text}  {code}", f"point-{code}") for text, code in index.lines]
        parts += [*_heading(index.title, f"index-{place}", press), Columns(lines, INDEX_COLUMNS, press, page_of)]
    parts += _heading(book.cited_title, "sources", press)
    parts += [citation(cited, press) for cited in book.cited]
    if book.cited_note:
        note = press.text(book.cited_note, press.styles.small, press.styles.sheet.column)
        note.before = press.styles.space.m
        parts.append(note)
    return pages(parts, room)


def _title(book: Book, press: Press, page_of: PageOf) -> Iterator[Part]:
    """Title and contents."""
    space, width = press.styles.space, press.styles.sheet.column
    title = press.text(book.front.title, press.styles.title, width)
    about = press.text(book.about, KINDS.about, width)
    about.after = space.xl
    yield from (title, about)
    if book.contents:
        heading = press.text(book.contents, press.styles.heading, width)
        heading.after = space.s
        yield heading
        yield Columns(list(_contents(book)), 1, press, page_of, KINDS.contents)


def _notes(book: Book, press: Press) -> Iterator[Part]:
    for section in book.front.sections:
        made = section_parts(section, press)
        anchor = Anchor(section.heading, f"note-{section.id}")
        if made[0].new_page:
            anchor.new_page, made[0].new_page, made[0].before = True, False, 0.0
        yield from (anchor, *made)


def _contents(book: Book) -> Iterator[ListLine]:
    yield from (ListLine("", section.heading, f"note-{section.id}") for section in book.front.sections)
    yield from (ListLine(chapter.code, _with_about(chapter), f"channel-{chapter.code}") for chapter in book.chapters)
    yield from (ListLine("", index.title, f"index-{place}") for place, index in enumerate(book.indexes))
    yield ListLine("", book.cited_title, "sources")


def _with_about(chapter: Chapter) -> str:
    return f"{chapter.title}  {chapter.about}"


def _heading(text: str, key: str, press: Press) -> Sequence[Part]:
    anchor = Anchor(text, key)
    anchor.new_page = True
    heading = press.text(text, press.styles.heading, press.styles.sheet.column)
    heading.after, heading.keeps = press.styles.space.s, True
    return anchor, heading


def _head(canvas: Canvas, page: Stack, press: Press) -> None:
    """The first and the last code on a page, above it at the right, as in a dictionary."""
    codes = [part.code for part in page.parts if isinstance(part, Entry)]
    if not codes:
        return
    sheet = press.styles.sheet
    said = codes[0] if codes[0] == codes[-1] else f"{codes[0]} – {codes[-1]}"
    text = press.text(said, KINDS.running, sheet.column, Align.RIGHT)
    text.paint(canvas, sheet.side, sheet.height - sheet.top / 2 + text.height / 2)
