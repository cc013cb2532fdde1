"""On which days the visits of a course fall, where the plan says enough to tell."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from treatplan.domain.dose import Absent, lowest
from treatplan.domain.plan import Phase, Regimen
from treatplan.domain.value import value

_WEEK = 7
_WORKING_DAYS = 5
_WEEKS_IN = {"week": 1, "fortnight": 2, "month": 4}


@value
class PhasePlan:
    """One phase in numbers: `times` visits in each stretch of `every` weeks, `sessions` of them, over `weeks` weeks."""

    times: int
    every: int
    sessions: int
    weeks: int


def course(regimen: Regimen) -> tuple[PhasePlan, ...]:
    """The phases in numbers; empty where one of them is not definite (a range, or not said)."""
    phases = tuple(_definite(phase) for phase in regimen.phases)
    definite = tuple(phase for phase in phases if phase is not None)
    return definite if len(definite) == len(phases) else ()


def weeks_of(regimen: Regimen) -> int | None:
    """How many weeks the course takes at least; None where nothing tells."""
    phases = course(regimen)
    if phases:
        return sum(phase.weeks for phase in phases)
    known = [lowest(regimen.weeks)] if lowest(regimen.weeks) else [lowest(phase.weeks) for phase in regimen.phases]
    given = [weeks for weeks in known if weeks is not None]
    return math.ceil(sum(given)) if given else None


def visit_days(regimen: Regimen, first: date) -> tuple[date, ...]:
    """The days of the visits, evenly over each week from the weekday of the first one, weekends left free."""
    days: list[date] = []
    start = first
    for phase in course(regimen):
        coming = (start + timedelta(days=offset) for offset in _offsets(phase, first.isoweekday()))
        days += [day for day, _ in zip(coming, range(phase.sessions), strict=False)]
        start += timedelta(weeks=phase.weeks)
    return tuple(days)


def visits_by_week(regimen: Regimen) -> tuple[int, ...]:
    """How many visits each week of the course has."""
    monday = date(2001, 1, 1)
    counts = [0] * sum(phase.weeks for phase in course(regimen))
    for day in visit_days(regimen, monday):
        counts[(day - monday).days // _WEEK] += 1
    return tuple(counts)


def _definite(phase: Phase) -> PhasePlan | None:
    times, sessions, weeks = _whole(phase.times), _whole(phase.sessions), _whole(phase.weeks)
    every = _WEEKS_IN.get(phase.per) if not isinstance(phase.per, Absent) else None
    if times is None or every is None or not times or times > (_WEEK if every == 1 else every):
        return None
    if weeks is None:
        weeks = -(-sessions * every // times) if sessions is not None else None
    if weeks is None:
        return None
    most = sum(start + week < weeks for start in range(0, weeks, every) for week in _weeks(times, every))
    if sessions is not None and sessions > most:
        return None  # more visits than the pace allows: the words of the plan stand, days would be guessed
    return PhasePlan(times=times, every=every, sessions=most if sessions is None else sessions, weeks=weeks)


def _whole(number: object) -> int | None:
    return int(number) if isinstance(number, int | float) and number == int(number) else None


def _offsets(phase: PhasePlan, weekday: int) -> Iterator[int]:
    """Days from the start of the phase to each of its visits."""
    days = _spread(phase.times, weekday) if phase.every == 1 else (0,) * phase.times
    for start in range(0, phase.weeks, phase.every):
        for week, day in zip(_weeks(phase.times, phase.every), days, strict=True):
            if start + week < phase.weeks:
                yield (start + week) * _WEEK + day


def _weeks(times: int, every: int) -> tuple[int, ...]:
    """In which of some weeks the visits lie: all in the one, or spread over several."""
    return tuple(turn * every // times if every > 1 else 0 for turn in range(times))


def _spread(times: int, weekday: int) -> tuple[int, ...]:
    """Offsets in a week that lie as far apart as may be; Saturday and Sunday are used only where there is need."""
    working = [day for day in range(_WEEK) if (weekday - 1 + day) % _WEEK < _WORKING_DAYS]
    allowed = working if weekday <= _WORKING_DAYS and times <= _WORKING_DAYS else list(range(_WEEK))
    choices = ((0, *rest) for rest in combinations([day for day in allowed if day], times - 1))
    return min(choices, key=lambda days: (-_closest(days), sum(gap * gap for gap in _gaps(days)), days))


def _gaps(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(after - before for before, after in zip(days, (*days[1:], _WEEK), strict=True))


def _closest(days: tuple[int, ...]) -> int:
    return min(_gaps(days))
