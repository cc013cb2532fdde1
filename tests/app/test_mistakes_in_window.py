"""A mistake of the program in any verb of any page: each is told once, and what was typed stays, unsaved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from tests.app.house import House, one
from tests.storage import rooms
from tests.ui.audit import focusables, named
from treatplan.domain.ids import PatientId
from treatplan.presenters.intake.flags import Flags
from treatplan.presenters.intake.health import Health
from treatplan.presenters.intake.others import Consenting, Examining, Tradition
from treatplan.presenters.intake.pain import Pain
from treatplan.presenters.intake.view import SECTIONS
from treatplan.presenters.intake_editor import IntakeEditor
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.patient_list import PatientList
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.presenters.window import Window
from treatplan.storage.doorway import Storage
from treatplan.ui.pages.intake_parts.lists import SectionButton
from treatplan.ui.pages.plan_parts.adding import AddLine
from treatplan.ui.parts.buttons import Button

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
Opening = Callable[[Path], House]
SECTIONS_OF_INTAKE = (Flags, Pain, Health, Examining, Tradition, Consenting)
PRESENTERS = (Window, PatientList, PersonForm, PatientCard, IntakeEditor, PlanEditor, *SECTIONS_OF_INTAKE)
SECRET = "Ana Alvarez takes warfarin"


class Breaking:
    """Every public method of the presenters, which breaks while `on`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.on = False
        self.broke: list[str] = []
        for presenter in PRESENTERS:
            for name, method in vars(presenter).items():
                if not name.startswith("_") and name != "view" and type(method).__name__ == "function":
                    patch.setattr(presenter, name, self._broken(f"{presenter.__name__}.{name}", method))

    def _broken(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named_values: Any) -> Any:
            if self.on:
                self.broke.append(name)
                raise RuntimeError(SECRET)
            return method(*values, **named_values)

        return call


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Breaking:
    return Breaking(monkeypatch)


