"""Visits for tests: a course on the shipped content, and a visit in which nothing stands in the way of signing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from functools import cache
from typing import Any

from tests.clinic_fakes import CONTENT, RESOURCES
from treatplan.domain.intake import Answer, Intake
from treatplan.domain.library import Library
from treatplan.domain.modality import Position
from treatplan.domain.outcomes import Direction
from treatplan.domain.plan import Plan
from treatplan.domain.planning import draft
from treatplan.domain.visit.opening import Before, opened
from treatplan.domain.visit.standing import Obstacle, in_the_way
from treatplan.domain.visit.today import Today, today_of
from treatplan.domain.visit.visit import Afresh, Carried, LastResponse, NeedleCount, SecondLook, Visit, modalities
from treatplan.exchange.files import read_intake

ON = date(2026, 11, 24)
REASON = "one needle fell and was found"


@cache
def library() -> Library:
    """The shipped one."""
    return CONTENT.library("en")


@cache
def intake(name: str = "1") -> Intake:
    """A shipped sample."""
    (file,) = (RESOURCES / "demo").glob(f"{name}-*.intake.json")
    return read_intake(file)


@cache
def plan(name: str = "1") -> Plan:
    """The draft from a sample."""
    made = draft(intake(name), library(), intake(name).taken_on)
    assert isinstance(made, Plan)
    return made


def no_to_all(**others: Answer | Afresh) -> dict[str, Afresh]:
    """Every question answered with no, but for those named."""
    said = {id_: Afresh(answer=Answer.NO) for id_ in library().visit_questions}
    named = {id_: one if isinstance(one, Afresh) else Afresh(answer=one) for id_, one in others.items()}
    return said | named


def confirmed(marks: Sequence[Carried]) -> tuple[Carried, ...]:
    """The same marks, all confirmed."""
    return tuple(replace(mark, confirmed=True) for mark in marks)


def filled(begun: Visit, **others: Any) -> Visit:
    """A begun visit, filled in so that nothing stands in the way, but for what is named."""
    used = {item.position for item in begun.needles}
    counts = tuple(
        NeedleCount(position=position or Position.PRONE, needles_in=12, needles_out=12)
        for position in sorted(used, key=str)
    )
    done: dict[str, Any] = {
        "carried": confirmed(begun.carried),
        "afresh": no_to_all(),
        "consent": dict.fromkeys(modalities(begun), Answer.YES),
        "counts": counts,
        "face_to_face_min": 25,
    }
    if begun.follows is not None:
        done |= {"response": LastResponse(direction=Direction.BETTER), "adverse_asked": Answer.NO}
    return replace(begun, **(done | others))


def a_visit(name: str = "1", last: Visit | None = None, **others: Any) -> Visit:
    """The first visit of a course, or one after another, ready to be signed."""
    before = None if last is None else Before(id=1, visit=last, same_plan=True)
    return filled(opened(plan(name), before, ON, 1 if last is None else 2), **others)


def looked(visit: Visit, name: str = "1", earlier: Sequence[Visit] = (), **changes: Any) -> Today:
    """A look at a visit of a course."""
    return today_of(plan(name), replace(intake(name), **changes), earlier, visit, library())


def open_at(visit: Visit, name: str = "1", earlier: Sequence[Visit] = (), **changes: Any) -> tuple[Obstacle, ...]:
    """What stands in the way of a visit of a course."""
    return in_the_way(visit, looked(visit, name, earlier, **changes), library())


def second_look() -> SecondLook:
    """Somebody looked again."""
    return SecondLook(by="P. Adeyemi", at=time(10, 40), found="under the couch")
