"""Every text of the catalogue, pasted into a name and into a note in the window. What is left is stored and shown."""

import unicodedata
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit

from tests.app.house import House, one
from tests.hostile.catalogue import Sample, samples
from treatplan.domain.ids import PatientId
from treatplan.domain.record import PatientRecord
from treatplan.presenters.intake.view import SECTIONS
from treatplan.ui.pages.intake_parts.places import PlaceEntry
from treatplan.ui.pages.intake_parts.since import SinceField
from treatplan.ui.parts.search import SearchBox
from treatplan.ui.parts.text import Label

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
BORN = "29.2.1980"
LEAP_DAY = date(1980, 2, 29)
LOOKED_UP = (SearchBox, PlaceEntry)


def field(house: House, words: str) -> QLineEdit:
    return one(line for line in house.shown(QLineEdit) if line.accessibleName().startswith(words))


def paste(editor: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Put a text there in one go, as from the clipboard, over what stands in it."""
    editor.setFocus()
    editor.selectAll()
    QApplication.clipboard().setText(text)
    editor.paste()
    QApplication.processEvents()


def save(house: House) -> None:
    house.press("Save and start the intake")
    house.rest()


def newest(house: House) -> PatientRecord:
    clinic = house.open.clinic
    return clinic.patients.open(clinic.session, clinic.patients.recent(clinic.session)[0].id)


def literal_labels(house: House, text: str) -> list[Label]:
    """Everything on the screen that says a text; each must say it as it is written, without markup."""
    found = [label for label in house.shown(QLabel) if " ".join(text.split()) in " ".join(shown(label).split())]
    for label in found:
        assert isinstance(label, Label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert not label.openExternalLinks()
    return [label for label in found if isinstance(label, Label)]


def shown(label: QLabel) -> str:
    return label.shown if isinstance(label, Label) else label.text()


@pytest.mark.parametrize("sample", samples("window"), ids=str)
def test_that_a_name_is_stored_and_shown_as_it_is_or_said_to_be_none(house: House, sample: Sample) -> None:
    count = len(house.open.patients.model.rows)
    house.open.patients.add()
    house.rest()
    name = field(house, "Family name")
    paste(name, sample.text)
    outcome = sample.at["window"]
    if outcome not in {"kept", "refused"}:
        assert any("was left out" in label.shown for label in house.shown(Label))
    QTest.keyClicks(field(house, "Birth date"), BORN)
    save(house)
    if outcome == "refused":
        assert house.window.page == "patients"
        assert len(house.open.patients.model.rows) == count
        form = house.open.patients.form
        assert form is not None
        assert "family_name" in form.view.problems
        return
    left = sample.text if outcome == "kept" else outcome
    assert house.window.page == "patient", name.text()
    record = newest(house)
    assert (record.person.family_name, record.person.birth_date) == (left.strip(), LEAP_DAY)
    assert literal_labels(house, left)
    assert left not in house.window.windowTitle()
    house.program.presenter.to_patients()
    house.rest()
    row = house.open.patients.model.rows[0]
    assert (row.id, row.family_name) == (record.id, left.strip())


@pytest.mark.parametrize("sample", samples("note"), ids=str)
def test_that_a_note_is_kept_letter_for_letter(house: House, sample: Sample) -> None:
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    paste(note, sample.text)
    house.intake.flush()
    house.rest()
    clinic = house.open.clinic
    kept = clinic.intakes.begin(clinic.session, PatientId(1)).intake.examination.note
    wanted = sample.text if sample.at["note"] == "kept" else sample.at["note"]
    assert kept == unicodedata.normalize("NFC", wanted)


def test_that_an_ampersand_in_a_name_is_no_shortcut(house: House) -> None:
    house.open.patients.add()
    house.rest()
    paste(field(house, "Family name"), "&File")
    QTest.keyClicks(field(house, "Birth date"), "1.1.1970")
    save(house)
    house.program.presenter.to_patients()
    house.rest()
    house.open.patients.add()
    house.rest()
    paste(field(house, "Family name"), "&File")
    QTest.keyClicks(field(house, "Birth date"), "1.1.1970")
    house.rest()
    buttons = [button for button in house.shown(QAbstractButton) if "File" in button.text()]
    assert buttons, "the patient of the same name is offered"
    for button in buttons:
        assert "&&File" in button.text()
        assert button.shortcut().isEmpty()


def test_that_one_name_alone_is_enough(house: House) -> None:
    for which in ("Given name", "Family name"):
        house.open.patients.add()
        house.rest()
        paste(field(house, which), "Suharto")
        QTest.keyClicks(field(house, "Birth date"), BORN)
        save(house)
        assert house.window.page == "patient"
        house.program.presenter.to_patients()
        house.rest()


def test_that_marks_piled_up_make_no_row_taller(house: House) -> None:
    house.open.patients.add()
    house.rest()
    plain = field(house, "Given name").height()
    paste(field(house, "Family name"), "Z" + "\u0301\u0323" * 10)
    assert field(house, "Family name").height() == plain


def test_that_ten_megabytes_are_refused_before_they_go_in(house: House) -> None:
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    paste(note, "before")
    note.moveCursor(note.textCursor().MoveOperation.End)
    QApplication.clipboard().setText("x" * 10_000_000)
    note.paste()
    assert note.toPlainText() == "before"
    assert any("Nothing was cut" in label.shown for label in house.shown(Label))


def test_that_no_field_of_any_page_cuts_what_is_pasted(house: House) -> None:
    """Every field takes all of a long text or none of it. What is only looked up may be cut: it stores nothing."""
    tried = 0
    house.open.patients.add()
    house.rest()
    tried += refuse_in_all(house)
    house.to_patient("intake")
    for section in SECTIONS:
        house.intake_page.go(section)
        house.rest()
        tried += refuse_in_all(house)
    assert tried > 10


def refuse_in_all(house: House) -> int:
    editors: list[QLineEdit | QPlainTextEdit] = [*house.shown(QLineEdit), *house.shown(QPlainTextEdit)]
    tried = 0
    for editor in editors:
        looked_up = isinstance(editor, LOOKED_UP) or isinstance(editor.parent(), SinceField)
        if editor.isReadOnly() or not editor.isEnabled() or looked_up:
            continue
        before = text_of(editor)
        editor.setFocus()
        QApplication.clipboard().setText("n" * 40_000)
        editor.paste()
        after = text_of(editor)
        assert after in {before, before + "n" * 40_000}, editor.accessibleName()
        if after != before:
            editor.undo()
        tried += 1
    return tried


def text_of(editor: QLineEdit | QPlainTextEdit) -> str:
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def test_that_only_plain_text_is_taken_from_the_clipboard(house: House) -> None:
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    rich, picture, files, secret = QMimeData(), QMimeData(), QMimeData(), QMimeData()
    rich.setHtml("<table><tr><td><b>Bends</b></td></tr></table><img src='file:///etc/passwd'>")
    rich.setText("Bends")
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    files.setUrls([QUrl("file:///etc/passwd")])
    secret.setData("x-kde-passwordManagerHint", b"secret")
    for given, taken in ((rich, "Bends"), (picture, ""), (secret, "")):
        note.clear()
        note.insertFromMimeData(given)
        assert note.toPlainText() == taken
    note.clear()
    note.insertFromMimeData(files)
    assert note.toPlainText() in {"", "file:///etc/passwd"}, "the name of a file at most, never what is in it"
    note.clear()
    house.intake.flush()
