"""Plans of a clinic's patients: draft, change, answer, release, amend. A released plan never changes."""

from dataclasses import replace
from datetime import date

from treatplan.domain.access import Permission, Session
from treatplan.domain.course import planned_visits
from treatplan.domain.dose import Absent
from treatplan.domain.drafting.start import Start
from treatplan.domain.errors import Missing, Problem, Refused
from treatplan.domain.ids import PatientId, PlanId, VersionId
from treatplan.domain.intake import Intake, PrintSize
from treatplan.domain.plan import Clinic, FindingAnswer, Plan, Practitioner, Status
from treatplan.domain.planning import AS_THE_INTAKE_SAYS
from treatplan.domain.record import (
    Deed,
    HandoutKind,
    HandoutRow,
    IntakeRecord,
    NewHandout,
    PlanLine,
    PlannedVisit,
    PlanRecord,
    Practice,
    stored_id,
)
from treatplan.domain.referral import Referral
from treatplan.domain.value import value
from treatplan.services.clinic.answering import Decision, answered
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.ports import Now, Records, Transaction
from treatplan.services.plans import Asked, Plans, Printed, Report

_IN_RECORD = ("", "")
_DIGITS = 10  # of the number of a plan, at most


@value
class Proposal:
    """What drafting gave: a stored draft, or the referral that an emergency sign asks for in its place."""

    plan: PlanRecord | None = None
    referral: Referral | None = None
    intake: IntakeRecord


@value
class Released:
    """A released version, the documents that were made of it, and the visits that were planned."""

    plan: PlanRecord
    handouts: tuple[HandoutRow, ...]
    visits: tuple[PlannedVisit, ...]


