"""The search box: says what is typed at once, hands the arrow keys to the list below it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from treatplan.ui.parts.icon import icon
from treatplan.ui.style import look

_LONGEST = 200  # letters; more is no search


class SearchBox(QLineEdit):
    """A line to search with. Esc empties it, Enter takes the best, the arrows walk in the list."""

    searched = Signal(str)  # at each change
    entered = Signal()
    moved = Signal(int)  # +1 down, -1 up

    def __init__(self, name: str, placeholder: str = "") -> None:
        """`name` is what a screen reader says; `placeholder` is shown while the box is empty."""
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder or name)
        self.setMaxLength(_LONGEST)
        self._lens = QAction(self)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._recolour()
        look().changed.connect(self._recolour)
        self.textChanged.connect(self.searched)
        self.returnPressed.connect(self.entered)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.moved.emit(step)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _recolour(self) -> None:
        self._lens.setIcon(icon("search", "quiet"))


class FocusOnType(QObject):
    """Sends letters typed at a list to its search box, so that nobody needs to click into it first."""

    def __init__(self, box: SearchBox, watched: QObject) -> None:
        super().__init__(box)
        self._box = box
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002  (Qt's name)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            if text.isprintable() and text.strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._box.insert(text)
                return True
        return False
