"""Forms that are not stored yet: rows to values and back. Every question names the user, so nobody meets another's."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from treatplan.domain.form import FormDraft
from treatplan.domain.ids import PatientId, UserId
from treatplan.storage import tables


class SqlForms:
    """Fills `FormStore` on one use of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user: UserId) -> tuple[FormDraft, ...]:
        """Newest first."""
        wanted = (
            select(tables.Form)
            .where(tables.Form.user_id == user)
            .order_by(tables.Form.changed_at.desc(), tables.Form.id.desc())
        )
        return tuple(_value(row) for row in self._database.scalars(wanted))

    def keep(self, user: UserId, draft: FormDraft) -> None:
        """One row a form: the newest text takes the place of the last."""
        row = self._row(user, draft.form)
        if row is None:
            row = tables.Form(user_id=user, form=draft.form)
            self._database.add(row)
        row.changed_at = draft.changed_at
        row.body = json.dumps({"patient": draft.patient, "fields": dict(draft.fields)})
        self._database.flush()

    def drop(self, user: UserId, form: str) -> None:
        """Nothing where there is none."""
        row = self._row(user, form)
        if row is not None:
            self._database.delete(row)
            self._database.flush()

    def _row(self, user: UserId, form: str) -> tables.Form | None:
        return self._database.scalar(select(tables.Form).where(tables.Form.user_id == user, tables.Form.form == form))


def _value(row: tables.Form) -> FormDraft:
    body = json.loads(row.body)
    patient = body["patient"]
    return FormDraft(
        form=row.form,
        fields=body["fields"],
        patient=None if patient is None else PatientId(patient),
        changed_at=row.changed_at,
    )
