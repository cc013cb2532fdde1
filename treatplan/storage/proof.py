"""Proves a file before it is used: that it is cipher text, of this clinic, of this schema, and safe against power cuts.

All of it is asked at every opening, before the first patient is read. What fails is refused with one sentence.
"""

import os
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from treatplan.domain.errors import Problem, TooNew, Unavailable
from treatplan.storage import errors
from treatplan.storage.database import Connection, Database, open_file, settings, value_of
from treatplan.storage.schema import Schema

PAGE: Final = 4096
"""Bytes of a page; every file has a multiple of it, except while a write-ahead log still mends it."""

_PLAIN: Final = b"SQLite format 3\0"
_OLDEST_ENGINE: Final = (3, 51, 3)  # before it, a rare race could damage a file in WAL mode


def look(path: Path) -> None:
    """What can be seen without a key. Raises `Refused` or `Unavailable`; touches nothing."""
    file = path.name
    try:
        if path.is_dir():
            raise errors.refused(file, "is a folder, not a clinic's file")
        with path.open("rb") as opened:
            start = opened.read(len(_PLAIN))
        size = path.stat().st_size
    except FileNotFoundError:
        raise errors.refused(file, "there is no such clinic") from None
    except OSError as error:
        raise Unavailable(f"{file}: could not be opened ({(error.strerror or 'no reason given').lower()}).") from error
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise errors.may_not_write(file)
    if size == 0:
        raise errors.refused(file, "is empty. Put the clinic back from a backup")
    if start == _PLAIN:
        raise errors.refused(file, "is not encrypted, so it is no clinic of treatplan. Nothing was read from it")
    if size % PAGE and not _log_of(path):
        raise errors.damaged(file, f"or no clinic at all: its {size} bytes are no whole number of pages")


def prove(database: Database, connection: Connection, db_id: str, schema: Schema) -> None:
    """Everything else. `db_id` is what the key file says. Raises `Refused`, `TooNew` or `Unavailable`."""
    file = database.path.name
    try:
        look(database.path)
        _prove_engine(connection, file)
        _prove_encrypted(database.path)
        _prove_schema(revision_of(connection, file), file, schema)
        _prove_nothing_planted(connection, file, schema)
        _prove_pair(connection, file, db_id)
    except dbapi2.Error as error:
        raise errors.on_opening(error, file) or error from error


def revision_of(connection: Connection, file: str) -> str:
    """The schema that the file says it has. Raises `Refused` for what is no clinic."""
    try:
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except dbapi2.OperationalError as error:
        if errors.name_of(error) != "SQLITE_ERROR":  # anything but: no such table
            raise
        rows = []
    if len(rows) != 1:
        raise errors.damaged(file, "it does not say which version it is of")
    return str(rows[0][0])


def refuse_newer(revision: str, file: str, schema: Schema) -> None:
    """Raise `TooNew` for a schema that this program has not heard of."""
    if revision not in schema.revisions:
        message = (
            f"was written by a newer treatplan (schema {revision[:20]}; this one knows up to {schema.head}). "
            "Nothing was changed. Use a newer treatplan"
        )
        raise TooNew(Problem(file=file, field="", message=message))


def check_whole(connection: Connection, file: str, *, fully: bool = False) -> None:
    """Read every page and what holds them together. Raises `Refused` for damage. Seconds for hundreds of megabytes.

    The log is put into the file first: what it still mends would look like damage. Where another process reads just
    now that can't be, and the pages are then looked at through the log only.
    """
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        found = [] if busy else connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if not found:
            rows = connection.execute(f"PRAGMA {'integrity_check' if fully else 'quick_check'}(1)").fetchall()
            found = [row for row in rows if row != ("ok",)]
    except dbapi2.Error as error:
        raise errors.on_opening(error, file) or error from error
    if found:
        raise errors.damaged(file, "a page was changed, or is missing")


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it lies beside the file: somebody works, or was stopped."""
    return _log_of(path) > 0


def _log_of(path: Path) -> int:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def _prove_engine(connection: Connection, file: str) -> None:
    version = str(connection.execute("SELECT sqlite_version()").fetchone()[0])
    if tuple(int(part) for part in version.split(".")[:3]) < _OLDEST_ENGINE:
        wanted = ".".join(map(str, _OLDEST_ENGINE))
        raise _wrong(file, f"its database engine is {version}; {wanted} or newer is needed")
    if str(value_of(connection, "cipher_status")) != "1":
        raise _wrong(file, "the file would be written without encryption")
    if value_of(connection, "journal_mode") != "wal":
        raise _wrong(file, "the file has no write-ahead log")
    for name, to_set, wanted_value in settings():
        found = value_of(connection, name)
        if found != wanted_value:
            raise _wrong(file, f"the setting {name} is {found}, not {to_set}")


def _prove_encrypted(path: Path) -> None:
    """A connection without a key must fail. It looks at the file alone and takes no lock: nothing can come of it."""
    try:
        keyless = open_file(path, "ro&immutable=1")
        try:
            keyless.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            keyless.close()
    except dbapi2.Error as error:
        if errors.name_of(error) == "SQLITE_NOTADB":
            return
        raise
    raise _wrong(path.name, "the file opens without a key")


def _prove_schema(revision: str, file: str, schema: Schema) -> None:
    refuse_newer(revision, file, schema)
    if revision != schema.head:
        message = (
            f"was made by an older treatplan (schema {revision}; this one works with {schema.head}). "
            "Bring it up to date with `treatplan clinic migrate`; the file as it is now is kept"
        )
        raise errors.refused(file, message)


def _prove_nothing_planted(connection: Connection, file: str, schema: Schema) -> None:
    """What the database would do by itself is ours, word for word: nobody's trigger runs when a patient is saved."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall()
    if any(schema.triggers.get(str(name)) != sql for name, sql in rows):
        message = "holds a rule that treatplan did not make, so it is not used. Put the clinic back from a backup"
        raise errors.refused(file, message)


def _prove_pair(connection: Connection, file: str, db_id: str) -> None:
    rows = connection.execute("SELECT db_id FROM clinic").fetchall()
    if rows != [(db_id,)]:
        raise errors.refused(file, "and the key file beside it are of two clinics. Put back the key file of this one")


def _wrong(file: str, what: str) -> Unavailable:
    return Unavailable(
        f"{file}: this copy of treatplan would not keep the clinic safe: {what}. "
        "Nothing was read or written. Install treatplan anew."
    )
