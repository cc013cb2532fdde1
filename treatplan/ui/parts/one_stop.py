"""One stop for Tab for a group of controls; inside it the arrows, Home and End move."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class OneStop(QObject):
    """Makes controls one stop: Tab comes to the one that had the focus last, at the start to the first."""

    def __init__(self, widgets: Iterable[QWidget] = (), *, proxied: QWidget | None = None) -> None:
        """`proxied` is the widget whose focus goes to the stop."""
        super().__init__()
        self._widgets: list[QWidget] = []
        self._proxied = proxied
        self._here: QWidget | None = None
        for widget in widgets:
            self.add(widget)

    @property
    def here(self) -> QWidget | None:
        """Where Tab comes to."""
        return self._here

    def add(self, widget: QWidget) -> None:
        """One more, after the others."""
        self._widgets.append(widget)
        widget.installEventFilter(self)
        widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if self._here is None:
            self._stop_at(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._stop_at(watched)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            return self._moved(watched, event)
        return False

    def _stop_at(self, widget: QWidget) -> None:
        if self._here is not None:
            self._here.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._here = widget
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._proxied is not None:
            self._proxied.setFocusProxy(widget)

    def _moved(self, widget: QWidget, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        able = [one for one in self._widgets if one.isEnabled() and not one.isHidden()]
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            place = 0 if key == Qt.Key.Key_Home else len(able) - 1
        elif key in _STEPS and widget in able:
            sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            mirrored = sideways and widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
            place = able.index(widget) + (-_STEPS[key] if mirrored else _STEPS[key])
        else:
            return False
        if 0 <= place < len(able):
            able[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True
