"""Visits and their notes: rows to values and back. A draft changes in place; a signed one never (triggers hold it)."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session as Database

from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.ids import NoteId, PatientId, PlanId, UserId, VersionId, VisitId
from treatplan.domain.record import AuditRow, Deed, NoteKind, VisitState
from treatplan.domain.visit.kept import NewNote, NoteRecord, Seal, SealedNote, SealedVisit, VisitLine, VisitRecord
from treatplan.domain.visit.visit import Visit
from treatplan.services.clinic.ports import Bodies
from treatplan.storage import tables
from treatplan.storage.found import refuse_stale, there

_IN_ERROR = exists().where(tables.Note.visit_id == tables.Visit.id, tables.Note.kind == NoteKind.ENTERED_IN_ERROR.value)


class SqlVisits:
    """Fills `VisitStore` on one use of the database."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies

    def draft(self, patient: PatientId, by: UserId) -> VisitRecord | None:
        row = self._draft(patient, by)
        return None if row is None else self._made(row, in_error=False)

    def keep(
        self, patient: PatientId, lock: int, visit: Visit, version: VersionId | None, by: UserId, at: datetime
    ) -> VisitRecord:
        there(self._database, tables.Patient, patient, "patient")
        row = self._draft(patient, by)
        refuse_stale(row.lock if row else 0, lock, "visit")
        if row is None:
            row = tables.Visit(patient_id=patient, opened_by_id=by, state=VisitState.DRAFT.value)
            self._database.add(row)
        row.version_id = version
        row.number = visit.number
        row.on = visit.on
        row.body = self._bodies.write(visit)
        row.changed_at = at
        self._database.flush()
        return self._made(row, in_error=False)

    def drop_draft(self, patient: PatientId, by: UserId) -> None:
        row = self._draft(patient, by)
        if row is not None:
            self._database.delete(row)
            self._database.flush()

    def get(self, id_: VisitId) -> VisitRecord:
        row = there(self._database, tables.Visit, id_, "visit")
        in_error = bool(self._database.scalar(select(_IN_ERROR).where(tables.Visit.id == id_)))
        return self._made(row, in_error=in_error)

    def text(self, id_: VisitId) -> str:
        return there(self._database, tables.Visit, id_, "visit").body

    def sign(self, id_: VisitId, lock: int, seal: Seal) -> VisitRecord:
        row = there(self._database, tables.Visit, id_, "visit")
        if row.state != VisitState.DRAFT.value:
            raise Refused(Problem(file="", field="visit", message="is signed already, and does not change"))
        refuse_stale(row.lock, lock, "visit")
        row.state = VisitState.SIGNED.value
        row.changed_at = row.signed_at = seal.at
        row.signed_by_id = seal.by
        row.digest = seal.digest
        row.signature = seal.signature
        row.signed_with = seal.public
        self._database.flush()
        return self._made(row, in_error=False)

    def signed(self, patient: PatientId) -> tuple[VisitRecord, ...]:
        wanted = (
            select(tables.Visit, _IN_ERROR)
            .where(tables.Visit.patient_id == patient, tables.Visit.state == VisitState.SIGNED.value)
            .order_by(tables.Visit.on, tables.Visit.id)
        )
        return tuple(self._made(row, in_error=wrong) for row, wrong in self._database.execute(wanted).all())

    def lines(self, patient: PatientId) -> tuple[VisitLine, ...]:
        visit = tables.Visit
        notes = select(func.count()).where(tables.Note.visit_id == visit.id).scalar_subquery()
        wanted = (
            select(
                *(visit.id, visit.patient_id, visit.version_id, visit.number, visit.on, visit.state, visit.signed_at),
                tables.User.name.label("signed_by"),
                notes.label("notes"),
                _IN_ERROR.label("in_error"),
            )
            .outerjoin(tables.User, tables.User.id == visit.signed_by_id)
            .where(visit.patient_id == patient)
            .order_by(visit.on.desc(), visit.id.desc())
        )
        return tuple(_line(row) for row in self._database.execute(wanted))

    def add_note(self, visit: VisitId, number: int, note: NewNote, seal: Seal) -> NoteRecord:
        there(self._database, tables.Visit, visit, "visit")
        row = tables.Note(
            visit_id=visit,
            number=number,
            kind=note.kind.value,
            about=note.about,
            reason=note.reason,
            body=note.text,
            at=seal.at,
            by_id=seal.by,
            digest=seal.digest,
            signature=seal.signature,
            signed_with=seal.public,
        )
        self._database.add(row)
        self._database.flush()
        return self._note(row, seal.name)

    def notes(self, visit: VisitId) -> tuple[NoteRecord, ...]:
        wanted = (
            select(tables.Note, tables.User.name)
            .join(tables.User, tables.User.id == tables.Note.by_id)
            .where(tables.Note.visit_id == visit)
            .order_by(tables.Note.number)
        )
        return tuple(self._note(row, name) for row, name in self._database.execute(wanted).all())

    # To be verified

    def sealed(self, patient: PatientId | None = None) -> tuple[SealedVisit, ...]:
        wanted = select(tables.Visit).where(tables.Visit.state != VisitState.DRAFT.value).order_by(tables.Visit.id)
        if patient is not None:
            wanted = wanted.where(tables.Visit.patient_id == patient)
        return tuple(
            SealedVisit(
                id=row.id,
                patient=row.patient_id,
                version=row.version_id,
                number=row.number,
                on=row.on,
                text=row.body,
                seal=_seal(row),
            )
            for row in self._database.scalars(wanted)
        )

    def sealed_notes(self, patient: PatientId | None = None) -> tuple[SealedNote, ...]:
        wanted = select(tables.Note).order_by(tables.Note.visit_id, tables.Note.number)
        if patient is not None:
            wanted = wanted.join(tables.Visit, tables.Visit.id == tables.Note.visit_id).where(
                tables.Visit.patient_id == patient
            )
        return tuple(
            SealedNote(
                id=row.id,
                visit=row.visit_id,
                number=row.number,
                kind=row.kind,
                about=row.about,
                reason=row.reason,
                text=row.body,
                seal=_note_seal(row),
            )
            for row in self._database.scalars(wanted)
        )

    def anchors(self, actions: frozenset[str], patient: PatientId | None = None) -> tuple[AuditRow, ...]:
        audit = tables.Audit
        wanted = select(audit).where(audit.action.in_(sorted(actions)))
        if patient is None:
            return tuple(_audit(row) for row in self._database.scalars(wanted.order_by(audit.number)))
        # two questions, an index each: one that asks both at once walks the whole audit
        theirs = self._database.scalars(wanted.where(audit.patient_id == patient))
        nobodys = self._database.scalars(wanted.where(audit.patient_id.is_(None)))
        return tuple(_audit(row) for row in sorted((*theirs, *nobodys), key=lambda row: row.number))

    def keys(self) -> dict[int, str]:
        return {id_: key for id_, key in self._database.execute(select(tables.User.id, tables.User.ed25519_public))}  # noqa: C416  (rows are no pairs to mypy)

    # Parts

    def _draft(self, patient: PatientId, by: UserId) -> tables.Visit | None:
        visit = tables.Visit
        return self._database.scalar(
            select(visit).where(
                visit.patient_id == patient, visit.opened_by_id == by, visit.state == VisitState.DRAFT.value
            )
        )

    def _made(self, row: tables.Visit, *, in_error: bool) -> VisitRecord:
        plan = None
        if row.version_id is not None:
            plan = PlanId(there(self._database, tables.Version, row.version_id, "plan version").plan_id)
        seal = None
        if row.state == VisitState.SIGNED.value:
            by = self._database.get(tables.User, row.signed_by_id)
            seal = _seal(row, "" if by is None else by.name)
        return VisitRecord(
            id=VisitId(row.id),
            lock=row.lock,
            patient=PatientId(row.patient_id),
            version=None if row.version_id is None else VersionId(row.version_id),
            plan=plan,
            state=VisitState(row.state),
            visit=self._read(row),
            opened_by=UserId(row.opened_by_id),
            changed_at=row.changed_at,
            seal=seal,
            in_error=in_error,
        )

    def _read(self, row: tables.Visit) -> Visit:
        """The body. Raises `Unavailable` where it is none any more: it was changed from outside."""
        try:
            return self._bodies.visit(row.body)
        except (Refused, ValueError) as error:
            message = f"visit {row.id}: its text can't be read; it was changed from outside. Put back a backup."
            raise Unavailable(message) from error

    def _note(self, row: tables.Note, name: str) -> NoteRecord:
        return NoteRecord(
            id=NoteId(row.id),
            visit=VisitId(row.visit_id),
            number=row.number,
            note=NewNote(kind=NoteKind(row.kind), about=row.about, reason=row.reason, text=row.body),
            seal=_note_seal(row, name),
        )


