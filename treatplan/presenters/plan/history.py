"""Undo and redo: the plans as they were, each with the words of what was done to it.

Values are frozen, so a step back is the very plan of before.
"""

from treatplan.domain.plan import Plan
from treatplan.domain.value import value

MOST = 200  # steps that are remembered


@value
class Step:
    """A plan as it was, and what was done to it next."""

    plan: Plan
    words: str


class History:
    """What can be undone and done again."""

    def __init__(self) -> None:
        self._back: list[Step] = []
        self._forth: list[Step] = []

    @property
    def undo_words(self) -> str:
        """What `undo` would take back; "" where there is nothing."""
        return self._back[-1].words if self._back else ""

    @property
    def redo_words(self) -> str:
        return self._forth[-1].words if self._forth else ""

    def did(self, before: Plan, words: str) -> None:
        """Remember the plan of before an edit."""
        self._back.append(Step(plan=before, words=words))
        del self._back[:-MOST]
        self._forth.clear()

    def undo(self, now: Plan) -> Plan:
        """The plan of before the last step; `now` where there was none."""
        return self._swap(self._back, self._forth, now)

    def redo(self, now: Plan) -> Plan:
        return self._swap(self._forth, self._back, now)

    def clear(self) -> None:
        self._back.clear()
        self._forth.clear()

    @staticmethod
    def _swap(source: list[Step], target: list[Step], now: Plan) -> Plan:
        if not source:
            return now
        step = source.pop()
        target.append(Step(plan=now, words=step.words))
        return step.plan
