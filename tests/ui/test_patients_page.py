"""The list of patients, the form of a person, and the frame around a patient, with the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.clinic_fakes import FixedClock, a_clinic, a_person
from tests.fakes import InlineBackground
from tests.ui.audit import audit, focusables, spoken
from treatplan.content.texts import load_texts
from treatplan.domain.ids import PatientId
from treatplan.domain.record import Person
from treatplan.domain.texts import Texts
from treatplan.presenters.changes import Changes
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.patient_list import PatientList
from treatplan.services.clinic.entry import OpenClinic
from treatplan.ui.pages.patient import PatientPage
from treatplan.ui.pages.patients import PatientsPage
from treatplan.ui.pages.person import PersonPanel
from treatplan.ui.parts.text import Label

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "resources" / "screen" / "patients")
TODAY = FixedClock().today
HOSTILE = a_person(given_name="<b>Bob</b>", family_name="O'Neil & Sons", other_names="ليلى")
LONG = a_person(given_name="Y" * 110, family_name="X" * 110, other_names="Z" * 290)


def a_page(qtbot: QtBot, words: Texts, *people: Person) -> tuple[PatientsPage, PatientList, OpenClinic]:
    clinic = a_clinic(*people)
    background = InlineBackground()
    patients = PatientList(clinic, background, background, TEXTS, words, Changes(), TODAY)
    page = PatientsPage(patients, words, TEXTS, TODAY)
    shown(qtbot, page)
    page.first_focus()
    patients.search("")
    return page, patients, clinic


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1240, 1000)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def focused() -> QWidget:
    QApplication.processEvents()  # nobody types before the page is drawn
    found = QApplication.focusWidget()
    assert found is not None
    return found


def typed(text: str, *keys: Qt.Key) -> None:
    QTest.keyClicks(focused(), text)
    for key in keys:
        QTest.keyClick(focused(), key)


def _has_form(patients: PatientList) -> bool:
    return patients.form is not None


def test_that_the_page_can_be_walked_with_tab_and_read_out_also_with_the_form_open(qtbot: QtBot, words: Texts) -> None:
    page, patients, _ = a_page(qtbot, words, a_person(), HOSTILE, LONG)
    assert audit(page) == []
    patients.add()
    assert patients.form is not None
    assert audit(page) == []


def test_that_typing_searches_at_once_and_enter_opens_the_best(qtbot: QtBot, words: Texts) -> None:
    _page, patients, _rest = a_page(qtbot, words, a_person(), HOSTILE)
    opened: list[int] = []
    patients.opened.connect(opened.append)
    typed("ana", Qt.Key.Key_Return)
    assert opened == [1]


def test_that_the_arrows_walk_in_the_list_from_the_search_box(qtbot: QtBot, words: Texts) -> None:
    _page, patients, _rest = a_page(qtbot, words, a_person(), HOSTILE)
    opened: list[int] = []
    patients.opened.connect(opened.append)
    typed("", Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert opened == [1]


def test_that_the_first_painted_list_is_told_once(qtbot: QtBot, words: Texts) -> None:
    clinic = a_clinic(a_person())
    background = InlineBackground()
    patients = PatientList(clinic, background, background, TEXTS, words, Changes(), TODAY)
    page = PatientsPage(patients, words, TEXTS, TODAY)
    painted: list[bool] = []
    page.painted.connect(lambda: painted.append(True))
    shown(qtbot, page)
    assert painted == []
    with qtbot.waitSignal(page.painted):
        patients.search("")
    patients.search("a")
    QApplication.processEvents()
    assert painted == [True]


def test_that_a_patient_is_added_by_keyboard_from_a_search_in_vain(qtbot: QtBot, words: Texts) -> None:
    _page, patients, clinic = a_page(qtbot, words)
    added: list[int] = []
    patients.added.connect(added.append)
    typed("maria okonkwo")
    QTest.keyClick(focused(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert spoken(focused()) == "Birth date"
    typed("12.3.71")
    assert focused().accessibleDescription() == "12 Mar 1971"
    QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert added == [1]
    [row] = clinic.patients.recent(clinic.session)
    assert (row.given_name, row.family_name, row.birth_date.isoformat()) == ("Maria", "Okonkwo", "1971-03-12")


def test_that_escape_closes_an_untouched_form_and_takes_nothing_that_was_typed(qtbot: QtBot, words: Texts) -> None:
    _page, patients, _rest = a_page(qtbot, words)
    patients.add()
    typed("Okonkwo", Qt.Key.Key_Escape)
    assert patients.form is not None
    assert spoken(focused()) == "Cancel"
    patients.form.leave()
    patients.add()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not _has_form(patients)
    assert spoken(focused()) == "Search patients"


def test_that_a_refused_form_puts_the_keyboard_at_what_is_wrong(qtbot: QtBot, words: Texts) -> None:
    _page, patients, _rest = a_page(qtbot, words)
    patients.add()
    typed("Okonkwo")
    QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert spoken(focused()) == "Birth date"


@pytest.mark.parametrize("field", ["Birth date", "Access needs", "Sex: Not recorded"])
def test_that_enter_saves_from_any_line_and_the_form_says_so(qtbot: QtBot, words: Texts, field: str) -> None:
    page, patients, clinic = a_page(qtbot, words)
    added: list[int] = []
    patients.added.connect(added.append)
    patients.add()
    typed("Okonkwo")
    panel = page.findChild(PersonPanel)
    assert panel is not None
    assert "Enter saves" in [label.shown for label in panel.findChildren(Label)]
    line = next(one for one in panel.findChildren(QLineEdit) if spoken(one) == "Birth date")
    line.setFocus()
    typed("12.3.71")
    next(one for one in focusables(panel) if spoken(one) == field).setFocus()
    typed("", Qt.Key.Key_Return)
    assert added == [1]
    assert clinic.patients.recent(clinic.session)[0].birth_date.isoformat() == "1971-03-12"


def test_that_enter_in_a_list_saves_nothing(qtbot: QtBot, words: Texts) -> None:
    page, patients, _rest = a_page(qtbot, words)
    patients.add()
    typed("Okonkwo")
    next(one for one in focusables(page) if isinstance(one, QComboBox)).setFocus()
    typed("", Qt.Key.Key_Return)
    assert patients.form is not None
    assert patients.form.view.refusals == 0
    typed("", Qt.Key.Key_Tab, Qt.Key.Key_Return)
    assert patients.form.view.refusals == 1, "one further it does"


def test_that_in_a_narrow_window_the_form_takes_the_place_of_the_list(qtbot: QtBot, words: Texts) -> None:
    page, patients, _ = a_page(qtbot, words, a_person())
    page.resize(850, 640)
    patients.add()
    QApplication.processEvents()
    assert not page._left.isVisible()
    assert page.minimumSizeHint().width() <= 850
    assert patients.form is not None
    patients.form.leave()
    assert page._left.isVisible()


# The patient


class Fields(QWidget):
    """Stands for a page of the record."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit(self)
        self.line.setAccessibleName("A question")
        self.line.setFixedHeight(32)

    def first_focus(self) -> None:
        self.line.setFocus()


