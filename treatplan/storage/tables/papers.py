"""Documents, the audit, and what backups were made and put back."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.record import HandoutKind
from treatplan.storage.tables.base import NO_REUSE, Base, one_of


class Handout(Base):
    """A document as it was made. It never changes and never goes (triggers hold that)."""

    __tablename__ = "handout"
    __table_args__ = (
        one_of("kind", HandoutKind),
        one_of("size", PrintSize),
        one_of("paper", Paper),
        CheckConstraint("(kind = 'handout') = (version_id IS NOT NULL)", name="of_a_version"),
        Index(None, "patient_id"),
        Index(None, "version_id"),
        Index(None, "made_at"),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"))
    language: Mapped[str]
    size: Mapped[str]
    paper: Mapped[str]
    jurisdiction: Mapped[str]
    pages: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # last, and never read for a list


class Given(Base):
    """That a document was printed or saved, when, and by whom."""

    __tablename__ = "handout_given"
    __table_args__ = (Index(None, "handout_id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    how: Mapped[str]


class Audit(Base):
    """A deed. Rows are only added (triggers hold that), each with a mark over itself and the one before (`trail`)."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "patient_id"), Index(None, "action", "patient_id"), Index(None, "user_id"), NO_REUSE)

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    login: Mapped[str]
    session: Mapped[str]
    action: Mapped[str]
    of: Mapped[str]
    object_id: Mapped[int | None]
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    detail: Mapped[str]
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class Backup(Base):
    """A backup that was opened again and found whole. Rows are only added (triggers hold that)."""

    __tablename__ = "backup"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]  # the moment that it holds
    proven_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    folder: Mapped[str]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class Restoration(Base):
    """That this clinic was put back from a backup of `made_at`: what was written after that may be missing."""

    __tablename__ = "restoration"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    made_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
