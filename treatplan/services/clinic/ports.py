"""What the clinic's services need from outside, in values of the domain only. `storage` and `exchange` fill it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from treatplan.domain.access import On, Session, Standing
from treatplan.domain.audit import Break, Verdict, Wanted
from treatplan.domain.backups import BackupRow, ProvenFile, Restored
from treatplan.domain.findings import Finding
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import AssignmentId, HandoutId, IntakeId, PatientId, PlanId, UserId, VersionId
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.domain.record import (
    Assignment,
    AuditRow,
    ClinicInfo,
    Deed,
    HandoutRow,
    IntakeRecord,
    NewHandout,
    NewUser,
    PatientRecord,
    PatientRow,
    Person,
    PlanLine,
    PlannedVisit,
    PlanRecord,
    Practice,
    StoredHandout,
    User,
    UserKeys,
)
from treatplan.domain.visit.visit import Visit
from treatplan.services.clinic.visit_ports import VisitStore

Kind: TypeAlias = Literal["patient", "intake", "plan", "version", "handout", "visit", "note"]
"""What leads to a patient."""


class Progress(Protocol):
    """Told how much is done, and of how much. May be called from any thread."""

    def __call__(self, done: int, of: int, /) -> None: ...


class Bodies(Protocol):
    """Intakes, plans and visits as their one canonical text, and back. Raises `TooNew` for a later format."""

    def write(self, value: Intake | Plan | Visit | tuple[Finding, ...]) -> str: ...

    def intake(self, text: str) -> Intake:
        """A recorded intake, or a draft that may lack what a file must have."""

    def plan(self, text: str) -> Plan: ...

    def visit(self, text: str) -> Visit: ...


class Now(Protocol):
    """The moment, asked in one place."""

    def now(self) -> datetime:
        """Aware, in UTC."""

    def today(self) -> date:
        """The clinic's own day."""


class PeopleStore(Protocol):
    """Who works in the clinic, and which patients are theirs to see. Its moment is the clinic's clock."""

    def all(self) -> tuple[User, ...]:
        """Everybody who ever could unlock the clinic, in the order in which they came."""

    def get(self, id_: UserId) -> User:
        """Raises `Missing`."""

    def named(self, login: str) -> User | None:
        """The user of this login, however it is typed."""

    def add(self, new: NewUser, keys: UserKeys) -> User: ...

    def change(self, user: User) -> User:
        """Store what is new in a user; `lock` is the one that was read. Raises `Stale`."""

    def rekeyed(self, id_: UserId, keys: UserKeys) -> None:
        """The user has other keys from now on."""

    def saw_keys(self, generation: int) -> None:
        """The key file is of this generation now; an older one was put back by somebody."""

    def standing(self, id_: UserId) -> Standing:
        """How a user stands now; who is not known is not let in."""

    def seen(self, id_: UserId) -> frozenset[PatientId]:
        """Patients who are assigned to a user today, or booked on the days of the account."""

    def on(self, id_: UserId, kind: Kind, object_: int | None) -> On:
        """What a thing has to do with a user; nothing, where it is not there."""

    def assign(self, id_: UserId, patient: PatientId, first: date, last: date) -> Assignment: ...

    def assignments(self, id_: UserId) -> tuple[Assignment, ...]:
        """All of a user, first day first."""

    def unassign(self, id_: AssignmentId) -> Assignment:
        """Take an assignment back. Raises `Missing`."""


class SlotKeeper(Protocol):
    """The key file, in the hands of who has just proven their passphrase. Each call is done, or changes nothing.

    Raises `Refused` for what is no login or no strong passphrase, `Unavailable` where the disk fails.
    """

    def add(self, login: str, passphrase: str, *names: str) -> UserKeys:
        """A place for a user. `names` may not be all that the passphrase is made of."""

    def remove(self, login: str) -> None:
        """Take somebody else's place away; nothing where there is none."""

    def refuse_weak(self, passphrase: str, *names: str) -> None:
        """Raise `Refused` for a passphrase that won't do."""

    def renew(self, passphrase: str) -> None:
        """Another passphrase for who has proven theirs. Nothing but the key file is written."""

    def generation(self) -> int:
        """How often the key file was changed."""


