"""What a migration may not lose: rows, references, numbers that are never used again, constraints, indexes.

A table that is built anew loses more than it seems: enforced references empty other tables, and constraints without a
name, or AUTOINCREMENT, go without a word. What a revision does not name in `changes_rows` or `takes_away` must stay.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from treatplan.domain.value import value

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OBJECTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_CONSTRAINT: Final = re.compile(r'\bCONSTRAINT\s+"?(\w+)"?', re.IGNORECASE)
_NO_REUSE: Final = "AUTOINCREMENT"


@value
class Look:
    """A database at one moment: rows of each table, names as "table.name", the highest number ever given out."""

    counts: Mapping[str, int]
    names: frozenset[str]
    numbers: Mapping[str, int]
    dangling: bool


def look(connection: "Connection") -> Look:
    """See what is there. The tables behind a search index are made anew, and count nothing."""
    objects = connection.exec_driver_sql(_OBJECTS).all()
    virtual = tuple(f"{name}_" for _, name, _, sql in objects if sql.upper().startswith("CREATE VIRTUAL"))
    left_out = ("sqlite_", "alembic_", *virtual)
    tables = {name: sql for kind, name, _, sql in objects if kind == "table" and not f"{name}_".startswith(left_out)}
    names = {f"{table}.{found}" for table, sql in tables.items() for found in _CONSTRAINT.findall(sql)}
    names |= {f"{table}.{_NO_REUSE}" for table, sql in tables.items() if _NO_REUSE in sql.upper()}
    names |= {f"{table}.{name}" for kind, name, table, _ in objects if kind == "index" and table in tables}
    return Look(
        counts={
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608  (a table)
            for name in tables
        },
        names=frozenset(names),
        numbers=_numbers(connection) if any(name.endswith(_NO_REUSE) for name in names) else {},
        dangling=connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None,
    )


def restore_numbers(connection: "Connection", before: Look) -> None:
    """A table that was built anew counts on from the highest number in it: one that was deleted would come again."""
    now = _numbers(connection) if before.numbers else {}
    for name, highest in before.numbers.items():
        if name not in now:
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, highest))
        elif now[name] < highest:
            connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (highest, name))


def lost(before: Look, after: Look, meant: set[str]) -> str:
    """The first thing that is lost and was not meant to be, in words; empty where nothing is."""
    if after.dangling:
        return "rows would point at nothing"
    for name, count in before.counts.items():
        if name not in meant and after.counts.get(name) != count:
            return f"'{name}' would have {after.counts.get(name, 0)} rows instead of {count}"
    gone = before.names - after.names - meant
    gone -= {name for name in gone if name.partition(".")[0] not in after.counts}  # went with its table, as meant
    return f"'{min(gone)}' would be lost" if gone else ""


def _numbers(connection: "Connection") -> dict[str, int]:
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
    return {name: highest for name, highest in rows}  # noqa: C416  (rows are no pairs to mypy)
