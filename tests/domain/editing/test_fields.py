"""Editors are drawn from the fields of a value: each is there, says what stands in it, and takes that back."""

from dataclasses import replace

import pytest

from tests.builders import a_plan, electro, needle, needling
from tests.domain.editing.samples import draft
from treatplan.domain.dose import AtLeast, Span
from treatplan.domain.editing.fields import Editable, changed, fields_of, names_of, parse_field, value_at, with_value
from treatplan.domain.errors import Refused
from treatplan.domain.plan import Regimen, all_items


def everything() -> list[Editable]:
    plan = draft()
    return [plan, plan.regimen, *plan.regimen.phases, *plan.components, *all_items(plan)]


def test_that_every_part_of_a_draft_has_fields_that_take_back_what_they_say() -> None:
    for thing in everything():
        for field in fields_of(thing):
            assert parse_field(thing, field.name, field.text) == value_at(thing, field.name), field.name


def test_that_a_field_says_its_kind_unit_choices_and_ends() -> None:
    point = needle("BL23", 20.0)
    fields = {field.name: field for field in fields_of(point)}
    depth, side, felt = fields["depth_mm"], fields["side"], fields["response_sought"]
    assert (depth.kind, depth.unit, depth.text, depth.least, depth.most) == ("number", "mm", "20", 0.5, 150)
    assert (side.kind, side.text, side.choices[:3]) == ("choice", "bilateral", ("left", "right", "bilateral"))
    assert side.choices[-1] == "not_reported"
    assert (felt.kind, felt.text) == ("choices", "")
    assert {type(choice) for choice in side.choices} == {str}


@pytest.mark.parametrize(
    ("depth", "text"), [(Span(low=10.0, high=15.0), "10-15"), (AtLeast(at_least=2.5), "2.5 or more"), (20, "20")]
)
def test_that_a_dose_stands_in_its_field_as_it_would_be_typed(depth: object, text: str) -> None:
    fields = {field.name: field.text for field in fields_of(needle("BL23", depth))}
    assert fields["depth_mm"] == text


def test_that_totals_of_a_course_are_typed_only_where_no_phase_says_them() -> None:
    assert "sessions" not in names_of(draft().regimen)
    assert "phases[1].weeks" in names_of(draft().regimen)
    assert {"sessions", "weeks"} <= set(names_of(Regimen(sessions=Span(low=8, high=12), weeks=8)))


def test_that_what_is_counted_is_no_field() -> None:
    component = draft().components[0]
    assert not {"insertions", "insertions_note", "depth_mm", "modality"} & set(names_of(component))


def test_that_there_is_a_frequency_only_where_there_is_current() -> None:
    assert "electrical.frequency_hz" in names_of(electro(needle("BL23")))
    assert "electrical.frequency_hz" not in names_of(needling(needle("BL23")))


@pytest.mark.parametrize("name", ["code", "because", "phases[9].weeks", "needle.", "", "__class__", "x" * 500, "a b"])
def test_that_another_field_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(Refused, match="is no field that can be changed here"):
        changed(needle("BL23"), name, "1")


def test_that_a_value_deep_inside_is_replaced_and_the_rest_stays() -> None:
    plan = a_plan(needling(needle("BL23")))
    made = with_value(plan, "rationale.reasoning", "New.")
    assert made.rationale.reasoning == "New."
    assert replace(made, rationale=plan.rationale) == plan
    assert plan.rationale.reasoning == ""
