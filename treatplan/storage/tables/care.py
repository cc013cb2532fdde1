"""Visits as they were, and what was added to them."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from treatplan.domain.record import NoteKind, VisitState
from treatplan.storage.tables.base import NO_REUSE, Base, one_of


class Visit(Base):
    """A visit as it was: what was given, asked and counted. Its body is the canonical text.

    Signed, it never changes (a trigger holds that): `digest` is of the body, `signature` of the digest and all that the
    row says, `signed_with` the public key. All three in hex; the key and the digest stand in the audit as well.
    """

    __tablename__ = "visit"
    __table_args__ = (
        one_of("state", VisitState),
        CheckConstraint(
            "(state = 'draft') = (signed_at IS NULL) AND (signed_at IS NULL) = (signed_by_id IS NULL)"
            " AND (signed_at IS NULL) = (digest IS NULL) AND (signed_at IS NULL) = (signature IS NULL)"
            " AND (signed_at IS NULL) = (signed_with IS NULL)",
            name="signed_whole",
        ),
        Index(None, "patient_id", "on"),
        Index(None, "on"),
        Index(
            "uq_visit_one_draft",
            "patient_id",
            "opened_by_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"))
    number: Mapped[int | None]  # in the course of that version
    on: Mapped[date]
    state: Mapped[str]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[str | None] = mapped_column(String(64))
    signature: Mapped[str | None] = mapped_column(String(128))
    signed_with: Mapped[str | None] = mapped_column(String(64))
    lock: Mapped[int] = mapped_column()
    body: Mapped[str]

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Note(Base):
    """What was added to a signed visit, signed itself: its `number`-th note. It never changes (triggers hold that)."""

    __tablename__ = "visit_note"
    __table_args__ = (one_of("kind", NoteKind), UniqueConstraint("visit_id", "number"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    number: Mapped[int]
    kind: Mapped[str]
    about: Mapped[date | None]  # the day it speaks of, where that is another
    reason: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    signed_with: Mapped[str] = mapped_column(String(64))
