"""The list of who looked at a patient: opened from the banner, read by keyboard, put away with Esc."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.clinic_fakes import a_person
from tests.ui.audit import audit, spoken
from tests.ui.test_patients_page import HOSTILE, a_patient, focused
from treatplan.domain.texts import Texts


def test_that_it_takes_the_place_of_the_page_and_gives_it_back(qtbot: QtBot, words: Texts) -> None:
    page, card = a_patient(qtbot, words, HOSTILE)
    QTest.mouseClick(page._who, Qt.MouseButton.LeftButton)
    panel = page._looks_panel
    assert panel is not None
    assert page._stack.currentWidget() is panel
    assert spoken(focused()) == "Who looked at this record"
    assert audit(page) == []
    page.first_focus()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert (card.looks, page._looks_panel) == (None, None)
    assert page._stack.currentWidget() is page._pages["intake"]
    assert focused() is page._who


def test_that_editing_details_takes_its_place(qtbot: QtBot, words: Texts) -> None:
    page, card = a_patient(qtbot, words, a_person())
    card.ask_who()
    card.edit_details()
    assert page._looks_panel is None
    assert page._stack.currentWidget() is page._editing
