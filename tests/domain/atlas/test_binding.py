"""The printed atlas as it is composed."""

from dataclasses import replace
from itertools import pairwise

from tests.domain.atlas.shelf import EDITION, book_of, charts, library, texts, whole_book
from treatplan.domain.atlas.binding import bind
from treatplan.domain.atlas.book import Book
from treatplan.domain.atlas.telling import words_of_search
from treatplan.domain.channels import CHANNELS
from treatplan.domain.paper import Paragraph, Subheading
from treatplan.domain.pointsearch import PointSearch, fold


def codes(book: Book) -> list[str]:
    return [entry.told.code for chapter in book.chapters for entry in chapter.entries]


def test_that_the_whole_atlas_has_every_point_once_channel_by_channel() -> None:
    assert sorted(codes(whole_book())) == sorted(library().points)
    assert [chapter.code for chapter in whole_book().chapters] == [channel.code for channel in CHANNELS]
    assert [len(chapter.entries) for chapter in whole_book().chapters][6] == 67


def test_that_both_indexes_lead_to_every_point_in_alphabetical_order() -> None:
    for index in whole_book().indexes:
        assert sorted(code for _, code in index.lines) == sorted(library().points)
        names = [fold(word) for word, _ in index.lines]
        if index.title == "Index of English names":
            assert all(before <= after for before, after in pairwise(names))


def test_that_every_number_leads_to_a_source_of_the_list() -> None:
    numbers = {cited.number for cited in whole_book().cited}
    assert numbers == set(range(1, len(numbers) + 1))
    for chapter in whole_book().chapters:
        for entry in chapter.entries:
            named = entry.foot.rpartition("Sources ")[2].split(", ")
            assert named
            assert {int(number) for number in named} <= numbers


def test_that_pregnancy_is_told_with_both_sides_and_their_sources() -> None:
    (section,) = [section for section in whole_book().front.sections if section.id == "pregnancy"]
    titles = [block.text for block in section.blocks if isinstance(block, Subheading)]
    said = ["".join(run.text for run in block.text) for block in section.blocks if isinstance(block, Paragraph)]
    assert titles == [caution.text.title for caution in library().cautions.values()]
    assert sum(text.startswith("Against it.") and "Sources: " in text for text in said) == len(titles)
    assert sum(text.startswith("On the other side.") and "Sources: " in text for text in said) == len(titles)


def test_that_one_channel_has_its_name_and_no_contents() -> None:
    book = book_of(*(f"LU{number}" for number in range(1, 12)))
    assert (book.front.title, book.contents, len(book.chapters)) == ("Lung points", "", 1)
    assert book.chapters[0].windows
    assert book.indexes == ()


def test_that_a_single_point_bears_its_name_without_the_charts_of_its_channel() -> None:
    book = book_of("ST36")
    assert book.front.title == "ST36 Zúsānlǐ"
    assert book.chapters[0].title == ""
    assert book.chapters[0].windows == ()
    assert set(book.plates) <= {"front", "front-ST"}
    assert [section.id for section in book.front.sections] == ["how"]


def test_that_namesakes_of_two_channels_stand_together() -> None:
    book = book_of("ST32", "LI18")
    assert codes(book) == ["LI18", "ST32"]
    assert book.contents == ""


def test_that_a_clinics_own_point_of_a_strange_channel_stands_last_under_its_code() -> None:
    own = replace(library().points["ST36"], code="ZZ1", channel="ZZ", pinyin="<Smith>", pinyin_plain="smith", spots=())
    mine = replace(library(), points={**library().points, "ZZ1": own})
    book = bind(tuple(mine.points.values()), mine, texts(), charts(), EDITION)
    last = book.chapters[-1]
    assert (last.code, last.title, last.windows) == ("ZZ", "ZZ", ())
    assert last.entries[0].told.pinyin == "<Smith>"
    assert last.entries[0].window is None
    found = PointSearch(mine.points, words_of_search(texts(), mine))
    assert [point.code for point in found.find("<Smith>")] == ["ZZ1"]
    assert found.find("ZZ1")[0] is own
