"""The tables. Rows never leave `storage`; what triggers hold besides is in `fixed_sql`, the search in `search_sql`.

Used with its module's name (`tables.Patient`): the domain has values of the same words.

No id is ever used again (the audit points at them). No foreign key cascades. A `lock` counts the changes of its row.
Text that names one of a few things has a CHECK with a name, so that a migration can find it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Status
from treatplan.domain.record import HandoutKind, IntakeState
from treatplan.storage.types import Utc

_NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
_STORED = (Status.DRAFT, Status.RELEASED, Status.AMENDED, Status.CLOSED)  # `published` is for protocols in files


def _one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Base(DeclarativeBase):
    """The root of all rows."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {str: Text(), datetime: Utc()}  # noqa: RUF012  (the frame reads it from the class)


_NO_REUSE: dict[str, Any] = {"sqlite_autoincrement": True}


class Clinic(Base):
    """The clinic's one row, with the head of the audit: how many rows there are, the last one's mark, a seal on both.

    The head is written by SQL of its own, so that `lock` counts changes of the practice only.
    """

    __tablename__ = "clinic"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("paper IS NULL OR paper IN ('a4', 'letter')", name="paper"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    db_id: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime]
    key_generation: Mapped[int]
    name: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    jurisdiction: Mapped[str] = mapped_column(server_default="intl")
    paper: Mapped[str | None]
    audit_count: Mapped[int] = mapped_column(server_default=text("0"))
    audit_mac: Mapped[bytes | None] = mapped_column(LargeBinary)
    audit_seal: Mapped[bytes | None] = mapped_column(LargeBinary)
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class User(Base):
    """Somebody who can unlock the clinic. `folded` is the login as it is compared; keys are public ones, in hex."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("folded"), _NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    folded: Mapped[str]
    name: Mapped[str]
    qualification: Mapped[str] = mapped_column(server_default="")
    registration_no: Mapped[str] = mapped_column(server_default="")
    roles: Mapped[str]  # words of `Role`, sorted, a space between
    slot: Mapped[str] = mapped_column(server_default="")
    x25519_public: Mapped[str] = mapped_column(server_default="")
    ed25519_public: Mapped[str] = mapped_column(server_default="")
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Patient(Base):
    """A patient. `search_text` and `sort_key` are made by `folding` whenever the person changes."""

    __tablename__ = "patient"
    __table_args__ = (
        _one_of("sex", Sex),
        _one_of("print_size", PrintSize),
        Index(None, "birth_date"),
        Index(None, "sort_key"),
        Index(None, "changed_at"),
        _NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    other_names: Mapped[str]
    birth_date: Mapped[date]
    sex: Mapped[str]
    phone: Mapped[str]
    language: Mapped[str]
    print_size: Mapped[str]
    access_needs: Mapped[str]
    search_text: Mapped[str]
    sort_key: Mapped[str]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Intake(Base):
    """An intake: its body is the canonical text. A recorded one never changes (a trigger holds that)."""

    __tablename__ = "intake"
    __table_args__ = (
        _one_of("state", IntakeState),
        Index(None, "patient_id", "state"),
        Index(
            "uq_intake_one_draft",
            "patient_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        _NO_REUSE,
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
    __table_args__ = (Index(None, "patient_id"), _NO_REUSE)

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
        _one_of("status", _STORED),
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
        _NO_REUSE,
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


class Visit(Base):
    """A planned visit of a released version."""

    __tablename__ = "planned_visit"
    __table_args__ = (UniqueConstraint("version_id", "number"), Index(None, "on"), _NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    number: Mapped[int]
    review: Mapped[bool]
    on: Mapped[date | None]
    at: Mapped[time | None]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Handout(Base):
    """A document as it was made. It never changes and never goes (triggers hold that)."""

    __tablename__ = "handout"
    __table_args__ = (
        _one_of("kind", HandoutKind),
        _one_of("size", PrintSize),
        _one_of("paper", Paper),
        CheckConstraint("(kind = 'handout') = (version_id IS NOT NULL)", name="of_a_version"),
        Index(None, "patient_id"),
        Index(None, "version_id"),
        Index(None, "made_at"),
        _NO_REUSE,
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
    __table_args__ = (Index(None, "handout_id"), _NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    handout_id: Mapped[int] = mapped_column(ForeignKey("handout.id"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    how: Mapped[str]


class Audit(Base):
    """A deed. Rows are only added (triggers hold that), each with a mark over itself and the one before (`trail`)."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "patient_id"), _NO_REUSE)

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
