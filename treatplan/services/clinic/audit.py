"""The audit: who did what, whether it is whole, and who looked at one patient. Reading it is written down as well."""

from datetime import timedelta

from treatplan.domain.access import Permission, Session
from treatplan.domain.audit import Answer, Look, Verdict, Wanted, as_detail
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import AuditRow, Deed
from treatplan.services.clinic.guard import needs
from treatplan.services.clinic.ports import Now, Records

ANSWERED = "answered"
_MOST = 500
_BETWEEN = timedelta(minutes=30)


class Audit:
    """Everything that was written down. Nothing here can be changed or taken away."""

    def __init__(self, records: Records, clock: Now) -> None:
        self._records = records
        self._clock = clock

    @needs(Permission.READ_AUDIT)
    def find(self, session: Session, wanted: Wanted) -> tuple[AuditRow, ...]:
        """Rows that fit, newest first."""
        with self._records.writing() as record:
            found = record.trail.find(wanted)
            record.note(session, Deed(action="read", of="audit", patient=_there(found, wanted.patient)))
            return found

    @needs(Permission.KEEP_OWN)
    def own(self, session: Session, most: int = 100) -> tuple[AuditRow, ...]:
        """What is written down of oneself, newest first."""
        with self._records.writing() as record:
            found = record.trail.find(Wanted(user=session.login, most=most))
            record.note(session, Deed(action="read own", of="audit"))
            return found

    @needs(Permission.WHO_LOOKED)
    def of_patient(self, session: Session, patient: PatientId) -> tuple[Look, ...]:
        """Who looked at this patient, or changed something, or was refused, newest first. Raises `Missing`."""
        with self._records.writing() as record:
            record.patients.get(patient)
            names = {user.id: user.name or user.login for user in record.people.all()}
            rows = record.trail.find(Wanted(patient=patient, most=_MOST))
            record.note(session, Deed(action="read", of="audit", patient=patient))
            return _looks(rows, names)

    @needs(Permission.READ_AUDIT)
    def verify(self, session: Session) -> Verdict:
        """Whether every row is as it was written, none is missing, and the file is not an older one.

        That it was asked is written down first: the look itself holds up nobody who is writing.
        """
        with self._records.writing() as record:
            record.note(session, Deed(action="verified", of="audit"))
        with self._records.reading() as record:
            found = record.trail.verify()
            if found.open:
                record.trail.hold(found.open)
            return found

    @needs(Permission.RUN_CLINIC)
    def answer(self, session: Session, why: Answer) -> Verdict:
        """Answer for what does not fit: it is written down for good, and not said at every opening any more.

        Rows that are not as they were stay so, and are named by every later `verify`, as answered for. Raises
        `Refused` where there is nothing to answer for.
        """
        with self._records.reading() as record:
            found = record.trail.verify()
        if not found.open:
            message = "there is nothing to answer for: every row that does not fit was answered for, or all of them fit"
            raise Refused(Problem(file="", field="audit", message=message))
        with self._records.writing() as record:
            record.trail.settle()
            record.note(session, Deed(action=ANSWERED, of="audit", detail=as_detail(why, found.open)))
        return found


def _there(found: tuple[AuditRow, ...], patient: PatientId | None) -> PatientId | None:
    """The patient, where the rows show that there is one: a row points at no patient who was never there."""
    return patient if found else None


def _looks(rows: tuple[AuditRow, ...], names: dict[UserId, str]) -> tuple[Look, ...]:
    """Rows, newest first, as one look for each person and stretch of time."""
    made: list[list[AuditRow]] = []
    for row in rows:
        last = next((look for look in reversed(made) if look[-1].user == row.user), None)
        if last is not None and last[-1].session == row.session and last[-1].at - row.at <= _BETWEEN:
            last.append(row)
        else:
            made.append([row])
    return tuple(_look(look, names) for look in made)


def _look(rows: list[AuditRow], names: dict[UserId, str]) -> Look:
    deeds: dict[str, int] = {}
    for row in reversed(rows):
        words = f"{row.deed.action} {row.deed.of}"
        deeds[words] = deeds.get(words, 0) + 1
    newest, oldest = rows[0], rows[-1]
    name = names.get(newest.user, newest.login)
    return Look(user=newest.user, name=name, first=oldest.at, last=newest.at, deeds=tuple(deeds.items()))
