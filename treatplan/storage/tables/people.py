"""The clinic, who works there, and its patients."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from treatplan.domain.intake import PrintSize, Sex
from treatplan.storage.tables.base import NO_REUSE, Base, one_of


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
    lock_after: Mapped[int] = mapped_column(server_default=text("5"))  # minutes
    audit_count: Mapped[int] = mapped_column(server_default=text("0"))
    audit_mac: Mapped[bytes | None] = mapped_column(LargeBinary)
    audit_seal: Mapped[bytes | None] = mapped_column(LargeBinary)
    audit_anchored: Mapped[bool] = mapped_column(server_default=text("false"))  # the head is kept outside as well
    audit_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # the audit's own, once the data key is a newer one
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class User(Base):
    """Somebody who can unlock the clinic. `folded` is the login as it is compared; keys are public ones, in hex."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("folded"), NO_REUSE)

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
    valid_from: Mapped[date | None]  # a locum's days, both included
    valid_to: Mapped[date | None]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Patient(Base):
    """A patient. `search_text` and `sort_key` are made by `folding` whenever the person changes."""

    __tablename__ = "patient"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("print_size", PrintSize),
        Index(None, "birth_date"),
        Index(None, "sort_key"),
        Index(None, "changed_at"),
        NO_REUSE,
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


class Assignment(Base):
    """A patient whom a locum sees, from a day to a day."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "user_id", "patient_id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    first: Mapped[date]
    last: Mapped[date]
    lock: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock}  # noqa: RUF012  (the frame reads it from the class)


class Form(Base):
    """What somebody has typed into a form that is not stored yet, for nobody but them. `form` names it."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("user_id", "form"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    form: Mapped[str]
    changed_at: Mapped[datetime]
    body: Mapped[str]
