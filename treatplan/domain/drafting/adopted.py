"""A published protocol or a past plan as a draft for this patient: what is kept, what is made anew, what is told of it.

Items and course are kept as they stand (`taken_over` sees to safety). Aim, diagnosis and what patients are told belong
to this patient and this intake, so they are made anew; answers, letterhead and dates are not carried over.
"""

from dataclasses import replace

from treatplan.domain.consent import refused
from treatplan.domain.drafting.basis import Basis
from treatplan.domain.drafting.case import PRACTITIONER, Case
from treatplan.domain.drafting.frame import aim, diagnosis, not_agreed, rationale, told_of, unique
from treatplan.domain.drafting.taken_over import Origin, taken_over
from treatplan.domain.modality import Reason
from treatplan.domain.plan import Clinic, Context, Control, Diagnosis, Plan, Practitioner, Status
from treatplan.domain.protocol import Published


def of_published(protocol: Published, basis: Basis, case: Case) -> Plan:
    """The protocol with its citation, its doses and its course; the review is ours, as trials seldom tell of one."""
    plan, citation = protocol.plan, protocol.plan.citation
    name = citation.citation if citation else protocol.id
    reason = Reason(field=PRACTITIONER, value=f"protocol {protocol.id}", text=case.say("because.published", name=name))
    made = _adapted(plan, Origin(reason=reason, sources=protocol.sources), basis, case)
    session = _review(plan, case)
    return replace(
        made,
        aim=aim(case, session),
        rationale=replace(plan.rationale, reasoning=plan.rationale.reasoning or reason.text, sources=protocol.sources),
        regimen=replace(
            plan.regimen,
            review_session=session,
            review_rule=plan.regimen.review_rule or case.say("review.rule", session=session),
            because=(reason,),
            sources=(*protocol.sources, *case.start.choice_sources),
        ),
    )


def of_past(plan: Plan, basis: Basis, case: Case) -> Plan:
    """The past plan anew: its items keep their ids and doses, its answers and its dates do not come along."""
    on = plan.drafted_on.isoformat() if plan.drafted_on else case.say("past.undated")
    reason = Reason(field=PRACTITIONER, value=f"plan {on}", text=case.say("because.past", on=on))
    made = _adapted(plan, Origin(reason=reason, sources=()), basis, case)
    session = plan.regimen.review_session or _review(plan, case)
    if basis.general:  # the intake names no cause and no pattern, so those of the past plan stand
        named, why = replace(plan.diagnosis, condition=made.diagnosis.condition, because=(reason,)), plan.rationale
    else:
        codes = plan.diagnosis if set(plan.diagnosis.causes) == set(made.diagnosis.causes) else Diagnosis()
        named = replace(made.diagnosis, icd10cm=codes.icd10cm, icd11=codes.icd11)
        why = rationale(basis, case, distal_only=False)
    return replace(
        made,
        aim=aim(case, session),
        rationale=why,
        diagnosis=named,
        regimen=replace(plan.regimen, review_session=session, starts_on=None, because=(reason,)),
        context=_told(made, named, case),
    )


def _adapted(plan: Plan, origin: Origin, basis: Basis, case: Case) -> Plan:
    no = refused(case.intake)
    taken = taken_over(plan, origin, no, case)
    named = diagnosis(basis, case)
    made = replace(plan, components=taken.components)
    return replace(
        made,
        status=Status.DRAFT,
        version=1,
        diagnosis=replace(named, because=(origin.reason,)) if basis.general else named,
        context=_told(made, named, case),
        practitioner=Practitioner(),
        clinic=Clinic(),
        control=Control(),
        answers=(),
        left_out=unique((*not_agreed(no, case), *taken.left_out)),
    )


def _told(plan: Plan, named: Diagnosis, case: Case) -> Context:
    """The context with what patients are told for this diagnosis and these components."""
    told = (*named.causes, *named.patterns, *told_of(plan.components, case))
    return replace(plan.context, patient_information=told)


def _review(plan: Plan, case: Case) -> int | None:
    """The visit of our general course at which progress is looked at, inside this course."""
    usual = case.start.course.review_session if case.start.course else None
    visits = plan.regimen.sessions
    return min(usual, visits) if usual is not None and isinstance(visits, int) else usual
