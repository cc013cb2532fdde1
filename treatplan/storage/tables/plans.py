"""Intakes, plans with their versions, and the visits that a released version plans."""

from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from treatplan.domain.plan import Status
from treatplan.domain.record import IntakeState
from treatplan.storage.tables.base import NO_REUSE, STORED, Base, one_of


class Intake(Base):
    """An intake: its body is the canonical text. A recorded one never changes (a trigger holds that)."""

    __tablename__ = "intake"
    __table_args__ = (
        one_of("state", IntakeState),
        Index(None, "patient_id", "state"),
        Index(
            "uq_intake_one_draft",
            "patient_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    state: Mapped[str]
    taken_on: Mapped[date]
    body: Mapped[str]
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Plan(Base):
    """A plan. `last_number` is the highest number that a version of it was ever given."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "patient_id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    made_at: Mapped[datetime]
    last_number: Mapped[int]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Version(Base):
    """One version of a plan: `drafted` is its body as it began, `findings` what stood at release.

    From release on nothing but the status changes (a trigger holds that): to amended or closed, amended to closed.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        one_of("status", STORED),
        CheckConstraint(
            "(status = 'draft') = (released_at IS NULL) AND (released_at IS NULL) = (released_by_id IS NULL)"
            " AND (released_at IS NULL) = (findings IS NULL)",
            name="released_whole",
        ),
        *(
            Index(
                f"uq_plan_version_one_{status}",
                "plan_id",
                unique=True,
                sqlite_where=text(f"status = '{status}'"),
                postgresql_where=text(f"status = '{status}'"),
            )
            for status in (Status.DRAFT, Status.RELEASED)
        ),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    status: Mapped[str]
    intake_id: Mapped[int] = mapped_column(ForeignKey("intake.id"))
    changed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lock: Mapped[int] = mapped_column()
    body: Mapped[str]  # the long ones last: a list of versions does not read through them
    findings: Mapped[str | None]
    drafted: Mapped[str]

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class PlannedVisit(Base):
    """A planned visit of a released version."""

    __tablename__ = "planned_visit"
    __table_args__ = (UniqueConstraint("version_id", "number"), Index(None, "on"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    number: Mapped[int]
    review: Mapped[bool]
    on: Mapped[date | None]
    at: Mapped[time | None]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)
