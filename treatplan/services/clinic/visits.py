"""Visits: what was given and asked, signed by who was there, and only added to afterwards."""

from dataclasses import replace
from datetime import date

from treatplan.domain.access import Permission, Session, may
from treatplan.domain.errors import Missing, NotAllowed, Problem, Refused
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.record import Deed, NoteKind, VisitState
from treatplan.domain.value import value
from treatplan.domain.visit.kept import (
    Fault,
    NewNote,
    NoteRecord,
    Seal,
    SealedNote,
    SealedVisit,
    VisitLine,
    VisitRecord,
)
from treatplan.domain.visit.noting import problems_of_note
from treatplan.domain.visit.opening import Before, opened, with_marks
from treatplan.domain.visit.sealing import digest_of
from treatplan.domain.visit.soundness import sound_visit
from treatplan.domain.visit.verifying import ANCHORING, Evidence, deed_of, digest_of_note, faults, of_note, of_visit
from treatplan.domain.visit.visit import Visit
from treatplan.services.clinic.answering import Decision, answered
from treatplan.services.clinic.guard import Reach, needs
from treatplan.services.clinic.looking import VisitLook, looked, of_course, plan_of, released
from treatplan.services.clinic.ports import Now, Records, Transaction
from treatplan.services.clinic.visit_ports import Signatures
from treatplan.services.plans import Report
from treatplan.services.ports import ContentSource


@value
class VisitShown:
    """A visit with what was added to it. `faults` say what of it is not as it was signed: it is shown in red."""

    visit: VisitRecord
    notes: tuple[NoteRecord, ...] = ()
    faults: tuple[Fault, ...] = ()


