"""What visits need from outside: where they are kept, and the keys that they are signed with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from treatplan.domain.access import Session
from treatplan.domain.ids import PatientId, UserId, VersionId, VisitId
from treatplan.domain.record import AuditRow
from treatplan.domain.visit.kept import NewNote, NoteRecord, Seal, SealedNote, SealedVisit, VisitLine, VisitRecord
from treatplan.domain.visit.visit import Visit


class VisitStore(Protocol):
    """Visits: one draft for each patient and user at most, what was signed, and what was added to it."""

    def draft(self, patient: PatientId, by: UserId) -> VisitRecord | None: ...

    def keep(
        self, patient: PatientId, lock: int, visit: Visit, version: VersionId | None, by: UserId, at: datetime
    ) -> VisitRecord:
        """Store the draft of this user: lock 0 makes it. Raises `Stale`."""

    def drop_draft(self, patient: PatientId, by: UserId) -> None: ...

    def get(self, id_: VisitId) -> VisitRecord:
        """Raises `Missing`."""

    def text(self, id_: VisitId) -> str:
        """The very text that is stored: what a signature stands under."""

    def sign(self, id_: VisitId, lock: int, seal: Seal) -> VisitRecord:
        """The draft is signed from now on. Raises `Stale`; `Refused` for what is signed already."""

    def signed(self, patient: PatientId) -> tuple[VisitRecord, ...]:
        """Every signed visit of a patient, oldest first; those entered in error too."""

    def lines(self, patient: PatientId) -> tuple[VisitLine, ...]:
        """Every visit of a patient, newest first."""

    def add_note(self, visit: VisitId, number: int, note: NewNote, seal: Seal) -> NoteRecord: ...

    def notes(self, visit: VisitId) -> tuple[NoteRecord, ...]:
        """In the order in which they were added."""

    def sealed(self, patient: PatientId | None = None) -> tuple[SealedVisit, ...]:
        """Signed visits as their rows have them; of everybody, where no patient is named."""

    def sealed_notes(self, patient: PatientId | None = None) -> tuple[SealedNote, ...]: ...

    def anchors(self, actions: frozenset[str], patient: PatientId | None = None) -> tuple[AuditRow, ...]:
        """The audit's rows of these actions, in their order."""

    def keys(self) -> Mapping[int, str]:
        """The public signing key of each user, in hex, as their rows have it now."""


class Signing(Protocol):
    """The signing key of who has just proven who they are."""

    @property
    def public(self) -> str:
        """The public key, in hex."""

    def sign(self, statement: str) -> str:
        """The signature under a text, in hex."""


class Signatures(Protocol):
    """Makes and verifies signatures."""

    def prove(self, session: Session, passphrase: str) -> Signing:
        """Ask again who it is. Raises `WrongSecret`."""

    def fits(self, public: str, statement: str, signature: str) -> bool:
        """Whether a signature is that of the holder of a public key."""
