"""The atlas on paper: everything is there, nothing is cut, every line leads somewhere."""

import re
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest

from tests.domain.atlas.shelf import book_of, library, whole_book
from tests.handout.reading import WRITER, page_sizes, page_texts, squashed
from treatplan.domain.atlas.book import Book
from treatplan.domain.errors import Refused
from treatplan.domain.paper import Paper


@cache
def whole() -> bytes:
    return WRITER.book(whole_book())


@cache
def pages() -> list[str]:
    return [squashed(text) for text in page_texts(whole())]


def head(code: str) -> str:
    """How an entry begins on its page."""
    point = library().points[code]
    return squashed(f"{code} {point.pinyin} {point.hanzi}")


def page_with(text: str) -> list[int]:
    return [number for number, page in enumerate(pages()) if text in page]


def unhyphened(text: str) -> str:
    """Without hyphens, for one at the end of a line is read back as a mark of its own."""
    return squashed(text).replace("-", "").replace("\ufffe", "")


def bookmarks(pdf: bytes) -> list[tuple[int, str]]:
    return [(mark.level, mark.get_title()) for mark in pypdfium2.PdfDocument(pdf).get_toc()]


@pytest.mark.parametrize("code", sorted(library().points))
def test_that_an_entry_stands_whole_on_one_page(code: str) -> None:
    point = library().points[code]
    entry = next(one for chapter in whole_book().chapters for one in chapter.entries if one.told.code == code)
    said = [
        squashed(text) for row in entry.told.rows for text in row.texts if row.kind not in {"also", "rules", "sources"}
    ]
    found = [
        number
        for number, page in enumerate(pages())
        if all(text in page for text in (head(code), squashed(point.text.location), *said))
    ]
    assert found
    assert squashed(entry.foot) in pages()[found[0]]


def test_that_the_outline_leads_to_notes_chapters_points_indexes_and_sources() -> None:
    marks = bookmarks(whole())
    chapters = [title for level, title in marks if level == 0]
    assert chapters[:3] == ["How to read an entry", "Pregnancy: both sides", "Lung"]
    assert chapters[-3:] == ["Index of pinyin names", "Index of English names", "Sources"]
    assert [title.split()[0] for level, title in marks if level == 1] == [
        entry.told.code for chapter in whole_book().chapters for entry in chapter.entries
    ]


def test_that_contents_name_the_pages_on_which_chapters_begin() -> None:
    read = page_texts(whole())
    for chapter in whole_book().chapters:
        line = next(line for line in read[0].splitlines() if line.startswith(chapter.code))
        printed = int(re.findall(r"[0-9]+", line)[-1])
        assert chapter.title in read[printed - 1].splitlines()[0]


def test_that_an_index_names_the_page_of_the_entry() -> None:
    index = next(text for text in page_texts(whole()) if "Index of pinyin names" in text.splitlines()[0])
    for found in re.finditer(r"(EX-[\w-]+|[A-Z]{2}[0-9]+) ?([0-9]+)\s", index):
        assert head(found[1]) in pages()[int(found[2]) - 1], found[0]


def test_that_each_page_says_its_number_and_the_points_on_it() -> None:
    total = len(pages())
    for number, page in enumerate(pages(), 1):
        assert f"Page{number}of{total}" in page
    (bl23,) = [number for number in page_with(head("BL23")) if "Kidney Shu" in page_texts(whole())[number]]
    assert re.search(r"BL\d+ – BL\d+", page_texts(whole())[bl23])


def test_that_every_source_is_listed_with_its_address() -> None:
    text = unhyphened("".join(pages()))
    for cited in whole_book().cited:
        assert unhyphened(cited.text) in text
        assert unhyphened(cited.address) in text


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_that_a_channel_fits_each_sheet(paper: Paper, size: tuple[int, int]) -> None:
    codes = [f"HT{number}" for number in range(1, 10)]
    pdf = WRITER.book(book_of(*codes, paper=paper))
    assert {(round(width), round(height)) for width, height in page_sizes(pdf)} == {size}
    text = squashed("".join(page_texts(pdf)))
    assert all(head(code) in text for code in codes)


def test_that_the_same_book_gives_the_same_bytes() -> None:
    assert WRITER.book(book_of("BL23")) == WRITER.book(book_of("BL23"))


def test_that_a_body_is_drawn_once_however_often_it_is_shown() -> None:
    one, all_of_it = WRITER.book(book_of("BL13")), WRITER.book(book_of(*(f"BL{number}" for number in range(11, 25))))
    assert len(all_of_it) < 2.5 * len(one)


def named(book: Book, english: str) -> Book:
    """A book whose first point has another English name."""
    chapter = book.chapters[0]
    entry = chapter.entries[0]
    changed = replace(entry, told=replace(entry.told, english=english))
    return replace(book, chapters=(replace(chapter, entries=(changed,)),))


@pytest.mark.parametrize("name", ["<b>Smith</b> & Sons", "O'Neil {0} %s", "李伟", "x" * 300, "Wide " * 60])
def test_that_any_name_is_drawn_as_it_stands(name: str) -> None:
    pdf = WRITER.book(named(book_of("ST36"), name))
    assert squashed(name) in squashed("".join(page_texts(pdf)))


@pytest.mark.parametrize("name", ["\u0000", "😀", "\u05d0\u05d1"])
def test_that_what_no_face_can_draw_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refused, match="no typeface can print"):
        WRITER.book(named(book_of("ST36"), name))
