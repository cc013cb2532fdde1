"""The head of the page and the course: what the plan rests on, how whole it is, and what follows from its pace."""

from collections.abc import Iterable

from treatplan.domain.completeness import Completeness
from treatplan.domain.composing.calendar import visit_days, weeks_of
from treatplan.domain.course import planned_visits
from treatplan.domain.editing.fields import Field, fields_of
from treatplan.domain.plan import Phase, Plan, Regimen, Status
from treatplan.domain.record import PlanRecord
from treatplan.presenters.plan.items import field_views
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import (
    CourseView,
    HeadView,
    MissingView,
    PhaseView,
    StandardView,
)

_IN_PHASE = "phases["


def head_view(record: PlanRecord, plan: Plan, standards: Iterable[Completeness], telling: Telling) -> HeadView:
    """Diagnosis in words, why, aim, completeness, and what was left out."""
    return HeadView(
        title=_diagnosis(plan, telling),
        reasoning=plan.rationale.reasoning,
        aim=plan.aim,
        why=telling.why(plan.diagnosis.because, plan.rationale.sources),
        status=status_words(record, telling),
        standards=tuple(_standard(one, telling) for one in standards),
        left_out=tuple(_left_out(plan, telling)),
    )


def status_words(record: PlanRecord, telling: Telling) -> str:
    """`Draft 2`; `Released 25 Nov 2026 10:15 by M. Okafor`."""
    if record.status is Status.DRAFT or record.released_at is None:
        return telling.texts.say(f"status.{record.status}", number=record.number)
    when = telling.moment(record.released_at)
    return telling.texts.say("status.released", number=record.number, moment=when, by=record.released_by)


def course_view(plan: Plan, telling: Telling) -> CourseView:
    """Phases, review and first day, with computed totals and days."""
    regimen = plan.regimen
    fields = fields_of(regimen)
    return CourseView(
        meta=_course_meta(regimen, telling),
        phases=tuple(_phase(place, phase, fields, telling) for place, phase in enumerate(regimen.phases)),
        fields=field_views((one for one in fields if not one.name.startswith(_IN_PHASE)), telling),
        lines=tuple(line for line in (_days(regimen, telling), regimen.review_rule) if line),
        why=telling.why(regimen.because, regimen.sources),
    )


def _diagnosis(plan: Plan, telling: Telling) -> str:
    library = telling.library
    patterns = [library.patterns[id_].text.name for id_ in plan.diagnosis.patterns if id_ in library.patterns]
    causes = [library.causes[id_].text.name for id_ in plan.diagnosis.causes if id_ in library.causes]
    said = "; ".join((*patterns, *causes)) or plan.diagnosis.condition or telling.texts.say("diagnosis.none")
    return said[:1].upper() + said[1:]  # content names a cause as it stands within a sentence


def _standard(one: Completeness, telling: Telling) -> StandardView:
    words = telling.texts.say("standard", name=one.name, done=one.done, asked=one.asked)
    missing = tuple(MissingView(modality=one.modality, words=item.name) for item in one.missing)
    return StandardView(words=words, done=one.done, asked=one.asked, modality=one.modality, missing=missing)


def _left_out(plan: Plan, telling: Telling) -> Iterable[str]:
    for left in plan.left_out:
        rule = telling.texts.say("left_out.rule", rule=left.rule) if left.rule else ""
        basis = telling.joined((rule, telling.short_works(left.sources)))
        yield telling.texts.say("left_out.line", text=left.text, basis=basis) if basis else left.text


def _phase(place: int, phase: Phase, fields: Iterable[Field], telling: Telling) -> PhaseView:
    own = [one for one in fields if one.name.startswith(f"{_IN_PHASE}{place}]")]
    return PhaseView(words=_phase_words(phase, telling), fields=field_views(own, telling))


def _phase_words(phase: Phase, telling: Telling) -> str:
    times, weeks, sessions = telling.dose(phase.times), telling.dose(phase.weeks), telling.dose(phase.sessions)
    per = telling.choice(phase.per)
    pace = telling.texts.say("phase.pace", times=times, per=per) if times and per else ""
    long = telling.texts.say("phase.weeks", weeks=weeks) if weeks else ""
    visits = telling.texts.say("phase.visits", sessions=sessions) if sessions else ""
    return telling.joined((pace, long, visits)) or phase.text


def _course_meta(regimen: Regimen, telling: Telling) -> str:
    """`8 visits · 6 weeks · review at visit 4`: what follows from the phases."""
    visits, weeks = len(planned_visits(regimen)), weeks_of(regimen)
    review = regimen.review_session
    return telling.joined(
        (
            telling.texts.count("course.visits", visits) if visits else "",
            telling.texts.count("course.weeks", weeks) if weeks else "",
            telling.texts.say("course.review", visit=review) if review is not None else "",
        )
    )


def _days(regimen: Regimen, telling: Telling) -> str:
    if regimen.starts_on is None:
        return ""
    days = visit_days(regimen, regimen.starts_on)
    if not days:
        return ""
    first, last = telling.day(days[0]), telling.day(days[-1])
    review = regimen.review_session
    if review is not None and 0 < review <= len(days):
        return telling.texts.say("course.days_review", first=first, last=last, review=telling.day(days[review - 1]))
    return telling.texts.say("course.days", first=first, last=last)
