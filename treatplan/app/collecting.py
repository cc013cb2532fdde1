"""Python's collector, kept on the GUI thread: a timer of Qt's must not be taken down by a worker.

Presenters that are let go, as on locking, are in circles that only the collector clears. Left to itself it runs in
whatever thread happens to make objects.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000


class Collecting(QObject):
    """Clears garbage from a timer of the GUI thread, where Python says that it is due. `stop` gives it back."""

    def __init__(self) -> None:
        super().__init__()
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_EVERY_MS)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def _look(self) -> None:
        """Collect the oldest generation that is due: it takes the younger ones with it."""
        due = [
            age
            for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > most
        ]
        if due:
            gc.collect(due[-1])
