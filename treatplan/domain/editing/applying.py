"""Applies an edit to a plan. Pure: the plan before stays as it was, so that undo is to go back to it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from treatplan.domain.dose import Absent
from treatplan.domain.drafting.basis import Basis, basis_of
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.stretches import given, tried
from treatplan.domain.editing.adding import (
    advice_item,
    exercise,
    exercise_item,
    with_cups,
    with_heat,
    with_needle,
    with_tender,
)
from treatplan.domain.editing.changing import changed_component, changed_item, check_apart, check_side
from treatplan.domain.editing.course import with_course, with_one_more, without_phase
from treatplan.domain.editing.edits import (
    AddComponent,
    AddItem,
    AddPhase,
    ChangeComponent,
    ChangeCourse,
    ChangeItem,
    ChangePlan,
    Edit,
    RemoveComponent,
    RemoveItem,
    RemovePhase,
)
from treatplan.domain.editing.fields import changed
from treatplan.domain.editing.following import following
from treatplan.domain.editing.names import Found, meant
from treatplan.domain.editing.parts import (
    component_at,
    grown,
    item_at,
    modality_of,
    need_component,
    spot_of,
    with_component,
    with_item,
    with_last_id,
    with_new_component,
)
from treatplan.domain.editing.shells import drafted, shell
from treatplan.domain.editing.typed import refusal
from treatplan.domain.intake import Intake
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Advice,
    Component,
    Cupping,
    CupSite,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    Stretching,
)
from treatplan.domain.plan import FindingAnswer, Plan, Status
from treatplan.domain.points import ASHI


class _Bench:
    """What an edit works with: the case of the patient and, where a draft is asked, its voices."""

    def __init__(self, intake: Intake, library: Library, answers: Iterable[FindingAnswer]) -> None:
        self.case = Case(intake, library, answers=answers)

    @cached_property
    def basis(self) -> Basis:
        return basis_of(self.case)


def apply(plan: Plan, edit: Edit, intake: Intake, library: Library) -> Plan:
    """The plan with the edit made, and with everything that follows from it (needle counts, totals of the course ...).

    Raises `Refused` with the field and one sentence that says what is allowed. An unsafe item is not refused: that is
    for `safety.check` to find and for the practitioner to answer. Ids in the intake must be in the library.
    """
    if plan.status is not Status.DRAFT:
        raise refusal("status", f"is {plan.status}, and only a draft can be changed; make a new version first")
    bench = _Bench(intake, library, plan.answers)
    return following(plan, _done(plan, edit, bench), bench.case)


def _done(plan: Plan, edit: Edit, bench: _Bench) -> Plan:
    case = bench.case
    match edit:
        case AddItem():
            return _added(plan, edit, bench)
        case RemoveItem():
            return _removed(plan, edit.item_id)
        case ChangeItem():
            return changed_item(plan, spot_of(plan, edit.item_id), edit.field, edit.text, case)
        case AddComponent():
            return _with_draft(plan, modality_of(edit.modality), bench)
        case RemoveComponent():
            return with_component(plan, need_component(plan, edit.modality), None)
        case ChangeComponent():
            return changed_component(plan, need_component(plan, edit.modality), edit.field, edit.text, case)
        case _:
            return _led(plan, edit, case)


def _led(plan: Plan, edit: AddPhase | RemovePhase | ChangeCourse | ChangePlan, case: Case) -> Plan:
    """The edits of what leads the components: the course, the aim, the reasoning."""
    match edit:
        case AddPhase():
            return with_one_more(plan, case)
        case RemovePhase():
            return without_phase(plan, edit.place)
        case ChangeCourse():
            return with_course(plan, edit.field, edit.text, case)
        case ChangePlan():
            return changed(plan, edit.field, edit.text)


def _with_draft(plan: Plan, modality: str, bench: _Bench) -> Plan:
    if component_at(plan, modality) is not None:
        raise refusal("modality", f"is {modality}, which the plan has already; add to it instead")
    return with_new_component(plan, drafted(modality, plan, bench.basis, bench.case))


def _added(plan: Plan, edit: AddItem, bench: _Bench) -> Plan:
    """The plan with one item more, in a new component where there is none."""
    modality = modality_of(edit.modality)
    found = meant(edit.what, edit.level, modality, bench.case.library)
    place = component_at(plan, edit.modality)
    if place is None and edit.modality != modality:
        need_component(plan, edit.modality)
    before = shell(modality, plan, bench.basis, bench.case) if place is None else plan.components[place]
    after = with_last_id(_one_more(before, found, edit, bench), plan, rule=found.id == ASHI)
    return with_new_component(plan, after) if place is None else with_component(plan, place, after)


def _one_more(component: Component, found: Found, edit: AddItem, bench: _Bench) -> Component:
    """The component with the item that was found. Raises `Refused` where it stands there already, or can't."""
    case = bench.case
    match component:
        case Needling() | Moxibustion() | Cupping():
            if found.id == ASHI:
                _refuse_second_rule(component)
                return with_tender(component, edit.side, bench.basis, case)
            return _placed(component, found, edit, bench)
        case Stretching():
            if any(one.exercise == found.id for one in component.exercises):
                raise refusal("what", f"{found.id} is in the plan already; change it there")
            one = exercise(found, bench.basis, case)
            if not component.exercises:
                made = given((one,), tried({found.id: one}, case), (), case)
                return replace(component, exercises=made.exercises, tailoring=made.tailoring)
            return grown(component, exercise_item(one, case))
        case Advice():
            if any(one.leaflet == found.id for one in component.items):
                raise refusal("what", f"{found.id} is in the plan already")
            return grown(component, advice_item(found, case))


