"""The intake page by keyboard: questions answered one by one, sections reached, nothing unread left behind."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.presenters.intake_fakes import ANA, BO, TEXTS, Desk
from tests.ui.audit import audit, focusables
from treatplan.domain.intake import Answer, Reach
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import SECTIONS, FormView
from treatplan.ui.pages.intake import IntakePage
from treatplan.ui.pages.intake_parts.lists import OpenLink, SectionButton
from treatplan.ui.pages.intake_parts.question import QuestionRow
from treatplan.ui.pages.intake_parts.strip import AnswerStrip
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.rail import Entry, Rail
from treatplan.ui.parts.segments import Segmented, ToggleChip
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
    assert screen.form.pain.places[-1].region is Region.SHOULDER
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


def test_that_a_figure_opens_a_section_and_f8_the_next_open_question(screen: Screen) -> None:
    screen.press(Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
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
    screen.desk.editor.pain.add(Region.LOW_BACK, Side.BILATERAL)
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


def test_that_alt_and_a_figure_stay_with_the_rail(screen: Screen, words: Texts) -> None:
    rail = Rail(words, [Entry(key="patients", words="Patients", picture="pencil")])
    rail.setParent(screen.page)  # the same window
    rail.show()
    asked: list[str] = []
    rail.asked.connect(asked.append)
    screen.page.first_focus()
    screen.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert asked == ["patients"]
    screen.press(Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert screen.question == "needling"
    assert any("Ctrl+Shift+2" in one.toolTip() for one in screen.page.findChildren(SectionButton))


def test_that_a_place_asks_for_its_side_and_claims_none(screen: Screen) -> None:
    screen.page.go("pain")
    screen.press(Qt.Key.Key_Space)
    screen.settle()
    sides = next(one for one in screen.page.findChildren(Segmented) if _name_of(one).startswith("Side of Low back"))
    assert sides.chosen is None
    assert "Not said yet" in screen.texts()
    screen.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    screen.settle()
    assert screen.focused.accessibleName() == "Side of Low back: Left"
    assert "Say on which side it hurts: Low back." in screen.texts()
    screen.press(Qt.Key.Key_Space)
    assert [row.side for row in screen.form.pain.places] == [Side.LEFT]
    assert "Not said yet" not in screen.texts()
    screen.press(Qt.Key.Key_Delete)
    assert [row.side for row in screen.form.pain.places] == [None]
    assert sides.chosen is None


def test_that_the_leg_is_asked_for_or_looks_suggested(screen: Screen) -> None:
    screen.page.go("pain")
    screen.desk.editor.pain.reach(Reach.FOOT)
    assert "Not said yet" in screen.texts()
    screen.page.goto("complaint.side")
    assert screen.focused.accessibleName() == "Which leg: Left"
    screen.desk.editor.pain.reach(None)
    screen.desk.editor.pain.add(Region.HIP, Side.RIGHT)
    screen.desk.editor.pain.reach(Reach.FOOT)
    assert "Suggested by the sore side; please ask" in screen.texts()
    screen.page.goto("complaint.side")
    assert screen.focused.accessibleName() == "Which leg: Right"


def test_that_the_usual_places_are_one_stop_for_tab(screen: Screen) -> None:
    screen.page.go("pain")
    screen.press(Qt.Key.Key_Right)
    assert screen.focused.accessibleName() == "Sacrum, tailbone"
    screen.press(Qt.Key.Key_Tab)
    assert screen.focused.accessibleName() == "Another place"
    screen.press(Qt.Key.Key_Backtab)
    assert screen.focused.accessibleName() == "Sacrum, tailbone"
    assert screen.form.pain.places == ()


def test_that_causes_and_patterns_are_one_stop_each(screen: Screen) -> None:
    screen.page.go("tradition")
    chips = [one for one in focusables(screen.page) if isinstance(one, ToggleChip)]
    assert len(chips) == 2


def test_that_first_time_ever_is_answered_by_the_keys_of_the_red_flags(screen: Screen) -> None:
    screen.page.go("pain")
    screen.page.goto("complaint.first_episode")
    for letter, answer in (("n", Answer.NO), ("u", Answer.NOT_SURE), ("y", Answer.YES)):
        screen.type(letter)
        assert screen.form.pain.complaint.first_episode is answer
    screen.press(Qt.Key.Key_Delete)
    assert screen.form.pain.complaint.first_episode is Answer.NOT_ASKED


def test_that_the_foot_says_which_key_goes_to_the_next_open_question(screen: Screen) -> None:
    screen.button("Next open (F8)").click()
    assert screen.question == "RF01.bladder"


def test_that_a_resumed_draft_shows_where_work_goes_on(screen: Screen, qtbot: QtBot) -> None:
    for name in screen.form.flags.to_ask[:20]:
        screen.desk.editor.flags.answer(name, Answer.NO)
    following = next(one for one in screen.form.flags.to_ask)
    screen.desk.editor.open(BO)
    screen.settle()
    screen.desk.editor.open(ANA)
    screen.settle()
    assert screen.question == following
    qtbot.waitUntil(lambda: screen.focused.visibleRegion().boundingRect().size() == screen.focused.size())


def test_that_a_resumed_draft_with_all_flags_asked_goes_on_in_its_next_section(screen: Screen) -> None:
    while screen.form.flags.to_ask:
        screen.desk.editor.flags.answer(screen.form.flags.to_ask[0], Answer.NO)
    screen.desk.editor.open(BO)
    screen.settle()
    screen.desk.editor.open(ANA)
    screen.settle()
    assert screen.focused.accessibleName().startswith("Are you pregnant, or could you be?")


def test_that_nothing_beside_the_form_is_cut(screen: Screen, qtbot: QtBot) -> None:
    screen.desk.editor.flags.answer("RF01.bladder", Answer.YES)
    screen.desk.editor.health.medicines(("warfarin " + "5 mg in the evening " * 3,))
    screen.settle()
    shown = [one.accessibleName() for one in screen.page.findChildren(OpenLink)]
    assert not [words for words in (*shown, *screen.texts()) if "…" in words]
    assert "Possible cauda equina syndrome: bladder" in screen.texts()

    def fits() -> bool:
        links = [one for one in screen.page.findChildren(OpenLink) if one.isVisible()]
        return bool(links) and all(one.height() >= one.heightForWidth(one.width()) for one in links)

    qtbot.waitUntil(fits)
    thinner = OpenLink("Takes a blood thinner (anticoagulant)")
    assert thinner.heightForWidth(120) > thinner.heightForWidth(600)
    thinner.deleteLater()


def _name_of(sides: Segmented) -> str:
    stop = sides.focusProxy()
    return stop.accessibleName() if stop is not None else ""
