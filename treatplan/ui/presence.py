"""Sees that somebody is there: keys, buttons, wheel, fingers, in whichever window of the program."""

from collections.abc import Callable
from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from treatplan.ui.parts.text import hide_tips

_SIGNS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Presence(QObject):
    """Calls `seen` at every sign of somebody. It hears what reaches a window, not each widget in it."""

    def __init__(self, app: QGuiApplication, seen: Callable[[], None]) -> None:
        super().__init__(app)
        self._seen = seen
        self._heard: WeakSet[QWindow] = WeakSet()
        app.focusWindowChanged.connect(self._listen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Nothing is kept from whom it is for."""
        if event.type() in _SIGNS:
            self._seen()
        return super().eventFilter(watched, event)

    def _listen(self, window: QWindow | None) -> None:
        if window is not None and window not in self._heard:
            self._heard.add(window)
            window.installEventFilter(self)


def close_all_but(window: QWidget) -> None:
    """Close every dialog, menu and hint of the program but this window: something of a patient may be in it."""
    hide_tips()
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible():
            other.close()
