"""A visit begins with what is known, all of it unconfirmed, and with nothing of what is asked today."""

from dataclasses import fields as fields_of_value
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visit_builders import ON, a_visit, no_to_all, plan
from treatplan.domain.intake import Answer, Examination
from treatplan.domain.visit.differences import differences
from treatplan.domain.visit.given import CupMark, GivenNeedle
from treatplan.domain.visit.opening import Before, fields_of, opened, with_marks
from treatplan.domain.visit.visit import AdverseEvent, Carried, Sheet, Visit

PLANS = ["1", "2", "3", "4", "5"]
COPIED = {"needles", "heat", "cups", "exercises", "retention_min", "electrical", "carried"}
KNOWN = {"format", "on", "number", "follows", "home"}


def empty_but_for(visit: Visit, names: set[str]) -> bool:
    blank = Visit(format="treatplan.visit/1", on=visit.on)
    others = {one.name for one in fields_of_value(Visit)} - names
    return all(getattr(visit, name) == getattr(blank, name) for name in others)


@pytest.mark.parametrize("name", PLANS)
def test_that_a_first_visit_is_the_plan_unconfirmed_and_nothing_else(name: str) -> None:
    begun = opened(plan(name), None, ON, 1)
    assert empty_but_for(begun, COPIED | KNOWN)
    assert {mark.field for mark in begun.carried} == set(fields_of(begun))
    assert {(mark.source, mark.confirmed) for mark in begun.carried} == {("plan", False)}
    assert [one for one in differences(plan(name), begun) if one.kind != "left_out"] == []


@pytest.mark.parametrize("name", PLANS)
def test_that_a_later_visit_carries_no_answer_over(name: str) -> None:
    last = a_visit(
        name,
        afresh=no_to_all(fever=Answer.YES),
        red_flags={"RF12.night_sweats": Answer.YES},
        examination=Examination(temperature_c=38.5),
        adverse=(AdverseEvent(kind="bruise", severity="mild"),),
        outcomes=(Sheet(measure="pain_now", values=(4.0,)),),
        note="better",
    )
    begun = opened(plan(name), Before(id=7, visit=last, same_plan=True), ON, 2)
    assert begun.follows == 7
    assert empty_but_for(begun, COPIED | KNOWN)
    assert not any(mark.confirmed for mark in begun.carried)
    assert {mark.field for mark in begun.carried} == set(fields_of(begun))
    assert all(log.days_done is None and log.why_not == "" for log in begun.home)


def test_that_what_was_given_last_time_comes_before_the_plan_without_what_was_seen() -> None:
    first = a_visit()
    deeper = replace(first.needles[0], depth_mm=9.5, note="bruised")
    added = GivenNeedle(item_id="v1", code="ST36")
    marked = tuple(replace(one, mark=CupMark.RED) for one in first.cups)
    last = replace(first, needles=(deeper, *first.needles[1:], added), cups=marked)
    begun = opened(plan(), Before(id=1, visit=last, same_plan=True), ON, 2)
    assert begun.needles[0] == replace(deeper, note="")
    assert begun.needles[-1] == added
    assert all(one.mark is None for one in begun.cups)
    assert Carried(field="needles.v1", source="last_visit") in begun.carried


def test_that_an_amended_plan_goes_before_what_was_given_by_the_old_one() -> None:
    last = replace(a_visit(), needles=(GivenNeedle(item_id="v1", code="ST36"),))
    begun = opened(plan(), Before(id=1, visit=last), ON, 2)
    assert begun.needles == opened(plan(), None, ON, 1).needles
    assert begun.follows == 1


def test_that_days_at_home_are_those_since_the_last_visit() -> None:
    last = replace(a_visit(), on=ON - timedelta(days=14))
    begun = opened(plan(), Before(id=1, visit=last, same_plan=True), ON, 2)
    assert begun.home
    assert all(log.days_planned in {None, 14} or 0 < (log.days_planned or 0) <= 14 for log in begun.home)


def test_that_a_visit_without_a_plan_begins_empty() -> None:
    begun = opened(None, None, ON, 1)
    assert empty_but_for(begun, KNOWN)


@settings(max_examples=60)
@given(st.data())
def test_that_leaving_a_mark_out_confirms_nothing(data: st.DataObject) -> None:
    begun = opened(plan(), None, ON, 1)
    kept = data.draw(st.lists(st.sampled_from(begun.carried), unique=True))
    needles = data.draw(st.lists(st.sampled_from(begun.needles), unique=True))
    edited = replace(begun, carried=tuple(replace(mark, confirmed=True) for mark in kept), needles=tuple(needles))
    made = with_marks(edited, begun)
    told = {mark.field: mark.confirmed for mark in made.carried}
    for field in fields_of(edited):
        assert told[field] == (field in {mark.field for mark in kept})
