"""Plans to be edited, patients whose facts rules speak of, and short ways to edit and to read what came of it."""

from functools import cache

import pytest

from tests.builders import a_woman
from tests.domain.drafting.reading import drafted, facts, library, need, sound_intake
from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.edits import AddItem, ChangeComponent, ChangeCourse, ChangeItem, Edit
from treatplan.domain.editing.following import needles
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intactness import sound_plan
from treatplan.domain.intake import Intake, PregnancyStatus
from treatplan.domain.modality import Needling
from treatplan.domain.plan import Plan, PlanItem, all_items


@cache
def plain() -> Intake:
    """A disc with a cold-damp pattern, and no fact that a rule speaks of."""
    return sound_intake(causes=("W05",), patterns=("T01",))


@cache
def on_warfarin() -> Intake:
    """The same on a blood thinner: shallow, thin, no stimulation, no cups."""
    return sound_intake(
        causes=("W05",), patterns=("T01",), factors=facts("anticoagulant"), medicines=("warfarin 3 mg",)
    )


@cache
def pregnant() -> Intake:
    """Week 30."""
    return sound_intake(causes=("W01",), patient=a_woman(PregnancyStatus.YES, week=30))


def edited(plan: Plan, *edits: Edit, intake: Intake | None = None) -> Plan:
    """The plan after some edits; each leaves a sound one."""
    for edit in edits:
        plan = apply(plan, edit, intake or plain(), library())
        assert sound_plan(plan, library(), "plan") == plan
    return plan


def refused(plan: Plan, edit: Edit, intake: Intake | None = None) -> Problem:
    """The one problem for which an edit is refused."""
    with pytest.raises(Refused) as caught:
        apply(plan, edit, intake or plain(), library())
    (problem,) = caught.value.problems
    return problem


def draft(intake: Intake | None = None) -> Plan:
    """The draft for the plain patient, or for another."""
    return drafted(intake or plain())


def add(what: str, modality: str = "needling", **fields: object) -> AddItem:
    return AddItem(modality=modality, what=what, **fields)  # type: ignore[arg-type]


def change(item_id: str, field: str, text: str) -> ChangeItem:
    return ChangeItem(item_id=item_id, field=field, text=text)


def change_part(field: str, text: str, modality: str = "needling") -> ChangeComponent:
    return ChangeComponent(modality=modality, field=field, text=text)


def change_course(field: str, text: str) -> ChangeCourse:
    return ChangeCourse(field=field, text=text)


def ids(plan: Plan) -> tuple[str, ...]:
    return tuple(item.item_id for item in all_items(plan))


def item(plan: Plan, item_id: str) -> PlanItem:
    return next(one for one in all_items(plan) if one.item_id == item_id)


def counted(plan: Plan) -> tuple[object, int]:
    """The number of needles that the plan says, and the one that its points take."""
    component = need(plan, Needling)
    return component.insertions, needles(component.points, library())
