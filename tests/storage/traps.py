"""Revisions that set the traps which a migration must not fall into, and the schema of a program that knows them."""

import shutil
from pathlib import Path

from tests.storage import rooms
from treatplan.storage.schema import REVISIONS, Schema

HEAD = f"""
import sqlalchemy as sa
from alembic import op
down_revision = {REVISIONS[-1]!r}
branch_labels = depends_on = None
changes_rows = ()
NO_REUSE = {{"sqlite_autoincrement": True}}
"""

# A table that points at patients and would be emptied with them; then `patient` is built anew.
CASCADE = """
revision = "t1"
def upgrade():
    op.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL"
               " REFERENCES patient (id) ON DELETE CASCADE, body TEXT)")
    op.execute("INSERT INTO note (patient_id, body) SELECT id, 'a note' FROM patient")
"""
REBUILD = """
revision = "t2"
down_revision = "t1"
def upgrade():
    with op.batch_alter_table("patient", table_kwargs=NO_REUSE) as batch:
        batch.add_column(sa.Column("middle_name", sa.Text(), nullable=False, server_default=""))
        batch.alter_column("phone", nullable=True, existing_type=sa.Text())
    with op.batch_alter_table("audit", table_kwargs=NO_REUSE) as batch:
        batch.add_column(sa.Column("machine", sa.Text(), nullable=True))
"""
# Changes what triggers hold fast: only a migration may.
FIXED = """
revision = "t1"
def upgrade():
    op.execute("UPDATE audit SET detail = detail")
"""
LOSES = """
revision = "t1"
def upgrade():
    op.execute("DELETE FROM patient WHERE id = 2")
"""
MEANS_TO_LOSE = LOSES + 'changes_rows = ("patient", "audit")\n'
DROPS = """
revision = "t1"
def upgrade():
    op.drop_table("planned_visit")
    op.drop_table("user")
"""
DANGLES = """
revision = "t1"
def upgrade():
    op.execute("UPDATE audit SET user_id = 999")
"""
FORGETS_NUMBERS = """
revision = "t1"
def upgrade():
    with op.batch_alter_table("patient") as batch:
        batch.alter_column("phone", nullable=True, existing_type=sa.Text())
"""
FORGETS_A_CHECK = """
revision = "t1"
def upgrade():
    with op.batch_alter_table("intake", table_kwargs=NO_REUSE) as batch:
        batch.drop_constraint("ck_intake_state", type_="check")
"""
FORGETS_AN_INDEX = """
revision = "t1"
def upgrade():
    op.drop_index("uq_plan_version_one_draft")
"""
FAILS = """
revision = "t2"
down_revision = "t1"
def upgrade():
    op.execute("UPDATE patient SET family_name = 'changed'")
    op.add_column("patient", sa.Column("half", sa.Text()))
    op.execute("INSERT INTO nowhere VALUES (1)")
"""
PLAIN = """
revision = "t1"
def upgrade():
    op.add_column("patient", sa.Column("middle_name", sa.Text(), nullable=False, server_default=""))
"""


def schema(folder: Path, *scripts: str) -> Schema:
    """What a later program would know: the real revisions, then these."""
    target = folder / "db"
    shutil.copytree(rooms.ROOT / "db", target, ignore=shutil.ignore_patterns("__pycache__"))
    names = []
    for number, script in enumerate(scripts, start=1):
        names.append(f"t{number}")
        (target / "versions" / f"t{number}.py").write_text(HEAD + script, encoding="utf-8")
    return Schema(revisions=(*REVISIONS, *names), scripts=target)
