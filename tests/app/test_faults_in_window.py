"""Everything that can be wrong with a clinic or the disk, as the window tells it: one clear notice, nothing lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from tests.app.house import FULL, House, one
from tests.storage import rooms, test_faults
from treatplan.domain.ids import PatientId
from treatplan.presenters.intake import keeping
from treatplan.ui.pages.plan_parts.adding import AddLine

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
Opening = Callable[[Path], House]
FAULTS = test_faults.FAULTS
AT_ONCE = ("0 bytes", "a folder", "plain SQLite", "cut in a page", "no keys")  # seen before a passphrase is asked
TYPED, PASTED = "Bends to lift <boxes>, & O'Neil says so. ", "李伟 مریم 😀"
NOTE = TYPED + PASTED


def assert_told_once(house: House, words: str) -> None:
    """One notice says it; nothing else does, and the program made no mistake of its own."""
    said = [notice for notice in house.notices() if words in notice]
    assert len(said) == 1, house.notices()
    assert len(house.notices()) == 1
    assert "Traceback" not in said[0]
    assert (house.mistakes, house.dialogs()) == (0, [])


def assert_usable(house: House) -> None:
    """The passphrase can be typed again."""
    secret = house.secret()
    assert secret.isEnabled()
    assert not secret.isReadOnly()


def put_back(clinic: Path, made_clinic: Path) -> None:
    if clinic.is_dir():
        clinic.rmdir()
    rooms.copied(made_clinic, clinic.parent)


# Opening


def test_that_a_wrong_passphrase_is_said_at_its_field_and_the_right_one_opens(
    open_house: Opening, clinic: Path
) -> None:
    house, before = open_house(clinic), rooms.seen(clinic.parent)
    house.unlock("not this one at all")
    assert list(house.start.view.problems) == ["passphrase"]
    assert (house.notices(), house.mistakes, house.dialogs()) == ([], 0, [])
    assert house.secret().selectedText() != ""
    now = {name: kept for name, kept in rooms.seen(clinic.parent).items() if not name.endswith(".tries")}
    assert now == before, "the try is counted beside the clinic, and nothing else is written"
    house.unlock()
    assert house.window.page == "patients"


@pytest.mark.parametrize("name", FAULTS)
def test_that_what_became_of_the_file_meanwhile_is_told_and_once_mended_it_opens(
    name: str, open_house: Opening, clinic: Path, made_clinic: Path
) -> None:
    make, _, words = FAULTS[name]
    house = open_house(clinic)
    make(clinic)
    before = rooms.seen(clinic.parent)
    house.unlock()
    assert_told_once(house, words)
    assert_usable(house)
    assert rooms.seen(clinic.parent) == before
    put_back(clinic, made_clinic)
    house.unlock()
    assert (house.window.page, house.notices()) == ("patients", [])


@pytest.mark.parametrize("name", AT_ONCE)
def test_that_what_is_wrong_from_the_start_is_told_and_can_be_tried_again(
    name: str, open_house: Opening, clinic: Path, made_clinic: Path
) -> None:
    make, _, words = FAULTS[name]
    make(clinic)
    before = rooms.seen(clinic.parent)
    house = open_house(clinic)
    assert_told_once(house, words)
    assert rooms.seen(clinic.parent) == before
    put_back(clinic, made_clinic)
    house.press("Try again")
    house.wait(lambda: bool(house.start.view.users))
    house.unlock()
    assert house.window.page == "patients"


def test_that_where_no_clinic_is_nothing_is_made_unasked(open_house: Opening, tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "hill.treatplan"
    house = open_house(place)
    assert (house.start.view.step, house.notices(), house.mistakes) == ("welcome", [], 0)
    assert not place.parent.exists()


_HOLD = """
    import sys
    from pathlib import Path
    from treatplan.storage.lock import ClinicLock
    with ClinicLock(Path(sys.argv[1])).acquire("command line"):
        print("held", flush=True)
        sys.stdin.read()
"""


@contextmanager
def open_elsewhere(clinic: Path) -> Iterator[None]:
    """Another process works with the clinic."""
    process = rooms.python(_HOLD, clinic)
    try:
        assert rooms.told(process) == "held"
        yield
    finally:
        process.communicate()


def test_that_a_clinic_that_is_open_in_another_process_is_told_and_opens_after_it(
    open_house: Opening, clinic: Path
) -> None:
    house, before = open_house(clinic), rooms.seen(clinic.parent)
    with open_elsewhere(clinic):
        house.unlock()
        assert_told_once(house, "is open at the command line of")
        assert_usable(house)
        assert rooms.seen(clinic.parent) == before
    house.unlock()
    assert house.window.page == "patients"


_READ_ONLY = """
    import os
    import sys
    from pathlib import Path
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication
    from tests.app.house import House
    from treatplan.ui.parts.buttons import Button

    class Waits:
        def waitUntil(self, done, timeout):
            while not done():
                app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    app = QApplication([])
    house = House(Waits(), Path(sys.argv[1]), Path(sys.argv[2]))
    again = [button.text() for button in house.shown(Button) if button.text() == "Try again"]
    print(house.window.page, house.mistakes, len(house.dialogs()), *again, *house.notices())
    house.end()
