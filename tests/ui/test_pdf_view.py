"""The PDF itself is shown; the old pages stay until the new ones are there, and a late picture is dropped."""

import io

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.fakes import InlineBackground
from treatplan.domain.texts import Texts
from treatplan.ui.parts.pdf_view import PdfView, pages_of


def pdf_of(pages: int, width: float = 595, height: float = 842) -> bytes:
    document = PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture
def background() -> InlineBackground:
    return InlineBackground()


@pytest.fixture
def view(qtbot: QtBot, background: InlineBackground, words: Texts) -> PdfView:
    made = PdfView(background, words, "The handout")
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


def test_that_pages_fill_the_width_at_the_sharpness_of_the_screen() -> None:
    pages = pages_of(pdf_of(2), 800)
    assert [page.width() for page in pages] == pytest.approx([800, 800], abs=1)
    assert pages[0].height() == pytest.approx(800 * 842 / 595, abs=2)


def test_that_a_paper_of_ten_metres_eats_no_machine() -> None:
    page = pages_of(pdf_of(1, 14_000, 14_000), 4_000)[0]
    assert page.width() * page.height() < 7_000_000


def test_that_a_document_is_shown_with_its_count_of_pages(view: PdfView) -> None:
    view.set_pdf(pdf_of(3))
    assert view.page_count == 3
    assert view.accessibleDescription() == "3 pages"
    assert not view.grab().isNull()
    view.set_pdf(b"")
    assert view.page_count == 0


def test_that_the_old_pages_stay_until_the_new_are_there(view: PdfView, background: InlineBackground) -> None:
    view.set_pdf(pdf_of(3))
    background.holds = True
    view.set_pdf(pdf_of(1))
    assert view.page_count == 3
    view.set_pdf(pdf_of(2))
    assert background.waiting == 1  # the one in between is dropped
    background.release()
    assert view.page_count == 2


def test_that_another_version_is_shown_at_the_same_place(view: PdfView) -> None:
    view.set_pdf(pdf_of(4))
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    at = view.verticalScrollBar().value()
    assert at > 0
    view.set_pdf(pdf_of(5))
    assert view.verticalScrollBar().value() == at


def test_that_the_keyboard_scrolls_to_both_ends(view: PdfView) -> None:
    view.set_pdf(pdf_of(4))
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.page_at_top() == 4
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.page_at_top() == 1


def test_that_what_is_no_pdf_is_told_in_words(view: PdfView, words: Texts) -> None:
    view.set_pdf(b"%PDF-1.4 nonsense")
    assert view.page_count == 0
    assert view.accessibleDescription() == words.say("pdf.failed")
