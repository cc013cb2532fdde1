"""One start, one unlocking: prints the seconds from the accepted passphrase to the painted list, and of its floor."""

import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import clinics
from benchmarks.painted import until_painted
from benchmarks.rounds import timed
from treatplan.app.window import Program
from treatplan.presenters.table import RowsModel
from treatplan.presenters.window import Rooms
from treatplan.ui.parts.table import RowsView

if TYPE_CHECKING:
    from treatplan.domain.record import PatientRow


def wait(program: Program) -> None:
    """Until a page is there and nothing is loaded beside it any more."""
    while (program.start.view.step == "looking" and program.presenter.rooms is None) or program.background.busy:
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def unlock(program: Program) -> Rooms:
    """Give the passphrase, and wait for the list's paint."""
    loop, found = QEventLoop(), list[Rooms]()

    def entered(rooms: Rooms) -> None:
        from treatplan.ui.pages.patients import PatientsPage  # noqa: PLC0415  (loaded by the program just now)

        found.append(rooms)
        program.window.findChildren(PatientsPage)[0].painted.connect(loop.quit)

    program.presenter.entered.connect(entered)
    program.start.unlock(clinics.PASSPHRASE)
    loop.exec()
    return found[0]


def floor(model: "RowsModel[PatientRow]") -> None:
    """The same rows, from memory, in a table of a window of the same size."""
    view: RowsView[PatientRow] = RowsView(model, "floor")
    view.resize(1440, 900)
    until_painted(view.viewport(), view.show)
    view.close()


def main(place: str, settings: str) -> None:
    """Start, unlock, print both times."""
    app = QApplication(sys.argv[:1])
    program = Program(app, place, clinics.cheap_door, lambda: QSettings(settings, QSettings.Format.IniFormat))
    program.show()
    wait(program)
    start = time.perf_counter()
    rooms = unlock(program)
    took = time.perf_counter() - start
    wait(program)
    print(took, timed(lambda: floor(rooms.patients.model))(), len(rooms.patients.model.rows), flush=True)
    loop = QEventLoop()
    program.presenter.ended.connect(loop.quit)
    program.presenter.close()
    loop.exec()
    program.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
