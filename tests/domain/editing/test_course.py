"""Edits of the course: visits, pace and weeks agree, totals follow, the review lies within."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import TODAY, a_plan
from tests.domain.editing.samples import change_course, draft, edited, plain, refused
from treatplan.domain.composing.calendar import course, visits_by_week
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.editing.edits import AddPhase, ChangePlan, Edit, RemovePhase
from treatplan.domain.plan import Phase, Plan, Regimen

TWICE = Phase(sessions=4, times=2, per="week", weeks=2.0)


def one_phase(phase: Phase = TWICE, **fields: object) -> Plan:
    return a_plan(regimen=Regimen(phases=(phase,), **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "phase"),
    [
        ("weeks", "3", Phase(sessions=6, times=2, per="week", weeks=3.0)),
        ("weeks", "1.5", Phase(sessions=3, times=2, per="week", weeks=1.5)),
        ("weeks", "2-3", Phase(sessions=Span(low=4, high=6), times=2, per="week", weeks=Span(low=2.0, high=3.0))),
        ("weeks", "3 or more", Phase(sessions=AtLeast(at_least=6), times=2, per="week", weeks=AtLeast(at_least=3.0))),
        ("weeks", "", Phase(sessions=4, times=2, per="week")),
        ("times", "3", Phase(sessions=6, times=3, per="week", weeks=2.0)),
        ("times", "1-2", Phase(sessions=Span(low=2, high=4), times=Span(low=1, high=2), per="week", weeks=2.0)),
        ("per", "day", Phase(sessions=28, times=2, per="day", weeks=2.0)),
        ("per", "fortnight", Phase(sessions=2, times=2, per="fortnight", weeks=2.0)),
        ("per", "month", Phase(sessions=1, times=2, per="month", weeks=2.0)),
        ("sessions", "7 visits", Phase(sessions=7, times=2, per="week", weeks=4.0)),
        ("sessions", "6-8", Phase(sessions=Span(low=6, high=8), times=2, per="week", weeks=Span(low=3.0, high=4.0))),
        ("sessions", "6+", Phase(sessions=AtLeast(at_least=6), times=2, per="week", weeks=AtLeast(at_least=3.0))),
        ("text", "Mondays and Thursdays.", replace(TWICE, text="Mondays and Thursdays.")),
    ],
)
def test_that_the_third_of_visits_pace_and_weeks_follows(field: str, text: str, phase: Phase) -> None:
    plan = edited(one_phase(), change_course(f"phases[0].{field}", text))
    assert plan.regimen.phases == (phase,)


@pytest.mark.parametrize("times", ["1", "2", "3"])
@pytest.mark.parametrize("per", ["week", "fortnight", "month"])
@pytest.mark.parametrize("weeks", ["2", "3", "4", "7"])
def test_that_the_visits_are_those_that_the_calendar_draws(times: str, per: str, weeks: str) -> None:
    edits = [
        change_course(f"phases[0].{field}", text) for field, text in (("times", times), ("per", per), ("weeks", weeks))
    ]
    regimen = edited(one_phase(), *edits).regimen
    if course(regimen):
        assert sum(visits_by_week(regimen)) == regimen.phases[0].sessions == regimen.sessions


def test_that_totals_follow_the_phases() -> None:
    plan = edited(draft(), change_course("phases[0].weeks", "3"))
    assert (plan.regimen.sessions, plan.regimen.weeks) == (10, 7.0)
    assert plan.regimen.phases[0].text == ""  # its words spoke of the numbers before
    assert plan.regimen.phases[1] == draft().regimen.phases[1]
    own = edited(draft(), change_course("phases[0].text", "Mondays."), change_course("phases[0].weeks", "3"))
    assert own.regimen.phases[0].text == "Mondays."
    open_end = edited(draft(), change_course("phases[0].sessions", "4-6"))
    assert open_end.regimen.sessions is Absent.NOT_REPORTED


def test_that_a_pace_that_is_not_said_leaves_the_numbers_alone() -> None:
    bare = one_phase(Phase(sessions=8, weeks=8.0))
    assert edited(bare, change_course("phases[0].weeks", "4")).regimen.phases == (Phase(sessions=8, weeks=4.0),)
    assert edited(bare, change_course("phases[0].sessions", "4")).regimen.phases == (Phase(sessions=4, weeks=8.0),)


def test_that_phases_are_added_like_the_last_and_removed() -> None:
    plan = edited(draft(), AddPhase())
    first, last = draft().regimen.phases
    assert plan.regimen.phases == (first, last, replace(last, text=""))
    assert (plan.regimen.sessions, plan.regimen.weeks) == (12, 10.0)
    assert edited(plan, RemovePhase(place=2)) == draft()
    assert edited(draft(), RemovePhase(place=0)).regimen.phases == (last,)
    assert edited(a_plan(), AddPhase()).regimen.phases[0].per == "week"  # as in the general start


def test_that_another_review_is_told_in_the_aim_and_the_rule_of_the_draft() -> None:
    plan = edited(draft(), change_course("review_session", "6"))
    assert plan.regimen.review_session == 6
    assert plan.aim.endswith("Looked at on visit 6.")
    assert plan.regimen.review_rule.startswith("At visit 6, ask pain")
    assert edited(plan, change_course("review_session", "4")) == draft()


def test_that_own_words_about_the_review_stay() -> None:
    own = edited(draft(), ChangePlan(field="aim", text="Walk."), change_course("review_rule", "Ask at visit 4."))
    after = edited(own, change_course("review_session", "5"))
    assert (after.aim, after.regimen.review_rule) == ("Walk.", "Ask at visit 4.")


def test_that_the_first_day_is_typed_and_taken_away() -> None:
    plan = edited(draft(), change_course("starts_on", "30/11/2026"))
    assert plan.regimen.starts_on == date(2026, 11, 30)
    assert edited(plan, change_course("starts_on", "")) == draft()


def test_that_a_course_without_phases_has_its_totals_typed() -> None:
    trial = a_plan(regimen=Regimen(sessions=8))
    after = edited(trial, change_course("sessions", "8-12"), change_course("weeks", "8"))
    assert after.regimen == Regimen(sessions=Span(low=8, high=12), weeks=8.0)


@pytest.mark.parametrize(
    ("edit", "field", "hint"),
    [
        (change_course("phases[0].sessions", "0"), "phases[0].sessions", "at least 1"),
        (change_course("phases[0].times", "0"), "phases[0].times", "at least 1"),
        (change_course("phases[0].weeks", "104"), "phases[0].weeks", "makes 208 visits; a course can have 100"),
        (change_course("phases[1].sessions", "98"), "phases[1].sessions", "makes 102 visits in all"),
        (change_course("phases[2].weeks", "1"), "phases[2].weeks", "no field"),
        (change_course("phases[0].sessions", "2.5"), "phases[0].sessions", "whole number"),
        (change_course("sessions", "12"), "sessions", "no field"),
        (change_course("review_session", "9"), "review_session", "choose a visit up to 8"),
        (change_course("review_session", "0"), "review_session", "write the number"),
        (change_course("review_session", ""), "review_session", "write the number"),
        (change_course("starts_on", "30/11/2062"), "starts_on", "more than 10 years"),
        (change_course("starts_on", "0001-01-01"), "starts_on", "more than 10 years"),
        (RemovePhase(place=2), "phases", "there are 2"),
        (RemovePhase(place=-1), "phases", "there are 2"),
    ],
)
def test_that_a_course_that_can_not_be_is_refused(edit: Edit, field: str, hint: str) -> None:
    problem = refused(draft(), edit)
    assert problem.field == field
    assert hint in problem.message


def test_that_no_review_is_left_behind_the_last_visit() -> None:
    late = edited(draft(), change_course("review_session", "7"))
    for edit in (RemovePhase(place=0), change_course("phases[1].weeks", "2")):
        assert "move the review to an earlier visit first" in refused(late, edit).message
    assert edited(late, change_course("session_min", "30")).regimen.session_min == 30


def test_that_the_only_phase_is_changed_and_not_removed() -> None:
    assert "a course needs one" in refused(one_phase(), RemovePhase(place=0)).message


def test_that_a_day_before_the_intake_is_no_slip() -> None:
    assert plain().taken_on == TODAY
    assert edited(draft(), change_course("starts_on", "2026-11-01")).regimen.starts_on == date(2026, 11, 1)
