"""Dialogs are plain, say yes only when yes was pressed, and hold nothing up."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.audit import audit, spoken
from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.text import Label
from treatplan.ui.prompts import PlainDialog, WindowPrompts


def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def the_dialog(over: QWidget) -> PlainDialog:
    (found,) = over.findChildren(PlainDialog)
    return found


def test_that_a_message_shows_what_is_written(qtbot: QtBot, words: Texts) -> None:
    over = window(qtbot)
    WindowPrompts(over, words).tell("A <b>title</b>", "For <Smith> & 李伟")
    dialog = the_dialog(over)
    assert dialog.isVisible()
    assert [label.shown for label in dialog.findChildren(Label)] == ["A <b>title</b>", "For <Smith> & 李伟"]
    assert audit(dialog) == []


def test_that_only_yes_is_yes(qtbot: QtBot, words: Texts) -> None:
    over, done = window(qtbot), []
    prompts = WindowPrompts(over, words)
    prompts.confirm("Delete?", "It is gone then.", "Delete draft", lambda: done.append("yes"))
    dialog = the_dialog(over)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not over.findChildren(PlainDialog))
    assert done == []
    prompts.confirm("Delete?", "It is gone then.", "Delete draft", lambda: done.append("yes"))
    yes = next(button for button in the_dialog(over).findChildren(Button) if spoken(button) == "Delete draft")
    yes.click()
    assert done == ["yes"]


def test_that_a_careless_enter_deletes_nothing(qtbot: QtBot, words: Texts) -> None:
    over, done = window(qtbot), []
    WindowPrompts(over, words).confirm("Delete?", "", "Delete", lambda: done.append("yes"))
    dialog = the_dialog(over)
    assert dialog.focusWidget() is dialog.closing
    QTest.keyClick(dialog.closing, Qt.Key.Key_Return)
    assert done == []


def test_that_the_end_of_a_message_is_told(qtbot: QtBot, words: Texts) -> None:
    over, done = window(qtbot), []
    WindowPrompts(over, words).tell_until("Oh", "no", lambda: done.append("closed"))
    the_dialog(over).closing.click()
    assert done == ["closed"]


def test_that_a_file_is_asked_for_without_holding_up_the_window(qtbot: QtBot, words: Texts) -> None:
    over = window(qtbot)
    WindowPrompts(over, words).ask_save_file("handout-1042.pdf", lambda path: None)
    (dialog,) = over.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert [name.rpartition("/")[2] for name in dialog.selectedFiles()] == ["handout-1042.pdf"]
    dialog.reject()
