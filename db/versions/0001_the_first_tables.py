"""The first tables: the clinic, its users, patients, intakes, plans with their versions, handouts, the audit.

Triggers are not made here: they are made anew after every migration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

changes_rows: tuple[str, ...] = ()


def upgrade() -> None:
    """Make every table."""
    _clinic()
    _patient()
    _user()
    _audit()
    _intake()
    _plan()
    _plan_version()
    _handout()
    _planned_visit()
    _handout_given()
    op.execute(
        "CREATE VIRTUAL TABLE patient_fts USING fts5(search_text, content='patient',"
        " content_rowid='id', tokenize='trigram case_sensitive 1')"
    )


def _clinic() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("db_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_generation", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("jurisdiction", sa.Text(), server_default="intl", nullable=False),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("audit_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("audit_mac", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seal", sa.LargeBinary(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint("paper IS NULL OR paper IN ('a4', 'letter')", name=op.f("ck_clinic_paper")),
        sa.CheckConstraint("id = 1", name=op.f("ck_clinic_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
    )


def _patient() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("print_size", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint("print_size IN ('standard', 'large', 'economy')", name=op.f("ck_patient_print_size")),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'not_recorded')", name=op.f("ck_patient_sex")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_patient_birth_date"), "patient", ["birth_date"], unique=False)
    op.create_index(op.f("ix_patient_changed_at"), "patient", ["changed_at"], unique=False)
    op.create_index(op.f("ix_patient_sort_key"), "patient", ["sort_key"], unique=False)


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("qualification", sa.Text(), server_default="", nullable=False),
        sa.Column("registration_no", sa.Text(), server_default="", nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), server_default="", nullable=False),
        sa.Column("x25519_public", sa.Text(), server_default="", nullable=False),
        sa.Column("ed25519_public", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("folded", name=op.f("uq_user_folded")),
        sqlite_autoincrement=True,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_audit_patient_id_patient")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_user_id_user")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_patient_id"), "audit", ["patient_id"], unique=False)


def _intake() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'recorded')", name=op.f("ck_intake_state")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_intake_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_intake_patient_id_state"), "intake", ["patient_id", "state"], unique=False)
    op.create_index(
        "uq_intake_one_draft",
        "intake",
        ["patient_id"],
        unique=True,
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_plan_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_patient_id"), "plan", ["patient_id"], unique=False)


def _plan_version() -> None:
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("drafted", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'draft') = (released_at IS NULL) AND (released_at IS NULL) = (released_by_id IS"
            " NULL) AND (released_at IS NULL) = (findings IS NULL)",
            name=op.f("ck_plan_version_released_whole"),
        ),
        sa.CheckConstraint("status IN ('draft', 'released', 'amended', 'closed')", name=op.f("ck_plan_version_status")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_plan_version_intake_id_intake")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_version_plan_id_plan")),
        sa.ForeignKeyConstraint(["released_by_id"], ["user.id"], name=op.f("fk_plan_version_released_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_plan_version_one_draft",
        "plan_version",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("status = 'draft'"),
        postgresql_where=sa.text("status = 'draft'"),
    )
    op.create_index(
        "uq_plan_version_one_released",
        "plan_version",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("status = 'released'"),
        postgresql_where=sa.text("status = 'released'"),
    )


def _handout() -> None:
    op.create_table(
        "handout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(kind = 'handout') = (version_id IS NOT NULL)", name=op.f("ck_handout_of_a_version")),
        sa.CheckConstraint("kind IN ('handout', 'referral')", name=op.f("ck_handout_kind")),
        sa.CheckConstraint("paper IN ('a4', 'letter')", name=op.f("ck_handout_paper")),
        sa.CheckConstraint("size IN ('standard', 'large', 'economy')", name=op.f("ck_handout_size")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_handout_intake_id_intake")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_handout_made_by_id_user")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_handout_patient_id_patient")),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_handout_version_id_plan_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handout_made_at"), "handout", ["made_at"], unique=False)
    op.create_index(op.f("ix_handout_patient_id"), "handout", ["patient_id"], unique=False)
    op.create_index(op.f("ix_handout_version_id"), "handout", ["version_id"], unique=False)


def _planned_visit() -> None:
    op.create_table(
        "planned_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["plan_version.id"], name=op.f("fk_planned_visit_version_id_plan_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_visit")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_planned_visit_version_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_planned_visit_on"), "planned_visit", ["on"], unique=False)


def _handout_given() -> None:
    op.create_table(
        "handout_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handout_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_handout_given_by_id_user")),
        sa.ForeignKeyConstraint(["handout_id"], ["handout.id"], name=op.f("fk_handout_given_handout_id_handout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout_given")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handout_given_handout_id"), "handout_given", ["handout_id"], unique=False)
