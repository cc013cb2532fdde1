"""Two versions of one thing: every difference is found, each side can be had whole, and nobody's change is dropped."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person
from treatplan.domain.differing import NOTHING, differences, merged
from treatplan.domain.dose import Span
from treatplan.domain.intake import Answer, FactorAnswer, Intake
from treatplan.domain.modality import NeedlePoint, Needling
from treatplan.domain.plan import Phase, Plan, Regimen

ANA = a_person()
BASE = an_intake()


def changed(mine: Any, theirs: Any, base: Any = None) -> dict[str, str]:
    return {".".join(one.path): one.changed for one in differences(mine, theirs, base)}


def needling(*points: NeedlePoint) -> Plan:
    return replace(a_plan(), components=(Needling(points=points),))


def point(id_: str, code: str = "BL60", **given: Any) -> NeedlePoint:
    return NeedlePoint(item_id=id_, code=code, **given)


A, B, C = point("a"), point("b", "BL40"), point("c", "GV4")


def test_that_the_same_version_differs_nowhere() -> None:
    assert differences(BASE, an_intake()) == ()
    assert differences(ANA, a_person()) == ()


def test_that_what_one_changed_is_told_from_what_both_did() -> None:
    mine, theirs = replace(ANA, phone="1", given_name="Anne"), replace(ANA, family_name="Li", given_name="Anna")
    assert changed(mine, theirs, ANA) == {"given_name": "both", "family_name": "theirs", "phone": "mine"}


def test_that_without_a_common_start_nobody_is_said_to_have_changed_it_alone() -> None:
    assert changed(replace(ANA, phone="1"), ANA) == {"phone": "both"}


def test_that_answers_are_compared_one_by_one() -> None:
    mine = replace(BASE, red_flags={"RF01.bladder": Answer.YES, "RF02.x": Answer.NO})
    theirs = replace(BASE, red_flags={"RF01.bladder": Answer.NO, "RF03.y": Answer.NO})
    found = {one.path: (one.mine, one.theirs) for one in differences(mine, theirs)}
    assert found == {
        ("red_flags", "RF01.bladder"): (Answer.YES, Answer.NO),
        ("red_flags", "RF03.y"): (NOTHING, Answer.NO),
        ("red_flags", "RF02.x"): (Answer.NO, NOTHING),
    }


def test_that_a_factor_is_compared_by_what_it_says() -> None:
    mine = replace(BASE, factors={"warfarin": FactorAnswer(answer=Answer.YES, note="daily")})
    theirs = replace(BASE, factors={"warfarin": FactorAnswer(answer=Answer.YES, asked_on=date(2026, 11, 1))})
    assert list(changed(mine, theirs)) == ["factors.warfarin.asked_on", "factors.warfarin.note"]


def test_that_items_are_compared_by_their_ids_wherever_they_stand() -> None:
    mine, theirs = needling(A, B), needling(C, A, replace(B, direction="up"))
    assert changed(mine, theirs, needling(A, B)) == {
        "components.needling.points.c": "theirs",
        "components.needling.points.b.direction": "theirs",
    }


def test_that_what_both_added_and_took_out_comes_together() -> None:
    mine, theirs = needling(A, point("d", "GB30")), needling(A, B, C)
    both = merged(mine, theirs, {("components", "needling", "points", "d"), ("components", "needling", "points", "b")})
    assert both == needling(A, point("d", "GB30"), C)


def test_that_another_order_is_a_difference_of_the_whole_list() -> None:
    assert list(changed(needling(A, B), needling(B, A))) == ["components.needling.points"]


def test_that_two_items_of_one_id_are_not_taken_for_one() -> None:
    mine = needling(A, point("a", "BL40"))
    assert list(changed(mine, needling(A))) == ["components.needling.points"]
    assert merged(mine, needling(A), {("components", "needling", "points")}) == mine


def test_that_a_range_is_never_made_of_two_halves() -> None:
    mine, theirs = (
        needling(point("a", depth_mm=Span(low=10, high=15))),
        needling(point("a", depth_mm=Span(low=20, high=25))),
    )
    assert list(changed(mine, theirs)) == ["components.needling.points.a.depth_mm"]


def test_that_phases_which_nothing_tells_apart_are_one_thing() -> None:
    mine = replace(a_plan(), regimen=Regimen(phases=(Phase(sessions=3), Phase(sessions=4))))
    theirs = replace(a_plan(), regimen=Regimen(phases=(Phase(sessions=3),)))
    assert list(changed(mine, theirs)) == ["regimen.phases"]


ANSWERS = st.dictionaries(st.sampled_from(["RF01.a", "RF01.b", "RF02.a", "<x>"]), st.sampled_from(Answer))
INTAKES = st.builds(
    lambda flags, medicines, tongue, week, note: replace(
        BASE,
        red_flags=flags,
        medicines=tuple(medicines),
        tongue=tongue,
        taken_on=date(2026, 1, week),
        complaint=replace(BASE.complaint, note=note),
    ),
    ANSWERS, st.lists(st.text(max_size=3), max_size=2), st.text(max_size=2), st.integers(1, 3), st.text(max_size=2),
)  # fmt: skip
POINTS = st.lists(st.sampled_from([A, B, C, replace(A, direction="up"), replace(B, code="GV3")]), max_size=4)
PLANS = st.builds(lambda points, aim: replace(needling(*points), aim=aim), POINTS, st.sampled_from(["", "Sleep"]))


@given(st.one_of(st.tuples(INTAKES, INTAKES), st.tuples(PLANS, PLANS)))
def test_that_each_side_can_be_had_whole(both: tuple[Any, Any]) -> None:
    mine, theirs = both
    paths = {one.path for one in differences(mine, theirs)}
    assert merged(mine, theirs, ()) == theirs
    assert differences(merged(mine, theirs, paths), mine) == ()
    assert (paths == set()) == (mine == theirs)


@given(st.one_of(st.tuples(INTAKES, INTAKES, INTAKES), st.tuples(PLANS, PLANS, PLANS)), st.data())
def test_that_any_choice_has_each_difference_from_its_side_and_no_other(three: tuple[Any, Any, Any], data: Any) -> None:
    mine, theirs, base = three
    found = differences(mine, theirs, base)
    taken = {one.path for one in found if data.draw(st.booleans())}
    made = merged(mine, theirs, taken)
    assert {one.path for one in differences(made, theirs)} == taken
    assert {one.path for one in differences(made, mine)} == {one.path for one in found} - taken


@pytest.mark.parametrize("text", ["<b>", "O'Neil", "李伟", "\u202e", ""])
def test_that_any_text_is_carried_as_it_is(text: str) -> None:
    mine: Intake = replace(BASE, tongue=text or "x", red_flag_notes={text: text})
    assert merged(mine, BASE, {one.path for one in differences(mine, BASE)}) == mine