"""


@test_faults.posix
@pytest.mark.parametrize("what", ["file", "folder"])
def test_that_a_place_without_rights_is_told(what: str, clinic: Path, tmp_path: Path) -> None:
    before = rooms.seen(clinic.parent)
    settings = tmp_path / "settings"
    settings.mkdir()
    if what == "file":
        clinic.chmod(0o400)
    else:
        clinic.parent.chmod(0o500)
    code, out = rooms.run(_READ_ONLY, clinic, settings, **rooms.without_rights())
    clinic.parent.chmod(0o700)
    clinic.chmod(0o600)
    assert code == 0, out
    [line] = out.splitlines()
    assert line.startswith("start 0 0 Try again Stop"), line
    assert line.count(clinic.name) == 1, line
    assert rooms.seen(clinic.parent) == before


# A full disk


def test_that_an_intake_that_finds_the_disk_full_stays_and_is_saved_when_there_is_room(
    open_house: Opening, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    house.to_patient("intake")
    house.intake_page.go("examination")
    note = one(iter(house.shown(QPlainTextEdit)))
    house.disk.fill()
    QTest.keyClicks(note, TYPED)  # which knows Latin letters only
    note.insertPlainText(PASTED)
    house.wait(lambda: house.disk.refused > 0 and not house.program.background.busy)
    assert house.intake.saved_text == "Not saved"
    assert_told_once(house, FULL)
    assert note.toPlainText() == NOTE
    house.press("Record intake")
    house.rest()
    assert (house.intake.view.mode, note.toPlainText()) == ("form", NOTE)
    house.disk.free()
    house.press("Save now")
    house.wait(lambda: house.intake.saved_text.startswith("Saved"))
    assert (house.notices(), note.toPlainText(), house.mistakes) == ([], NOTE, 0)
    house.lock()
    with rooms.entered(clinic) as opened, opened.records.reading() as record:
        kept = record.intakes.draft(PatientId(1))
        assert kept is not None
        assert NOTE in repr(kept.intake.examination)


def test_that_an_intake_that_cannot_be_recorded_for_want_of_room_stays_and_is_recorded_later(
    open_house: Opening, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    house.keep("1")
    house.to_patient("intake")
    whole = house.intake.view.form
    house.disk.fill()
    house.press("Record intake")
    house.wait(lambda: house.disk.refused > 0 and not house.program.background.busy)
    assert_told_once(house, FULL)
    assert (house.intake.view.mode, house.intake.view.form) == ("form", whole)
    house.disk.free()
    house.press("Record intake")
    house.wait(lambda: house.open.card.view.tab == "plan")  # where a recorded intake leads
    assert (house.mistakes, house.dialogs()) == (0, [])


def test_that_saving_is_tried_again_by_itself_also_after_a_refused_recording(
    open_house: Opening, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_MS", 20)
    house = open_house(clinic)
    house.unlock()
    house.to_patient("intake")
    house.intake_page.go("examination")
    house.disk.fill()
    QTest.keyClicks(one(iter(house.shown(QPlainTextEdit))), TYPED)
    house.intake.flush()
    house.wait(lambda: house.disk.refused > 0 and not house.program.background.busy)
    house.press("Record intake")  # much is not asked yet
    house.wait(lambda: house.intake.saved_text == "Not saved")  # between two tries
    house.disk.free()
    house.wait(lambda: house.intake.saved_text.startswith("Saved"))
    assert (house.notices(), house.mistakes) == ([], 0)


def test_that_a_plan_that_finds_the_disk_full_stays_and_is_saved_when_there_is_room(
    open_house: Opening, clinic: Path
) -> None:
    house = open_house(clinic)
    house.unlock()
    house.ask("1")
    house.to_patient("plan")
    house.press("Draft plan")
    house.rest()
    line = next(line for add in house.shown(AddLine) for line in add.findChildren(QLineEdit))
    house.disk.fill()
    QTest.keyClicks(line, "ki3")
    QTest.keyClick(line, Qt.Key.Key_Return)
    house.rest()
    assert house.plan.saved_text == "Not saved"
    assert_told_once(house, FULL)
    assert "KI3" in repr(house.plan.view.components)
    house.disk.free()
    house.press("Try again")
    house.rest()
    assert house.plan.saved_text.startswith("Saved")
    assert (house.notices(), house.mistakes) == ([], 0)
    house.lock()
    with rooms.entered(clinic) as opened, opened.records.reading() as record:
        [line_] = record.plans.versions(PatientId(1))
        assert "KI3" in repr(record.plans.version(line_.version).plan)
