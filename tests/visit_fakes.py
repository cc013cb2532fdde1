"""Visits in memory, and signatures with keys that tests know: the same algorithm, another place for the keys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from treatplan.domain.access import Session
from treatplan.domain.errors import Missing, Problem, Refused, Stale, WrongSecret
from treatplan.domain.ids import NoteId, PatientId, UserId, VersionId, VisitId
from treatplan.domain.record import AuditRow, NoteKind, VisitState
from treatplan.domain.visit.kept import NewNote, NoteRecord, Seal, SealedNote, SealedVisit, VisitLine, VisitRecord
from treatplan.domain.visit.visit import Visit
from treatplan.exchange.canonical import canonical
from treatplan.storage.signing import OwnKey, fits

PASSPHRASE = "eleven blue herons"
SEED = bytes(range(64, 96))


def public_key(user: int = 1) -> str:
    """The public key of a user, in hex."""
    return key_of(user).public


def key_of(user: int = 1) -> OwnKey:
    """The key of a user."""
    return OwnKey(bytes((byte + user) % 256 for byte in SEED))


class FakeSignatures:
    """Fills `Signatures`: everybody has the same passphrase, and a key of their own."""

    def prove(self, session: Session, passphrase: str) -> OwnKey:
        if passphrase != PASSPHRASE:
            raise WrongSecret(Problem(file="", field="passphrase", message="is not the passphrase of this user"))
        return key_of(session.user)

    def fits(self, public: str, statement: str, signature: str) -> bool:
        return fits(public, statement, signature)


class FakeVisits:
    """Fills `VisitStore` over the state of `record_fakes`."""

    def __init__(self, state: Any) -> None:
        self._state = state

    def draft(self, patient: PatientId, by: UserId) -> VisitRecord | None:
        for one in self._state.delivered.values():
            if (one.patient, one.opened_by, one.state) == (patient, by, VisitState.DRAFT):
                return self._now(one)
        return None

    def keep(
        self, patient: PatientId, lock: int, visit: Visit, version: VersionId | None, by: UserId, at: datetime
    ) -> VisitRecord:
        if patient not in self._state.patients:
            raise Missing(Problem(file="", field="patient", message=f"there is no patient {patient}"))
        before = self.draft(patient, by)
        if (before.lock if before else 0) != lock:
            raise Stale(Problem(file="", field="visit", message="was changed meanwhile; look at it again"))
        made = VisitRecord(
            id=before.id if before else VisitId(self._state.next()),
            lock=lock + 1,
            patient=patient,
            version=version,
            plan=None if version is None else self._state.versions[version].id,
            state=VisitState.DRAFT,
            visit=visit,
            opened_by=by,
            changed_at=at,
        )
        assert made.id is not None
        self._state.delivered[made.id] = made
        return made

    def drop_draft(self, patient: PatientId, by: UserId) -> None:
        found = self.draft(patient, by)
        if found is not None and found.id is not None:
            del self._state.delivered[found.id]

    def get(self, id_: VisitId) -> VisitRecord:
        if id_ not in self._state.delivered:
            raise Missing(Problem(file="", field="visit", message=f"there is no visit {id_}"))
        return self._now(self._state.delivered[id_])

    def text(self, id_: VisitId) -> str:
        return canonical(self.get(id_).visit)

    def sign(self, id_: VisitId, lock: int, seal: Seal) -> VisitRecord:
        before = self.get(id_)
        if before.state is not VisitState.DRAFT:
            raise Refused(Problem(file="", field="visit", message="is signed already, and does not change"))
        if before.lock != lock:
            raise Stale(Problem(file="", field="visit", message="was changed meanwhile; look at it again"))
        made = replace(before, lock=lock + 1, state=VisitState.SIGNED, seal=seal, changed_at=seal.at)
        self._state.delivered[id_] = made
        return made

    def signed(self, patient: PatientId) -> tuple[VisitRecord, ...]:
        found = (self._now(one) for one in self._state.delivered.values() if one.patient == patient and one.seal)
        return tuple(sorted(found, key=lambda one: (one.visit.on, one.id or 0)))

    def lines(self, patient: PatientId) -> tuple[VisitLine, ...]:
        found = [self._now(one) for one in self._state.delivered.values() if one.patient == patient]
        return tuple(
            VisitLine(
                id=one.id or VisitId(0),
                patient=patient,
                version=one.version,
                number=one.visit.number,
                on=one.visit.on,
                state=one.state,
                signed_at=one.seal.at if one.seal else None,
                signed_by=one.seal.name if one.seal else "",
                notes=len(self.notes(one.id or VisitId(0))),
                in_error=one.in_error,
            )
            for one in sorted(found, key=lambda one: (one.visit.on, one.id or 0), reverse=True)
        )

    def add_note(self, visit: VisitId, number: int, note: NewNote, seal: Seal) -> NoteRecord:
        made = NoteRecord(id=NoteId(self._state.next()), visit=visit, number=number, note=note, seal=seal)
        self._state.notes[made.id] = made
        return made

    def notes(self, visit: VisitId) -> tuple[NoteRecord, ...]:
        found = (one for one in self._state.notes.values() if one.visit == visit)
        return tuple(sorted(found, key=lambda one: one.number))

    def sealed(self, patient: PatientId | None = None) -> tuple[SealedVisit, ...]:
        return tuple(
            SealedVisit(
                id=one.id,
                patient=one.patient,
                version=one.version,
                number=one.visit.number,
                on=one.visit.on,
                text=canonical(one.visit),
                seal=one.seal,
            )
            for one in self._state.delivered.values()
            if one.seal and patient in {None, one.patient}
        )

    def sealed_notes(self, patient: PatientId | None = None) -> tuple[SealedNote, ...]:
        own = {visit.id for visit in self.sealed(patient)}
        return tuple(
            SealedNote(
                id=one.id,
                visit=one.visit,
                number=one.number,
                kind=one.note.kind,
                about=one.note.about,
                reason=one.note.reason,
                text=one.note.text,
                seal=one.seal,
            )
            for one in self._state.notes.values()
            if one.visit in own
        )

    def anchors(self, actions: frozenset[str], patient: PatientId | None = None) -> tuple[AuditRow, ...]:
        of = {None, patient} if patient is not None else None
        rows = (row for row in self._state.audit if row.deed.action in actions)
        return tuple(row for row in rows if of is None or row.deed.patient in of)

    def keys(self) -> Mapping[int, str]:
        return {user: public_key(user) for user in range(1, 10)}

    def _now(self, one: VisitRecord) -> VisitRecord:
        wrong = any(
            note.visit == one.id and note.note.kind is NoteKind.ENTERED_IN_ERROR for note in self._state.notes.values()
        )
        return replace(one, in_error=wrong)
