"""What the clinic's services need from outside, in values of the domain only. `storage` and `exchange` fill it."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from treatplan.domain.access import Session
from treatplan.domain.findings import Finding
from treatplan.domain.ids import HandoutId, IntakeId, PatientId, PlanId, VersionId
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.domain.record import (
    AuditRow,
    ClinicInfo,
    Deed,
    HandoutRow,
    IntakeRecord,
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


class Bodies(Protocol):
    """Intakes and plans as their one canonical text, and back. Raises `TooNew` for a later format."""

    def write(self, value: Intake | Plan | tuple[Finding, ...]) -> str: ...

    def intake(self, text: str) -> Intake:
        """A recorded intake, or a draft that may lack what a file must have."""

    def plan(self, text: str) -> Plan: ...


class Now(Protocol):
    """The moment, asked in one place."""

    def now(self) -> datetime:
        """Aware, in UTC."""

    def today(self) -> date:
        """The clinic's own day."""


class PatientStore(Protocol):
    """Patients. All raise `Missing` for an id that is not there."""

    def add(self, person: Person, at: datetime) -> PatientRecord: ...

    def get(self, id_: PatientId) -> PatientRecord: ...

    def change(self, id_: PatientId, lock: int, person: Person) -> PatientRecord:
        """Raises `Stale` where the stored lock is another."""

    def similar(self, person: Person) -> tuple[PatientRow, ...]:
        """Patients of the same birth date or the same folded name; at most 5."""


class IntakeStore(Protocol):
    """Intakes: one draft a patient at most, and what was recorded."""

    def draft(self, patient: PatientId) -> IntakeRecord | None: ...

    def latest(self, patient: PatientId) -> IntakeRecord | None:
        """The newest recorded one."""

    def get(self, id_: IntakeId) -> IntakeRecord: ...

    def keep(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        """Store the draft: lock 0 makes it. Raises `Stale`."""

    def record(self, patient: PatientId, lock: int, intake: Intake, at: datetime) -> IntakeRecord:
        """Store as recorded; the draft of that lock (0: none) becomes it. Raises `Stale`."""

    def drop_draft(self, patient: PatientId) -> None: ...


class PlanStore(Protocol):
    """Plans and their versions."""

    def add(self, patient: PatientId, intake: IntakeId, plan: Plan, at: datetime) -> PlanRecord:
        """A new plan with its first version, a draft."""

    def get(self, id_: PlanId) -> PlanRecord:
        """The newest version of a plan."""

    def version(self, id_: VersionId) -> PlanRecord: ...

    def versions(self, patient: PatientId) -> tuple[PlanLine, ...]:
        """Every version of every plan of a patient, newest first."""

    def keep(self, version: VersionId, lock: int, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        """Change a draft. Raises `Stale`; `Refused` for what is not a draft."""

    def release(
        self, version: VersionId, lock: int, plan: Plan, findings: tuple[Finding, ...], by: Session, at: datetime
    ) -> PlanRecord:
        """Freeze a draft with the findings as they stood; an earlier released version becomes amended."""

    def amend(self, id_: PlanId, plan: Plan, intake: IntakeId, at: datetime) -> PlanRecord:
        """A draft of the next version."""

    def close(self, version: VersionId, at: datetime) -> PlanRecord: ...

    def drop_draft(self, version: VersionId, lock: int) -> None:
        """Throw a draft away; its number is not used again where an earlier version stands."""

    def set_visits(self, version: VersionId, visits: tuple[PlannedVisit, ...]) -> None: ...

    def visits(self, version: VersionId) -> tuple[PlannedVisit, ...]: ...


class HandoutStore(Protocol):
    """Documents with their exact bytes."""

    def add(self, handout: NewHandout, by: Session, at: datetime) -> HandoutRow: ...

    def get(self, id_: HandoutId) -> StoredHandout: ...

    def of_patient(self, patient: PatientId) -> tuple[HandoutRow, ...]:
        """Newest first, current before replaced."""

    def made_between(self, first: datetime, last: datetime) -> tuple[HandoutRow, ...]: ...

    def given(self, id_: HandoutId, how: str, by: Session, at: datetime) -> None:
        """Write down that it was printed or saved."""


class PracticeStore(Protocol):
    """The clinic's own row."""

    def get(self) -> Practice: ...

    def change(self, lock: int, practice: Practice) -> Practice: ...

    def info(self) -> ClinicInfo: ...


class Trail(Protocol):
    """The audit: rows keyed and chained, only ever added to."""

    def rows(self, first: int, count: int) -> tuple[AuditRow, ...]: ...

    def broken(self) -> tuple[int, ...]:
        """Numbers of the rows that do not fit the chain; empty where all is whole."""


class Transaction(Protocol):
    """One use of the record. What a writing one did becomes true all at once when it ends without an error."""

    @property
    def patients(self) -> PatientStore: ...

    @property
    def intakes(self) -> IntakeStore: ...

    @property
    def plans(self) -> PlanStore: ...

    @property
    def handouts(self) -> HandoutStore: ...

    @property
    def practice(self) -> PracticeStore: ...

    @property
    def trail(self) -> Trail: ...

    def note(self, session: Session, deed: Deed) -> None:
        """Add an audit row; it becomes true with the rest or not at all."""


class Records(Protocol):
    """The record of one open clinic."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A view of the record at one moment."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """All or nothing. Raises `Unavailable` where the machine fails, `RuntimeError` where nothing was noted."""


class Directory(Protocol):
    """The list of patients, over a connection of its own, so that typing never waits for other work."""

    def recent(self, limit: int) -> tuple[PatientRow, ...]:
        """Last added or changed first."""

    def find(self, text: str, limit: int) -> tuple[PatientRow, ...]:
        """Whose names, numbers or birth date begin with or hold every word of `text`; else what is spelled alike."""

    def interrupt(self) -> None:
        """Stop a `find` that is running in another thread; it then returns nothing."""
