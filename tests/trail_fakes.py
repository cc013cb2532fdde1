"""The audit in memory: rows in a tuple, and what a test says is wrong with them."""

from collections.abc import Iterable
from typing import Any

from treatplan.domain.audit import Break, Verdict, Wanted
from treatplan.domain.record import AuditRow


class FakeTrail:
    def __init__(self, state: Any) -> None:
        self._state = state

    def rows(self, first: int, count: int) -> tuple[AuditRow, ...]:
        return tuple(row for row in self._state.audit if first <= row.number < first + count)

    def find(self, wanted: Wanted) -> tuple[AuditRow, ...]:
        fits = (row for row in reversed(self._state.audit) if _fits(row, wanted))
        return tuple(fits)[: wanted.most]

    def verify(self) -> Verdict:
        return Verdict(rows=len(self._state.audit), breaks=self._state.breaks)

    def broken(self) -> tuple[int, ...]:
        return tuple(one.first for one in self._state.breaks)

    def hold(self, breaks: Iterable[Break]) -> None:
        assert tuple(breaks) == self._state.breaks

    def settle(self) -> None:
        self._state.breaks = ()


def _fits(row: AuditRow, wanted: Wanted) -> bool:
    return (
        wanted.patient in {None, row.deed.patient}
        and wanted.user in {"", row.login}
        and wanted.action in {"", row.deed.action}
        and (wanted.since is None or row.at >= wanted.since)
        and (wanted.until is None or row.at < wanted.until)
    )
