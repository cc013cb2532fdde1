"""Visits as the record keeps them: drafts, signed ones with their seal, and what was added afterwards."""

from datetime import date, datetime
from typing import Annotated

from annotated_types import Len

from treatplan.domain.ids import NoteId, PatientId, PlanId, UserId, VersionId, VisitId
from treatplan.domain.intake import Note
from treatplan.domain.record import NoteKind, VisitState
from treatplan.domain.value import value
from treatplan.domain.visit.visit import Visit


@value
class Seal:
    """Who signed a text, when, and with which key. `public` and `signature` are in hex, as is the `digest`."""

    by: UserId
    name: str = ""
    at: datetime
    digest: str
    signature: str
    public: str


@value
class VisitRecord:
    """A visit as stored. `lock` is 0 for a draft that has not been stored yet; `seal` is there once it is signed.

    `version` is the version of the plan that it goes by. `in_error` says that it is not to be relied on.
    """

    id: VisitId | None
    lock: int
    patient: PatientId
    version: VersionId | None = None
    plan: PlanId | None = None
    state: VisitState
    visit: Visit
    opened_by: UserId
    changed_at: datetime | None = None
    seal: Seal | None = None
    in_error: bool = False


@value
class VisitLine:
    """A visit in a list, without what was found and given."""

    id: VisitId
    patient: PatientId
    version: VersionId | None
    number: int | None
    on: date
    state: VisitState
    signed_at: datetime | None = None
    signed_by: str = ""
    notes: int = 0
    in_error: bool = False


@value
class NewNote:
    """What is to be added to a signed visit. `about` is the day it speaks of, where that is another than today."""

    kind: NoteKind
    about: date | None = None
    reason: Annotated[str, Len(0, 4000)] = ""
    text: Note = ""


@value
class NoteRecord:
    """An added note as stored: the `number`-th of its visit."""

    id: NoteId
    visit: VisitId
    number: int
    note: NewNote
    seal: Seal


@value
class SealedVisit:
    """A signed visit as its row has it, text and all, to be verified without trusting any of it."""

    id: int
    patient: int
    version: int | None
    number: int | None
    on: date
    text: str
    seal: Seal


@value
class SealedNote:
    """The same of a note. `visit_digest` is that of the visit it was added to."""

    id: int
    visit: int
    number: int
    kind: str
    about: date | None
    reason: str
    text: str
    seal: Seal


@value
class Fault:
    """What is wrong with a signed visit or note: which, and how it can be told. Ids and plain words only."""

    visit: int
    note: int | None = None
    what: str

    def __str__(self) -> str:
        which = f"visit {self.visit}" if self.note is None else f"visit {self.visit}, note {self.note}"
        return f"{which}: {self.what}"
