"""The visits that a course plans, as rows: their number, their day where the plan says enough, and the reviews."""

from treatplan.domain.composing.calendar import course, visit_days
from treatplan.domain.dose import lowest
from treatplan.domain.plan import Regimen
from treatplan.domain.record import PlannedVisit


def planned_visits(regimen: Regimen) -> tuple[PlannedVisit, ...]:
    """One row a visit; none where the plan does not say how many."""
    days = visit_days(regimen, regimen.starts_on) if regimen.starts_on else ()
    phases = course(regimen)
    known = sum(phase.sessions for phase in phases) if phases else lowest(regimen.sessions)
    return tuple(
        PlannedVisit(
            number=number,
            review=number == regimen.review_session,
            on=days[number - 1] if number <= len(days) else None,
        )
        for number in range(1, int(known or 0) + 1)
    )
