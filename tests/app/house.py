"""The real window on a real encrypted clinic, with a machine behind it that can be made to fail."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar, cast

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from tests.clinic_fakes import CONTENT, RESOURCES, an_intake_of
from tests.storage import rooms
from treatplan.app.rooms import OpenRooms
from treatplan.app.window import Program
from treatplan.app.wiring import SystemClock
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.exchange import files
from treatplan.handout.writer import PdfWriter
from treatplan.presenters.intake_editor import IntakeEditor
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.services.clinic.entry import Door, OpenClinic, Opened
from treatplan.services.clinic.ports import Records, Transaction
from treatplan.services.plans import Plans
from treatplan.ui.pages.intake import IntakePage
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.notice import Notice

T = TypeVar("T", bound=QWidget)
FULL = "the clinic's file: the disk is full. Nothing of this was saved."
FIRST = PatientId(1)
WAIT = 20_000  # ms at most; what is waited for comes in a fraction of it


class Disk:
    """A disk that is full for as long as a test wants, or a program that breaks while it writes."""

    def __init__(self) -> None:
        self.wrong: Exception | None = None
        self.refused = 0

    def check(self) -> None:
        if self.wrong is not None:
            self.refused += 1
            raise self.wrong

    def fill(self) -> None:
        self.wrong = Unavailable(FULL)

    def free(self) -> None:
        self.wrong = None


class RecordsOnDisk:
    """The real record; a full disk lets everything be written and then refuses to keep it, as SQLite's does."""

    def __init__(self, real: Records, disk: Disk) -> None:
        self._real, self._disk = real, disk

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._real.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._real.writing() as record:
            yield record
            self._disk.check()


class OpenedOnDisk:
    """The real open clinic on such a disk."""

    def __init__(self, real: Opened, disk: Disk) -> None:
        self._real = real
        self.records = RecordsOnDisk(real.records, disk)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


class Waits(Protocol):
    """What is needed of the `qtbot`."""

    def waitUntil(self, what: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802  (pytest-qt's name)
        """Let the window live until this is so."""


class House:
    """The running program, and its user. What the program says of a mistake of its own is kept in `told`."""

    def __init__(self, qtbot: Waits, place: Path, settings: Path) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.qtbot, self.disk = qtbot, Disk()
        self.told: list[str] = []
        kept = partial(QSettings, str(settings / "window.ini"), QSettings.Format.IniFormat)
        door = Door(rooms.storage(), self._services)
        self.program = Program(app, str(place), lambda: door, kept)
        self.program.crash.tell = self._tell
        self.start, self.window = self.program.start, self.program.window
        self.program.show()
        self.window.activateWindow()
        self.wait(lambda: self.start.view.step != "looking")

    def end(self) -> None:
        """Stop it without asking anybody."""
        opened = self.program.presenter.rooms
        self.program.close()
        if opened is not None:
            opened.clinic.close()
        self.window.hide()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def open(self) -> OpenRooms:
        found = self.program.presenter.rooms
        assert isinstance(found, OpenRooms)
        return found

    @property
    def intake(self) -> IntakeEditor:
        found = self.open.make.editors["intake"]
        assert isinstance(found, IntakeEditor)
        return found

    @property
    def plan(self) -> PlanEditor:
        found = self.open.make.editors["plan"]
        assert isinstance(found, PlanEditor)
        return found

    @property
    def intake_page(self) -> IntakePage:
        return one(iter(self.window.findChildren(IntakePage)))

    @property
    def mistakes(self) -> int:
        return self.program.crash.count

    def wait(self, what: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(what, timeout=WAIT)

    def rest(self) -> None:
        """Until no work waits."""
        self.wait(lambda: not self.program.background.busy and not self.program.search.busy)
        QApplication.processEvents()

    def unlock(self, passphrase: str = rooms.PASSPHRASE) -> None:
        """Type a passphrase over what stands there, Enter, and wait for what comes of it."""
        secret = self.secret()
        secret.setFocus()
        secret.selectAll()
        QTest.keyClicks(secret, passphrase)
        QTest.keyClick(secret, Qt.Key.Key_Return)
        self.wait(lambda: not self.start.view.busy)
        self.rest()

    def ask(self, demo: str) -> None:
        """Record a sample's answers as those of the first patient, past the window."""
        clinic = self.open.clinic
        clinic.intakes.record(clinic.session, FIRST, 0, self._answers(demo))

    def keep(self, demo: str) -> None:
        """The same as a draft of today."""
        clinic = self.open.clinic
        clinic.intakes.keep(clinic.session, FIRST, 0, replace(self._answers(demo), taken_on=SystemClock().today()))

    def to_patient(self, tab: str) -> None:
        """Open the first patient there."""
        self.program.presenter.to_patient(FIRST, tab)
        self.rest()

    def lock(self) -> None:
        self.program.presenter.lock()
        self.wait(lambda: self.program.presenter.rooms is None)
        self.rest()

    def secret(self) -> QLineEdit:
        """The field for the passphrase."""
        return one(line for line in self.shown(QLineEdit) if line.echoMode() is QLineEdit.EchoMode.Password)

    def shown(self, kind: type[T]) -> list[T]:
        """Everything of a kind that is on the screen."""
        return [widget for widget in self.window.findChildren(kind) if widget.isVisible()]

    def notices(self) -> list[str]:
        """What the notices on the screen say."""
        return [notice.accessibleName() for notice in self.shown(Notice)]

    def press(self, words: str) -> None:
        one(button for button in self.shown(Button) if button.text() == words).click()

    def dialogs(self) -> list[QDialog]:
        return [
            widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) if widget.isVisible()
        ]

    def _answers(self, demo: str) -> Intake:
        intake = files.read_intake(next((RESOURCES / "demo").glob(f"{demo}-*.intake.json")))
        clinic = self.open.clinic
        return an_intake_of(clinic.patients.open(clinic.session, FIRST).person, intake)

    def _services(self, opened: Opened) -> OpenClinic:
        clock = SystemClock()
        core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), clock)
        return OpenClinic(cast("Opened", OpenedOnDisk(opened, self.disk)), CONTENT, core, clock)

    def _tell(self, _title: str, text: str, closed: Callable[[], None]) -> None:
        self.told.append(text)
        closed()


def one(found: Iterator[T]) -> T:
    """The only one."""
    [thing] = found
    return thing
