"""The start of the program, as `treatplan` does it: says when the window, then the page for unlocking, was painted."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

import treatplan.app.main  # noqa: F401  (what the command line loads before the window)
from treatplan.app.window import Program

if TYPE_CHECKING:
    from treatplan.services.clinic.entry import Door


def door() -> "Door":
    """As the program makes it: late, on the worker."""
    from treatplan.app.wiring import door as made  # noqa: PLC0415  (late, as in the program)

    return made()


class Paints(QObject):
    """Says so at the first paint of the window, and at the first after its page asks for the passphrase."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._said: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._say("painted")
            if self._program.start.view.step == "unlock":
                self._say("unlock")
        return False

    def _say(self, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            print(what, flush=True)


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    program = Program(app, sys.argv[1], door)
    paints = Paints(program)
    app.installEventFilter(paints)
    program.show()
    app.exec()