class TreatmentPlans:
    """Plans in the record. `core` does the clinical work on plain values."""

    def __init__(self, records: Records, core: Plans, clock: Now) -> None:
        self._records = records
        self._core = core
        self._clock = clock

    @needs(Permission.WRITE_RECORD)
    def propose(
        self,
        session: Session,
        patient: PatientId,
        starts_on: date | None = None,
        start: Start = AS_THE_INTAKE_SAYS,
    ) -> Proposal:
        """Draft from the newest recorded intake and store the draft. Raises `Missing` where there is no intake.

        A past plan to start from is one of this patient's, by its number in the `id` of the start. An emergency sign
        stores no plan; it gives the referral.
        """
        with self._records.writing() as record:
            intake = record.intakes.latest(patient)
            if intake is None:
                raise Missing(Problem(file="", field="intake", message=f"file {patient} has no recorded intake yet"))
            start = _with_past_plan(start, patient, record)
            drafted = self._core.draft(intake.intake, "", start, "the past plan")
            if isinstance(drafted, Referral):
                practice = record.practice.get()
                sent = replace(drafted, clinic=letterhead(practice), practitioner=signed(session))
                record.note(session, Deed(action="drafted referral", of="intake", id=intake.id, patient=patient))
                return Proposal(referral=sent, intake=intake)
            regimen = replace(drafted.regimen, starts_on=starts_on)
            plan = self._headed(replace(drafted, regimen=regimen), record, session)
            made = record.plans.add(patient, stored_id(intake), plan, self._clock.now())
            deed = Deed(action="drafted", of="plan", id=made.id, patient=patient, detail=_from(start))
            record.note(session, deed)
            return Proposal(plan=made, intake=intake)

    @needs(Permission.READ_RECORD)
    def open(self, session: Session, plan: PlanId) -> PlanRecord:
        """The newest version of a plan. Raises `Missing`."""
        with self._records.writing() as record:
            found = record.plans.get(plan)
            record.note(session, Deed(action="opened", of="plan", id=plan, patient=found.patient))
            return found

    @needs(Permission.READ_RECORD)
    def open_version(self, session: Session, version: VersionId) -> PlanRecord:
        """One version of a plan, as it stands. Raises `Missing`."""
        with self._records.writing() as record:
            found = record.plans.version(version)
            record.note(session, Deed(action="opened", of="plan", id=found.id, patient=found.patient))
            return found

    @needs(Permission.READ_RECORD)
    def versions(self, session: Session, patient: PatientId) -> tuple[PlanLine, ...]:
        """Every version of every plan of a patient, newest first. Raises `Missing`."""
        with self._records.writing() as record:
            record.patients.get(patient)
            record.note(session, Deed(action="listed", of="plan", patient=patient))
            return record.plans.versions(patient)

    @needs(Permission.READ_RECORD)
    def visits(self, session: Session, version: VersionId) -> tuple[PlannedVisit, ...]:
        """The visits that a released version plans. Raises `Missing`."""
        with self._records.writing() as record:
            of = record.plans.version(version)
            record.note(session, Deed(action="listed visits", of="plan", id=of.id, patient=of.patient))
            return record.plans.visits(version)

    @needs(Permission.READ_RECORD, Reach.GIVEN)
    def look(self, _session: Session, plan: Plan, intake: Intake) -> Report:
        """Findings and completeness of a plan as it stands on the screen. Stores nothing. Raises `Refused`."""
        return self._core.check(plan, intake, _IN_RECORD)

    @needs(Permission.READ_RECORD, Reach.GIVEN)
    def preview(self, _session: Session, plan: Plan, intake: Intake, asked: Asked) -> Printed:
        """The very document, marked as a draft until it is released. Stores nothing. Raises `Refused`."""
        with self._records.reading() as record:
            practice = record.practice.get()
        return self._core.handout(plan, intake, _IN_RECORD, on_the_clinics_paper(asked, practice))

    @needs(Permission.WRITE_RECORD)
    def keep(self, session: Session, version: VersionId, lock: int, plan: Plan) -> PlanRecord:
        """Store a changed draft. Raises `Refused` where it is no draft or holds what can't be; `Stale`."""
        with self._records.writing() as record:
            before = record.plans.version(version)
            kept = self._keep(record, before, lock, plan)
            record.note(session, Deed(action="changed", of="plan", id=kept.id, patient=kept.patient))
            return kept

    @needs(Permission.WRITE_RECORD)
    def answer(self, session: Session, version: VersionId, lock: int, decision: Decision) -> PlanRecord:
        """Answer a finding of a draft, in the name of who is at the keyboard.

        Raises `Refused` where there is no such finding, it can't be answered so, or the reason is too short.
        """
        with self._records.writing() as record:
            before = record.plans.version(version)
            report = self._core.check(before.plan, before.intake.intake, _IN_RECORD)
            answer = answered(decision, report, by=session.name, on=self._clock.today())
            rest = tuple(old for old in before.plan.answers if not _same_finding(old, answer))
            kept = self._keep(record, before, lock, replace(before.plan, answers=(*rest, answer)))
            deed = Deed(
                action="answered",
                of="plan",
                id=kept.id,
                patient=kept.patient,
                detail=f"{answer.rule} {answer.decision}",
            )
            record.note(session, deed)
            return kept

    @needs(Permission.RELEASE_PLANS)
    def release(self, session: Session, version: VersionId, lock: int, asked: Asked) -> Released:
        """Freeze a draft with its findings, make its handout in every size of print, and plan its visits.

        All or nothing. Raises `Refused` naming what stands in the way; `Stale`.
        """
        with self._records.writing() as record:
            before = record.plans.version(version)
            _refuse_unless_draft(before)
            asked = on_the_clinics_paper(asked, record.practice.get())
            plan = self._headed(replace(before.plan, status=Status.RELEASED), record, session)
            plan = replace(plan, drafted_on=plan.drafted_on or self._clock.today())
            intake = before.intake.intake
            printed = self._core.released_handout(plan, intake, asked)
            findings = self._core.check(plan, intake, _IN_RECORD)
            made = record.plans.release(version, lock, plan, findings.findings, session, self._clock.now())
            others = [size for size in PrintSize if size is not printed.wish.size]
            sheets = [
                printed,
                *(self._core.released_handout(plan, intake, replace(asked, size=size)) for size in others),
            ]
            rows = tuple(record.handouts.add(_stored(sheet, made), session, self._clock.now()) for sheet in sheets)
            visits = planned_visits(plan.regimen)
            record.plans.set_visits(version, visits)
            record.note(session, Deed(action="released", of="plan", id=made.id, patient=made.patient))
            return Released(plan=made, handouts=rows, visits=visits)

    @needs(Permission.WRITE_RECORD)
    def amend(self, session: Session, plan: PlanId) -> PlanRecord:
        """A draft of the next version, checked against the newest intake. The released one stays as it is."""
        with self._records.writing() as record:
            last = record.plans.get(plan)
            if last.status is not Status.RELEASED:
                message = f"is {last.status}; only a released plan is amended"
                raise Refused(Problem(file="", field="plan", message=message))
            newest = record.intakes.latest(last.patient) or last.intake
            body = replace(last.plan, status=Status.DRAFT, version=last.number + 1, drafted_on=self._clock.today())
            made = record.plans.amend(plan, body, stored_id(newest), self._clock.now())
            record.note(session, Deed(action="amended", of="plan", id=plan, patient=last.patient))
            return made

    @needs(Permission.WRITE_RECORD)
    def drop(self, session: Session, version: VersionId, lock: int) -> None:
        """Throw a draft away. Raises `Refused` for what is no draft."""
        with self._records.writing() as record:
            before = record.plans.version(version)
            _refuse_unless_draft(before)
            record.plans.drop_draft(version, lock)
            record.note(session, Deed(action="dropped draft", of="plan", id=before.id, patient=before.patient))

    def _keep(self, record: Transaction, before: PlanRecord, lock: int, plan: Plan) -> PlanRecord:
        _refuse_unless_draft(before)
        self._core.check(plan, before.intake.intake, _IN_RECORD)  # refuses what can't be
        own = replace(plan, version=before.number, status=Status.DRAFT, for_patient=before.plan.for_patient)
        return record.plans.keep(before.version, lock, own, stored_id(before.intake), self._clock.now())

    def _headed(self, plan: Plan, record: Transaction, session: Session) -> Plan:
        return replace(plan, clinic=letterhead(record.practice.get()), practitioner=signed(session))


