"""Patients: find one, add one, correct one. What the front desk may know, nothing clinical."""

from treatplan.domain.access import Permission, Session, may
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.people import problems_of
from treatplan.domain.record import Deed, PatientRecord, PatientRow, Person
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.ports import Directory, Now, Records


class Patients:
    """Who the clinic treats."""

    def __init__(self, records: Records, directory: Directory, clock: Now) -> None:
        self._records = records
        self._directory = directory
        self._clock = clock

    @needs(Permission.FIND_PATIENTS, Reach.DIRECTORY)
    def recent(self, session: Session, limit: int = 50) -> tuple[PatientRow, ...]:
        """Those last added or changed, newest first; a locum is told of those only who are theirs to see."""
        return self._directory.recent(limit, _only(session))

    @needs(Permission.FIND_PATIENTS, Reach.DIRECTORY)
    def find(self, session: Session, text: str, limit: int = 50) -> tuple[PatientRow, ...]:
        """Whose names, numbers or birth date fit what was typed; everyone recent where nothing was."""
        only = _only(session)
        return self._directory.find(text, limit, only) if text.strip() else self._directory.recent(limit, only)

    @needs(Permission.FIND_PATIENTS, Reach.GIVEN)
    def stop_finding(self, _session: Session) -> None:
        """End a search that is running: something else was typed."""
        self._directory.interrupt()

    @needs(Permission.CHANGE_PATIENTS, Reach.LISTS)
    def similar(self, _session: Session, person: Person) -> tuple[PatientRow, ...]:
        """Who may be the same person; a notice, never a block. For who adds patients: they may see everyone."""
        with self._records.reading() as record:
            return record.patients.similar(person)

    @needs(Permission.FIND_PATIENTS)
    def open(self, session: Session, patient: PatientId) -> PatientRecord:
        """One patient's identity. Raises `Missing`."""
        with self._records.writing() as record:
            found = record.patients.get(patient)
            record.note(session, Deed(action="opened", of="patient", id=patient, patient=patient))
            return found

    @needs(Permission.CHANGE_PATIENTS, Reach.CLINIC)
    def add(self, session: Session, person: Person) -> PatientRecord:
        """A new patient. Raises `Refused` naming every field that is wrong."""
        self._refuse_unsound(person)
        with self._records.writing() as record:
            added = record.patients.add(person, self._clock.now())
            record.note(session, Deed(action="added", of="patient", id=added.id, patient=added.id))
            return added

    @needs(Permission.CHANGE_PATIENTS)
    def change(self, session: Session, patient: PatientId, lock: int, person: Person) -> PatientRecord:
        """Correct who a patient is. Raises `Refused`; `Stale` where somebody else was faster."""
        self._refuse_unsound(person)
        with self._records.writing() as record:
            changed = record.patients.change(patient, lock, person)
            record.note(session, Deed(action="changed", of="patient", id=patient, patient=patient))
            return changed

    def _refuse_unsound(self, person: Person) -> None:
        problems = problems_of(person, self._clock.today())
        if problems:
            raise Refused(*(Problem(file="", field=name, message=message) for name, message in problems))


def _only(session: Session) -> UserId | None:
    """Who is asking, where they do not see everyone."""
    return None if may(session, Permission.FIND_PATIENTS) else session.user
