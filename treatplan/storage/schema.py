"""Which schema this program works with. It starts without Alembic: the number in the file is compared with this one."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from treatplan.domain.value import value
from treatplan.storage.fixed_sql import FIXED_TRIGGERS
from treatplan.storage.search_sql import SEARCH_REBUILD, SEARCH_TRIGGERS

REVISIONS = ("0001", "0002")
"""Every revision in `db/versions`, oldest first. A test compares them."""


@value
class Schema:
    """The revisions that are known, where their scripts are (None: with the program), and what is made anew after them.

    Triggers are not migrated: rebuilding a table loses them without a word. They are dropped before a migration, which
    may then change what they hold fast, and made from here afterwards.
    """

    revisions: tuple[str, ...] = REVISIONS
    scripts: Path | None = None
    triggers: Mapping[str, str] = field(default_factory=lambda: {**SEARCH_TRIGGERS, **FIXED_TRIGGERS})
    rebuild: tuple[str, ...] = (SEARCH_REBUILD,)

    @property
    def head(self) -> str:
        """The revision that this program reads and writes."""
        return self.revisions[-1]