def _with_past_plan(start: Start, patient: PatientId, record: Transaction) -> Start:
    """The start with the plan that it names. Raises `Missing` where this patient has no such plan."""
    if start.kind != "plan" or start.plan is not None:
        return start
    number = int(start.id) if start.id.isdecimal() and start.id.isascii() and len(start.id) < _DIGITS else 0
    if not any(line.id == number for line in record.plans.versions(patient)):
        message = f"file {patient} has no plan '{start.id[:20]}' to start from"
        raise Missing(Problem(file="", field="plan", message=message))
    past = record.plans.get(PlanId(number)).plan
    # the record knows whose plan it is, also where a name was put right since
    return replace(start, plan=replace(past, for_patient=""))


def _from(start: Start) -> str:
    """What the audit trail keeps of a start: no pattern, no cause, nothing where the draft follows the intake."""
    if start == AS_THE_INTAKE_SAYS:
        return ""
    return f"from plan {start.id}" if start.kind == "plan" else f"from {start.kind}"


def letterhead(practice: Practice) -> Clinic:
    """The clinic as a plan and its handout name it."""
    return Clinic(name=practice.name, address=practice.address, phone=practice.phone)


def signed(session: Session) -> Practitioner:
    """Who is at the keyboard, as a plan names who treats."""
    return Practitioner(
        name=session.name,
        qualification=session.qualification or Absent.NOT_REPORTED,
        registration_no=session.registration_no,
    )


def on_the_clinics_paper(asked: Asked, practice: Practice) -> Asked:
    """What was not asked of the paper follows the clinic's own settings."""
    country = practice.jurisdiction if asked.jurisdiction == Asked().jurisdiction else asked.jurisdiction
    return replace(asked, jurisdiction=country, paper=asked.paper or practice.paper)


def _refuse_unless_draft(version: PlanRecord) -> None:
    if version.status is not Status.DRAFT:
        message = f"version {version.number} is {version.status} and does not change; amend it instead"
        raise Refused(Problem(file="", field="plan", message=message))


def _same_finding(old: FindingAnswer, new: FindingAnswer) -> bool:
    return (old.rule, old.fact_hash) == (new.rule, new.fact_hash)


def _stored(sheet: Printed, plan: PlanRecord) -> NewHandout:
    return NewHandout(
        kind=HandoutKind.HANDOUT,
        patient=plan.patient,
        intake=stored_id(plan.intake),
        version=plan.version,
        language=sheet.wish.language,
        size=sheet.wish.size,
        paper=sheet.wish.paper,
        jurisdiction=sheet.wish.jurisdiction,
        pages=sheet.pages,
        pdf=sheet.pdf,
    )
