"""The page before a clinic is open, with the keyboard alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.door_fakes import PASSPHRASE, FakeDoorway, a_door
from tests.fakes import FakePrompts, InlineBackground
from tests.ui.audit import audit, spoken
from treatplan.content.texts import load_texts
from treatplan.domain.texts import Texts
from treatplan.presenters.new_clinic import Country
from treatplan.presenters.start import Start
from treatplan.services.clinic.entry import OpenClinic
from treatplan.ui.pages.start import StartPage

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "resources" / "screen" / "start")
COUNTRIES = (Country(id="gb", name="United Kingdom"), Country(id="us", name="United States"))


def a_page(qtbot: QtBot, words: Texts, doorway: FakeDoorway) -> tuple[StartPage, Start, list[OpenClinic]]:
    door = a_door(doorway)
    start = Start(lambda: door, lambda: COUNTRIES, "/x/clinic.treatplan", InlineBackground(), FakePrompts(), TEXTS)
    page = StartPage(start, words, TEXTS)
    opened: list[OpenClinic] = []
    start.opened.connect(opened.append)
    qtbot.addWidget(page)
    page.resize(1000, 900)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    start.look()
    return page, start, opened


def focused() -> QWidget:
    QApplication.processEvents()  # nobody types before the page is drawn
    found = QApplication.focusWidget()
    assert found is not None
    return found


def typed(text: str, *keys: Qt.Key) -> None:
    QTest.keyClicks(focused(), text)
    for key in keys:
        QTest.keyClick(focused(), key)


@pytest.mark.parametrize("step", ["welcome", "unlock", "recover", "create", "code"])
def test_that_every_step_can_be_walked_with_tab_and_read_out(qtbot: QtBot, words: Texts, step: str) -> None:
    page, start, _ = a_page(qtbot, words, FakeDoorway(there=step not in {"welcome", "code"}))
    if step == "recover":
        start.to_recover()
    elif step in {"create", "code"}:
        start.to_create()
    if step == "code":
        for field, text in {"clinic": "W", "country": "gb", "name": "M. Okafor"}.items():
            start.type(field, text)
        start.create(PASSPHRASE, PASSPHRASE)
    assert start.view.step == step
    page.resize(1000, 1400)
    assert audit(page) == []


def test_that_a_passphrase_and_enter_open_the_clinic(qtbot: QtBot, words: Texts) -> None:
    _page, _start, opened = a_page(qtbot, words, FakeDoorway())
    typed(PASSPHRASE, Qt.Key.Key_Return)
    assert len(opened) == 1


def test_that_a_wrong_passphrase_is_selected_to_be_typed_over(qtbot: QtBot, words: Texts) -> None:
    _page, _start, opened = a_page(qtbot, words, FakeDoorway())
    typed("wrong horse", Qt.Key.Key_Return)
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.selectedText()
    assert spoken(line) == "Passphrase"
    typed(PASSPHRASE, Qt.Key.Key_Return)
    assert len(opened) == 1


def test_that_a_passphrase_is_hidden_until_it_is_asked_for_and_forgotten_afterwards(qtbot: QtBot, words: Texts) -> None:
    _page, start, _rest = a_page(qtbot, words, FakeDoorway())
    line = focused()
    assert isinstance(line, QLineEdit)
    typed(PASSPHRASE)
    hidden = line.echoMode()
    typed("", Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert [hidden, line.echoMode()] == [QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal]
    start.to_recover()
    assert line.text() == ""
    assert line.echoMode() is QLineEdit.EchoMode.Password


def test_that_caps_lock_is_told_while_it_is_on(qtbot: QtBot, words: Texts) -> None:
    _page, _start, _rest = a_page(qtbot, words, FakeDoorway())
    line = focused()
    QTest.keyClicks(line, "A", Qt.KeyboardModifier.NoModifier)  # a capital without Shift
    told = [line.accessibleDescription()]
    QTest.keyClicks(line, "a", Qt.KeyboardModifier.NoModifier)
    assert [*told, line.accessibleDescription()] == [TEXTS.say("passphrase.caps"), ""]


def test_that_a_clinic_is_made_by_keyboard_alone(qtbot: QtBot, words: Texts) -> None:
    doorway = FakeDoorway(there=False)
    _page, start, opened = a_page(qtbot, words, doorway)
    typed("", Qt.Key.Key_Return)
    typed("Willow <b>Bridge", Qt.Key.Key_Tab)
    typed("24 Mill Lane", Qt.Key.Key_Tab)
    typed("01632 960 014", Qt.Key.Key_Tab)
    typed("", Qt.Key.Key_Space, Qt.Key.Key_Tab)
    typed("M. Okafor", Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    typed(PASSPHRASE, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    typed(PASSPHRASE, Qt.Key.Key_Return)
    assert start.view.step == "code", start.view.problems
    assert doorway.made[0][1].practice.name == "Willow <b>Bridge"
    typed(start.view.code[-1].lower(), Qt.Key.Key_Return)
    assert len(opened) == 1


def test_that_a_refused_form_puts_the_keyboard_at_what_is_wrong(qtbot: QtBot, words: Texts) -> None:
    _page, start, _rest = a_page(qtbot, words, FakeDoorway(there=False))
    start.to_create()
    start.create(PASSPHRASE, PASSPHRASE)
    assert spoken(focused()) == "Name of the clinic"
