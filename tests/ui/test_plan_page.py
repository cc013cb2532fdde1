from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.clinic_fakes import RESOURCES, a_clinic, a_person, an_intake_of
from tests.fakes import FakePrompts, InlineBackground
from tests.ui.audit import audit
from treatplan.content.texts import load_texts
from treatplan.domain.ids import PatientId
from treatplan.domain.texts import Texts
from treatplan.exchange import files
from treatplan.presenters.changes import Changes
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan import PlanPage
from treatplan.ui.pages.plan_parts.adding import AddLine
from treatplan.ui.pages.plan_parts.row import RowHead
from treatplan.ui.parts.buttons import Button

pytestmark = pytest.mark.gui
TEXTS = load_texts(RESOURCES / "screen" / "plan")
Key = Qt.Key


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifier)
    QApplication.processEvents()
    QApplication.processEvents()


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)
    QApplication.processEvents()


def make(demo: int, words: Texts) -> PlanPage:
    kept = files.read_intake(next((RESOURCES / "demo").glob(f"{demo}-*.intake.json")))
    who = kept.patient
    person = a_person(given_name=who.given_name, family_name=who.family_name, birth_date=who.birth_date, sex=who.sex)
    clinic = a_clinic(person)
    clinic.intakes.record(clinic.session, PatientId(1), 0, an_intake_of(person, kept))
    editor = PlanEditor(clinic, InlineBackground(), FakePrompts(), TEXTS, Changes())
    page = PlanPage(editor, TEXTS, words)
    page.resize(1272, 790)
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    editor.open(PatientId(1))
    QApplication.processEvents()
    return page


@pytest.fixture
def page(words: Texts) -> Iterator[PlanPage]:
    made = make(3, words)
    yield made
    made.close()
    made.deleteLater()


def editor_of(page: PlanPage) -> PlanEditor:
    return page._presenter


def focused_draft(page: PlanPage) -> None:
    editor_of(page).draft()
    QApplication.processEvents()
    QApplication.processEvents()


def codes(page: PlanPage) -> list[str]:
    return [row.code for row in editor_of(page).view.components[0].rows]


def test_that_the_page_goes_from_intake_to_released_handout_by_keyboard_in_25_steps(page: PlanPage) -> None:
    steps = 0

    def step(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal steps
        steps += 1
        press(key, modifier)

    def typed(text: str) -> None:
        nonlocal steps
        steps += 1
        write(text)

    step(Key.Key_Return)  # Draft plan has the focus
    typed("ki3")
    step(Key.Key_Return)
    typed("sp6")
    step(Key.Key_Return)
    typed("shenshu")
    step(Key.Key_Return)
    step(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # to the first finding in the way
    typed("Agreed with the midwife, light touch only.")
    step(Key.Key_Return)
    assert editor_of(page).view.can_release
    step(Key.Key_Return)  # Release has the focus now
    assert editor_of(page).view.frozen
    assert focused().accessibleName().startswith("Print:")
    assert steps <= 25 - 2  # one to print, one to choose the printer
    assert {"KI3", "SP6", "BL23"} <= set(codes(page))


def test_that_a_row_is_opened_changed_closed_and_removed_by_keys(page: PlanPage) -> None:
    press(Key.Key_Return)
    press(Key.Key_Up)
    assert isinstance(focused(), RowHead)
    assert focused().accessibleName().startswith("GB34")
    press(Key.Key_Return)
    press(Key.Key_Tab)
    depth = focused()
    assert isinstance(depth, QLineEdit)
    depth.selectAll()
    write("12 mm")
    press(Key.Key_Return)
    row = editor_of(page).view.components[0].rows[-1]
    assert row.cells[1] == "12 mm"
    assert editor_of(page).view.undo == "Undo: change GB34"
    press(Key.Key_Escape)
    assert isinstance(focused(), RowHead)
    press(Key.Key_Delete)
    assert "GB34" not in codes(page)
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "GB34" in codes(page)


def test_that_a_wrong_value_stays_in_the_field_and_says_what_is_allowed(page: PlanPage) -> None:
    press(Key.Key_Return)
    press(Key.Key_Up)
    press(Key.Key_Return)
    press(Key.Key_Tab)
    depth = focused()
    assert isinstance(depth, QLineEdit)
    depth.selectAll()
    write("900")
    press(Key.Key_Return)
    assert depth.text() == "900"
    assert depth.accessibleDescription()
    assert editor_of(page).view.undo == ""


def test_that_what_is_being_typed_is_handed_in_when_the_page_is_left(page: PlanPage) -> None:
    press(Key.Key_Return)
    press(Key.Key_Up)
    press(Key.Key_Return)
    press(Key.Key_Tab)
    depth = focused()
    assert isinstance(depth, QLineEdit)
    depth.selectAll()
    write("11")
    editor_of(page).leave()
    assert editor_of(page).view.components[0].rows[-1].cells[1] == "11 mm"


def test_that_an_unknown_point_is_told_below_the_line_and_the_text_stays(page: PlanPage) -> None:
    press(Key.Key_Return)
    write("zz99")
    press(Key.Key_Return)
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.text() == "zz99"
    holder = line.parentWidget()
    assert isinstance(holder, AddLine)


def test_that_every_control_has_a_name_and_tab_reaches_it_in_order(page: PlanPage) -> None:
    page.resize(1272, 2600)  # so that nothing scrolls: the walk is judged by where things stand
    assert audit(page) == []
    focused_draft(page)
    complaints = audit(page)
    assert complaints == [], complaints


def test_that_the_cautions_beside_release_lead_to_the_first_of_them(page: PlanPage) -> None:
    focused_draft(page)
    told = next(button for button in page.findChildren(Button) if button.text() == "1 caution not acknowledged")
    told.setFocus()
    press(Key.Key_Return)
    assert focused().accessibleName().startswith("Acknowledge: Pregnancy")
    press(Key.Key_Return)
    assert not told.isVisible()


def test_that_rows_keep_their_widgets_when_another_one_changes(page: PlanPage) -> None:
    press(Key.Key_Return)
    before = {head.accessibleName(): head for head in page.findChildren(RowHead)}
    editor_of(page).change_item("needling.BL57", "depth_mm", "12")
    after = {head.accessibleName(): head for head in page.findChildren(RowHead)}
    kept = set(before) & set(after)
    assert len(before) - len(kept) == 1
    assert all(before[name] is after[name] for name in kept)


def test_that_an_emergency_has_the_referral_note_as_its_next_step(words: Texts) -> None:
    made = make(6, words)
    assert focused().accessibleName() == "Print referral note"
    assert audit(made) == []
    made.close()
    made.deleteLater()