class Visits:
    """Delivered care. A draft belongs to who opened it; what is signed never changes."""

    def __init__(self, records: Records, content: ContentSource, signatures: Signatures, clock: Now) -> None:
        self._records = records
        self._content = content
        self._signatures = signatures
        self._clock = clock

    @needs(Permission.WRITE_RECORD)
    def begin(self, session: Session, patient: PatientId, plan: int | None = None) -> VisitRecord:
        """One's own draft that is waiting, else one that starts from the newest released plan and the last visit.

        `plan` names another released plan of this patient. Nothing is stored. Raises `Missing` without an intake.
        """
        with self._records.writing() as record:
            begun = self._begun(record, session, patient, plan)
            record.note(session, Deed(action="opened draft", of="visit", id=begun.id, patient=patient))
            return begun

    @needs(Permission.READ_RECORD)
    def look(self, _session: Session, patient: PatientId, begun: VisitRecord) -> VisitLook:
        """A visit as it stands on the screen: findings of today, what stands in the way of signing. Stores nothing."""
        if begun.patient != patient:
            raise Missing(Problem(file="", field="visit", message=f"is not of patient {patient}"))
        with self._records.reading() as record:
            return self._look(record, begun)

    @needs(Permission.WRITE_RECORD)
    def keep(
        self,
        session: Session,
        patient: PatientId,
        lock: int,
        visit: Visit,
        plan: int | None = None,
        file: str = "",
    ) -> VisitRecord:
        """Store a draft, however incomplete. Number, marks and answers to findings are the record's own.

        `lock` is that of the draft (0: there is none yet; `plan` is then as in `begin`). Raises `Refused` with all that
        can't be; `Stale`.
        """
        library = self._content.library("en")
        with self._records.writing() as record:
            begun = self._begun(record, session, patient, plan)
            _refuse_before(record.patients.get(patient).person.birth_date, visit, file)
            own = replace(visit, number=begun.visit.number, follows=begun.visit.follows, answers=begun.visit.answers)
            sound = sound_visit(
                with_marks(own, begun.visit), plan_of(record, begun.version), library, file, self._clock.today()
            )
            kept = record.visits.keep(patient, lock, sound, begun.version, session.user, self._clock.now())
            record.note(session, Deed(action="kept draft", of="visit", id=kept.id, patient=patient))
            return kept

    @needs(Permission.WRITE_RECORD)
    def answer(self, session: Session, patient: PatientId, lock: int, decision: Decision) -> VisitRecord:
        """Answer a finding of one's own stored draft. Raises `Refused` as for a plan; `Missing`, `Stale`."""
        with self._records.writing() as record:
            draft = self._own(record, session, patient)
            look = self._look(record, draft)
            report = Report(
                findings=look.today.findings,
                cards=(),
                notes=(),
                completeness=(),
                rule_set=self._content.library("en").rule_set,
            )
            given = answered(decision, report, by=session.name, on=self._clock.today())
            others = (old for old in draft.visit.answers if (old.rule, old.fact_hash) != (given.rule, given.fact_hash))
            changed = replace(draft.visit, answers=(*others, given))
            kept = record.visits.keep(patient, lock, changed, draft.version, session.user, self._clock.now())
            detail = f"{given.rule} {given.decision}"
            record.note(session, Deed(action="answered", of="visit", id=kept.id, patient=patient, detail=detail))
            return kept

    @needs(Permission.WRITE_RECORD)
    def drop(self, session: Session, patient: PatientId) -> None:
        """Throw one's own draft away."""
        with self._records.writing() as record:
            record.visits.drop_draft(patient, session.user)
            record.note(session, Deed(action="dropped draft", of="visit", patient=patient))

    @needs(Permission.SIGN_VISITS)
    def sign(self, session: Session, visit: VisitId, lock: int, passphrase: str) -> VisitRecord:
        """Sign one's own draft; it never changes after. The passphrase is asked again, and opens the signing key.

        Raises `WrongSecret`; `Refused` with all that stands in the way; `Stale`.
        """
        signing = self._signatures.prove(session, passphrase)
        with self._records.writing() as record:
            draft = record.visits.get(visit)
            if draft.state is not VisitState.DRAFT:
                raise Refused(Problem(file="", field="visit", message="is signed already, and does not change"))
            standing = self._look(record, draft).obstacles
            if standing:
                raise Refused(*(Problem(file="", field=one.field, message=one.message) for one in standing))
            self._refuse_other_key(record, session, signing.public)
            seal = Seal(
                by=session.user,
                name=session.name,
                at=self._clock.now(),
                digest=digest_of(record.visits.text(visit)),
                signature="",
                public=signing.public,
            )
            sealed = SealedVisit(
                id=visit,
                patient=draft.patient,
                version=draft.version,
                number=draft.visit.number,
                on=draft.visit.on,
                text="",
                seal=seal,
            )
            whole = replace(seal, signature=signing.sign(of_visit(sealed)))
            signed = record.visits.sign(visit, lock, whole)
            record.note(session, deed_of(visit, draft.patient, whole))
            return signed

    @needs(Permission.WRITE_RECORD)
    def add_note(self, session: Session, visit: VisitId, note: NewNote, passphrase: str) -> NoteRecord:
        """Add to a signed visit, under one's own signature. Nothing of what stands there is touched.

        Raises `WrongSecret`; `Refused` where a reason is missing, or the visit is a draft still.
        """
        signing = self._signatures.prove(session, passphrase)
        with self._records.writing() as record:
            of = record.visits.get(visit)
            if of.seal is None:
                raise Refused(Problem(file="", field="visit", message="is not signed yet; change the draft itself"))
            own = of.seal.by == session.user
            if note.kind is NoteKind.ENTERED_IN_ERROR and not own and not may(session, Permission.WRITE_RECORD):
                raise NotAllowed("A locum marks none but their own visits as entered in error; ask who signed it")
            wrong = tuple(problems_of_note(note, of.visit.on, self._clock.today(), own=own))
            if wrong:
                raise Refused(*(Problem(file="", field=name, message=message) for name, message in wrong))
            if note.kind is NoteKind.ENTERED_IN_ERROR and of.in_error:
                raise Refused(Problem(file="", field="visit", message="is marked as entered in error already"))
            self._refuse_other_key(record, session, signing.public)
            seal = Seal(
                by=session.user,
                name=session.name,
                at=self._clock.now(),
                digest=digest_of_note(note),
                signature="",
                public=signing.public,
            )
            sealed = SealedNote(
                id=0,
                visit=visit,
                number=len(record.visits.notes(visit)) + 1,
                kind=note.kind,
                about=note.about,
                reason=note.reason,
                text=note.text,
                seal=seal,
            )
            whole = replace(seal, signature=signing.sign(of_note(sealed, of.seal.digest)))
            made = record.visits.add_note(visit, sealed.number, note, whole)
            record.note(session, deed_of(visit, of.patient, whole, sealed))
            return made

    @needs(Permission.READ_RECORD)
    def open(self, session: Session, visit: VisitId) -> VisitShown:
        """One visit with what was added to it, and what of it is not as it was signed. Raises `Missing`."""
        with self._records.writing() as record:
            found = record.visits.get(visit)
            record.note(session, Deed(action="opened", of="visit", id=visit, patient=found.patient))
            wrong = self._faults(record, found.patient) if found.seal else ()
            return VisitShown(
                visit=found,
                notes=record.visits.notes(visit),
                faults=tuple(fault for fault in wrong if fault.visit == visit),
            )

    @needs(Permission.READ_RECORD)
    def of_patient(self, session: Session, patient: PatientId) -> tuple[VisitLine, ...]:
        """Every visit of a patient, newest first."""
        with self._records.writing() as record:
            record.note(session, Deed(action="listed", of="visit", patient=patient))
            return record.visits.lines(patient)

    @needs(Permission.READ_RECORD)
    def verify(self, session: Session, patient: PatientId) -> tuple[Fault, ...]:
        """What of a patient's signed visits and notes is not as it was signed; empty where all is."""
        with self._records.writing() as record:
            record.note(session, Deed(action="verified", of="visit", patient=patient))
            return self._faults(record, patient)

    @needs(Permission.READ_AUDIT, Reach.CLINIC)
    def verify_all(self, session: Session) -> tuple[Fault, ...]:
        """The same for everybody. It rests on the audit: that one is verified by itself."""
        with self._records.writing() as record:
            record.note(session, Deed(action="verified visits", of="audit"))
            return self._faults(record, None)

    # Parts

    def _begun(self, record: Transaction, session: Session, patient: PatientId, plan: int | None) -> VisitRecord:
        waiting = record.visits.draft(patient, session.user)
        if waiting is not None:
            return waiting
        record.patients.get(patient)
        if record.intakes.latest(patient) is None:
            raise Missing(Problem(file="", field="intake", message=f"file {patient} has no recorded intake yet"))
        planned = released(record, patient, plan)
        signed = [one for one in record.visits.signed(patient) if not one.in_error]
        last = signed[-1] if signed else None
        before = None
        if last is not None and last.id is not None:
            same = planned is not None and last.version == planned.version
            before = Before(id=last.id, visit=last.visit, same_plan=same)
        number = len(of_course(signed, planned.id if planned else None)) + 1
        return VisitRecord(
            id=None,
            lock=0,
            patient=patient,
            version=planned.version if planned else None,
            plan=planned.id if planned else None,
            state=VisitState.DRAFT,
            visit=opened(planned.plan if planned else None, before, self._clock.today(), number),
            opened_by=session.user,
        )

    def _own(self, record: Transaction, session: Session, patient: PatientId) -> VisitRecord:
        draft = record.visits.draft(patient, session.user)
        if draft is None:
            raise Missing(Problem(file="", field="visit", message=f"you have no draft of a visit of patient {patient}"))
        return draft

    def _look(self, record: Transaction, begun: VisitRecord) -> VisitLook:
        return looked(record, begun, self._content.library("en"))

    def _refuse_other_key(self, record: Transaction, session: Session, public: str) -> None:
        """The key of the key file must be the one in the user's row: else somebody changed one of them."""
        if record.visits.keys().get(session.user) != public:
            message = "your signing key is not the one that the clinic knows; lock the clinic and unlock it again"
            raise Refused(Problem(file="", field="passphrase", message=message))

    def _faults(self, record: Transaction, patient: PatientId | None) -> tuple[Fault, ...]:
        rows = record.visits.anchors(ANCHORING, patient)
        evidence = Evidence(anchors=rows, keys=tuple(sorted(record.visits.keys().items())))
        visits, notes = record.visits.sealed(patient), record.visits.sealed_notes(patient)
        found = faults(visits, notes, evidence, self._signatures.fits, patient)
        if patient is None:
            return found
        own = {visit.id for visit in visits} | {row.deed.id for row in evidence.anchors if row.deed.patient == patient}
        return tuple(fault for fault in found if fault.visit in own)


def _refuse_before(birth: date, visit: Visit, file: str) -> None:
    if visit.on < birth:
        raise Refused(Problem(file=file, field="on", message=f"is {visit.on}, before the patient's birth on {birth}"))
