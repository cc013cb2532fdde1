"""Every row of the drafting table names its source, and protocols begin with what their rows name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from treatplan.content.check import problems
from treatplan.domain.library import Library
from treatplan.domain.plan import Status
from treatplan.domain.protocol import Combination
from treatplan.domain.recipe import CupChoice


def told(library: Library) -> list[str]:
    return [str(problem) for problem in problems(library, date.max)]


def one_problem(library: Library, *words: str) -> None:
    found = told(library)
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found[0]


def with_(library: Library, shelf: str, id_: str, **fields: Any) -> Library:
    """The library with one thing changed."""
    things = dict(getattr(library, shelf))
    things[id_] = replace(things[id_], **fields)
    changed: dict[str, Any] = {shelf: things}
    return replace(library, **changed)


def row(shipped: Library, **fields: Any) -> Library:
    return with_(shipped, "protocols", "W01-T01", **fields)


@pytest.mark.parametrize(("shelf", "id_"), [("causes", "W03"), ("patterns", "T10"), ("onsets", "recent_injury")])
def test_that_a_row_without_a_source_is_a_problem(shelf: str, id_: str, shipped: Library) -> None:
    found = told(with_(shipped, shelf, id_, sources=(), choice_sources=()))
    assert f"{shelf}/{id_}.toml: sources: is empty; name a source, or app-default for a number of our own" in found
    assert any("no point, exercise or dose of this row has a source" in one for one in found)


@pytest.mark.parametrize(("shelf", "id_"), [("signs", "leg_back"), ("protocols", "W01-T01"), ("published", "kerr2003")])
def test_that_what_protocols_are_made_of_needs_a_source(shelf: str, id_: str, shipped: Library) -> None:
    one_problem(with_(shipped, shelf, id_, sources=()), shelf, "sources: is empty")


@pytest.mark.parametrize(("shelf", "id_"), [("causes", "W03"), ("patterns", "T10"), ("onsets", "unknown")])
def test_that_a_course_without_a_source_is_a_problem(shelf: str, id_: str, shipped: Library) -> None:
    course = getattr(shipped, shelf)[id_].course
    one_problem(with_(shipped, shelf, id_, course=replace(course, sources=())), "course.sources: is empty")
    one_problem(with_(shipped, shelf, id_, course=replace(course, sources=("acp-2017",))), "lacks app-default")


def test_that_a_second_course_needs_its_source_too(shipped: Library) -> None:
    (other,) = shipped.causes["W05"].other_courses
    library = with_(shipped, "causes", "W05", other_courses=(replace(other, sources=()),))
    one_problem(library, "causes/W05.toml", "other_courses[0].sources")


WRONG: dict[str, tuple[Callable[[Combination], dict[str, Any]], str]] = {
    "core point of no row": (lambda _: {"core_local": ("BL23", "BL31")}, "core_local: names BL31, which neither W01"),
    "far point near": (lambda _: {"core_local": ("BL40",)}, "core_local: names BL40"),
    "no such pattern": (lambda _: {"pattern": "T99"}, "pattern: names the pattern 'T99'"),
    "no such cause": (lambda _: {"cause": "W09"}, "cause: names the cause 'W09'"),
    "no such sign": (lambda _: {"signs": ("leg",)}, "signs: names the sign 'leg', which does not exist; near it"),
    "no such exercise": (lambda _: {"stretches": ("EX99",)}, "stretches: names the stretch 'EX99'"),
    "part without source": (lambda _: {"cupping": CupChoice(decision="no")}, "cupping.sources: is empty"),
    "stale words": (lambda one: {"version": one.version + 1}, "the text is stale"),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_that_a_combination_that_leads_nowhere_is_a_problem(wrong: str, shipped: Library) -> None:
    change, message = WRONG[wrong]
    found = told(row(shipped, **change(shipped.protocols["W01-T01"])))
    assert any(message in one and one.startswith("protocols/") for one in found), found


def test_that_a_sign_names_points_and_fields_that_exist(shipped: Library) -> None:
    (test,) = shipped.signs["stress"].when
    one_problem(with_(shipped, "signs", "stress", local=("BL99",)), "signs.toml: stress.local: names the point 'BL99'")
    wrong = replace(test, field="complaint.colour")
    one_problem(with_(shipped, "signs", "stress", when=(wrong,)), "stress.when[0].field")


def test_that_a_published_protocol_stands_under_its_citation(shipped: Library) -> None:
    plan = shipped.published["kerr2003"].plan
    assert plan.citation is not None
    for changed, message in (
        (replace(plan, citation=None), "plan.citation: is missing"),
        (replace(plan, citation=replace(plan.citation, id="kerr")), "plan.citation.id: is 'kerr'"),
        (replace(plan, status=Status.DRAFT), "plan.status: is 'draft'"),
        (replace(plan, for_patient="0" * 16), "plan.for_patient: is filled"),
    ):
        one_problem(with_(shipped, "published", "kerr2003", plan=changed), "published/kerr2003.toml", message)
