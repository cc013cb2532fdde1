"""Planned beside given: what was left out, added, changed; and whether the course is to be looked at."""

from dataclasses import replace
from typing import Any

import pytest

from tests.visit_builders import ON, REASON, a_visit, intake, library, plan
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.errors import Refused
from treatplan.domain.intake import Answer
from treatplan.domain.modality import Needling, PointRule
from treatplan.domain.plan import Plan, Regimen
from treatplan.domain.visit.differences import differences, fits
from treatplan.domain.visit.given import GivenExercise, GivenNeedle
from treatplan.domain.visit.reviewing import review_due
from treatplan.domain.visit.soundness import sound_visit
from treatplan.domain.visit.visit import Afresh, Carried, Review, Sheet, Visit


def kinds(visit: Visit, of: Plan | None = None) -> set[tuple[str, str, str]]:
    return {(one.item_id, one.kind, one.field) for one in differences(of or plan(), visit)}


def test_that_a_visit_as_planned_differs_in_nothing() -> None:
    tender = GivenNeedle(item_id="v1", by_rule="needling.ashi", place="left of L4")
    assert differences(plan(), replace(a_visit(), needles=(*a_visit().needles, tender))) == ()
    assert [one.item_id for one in differences(plan(), a_visit())] == ["needling.ashi"]


def test_that_each_difference_is_told_once() -> None:
    visit = a_visit()
    first, second, *rest = visit.needles
    changed = replace(
        visit,
        needles=(replace(second, depth_mm=80), *rest, GivenNeedle(item_id="v1", code="ST36")),
        retention_min=3,
    )
    assert kinds(changed) >= {
        (first.item_id, "left_out", ""),
        (second.item_id, "changed", "depth_mm"),
        ("v1", "added", ""),
        ("", "changed", "retention_min"),
        ("needling.ashi", "left_out", ""),
    }
    assert len(differences(plan(), changed)) == len(kinds(changed)) == 5


def test_that_a_point_chosen_by_a_rule_is_as_planned() -> None:
    needling = plan().components[0]
    assert isinstance(needling, Needling)
    ruled = replace(needling, point_rules=(PointRule(item_id="r1", kind="ashi", how_many=2),))
    body = replace(plan(), components=(ruled, *plan().components[1:]))
    visit = a_visit()
    assert ("r1", "left_out", "") in kinds(visit, body)
    chosen = replace(visit, needles=(*visit.needles, GivenNeedle(item_id="v1", by_rule="r1", place="left of L4")))
    assert kinds(chosen, body) == set()


@pytest.mark.parametrize(
    ("planned", "was", "fit"),
    [
        (Span(low=10, high=20), 10, True),
        (Span(low=10, high=20), 20.5, False),
        (AtLeast(at_least=5), 5, True),
        (AtLeast(at_least=5), 4, False),
        (Absent.NOT_REPORTED, 99, True),
        (15, 15.0, True),
        (15, 16, False),
    ],
)
def test_that_a_number_fits_the_dose_or_not(planned: object, was: float, fit: object) -> None:
    assert fits(planned, was) is fit


# Review


def course(*pains: float | None, **others: object) -> list[Visit]:
    return [
        replace(a_visit(), number=number, outcomes=() if pain is None else (_pain(pain),))
        for number, pain in enumerate(pains, 1)
    ]


def _pain(score: float) -> Sheet:
    return Sheet(measure="pain_now", values=(score,), version=1, words=1, score=score)


NO_REGIMEN = Regimen()


def test_that_no_change_after_enough_visits_asks_for_a_review() -> None:
    after = library().defaults.review_after_visits
    assert after == 4
    assert review_due(course(6, 6, 6), NO_REGIMEN, library()) is None
    due = review_due(course(6, 6, 5, 6), NO_REGIMEN, library())
    assert due is not None
    assert (due.because, due.measures) == ("no_change", ("pain_now",))
    assert review_due(course(6, 6, 5, 4), NO_REGIMEN, library()) is None
    assert review_due(course(None, None, None, 4), NO_REGIMEN, library(), {"pain_now": 6.0}) is None


def test_that_nothing_measured_asks_for_a_review_too() -> None:
    due = review_due(course(None, None, None, 6), NO_REGIMEN, library())
    assert due is not None
    assert due.because == "not_measured"