class UserSlots(Protocol):
    """Who can unlock the clinic, by its key file."""

    def logins(self) -> tuple[str, ...]:
        """The login names that have a place in it."""

    def prove(self, session: Session, passphrase: str) -> SlotKeeper:
        """Ask for the passphrase again. Raises `WrongSecret`, and `TooSoon` after too many wrong ones."""


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


class FormStore(Protocol):
    """What users have typed and not stored: to each their own, one row a form."""

    def of(self, user: UserId) -> tuple[FormDraft, ...]:
        """Newest first."""

    def keep(self, user: UserId, draft: FormDraft) -> None:
        """Takes the place of what was kept of this form."""

    def drop(self, user: UserId, form: str) -> None: ...


class BackupStore(Protocol):
    """What the clinic knows of its backups: proven ones only, and whether it was itself put back from one."""

    def add(self, file: ProvenFile, by: Session, at: datetime) -> BackupRow: ...

    def proven(self) -> tuple[BackupRow, ...]:
        """Newest first; also those whose file is gone."""

    def restored(self) -> Restored | None:
        """The last time that the clinic was put back; None where it never was."""

    def add_restored(self, restored: Restored, by: Session) -> None: ...


class Vault(Protocol):
    """Makes backup files of the open clinic, and looks after them. No file of anybody else's is ever touched."""

    def make(self, folder: str, progress: Progress) -> ProvenFile:
        """A proven backup; "" is the usual folder. Raises `Refused` for a folder that is none, `Unavailable`."""

    def there(self, file: ProvenFile) -> bool:
        """Whether the file is where it was written."""

    def whole(self, file: ProvenFile) -> bool:
        """Whether it still opens from end to end. Reads all of it."""

    def remove(self, file: ProvenFile) -> bool:
        """Remove it, if it is there and is what it was."""


class Trail(Protocol):
    """The audit: rows keyed and chained, only ever added to."""

    def rows(self, first: int, count: int) -> tuple[AuditRow, ...]: ...

    def find(self, wanted: Wanted) -> tuple[AuditRow, ...]:
        """The newest rows that fit, newest first."""

    def verify(self) -> Verdict:
        """A look at the whole chain and at its head outside; the first thing that is done in a use of the record."""

    def broken(self) -> tuple[int, ...]:
        """Numbers of the rows that do not fit; empty where all is whole."""

    def hold(self, breaks: Iterable[Break]) -> None:
        """What was found stays to be seen at every opening until it is answered for."""

    def settle(self) -> None:
        """The owner answers for what was found: with the row that is noted next, the head is believed again."""


class Transaction(Protocol):
    """One use of the record. What a writing one did becomes true all at once when it ends without an error."""

    @property
    def people(self) -> PeopleStore: ...

    @property
    def patients(self) -> PatientStore: ...

    @property
    def intakes(self) -> IntakeStore: ...

    @property
    def plans(self) -> PlanStore: ...

    @property
    def visits(self) -> VisitStore: ...

    @property
    def handouts(self) -> HandoutStore: ...

    @property
    def practice(self) -> PracticeStore: ...

    @property
    def forms(self) -> FormStore: ...

    @property
    def backups(self) -> BackupStore: ...

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

    def recent(self, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        """Last added or changed first; `only` those whom this user sees."""

    def find(self, text: str, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        """Whose names, numbers or birth date begin with or hold every word of `text`; else what is spelled alike."""

    def standing(self, id_: UserId) -> Standing:
        """How a user stands now; who is not known is not let in."""

    def interrupt(self) -> None:
        """Stop a `find` that is running in another thread; it then returns nothing."""