def a_patient(qtbot: QtBot, words: Texts, person: Person) -> tuple[PatientPage, PatientCard]:
    from tests.presenters.test_patient_card import FakeEditor  # noqa: PLC0415  (the one stand-in for both)

    editors: dict[str, Any] = {"intake": FakeEditor(), "plan": FakeEditor()}
    card = PatientCard(a_clinic(person), InlineBackground(), TEXTS, words, Changes(), TODAY, editors)
    page = PatientPage(card, words, TEXTS, TODAY, {"intake": Fields(), "plan": Fields()})
    shown(qtbot, page)
    card.open(PatientId(1))
    return page, card


def test_that_a_patients_page_can_be_walked_and_the_keyboard_starts_in_the_record(qtbot: QtBot, words: Texts) -> None:
    page, _card = a_patient(qtbot, words, HOSTILE)
    assert spoken(focused()) == "A question"
    assert audit(page) == []


def test_that_ctrl_and_a_number_go_to_the_tabs(qtbot: QtBot, words: Texts) -> None:
    page, card = a_patient(qtbot, words, a_person())
    QTest.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert card.view.tab == "plan"


def test_that_details_are_edited_in_place_of_the_page_and_the_page_comes_back(qtbot: QtBot, words: Texts) -> None:
    page, card = a_patient(qtbot, words, LONG)
    card.edit_details()
    assert spoken(focused()) == "Family name"
    assert audit(page) == []
    page.first_focus()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert card.form is None
    assert page._stack.currentWidget() is page._pages["intake"]
