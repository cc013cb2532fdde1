"""What is compared between a clinic and its backup: rows and a digest of each table, the audit's head, the schema.

The digest is over values and not pages, so that it can be told from any database that holds the same.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from treatplan.domain.value import value
from treatplan.storage.database import Connection

_TABLES: Final = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' "
    "ESCAPE '!' ORDER BY name"
)
_AT_ONCE: Final = 500  # rows; documents are among them
_MOST: Final = 1_000_000  # bytes of a manifest


@value
class Table:
    """How many rows a table has, and SHA-256 over them in the order of their row numbers."""

    rows: int
    digest: str


@value
class Look:
    """A clinic's file at one moment."""

    db_id: str
    schema: str
    audit_count: int
    audit_mac: str
    tables: Mapping[str, Table]

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {name: table.rows for name, table in self.tables.items()}


def look(connection: Connection) -> Look:
    """See what is there. The caller holds one view of the file. Reads every row."""
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    [(db_id, count, mac)] = connection.execute("SELECT db_id, audit_count, audit_mac FROM clinic").fetchall()
    [(schema,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return Look(
        db_id=db_id,
        schema=schema,
        audit_count=count,
        audit_mac=(mac or b"").hex(),
        tables={name: _table(connection, name) for name in names},
    )


def differences(made: Look, found: Look) -> str:
    """The first thing in which two looks differ, in words; empty where they are the same."""
    for name in sorted({*made.tables, *found.tables}):
        one, other = made.tables.get(name), found.tables.get(name)
        if one is None or other is None:
            return f"the table '{name}' is missing on one side"
        if one.rows != other.rows:
            return f"'{name}' has {other.rows} rows instead of {one.rows}"
        if one.digest != other.digest:
            return f"'{name}' has other rows than it should"
    return "" if made == found else "the head of the audit is another"


def text_of(seen: Look) -> bytes:
    """A look as canonical JSON."""
    plain = {
        "audit": {"count": seen.audit_count, "mac": seen.audit_mac},
        "db_id": seen.db_id,
        "schema": seen.schema,
        "tables": {name: {"digest": one.digest, "rows": one.rows} for name, one in seen.tables.items()},
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def from_text(raw: bytes) -> Look:
    """A look from its JSON. Raises `ValueError` for what was not written by `text_of`."""
    if len(raw) > _MOST:
        raise ValueError("too long")
    try:
        data = json.loads(raw)
        seen = Look(
            db_id=data["db_id"],
            schema=data["schema"],
            audit_count=data["audit"]["count"],
            audit_mac=data["audit"]["mac"],
            tables={name: Table(rows=one["rows"], digest=one["digest"]) for name, one in data["tables"].items()},
        )
        written = text_of(seen)
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("no manifest") from None
    if written != raw:
        raise ValueError("no manifest")
    return seen


def _table(connection: Connection, name: str) -> Table:
    digest, rows = hashlib.sha256(), 0
    found = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')  # noqa: S608  (a table's name)
    while some := found.fetchmany(_AT_ONCE):
        rows += len(some)
        digest.update(b"".join(_row(row) for row in some))
    return Table(rows=rows, digest=digest.hexdigest())


def _row(row: Iterable[Any]) -> bytes:
    return b"".join([_WRITTEN[type(one)](one) for one in row]) + b"\n"


def _blob(one: bytes) -> bytes:
    return b"b%d:%s" % (len(one), one)


def _text(one: str) -> bytes:
    raw = one.encode()
    return b"t%d:%s" % (len(raw), raw)


_WRITTEN: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"n",
    int: lambda one: b"i%d:" % one,
    float: lambda one: b"r" + struct.pack(">d", one).hex().encode(),
    str: _text,
    bytes: _blob,
}
