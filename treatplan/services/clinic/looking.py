"""How a visit is looked at: what is known of the patient today, what stands in the way, whether a review is due."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from treatplan.domain.backups import asks_anew
from treatplan.domain.errors import Missing, Problem
from treatplan.domain.ids import PatientId, PlanId, VersionId
from treatplan.domain.intake import Intake
from treatplan.domain.library import Library
from treatplan.domain.plan import PLAN_FORMAT, Plan, Status
from treatplan.domain.record import PlanRecord, VisitState
from treatplan.domain.referral import Referral, refer
from treatplan.domain.rules import Level
from treatplan.domain.value import value
from treatplan.domain.visit.differences import Difference, differences
from treatplan.domain.visit.kept import VisitRecord
from treatplan.domain.visit.reviewing import ReviewDue, review_due
from treatplan.domain.visit.standing import Obstacle, in_the_way
from treatplan.domain.visit.today import Today, day_of, today_of
from treatplan.domain.visit.visit import Visit
from treatplan.services.clinic.ports import Transaction

_PAINS = ("pain_now", "pain_average", "pain_worst")
"""Fields of an intake that are outcome measures of the same name."""


@value
class VisitLook:
    """A visit as it stands: the patient today, planned beside given, what stands in the way of signing.

    `referral` is what a sign asks for. `missing_since` says that the clinic was put back from a backup of that moment
    after the intake: what was told between may be lost, so all safety questions are to be asked again.
    """

    today: Today
    obstacles: tuple[Obstacle, ...]
    differences: tuple[Difference, ...] = ()
    review: ReviewDue | None = None
    referral: Referral | None = None
    missing_since: datetime | None = None


def looked(record: Transaction, begun: VisitRecord, library: Library) -> VisitLook:
    """Look at a draft, or at a signed visit as it looked then but by what is known now. Raises `Missing`."""
    taken = record.intakes.latest(begun.patient)
    if taken is None:
        raise Missing(Problem(file="", field="intake", message=f"file {begun.patient} has no recorded intake yet"))
    plan = plan_of(record, begun.version)
    signed = [one for one in record.visits.signed(begun.patient) if not one.in_error and one.id != begun.id]
    earlier = [one.visit for one in signed if one.visit.on >= taken.intake.taken_on]
    visit = begun.visit
    today = today_of(plan, taken.intake, earlier, visit, library)
    course = [one.visit for one in of_course(signed, begun.plan)]
    restored = record.backups.restored()
    lost = asks_anew(restored, taken.changed_at)
    return VisitLook(
        today=today,
        obstacles=in_the_way(visit, today, library),
        differences=differences(plan or Plan(format=PLAN_FORMAT), visit),
        review=review_due((*course, visit), plan.regimen if plan else None, library, start_of(taken.intake)),
        referral=_referral(today, plan, visit),
        missing_since=restored.made_at if restored is not None and lost else None,
    )


def plan_of(record: Transaction, version: VersionId | None) -> Plan | None:
    """The plan that a visit goes by."""
    return None if version is None else record.plans.version(version).plan


def of_course(signed: Iterable[VisitRecord], plan: PlanId | None) -> tuple[VisitRecord, ...]:
    """The signed visits of a course, whatever version of its plan they went by; without a plan, those without one."""
    return tuple(one for one in signed if one.plan == plan and one.state is VisitState.SIGNED)


def released(record: Transaction, patient: PatientId, plan: int | None) -> PlanRecord | None:
    """The newest released version of this patient's, or of the plan of this number. Raises `Missing`."""
    lines = [line for line in record.plans.versions(patient) if line.status is Status.RELEASED]
    if plan is None:
        return record.plans.version(lines[0].version) if lines else None
    for line in lines:
        if line.id == plan:
            return record.plans.version(line.version)
    raise Missing(Problem(file="", field="plan", message=f"file {patient} has no released plan {plan}"))


def start_of(intake: Intake) -> dict[str, float]:
    """The scores that an intake began with, by measure."""
    found = ((name, getattr(intake.complaint, name)) for name in _PAINS)
    return {name: float(score) for name, score in found if score is not None}


def _referral(today: Today, plan: Plan | None, visit: Visit) -> Referral | None:
    """What to write to a doctor, where a sign of today asks for one."""
    signs: Sequence[object] = [
        finding
        for finding in today.findings
        if finding.blocks and (finding.level is Level.EMERGENCY or finding.kind == "red_flag")
    ]
    if not signs:
        return None
    made = refer(day_of(today.intake, visit.on), [finding for finding in today.findings if finding in signs])
    return made if plan is None else replace(made, clinic=plan.clinic, practitioner=plan.practitioner)