def _placed(component: Needling | Moxibustion | Cupping, found: Found, edit: AddItem, bench: _Bench) -> Component:
    case = bench.case
    made: Needling | Moxibustion | Cupping
    match component:
        case Needling():
            made = with_needle(component, found, edit.side, bench.basis, case)
        case Moxibustion():
            made = with_heat(component, found, edit.side, case)
        case Cupping():
            made = with_cups(component, found, edit.side, case)
    item = _last(made)
    check_side(item, "side", case.library)
    check_apart(replace(item, item_id=""), component, "what")
    return made


def _last(component: Needling | Moxibustion | Cupping) -> NeedlePoint | HeatPoint | CupSite:
    return component.sites[-1] if isinstance(component, Cupping) else component.points[-1]


def _refuse_second_rule(component: Needling | Moxibustion | Cupping) -> None:
    rules = component.site_rules if isinstance(component, Cupping) else component.point_rules
    if any(rule.kind == "ashi" for rule in rules):
        raise refusal("what", "tender points are in this part of the plan already; change how many there")


def _removed(plan: Plan, item_id: str) -> Plan:
    """The plan without the item, and without the current between needles of which one is gone."""
    spot = spot_of(plan, item_id)
    item, component = item_at(plan, spot), plan.components[spot.component]
    after = with_item(plan, spot, None)
    if not isinstance(item, NeedlePoint) or not isinstance(component, Needling):
        return after
    left = after.components[spot.component] if len(after.components) == len(plan.components) else None
    return after if not isinstance(left, Needling) else with_component(after, spot.component, _unwired(left, item.code))


def _unwired(component: Needling, code: str) -> Needling:
    """The component without the pairs that name a point which is not needled any more."""
    electrical = component.electrical
    if isinstance(electrical, Absent) or any(point.code == code for point in component.points):
        return component
    named = re.compile(rf"(?<!\w){re.escape(code)}(?!\d)")
    pairs = tuple(pair for pair in electrical.pairs if not named.search(pair))
    return replace(component, electrical=replace(electrical, pairs=pairs))