def _seal(row: tables.Visit, name: str = "") -> Seal:
    """What the row says of its signing; a signed row that lacks any of it has none that fits."""
    return Seal(
        by=UserId(row.signed_by_id or 0),
        name=name,
        at=row.signed_at or row.changed_at,
        digest=row.digest or "",
        signature=row.signature or "",
        public=row.signed_with or "",
    )


def _note_seal(row: tables.Note, name: str = "") -> Seal:
    return Seal(
        by=UserId(row.by_id),
        name=name,
        at=row.at,
        digest=row.digest,
        signature=row.signature,
        public=row.signed_with,
    )


def _line(row: Any) -> VisitLine:
    return VisitLine(
        id=VisitId(row.id),
        patient=PatientId(row.patient_id),
        version=None if row.version_id is None else VersionId(row.version_id),
        number=row.number,
        on=row.on,
        state=VisitState(row.state),
        signed_at=row.signed_at,
        signed_by=row.signed_by or "",
        notes=row.notes,
        in_error=bool(row.in_error),
    )


def _audit(row: tables.Audit) -> AuditRow:
    deed = Deed(
        action=row.action,
        of=row.of,  # type: ignore[arg-type]  # as it was written
        id=row.object_id,
        patient=None if row.patient_id is None else PatientId(row.patient_id),
        detail=row.detail,
    )
    return AuditRow(
        number=row.number, at=row.at, user=UserId(row.user_id), login=row.login, session=row.session, deed=deed
    )
