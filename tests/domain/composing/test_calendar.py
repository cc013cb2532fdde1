"""Which days the visits fall on, and how the course is told in words and as a calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_plan
from tests.domain.composing.samples import TWO_PHASES, made, section, starting, the_texts, words
from treatplan.domain.composing.calendar import visit_days, visits_by_week, weeks_of
from treatplan.domain.composing.plan import course_words
from treatplan.domain.dose import AtLeast, Span
from treatplan.domain.paper import Calendar
from treatplan.domain.plan import Phase, Regimen

MONDAY = date(2026, 11, 30)


def a_course(*phases: Phase, **fields: Any) -> Regimen:
    return Regimen(phases=phases, **fields)


def weekly(times: int, weeks: int, **fields: Any) -> Phase:
    return Phase(times=times, per="week", weeks=weeks, **fields)


def weekdays(regimen: Regimen, first: date) -> str:
    return " ".join(f"{day:%a}" for day in visit_days(regimen, first))


def the_calendars(regimen: Regimen, country: str = "gb") -> list[Calendar]:
    found = section(made(a_plan(regimen=regimen), country=country), "plan").blocks
    return [block for block in found if isinstance(block, Calendar)]


def the_calendar(regimen: Regimen, country: str = "gb") -> Calendar:
    (calendar,) = the_calendars(regimen, country)
    return calendar


# Days


@pytest.mark.parametrize(
    ("first", "times", "days"),
    [
        (0, 1, "Mon Mon"),
        (0, 2, "Mon Thu Mon Thu"),
        (1, 2, "Tue Fri Tue Fri"),
        (3, 2, "Thu Mon Thu Mon"),
        (4, 2, "Fri Mon Fri Mon"),
        (0, 3, "Mon Wed Fri Mon Wed Fri"),
        (5, 2, "Sat Tue Sat Tue"),
        (0, 5, "Mon Tue Wed Thu Fri Mon Tue Wed Thu Fri"),
    ],
)
def test_that_visits_lie_evenly_in_the_week_and_keep_off_the_weekend(first: int, times: int, days: str) -> None:
    assert weekdays(a_course(weekly(times, 2)), MONDAY + timedelta(days=first)) == days


def test_that_each_phase_begins_a_whole_number_of_weeks_after_the_one_before() -> None:
    days = visit_days(TWO_PHASES, MONDAY)
    assert [(day - MONDAY).days for day in days] == [0, 3, 7, 10, 14, 17, 21, 28, 35, 42]


def test_that_a_phase_ends_when_its_visits_are_used_up() -> None:
    assert len(visit_days(a_course(weekly(2, 4, sessions=5)), MONDAY)) == 5


def test_that_weeks_follow_from_visits_and_pace() -> None:
    assert weeks_of(a_course(Phase(sessions=6, times=2, per="week"))) == 3


@pytest.mark.parametrize(
    ("phase", "offsets"),
    [
        (Phase(times=1, per="fortnight", weeks=6), [0, 14, 28]),
        (Phase(times=2, per="month", weeks=8), [0, 14, 28, 42]),
        (Phase(times=1, per="month", weeks=6), [0, 28]),
        (Phase(times=2, per="month", weeks=5), [0, 14, 28]),
    ],
)
def test_that_rarer_visits_keep_their_weekday(phase: Phase, offsets: list[int]) -> None:
    assert [(day - MONDAY).days for day in visit_days(a_course(phase), MONDAY)] == offsets


@pytest.mark.parametrize(
    "phase",
    [
        Phase(sessions=8),
        Phase(times=Span(low=1, high=2), per="week", weeks=4),
        Phase(times=AtLeast(at_least=1), per="week", weeks=4),
        Phase(times=2, per="day", weeks=1),
        Phase(times=8, per="week", weeks=2),
        Phase(times=2, per="week", weeks=3, sessions=9),
        Phase(times=2, per="week", weeks=2.5),
    ],
)
def test_that_no_day_is_guessed_where_a_phase_is_not_definite(phase: Phase) -> None:
    regimen = a_course(weekly(2, 2), phase)
    assert visit_days(regimen, MONDAY) == ()
    assert visits_by_week(regimen) == ()


@given(
    times=st.integers(1, 7),
    weeks=st.integers(1, 12),
    first=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    left_out=st.integers(0, 6),
)
def test_that_days_and_weeks_hold_all_visits(times: int, weeks: int, first: date, left_out: int) -> None:
    sessions = max(0, times * weeks - left_out)
    regimen = a_course(weekly(times, weeks, sessions=sessions))
    days = visit_days(regimen, first)
    assert len(days) == sessions == sum(visits_by_week(regimen))
    assert list(days) == sorted(set(days))
    assert days[:1] in {(), (first,)}
    assert all((day - first).days < weeks * 7 for day in days)


# The calendar


def test_that_visits_are_numbered_and_the_review_is_marked() -> None:
    calendar = the_calendar(starting(date(2026, 12, 1)))
    marked = {day.number: day.marks for week in calendar.weeks for day in week if day.marks}
    assert list(marked.values())[:2] == [("visit 1",), ("visit 2",)]
    reviews = [day for week in calendar.weeks for day in week if day.review]
    assert [(day.number, day.marks) for day in reviews] == [("15", ("visit 5", "review"))]


def test_that_a_calendar_names_each_month_once_and_its_first_day() -> None:
    days = [day.number for week in the_calendar(starting(date(2026, 12, 1))).weeks for day in week]
    assert [number for number in days if not number.isdigit()] == ["30 Nov", "1 Dec", "1 Jan"]


def test_that_weeks_begin_on_sunday_where_the_month_comes_first() -> None:
    calendar = the_calendar(starting(date(2026, 12, 1)), country="us")
    assert calendar.header[0] == "Sun"
    assert calendar.weeks[0][0].number == "Nov 29"
    assert calendar.weeks[0][2].marks == ("visit 1",)


def test_that_a_first_visit_on_sunday_stands_in_its_own_week() -> None:
    sunday = date(2026, 12, 6)
    by_country = {country: the_calendar(starting(sunday), country) for country in ("gb", "us")}
    assert by_country["gb"].weeks[0][6].marks == ("visit 1",)
    assert by_country["us"].weeks[0][0].marks == ("visit 1",)


def test_that_without_a_day_the_visits_of_each_week_are_counted() -> None:
    first, second = the_calendars(TWO_PHASES)
    assert first.header + second.header == tuple(f"Week {number}" for number in range(1, 8))
    weeks = (*first.weeks[0], *second.weeks[0])
    assert [week.number for week in weeks] == ["2 visits"] * 3 + ["1 visit"] * 4
    assert [(week.marks, week.review) for week in weeks].count((("review",), True)) == 1
    assert weeks[2].review
    assert (first.caption, second.caption) == ("", "Dates to be agreed with the clinic.")


@pytest.mark.parametrize(("weeks", "abreast"), [(1, [1]), (6, [6]), (8, [4, 4]), (13, [5, 5, 3])])
def test_that_at_most_six_weeks_stand_side_by_side(weeks: int, abreast: list[int]) -> None:
    assert [len(calendar.header) for calendar in the_calendars(a_course(weekly(1, weeks)))] == abreast


def test_that_a_week_without_a_visit_says_so() -> None:
    calendar = the_calendar(a_course(Phase(times=1, per="fortnight", weeks=4)))
    assert [week.number for week in calendar.weeks[0]] == ["1 visit", "no visit", "1 visit", "no visit"]


@pytest.mark.parametrize("first", [date(9999, 12, 31), date(9999, 12, 1), date(1, 1, 1)])
def test_that_a_first_day_at_the_edge_of_all_dates_is_printed_in_words(first: date) -> None:
    for country in ("gb", "us"):
        assert "10 visits" in words(made(a_plan(regimen=starting(first)), country=country), "plan")


def test_that_a_course_of_a_year_is_told_in_words_only() -> None:
    plan = a_plan(regimen=a_course(weekly(1, 52)))
    assert "1 a week for 52 weeks" in words(made(plan), "plan")
    assert the_calendars(plan.regimen) == []


# Words


@pytest.mark.parametrize(
    ("regimen", "said"),
    [
        (TWO_PHASES, "10 visits: 2 a week for 3 weeks, then 1 a week for 4 weeks."),
        (a_course(weekly(1, 1, sessions=1)), "1 visit: 1 a week for 1 week."),
        (a_course(weekly(1, 4)), "1 a week for 4 weeks."),
        (a_course(Phase(sessions=Span(low=8, high=12), weeks=8)), "8 to 12 visits over 8 weeks."),
        (Regimen(sessions=Span(low=8, high=12), weeks=8), "8 to 12 visits over 8 weeks."),
        (a_course(Phase(sessions=4), weekly(1, 2)), "4 visits, then 1 a week for 2 weeks."),
        (Regimen(sessions=AtLeast(at_least=6)), "At least 6 visits."),
        (Regimen(), ""),
    ],
)
def test_that_the_course_is_said_in_one_sentence(regimen: Regimen, said: str) -> None:
    assert course_words(regimen, the_texts()).split(" Each visit")[0] == said


def test_that_the_review_says_what_may_follow() -> None:
    said = course_words(TWO_PHASES, the_texts())
    assert "Each visit takes about 45 minutes." in said
    assert "At visit 5 we look at your progress with you." in said
    assert "we change the plan, stop, or send you to your doctor" in said
