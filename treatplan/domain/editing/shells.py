"""Components as a draft would make them, for a practitioner who wants one that the plan has not."""

from dataclasses import replace
from functools import partial

from treatplan.domain.dose import Absent
from treatplan.domain.drafting.basis import Basis
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.frame import advice, framed
from treatplan.domain.drafting.heat import cupped, cupping, cups_of, moxa_of, moxa_technique, moxibustion, warmed
from treatplan.domain.drafting.needling import manner_of, needled, needling, technique_of, worked
from treatplan.domain.drafting.rules import Technique, settle
from treatplan.domain.drafting.stretches import given, stretching, tried
from treatplan.domain.modality import Advice, Component, Cupping, Moxibustion, Needling, Position, Stretching
from treatplan.domain.plan import Plan


def drafted(modality: str, plan: Plan, basis: Basis, case: Case) -> Component:
    """The draft's own component for this patient; an empty one where a draft has none."""
    position = position_in(plan, basis, case)
    made: Component | None = None
    match modality:
        case "needling":
            made = needling(basis, case).component
        case "moxibustion":
            made = moxibustion(basis, position, case)[0]
        case "cupping":
            made = cupping(basis, position, case)[0]
        case "stretching":
            made = stretching(basis, case)[0]
        case _:
            made = advice(basis, case)
    return shell(modality, plan, basis, case) if made is None else framed(made, basis, case)


def shell(modality: str, plan: Plan, basis: Basis, case: Case) -> Component:
    """A component without items: worked as for any patient, and as gentle as the rules ask of the whole."""
    position = position_in(plan, basis, case)
    return framed(_empty(modality, position, basis, case), basis, case)


def position_in(plan: Plan, basis: Basis, case: Case) -> Position:
    """How the patient lies for the needles of this plan, or would in a draft."""
    lying = (one.position for one in plan.components if isinstance(one, Needling | Moxibustion | Cupping))
    usual = manner_of(basis, case).position or Position.PRONE
    return next((position for position in lying if not isinstance(position, Absent)), usual)


def _empty(modality: str, position: Position, basis: Basis, case: Case) -> Component:
    match modality:
        case "needling":
            return _needling(position, basis, case)
        case "moxibustion":
            return _moxibustion(position, case)
        case "cupping":
            return _cupping(position, case)
        case "stretching":
            return _stretching(case)
        case _:
            return Advice()


def _needling(position: Position, basis: Basis, case: Case) -> Needling:
    manner = manner_of(basis, case)
    technique = replace(technique_of(manner), position=position)
    trial = settle(partial(needled, (), (), manner, case), technique, case)
    return worked(trial.component, trial.technique, trial.changes, case)


def _moxibustion(position: Position, case: Case) -> Moxibustion:
    start = case.start.moxa
    if start is None:
        return Moxibustion(position=position)
    technique = moxa_technique((), start, position)
    trial = settle(partial(moxa_of, (), start.technique, start, case), technique, case)
    return warmed(trial.component, trial.changes, case)


def _cupping(position: Position, case: Case) -> Cupping:
    start = case.start.cupping
    if start is None:
        return Cupping(position=position)
    technique = Technique(position=position, strength=start.strength, source=start.source)
    trial = settle(partial(cups_of, (), (), start, case), technique, case)
    return cupped(trial.component, trial.changes, case)


def _stretching(case: Case) -> Stretching:
    made = given((), tried({}, case), (), case)
    return replace(made, tailoring=Absent.NOT_REPORTED)  # nothing is chosen yet, so nothing can be said of the choice
