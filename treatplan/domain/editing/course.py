"""Edits of the course. Of visits, pace and weeks of a phase the third follows from two; the totals follow from all.

Where a pace is not said, or is a range, the practitioner's own numbers stand beside each other.
"""

import math
import re
from dataclasses import replace

from treatplan.domain.dose import Absent, AtLeast, Length, Number, Span, highest, lowest
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.course import totals
from treatplan.domain.drafting.frame import aim
from treatplan.domain.editing.fields import changed
from treatplan.domain.editing.shapes import shape_of
from treatplan.domain.editing.typed import refusal, within
from treatplan.domain.library import Library
from treatplan.domain.once import once_per
from treatplan.domain.plan import Phase, Plan, Regimen

_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14, "month": 28}
_WEEK = 7
_IN_PHASE = re.compile(r"phases\[(\d{1,3})\]\.([a-z_]+)")
_PACE = frozenset({"times", "per", "weeks"})
_FAR_YEARS = 10  # a first day further from the intake than this is a slip of the finger


def with_course(plan: Plan, field: str, text: str, case: Case) -> Plan:
    """The plan with one field of its course changed. Raises `Refused` where it can't be so."""
    before = plan.regimen
    after = changed(before, field, text)
    inside = _IN_PHASE.fullmatch(field)
    if inside is not None:
        place, name = int(inside.group(1)), inside.group(2)
        phase = _agreed(before.phases[place], after.phases[place], name, field)
        if name != "text" and phase != before.phases[place] and phase.text in _drafted(case.library):
            phase = replace(phase, text="")  # the draft's words were about the numbers before
        return _with_phases(plan, (*before.phases[:place], phase, *before.phases[place + 1 :]), field)
    if field == "review_session":
        return _reviewed(plan, after, case)
    started = after.starts_on
    if field == "starts_on" and started and abs(started.year - case.intake.taken_on.year) > _FAR_YEARS:
        message = f"is {started}, more than {_FAR_YEARS} years from the intake of {case.intake.taken_on}"
        raise refusal(field, f"{message}; write a day nearer to it")
    if field == "sessions":
        if highest(after.sessions) == 0:
            raise refusal(field, "is 0; it takes at least 1")
        _holds_review(after, field)
    return replace(plan, regimen=after)


def with_one_more(plan: Plan, case: Case) -> Plan:
    """The plan with a phase more: like its last one or, where there is none, like the last of the general start."""
    known = plan.regimen.phases or (case.start.course.phases if case.start.course else ())
    new = replace(known[-1], text="") if known else Phase()
    return _with_phases(plan, (*plan.regimen.phases, new), "phases")


def without_phase(plan: Plan, place: int) -> Plan:
    """The plan without one of its phases; the last one that is left can only be changed."""
    phases = plan.regimen.phases
    if not 0 <= place < len(phases):
        raise refusal("phases", f"has no phase {place + 1}; there are {len(phases)}")
    if len(phases) == 1:
        raise refusal("phases", "has only this phase, and a course needs one; change it instead")
    return _with_phases(plan, (*phases[:place], *phases[place + 1 :]), "phases")


def _with_phases(plan: Plan, phases: tuple[Phase, ...], field: str) -> Plan:
    """The plan with these phases, and with the totals that follow."""
    sessions, weeks = totals(phases)
    for name, total in (("sessions", sessions), ("weeks", weeks)):
        limits = shape_of(Regimen, name).limits
        if limits and isinstance(total, int | float) and total > limits.high:
            unit = "visits" if name == "sessions" else "weeks"
            raise refusal(field, f"makes {total:g} {unit} in all; a course can have {limits.high:g}")
    regimen = replace(plan.regimen, phases=phases, sessions=sessions, weeks=weeks)
    if sessions != plan.regimen.sessions:
        _holds_review(regimen, field)
    return replace(plan, regimen=regimen)


