"""What a clinic keeps: people, intakes, plans with their versions, planned visits, released handouts.

A `lock` counts the changes of a row: who writes names the one they read, and is told (`Stale`) if it is no longer so.
Times are aware and in UTC; a birth date or a visit's day is a date, never a moment.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from annotated_types import Ge, Le, Len

from treatplan.domain.access import Role
from treatplan.domain.ids import AssignmentId, HandoutId, IntakeId, PatientId, PlanId, UserId, VersionId
from treatplan.domain.intake import Intake, Line, PersonName, PrintSize, Sex
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Plan, Status
from treatplan.domain.value import value

Phone: TypeAlias = Annotated[str, Len(0, 60)]


@value
class Person:
    """Who a patient is: what the front desk may know. People search by `other_names` too (李伟, a maiden name)."""

    given_name: PersonName = ""
    family_name: PersonName = ""
    other_names: Line = ""
    birth_date: date
    sex: Sex = Sex.NOT_RECORDED
    phone: Phone = ""
    language: Annotated[str, Len(2, 12)] = "en"
    print_size: PrintSize = PrintSize.STANDARD
    access_needs: Line = ""


@value
class PatientRecord:
    """A patient as stored. The id is the file number."""

    id: PatientId
    lock: int
    person: Person
    added_at: datetime


@value
class PatientRow:
    """A patient in a list: identity only, nothing clinical."""

    id: PatientId
    given_name: str
    family_name: str
    other_names: str = ""
    birth_date: date
    phone: str = ""


class IntakeState(StrEnum):
    """A draft may be incomplete and is changed in place; a recorded intake never changes, a newer one follows it."""

    DRAFT = "draft"
    RECORDED = "recorded"


class VisitState(StrEnum):
    """A draft changes in place; a signed visit never does: what is said later is added to it."""

    DRAFT = "draft"
    SIGNED = "signed"


class NoteKind(StrEnum):
    """What is added to a signed visit. `entered_in_error` says that the visit is not to be relied on; it stays."""

    ADDENDUM = "addendum"
    LATE_ENTRY = "late_entry"
    CORRECTION = "correction"
    ENTERED_IN_ERROR = "entered_in_error"


@value
class IntakeRecord:
    """An intake as stored. `lock` is 0 for a draft that has not been stored yet."""

    id: IntakeId | None
    lock: int
    patient: PatientId
    state: IntakeState
    intake: Intake
    changed_at: datetime | None = None


@value
class PlanRecord:
    """One version of a plan with the intake it is checked against. Only a draft changes."""

    id: PlanId
    version: VersionId
    lock: int
    patient: PatientId
    intake: IntakeRecord
    plan: Plan
    status: Status
    changed_at: datetime
    released_at: datetime | None = None
    released_by: str = ""

    @property
    def number(self) -> int:
        """1 for the first version of the plan."""
        return self.plan.version


@value
class PlanLine:
    """A version of a plan in a list."""

    id: PlanId
    version: VersionId
    number: int
    status: Status
    changed_at: datetime
    released_at: datetime | None = None


@value
class PlannedVisit:
    """A visit of a released course: its number, whether progress is looked at then, and when, as far as that is set."""

    number: int
    review: bool = False
    on: date | None = None
    at: time | None = None


class HandoutKind(StrEnum):
    """Only a handout is disclosed to the front desk; a referral note speaks of signs."""

    HANDOUT = "handout"
    REFERRAL = "referral"


@value
class HandoutRow:
    """A stored document in a list. `current` is false once a newer version of its plan is released."""

    id: HandoutId
    kind: HandoutKind
    patient: PatientId
    patient_name: str
    birth_date: date
    plan: PlanId | None = None
    number: int | None = None
    language: str
    size: PrintSize
    paper: Paper
    pages: int
    made_at: datetime
    made_by: str
    current: bool = True
    given: int = 0
    last_given_at: datetime | None = None


@value
class StoredHandout:
    """A stored document with its exact bytes, which never change."""

    row: HandoutRow
    pdf: bytes
    sha256: str


@value
class NewHandout:
    """A document about to be stored."""

    kind: HandoutKind
    patient: PatientId
    intake: IntakeId
    version: VersionId | None = None
    language: str
    size: PrintSize
    paper: Paper
    jurisdiction: str
    pages: int
    pdf: bytes


@value
class Practice:
    """The clinic's own data: letterhead, the country whose duties its paper follows, its sheet.

    `lock_after` is how many minutes nobody need touch the keyboard before the window locks.
    """

    lock: int = 0
    name: Line = ""
    address: Line = ""
    phone: Line = ""
    jurisdiction: Annotated[str, Len(2, 12)] = "intl"
    paper: Paper | None = None
    lock_after: Annotated[int, Ge(1), Le(15)] = 5


@value
class User:
    """Somebody who can unlock the clinic. `slot` names their slot in the key file."""

    id: UserId
    login: Line
    name: Line
    qualification: Line = ""
    registration_no: Line = ""
    roles: tuple[str, ...] = ()
    slot: str = ""
    active: bool = True
    lock: int = 1
    first: date | None = None
    last: date | None = None


@value
class NewUser:
    """Somebody who is to be let in. `first` and `last` are a locum's days, both included."""

    login: Line
    name: Line
    qualification: Line = ""
    registration_no: Line = ""
    roles: frozenset[Role]
    first: date | None = None
    last: date | None = None


@value
class UserKeys:
    """What a user's row says of their place in the key file: its id, and the public keys in hex."""

    slot: str
    x25519_public: str
    ed25519_public: str


@value
class Assignment:
    """A patient whom somebody sees from a day to a day, both included: a locum, or who reads only."""

    id: AssignmentId
    user: UserId
    patient: PatientId
    first: date
    last: date


@value
class ClinicInfo:
    """What `clinic info` tells: of the file and how much is in it, nothing of a patient."""

    practice: Practice
    place: str
    schema: str
    cipher: str
    engine: str
    made_at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)


@value
class Deed:
    """One thing somebody did, for the audit: no names, no clinical text, ids and a few plain words only."""

    action: str
    of: Literal["clinic", "user", "patient", "intake", "plan", "visit", "handout", "audit", "form"]
    id: int | None = None
    patient: PatientId | None = None
    detail: Annotated[str, Len(0, 200)] = ""


@value
class AuditRow:
    """A deed as it was written down: by whom, when, in which sitting."""

    number: int
    at: datetime
    user: UserId
    login: str
    session: str
    deed: Deed


def stored_id(intake: IntakeRecord) -> IntakeId:
    """The id of an intake that is in the record. Raises `ValueError` for a draft that was never stored."""
    if intake.id is None:
        raise ValueError("this intake has not been stored")
    return intake.id
