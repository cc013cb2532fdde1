"""The frame of the window: the rail at the left, the banner on top, the page, a line for problems. Nothing moves."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import icon_button
from treatplan.ui.parts.icon import Symbol
from treatplan.ui.parts.rail import Entry, Rail
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, LARGE

__all__ = ["Entry", "Frame"]

_START = QSize(1440, 900)
_LEAST = QSize(1024, 640)


class Frame(QMainWindow):
    """The window around all pages. `asked` carries the key of the entry that the user went to."""

    asked = Signal(str)
    lock_asked = Signal()

    def __init__(self, words: Texts, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.setWindowTitle(words.say("brand"))
        self.setMinimumSize(_LEAST)
        self.resize(_START)
        self.rail = Rail(words, entries)
        self.rail.asked.connect(self.asked)
        self.rail.lock_asked.connect(self.lock_asked)
        self._banner = QVBoxLayout()
        self._banner.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        self._keys: dict[str, QWidget] = {}
        self._status = _Status(words)
        self._build()
        for keys, change in (("Ctrl++", look().larger), ("Ctrl+=", look().larger), ("Ctrl+-", look().smaller)):
            QShortcut(QKeySequence(keys), self).activated.connect(change)
        QShortcut(QKeySequence("Ctrl+0"), self).activated.connect(self._usual_size)

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

    def show_rail(self, *, shown: bool) -> None:
        """Without a clinic there is nowhere to go: unlocking has no rail."""
        self.rail.setVisible(shown)

    def say(self, problem: str) -> None:
        """Tell a problem at the foot of the window; "" takes it away."""
        self._status.say(problem)

    def _usual_size(self) -> None:
        look().scale_to(1.0)

    def _build(self) -> None:
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        down = QVBoxLayout()
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addLayout(self._banner)
        down.addWidget(self._pages, 1)
        down.addWidget(self._status)
        across.addWidget(self.rail)
        across.addLayout(down, 1)
        self.setCentralWidget(whole)


class _Status(QFrame):
    """One line for problems that belong to no field and no card. It stays until it is closed or mended."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        marked(self, part="foot")
        box = QHBoxLayout(self)
        box.setContentsMargins(LARGE, GAP // 2, GAP, GAP // 2)
        box.setSpacing(GAP)
        self._text = Label("", "stop")
        shut = icon_button("close", words.say("frame.dismiss"))
        shut.clicked.connect(self.hide)
        box.addWidget(Symbol("stop", "stop"), 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self._text, 1)
        box.addWidget(shut)
        self.hide()

    def say(self, text: str) -> None:
        self._text.set_text(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
