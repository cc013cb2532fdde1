"""What happens when the program itself is wrong: the user is told, it is logged, the program goes on.

Nothing here resets anything: what was typed stays in its form, and the form stays unsaved. Neither the words nor the
log hold a traceback, a message or a value: those may quote a patient.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeAlias

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from treatplan.domain.texts import Texts

Tell: TypeAlias = Callable[[str, str, Callable[[], None]], None]

_LOG = logging.getLogger("treatplan.crash")
_NOISE = ("propagateSizeHints",)  # what Qt says on a machine without a screen at each window
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Crash(QObject):
    """Catches what nobody caught, in any slot, timer, event handler or thread."""

    _happened = Signal(str)

    def __init__(self, words: Texts, tell: Tell | None = None) -> None:
        """`tell(title, text, closed)` shows a message and calls `closed` when it is gone; it may be set later."""
        super().__init__()
        self.tell = tell
        self.count = 0  # mistakes since the start
        self._words = words
        self._open = False
        self._hooks: tuple[Any, Any, Any, Any] | None = None
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch from now on, until `remove`."""
        if self._hooks is None:
            before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
            sys.excepthook = self._uncaught
            threading.excepthook = self._in_thread
            sys.unraisablehook = self._unraisable
            self._hooks = (*before, qInstallMessageHandler(_from_qt))

    def remove(self) -> None:
        """Put back what was there before."""
        if self._hooks is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook, handler = self._hooks
            qInstallMessageHandler(handler)
            self._hooks = None

    def report(self, error: BaseException) -> None:
        """Log a mistake and tell the user of it, from any thread. It is told later, by the event loop."""
        self.count += 1
        where = where_of(error)
        _LOG.error("a mistake of the program: %s", where)
        if os.environ.get("TREATPLAN_DEBUG"):
            traceback.print_exception(error)
        self._happened.emit(where)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _in_thread(self, call: threading.ExceptHookArgs) -> None:
        if call.exc_value is not None and not isinstance(call.exc_value, SystemExit):
            self.report(call.exc_value)

    def _unraisable(self, call: "sys.UnraisableHookArgs") -> None:
        if call.exc_value is not None:
            self.report(call.exc_value)

    def _show(self, where: str) -> None:
        """One message at a time: a mistake in a timer must not bury the window."""
        if self._open or self.tell is None:
            return
        self._open = True
        text = "\n\n".join((self._words.say("crash.text"), self._words.say("crash.report", where=where)))
        self.tell(self._words.say("crash.title"), text, self._closed)

    def _closed(self) -> None:
        self._open = False


def where_of(error: BaseException) -> str:
    """The type of an error and where it arose, such as "KeyError at choose, line 12". Never what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _from_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:  # noqa: ARG001  (Qt's signature)
    """Qt's own words become log lines. They name widgets and files of the program, not patients."""
    if not any(noise in message for noise in _NOISE):
        logging.getLogger("treatplan.qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message[:300])
