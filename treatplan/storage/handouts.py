"""Documents with their exact bytes: rows to values and back. They are only added."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session as Database

from treatplan.domain.access import Session
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import HandoutId, PatientId, PlanId
from treatplan.domain.intake import Pregnancy, PrintSize, full_name
from treatplan.domain.paper import Paper
from treatplan.domain.people import as_patient
from treatplan.domain.plan import Status
from treatplan.domain.record import HandoutKind, HandoutRow, NewHandout, StoredHandout
from treatplan.storage import tables
from treatplan.storage.found import there
from treatplan.storage.patients import person_of

_CURRENT = or_(tables.Handout.version_id.is_(None), tables.Version.status == Status.RELEASED.value)


class SqlHandouts:
    """Fills `HandoutStore` on one use of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, handout: NewHandout, by: Session, at: datetime) -> HandoutRow:
        row = tables.Handout(
            kind=handout.kind.value,
            patient_id=handout.patient,
            intake_id=handout.intake,
            version_id=handout.version,
            language=handout.language,
            size=handout.size.value,
            paper=handout.paper.value,
            jurisdiction=handout.jurisdiction,
            pages=handout.pages,
            sha256=hashlib.sha256(handout.pdf).hexdigest(),
            made_at=at,
            made_by_id=by.user,
            pdf=handout.pdf,
        )
        self._database.add(row)
        self._database.flush()
        return self._lines(tables.Handout.id == row.id)[0]

    def get(self, id_: HandoutId) -> StoredHandout:
        """Raises `Unavailable` where the bytes are not those that were stored."""
        stored = there(self._database, tables.Handout, id_, "handout")
        if hashlib.sha256(stored.pdf).hexdigest() != stored.sha256:
            raise Unavailable(
                f"handout {id_}: its bytes are not those that were stored. Put the clinic back from a backup."
            )
        (row,) = self._lines(tables.Handout.id == id_)
        return StoredHandout(row=row, pdf=stored.pdf, sha256=stored.sha256)

    def of_patient(self, patient: PatientId) -> tuple[HandoutRow, ...]:
        return self._lines(tables.Handout.patient_id == patient, current_first=True)

    def made_between(self, first: datetime, last: datetime) -> tuple[HandoutRow, ...]:
        """From `first` to just before `last`, newest first."""
        return self._lines(and_(tables.Handout.made_at >= first, tables.Handout.made_at < last))

    def given(self, id_: HandoutId, how: str, by: Session, at: datetime) -> None:
        there(self._database, tables.Handout, id_, "handout")
        self._database.add(tables.Given(handout_id=id_, at=at, by_id=by.user, how=how))
        self._database.flush()

    def _lines(self, condition: Any, *, current_first: bool = False) -> tuple[HandoutRow, ...]:
        order = (_CURRENT.desc(),) if current_first else ()
        wanted = _listed().where(condition).order_by(*order, tables.Handout.id.desc())
        return tuple(_line_of(found) for found in self._database.execute(wanted))


def _listed() -> Select[Any]:
    """Everything a list needs, and never the bytes."""
    times = select(func.count()).where(tables.Given.handout_id == tables.Handout.id).scalar_subquery()
    last = select(func.max(tables.Given.at)).where(tables.Given.handout_id == tables.Handout.id).scalar_subquery()
    return (
        select(
            tables.Handout,
            tables.Patient,
            tables.User.name.label("made_by"),
            tables.Version.plan_id,
            tables.Version.number,
            _CURRENT.label("current"),
            times.label("given"),
            last.label("last_given_at"),
        )
        .join(tables.Patient, tables.Patient.id == tables.Handout.patient_id)
        .join(tables.User, tables.User.id == tables.Handout.made_by_id)
        .outerjoin(tables.Version, tables.Version.id == tables.Handout.version_id)
    )


def _line_of(found: Any) -> HandoutRow:
    row: tables.Handout = found.Handout
    patient: tables.Patient = found.Patient
    return HandoutRow(
        id=HandoutId(row.id),
        kind=HandoutKind(row.kind),
        patient=PatientId(row.patient_id),
        patient_name=full_name(as_patient(person_of(patient), Pregnancy())),
        birth_date=patient.birth_date,
        plan=None if found.plan_id is None else PlanId(found.plan_id),
        number=found.number,
        language=row.language,
        size=PrintSize(row.size),
        paper=Paper(row.paper),
        pages=row.pages,
        made_at=row.made_at,
        made_by=found.made_by,
        current=bool(found.current),
        given=found.given,
        last_given_at=found.last_given_at,
    )
