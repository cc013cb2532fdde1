"""Each safety rule and red flag against the clinical tables: a case that fires it and a near miss that does not."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cases.reading import (
    Case,
    Row,
    flag_cases,
    flag_ids,
    library,
    plan_of,
    raised_by,
    rule_cases,
    said_of,
    table,
    touched_by,
)
from treatplan.domain.rules import Level

RULE_CASES = rule_cases()
FLAG_CASES = flag_cases()
URGENCIES = {"emergency": Level.EMERGENCY, "urgent": Level.REFER, "gp_review": Level.CAUTION}


def split(cases: Iterable[Case], *, fires: bool) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases if case.fires is fires]


def expected_of(case: Case) -> tuple[str, bool]:
    """Level and overridable as the table has them, or as the case reads them from the words of the row.

    A part split from a row (`E11b`) has the row's; a rule that no row speaks of has to be told by its case.
    """
    row = table().get(case.of) or table().get(case.of.rstrip("abc"))
    level = case.level or (row.level if row else "")
    overridable = row.overridable if case.overridable is None and row else case.overridable
    assert level, f"no row of the table speaks of {case.of}: its case has to say the level"
    assert overridable is not None, f"no row of the table speaks of {case.of}: its case has to say overridable"
    return level, overridable


@pytest.mark.parametrize("case", split(RULE_CASES, fires=True))
def test_that_the_rule_fires_as_its_table_says(case: Case, tmp_path: Path) -> None:
    found = said_of(case, tmp_path)
    assert found, f"{case.of} did not fire: {case.why}"
    assert {(str(finding.level), finding.overridable) for finding in found} == {expected_of(case)}
    touched = touched_by(found, plan_of(case, tmp_path))
    assert set(case.touches) <= touched
    assert not set(case.spares) & touched


@pytest.mark.parametrize("case", split(RULE_CASES, fires=False))
def test_that_the_rule_leaves_a_near_miss_alone(case: Case, tmp_path: Path) -> None:
    found = said_of(case, tmp_path)
    assert not found, f"{case.of} fired on {[item.label for finding in found for item in finding.items]}: {case.why}"


@pytest.mark.parametrize("case", split(FLAG_CASES, fires=True))
def test_that_the_red_flag_is_raised_with_its_urgency(case: Case, tmp_path: Path) -> None:
    found = raised_by(case, tmp_path)
    assert [finding.level for finding in found] == [URGENCIES[case.urgency]], case.why


@pytest.mark.parametrize("case", split(FLAG_CASES, fires=False))
def test_that_the_red_flag_is_not_raised_by_a_near_miss(case: Case, tmp_path: Path) -> None:
    assert raised_by(case, tmp_path) == (), case.why


@pytest.mark.parametrize("id_", sorted({*table(), *library().rules}))
def test_that_a_rule_has_a_case_that_fires_it_and_a_near_miss(id_: str) -> None:
    assert {case.fires for case in RULE_CASES if case.of == id_} == {True, False}


@pytest.mark.parametrize("id_", sorted({*flag_ids(), *library().red_flags}))
def test_that_a_red_flag_has_a_case_that_raises_it_and_a_near_miss(id_: str) -> None:
    assert {case.fires for case in FLAG_CASES if case.of == id_} == {True, False}


def test_that_a_near_miss_differs_in_the_patient_or_in_the_plan_but_not_in_both() -> None:
    firing: defaultdict[str, list[Case]] = defaultdict(list)
    for case in RULE_CASES:
        if case.fires:
            firing[case.of].append(case)
    far = [
        case.name
        for case in RULE_CASES
        if not case.fires
        and not any((case.intake == other.intake) != (case.plan == other.plan) for other in firing[case.of])
    ]
    assert far == []


def test_that_every_case_says_why() -> None:
    assert [case.name for case in (*RULE_CASES, *FLAG_CASES) if not case.why.strip()] == []


@pytest.mark.parametrize(("id_", "row"), table().items())
def test_that_content_holds_the_row_of_the_table(id_: str, row: Row) -> None:
    rule = library().rules[id_]
    assert (str(rule.level), rule.scope, rule.overridable) == (row.level, row.scope, row.overridable)
    assert row.factors <= {*rule.factors}
