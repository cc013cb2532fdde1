"""Puts the window together and runs it. What the first picture does not need is loaded after it, on the worker.

Until the page for unlocking is painted nothing of SQLAlchemy, Alembic, ReportLab, PDFium or pydantic is imported.
"""

import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from treatplan.app.collecting import Collecting
from treatplan.app.crash import Crash
from treatplan.app.rooms import ClinicPages, Wording, make_rooms
from treatplan.bundle import bundled
from treatplan.presenters.background import Worker
from treatplan.presenters.changes import Changes
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.start import Start
from treatplan.presenters.window import Window
from treatplan.ui import style
from treatplan.ui.pages.start import StartPage
from treatplan.ui.window import MainWindow

if TYPE_CHECKING:
    from treatplan.presenters.new_clinic import Country
    from treatplan.services.clinic.entry import Door
    from treatplan.ui.prompts import WindowPrompts

DoorFactory = Callable[[], "Door"]


def run_window(place: str, door_factory: DoorFactory | None = None) -> int:
    """Show the window on the clinic at `place` and stay until it is closed; the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    app.setApplicationName("treatplan")
    app.setOrganizationName("treatplan")
    program = Program(app, place, door_factory or _door)
    program.show()
    code = app.exec()
    program.close()
    return code


class Program:
    """All parts of the running window. `show` it, and `close` it when the event loop has ended."""

    def __init__(
        self, app: QApplication, place: str, door: DoorFactory, settings: Callable[[], QSettings] = QSettings
    ) -> None:
        resources = bundled("resources")
        self.wording = Wording(resources / "screen")
        words = self.wording("common")
        style.install(app, fonts=resources / "fonts", icons=resources / "icons")
        self.crash = Crash(words)
        self.crash.install()
        self._collecting = Collecting()
        # Typing waits for nothing: searches have a worker, and a connection, of their own.
        self.background, self.search = Worker(self.crash.report), Worker(self.crash.report)
        prompts = _LaterPrompts(self._dialogs)
        self.start = Start(cache(door), _countries, place, self.background, prompts, self.wording("start"))
        rooms = partial(
            make_rooms,
            background=self.background,
            search=self.search,
            prompts=prompts,
            wording=self.wording,
            changes=Changes(),
        )
        self.presenter = Window(self.start, rooms, self.background, prompts, partial(self.wording, "window"))
        self.window = MainWindow(
            self.presenter,
            words,
            self.wording("window"),
            partial(StartPage, self.start, words, self.wording("start")),
            ClinicPages(self.wording),
            settings,
        )
        self.crash.tell = lambda title, text, closed: self._dialogs().tell_until(title, text, closed)

    def _dialogs(self) -> "WindowPrompts":
        from treatplan.ui.prompts import WindowPrompts

        return WindowPrompts(self.window, self.wording("common"))

    def show(self) -> None:
        """Show the window; what is at the place is looked for once it is painted."""
        self.window.first_painted.connect(self.start.look)
        self.window.show()

    def close(self) -> None:
        """End the workers, and give back what a crash would have used."""
        self.search.close()
        self.background.close()
        self._collecting.stop()
        self.crash.remove()


class _LaterPrompts:
    """`Prompts` for presenters that are made before the window that asks; made with the first question."""

    def __init__(self, make: Callable[[], Prompts]) -> None:
        self._make = make

    def tell(self, title: str, text: str) -> None:
        self._to.tell(title, text)

    def fail(self, text: str) -> None:
        self._to.fail(text)

    def confirm(self, title: str, text: str, yes_word: str, on_yes: Callable[[], None]) -> None:
        self._to.confirm(title, text, yes_word, on_yes)

    def ask_save_file(self, suggested_name: str, then: Callable[[Path], None]) -> None:
        self._to.ask_save_file(suggested_name, then)

    def ask_open_file(self, then: Callable[[Path], None]) -> None:
        self._to.ask_open_file(then)

    @property
    def _to(self) -> Prompts:
        return self._make()


def _door() -> "Door":
    from treatplan.app.wiring import door

    return door()


def _countries() -> "tuple[Country, ...]":
    """The countries of the library; it is read for them, so on the worker only."""
    from treatplan.content.source import Packs
    from treatplan.presenters.new_clinic import Country, in_order

    resources = bundled("resources")
    found = Packs(resources / "content", resources / "texts").library("en").jurisdictions
    return in_order(Country(id=country.id, name=country.text.name) for country in found.values())
