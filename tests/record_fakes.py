"""The record in memory: stores over values in dictionaries. A failed use of it changes nothing."""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.backup_fakes import FakeBackups
from tests.form_fakes import FakeForms
from tests.people_fakes import Crew, FakePeople
from tests.practice_fakes import FakePractice
from tests.trail_fakes import FakeTrail
from tests.visit_fakes import FakeVisits
from treatplan.domain.access import Session
from treatplan.domain.audit import Break
from treatplan.domain.backups import BackupRow, Restored
from treatplan.domain.errors import Missing, Problem, Refused, Stale
from treatplan.domain.findings import Finding
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import HandoutId, IntakeId, PatientId, PlanId, VersionId
from treatplan.domain.intake import Intake, full_name
from treatplan.domain.people import as_patient
from treatplan.domain.plan import Plan, Status
from treatplan.domain.record import (
    AuditRow,
    Deed,
    HandoutRow,
    IntakeRecord,
    IntakeState,
    NewHandout,
    PatientRecord,
    PatientRow,
    Person,
    PlanLine,
    PlannedVisit,
    PlanRecord,
    Practice,
    StoredHandout,
)
from treatplan.domain.visit.kept import NoteRecord, VisitRecord

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PRACTICE = Practice(
    lock=1, name="Willow Bridge Acupuncture", address="24 Mill Lane", phone="01632 960 014", jurisdiction="gb"
)


@dataclass
class State:
    """Everything that is stored. Values are frozen, so a shallow copy is a snapshot."""

    patients: dict[int, PatientRecord] = field(default_factory=dict)
    intakes: dict[int, IntakeRecord] = field(default_factory=dict)
    versions: dict[int, PlanRecord] = field(default_factory=dict)
    frozen: dict[int, tuple[Finding, ...]] = field(default_factory=dict)
    visits: dict[int, tuple[PlannedVisit, ...]] = field(default_factory=dict)
    handouts: dict[int, StoredHandout] = field(default_factory=dict)
    forms: dict[tuple[int, str], FormDraft] = field(default_factory=dict)
    delivered: dict[int, VisitRecord] = field(default_factory=dict)
    notes: dict[int, NoteRecord] = field(default_factory=dict)
    practice: Practice = PRACTICE
    audit: tuple[AuditRow, ...] = ()
    breaks: tuple[Break, ...] = ()
    backups: tuple[BackupRow, ...] = ()
    restored: Restored | None = None
    crew: Crew = field(default_factory=Crew)
    last: int = 0

    def snapshot(self) -> "State":
        made = copy(self)
        for name in ("patients", "intakes", "versions", "frozen", "visits", "handouts", "delivered", "notes", "forms"):
            setattr(made, name, dict(getattr(self, name)))
        made.crew = self.crew.snapshot()
        return made

    def next(self) -> int:
        self.last += 1
        return self.last


def missing(what: str, id_: int) -> Missing:
    return Missing(Problem(file="", field=what, message=f"there is no {what} {id_}"))


def refuse_stale(what: str, stored: int, lock: int) -> None:
    if stored != lock:
        raise Stale(Problem(file="", field=what, message="was changed meanwhile; look at it again"))


class FakePatients:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, person: Person, at: datetime) -> PatientRecord:
        made = PatientRecord(id=PatientId(self._state.next()), lock=1, person=person, added_at=at)
        self._state.patients[made.id] = made
        return made

    def get(self, id_: PatientId) -> PatientRecord:
        if id_ not in self._state.patients:
            raise missing("patient", id_)
        return self._state.patients[id_]

    def change(self, id_: PatientId, lock: int, person: Person) -> PatientRecord:
        before = self.get(id_)
        refuse_stale("patient", before.lock, lock)
        self._state.patients[id_] = replace(before, lock=lock + 1, person=person)
        return self._state.patients[id_]

    def similar(self, person: Person) -> tuple[PatientRow, ...]:
        return tuple(
            row_of(stored)
            for stored in self._state.patients.values()
            if stored.person.birth_date == person.birth_date or _folded(stored.person) == _folded(person)
        )[:5]


