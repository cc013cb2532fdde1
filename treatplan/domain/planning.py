"""Drafting: from an intake to a whole plan in which every item says why it is there and where that comes from.

A draft is made of voices (onset, causes, patterns) that propose, and of rules that keep things out or make them
gentler. It is a function of intake and library: the same intake gives the same draft.
"""

from datetime import date

from treatplan.domain.consent import refused
from treatplan.domain.drafting.basis import basis_of
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.course import regimen
from treatplan.domain.drafting.frame import (
    advice,
    aim,
    context,
    diagnosis,
    framed,
    not_agreed,
    rationale,
    unique,
    variation,
)
from treatplan.domain.drafting.heat import cupping, moxibustion
from treatplan.domain.drafting.needling import needling
from treatplan.domain.drafting.stretches import stretching
from treatplan.domain.intake import Intake
from treatplan.domain.keys import patient_mark
from treatplan.domain.library import Library
from treatplan.domain.modality import Component
from treatplan.domain.plan import PLAN_FORMAT, Plan
from treatplan.domain.referral import Referral, refer
from treatplan.domain.screening import is_emergency, screen


def draft(intake: Intake, library: Library, on: date) -> Plan | Referral:
    """A draft plan of the day `on`, or a referral where the intake holds an emergency sign.

    Ids in the intake must be in the library (`intactness.sound_intake` sees to it); `KeyError` otherwise.
    """
    findings = screen(intake, library)
    if is_emergency(findings):
        return refer(intake, findings)
    case = Case(intake, library)
    basis = basis_of(case)
    needles = needling(basis, case)
    heat, no_heat = moxibustion(basis, needles.position, case)
    cups, no_cups = cupping(basis, needles.position, case)
    exercises, no_exercises = stretching(basis, case)
    why = rationale(basis, case, distal_only=needles.distal_only)
    no = refused(intake)
    made = (needles.component, heat, cups, exercises)
    parts: list[Component] = [part for part in made if part is not None and part.modality not in no]
    parts.append(advice(basis, case))
    course = regimen(basis, case)
    return Plan(
        format=PLAN_FORMAT,
        for_patient=patient_mark(intake.patient),
        drafted_on=on,
        library=f"{library.name} {library.version}",
        aim=aim(case, course.review_session),
        rationale=why,
        variation=variation(case),
        diagnosis=diagnosis(basis, case),
        regimen=course,
        components=tuple(framed(part, basis, case) for part in parts),
        context=context(basis, parts, case),
        left_out=unique((*not_agreed(no, case), *needles.left_out, *no_heat, *no_cups, *no_exercises)),
    )
