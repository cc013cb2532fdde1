"""Visits as they were with the notes added to them, locums and their patients, and forms that are not stored yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

changes_rows: tuple[str, ...] = ()
takes_away: tuple[str, ...] = ()


def upgrade() -> None:
    """Add the tables, and a locum's days to the users."""
    op.add_column("user", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("user", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column("clinic", sa.Column("lock_after", sa.Integer(), server_default=sa.text("5"), nullable=False))
    op.add_column("clinic", sa.Column("audit_anchored", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index(op.f("ix_audit_action_patient_id"), "audit", ["action", "patient_id"], unique=False)
    op.create_index(op.f("ix_audit_user_id"), "audit", ["user_id"], unique=False)
    op.add_column("clinic", sa.Column("audit_key", sa.LargeBinary(), nullable=True))
    _backup()
    _restoration()
    _assignment()
    _form_draft()
    _visit()
    _visit_note()


def _backup() -> None:
    op.create_table(
        "backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_backup_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
        sqlite_autoincrement=True,
    )


def _restoration() -> None:
    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_restoration_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
        sqlite_autoincrement=True,
    )


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_assignment_patient_id_patient")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assignment_user_id_patient_id"), "assignment", ["user_id", "patient_id"], unique=False)


def _form_draft() -> None:
    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_form_draft_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
        sa.UniqueConstraint("user_id", "form", name=op.f("uq_form_draft_user_id_form")),
        sqlite_autoincrement=True,
    )


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=128), nullable=True),
        sa.Column("signed_with", sa.String(length=64), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (signed_at IS NULL) AND (signed_at IS NULL) = (signed_by_id IS NULL)"
            " AND (signed_at IS NULL) = (digest IS NULL) AND (signed_at IS NULL) = (signature IS NULL)"
            " AND (signed_at IS NULL) = (signed_with IS NULL)",
            name=op.f("ck_visit_signed_whole"),
        ),
        sa.CheckConstraint("state IN ('draft', 'signed')", name=op.f("ck_visit_state")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_visit_opened_by_id_user")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_visit_patient_id_patient")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user.id"], name=op.f("fk_visit_signed_by_id_user")),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_visit_version_id_plan_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_on"), "visit", ["on"], unique=False)
    op.create_index(op.f("ix_visit_patient_id_on"), "visit", ["patient_id", "on"], unique=False)
    op.create_index(
        "uq_visit_one_draft",
        "visit",
        ["patient_id", "opened_by_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )


def _visit_note() -> None:
    op.create_table(
        "visit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("signed_with", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('addendum', 'late_entry', 'correction', 'entered_in_error')", name=op.f("ck_visit_note_kind")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_visit_note_by_id_user")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_note_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_note")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_visit_note_visit_id_number")),
        sqlite_autoincrement=True,
    )