def key(widget: QWidget, code: Qt.Key, text: str = "") -> None:
    """A key as the machine sends it: from the event loop, where nobody waits for a mistake."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.postEvent(widget, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, text))


def use(widget: QWidget) -> str:
    """Press it, or type into it and leave it; what stands in it then."""
    typed = ""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)  # with Tab what stands there would be typed over
    if isinstance(widget, QAbstractButton):
        QTimer.singleShot(0, widget, widget.click)
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        key(widget, Qt.Key.Key_7, "7")
        QApplication.processEvents()
        typed = text_of(widget)
        key(widget, Qt.Key.Key_Return, "\r")
    else:
        for code, text in ((Qt.Key.Key_Y, "y"), (Qt.Key.Key_Down, ""), (Qt.Key.Key_Return, "\r")):
            key(widget, code, text)
    QApplication.processEvents()
    QApplication.processEvents()
    if isValid(widget):
        QTimer.singleShot(0, widget, widget.clearFocus)
    QApplication.processEvents()
    return typed


def text_of(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""


def goes_away(widget: QWidget) -> bool:
    """Whether it turns the intake to another section, which asks no presenter."""
    return isinstance(widget, SectionButton) or (isinstance(widget, Button) and widget.text().startswith("Next"))


def use_all(house: House, breaking: Breaking) -> int:
    """Use everything on the screen; how many there were. Each mistake must be told, once, and take no text away."""
    widgets = [widget for widget in [*focusables(house.window), *house.shown(QComboBox)] if not goes_away(widget)]
    for widget in widgets:
        if not (isValid(widget) and widget.isVisible() and widget.isEnabled()):
            continue
        what = named(widget)
        broke, told, mistakes = len(breaking.broke), len(house.told), house.mistakes
        breaking.on = True
        typed = use(widget)
        breaking.on = False
        house.rest()
        new = len(breaking.broke) - broke
        assert house.mistakes - mistakes == new, (what, breaking.broke[broke:])
        assert len(house.told) - told == new, (what, breaking.broke[broke:])
        if new and isValid(widget):
            assert text_of(widget).strip() == typed, what
    assert not [text for text in house.told if SECRET in text]
    return len(widgets)


def verbs(breaking: Breaking, presenter: type) -> set[str]:
    """The verbs of a presenter that broke."""
    return {name.partition(".")[2] for name in breaking.broke if name.startswith(f"{presenter.__name__}.")}


def test_that_on_the_patients_page_every_mistake_is_told_and_the_form_stays(
    open_house: Opening, breaking: Breaking, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    assert use_all(house, breaking) > 3
    assert verbs(breaking, PatientList) >= {"search", "add", "open"}
    assert verbs(breaking, Window) >= {"lock", "to_patients"}
    house.open.patients.add()
    house.rest()
    name = next(line for line in house.shown(QLineEdit) if line.accessibleName().startswith("Family name"))
    QTest.keyClicks(name, "Brown")
    assert use_all(house, breaking) > 10
    assert verbs(breaking, PersonForm) >= {"edit", "save", "leave"}
    form = house.open.patients.form
    assert form is not None
    assert (form.view.dirty, form.view.typed.family_name) == (True, "Brown")
    assert "Brown" in name.text()
    assert name.isVisible()


def test_that_on_the_intake_page_every_mistake_is_told_and_the_draft_stays(
    open_house: Opening, breaking: Breaking, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    house.disk.fill()
    QTest.keyClicks(note, "stiff in the morning")
    for section in SECTIONS:
        house.intake_page.go(section)
        house.rest()
        assert use_all(house, breaking) > 5
    for presenter in SECTIONS_OF_INTAKE:
        assert verbs(breaking, presenter), presenter.__name__
    assert verbs(breaking, IntakeEditor) >= {"record", "discard"}
    assert verbs(breaking, PatientCard) >= {"show", "edit_details"}
    assert house.intake.unsaved
    assert "stiff in the morning" in note.toPlainText()
    house.disk.free()
    house.intake.flush()
    house.rest()
    house.lock()
    assert "stiff in the morning" in repr(stored_draft(clinic))


def test_that_on_the_plan_page_every_mistake_is_told_and_the_edit_stays(
    open_house: Opening, breaking: Breaking, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    house.ask("3")
    house.to_patient("plan")
    use_all(house, breaking)
    assert verbs(breaking, PlanEditor) >= {"draft"}
    house.plan.draft()
    house.rest()
    house.disk.fill()
    house.plan.add("needling", "KI3")
    house.rest()
    assert use_all(house, breaking) > 20
    assert verbs(breaking, PlanEditor) >= {"undo", "add_component", "remove_component", "change_course", "answer"}
    assert house.plan.unsaved
    assert "KI3" in repr(house.plan.view.components)
    house.disk.free()
    house.plan.retry()
    house.rest()
    assert not house.plan.unsaved


# Mistakes of the worker


def test_that_a_mistake_while_the_clinic_is_looked_for_leaves_a_way_on(
    open_house: Opening, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_storage: Storage, _place: str) -> tuple[str, ...]:
        raise RuntimeError(SECRET)

    with monkeypatch.context() as patch:
        patch.setattr(Storage, "users", breaks)
        house = open_house(clinic)
        house.rest()
        assert_told(house, 1)
    assert [button.text() for button in house.shown(Button)]
    house.start.look()
    house.rest()
    house.unlock()
    assert house.window.page == "patients"


def stored_draft(clinic: Path) -> object:
    with rooms.entered(clinic) as opened, opened.records.reading() as record:
        return record.intakes.draft(PatientId(1))


def assert_told(house: House, count: int) -> None:
    """Each mistake was told once, in words that quote nothing."""
    assert (house.mistakes, len(house.told)) == (count, count)
    assert all("RuntimeError at " in text and SECRET not in text for text in house.told)


def test_that_a_mistake_while_an_intake_is_stored_leaves_it_unsaved(open_house: Opening, clinic: Path) -> None:
    house = open_house(clinic)
    house.unlock()
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    house.disk.wrong = RuntimeError(SECRET)
    QTest.keyClicks(note, "stiff in the morning")
    house.intake.flush()
    house.rest()
    assert_told(house, 1)
    assert (house.intake.unsaved, house.intake.saved_text) == (True, "Not saved")
    assert note.toPlainText() == "stiff in the morning"
    house.disk.free()
    house.press("Save now")
    house.rest()
    assert not house.intake.unsaved


def test_that_a_mistake_while_a_plan_is_stored_leaves_it_unsaved(open_house: Opening, clinic: Path) -> None:
    house = open_house(clinic)
    house.unlock()
    house.ask("1")
    house.to_patient("plan")
    house.plan.draft()
    house.rest()
    house.disk.wrong = RuntimeError(SECRET)
    line = next(line for add in house.shown(AddLine) for line in add.findChildren(QLineEdit))
    QTest.keyClicks(line, "ki3")
    QTest.keyClick(line, Qt.Key.Key_Return)
    house.rest()
    assert_told(house, 1)
    assert (house.plan.unsaved, house.plan.saved_text) == (True, "Not saved")
    assert "KI3" in repr(house.plan.view.components)
    house.disk.free()
    house.press("Try again")
    house.rest()
    assert not house.plan.unsaved


def test_that_a_mistake_while_a_patient_is_stored_leaves_the_form_open(open_house: Opening, clinic: Path) -> None:
    house = open_house(clinic)
    house.unlock()
    house.press("Add patient")
    form = house.open.patients.form
    assert form is not None
    name, born = (
        next(line for line in house.shown(QLineEdit) if line.accessibleName().startswith(words))
        for words in ("Family name", "Birth date")
    )
    QTest.keyClicks(name, "Brown")
    QTest.keyClicks(born, "29.2.1980")
    house.disk.wrong = RuntimeError(SECRET)
    house.press("Save and start the intake")
    house.rest()
    assert_told(house, 1)
    assert (form.view.dirty, form.view.busy, name.text(), born.text()) == (True, False, "Brown", "29.2.1980")
    house.disk.free()
    house.press("Save and start the intake")
    house.rest()
    assert house.window.page == "patient"
