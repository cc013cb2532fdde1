"""Tabs below the banner: words with a line under the one that is open, and what can be done at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QRadioButton, QSizePolicy, QWidget

from treatplan.ui.parts.flow import FlowLayout, holding, row
from treatplan.ui.parts.text import plain_caption, plain_tip
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, LARGE, RADIUS, SMALL


class Tabs(QFrame):
    """A row of tabs. `opened` carries the key of the tab that the user went to; Ctrl+1, Ctrl+2 ... go there too."""

    opened = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], name: str) -> None:
        """`tabs` are keys and words; `name` is what a screen reader says before them."""
        super().__init__()
        marked(self, part="band")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        box = FlowLayout(0, last_right=True)  # where the room is short the actions go below
        box.setContentsMargins(LARGE - SMALL, 0, LARGE, 0)
        self.setLayout(box)
        line = row(gap=GAP)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, _Tab] = {}
        for number, (key, words) in enumerate(tabs, start=1):
            keys = f"Ctrl+{number}"
            tab = _Tab(words, f"{name}: {words}" if name else words)
            plain_tip(tab, keys)
            self._tabs[key] = tab
            self._group.addButton(tab)
            line.addWidget(tab)
            QShortcut(QKeySequence(keys), self).activated.connect(tab.click)
        self._actions = FlowLayout()
        box.addWidget(holding(line))
        box.addWidget(holding(self._actions))
        self._group.buttonClicked.connect(self._clicked)

    def open(self, key: str) -> None:
        """Mark a tab as open, without a signal. Raises `KeyError` for an unknown one."""
        self._tabs[key].setChecked(True)

    def set_words(self, key: str, words: str) -> None:
        """Other words on a tab, such as "Plan · draft 2"."""
        self._tabs[key].set_words(words)

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right."""
        self._actions.addWidget(button)

    def _clicked(self, button: QAbstractButton) -> None:
        self.opened.emit(next(key for key, tab in self._tabs.items() if tab is button))


class _Tab(QRadioButton):
    """One tab; arrows go to the next, Tab leaves the row."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self._words = ""
        self.set_words(words)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.updateGeometry)

    def set_words(self, words: str) -> None:
        self._words = words
        self.setText(plain_caption(words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        width = QFontMetrics(look().font("body", strong=True)).horizontalAdvance(self._words)
        return QSize(width + 2 * SMALL, look().tokens.control + GAP + 2)

    def hitButton(self, pos: object) -> bool:  # noqa: N802, ARG002  (Qt's name; all of it is the tab)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setFont(look().font("body", strong=on))
        painter.setPen(look().colour("ink" if on or self.underMouse() else "quiet"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        if on:
            painter.fillRect(self.rect().adjusted(SMALL, self.height() - 3, -SMALL, 0), look().colour("accent"))
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(look().colour("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 5, -2, -6), RADIUS - 2, RADIUS - 2)
        painter.end()
