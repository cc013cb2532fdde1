"""Fields keep what is typed, say each edit once, and refuse rather than cut."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.audit import focusables
from treatplan.domain.texts import Texts
from treatplan.ui.parts.choices import AnswerField, ChipsField, ChoiceField, Option, ScaleField
from treatplan.ui.parts.entries import DateField, LineField, LongField, NumberField, SecretField
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.segments import Combo, Segmented

TODAY = date(2026, 11, 25)
ABC = [Option(key=key, words=f"Answer {key}") for key in "abc"]
MANY = [Option(key=key, words=f"Answer {key}") for key in "abcdefgh"]


def shown(qtbot: QtBot, field: Field[Any]) -> list[Any]:
    """Show a field with the focus in it; the edits that it will tell."""
    qtbot.addWidget(field)
    edits: list[Any] = []
    field.edited.connect(edits.append)
    field.show()
    field.activateWindow()
    field.focus()
    qtbot.waitUntil(lambda: field.isAncestorOf(QApplication.focusWidget() or QWidget()))
    return edits


def press(*keys: Qt.Key) -> None:
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


def type_in(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def line_of(field: Field[Any]) -> QLineEdit:
    assert isinstance(field.editor, QLineEdit)
    return field.editor


def test_that_each_letter_is_told_and_setting_is_not(qtbot: QtBot, words: Texts) -> None:
    field = LineField(words, "Name")
    edits = shown(qtbot, field)
    type_in("Li")
    assert edits == ["L", "Li"]
    field.set_value("李伟 <b>")
    assert (line_of(field).text(), field.value, len(edits)) == ("李伟 <b>", "李伟 <b>", 2)


def test_that_drawing_the_same_value_leaves_what_is_typed_alone(qtbot: QtBot, words: Texts) -> None:
    field = LineField(words, "Name")
    shown(qtbot, field)
    type_in("Ana ")
    field.set_value("Ana")
    assert line_of(field).text() == "Ana "


def test_that_a_paste_that_is_too_long_is_refused_whole_and_said(qtbot: QtBot, words: Texts) -> None:
    field = LineField(words, "Name", limit=10)
    edits = shown(qtbot, field)
    type_in("Ana")
    QApplication.clipboard().setText("N" * 50)
    line_of(field).paste()
    assert line_of(field).text() == "Ana"
    assert edits[-1] == "Ana"
    assert "10" in field.message.shown
    type_in("b")
    assert field.message.shown == ""


def test_that_a_long_text_refuses_what_is_too_much(qtbot: QtBot, words: Texts) -> None:
    field = LongField(words, "Note", limit=10)
    edits = shown(qtbot, field)
    editor = field.editor
    assert isinstance(editor, QPlainTextEdit)
    paste = QMimeData()
    paste.setText("<b>12345678901</b>")
    editor.insertFromMimeData(paste)
    assert (editor.toPlainText(), field.message.shown != "") == ("", True)
    type_in("0123456789AB")
    assert editor.toPlainText() == "0123456789"
    assert edits[-1] == "0123456789"


def test_that_a_long_text_keeps_markup_and_lets_tab_pass(qtbot: QtBot, words: Texts) -> None:
    field = LongField(words, "Note")
    shown(qtbot, field)
    field.set_value("<b>x</b> & y")
    assert isinstance(field.editor, QPlainTextEdit)
    assert field.editor.toPlainText() == "<b>x</b> & y"
    press(Qt.Key.Key_Tab)
    assert field.editor.toPlainText() == "<b>x</b> & y"


def test_that_a_passphrase_keeps_its_spaces_and_shows_on_demand(qtbot: QtBot, words: Texts) -> None:
    field = SecretField(words, "Passphrase")
    edits = shown(qtbot, field)
    type_in(" a b ")
    assert edits[-1] == " a b "
    assert line_of(field).displayText() != line_of(field).text()
    field.reveal(shown=True)
    assert line_of(field).displayText() == " a b "
    field.clear()
    assert (field.value, line_of(field).text()) == ("", "")


def test_that_a_number_is_a_number_only_when_it_can_be_read(qtbot: QtBot, words: Texts) -> None:
    field = NumberField(words, "Depth", unit="mm", limits=(1, 60))
    edits = shown(qtbot, field)
    type_in("200")
    assert edits == [2, 20, None]
    assert field.unread == ""  # not scolded while typing
    press(Qt.Key.Key_Return)
    assert "60" in field.unread
    assert field.message.shown == field.unread
    assert line_of(field).text() == "200"
    press(Qt.Key.Key_Backspace)
    assert (edits[-1], field.unread) == (20, "")


def test_that_drawing_no_value_keeps_a_text_that_could_not_be_read(qtbot: QtBot, words: Texts) -> None:
    field = NumberField(words, "Depth")
    shown(qtbot, field)
    type_in("twenty")
    press(Qt.Key.Key_Return)
    field.set_value(None)
    assert line_of(field).text() == "twenty"
    assert field.unread


def test_that_a_whole_number_has_no_point_and_a_fine_one_may(qtbot: QtBot, words: Texts) -> None:
    whole, fine = NumberField(words, "Minutes"), NumberField(words, "Size", decimals=2)
    for field, value in ((whole, None), (fine, 0.25)):
        edits = shown(qtbot, field)
        type_in("0,25")
        assert edits[-1] == value
    fine.set_value(30.0)
    assert line_of(fine).text() == "30"


def test_that_a_date_says_how_it_was_understood(qtbot: QtBot, words: Texts) -> None:
    field = DateField(words, "Birth date", lambda: TODAY, past=True)
    edits = shown(qtbot, field)
    type_in("12.3.71")
    assert edits[-1] == date(1971, 3, 12)
    assert field.message.shown == "12 Mar 1971"
    press(Qt.Key.Key_Return)
    assert line_of(field).text() == "12 Mar 1971"
    assert field.message.shown == ""


def test_that_a_birth_date_is_not_in_the_future(qtbot: QtBot, words: Texts) -> None:
    field = DateField(words, "Birth date", lambda: TODAY, past=True)
    shown(qtbot, field)
    type_in("12.3.2031")
    press(Qt.Key.Key_Return)
    assert field.value is None
    assert field.unread == words.say("field.date_to_come")


def test_that_a_problem_is_seen_and_heard(qtbot: QtBot, words: Texts) -> None:
    field = LineField(words, "Name", hint="as on the card")
    shown(qtbot, field)
    field.set_problem("A name is needed.")
    assert field.message.shown == "A name is needed."
    assert field.editor.accessibleDescription() == "A name is needed."
    field.set_problem("")
    assert field.message.shown == "as on the card"


def test_that_few_answers_stand_in_a_row_and_many_in_a_list(qtbot: QtBot, words: Texts) -> None:
    few, many = ChoiceField(words, "Sex", ABC), ChoiceField(words, "Onset", MANY)
    for field in (few, many):
        qtbot.addWidget(field)
    assert isinstance(few.editor, Segmented)
    assert isinstance(many.editor, Combo)


def test_that_a_row_of_answers_is_walked_by_arrows_and_emptied_by_delete(qtbot: QtBot, words: Texts) -> None:
    field = ChoiceField(words, "Sex", ABC)
    edits = shown(qtbot, field)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Right)
    assert edits == ["a", "b"]
    press(Qt.Key.Key_Delete)
    assert edits[-1] is None
    assert field.value is None


def test_that_a_row_of_answers_is_one_stop_for_tab(qtbot: QtBot, words: Texts) -> None:
    field = ChoiceField(words, "Sex", ABC)
    shown(qtbot, field)
    for value in (None, "c", None, "b"):
        field.set_value(value)
        buttons = [child for child in field.editor.children() if hasattr(child, "focusPolicy")]
        stops = [child for child in buttons if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert len(stops) == 1
        field.focus()
        assert QApplication.focusWidget() is stops[0]


def test_that_a_list_tells_what_the_keyboard_chose_and_the_wheel_chooses_nothing(qtbot: QtBot, words: Texts) -> None:
    field = ChoiceField(words, "Onset", MANY)
    edits = shown(qtbot, field)
    press(Qt.Key.Key_Down)
    assert edits == ["a"]
    field.set_value("c")
    assert (field.value, len(edits)) == ("c", 1)


@pytest.mark.parametrize(("key", "answer"), [("y", "yes"), ("n", "no"), ("u", "not_sure"), ("Y", "yes")])
def test_that_a_letter_answers_a_question(qtbot: QtBot, words: Texts, key: str, answer: str) -> None:
    field = AnswerField(words, "Fever?")
    edits = shown(qtbot, field)
    assert field.value == "not_asked"
    type_in(key)
    assert (edits, field.value) == ([answer], answer)
    press(Qt.Key.Key_Backspace)
    assert edits[-1] == "not_asked"
    assert field.editor.property("wrong") == "false"


def test_that_a_scale_is_answered_by_a_figure_and_its_ends_by_home_and_end(qtbot: QtBot, words: Texts) -> None:
    field = ScaleField(words, "Pain now", ends=("no pain", "the worst"))
    edits = shown(qtbot, field)
    type_in("6")
    press(Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Delete)
    assert edits == [6, 10, 0, None]
    assert "no pain" in field.message.shown


def test_that_chips_are_several_and_in_the_order_of_the_options(qtbot: QtBot, words: Texts) -> None:
    field = ChipsField(words, "Worse with", ABC)
    edits = shown(qtbot, field)
    press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    press(Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert edits == [("b",), ("a", "b")]
    field.set_value(("c",))
    assert (field.value, len(edits)) == (("c",), 2)


def test_that_chips_are_one_stop_for_tab_and_the_arrows_move(qtbot: QtBot, words: Texts) -> None:
    field = ChipsField(words, "Worse with", ABC)
    shown(qtbot, field)
    assert len(focusables(field)) == 1
    press(Qt.Key.Key_End)
    last = QApplication.focusWidget()
    assert focusables(field) == [last], "Tab comes back to where one was"
    press(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is last
    press(Qt.Key.Key_Home)
    assert QApplication.focusWidget() is not last
    assert field.value == (), "moving switches nothing on"


def test_that_letters_pick_where_a_choice_has_them(qtbot: QtBot, words: Texts) -> None:
    field = ChoiceField(words, "Ever?", ABC, keys={"y": "b"})
    edits = shown(qtbot, field)
    type_in("y")
    press(Qt.Key.Key_Delete)
    assert edits == ["b", None]