def _agreed(before: Phase, after: Phase, name: str, field: str) -> Phase:
    """The phase in which visits, pace and weeks agree again after one of them was changed."""
    if name == "text" or after == before:
        return after
    if highest(after.sessions) == 0 or highest(after.times) == 0:
        raise refusal(field, "is 0; it takes at least 1")
    made = after
    if name in _PACE:
        sessions = _visits(made)
        made = made if sessions is None else replace(made, sessions=sessions)
    if name == "sessions":
        weeks = _weeks(made)
        made = made if weeks is None else replace(made, weeks=weeks)
    for other, what in (("sessions", "visits"), ("weeks", "weeks")):
        limits = shape_of(Phase, other).limits
        most = highest(getattr(made, other))
        if name != other and limits and most is not None and most > limits.high:
            raise refusal(field, f"makes {most:g} {what}; a course can have {limits.high:g}")
        within(getattr(made, other), shape_of(Phase, other), field)
    return made


@once_per
def _drafted(library: Library) -> frozenset[str]:
    """What drafts say beside the phases of a course."""
    recipes = (*library.causes.values(), *library.patterns.values())
    courses = [course for one in recipes for course in (one.course, *one.other_courses)]
    courses += [onset.course for onset in library.onsets.values()]
    return frozenset(phase.text for course in courses if course for phase in course.phases)


def _visits(phase: Phase) -> Number | None:
    """The visits that a pace makes in the weeks of the phase; None where one of them is not said."""
    ends = [(lowest(phase.times), lowest(phase.weeks)), (highest(phase.times), highest(phase.weeks))]
    if isinstance(phase.per, Absent):
        return None
    days, made = _DAYS_IN[phase.per], []
    for times, weeks in ends:
        if times is None or weeks is None:
            return None
        made.append(math.ceil(round(times * weeks * _WEEK / days, 6)))
    if isinstance(phase.times, AtLeast) or isinstance(phase.weeks, AtLeast):
        return AtLeast(at_least=made[0])
    return made[0] if made[0] == made[1] else Span(low=made[0], high=made[1])


def _weeks(phase: Phase) -> Length | None:
    """The whole weeks that the visits take at a definite pace; None where there is none."""
    if isinstance(phase.per, Absent) or not isinstance(phase.times, int):
        return None
    low, high = lowest(phase.sessions), highest(phase.sessions)
    if low is None or high is None:
        return None
    days = _DAYS_IN[phase.per]
    least, most = (float(max(1, -(-visits * days // (phase.times * _WEEK)))) for visits in (low, high))
    if isinstance(phase.sessions, AtLeast):
        return AtLeast(at_least=least)
    return least if least == most else Span(low=least, high=most)


def _reviewed(plan: Plan, after: Regimen, case: Case) -> Plan:
    """The plan with another review visit, and with the sentences of the draft that name it."""
    old, new = plan.regimen.review_session, after.review_session
    if not new:
        raise refusal("review_session", "is empty; write the number of the visit at which progress is looked at")
    _holds_review(after, "review_session")
    rule = after.review_rule
    if old is not None:
        rule = rule.replace(case.say("review.rule", session=old), case.say("review.rule", session=new))
    ours = old is not None and plan.aim == aim(case, old)
    return replace(plan, aim=aim(case, new) if ours else plan.aim, regimen=replace(after, review_rule=rule))


def _holds_review(regimen: Regimen, field: str) -> None:
    """Refuse a review after the last visit."""
    most, review = highest(regimen.sessions), regimen.review_session
    if most is None or isinstance(regimen.sessions, AtLeast) or review is None or review <= most:
        return
    visits = f"the last of {most:g} visits" if most != 1 else "the only visit"
    if field == "review_session":
        raise refusal(field, f"is {review}, which comes after {visits}; choose a visit up to {most:g}")
    raise refusal(field, f"puts the review (visit {review}) after {visits}; move the review to an earlier visit first")
