"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

changes_rows: tuple[str, ...] = ()
"""Tables in which this revision means to add or remove rows; in all others it may not."""

takes_away: tuple[str, ...] = ()
"""Constraints and indexes that it means to take away, as "table.name"; no others may go."""


def upgrade() -> None:
    """Bring a file of the revision before to this one. There is no way back: users put the kept file back."""
    ${upgrades if upgrades else "pass"}
