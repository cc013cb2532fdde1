"""Puts the window together and runs it. What the first picture does not need is loaded after it, on the worker.

Until the page for unlocking is painted nothing of SQLAlchemy, Alembic, ReportLab, PDFium or pydantic is imported.
"""

import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget

from treatplan.app.collecting import Collecting
from treatplan.app.crash import Crash
from treatplan.app.rooms import ClinicPages, Wording, make_rooms
from treatplan.app.single import Single
from treatplan.bundle import bundled
from treatplan.domain.errors import Unavailable
from treatplan.presenters.background import Worker
from treatplan.presenters.changes import Changes
from treatplan.presenters.idle import Idle
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.start import Start
from treatplan.presenters.window import Window
from treatplan.ui import style
from treatplan.ui.pages.start import StartPage
from treatplan.ui.presence import Presence, close_all_but
from treatplan.ui.window import MainWindow

if TYPE_CHECKING:
    from treatplan.presenters.new_clinic import Country
    from treatplan.services.clinic.entry import Door
    from treatplan.ui.prompts import WindowPrompts

DoorFactory = Callable[[], "Door"]
_MACHINE = 4  # the exit code where the machine failed, as at the command line


def run_window(place: str, door_factory: DoorFactory | None = None) -> int:
    """Show the window on the clinic at `place` and stay until it is closed; the exit code.

    Where it is shown already, that window comes to the front instead.
    """
    try:
        single = Single(place)
        if not single.claim():
            return 0
        try:
            return _run_alone(place, door_factory, single)
        finally:
            single.release()
    except Unavailable as failed:
        print(f"treatplan: {failed}", file=sys.stderr)
        return _MACHINE


def _run_alone(place: str, door_factory: DoorFactory | None, single: Single) -> int:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    app.setApplicationName("treatplan")
    app.setOrganizationName("treatplan")
    program = Program(app, place, door_factory or _door)
    window = program.window
    window.first_painted.connect(lambda: single.listen(partial(to_front, window)))
    program.show()
    code = app.exec()
    program.close()
    return code


def to_front(window: QWidget) -> None:
    """Bring a window before the user, from wherever it is."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


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
        self.long = Worker(self.crash.report)  # so has what takes minutes
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
        wording = partial(self.wording, "window")
        self.presenter = Window(self.start, rooms, self.background, prompts, wording, self.long)
        self.window = MainWindow(
            self.presenter,
            words,
            self.wording("window"),
            partial(StartPage, self.start, words, self.wording("start")),
            ClinicPages(self.wording),
            settings,
        )
        self.idle = Idle()
        self.presence = Presence(app, self.idle.touch)
        self._watch_the_keyboard()
        self.crash.tell = lambda title, text, closed: self._dialogs().tell_until(title, text, closed)

    def _watch_the_keyboard(self) -> None:
        """While a clinic is open; what lies over the window is closed before it locks."""
        presenter, idle = self.presenter, self.idle
        presenter.entered.connect(lambda _rooms: idle.begin(presenter.view.lock_after))
        presenter.changed.connect(lambda: idle.allow(presenter.view.lock_after))
        presenter.locked.connect(idle.stop)
        idle.due.connect(partial(close_all_but, self.window))
        idle.due.connect(presenter.lock_now)

    def _dialogs(self) -> "WindowPrompts":
        from treatplan.ui.prompts import WindowPrompts

        return WindowPrompts(self.window, self.wording("common"))

    def show(self) -> None:
        """Show the window; what is at the place is looked for once it is painted."""
        self.window.first_painted.connect(self.start.look)
        self.window.show()

    def close(self) -> None:
        """End the workers, and give back what a crash would have used."""
        self.idle.stop()
        self.search.close()
        self.long.close()
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
    from treatplan.app.wiring import packs
    from treatplan.presenters.new_clinic import Country, in_order

    found = packs(bundled("resources")).library("en").jurisdictions
    return in_order(Country(id=country.id, name=country.text.name) for country in found.values())
