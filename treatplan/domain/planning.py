"""Drafting: from an intake to a whole plan in which every item says why it is there and where that comes from.

A draft is made of voices (onset, causes, patterns, or a protocol) that propose, and of rules that keep things out or
make them gentler. It is a function of intake, library, start and answers: the same four give the same draft.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from treatplan.domain.consent import refused
from treatplan.domain.drafting.adopted import of_past, of_published
from treatplan.domain.drafting.basis import Basis, basis_of
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.course import regimen
from treatplan.domain.drafting.electro import electrified
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
from treatplan.domain.drafting.start import Start, found, laid_over
from treatplan.domain.drafting.stretches import stretching
from treatplan.domain.intake import Intake
from treatplan.domain.keys import patient_mark
from treatplan.domain.library import Library
from treatplan.domain.modality import Component
from treatplan.domain.plan import PLAN_FORMAT, FindingAnswer, Plan
from treatplan.domain.referral import Referral, refer
from treatplan.domain.screening import is_emergency, screen

AS_THE_INTAKE_SAYS = Start()


def draft(
    intake: Intake,
    library: Library,
    on: date,
    start: Start = AS_THE_INTAKE_SAYS,
    answers: Iterable[FindingAnswer] = (),
) -> Plan | Referral:
    """A draft plan of the day `on`, or a referral where the intake holds an emergency sign.

    Raises `Refused` where the start names what the library lacks. Ids in the intake must be in the library, and a past
    plan must be sound and this patient's (`intactness`); `KeyError` otherwise.

    A published protocol is adapted, not copied blindly: on the shelf it stands exactly as published, but a draft leaves
    out what a rule forbids for this patient and says so in `left_out`, with the rule. A past plan fares the same.

    `answers` are those given so far. What a red flag keeps out until a doctor has assessed the patient comes in with
    the answer that tells of it, and that answer stands in the draft.
    """
    what = found(start, library)
    findings = screen(intake, library)
    if is_emergency(findings):
        return refer(intake, findings)
    added = set(what.added).difference(intake.causes, intake.patterns)
    assessed = tuple(answer for answer in answers if answer.decision == "assessed")
    case = Case(laid_over(intake, what), library, added, assessed)
    basis = basis_of(case, what)
    if what.published is not None:
        made = of_published(what.published, basis, case)
    elif start.plan is not None:
        made = of_past(start.plan, basis, case)
    elif start.kind == "nothing":
        made = _framed_only(basis, case)
    else:
        made = _drafted(basis, case)
    return replace(
        made,
        for_patient=patient_mark(intake.patient),
        drafted_on=on,
        library=library.made_with,
        answers=assessed,
    )


def _drafted(basis: Basis, case: Case) -> Plan:
    """A whole plan as the voices propose it."""
    needles = needling(basis, case)
    heat, no_heat = moxibustion(basis, needles.position, case)
    cups, no_cups = cupping(basis, needles.position, case)
    exercises, no_exercises = stretching(basis, case)
    why = rationale(basis, case, distal_only=needles.distal_only)
    no = refused(case.intake)
    stimulated, no_current = (
        (None, ()) if needles.component is None or "needling" in no else electrified(needles.component, basis, case)
    )
    made = (stimulated, heat, cups, exercises)
    parts: list[Component] = [part for part in made if part is not None and part.modality not in no]
    parts.append(advice(basis, case))
    out = (*not_agreed(no, case), *needles.left_out, *no_current, *no_heat, *no_cups, *no_exercises)
    return replace(
        _framed_only(basis, case),
        rationale=why,
        components=tuple(framed(part, basis, case) for part in parts),
        context=context(basis, parts, case),
        left_out=unique(out),
    )


def _framed_only(basis: Basis, case: Case) -> Plan:
    """What a plan has before anything is planned: aim, reasoning, diagnosis and course."""
    course = regimen(basis, case)
    return Plan(
        format=PLAN_FORMAT,
        aim=aim(case, course.review_session),
        rationale=rationale(basis, case, distal_only=False),
        variation=variation(case),
        diagnosis=diagnosis(basis, case),
        regimen=course,
        context=context(basis, (), case),
    )
