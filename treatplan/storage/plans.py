"""Plans and their versions: rows to values and back. Only a draft changes; triggers hold that too."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session as Database

from treatplan.domain.access import Session
from treatplan.domain.errors import Missing, Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.ids import IntakeId, PatientId, PlanId, VersionId
from treatplan.domain.plan import Plan, Status
from treatplan.domain.record import PlanLine, PlannedVisit, PlanRecord
from treatplan.services.clinic.ports import Bodies
from treatplan.storage import tables
from treatplan.storage.found import refuse_stale, there
from treatplan.storage.intakes import SqlIntakes

_FIRST = 1


class SqlPlans:
    """Fills `PlanStore` on one use of the database."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies
        self._intakes = SqlIntakes(database, bodies)

    def add(self, patient: PatientId, intake: IntakeId, plan: Plan, at: datetime) -> PlanRecord:
        there(self._database, tables.Patient, patient, "patient")
        row = tables.Plan(patient_id=patient, made_at=at, last_number=_FIRST)
        self._database.add(row)
        self._database.flush()
        return self._begin(row, intake, plan, at)

    def get(self, id_: PlanId) -> PlanRecord:
        there(self._database, tables.Plan, id_, "plan")
        newest = self._database.scalar(
            select(tables.Version).where(tables.Version.plan_id == id_).order_by(tables.Version.number.desc()).limit(1)
        )
        if newest is None:
            raise Missing(Problem(file="", field="plan", message=f"plan {id_} has no version"))
        return self._made(newest)

    def version(self, id_: VersionId) -> PlanRecord:
        return self._made(self._row(id_))

    def versions(self, patient: PatientId) -> tuple[PlanLine, ...]:
        version = tables.Version
        wanted = (
            select(version.plan_id, version.id, version.number, version.status, version.changed_at, version.released_at)
            .join(tables.Plan, tables.Plan.id == version.plan_id)
            .where(tables.Plan.patient_id == patient)
            .order_by(version.id.desc())
        )
        return tuple(
            PlanLine(
                id=PlanId(plan),
                version=VersionId(id_),
                number=number,
                status=Status(status),
                changed_at=changed,
                released_at=released,
            )
            for plan, id_, number, status, changed, released in self._database.execute(wanted)
        )

    def keep(self, version: VersionId, lock: int, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        row = self._draft(version, lock)
        self._refuse_other_patient(row.plan_id, intake)
        row.intake_id = intake
        row.body = self._bodies.write(_numbered(plan, row.number, Status.DRAFT))
        row.changed_at = at
        self._database.flush()
        return self._made(row)

    def release(
        self, version: VersionId, lock: int, plan: Plan, findings: tuple[Finding, ...], by: Session, at: datetime
    ) -> PlanRecord:
        row = self._draft(version, lock)
        earlier = select(tables.Version).where(
            tables.Version.plan_id == row.plan_id, tables.Version.status == Status.RELEASED.value
        )
        for before in self._database.scalars(earlier):
            before.status = Status.AMENDED.value
            before.changed_at = at
        self._database.flush()  # first: no two versions of a plan are ever released
        row.status = Status.RELEASED.value
        row.body = self._bodies.write(_numbered(plan, row.number, Status.RELEASED))
        row.findings = self._bodies.write(findings)
        row.changed_at = row.released_at = at
        row.released_by_id = by.user
        self._database.flush()
        return self._made(row)

    def amend(self, id_: PlanId, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        row = there(self._database, tables.Plan, id_, "plan")
        waiting = exists().where(tables.Version.plan_id == id_, tables.Version.status == Status.DRAFT.value)
        if self._database.scalar(select(waiting)):
            raise Refused(Problem(file="", field="plan", message="has a draft already; go on with that one"))
        row.last_number += 1  # counted on, also past a draft that was thrown away
        return self._begin(row, intake, plan, at)

    def close(self, version: VersionId, at: datetime) -> PlanRecord:
        row = self._row(version)
        if row.status == Status.DRAFT.value:
            raise Refused(Problem(file="", field="plan", message="is a draft; throw it away instead of closing it"))
        if row.status != Status.CLOSED.value:
            row.status = Status.CLOSED.value
            row.changed_at = at
            self._database.flush()
        return self._made(row)

    def drop_draft(self, version: VersionId, lock: int) -> None:
        row = self._draft(version, lock)
        plan = there(self._database, tables.Plan, row.plan_id, "plan")
        self._database.delete(row)
        self._database.flush()
        left = select(func.count()).where(tables.Version.plan_id == plan.id)
        if not self._database.scalar(left):
            self._database.delete(plan)
            self._database.flush()

    def set_visits(self, version: VersionId, visits: tuple[PlannedVisit, ...]) -> None:
        self._row(version)
        self._database.execute(
            delete(tables.PlannedVisit)
            .where(tables.PlannedVisit.version_id == version)
            .execution_options(synchronize_session=False)
        )
        self._database.add_all(
            tables.PlannedVisit(version_id=version, number=visit.number, review=visit.review, on=visit.on, at=visit.at)
            for visit in visits
        )
        self._database.flush()

    def visits(self, version: VersionId) -> tuple[PlannedVisit, ...]:
        wanted = (
            select(tables.PlannedVisit)
            .where(tables.PlannedVisit.version_id == version)
            .order_by(tables.PlannedVisit.number)
        )
        return tuple(
            PlannedVisit(number=row.number, review=row.review, on=row.on, at=row.at)
            for row in self._database.scalars(wanted)
        )

    def _begin(self, row: tables.Plan, intake: IntakeId, plan: Plan, at: datetime) -> PlanRecord:
        self._refuse_other_patient(row.id, intake)
        body = self._bodies.write(_numbered(plan, row.last_number, Status.DRAFT))
        version = tables.Version(
            plan_id=row.id,
            number=row.last_number,
            status=Status.DRAFT.value,
            intake_id=intake,
            changed_at=at,
            body=body,
            drafted=body,
        )
        self._database.add(version)
        self._database.flush()
        return self._made(version)

    def _row(self, version: VersionId) -> tables.Version:
        return there(self._database, tables.Version, version, "plan version")

    def _draft(self, version: VersionId, lock: int) -> tables.Version:
        row = self._row(version)
        if row.status != Status.DRAFT.value:
            message = f"version {row.number} is {row.status} and does not change; amend it instead"
            raise Refused(Problem(file="", field="plan", message=message))
        refuse_stale(row.lock, lock, "plan")
        return row

    def _refuse_other_patient(self, plan: int, intake: IntakeId) -> None:
        whose = there(self._database, tables.Plan, plan, "plan").patient_id
        if there(self._database, tables.Intake, intake, "intake").patient_id != whose:
            raise ValueError("the intake is of another patient than the plan")

    def _made(self, row: tables.Version) -> PlanRecord:
        plan = there(self._database, tables.Plan, row.plan_id, "plan")
        by = "" if row.released_by_id is None else there(self._database, tables.User, row.released_by_id, "user").name
        return PlanRecord(
            id=PlanId(row.plan_id),
            version=VersionId(row.id),
            lock=row.lock,
            patient=PatientId(plan.patient_id),
            intake=self._intakes.get(IntakeId(row.intake_id)),
            plan=self._bodies.plan(row.body),
            status=Status(row.status),
            changed_at=row.changed_at,
            released_at=row.released_at,
            released_by=by,
        )


def _numbered(plan: Plan, number: int, status: Status) -> Plan:
    """The body says what its row says."""
    return replace(plan, version=number, status=status)
