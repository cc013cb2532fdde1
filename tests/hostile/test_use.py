"""How people and devices use the window: too fast, too often, in the wrong field, over the wrong file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit

from tests.app.house import House, one
from tests.hostile.conftest import Call, Patience
from tests.hostile.test_texts_window import field, newest, paste, save
from tests.storage import rooms
from treatplan.domain.errors import Refused
from treatplan.domain.ids import PatientId
from treatplan.presenters.plan.saving import write_whole
from treatplan.ui.parts.buttons import Button

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
LOOKS_LIKE_ADAMS = "\u0410d\u0430ms"  # two of the letters are Cyrillic
BORN = "12.3.1991"  # as Adams is


def fill_in(house: House, name: str, given: str = "", born: str = BORN) -> None:
    house.open.patients.add()
    house.rest()
    paste(field(house, "Family name"), name)
    if given:
        paste(field(house, "Given name"), given)
    QTest.keyClicks(field(house, "Birth date"), born)
    house.rest()


def alike(house: House) -> list[str]:
    form = house.open.patients.form
    assert form is not None
    return [one_.words for one_ in form.view.alike]


def count(house: House) -> int:
    clinic = house.open.clinic
    return len(clinic.patients.recent(clinic.session, 10_000))


def test_that_a_name_that_only_looks_like_another_is_told_in_the_window(house: House) -> None:
    fill_in(house, LOOKS_LIKE_ADAMS, "Ana", born="1.1.1950")
    assert any("Adams" in words for words in alike(house))


def test_that_a_name_that_only_looks_like_another_is_told_on_the_command_line(clinic: Call) -> None:
    added = clinic("patient", "add", "--family", LOOKS_LIKE_ADAMS, "--given", "Ana", "--birth-date", "1950-01-01")
    assert added.code == 0
    assert "may be the same person" in added.err
    assert "Adams" in added.err


def test_that_the_same_person_twice_is_told_in_the_window_and_can_be_made(house: House) -> None:
    before = count(house)
    fill_in(house, "Adams", "Ana")
    assert any("Adams" in words for words in alike(house))
    save(house)
    assert house.window.page == "patient"
    assert count(house) == before + 1


def test_that_the_same_person_twice_is_told_on_the_command_line_and_made(clinic: Call) -> None:
    added = clinic("patient", "add", "--family", "Adams", "--given", "Ana", "--birth-date", "1991-03-12")
    assert added.code == 0
    assert "may be the same person" in added.err
    assert len(clinic("patient", "find", "Adams", "--json").json) == 2


@pytest.mark.parametrize("phone", ["+44 20 7946 0958", "-", "=1+1", "(0)20/7946-0958 ext. 5"])
def test_that_a_telephone_number_is_kept_as_typed(phone: str, house: House) -> None:
    fill_in(house, "Phoned")
    paste(field(house, "Phone"), phone)
    save(house)
    assert newest(house).person.phone == phone


def test_that_pressing_save_twenty_times_makes_one_patient(house: House) -> None:
    before = count(house)
    fill_in(house, "Hasty")
    button = next(button for button in house.shown(Button) if button.text() == "Save and start the intake")
    born = field(house, "Birth date")
    for _ in range(20):
        button.click()
        QTest.keyClick(born, Qt.Key.Key_Return)
    house.rest()
    assert count(house) == before + 1


def test_that_a_barcode_reader_in_any_field_throws_nothing_away(house: House) -> None:
    """It types a name and Enter, fast, wherever the cursor is."""
    before = count(house)
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    paste(note, "stiff in the morning")
    tried = 0
    for editor in [*house.shown(QLineEdit), *house.shown(QPlainTextEdit)]:
        editor.setFocus()
        QTest.keyClicks(editor, "4006381333931")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        house.rest()
        tried += 1
    assert tried > 1
    assert "stiff in the morning" in note.toPlainText()
    assert house.window.page == "patient"
    assert (house.dialogs(), count(house)) == ([], before)


def test_that_closing_while_something_is_typed_keeps_it(place: Path, tmp_path: Path, qapp: object) -> None:
    house = House(Patience(), place, tmp_path)
    try:
        house.unlock()
        house.to_patient("intake")
        house.intake_page.go("examination")
        note = one(iter(house.shown(QPlainTextEdit)))
        QTest.keyClicks(note, "typed in the last moment")
        house.window.close()
        house.wait(lambda: house.program.presenter.rooms is None)
        house.rest()
    finally:
        house.end()
    with rooms.entered(place) as opened, opened.records.reading() as record:
        draft = record.intakes.draft(PatientId(1))
        assert draft is not None
        assert draft.intake.examination.note == "typed in the last moment"


@pytest.mark.parametrize("ending", [".treatplan", ".tpkeys", ".tpkeys.copy"])
def test_that_the_window_saves_no_paper_over_a_clinic(ending: str, place: Path) -> None:
    """The desk of the plan page and the printing to a file both write through this."""
    target = place.with_name(f"hill{ending}")
    before = target.read_bytes()
    link = place.with_name("sheet.pdf")
    link.symlink_to(target)
    for path in (target, link):
        with pytest.raises(Refused, match="file of a clinic"):
            write_whole(path, b"%PDF-1.7")
    assert target.read_bytes() == before


def test_that_no_recovery_code_is_saved_over_a_clinic(
    place: Path, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_in_window(tmp_path / "new", Patience())
    try:
        clinic = tmp_path / "new" / "clinic.treatplan"
        before = clinic.read_bytes()
        made.start.save_code()
        dialog = next(one_ for one_ in made.dialogs() if isinstance(one_, QFileDialog))
        dialog.fileSelected.emit(str(clinic))
        dialog.reject()
        made.rest()
        assert made.start.view.notice is not None
        assert (made.start.view.code_saved, clinic.read_bytes()) == ("", before)
    finally:
        unconfirmed = made.start.take_unconfirmed()
        if unconfirmed is not None:
            unconfirmed.close()
        made.end()


def made_in_window(folder: Path, patience: Patience) -> House:
    """A window in which a clinic was just made, and its recovery code is shown."""
    folder.mkdir()
    house = House(patience, folder / "clinic.treatplan", folder)
    house.start.to_create()
    typed = {"clinic": "Hill", "country": "gb", "name": "M. Okafor", "login": "okafor"}
    for name, text in typed.items():
        house.start.type(name, text)
    house.start.create(rooms.PASSPHRASE, rooms.PASSPHRASE)
    house.wait(lambda: not house.start.view.busy)
    house.rest()
    assert house.start.view.step == "code", house.start.view.problems
    return house
