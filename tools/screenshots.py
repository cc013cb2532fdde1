"""Make the picture of the plan page for the README (docs/plan.png), from the running program and a sample patient.

The program unlocks a real encrypted clinic, opens the patient and shows the draft; nothing is staged but the clicks.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from treatplan.app.main import main as command_line
from treatplan.app.window import Program
from treatplan.app.wiring import door
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.record import Person
from treatplan.exchange.files import read_intake
from treatplan.services.clinic.entry import OpenClinic
from treatplan.ui.parts.pdf_view import PdfView

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "demo" / "3-pregnant-warfarin-leg-pain.intake.json"
LOGIN, PASSPHRASE = "demo", "sample patients only"  # what the demo tells everyone
SIZE = (1440, 900)
STARTS = date(2026, 11, 30)
_STEP, _STEPS = 20, 1500  # milliseconds between two looks, and how many looks are enough


def drafted(place: Path) -> PatientId:
    """The demo's clinic, with the sample patient once more, and a draft that nobody has answered yet."""
    clinic = door().enter(str(place), LOGIN, PASSPHRASE, "command line")
    patient = _add(clinic, read_intake(SAMPLE))
    clinic.plans.propose(clinic.session, patient, STARTS)
    clinic.close()
    return patient


def _add(clinic: OpenClinic, intake: Intake) -> PatientId:
    who = intake.patient
    person = Person(given_name=who.given_name, family_name=who.family_name, birth_date=who.birth_date, sex=who.sex)
    patient = clinic.patients.add(clinic.session, person).id
    clinic.intakes.record(clinic.session, patient, 0, intake, SAMPLE.name)
    return patient


def until(ready: Callable[[], bool]) -> None:
    """Let the program run until something is true. Raises `TimeoutError`."""
    for _ in range(_STEPS):
        if ready():
            return
        loop = QEventLoop()
        QTimer.singleShot(_STEP, loop.quit)
        loop.exec()
    raise TimeoutError("the window never got there")


def picture(app: QApplication, place: Path, patient: PatientId, out: Path) -> None:
    """Run the program as far as the plan page, and save what is on the screen."""
    settings = str(place.with_suffix(".ini"))
    program = Program(app, str(place), door, lambda: QSettings(settings, QSettings.Format.IniFormat))
    try:
        program.window.resize(*SIZE)
        program.show()
        until(lambda: program.start.view.step == "unlock")
        program.start.unlock(PASSPHRASE)
        until(lambda: program.presenter.rooms is not None)
        program.presenter.to_patient(patient, "plan")
        until(lambda: any(view.isVisible() and view.page_count for view in program.window.findChildren(PdfView)))
        until(lambda: not program.background.busy and not program.search.busy)
        app.processEvents()
        program.window.grab().save(str(out))
        gone: list[bool] = []
        program.presenter.ended.connect(lambda: gone.append(True))
        program.presenter.close()
        until(lambda: bool(gone))
    finally:
        program.close()


def main() -> None:
    """Write docs/plan.png."""
    app = QApplication([])
    app.setCursorFlashTime(0)  # a caret that stands still
    with tempfile.TemporaryDirectory() as folder:
        command_line(["demo", "--out", folder])
        place = Path(folder) / "demo.treatplan"
        picture(app, place, drafted(place), ROOT / "docs" / "plan.png")


if __name__ == "__main__":
    main()
