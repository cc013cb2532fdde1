"""The clinic's own row in memory."""

from dataclasses import replace
from typing import Any

from tests.people_fakes import NOON
from treatplan.domain.errors import Problem, Stale
from treatplan.domain.record import ClinicInfo, Practice


class FakePractice:
    """Fills `PracticeStore`."""

    def __init__(self, state: Any) -> None:
        self._state = state

    def get(self) -> Practice:
        found: Practice = self._state.practice
        return found

    def change(self, lock: int, practice: Practice) -> Practice:
        if self._state.practice.lock != lock:
            raise Stale(Problem(file="", field="practice", message="was changed meanwhile; look at it again"))
        self._state.practice = replace(practice, lock=lock + 1)
        return self.get()

    def info(self) -> ClinicInfo:
        counts = {"patients": len(self._state.patients), "intakes": len(self._state.intakes)}
        return ClinicInfo(
            practice=self.get(),
            place="memory",
            schema="0001",
            cipher="none",
            engine="fake",
            made_at=NOON,
            counts=counts,
        )
