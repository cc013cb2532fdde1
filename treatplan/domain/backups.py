"""Backups: what is known of one, which may go when newer ones have come, how long ago the last one was.

Only a backup that was opened again and compared counts here: a failed one never takes the place of a good one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from treatplan.domain.value import value

FEWEST = 3
"""So many of the newest always stay."""

_LEVELS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (16, lambda at: (at.date(), at.hour, at.minute // 30)),
    (14, lambda at: at.date()),
    (8, lambda at: at.isocalendar()[:2]),
    (24, lambda at: (at.year, at.month)),
)
_AMBER = timedelta(days=1)
_RED = timedelta(days=3)
_CLOCK_MAY_BE_OFF = timedelta(hours=1)
_WEEKEND = 5  # the first day of it


@value
class ProvenFile:
    """A backup file that was opened again and found whole. `made_at` is the moment that it holds."""

    made_at: datetime
    folder: str
    name: str
    size: int
    sha256: str


@value
class BackupRow:
    """The same as the clinic wrote it down."""

    id: int
    proven_at: datetime
    file: ProvenFile


@value
class Restored:
    """That the clinic was put back: what was written between `made_at` and `at` may be missing."""

    at: datetime
    made_at: datetime


@value
class BackupSeen:
    """A backup file as it was found. `problem` says what is wrong with it; then only the name is to be believed."""

    folder: str
    name: str
    problem: str = ""
    made_at: datetime | None = None
    program: str = ""
    schema: str = ""
    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@value
class PutBack:
    """What was put back, from when it is, and the clinic that was there before, which is kept (`kept`: its file)."""

    place: str
    restored: Restored
    kept: str = ""
    brought_up: str = ""  # the older schema that it was brought up from
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Freshness(StrEnum):
    """How the last proven backup stands: fine, after a working day amber, after three red; `never` is red too."""

    FRESH = "fresh"
    STALE = "stale"
    OLD = "old"
    NEVER = "never"


@value
class BackupStatus:
    """What is always to be seen. `away`: the last proven file is not where it was written; its disk may be put away."""

    freshness: Freshness
    made_at: datetime | None = None
    proven_at: datetime | None = None
    folder: str = ""
    name: str = ""
    age_min: int = 0
    away: bool = False


def working_time(since: datetime, until: datetime) -> timedelta:
    """The time between two moments without Saturdays and Sundays, by the days of their own zone. Never negative."""
    passed, at = timedelta(0), since
    while at < until:
        midnight = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        end = min(midnight, until)
        if at.weekday() < _WEEKEND:
            passed += end - at
        at = end
    return passed


def freshness(made_at: datetime | None, now: datetime) -> Freshness:
    """How a proven backup of this moment stands now. A clock that stands well before it says nothing: amber."""
    if made_at is None:
        return Freshness.NEVER
    if now < made_at - _CLOCK_MAY_BE_OFF:
        return Freshness.STALE
    age = working_time(made_at, now)
    if age > _RED:
        return Freshness.OLD
    return Freshness.STALE if age > _AMBER else Freshness.FRESH


def to_remove(proven: Sequence[BackupRow]) -> tuple[BackupRow, ...]:
    """Which of these may go; all of them are there, and whole. In the order in which they were made.

    Of each half hour, day, week and month that has one, the last stays, for so many of them as `_LEVELS` says. It
    counts backups and no time, so that neither a holiday nor a clock that jumps ahead takes anything away. While the
    clock stands before an older backup, nothing goes.
    """
    rows = sorted(proven, key=lambda row: row.id)
    if rows and rows[-1].file.made_at < max(row.file.made_at for row in rows) - _CLOCK_MAY_BE_OFF:
        return ()
    keep = {row.id for row in rows[-FEWEST:]}
    for most, bucket_of in _LEVELS:
        kept: dict[object, int] = {}
        for row in reversed(rows):
            kept.setdefault(bucket_of(row.file.made_at), row.id)
        keep |= set(list(kept.values())[:most])
    return tuple(row for row in rows if row.id not in keep)


def asks_anew(restored: Restored | None, last_asked: datetime | None) -> bool:
    """Whether a patient's safety facts are to be asked before anything is done: they may have changed unseen.

    `last_asked` is when they were asked the last time, as far as the record knows.
    """
    return restored is not None and (last_asked is None or last_asked < restored.at)
