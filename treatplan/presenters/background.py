"""Long work beside the window: one worker thread, results on the GUI thread, late results dropped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar
from weakref import WeakMethod, ref

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

T = TypeVar("T")

Failed = Callable[[Exception], None]


class Background(Protocol):
    """What presenters and parts need of it; `InlineBackground` of the tests does all of it at once, in place."""

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Do `work` on the worker, then `done(result)` on the GUI thread, or `failed(error)`.

        Work is done one after the other, in the order of the calls. Without `failed` an error goes to the crash
        handler. Where the object whose method `done` is has gone, the result is dropped.
        """

    def latest(self, key: str, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """The same, but only the last call of a `key` counts: for previews, searches, looks at a form."""

    def forget(self, key: str) -> None:
        """Drop what was asked for under a key and has not been told yet."""


class Worker(QObject):
    """The one worker thread. `close()` it before the application ends."""

    busy_changed = Signal(bool)
    _finished = Signal(object)

    def __init__(self, crashed: Failed) -> None:
        """`crashed` is told, on the GUI thread, of errors that nobody asked for."""
        super().__init__()
        self._crashed = crashed
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="treatplan")
        self._newest: dict[str, int] = {}
        self._waiting = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work waits, is being done, or has a result that was not told yet."""
        return self._waiting > 0

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        self._start(work, done, failed, lambda: True)

    def latest(self, key: str, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        number = self._newest[key] = self._newest.get(key, 0) + 1
        self._start(work, done, failed, lambda: self._newest[key] == number)

    def forget(self, key: str) -> None:
        self._newest[key] = self._newest.get(key, 0) + 1

    def close(self) -> None:
        """Let the running work end, drop what waits, tell nothing more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._waiting:
            self._waiting = 0
            self.busy_changed.emit(False)

    def _start(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None, wanted: Callable[[], bool]
    ) -> None:
        if self._closed:
            return
        finish, fail = _lasting(done), None if failed is None else _lasting(failed)

        def deliver_error(error: Exception) -> None:
            if fail is None:
                self._crashed(error)
            else:
                fail(error)

        def job() -> None:
            if not wanted():
                self._finished.emit(lambda: None)
                return
            try:
                result = work()
            except Exception as error:  # noqa: BLE001  (told to the asker or to the crash handler, never lost)
                caught = error
                self._finished.emit(lambda: deliver_error(caught) if wanted() else None)
            else:
                self._finished.emit(lambda: finish(result) if wanted() else None)

        self._waiting += 1
        if self._waiting == 1:
            self.busy_changed.emit(True)
        self._pool.submit(job)

    def _deliver(self, tell: Callable[[], None]) -> None:
        if self._closed:
            return
        try:
            tell()
        finally:
            self._waiting -= 1
            if self._waiting == 0:
                self.busy_changed.emit(False)


def _lasting(told: Callable[[T], None]) -> Callable[[T], None]:
    """A call that does nothing once the object of a bound method is gone, in Python or in Qt."""
    owner = getattr(told, "__self__", None)
    if not isinstance(owner, QObject):
        return told
    method = WeakMethod(told)
    alive = ref(owner)

    def tell(result: T) -> None:
        target, call = alive(), method()
        if target is not None and call is not None and isValid(target):
            call(result)

    return tell
