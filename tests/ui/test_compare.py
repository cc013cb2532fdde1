"""Two versions side by side, and what was not finished, with the keyboard alone and with hostile text."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.clinic_fakes import FixedClock, a_clinic, a_person
from tests.fakes import FakePrompts, InlineBackground
from tests.presenters.intake_fakes import TEXTS as INTAKE_TEXTS
from tests.presenters.intake_fakes import Desk as IntakeDesk
from tests.presenters.plan_desk import ANA, demo
from tests.presenters.plan_desk import TEXTS as PLAN_TEXTS
from tests.presenters.plan_desk import Desk as PlanDesk
from tests.presenters.wording import PATIENTS
from tests.ui.audit import audit, spoken
from treatplan.domain.texts import Texts
from treatplan.presenters.changes import Changes
from treatplan.presenters.patient_list import PatientList
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.intake import IntakePage
from treatplan.ui.pages.patients import PatientsPage
from treatplan.ui.pages.person import PersonPanel
from treatplan.ui.pages.plan import PlanPage
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.compare import ComparePanel
from treatplan.ui.parts.notice import Notice

TODAY = FixedClock().today
NOTE = "<b>O'Neil & Sons</b> 李伟 علي " + "N" * 250


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1240, 1000)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def a_panel(qtbot: QtBot, words: Texts) -> tuple[PersonPanel, PersonForm, Any]:
    """A form of a patient whom somebody else has changed meanwhile, after an attempt to save it."""
    clinic = a_clinic(a_person(phone="1", access_needs="old"))
    now = clinic.patients.open(clinic.session, ANA)
    form = PersonForm(clinic, InlineBackground(), PATIENTS, words, Changes(), TODAY, record=now)
    form.edit("access_needs", NOTE)
    form.edit("phone", "2")
    clinic.patients.change(clinic.session, ANA, now.lock, replace(now.person, access_needs="stairs", phone="3"))
    panel = PersonPanel(form, words, PATIENTS, TODAY)
    shown(qtbot, panel)
    form.save()
    QApplication.processEvents()
    return panel, form, clinic


def button(page: QWidget, words: str) -> Button:
    (found,) = [one for one in page.findChildren(Button) if one.text() == words and one.isVisible()]
    return found


def test_that_both_versions_can_be_walked_with_tab_and_are_read_out(qtbot: QtBot, words: Texts) -> None:
    panel, _, _ = a_panel(qtbot, words)
    assert audit(panel) == []
    labels = [spoken(label) for label in panel.findChildren(QWidget) if label.isVisible()]
    assert {NOTE.strip(), "stairs", "2", "3"} <= set(labels)


def test_that_the_keyboard_alone_chooses_and_saves(qtbot: QtBot, words: Texts) -> None:
    panel, form, clinic = a_panel(qtbot, words)
    go_on = button(panel, "Save this")
    assert not go_on.isEnabled()
    first = QApplication.focusWidget()
    assert first is not None
    assert spoken(first) == "Phone: Take mine"
    QTest.keyClick(first, Qt.Key.Key_Space)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    second = QApplication.focusWidget()
    assert second is not None
    assert spoken(second) == "Access needs: Take mine"
    QTest.keyClick(second, Qt.Key.Key_Right)
    third = QApplication.focusWidget()
    assert third is not None
    QTest.keyClick(third, Qt.Key.Key_Space)
    assert go_on.isEnabled()
    button(panel, "Save this").click()
    person = clinic.patients.open(clinic.session, ANA).person
    assert (person.phone, person.access_needs) == ("2", "stairs")
    assert form.comparing is None
    assert panel.findChild(ComparePanel) is not None
    assert not panel._compare.isVisible()


def test_that_while_two_versions_are_compared_nothing_can_be_typed(qtbot: QtBot, words: Texts) -> None:
    panel, _, _ = a_panel(qtbot, words)
    assert not panel._form.isVisible()


@pytest.mark.parametrize("width", [1240, 700])
def test_that_what_was_not_finished_is_offered_on_the_list(qtbot: QtBot, words: Texts, width: int) -> None:
    clinic = a_clinic(a_person())
    clinic.forms.keep(clinic.session, "patient.new:x:1", {"family_name": NOTE, "given_name": ""})
    clinic.forms.keep(clinic.session, "patient.1", {"family_name": "Álvarez", "given_name": "Ana"}, ANA)
    background = InlineBackground()
    patients = PatientList(clinic, background, background, PATIENTS, words, Changes(), TODAY)
    page = PatientsPage(patients, words, PATIENTS, TODAY)
    shown(qtbot, page)
    page.resize(width, 800)
    patients.search("")
    patients.look_for_forms()
    QApplication.processEvents()
    assert audit(page) == []
    first = next(one for one in page.findChildren(Button) if one.text() == "Go on" and "New patient" in spoken(one))
    first.click()
    assert patients.form is not None
    assert patients.form.view.typed.family_name == NOTE
    page.resize(1240, 800)  # in a narrow window the form has the place of the list
    QApplication.processEvents()
    (other,) = [one for one in page.findChildren(Button) if one.text() == "Throw away" and one.isVisible()]
    other.click()
    assert [one.form for one in clinic.forms.waiting(clinic.session)] == ["patient.new:x:1"]
    QApplication.processEvents()
    assert not [
        one for one in page.findChildren(Notice) if "did not finish" in one.accessibleName() and one.isVisible()
    ]


def test_that_what_came_back_says_so_and_can_be_started_over(qtbot: QtBot, words: Texts) -> None:
    clinic = a_clinic(a_person())
    form = PersonForm(clinic, InlineBackground(), PATIENTS, words, Changes(), TODAY, form="patient.new:x:1")
    form.edit("family_name", "Li")
    form.edit("birth_date", date(1990, 1, 1))
    form.park(lambda _safe: None)
    (draft,) = clinic.forms.waiting(clinic.session)
    again = PersonForm(clinic, InlineBackground(), PATIENTS, words, Changes(), TODAY, draft=draft)
    panel = PersonPanel(again, words, PATIENTS, TODAY)
    shown(qtbot, panel)
    assert audit(panel) == []
    button(panel, "Start over").click()
    assert again.view.typed.family_name == ""
    assert clinic.forms.waiting(clinic.session) == ()


def test_that_the_intake_page_shows_both_versions_in_place_of_the_form(qtbot: QtBot, words: Texts) -> None:
    desk = IntakeDesk()
    desk.editor.open(ANA)
    desk.editor.tradition.tongue("red")
    desk.editor.flush()
    page = IntakePage(desk.editor, INTAKE_TEXTS, words)
    shown(qtbot, page)
    session = desk.clinic.session
    now = desk.clinic.intakes.begin(session, ANA)
    desk.clinic.intakes.keep(session, ANA, now.lock, replace(now.intake, pulse=NOTE[:200]))
    desk.editor.tradition.pulse("fast")
    desk.editor.flush()
    QApplication.processEvents()
    assert page._pages.currentWidget() is page._compare
    assert audit(page) == []
    button(page, "Take all of mine").click()
    button(page, "Save this").click()
    assert page._pages.currentWidget() is page._form
    assert desk.clinic.intakes.begin(session, ANA).intake.pulse == "fast"


def test_that_the_plan_page_shows_both_versions_in_place_of_the_plan(qtbot: QtBot, words: Texts) -> None:
    desk = PlanDesk(demo(3)).drafted()
    page = PlanPage(desk.editor, PLAN_TEXTS, words)
    shown(qtbot, page)
    line = desk.clinic.plans.versions(desk.clinic.session, ANA)[0]
    now = desk.clinic.plans.open_version(desk.clinic.session, line.version)
    desk.clinic.plans.keep(desk.clinic.session, now.version, now.lock, replace(now.plan, aim=NOTE))
    desk.editor.change_plan("aim", "Walk again")
    QApplication.processEvents()
    assert page._compare.isVisible()
    assert audit(page) == []
    button(page, "Take all that is stored").click()
    button(page, "Save this").click()
    assert not page._compare.isVisible()
    assert desk.stored().aim == NOTE
    assert isinstance(desk.prompts, FakePrompts)


def test_that_what_is_typed_into_a_plan_is_kept_before_it_is_handed_in_and_offered_back(
    qtbot: QtBot, words: Texts
) -> None:
    desk = PlanDesk(demo(3)).drafted()
    page = PlanPage(desk.editor, PLAN_TEXTS, words)
    shown(qtbot, page)
    button(page, "Edit aim").click()
    text = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    text.setPlainText(NOTE)
    desk.editor.half.flush()
    (draft,) = desk.clinic.forms.waiting(desk.clinic.session)
    assert list(draft.fields.values()) == [NOTE]
    crashed = PlanDesk(demo(3)).drafted()  # there nothing was handed in
    version = crashed.clinic.plans.versions(crashed.clinic.session, ANA)[0].version
    crashed.clinic.forms.keep(crashed.clinic.session, f"plan.{version}", draft.fields, ANA)
    editor = PlanEditor(crashed.clinic, InlineBackground(), FakePrompts(), PLAN_TEXTS, Changes())
    other = PlanPage(editor, PLAN_TEXTS, words)
    shown(qtbot, other)
    editor.open(ANA)
    QApplication.processEvents()
    assert audit(other) == []
    button(other, "Put it back").click()
    assert NOTE in repr(crashed.stored())
    assert crashed.clinic.forms.waiting(crashed.clinic.session) == ()


def test_that_what_is_handed_in_is_kept_no_more(qtbot: QtBot, words: Texts) -> None:
    desk = PlanDesk(demo(3)).drafted()
    page = PlanPage(desk.editor, PLAN_TEXTS, words)
    shown(qtbot, page)
    button(page, "Edit aim").click()
    next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible()).setPlainText(NOTE)
    desk.editor.half.flush()
    desk.editor.leave()
    assert NOTE in repr(desk.stored())
    assert desk.clinic.forms.waiting(desk.clinic.session) == ()
