"""The frame of the window: the rail at the left, the banner on top, the page, a line for problems. Nothing moves."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.style import look

if TYPE_CHECKING:  # the first picture has neither
    from treatplan.ui.parts.foot import Foot, Standing
    from treatplan.ui.parts.rail import Entry, Rail
    from treatplan.ui.parts.text import Kind

_START = QSize(1440, 900)
_LEAST = QSize(1024, 640)
_AROUND = QMargins(8, 40, 8, 8)  # room for the frame of the desktop, which is known only after the window is shown


class Frame(QMainWindow):
    """The window around all pages. `asked` carries the key of the entry that the user went to.

    The rail and the line for problems are made when they are shown first.
    """

    asked = Signal(str)
    lock_asked = Signal()
    backup_asked = Signal()

    def __init__(self, words: Texts, entries: "Callable[[], Sequence[Entry]]") -> None:
        super().__init__()
        self._words, self._entries = words, entries
        self.setWindowTitle(words.say("brand"))
        self.resize(_START)
        self.fit_screen()
        self._side, self._down = QVBoxLayout(), QVBoxLayout()
        self._banner = QVBoxLayout()
        self._banner.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        self._keys: dict[str, QWidget] = {}
        self._build()
        for keys, change in (("Ctrl++", look().larger), ("Ctrl+=", look().larger), ("Ctrl+-", look().smaller)):
            QShortcut(QKeySequence(keys), self).activated.connect(change)
        QShortcut(QKeySequence("Ctrl+0"), self).activated.connect(self._usual_size)

    def fit_screen(self) -> None:
        """Make the window no larger than its screen leaves it, frame and all, and keep it on the screen."""
        room = self.screen().availableGeometry()
        inside = room.marginsRemoved(_AROUND).size()
        self.setMinimumSize(_LEAST.boundedTo(inside))
        if self.isMaximized() or self.isFullScreen():
            return
        self.resize(self.size().boundedTo(inside))
        if self.testAttribute(Qt.WidgetAttribute.WA_Moved):  # else the desktop finds a place for it
            last = room.bottomRight() - QPoint(self.width() + _AROUND.right(), self.height() + _AROUND.bottom())
            left = max(room.left(), min(self.x(), last.x()))
            top = max(room.top(), min(self.y(), last.y() - _AROUND.top()))
            self.move(left, top)

    def add_page(self, key: str, page: QWidget) -> None:
        """Put a page into the frame; it is shown by `show_page`."""
        self._keys[key] = page
        self._pages.addWidget(page)

    def show_page(self, key: str) -> None:
        """Show a page. Raises `KeyError` for an unknown one."""
        self._pages.setCurrentWidget(self._keys[key])

    def drop_page(self, key: str) -> None:
        """Take a page out and let it go, such as when the clinic is locked. An unknown key drops nothing."""
        page = self._keys.pop(key, None)
        if page is not None:
            self._pages.removeWidget(page)
            page.hide()
            page.deleteLater()

    @property
    def page(self) -> str:
        """The key of the page that is shown; "" before the first."""
        shown = self._pages.currentWidget()
        return next((key for key, page in self._keys.items() if page is shown), "")

    def set_banner(self, banner: QWidget | None) -> None:
        """What stands above the page; a banner taken out stays alive, hidden."""
        while (item := self._banner.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
        if banner is not None:
            self._banner.addWidget(banner)
            banner.show()

    @cached_property
    def rail(self) -> "Rail":
        """Where one can go, who is at work, and the lock."""
        from treatplan.ui.parts.rail import Rail  # noqa: PLC0415  (not in the first picture)

        made = Rail(self._words, self._entries())
        made.asked.connect(self.asked)
        made.lock_asked.connect(self.lock_asked)
        self._side.addWidget(made)
        return made

    def show_rail(self, *, shown: bool) -> None:
        """Without a clinic there is nowhere to go: unlocking has no rail."""
        if shown or "rail" in self.__dict__:
            self.rail.setVisible(shown)

    def say(self, problem: str) -> None:
        """Tell a problem at the foot of the window; "" takes it away."""
        if problem or "_foot" in self.__dict__:
            self._foot.say(problem)

    def show_standing(self, words: str, kind: "Kind", act: str, *, shown: bool) -> None:
        """What is always to be seen inside a clinic, in one line below everything; `act` stands on its button."""
        if shown or "_standing" in self.__dict__:
            self._standing.show_words(words, kind, act)
            self._standing.setVisible(shown)

    @cached_property
    def _standing(self) -> "Standing":
        from treatplan.ui.parts.foot import Standing  # noqa: PLC0415  (not in the first picture)

        made = Standing()
        made.act.clicked.connect(self.backup_asked)
        self._down.addWidget(made)
        return made

    @cached_property
    def _foot(self) -> "Foot":
        from treatplan.ui.parts.foot import Foot  # noqa: PLC0415  (not in the first picture)

        made = Foot(self._words)
        self._down.addWidget(made)
        return made

    def _usual_size(self) -> None:
        look().scale_to(1.0)

    def _build(self) -> None:
        whole, side, across = QWidget(), QWidget(), QHBoxLayout()
        for box in (across, self._side, self._down):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        side.setLayout(self._side)  # there before the pages, so that Tab comes to the rail first
        across.addWidget(side)
        self._down.addLayout(self._banner)
        self._down.addWidget(self._pages, 1)
        across.addLayout(self._down, 1)
        whole.setLayout(across)
        self.setCentralWidget(whole)
