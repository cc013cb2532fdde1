"""The plan as a table, and the course in words and as a calendar."""

from datetime import date, timedelta

from treatplan.domain.composing.calendar import visit_days, visits_by_week
from treatplan.domain.composing.case import Case
from treatplan.domain.composing.doses import total
from treatplan.domain.composing.front import tone_of
from treatplan.domain.composing.places import how_row, where_row
from treatplan.domain.composing.words import (
    Dose,
    counted,
    day_of_month,
    joined,
    sentences,
    short_date,
)
from treatplan.domain.dose import Absent, highest
from treatplan.domain.leaflet import Jurisdiction
from treatplan.domain.modality import Advice
from treatplan.domain.paper import (
    Block,
    Calendar,
    Day,
    ItemList,
    Paragraph,
    Rich,
    Run,
    Section,
    Subheading,
    Table,
    plain,
)
from treatplan.domain.plan import Phase, Regimen
from treatplan.domain.texts import Texts

_WEEK = timedelta(weeks=1)
_LONGEST_WEEKS = 26  # more rows than this are no help at the kitchen table; the words stand
_WEEKS_ABREAST = 6
_SUNDAY = 7


def plan_section(case: Case) -> Section:
    """What the patient wants, the plan as a table, the course in words, the visits."""
    blocks: list[Block] = []
    if case.intake.goals:
        blocks.append(Paragraph(text=(Run(text=case.texts.say("plan.goals"), bold=True),)))
        blocks.append(ItemList(items=tuple(plain(goal) for goal in case.intake.goals)))
    table = _table(case)
    if table.rows:
        blocks.append(table)
    words = course_words(case.plan.regimen, case.texts)
    calendars = _calendars(case)
    if words or calendars:
        blocks.append(Subheading(text=case.texts.say("plan.visits")))
    if words:
        blocks.append(Paragraph(text=plain(words)))
    blocks += calendars
    return Section(id="plan", heading=case.texts.say("plan.heading"), blocks=tuple(blocks))


def course_words(regimen: Regimen, texts: Texts) -> str:
    """`10 visits: 2 a week for 3 weeks, then 1 a week for 4 weeks.` and when progress is looked at."""
    visits = counted(texts, "course.visits", _sessions(regimen))
    phases = joined(texts, "course.then", (_phase(phase, texts) for phase in regimen.phases))
    says_all = len(regimen.phases) == 1 and _is_bare(regimen.phases[0])
    if visits and phases and not says_all:
        whole = texts.say("course.whole", visits=visits, phases=phases)
    else:
        whole = phases or _over(visits, regimen.weeks, texts)
    parts = [whole, counted(texts, "course.session_minutes", regimen.session_min)]
    if regimen.review_session:
        parts.append(texts.say("course.review", visit=regimen.review_session))
        parts.append(texts.say("course.review_then"))
    return sentences(texts, parts)


def _table(case: Case) -> Table:
    texts = case.texts
    components = [component for component in case.plan.components if not isinstance(component, Advice)]
    rows: list[tuple[Rich, ...]] = []
    for component in components:
        name = (Run(text=texts.say(f"plan.what.{component.modality}"), bold=True),)
        rows.append((name, where_row(component, texts, case.library), plain(how_row(component, texts))))
    return Table(
        header=tuple(texts.say(f"plan.column.{column}") for column in ("what", "where", "how")),
        rows=tuple(rows),
        widths=(0.2, 0.5, 0.3),
        tones=tuple(tone_of(component) for component in components),
    )


def _sessions(regimen: Regimen) -> Dose:
    if highest(regimen.sessions) is not None:
        return regimen.sessions
    return total(phase.sessions for phase in regimen.phases)


def _phase(phase: Phase, texts: Texts) -> str:
    if _is_bare(phase):
        return _over(counted(texts, "course.visits", phase.sessions), phase.weeks, texts)
    pace = counted(texts, f"course.per_{phase.per}", phase.times)
    return " ".join(part for part in (pace, counted(texts, "course.for_weeks", phase.weeks)) if part)


def _is_bare(phase: Phase) -> bool:
    """Whether a phase says its visits but no pace."""
    return isinstance(phase.per, Absent) or highest(phase.times) is None


def _over(visits: str, weeks: Dose, texts: Texts) -> str:
    return " ".join(part for part in (visits, counted(texts, "course.over_weeks", weeks)) if part)


def _calendars(case: Case) -> tuple[Calendar, ...]:
    regimen, texts = case.plan.regimen, case.texts
    counts = visits_by_week(regimen)
    if not any(counts) or len(counts) > _LONGEST_WEEKS:
        return ()
    if regimen.starts_on is None:
        return _by_week(counts, regimen.review_session, texts)
    try:
        visits = {day: number for number, day in enumerate(visit_days(regimen, regimen.starts_on), 1)}
        return (_by_day(visits, regimen.review_session, case.country, texts),)
    except OverflowError:  # a first day at the very end (or beginning) of all dates
        return ()


def _by_week(counts: tuple[int, ...], review: int | None, texts: Texts) -> tuple[Calendar, ...]:
    """A column a week, with its visits counted in words: no day has been agreed yet."""
    cells: list[Day] = []
    before = 0
    for count in counts:
        held = review is not None and before < review <= before + count
        words = texts.count("course.visits", count, amount=count) if count else texts.say("calendar.no_visit")
        cells.append(Day(number=words, marks=(texts.say("calendar.review"),) if held else (), review=held))
        before += count
    heads = [texts.say("week", number=number) for number in range(1, len(counts) + 1)]
    rows = -(-len(cells) // _WEEKS_ABREAST)
    each = -(-len(cells) // rows)
    return tuple(
        Calendar(
            header=tuple(heads[start : start + each]),
            weeks=(tuple(cells[start : start + each]),),
            caption=texts.say("calendar.undated") if start + each >= len(cells) else "",
        )
        for start in range(0, len(cells), each)
    )


def _by_day(visits: dict[date, int], review: int | None, country: Jurisdiction, texts: Texts) -> Calendar:
    """The weeks of the course with their visits; the first day shown and each first of a month name the month."""
    days = week_days(country)
    monday_first = days[0] == 1
    first = min(visits)
    start = first - timedelta(days=(first.isoweekday() - 1) if monday_first else first.isoweekday() % _SUNDAY)
    weeks: list[tuple[Day, ...]] = []
    while start <= max(visits):
        weeks.append(
            tuple(
                _day(start + timedelta(days=offset), visits, review, country, texts, named=not weeks and not offset)
                for offset in range(_SUNDAY)
            )
        )
        start += _WEEK
    return Calendar(
        header=tuple(texts.say(f"weekday.short.{day}") for day in days),
        weeks=tuple(weeks),
        caption=texts.say("calendar.dated"),
    )


def _day(
    day: date, visits: dict[date, int], review: int | None, country: Jurisdiction, texts: Texts, *, named: bool
) -> Day:
    number = short_date(texts, day, country) if named else day_of_month(texts, day, country)
    if day not in visits:
        return Day(number=number)
    is_review = visits[day] == review
    marks = [texts.say("calendar.visit", number=visits[day])]
    if is_review:
        marks.append(texts.say("calendar.review"))
    return Day(number=number, marks=tuple(marks), review=is_review)


def week_days(country: Jurisdiction) -> tuple[int, ...]:
    """ISO weekdays in the order in which the country's calendars show them."""
    monday_first = tuple(range(1, _SUNDAY + 1))
    return (_SUNDAY, *monday_first[:-1]) if country.date_style == "month_first" else monday_first
