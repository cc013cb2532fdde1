"""How many exercises a draft gives: two or three, whatever else would suit; five bring a warning with its reason."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import a_plan, an_intake, stretching
from tests.domain.composing.samples import exercise, the_library
from treatplan.domain.drafting.case import Case
from treatplan.domain.intactness import sound_intake
from treatplan.domain.modality import Stretching
from treatplan.domain.plan import Plan
from treatplan.domain.planning import draft
from treatplan.domain.rules import Level
from treatplan.domain.safety import check
from treatplan.exchange.files import read_intake

ORDINARY = sorted((Path(__file__).parents[2] / "cases" / "ordinary").glob("*.intake.json"))
TODAY = date(2026, 11, 25)
TOO_MANY = "X10"
FIVE = ("EX02", "EX05", "EX10", "EX17", "EX20")


@pytest.mark.parametrize("file", ORDINARY, ids=lambda file: file.name)
def test_that_a_draft_gives_two_or_three_and_warns_of_no_more(file: Path) -> None:
    intake = sound_intake(read_intake(file), the_library(), file.name, TODAY)
    plan = draft(intake, the_library(), TODAY)
    assert isinstance(plan, Plan)
    (given,) = [component for component in plan.components if isinstance(component, Stretching)]
    assert 2 <= len(given.exercises) <= 3
    assert not [said for said in given.precautions if the_library().rules[TOO_MANY].text.title in said]


def test_that_the_number_of_exercises_is_what_the_defaults_say() -> None:
    defaults = Case(an_intake(), the_library()).library.defaults
    assert (defaults.stretches_default, defaults.stretches_max) == (2, 3)


@pytest.mark.parametrize(("number", "warned"), [(1, 0), (3, 0), (4, 0), (5, 1)])
def test_that_five_exercises_bring_a_warning_with_its_reason(number: int, warned: int) -> None:
    plan = a_plan(stretching(*(exercise(id_) for id_ in FIVE[:number])))
    found = [finding for finding in check(plan, an_intake(), the_library()) if finding.rule == TOO_MANY]
    assert len(found) == warned
    for finding in found:
        assert finding.level is Level.CAUTION
        assert not finding.blocks
        assert "Fewer exercises are done better" in finding.why
        assert "henry-1999" in finding.sources
        assert [item.detail for item in finding.items] == ["5 exercises"]


def test_that_the_same_exercise_twice_is_one() -> None:
    twice = (*FIVE[:4], FIVE[0])
    plan = a_plan(stretching(*(exercise(id_, item_id=f"e{place}") for place, id_ in enumerate(twice))))
    assert TOO_MANY not in {finding.rule for finding in check(plan, an_intake(), the_library())}
