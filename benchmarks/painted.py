"""Waits until something is really on the screen: a paint after a signal, not the signal."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QWidget

_TOO_LONG = 60_000  # milliseconds after which something is wrong


class _Paint(QObject):
    """Calls `then` once, after the first paint of a widget that comes after `arm`."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__()
        self._then = then
        self._armed = False
        self._widget = widget
        widget.installEventFilter(self)

    def arm(self) -> None:
        self._armed = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if self._armed and event.type() == QEvent.Type.Paint:
            self._armed = False
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._then)  # the filter sees the event before the widget has painted
        return False


def until_painted(widget: QWidget, act: Callable[[], None], ready: SignalInstance | None = None) -> None:
    """Do something, and wait for the first paint of a widget that follows it; where it is given, that follows `ready`.

    Raises `TimeoutError` after a minute.
    """
    loop, late = QEventLoop(), QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    late.start(_TOO_LONG)
    paint = _Paint(widget, lambda: loop.exit(0))
    if ready is None:
        paint.arm()
    else:
        ready.connect(paint.arm)
    act()
    if loop.exec():
        raise TimeoutError(f"{type(widget).__name__} was not painted")
    if ready is not None:
        ready.disconnect(paint.arm)
