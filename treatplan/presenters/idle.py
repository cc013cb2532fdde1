"""When nobody is at the keyboard: the moment at which the window locks by itself."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from treatplan.domain.access import LONGEST_SITTING

_TICK_MS = 1000
_ASLEEP = 30.0  # seconds between two ticks that are not there when the machine is awake


class Idle(QObject):
    """Watches one sitting. `due` says that it must end: untouched for too long, open for too long, or after a sleep.

    A machine that slept shows by the time that passed between two ticks: by its running time, or, where that stood
    still too, by the clock. A clock that somebody set forward looks the same and locks; set back it changes nothing.
    """

    due = Signal()

    def __init__(
        self,
        running: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
        tick: int = _TICK_MS,
    ) -> None:
        super().__init__()
        self._running = running
        self._clock = clock
        self._minutes = 5
        self._begun = self._touched = self._seen = self._clock_seen = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(tick)
        self._timer.timeout.connect(self.look)

    @property
    def watching(self) -> bool:
        return self._timer.isActive()

    def begin(self, minutes: int) -> None:
        """Somebody has unlocked the clinic."""
        self._minutes = minutes
        self._begun = self._touched = self._seen = self._running()
        self._clock_seen = self._clock()
        self._timer.start()

    def allow(self, minutes: int) -> None:
        """So many minutes without a touch, as the clinic has it."""
        self._minutes = minutes

    def touch(self) -> None:
        """A key, a button, a wheel or a finger was used."""
        if self.watching:
            self._touched = self._running()

    def stop(self) -> None:
        """The clinic is locked."""
        self._timer.stop()

    def look(self) -> None:
        """Whether it is time. Told once."""
        if not self.watching:
            return
        now, clock = self._running(), self._clock()
        passed, by_clock = now - self._seen, clock - self._clock_seen
        self._seen, self._clock_seen = now, clock
        slept = passed > _ASLEEP or by_clock - passed > _ASLEEP
        untouched = now - self._touched >= self._minutes * 60
        if slept or untouched or now - self._begun >= LONGEST_SITTING.total_seconds():
            self.stop()
            self.due.emit()
