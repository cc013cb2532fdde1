"""How complete a plan is by the standard of each modality."""

from dataclasses import replace

import pytest

from tests.builders import a_library
from treatplan.domain.completeness import completeness
from treatplan.domain.dose import Absent, Span
from treatplan.domain.library import Library
from treatplan.domain.modality import Advice, NeedlePoint, Needling
from treatplan.domain.places import Side
from treatplan.domain.plan import Control, Plan
from treatplan.domain.standard import Standard, StandardItem


def item(id_: str, *fields: tuple[str, ...], need: str = "plan", verified: bool = True) -> StandardItem:
    return StandardItem(id=id_, name=id_, fields=fields, need="visit" if need == "visit" else "plan", verified=verified)


def a_standard(*items: StandardItem) -> Library:
    standard = Standard(id="s", name="Standard", modality="needling", items=items, sources=())
    return replace(a_library(), standards={"s": standard})


def a_plan(**fields: object) -> Plan:
    return replace(Plan(format="treatplan.plan/1", components=(Needling(), Advice())), **fields)  # type: ignore[arg-type]


def point(**fields: object) -> NeedlePoint:
    return replace(NeedlePoint(item_id="a", code="BL23"), **fields)  # type: ignore[arg-type]


def test_that_a_field_left_as_not_reported_is_missing() -> None:
    (found,) = completeness(a_plan(), a_standard(item("2f", ("component.retention_min",))))
    assert (found.done, found.asked, [missing.id for missing in found.missing]) == (0, 1, ["2f"])


def test_that_a_range_counts_as_reported() -> None:
    plan = a_plan(components=(Needling(retention_min=Span(low=20.0, high=30.0)),))
    (found,) = completeness(plan, a_standard(item("2f", ("component.retention_min",))))
    assert (found.done, found.asked) == (1, 1)


def test_that_what_is_not_applicable_is_not_asked() -> None:
    standard = a_standard(item("6a", ("control.rationale",)))
    assert completeness(a_plan(), standard)[0].asked == 0
    reported = a_plan(control=Control(rationale=Absent.NOT_REPORTED))
    assert completeness(reported, standard)[0].asked == 1


def test_that_what_only_a_visit_can_answer_is_not_asked() -> None:
    (found,) = completeness(a_plan(), a_standard(item("7b", ("aim",), need="visit")))
    assert (found.done, found.asked) == (0, 0)


@pytest.mark.parametrize(("sides", "done"), [((Side.LEFT, Side.RIGHT), 1), ((Side.LEFT, Absent.NOT_REPORTED), 0)])
def test_that_every_point_must_have_its_side(sides: tuple[Side | Absent, ...], done: int) -> None:
    plan = a_plan(components=(Needling(points=tuple(point(side=side) for side in sides)),))
    (found,) = completeness(plan, a_standard(item("2b", ("component.points[].side",))))
    assert found.done == done


def test_that_no_points_at_all_are_a_gap_not_a_pass() -> None:
    assert completeness(a_plan(), a_standard(item("2b", ("component.points[].side",))))[0].done == 0


def test_that_one_of_several_ways_to_answer_is_enough_but_all_fields_of_a_way_are_needed() -> None:
    standard = a_standard(item("2g", ("component.needle.diameter_mm", "component.needle.length_mm"), ("aim",)))
    plan = a_plan(aim="")
    half = replace(plan, components=(Needling(needle=replace(Needling().needle, length_mm=40.0)),))
    assert completeness(half, standard)[0].done == 0
    assert completeness(replace(half, aim="ease pain"), standard)[0].done == 1


def test_that_unverified_items_are_named() -> None:
    (found,) = completeness(a_plan(), a_standard(item("2e", ("aim",), verified=False)))
    assert found.unverified == ("2e",)


def test_that_advice_alone_has_no_standard() -> None:
    assert completeness(a_plan(components=(Advice(),)), a_standard(item("1", ("aim",)))) == ()
