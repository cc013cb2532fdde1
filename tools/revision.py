"""Writes the next revision of the database into db/versions: what `storage/tables.py` says now, less what head is.

    .venv/bin/python -m tools.revision 0002 "patient gets a middle name"

Read what it wrote, split what is too long, write its test, then add the number to `storage/schema.py`.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate.api import AutogenContext

from treatplan.storage.database import Database, make_file
from treatplan.storage.migrate import bring_to_head, config_of
from treatplan.storage.schema import Schema
from treatplan.storage.tables import Base
from treatplan.storage.types import Utc


def rendered(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column types as what they are in a database: a revision imports nothing of treatplan."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Utc) else False


def not_of_search(item: Any, name: str | None, kind: str, *_: object) -> bool:  # noqa: ARG001  (as Alembic calls it)
    """The search index and the tables behind it are written by hand."""
    return not (name or "").startswith("patient_fts")


def write(number: str, message: str) -> None:
    """Write the revision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "head.treatplan"
        make_file(path)
        engine = Database(path, bytes(32)).engine()
        schema = Schema(triggers={}, rebuild=())  # triggers may hold tables that no revision has made yet
        try:
            bring_to_head(engine, schema, path.name)
            with engine.connect() as connection, connection.begin():
                config = config_of(schema, connection)
                config.attributes |= {
                    "metadata": Base.metadata,
                    "render_item": rendered,
                    "include_object": not_of_search,
                }
                command.revision(config, message, autogenerate=True, rev_id=number)
        finally:
            engine.dispose()


if __name__ == "__main__":
    write(*sys.argv[1:3])
