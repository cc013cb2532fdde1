"""The window: the frame with its rail, and in it the page that the presenter says."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.window import Rooms, Window
from treatplan.ui.frame import Frame
from treatplan.ui.pages.start import StartPage
from treatplan.ui.style import look

if TYPE_CHECKING:  # loaded when a clinic is open
    from treatplan.ui.noticed import Noticed
    from treatplan.ui.pages.patients import PatientsPage
    from treatplan.ui.parts.rail import Entry


_EVERY_MS = 10 * 60 * 1000  # how often what grows old by itself is looked at


class Page(Protocol):
    """What every page does for the window."""

    def first_focus(self) -> None: ...


class Pages(Protocol):
    """Makes the pages of an open clinic; the patient's only when the first patient is opened."""

    def patients(self, rooms: Rooms) -> "PatientsPage": ...

    def patient(self, rooms: Rooms) -> QWidget: ...


class MainWindow(Frame):
    """Draws the `Window` presenter. Its title names the clinic, never a patient.

    `first_painted` tells, once, that the window is on the screen: what it did not need may be loaded now.
    """

    first_painted = Signal()

    def __init__(
        self,
        presenter: Window,
        words: Texts,
        texts: Texts,
        start_page: Callable[[], StartPage],
        pages: Pages,
        settings: Callable[[], QSettings],
    ) -> None:
        """`words` are common to all pages, `texts` the window's own."""
        self._painted = True  # nothing counts before there is a page
        super().__init__(words, self._places)
        self._presenter = presenter
        self._words, self._texts = words, texts
        self._make = pages
        self._settings = settings
        self._rooms: Rooms | None = None
        self._may_close = self._painted = False
        self._shown: dict[str, QWidget] = {}
        self._start = start_page()
        self.add_page("start", self._start)
        self._minutes = QTimer(self)
        self._minutes.setInterval(_EVERY_MS)
        self._connect()
        self._restore()
        self._draw()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Closing waits until everything typed is stored."""
        if self._may_close:
            self._remember()
            event.accept()
        else:
            event.ignore()
            self._presenter.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Escape, where no page makes something of it, takes away what was noticed while unlocking."""
        if event.key() == Qt.Key.Key_Escape and self._presenter.view.warnings:
            self._presenter.warnings_read()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
        return super().event(event)

    @cached_property
    def _warnings(self) -> "Noticed":
        from treatplan.ui.noticed import Noticed  # noqa: PLC0415  (not in the first picture)

        made = Noticed(self._words, self._texts)
        made.read.clicked.connect(self._presenter.warnings_read)
        made.answer.clicked.connect(self._presenter.answer_for_audit)
        return made

    def _places(self) -> "tuple[Entry, ...]":
        from treatplan.ui.parts.rail import Entry  # noqa: PLC0415  (not in the first picture)

        return (Entry(key="patients", words=self._texts.say("rail.patients"), picture="patients"),)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._draw)
        presenter.entered.connect(self._entered)
        presenter.locked.connect(self._locked)
        presenter.ended.connect(self._ended)
        self.asked.connect(self._asked)
        self.lock_asked.connect(presenter.lock)
        self._minutes.timeout.connect(presenter.backup.look)
        presenter.backup.changed.connect(self._draw_backup)
        self.backup_asked.connect(presenter.backup.make)

    def _draw(self) -> None:
        view = self._presenter.view
        title = self._texts.say("title", clinic=view.clinic) if view.clinic else self._words.say("brand")
        if title != self.windowTitle():
            self.setWindowTitle(title)
        self.show_rail(shown=view.page != "start")
        if view.page != "start":
            self._warnings.show_lines(view.warnings, may_answer=view.may_answer)
            self.rail.select("patients")
            self.rail.set_user(view.user, self._texts.say("leaving") if view.leaving else view.note)
        self.say(view.problem)
        self._draw_backup()
        if view.page == "patient" and self._rooms is not None and "patient" not in self._shown:
            self._put("patient", self._make.patient(self._rooms))
        if view.page != self.page:
            self.show_page(view.page)
            self._focus(view.page)

    def _draw_backup(self) -> None:
        backup = self._presenter.backup.view
        shown = self._presenter.view.page != "start"
        self.show_standing(backup.words, backup.loud, "" if backup.busy else backup.make, shown=shown)

    def _entered(self, rooms: Rooms) -> None:
        self._rooms = rooms
        page = self._make.patients(rooms)
        page.painted.connect(self._presenter.first_list_painted)
        self._put("patients", page)
        self.set_banner(self._warnings)
        self._minutes.start()

    def _locked(self) -> None:
        """Nothing of the clinic stays on the screen or behind it."""
        self._minutes.stop()
        self.show_page("start")
        self.set_banner(None)
        for key in tuple(self._shown):
            self.drop_page(key)
        self._shown.clear()
        self._warnings.show_lines(())
        self.rail.set_user("", "")
        self._rooms = None

    def _asked(self, _key: str) -> None:
        self._presenter.to_patients()
        self._focus("patients")

    def _ended(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self, self._close_now)  # Qt takes no second close inside the first

    def _close_now(self) -> None:
        self.close()

    def _put(self, key: str, page: QWidget) -> None:
        self._shown[key] = page
        self.add_page(key, page)

    def _focus(self, key: str) -> None:
        page = self._start if key == "start" else self._shown.get(key)
        focus = getattr(page, "first_focus", None)
        if callable(focus):
            focus()

    def _restore(self) -> None:
        """The place and the text size of last time; harmless to lose."""
        kept = self._settings()
        shape = kept.value("geometry")
        if shape is not None:
            self.restoreGeometry(shape)
            self.fit_screen()  # it may have been another screen
        scale = kept.value("text_scale")
        try:
            look().scale_to(float(str(scale)) if scale is not None else 1.0)
        except ValueError:
            look().scale_to(1.0)

    def _remember(self) -> None:
        kept = self._settings()
        kept.setValue("geometry", self.saveGeometry())
        kept.setValue("text_scale", look().tokens.scale)
