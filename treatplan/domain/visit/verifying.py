"""Whether what was signed is still what was signed. Nothing that a row says of itself is believed.

A signature proves that the text and its row are as the holder of a key signed them. Whose key that was, the audit
tells: the row of each signing holds the public key and the digest. So a key that was put in a user's row, a visit that
was signed anew with it, one that was taken out or put in: each shows, as long as the audit is whole (`audit verify`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from treatplan.domain.ids import PatientId, UserId, VisitId
from treatplan.domain.record import AuditRow, Deed
from treatplan.domain.value import value
from treatplan.domain.visit.kept import Fault, NewNote, Seal, SealedNote, SealedVisit
from treatplan.domain.visit.sealing import digest_of, statement

SIGNED, NOTED = "signed", "noted"
RECOVERED, LET_IN_AGAIN = "recovered", "enabled"
"""Deeds after which a user has other keys: by the recovery code, and when the owner lets in who was out."""
ANCHORING = frozenset({SIGNED, NOTED, RECOVERED, LET_IN_AGAIN})

Fits: TypeAlias = Callable[[str, str, str], bool]
_DETAIL = re.compile(r"(?:note (\d+) \w+ )?key ([0-9a-f]{64}) digest ([0-9a-f]{64})")


@value
class Anchor:
    """What one row of the audit says of a signing. `note` is None for the visit itself."""

    at: int
    visit: int
    note: int | None
    user: int
    patient: int | None
    public: str
    digest: str


@value
class Evidence:
    """What signed visits are held against: the audit's rows (`ANCHORING`), and the keys in the users' rows."""

    anchors: tuple[AuditRow, ...]
    keys: tuple[tuple[int, str], ...]


def of_visit(sealed: SealedVisit) -> str:
    """What the signature of a visit stands under."""
    seal = sealed.seal
    parts = (sealed.id, sealed.patient, sealed.version, sealed.number, str(sealed.on), seal.digest, seal.by, seal.at)
    return statement("treatplan visit", parts)


def of_note(sealed: SealedNote, visit_digest: str) -> str:
    """What the signature of a note stands under: it belongs to this text of its visit and to no other."""
    seal = sealed.seal
    about = None if sealed.about is None else str(sealed.about)
    parts = (sealed.visit, visit_digest, sealed.number, sealed.kind, about, seal.digest, seal.by, seal.at)
    return statement("treatplan note", parts)


def digest_of_note(note: NewNote) -> str:
    """The digest of the words of a note."""
    return digest_of(statement("words", (note.reason, note.text)))


def deed_of(visit: VisitId, patient: PatientId, seal: Seal, note: SealedNote | None = None) -> Deed:
    """How a signing is written down."""
    what = "" if note is None else f"note {note.number} {note.kind} "
    return Deed(
        action=SIGNED if note is None else NOTED,
        of="visit",
        id=visit,
        patient=patient,
        detail=f"{what}key {seal.public} digest {seal.digest}",
    )


def faults(
    visits: Sequence[SealedVisit],
    notes: Sequence[SealedNote],
    evidence: Evidence,
    fits: Fits,
    patient: int | None = None,
) -> tuple[Fault, ...]:
    """Everything that is wrong with signed visits and notes: all there are, or all of one patient."""
    anchors = tuple(_anchors(evidence.anchors))
    by_place = {(one.visit, one.note): one for one in reversed(anchors)}  # the first signing counts
    found: list[Fault] = []
    digests = {visit.id: visit.seal.digest for visit in visits}
    for visit in visits:
        words = digest_of(visit.text)
        found += _wrong(visit.id, None, words, of_visit(visit), visit.seal, by_place.get((visit.id, None)), fits)
    for note in notes:
        words = digest_of(statement("words", (note.reason, note.text)))
        told = of_note(note, digests.get(note.visit, ""))
        found += _wrong(note.visit, note.number, words, told, note.seal, by_place.get((note.visit, note.number)), fits)
    there = {(visit.id, None) for visit in visits} | {(note.visit, note.number) for note in notes}
    for anchor in anchors:
        if (anchor.visit, anchor.note) not in there and patient in {None, anchor.patient}:
            found.append(Fault(visit=anchor.visit, note=anchor.note, what="was signed, and is not there any more"))
    found += _other_keys(anchors, evidence)
    return tuple(dict.fromkeys(found))


def _wrong(
    visit: int, note: int | None, words: str, told: str, seal: Seal, anchor: Anchor | None, fits: Fits
) -> Iterator[Fault]:
    if words != seal.digest:
        yield Fault(visit=visit, note=note, what="its text is not the one that was signed")
    if not fits(seal.public, told, seal.signature):
        yield Fault(visit=visit, note=note, what="its signature does not fit what its row says")
    if anchor is None:
        yield Fault(visit=visit, note=note, what="the audit knows of no signing")
    elif (anchor.public, anchor.digest, anchor.user) != (seal.public, seal.digest, seal.by):
        yield Fault(visit=visit, note=note, what="text, key or signer are not those that the audit tells of")


def _anchors(rows: Sequence[AuditRow]) -> Iterator[Anchor]:
    for row in rows:
        read = _DETAIL.fullmatch(row.deed.detail)
        if row.deed.of == "visit" and row.deed.action in {SIGNED, NOTED} and read and row.deed.id is not None:
            note, public, digest = read.groups()
            yield Anchor(
                at=row.number,
                visit=row.deed.id,
                note=None if note is None else int(note),
                user=row.user,
                patient=row.deed.patient,
                public=public,
                digest=digest,
            )


def _other_keys(anchors: Sequence[Anchor], evidence: Evidence) -> Iterator[Fault]:
    """A key that changed though nothing is written down that changes keys."""
    renewed = [(row.user, row.number) for row in evidence.anchors if row.deed.action == RECOVERED]
    renewed += [
        (UserId(row.deed.id or 0), row.number)
        for row in evidence.anchors
        if (row.deed.action, row.deed.of) == (LET_IN_AGAIN, "user")
    ]

    def may_change(user: int, first: int, beyond: float) -> bool:
        return any(whose == user and first < number < beyond for whose, number in renewed)

    last: dict[int, Anchor] = {}
    for anchor in anchors:
        before = last.get(anchor.user)
        if before and before.public != anchor.public and not may_change(anchor.user, before.at, anchor.at):
            what = "was signed with another key than the signer's visits before, and no new key is written down"
            yield Fault(visit=anchor.visit, note=anchor.note, what=what)
        last[anchor.user] = anchor
    now = dict(evidence.keys)
    for user, anchor in last.items():
        if now.get(user) != anchor.public and not may_change(user, anchor.at, float("inf")):
            what = "the key in the signer's row is not the one that signed it, and no new key is written down"
            yield Fault(visit=anchor.visit, note=anchor.note, what=what)
