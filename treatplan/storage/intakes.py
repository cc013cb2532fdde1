"""Intakes: rows to values and back. A draft is changed in place until it is recorded."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from treatplan.domain.ids import IntakeId, PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.record import IntakeRecord, IntakeState
from treatplan.services.clinic.ports import Bodies
from treatplan.storage import tables
from treatplan.storage.found import refuse_stale, there


class SqlIntakes:
    """Fills `IntakeStore` on one use of the database."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def draft(self, patient: PatientId) -> IntakeRecord | None:
        return self._value(self._newest(patient, IntakeState.DRAFT))

    def latest(self, patient: PatientId) -> IntakeRecord | None:
        return self._value(self._newest(patient, IntakeState.RECORDED))

    def get(self, id_: IntakeId) -> IntakeRecord:
        return self._made(there(self._database, tables.Intake, id_, "intake"))

    def keep(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        return self._write(patient, lock, intake, at, IntakeState.DRAFT)

    def record(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        return self._write(patient, lock, intake, at, IntakeState.RECORDED)

    def drop_draft(self, patient: PatientId) -> None:
        waiting = self._newest(patient, IntakeState.DRAFT)
        if waiting is not None:
            self._database.delete(waiting)
            self._database.flush()

    def _write(self, patient: PatientId, lock: int, intake: Intake, at: datetime, state: IntakeState) -> IntakeRecord:
        there(self._database, tables.Patient, patient, "patient")
        row = self._newest(patient, IntakeState.DRAFT)
        refuse_stale(row.lock if row else 0, lock, "intake")
        if row is None:
            row = tables.Intake(patient_id=patient)
            self._database.add(row)
        row.state = state.value
        row.taken_on = intake.taken_on
        row.body = self._bodies.write(intake)
        row.changed_at = at
        self._database.flush()
        return self._made(row)

    def _newest(self, patient: PatientId, state: IntakeState) -> tables.Intake | None:
        wanted = (
            select(tables.Intake)
            .where(tables.Intake.patient_id == patient, tables.Intake.state == state.value)
            .order_by(tables.Intake.id.desc())
            .limit(1)
        )
        return self._database.scalar(wanted)

    def _value(self, row: tables.Intake | None) -> IntakeRecord | None:
        return None if row is None else self._made(row)

    def _made(self, row: tables.Intake) -> IntakeRecord:
        return IntakeRecord(
            id=IntakeId(row.id),
            lock=row.lock,
            patient=PatientId(row.patient_id),
            state=IntakeState(row.state),
            intake=self._bodies.intake(row.body),
            changed_at=row.changed_at,
        )