def test_that_a_planned_review_is_due_until_it_is_done() -> None:
    regimen = Regimen(review_session=3)
    visits = course(6, 4, 4)
    assert review_due(visits[:2], regimen, library()) is None
    due = review_due(visits, regimen, library())
    assert due is not None
    assert due.because == "planned"
    done = [*visits[:2], replace(visits[2], review=Review(decision="go_on"))]
    assert review_due(done, regimen, library()) is None


def test_that_after_a_review_the_visits_are_counted_anew() -> None:
    visits = course(6, 6, 6, 6, 6, 6, 6, 6)
    reviewed = [replace(one, review=Review(decision="change")) if one.number == 4 else one for one in visits]
    assert review_due(reviewed[:7], NO_REGIMEN, library()) is None
    assert review_due(reviewed, NO_REGIMEN, library()) is not None


# What can't be


def sound(visit: Visit) -> Visit:
    return sound_visit(visit, plan(), library(), "v.json", ON)


def test_that_a_sheet_is_scored_and_a_code_made_canonical() -> None:
    visit = a_visit(outcomes=(Sheet(measure="peg", values=(4, 6, None)), Sheet(measure="pain_now", values=(3,))))
    added = replace(visit, needles=(*visit.needles, GivenNeedle(item_id="v1", code="UB23")))
    made = sound(added)
    assert made.needles[-1].code == "BL23"
    assert [(one.score, one.version > 0, one.words > 0) for one in made.outcomes] == [(5, True, True), (3, True, True)]
    assert made.outcomes[0].doubt is not None
    assert sound(made) == made


def test_that_marks_on_what_is_gone_are_dropped() -> None:
    visit = a_visit()
    gone = replace(visit, carried=(*visit.carried, Carried(field="needles.none", source="plan")))
    assert sound(gone).carried == visit.carried


SPOILED: dict[str, dict[str, Any]] = {
    "on": {"on": ON.replace(year=2027)},
    "afresh.bledder": {"afresh": {"bledder": Afresh(answer=Answer.NO)}},
    "afresh.fever.medicines": {"afresh": {"fever": Afresh(answer=Answer.YES, medicines=("x",))}},
    "afresh.fever.week": {"afresh": {"fever": Afresh(answer=Answer.YES, week=3)}},
    "red_flags.RF99.x": {"red_flags": {"RF99.x": Answer.NO}},
    "red_flags.RF01.bladder": {"red_flags": {"RF01.bladder": Answer.NO}},
    "consent.magic": {"consent": {"magic": Answer.YES}},
    "although.Q9": {"although": {"Q9": REASON}},
    "needles.v1.code": {"needles": (GivenNeedle(item_id="v1", code="BL999"),)},
    "needles.v1": {"needles": (GivenNeedle(item_id="v1"),)},
    "needles.v1.by_rule": {"needles": (GivenNeedle(item_id="v1", code="ST36", by_rule="r9"),)},
    "item_id.v1": {"needles": (GivenNeedle(item_id="v1", code="ST36"),), "exercises": (GivenExercise(item_id="v1"),)},
    "exercises.EX99": {"exercises": (GivenExercise(item_id="v1", exercise="EX99"),)},
    "outcomes[0].measure": {"outcomes": (Sheet(measure="pian", values=(3,)),)},
    "outcomes[0].values": {"outcomes": (Sheet(measure="pain_now", values=(11,)),)},
    "outcomes[0].version": {"outcomes": (Sheet(measure="pain_now", values=(3,), version=7),)},
    "outcomes.pain_now": {"outcomes": (Sheet(measure="pain_now", values=(3,)), Sheet(measure="pain_now", values=(4,)))},
}


@pytest.mark.parametrize("field", SPOILED)
def test_that_what_cant_be_is_refused_by_its_field(field: str) -> None:
    with pytest.raises(Refused) as refused:
        sound(replace(a_visit(), **SPOILED[field]))
    assert field in [problem.field for problem in refused.value.problems]
    assert all(problem.file == "v.json" for problem in refused.value.problems)


def test_that_the_plan_of_the_sample_has_a_regimen_with_a_review() -> None:
    assert plan().regimen.review_session
    assert intake().complaint.pain_now is not None
