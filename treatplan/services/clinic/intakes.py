"""Intakes: begin one, keep what is typed, look at it while it is filled in, record it."""

from dataclasses import replace

from treatplan.domain.access import Permission, Session
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.gaps import Gap, gaps
from treatplan.domain.ids import PatientId
from treatplan.domain.intactness import problems_of_intake
from treatplan.domain.intake import INTAKE_FORMAT, Complaint, Intake, Patient, Pregnancy
from treatplan.domain.keys import patient_mark
from treatplan.domain.people import as_patient, same_person
from treatplan.domain.plan import Status
from treatplan.domain.record import Deed, IntakeRecord, IntakeState
from treatplan.domain.screening import screen
from treatplan.domain.value import value
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.ports import Now, Records, Transaction
from treatplan.services.ports import ContentSource


@value
class IntakeLook:
    """What an intake says so far: what can't be right (field and sentence), which signs fire, what is still open."""

    problems: tuple[tuple[str, str], ...] = ()
    flags: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Intakes:
    """What patients were asked and answered."""

    def __init__(self, records: Records, content: ContentSource, clock: Now) -> None:
        self._records = records
        self._content = content
        self._clock = clock

    @needs(Permission.READ_RECORD)
    def latest(self, session: Session, patient: PatientId) -> IntakeRecord | None:
        """The newest recorded intake."""
        with self._records.writing() as record:
            found = record.intakes.latest(patient)
            record.note(session, Deed(action="opened", of="intake", id=found.id if found else None, patient=patient))
            return found

    @needs(Permission.WRITE_RECORD)
    def begin(self, session: Session, patient: PatientId) -> IntakeRecord:
        """The draft that is waiting, else one that starts from the newest intake, else an empty one.

        What must be asked afresh (red flags, pregnancy, pain scores, consent) is not carried over. Nothing is stored.
        """
        with self._records.writing() as record:
            person = record.patients.get(patient).person
            waiting = record.intakes.draft(patient)
            record.note(
                session, Deed(action="opened draft", of="intake", id=waiting.id if waiting else None, patient=patient)
            )
            if waiting is not None:
                kept = replace(waiting.intake, patient=as_patient(person, waiting.intake.patient.pregnancy))
                return replace(waiting, intake=kept)
            last = record.intakes.latest(patient)
            fresh = _afresh(last.intake) if last is not None else _empty(as_patient(person, Pregnancy()))
            intake = replace(fresh, patient=as_patient(person, Pregnancy()), taken_on=self._clock.today())
            return IntakeRecord(id=None, lock=0, patient=patient, state=IntakeState.DRAFT, intake=intake)

    @needs(Permission.WRITE_RECORD)
    def keep(self, session: Session, patient: PatientId, lock: int, intake: Intake) -> IntakeRecord:
        """Store a draft as it is, however incomplete. Raises `Stale`."""
        with self._records.writing() as record:
            kept = record.intakes.keep(patient, lock, intake, self._clock.now())
            record.note(session, Deed(action="kept draft", of="intake", id=kept.id, patient=patient))
            return kept

    @needs(Permission.WRITE_RECORD)
    def drop(self, session: Session, patient: PatientId) -> None:
        """Throw the waiting draft away."""
        with self._records.writing() as record:
            record.intakes.drop_draft(patient)
            record.note(session, Deed(action="dropped draft", of="intake", patient=patient))

    @needs(Permission.READ_RECORD, Reach.GIVEN)
    def look(self, _session: Session, intake: Intake) -> IntakeLook:
        """What can't be right, which signs fire, what is still open. Stores nothing."""
        library = self._content.library("en")
        problems = tuple(problems_of_intake(intake, library, self._clock.today()))
        return IntakeLook(problems=problems, flags=screen(intake, library), gaps=gaps(intake, library))

    @needs(Permission.WRITE_RECORD)
    def record(self, session: Session, patient: PatientId, lock: int, intake: Intake, file: str = "") -> IntakeRecord:
        """Record an intake; it never changes after. A draft plan of the patient is from now on checked against it.

        `lock` is that of the draft it was (0: there was none). Raises `Refused` with every problem, and where it is
        somebody else's; `Stale`.
        """
        library = self._content.library("en")
        with self._records.writing() as record:
            person = record.patients.get(patient).person
            if not same_person(person, intake.patient):
                message = f"is of another person than file {patient} (name or birth date differ)"
                raise Refused(Problem(file=file, field="patient", message=message))
            whole = replace(intake, patient=as_patient(person, intake.patient.pregnancy))
            problems = tuple(problems_of_intake(whole, library, self._clock.today()))
            if problems:
                raise Refused(*(Problem(file=file, field=name, message=message) for name, message in problems))
            made = record.intakes.record(patient, lock, whole, self._clock.now())
            record.note(session, Deed(action="recorded", of="intake", id=made.id, patient=patient))
            self._follow(record, patient, made)
            return made

    def _follow(self, record: Transaction, patient: PatientId, made: IntakeRecord) -> None:
        """Open draft plans are checked against the newest facts: an answer to an old fact lapses by itself."""
        if made.id is None:
            return
        mark = patient_mark(made.intake.patient)
        for line in record.plans.versions(patient):
            if line.status is Status.DRAFT:
                draft = record.plans.version(line.version)
                plan = replace(draft.plan, for_patient=mark)
                record.plans.keep(draft.version, draft.lock, plan, made.id, self._clock.now())


def _empty(patient: Patient) -> Intake:
    return Intake(format=INTAKE_FORMAT, taken_on=patient.birth_date, patient=patient, complaint=Complaint(places=()))


def _afresh(last: Intake) -> Intake:
    complaint = replace(last.complaint, pain_now=None, pain_average=None, pain_worst=None)
    return replace(last, complaint=complaint, red_flags={}, red_flag_notes={}, consent={}, outcomes=())
