"""The intake page by keyboard: questions answered one by one, sections reached, nothing unread left behind."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.presenters.intake_fakes import ANA, BO, TEXTS, Desk
from tests.ui.audit import audit
from treatplan.domain.intake import Answer
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import SECTIONS, FormView
from treatplan.ui.pages.intake import IntakePage
from treatplan.ui.pages.intake_parts.question import QuestionRow
from treatplan.ui.pages.intake_parts.strip import AnswerStrip
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.text import Label


class Screen:
    """The page on a screen, and the keyboard before it."""

    def __init__(self, qtbot: QtBot, words: Texts) -> None:
        self.desk = Desk()
        self.page = IntakePage(self.desk.editor, TEXTS, words)
        qtbot.addWidget(self.page)
        self.page.resize(1270, 800)
        self.page.show()
        self.page.activateWindow()
        self.desk.editor.open(ANA)
        qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), AnswerStrip))

    @property
    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    @property
    def form(self) -> FormView:
        made = self.desk.editor.view.form
        assert made is not None
        return made

    @property
    def question(self) -> str:
        """The question that has the focus."""
        row = self.focused.parentWidget()
        assert isinstance(row, QuestionRow)
        return row.id

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self.focused, letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused, key, modifier)

    def settle(self) -> None:
        QApplication.processEvents()

    def texts(self) -> list[str]:
        return [label.shown for label in self.page.findChildren(Label) if label.isVisible()]

    def button(self, words: str) -> Button:
        return next(one for one in self.page.findChildren(Button) if one.isVisible() and one.text() == words)


@pytest.fixture
def screen(qtbot: QtBot, words: Texts) -> Screen:
    return Screen(qtbot, words)


def test_that_a_key_answers_the_question_and_goes_to_the_next(screen: Screen) -> None:
    assert screen.question == "RF01.bladder"
    screen.type("n")
    assert screen.question == "RF02.saddle_numbness"
    screen.type("un")
    flags = screen.desk.clinic.intakes.begin
    screen.desk.editor.flush()
    assert dict(flags(screen.desk.clinic.session, ANA).intake.red_flags) == {
        "RF01.bladder": Answer.NO,
        "RF02.saddle_numbness": Answer.NOT_SURE,
        "RF03.bowel": Answer.NO,
    }


def test_that_what_was_answered_is_passed_over_and_can_be_taken_back(screen: Screen) -> None:
    screen.press(Qt.Key.Key_Down)
    screen.type("n")
    screen.press(Qt.Key.Key_Up)
    screen.press(Qt.Key.Key_Up)
    assert screen.question == "RF01.bladder"
    screen.type("n")
    assert screen.question == "RF03.bowel", "RF02 has its answer"
    screen.press(Qt.Key.Key_Up)
    screen.press(Qt.Key.Key_Delete)
    assert "RF02.saddle_numbness" in screen.form.flags.to_ask


def test_that_enter_answers_nothing(screen: Screen) -> None:
    screen.press(Qt.Key.Key_Return)
    assert screen.question == "RF02.saddle_numbness"
    assert len(screen.form.flags.to_ask) == len(set(screen.form.flags.to_ask))
    assert "RF01.bladder" in screen.form.flags.to_ask


def test_that_all_red_flags_can_be_asked_by_one_key_after_the_other(screen: Screen) -> None:
    for _ in range(120):
        if not isinstance(screen.focused, AnswerStrip):
            break
        screen.type("n")
    assert screen.form.flags.to_ask == ()
    assert screen.focused.accessibleName() == "Next: Where and how"
    screen.press(Qt.Key.Key_Return)
    assert screen.focused.accessibleName() == "Low back"


def test_that_a_sign_is_told_below_its_question_and_above_the_page(screen: Screen) -> None:
    screen.type("y")
    shown = screen.texts()
    assert "Stop · Emergency: Possible cauda equina syndrome: bladder" in shown
    assert "Stop · Emergency: no plan can be drafted" in shown


def test_that_the_screen_reader_hears_question_and_answer(screen: Screen) -> None:
    strip = screen.focused
    screen.type("n")
    assert strip.accessibleName().startswith("Since this back or leg pain began")
    assert strip.accessibleName().endswith("No")


@pytest.mark.parametrize("section", SECTIONS)
def test_that_every_section_passes_the_audit(screen: Screen, section: str) -> None:
    screen.page.go(section)
    screen.settle()
    assert audit(screen.page) == []


@pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support")  # the list under the line
def test_that_a_place_is_added_by_typing_and_gets_a_side(screen: Screen) -> None:
    screen.page.go("pain")
    entry = next(one for one in screen.page.findChildren(QLineEdit) if one.accessibleName() == "Another place")
    entry.setFocus()
    QTest.keyClicks(entry, "kne")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    screen.desk.editor.pain.side(Region.KNEE, Side.LEFT)
    assert screen.form.pain.complaint.places == (Place(region=Region.KNEE, side=Side.LEFT),)
    QTest.keyClicks(entry, "shoulder")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert screen.form.pain.complaint.places[-1].region is Region.SHOULDER
    QTest.keyClicks(entry, "kneee")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert "No place is called that. Near it: Knee" in screen.texts()


def test_that_three_weeks_is_understood(screen: Screen) -> None:
    screen.page.go("pain")
    screen.page.goto("complaint.started_on")
    screen.type("3 weeks")
    assert screen.form.pain.complaint.started_on == date(2026, 11, 3)
    assert "3 Nov 2026, 3 weeks ago" in screen.texts()


def test_that_a_text_that_is_no_value_is_not_left_behind(screen: Screen) -> None:
    screen.page.go("pain")
    screen.desk.editor.pain.add(Region.LOW_BACK)
    screen.page.goto("complaint.started_on")
    screen.type("about spring")
    screen.page.go("health")
    screen.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    assert screen.desk.editor.view.mode == "form"
    assert screen.focused.accessibleName() == "Since when"


def test_that_no_to_the_rest_opens_once_a_group_was_on_the_screen(screen: Screen, qtbot: QtBot) -> None:
    screen.page.go("health")
    screen.settle()
    bones = next(one for one in screen.form.health.groups if one.key == "bones")
    rest = [one for one in screen.page.findChildren(Button) if one.text().startswith("All asked: no")][-1]
    assert not rest.isEnabled(), "the last group was not seen yet"
    for question in bones.questions:
        screen.page.goto(f"factors.{question.id}")
        screen.settle()
    qtbot.waitUntil(rest.isEnabled)
    rest.click()
    assert next(one for one in screen.form.health.groups if one.key == "bones").open == ()


def test_that_medicines_are_typed_line_by_line(screen: Screen) -> None:
    screen.page.go("health")
    screen.page.goto("medicines")
    screen.type("warfarin")
    screen.press(Qt.Key.Key_Return)
    screen.type("<aspirin>")
    assert [one.line for one in screen.form.health.medicines] == ["warfarin", "<aspirin>"]
    assert "Known as: Takes a blood thinner (anticoagulant)" in screen.texts()


def test_that_alt_and_a_figure_opens_a_section_and_f8_the_next_open_question(screen: Screen) -> None:
    screen.press(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert screen.question == "needling"
    screen.press(Qt.Key.Key_F8)
    screen.settle()
    assert screen.question == "RF01.bladder"


def test_that_what_is_missing_is_shown_where_it_is_after_trying_to_record(screen: Screen) -> None:
    screen.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    assert "Name at least one place where it hurts." in screen.texts()
    assert screen.focused.accessibleName() == "Low back"


def test_that_a_recorded_intake_is_read_and_can_be_revised(screen: Screen) -> None:
    screen.desk.editor.pain.add(Region.LOW_BACK)
    screen.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert screen.desk.wanted == ["plan"]
    assert "Low back" in screen.texts()
    screen.button("Revise").click()
    assert isinstance(screen.focused, AnswerStrip)


def test_that_another_patient_begins_at_the_first_section_with_nothing_of_the_last(screen: Screen) -> None:
    screen.page.go("pain")
    screen.desk.editor.pain.set("note", "of Ana")
    screen.desk.editor.open(BO)
    assert screen.question == "RF01.bladder"
    screen.page.go("pain")
    assert not any(one.toPlainText() for one in screen.page.findChildren(QPlainTextEdit))


def test_that_a_failing_save_is_told_on_the_page(screen: Screen) -> None:
    screen.desk.break_writing()
    screen.type("n")
    screen.desk.editor.flush()
    assert any("the disk is full" in text for text in screen.texts())
    assert screen.button("Save now").isEnabled()


def test_that_a_pregnancy_is_answered_by_key_and_asked_for_its_week(screen: Screen) -> None:
    screen.page.go("health")
    screen.type("y")
    assert screen.focused.accessibleName() == "Week"
    screen.type("30")
    assert (screen.form.health.pregnancy.value, screen.form.health.week) == ("yes", 30)
    screen.page.goto("patient.pregnancy.status")
    screen.type("n")
    assert screen.question == "anticoagulant"
    assert screen.form.health.week is None