class FakeIntakes:
    def __init__(self, state: State) -> None:
        self._state = state

    def draft(self, patient: PatientId) -> IntakeRecord | None:
        return self._newest(patient, IntakeState.DRAFT)

    def latest(self, patient: PatientId) -> IntakeRecord | None:
        return self._newest(patient, IntakeState.RECORDED)

    def get(self, id_: IntakeId) -> IntakeRecord:
        if id_ not in self._state.intakes:
            raise missing("intake", id_)
        return self._state.intakes[id_]

    def keep(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        return self._write(patient, lock, intake, at, IntakeState.DRAFT)

    def record(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        return self._write(patient, lock, intake, at, IntakeState.RECORDED)

    def drop_draft(self, patient: PatientId) -> None:
        waiting = self.draft(patient)
        if waiting is not None and waiting.id is not None:
            del self._state.intakes[waiting.id]

    def _write(self, patient: PatientId, lock: int, intake: Intake, at: datetime, state: IntakeState) -> IntakeRecord:
        if patient not in self._state.patients:
            raise missing("patient", patient)
        waiting = self.draft(patient)
        refuse_stale("intake", waiting.lock if waiting else 0, lock)
        id_ = waiting.id if waiting and waiting.id is not None else IntakeId(self._state.next())
        made = IntakeRecord(id=id_, lock=lock + 1, patient=patient, state=state, intake=intake, changed_at=at)
        self._state.intakes[id_] = made
        return made

    def _newest(self, patient: PatientId, state: IntakeState) -> IntakeRecord | None:
        found = [one for one in self._state.intakes.values() if one.patient == patient and one.state is state]
        return max(found, key=lambda one: one.id or 0, default=None)


class FakePlans:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, patient: PatientId, intake: IntakeId, plan: Plan, at: datetime) -> PlanRecord:
        return self._new(PlanId(self._state.next()), patient, intake, plan, at)

    def get(self, id_: PlanId) -> PlanRecord:
        found = [one for one in self._state.versions.values() if one.id == id_]
        if not found:
            raise missing("plan", id_)
        return max(found, key=lambda one: one.number)

    def version(self, id_: VersionId) -> PlanRecord:
        if id_ not in self._state.versions:
            raise missing("plan", id_)
        return self._state.versions[id_]

    def versions(self, patient: PatientId) -> tuple[PlanLine, ...]:
        found = [one for one in self._state.versions.values() if one.patient == patient]
        return tuple(
            PlanLine(
                id=one.id,
                version=one.version,
                number=one.number,
                status=one.status,
                changed_at=one.changed_at,
                released_at=one.released_at,
            )
            for one in sorted(found, key=lambda one: one.version, reverse=True)
        )

    def keep(self, version: VersionId, lock: int, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        before = self._draft(version, lock)
        kept = replace(before, lock=lock + 1, plan=plan, intake=self._state.intakes[intake], changed_at=at)
        self._state.versions[version] = kept
        return kept

    def release(
        self, version: VersionId, lock: int, plan: Plan, findings: tuple[Finding, ...], by: Session, at: datetime
    ) -> PlanRecord:
        before = self._draft(version, lock)
        for other in self._state.versions.values():
            if other.id == before.id and other.status is Status.RELEASED:
                self._state.versions[other.version] = replace(other, status=Status.AMENDED)
        made = replace(
            before,
            lock=lock + 1,
            plan=plan,
            status=Status.RELEASED,
            changed_at=at,
            released_at=at,
            released_by=by.name,
        )
        self._state.versions[version] = made
        self._state.frozen[version] = findings
        return made

    def amend(self, id_: PlanId, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        return self._new(id_, self.get(id_).patient, intake, plan, at)

    def close(self, version: VersionId, at: datetime) -> PlanRecord:
        closed = replace(self.version(version), status=Status.CLOSED, changed_at=at)
        self._state.versions[version] = closed
        return closed

    def drop_draft(self, version: VersionId, lock: int) -> None:
        self._draft(version, lock)
        del self._state.versions[version]

    def set_visits(self, version: VersionId, visits: tuple[PlannedVisit, ...]) -> None:
        self._state.visits[version] = visits

    def visits(self, version: VersionId) -> tuple[PlannedVisit, ...]:
        return self._state.visits.get(version, ())

    def _draft(self, version: VersionId, lock: int) -> PlanRecord:
        before = self.version(version)
        if before.status is not Status.DRAFT:
            raise Refused(Problem(file="", field="plan", message=f"is {before.status} and does not change"))
        refuse_stale("plan", before.lock, lock)
        return before

    def _new(self, id_: PlanId, patient: PatientId, intake: IntakeId, plan: Plan, at: datetime) -> PlanRecord:
        made = PlanRecord(
            id=id_,
            version=VersionId(self._state.next()),
            lock=1,
            patient=patient,
            intake=self._state.intakes[intake],
            plan=plan,
            status=Status.DRAFT,
            changed_at=at,
        )
        self._state.versions[made.version] = made
        return made


class FakeHandouts:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, handout: NewHandout, by: Session, at: datetime) -> HandoutRow:
        person = self._state.patients[handout.patient].person
        version = self._state.versions.get(handout.version) if handout.version is not None else None
        row = HandoutRow(
            id=HandoutId(self._state.next()),
            kind=handout.kind,
            patient=handout.patient,
            patient_name=full_name(as_patient(person, self._state.intakes[handout.intake].intake.patient.pregnancy)),
            birth_date=person.birth_date,
            plan=version.id if version else None,
            number=version.number if version else None,
            language=handout.language,
            size=handout.size,
            paper=handout.paper,
            pages=handout.pages,
            made_at=at,
            made_by=by.name,
        )
        sha = hashlib.sha256(handout.pdf).hexdigest()
        self._state.handouts[row.id] = StoredHandout(row=row, pdf=handout.pdf, sha256=sha)
        return row

    def get(self, id_: HandoutId) -> StoredHandout:
        if id_ not in self._state.handouts:
            raise missing("handout", id_)
        stored = self._state.handouts[id_]
        return replace(stored, row=self._now(stored.row))

    def of_patient(self, patient: PatientId) -> tuple[HandoutRow, ...]:
        rows = [self._now(one.row) for one in self._state.handouts.values() if one.row.patient == patient]
        return tuple(sorted(rows, key=lambda row: (not row.current, -row.id)))

    def made_between(self, first: datetime, last: datetime) -> tuple[HandoutRow, ...]:
        rows = (self._now(one.row) for one in self._state.handouts.values())
        return tuple(row for row in rows if first <= row.made_at < last)

    def given(self, id_: HandoutId, how: str, by: Session, at: datetime) -> None:
        assert how
        assert by.login
        stored = self.get(id_)
        row = replace(stored.row, given=stored.row.given + 1, last_given_at=at)
        self._state.handouts[id_] = replace(stored, row=row)

    def _now(self, row: HandoutRow) -> HandoutRow:
        of = [one for one in self._state.versions.values() if one.id == row.plan and one.number == row.number]
        return replace(row, current=all(one.status is Status.RELEASED for one in of))


class FakeTransaction:
    """One use of the record in memory."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.noted = 0
        self.people = FakePeople(state.crew, state)
        self.patients = FakePatients(state)
        self.intakes = FakeIntakes(state)
        self.plans = FakePlans(state)
        self.visits = FakeVisits(state)
        self.handouts = FakeHandouts(state)
        self.practice = FakePractice(state)
        self.forms = FakeForms(state.forms)
        self.backups = FakeBackups(state)
        self.trail = FakeTrail(state)

    def note(self, session: Session, deed: Deed) -> None:
        self.noted += 1
        row = AuditRow(
            number=len(self.state.audit) + 1,
            at=NOON,
            user=session.user,
            login=session.login,
            session=session.id,
            deed=deed,
        )
        self.state.audit = (*self.state.audit, row)


class FakeRecords:
    """Fills `Records`. `fail_next` makes the next writing use end with that error, as a full disk would."""

    def __init__(self) -> None:
        self.state = State()
        self.fail_next: Exception | None = None

    @contextmanager
    def reading(self) -> Iterator[FakeTransaction]:
        yield FakeTransaction(self.state.snapshot())

    @contextmanager
    def writing(self) -> Iterator[FakeTransaction]:
        use = FakeTransaction(self.state.snapshot())
        yield use
        if not use.noted:
            raise RuntimeError("something was written and no audit row with it")
        failed, self.fail_next = self.fail_next, None
        if failed is not None:
            raise failed
        self.state = use.state


def row_of(stored: PatientRecord) -> PatientRow:
    person = stored.person
    return PatientRow(
        id=stored.id,
        given_name=person.given_name,
        family_name=person.family_name,
        other_names=person.other_names,
        birth_date=person.birth_date,
        phone=person.phone,
    )


def _folded(person: Person) -> tuple[str, str]:
    return fold(person.given_name), fold(person.family_name)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
