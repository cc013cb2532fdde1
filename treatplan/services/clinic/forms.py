"""Forms that are being filled in: kept all the time, given back after a crash or a lock, and only to who typed them."""

from collections.abc import Mapping

from treatplan.domain.access import Permission, Session
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.form import LONGEST_NAME, MOST_LETTERS, FormDraft
from treatplan.domain.ids import PatientId
from treatplan.domain.record import Deed
from treatplan.services.clinic.guard import needs
from treatplan.services.clinic.ports import Now, Records


class Forms:
    """What somebody has typed and not stored. Whether it may be stored is asked where it is; here nobody else reads."""

    def __init__(self, records: Records, clock: Now) -> None:
        self._records = records
        self._clock = clock

    @needs(Permission.KEEP_OWN)
    def waiting(self, session: Session) -> tuple[FormDraft, ...]:
        """One's own forms that were not stored, newest first."""
        with self._records.reading() as record:
            return record.forms.of(session.user)

    @needs(Permission.KEEP_OWN)
    def keep(
        self, session: Session, form: str, fields: Mapping[str, str], patient: PatientId | None = None
    ) -> FormDraft:
        """Keep a form as it stands, in place of what was kept of it before. Raises `Refused` for what no form holds."""
        letters = sum(len(name) + len(text) for name, text in fields.items())
        if letters > MOST_LETTERS or not 0 < len(form) <= LONGEST_NAME:
            raise Refused(Problem(file="", field="form", message="is too long to be kept while it is typed"))
        made = FormDraft(form=form, fields=dict(fields), patient=patient, changed_at=self._clock.now())
        with self._records.writing() as record:
            record.forms.keep(session.user, made)
            record.note(session, Deed(action="kept", of="form", patient=patient))
        return made

    @needs(Permission.KEEP_OWN)
    def drop(self, session: Session, form: str) -> None:
        """Let go of what was kept: it is stored now, or not wanted. Does nothing where nothing was."""
        with self._records.writing() as record:
            about = next((one.patient for one in record.forms.of(session.user) if one.form == form), None)
            record.forms.drop(session.user, form)
            record.note(session, Deed(action="let go", of="form", patient=about))
