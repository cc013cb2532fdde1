"""The encrypted file: every connection to it is made here, with its key and settings. The key is in no URL and no log.

SQLAlchemy is imported when an engine is made, not before: unlocking and the first list do without it.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

from sqlcipher3 import dbapi2

from treatplan.domain.errors import Unavailable
from treatplan.storage import errors

if TYPE_CHECKING:
    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy.engine import Engine

Connection: TypeAlias = Any  # the driver ships no types

SETTINGS: Final = (
    ("synchronous", "FULL", 2),  # what was saved stays saved when the power goes
    ("foreign_keys", "ON", 1),
    ("cache_size", "-64000", -64000),  # KiB; only a page that is read from the disk costs decryption
    ("temp_store", "MEMORY", 2),  # nothing readable in temporary files
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
)
_ON_A_MAC: Final = (("fullfsync", "ON", 1), ("checkpoint_fullfsync", "ON", 1))  # fsync stops there at the disk's memory
PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""

IMMEDIATE = "BEGIN IMMEDIATE"
LOCKED = "The clinic is locked. Unlock it to go on."


def settings() -> tuple[tuple[str, str, int], ...]:
    """Name, value to set and value to read back of every setting of a connection."""
    return SETTINGS + (_ON_A_MAC if sys.platform == "darwin" else ())


class Database:
    """One encrypted file and its key. Connections to a file that was replaced meanwhile are refused.

    `reading` connections write down who looked, and can change nothing else. The file must be there: `make_file`.
    """

    def __init__(self, path: Path, data_key: bytes, *, reading: bool = False) -> None:
        self.path = path
        self.reading = reading
        self._key: bytes | None = data_key
        self._identity = identity(path)

    def __repr__(self) -> str:
        return f"Database({self.path.name!r})"

    def connect(self, *, patience: float = PATIENCE) -> Connection:
        """A connection with its key and settings, in autocommit. Raises `Refused` or `Unavailable`."""
        self.still_there()
        made = self._bare(patience)
        try:
            for name, to_set, _ in settings():
                made.execute(f"PRAGMA {name}={to_set}")
            made.execute("SELECT count(*) FROM sqlite_master").fetchone()  # here a wrong key shows
            self.still_there()
            if self.reading:
                made.set_authorizer(_allow_to_reader)
        except dbapi2.Error as error:
            made.close()
            raise errors.on_opening(error, self.path.name) or error from error
        except BaseException:
            made.close()
            raise
        return made

    def engine(self) -> "Engine":
        """A SQLAlchemy engine over these connections. Writers ask for `begin="BEGIN IMMEDIATE"`."""
        from sqlalchemy import create_engine, event  # noqa: PLC0415  (loaded late: see above)
        from sqlalchemy.pool import QueuePool  # noqa: PLC0415  (the same)

        made = create_engine(
            "sqlite+pysqlite://",
            module=dbapi2,
            creator=self.connect,
            poolclass=QueuePool,
            hide_parameters=True,  # what an error quotes is the SQL, never a patient
        )

        @event.listens_for(made, "begin")
        def _begin(connection: "SqlConnection") -> None:
            how = connection.get_execution_options().get("begin", "BEGIN")
            if how == IMMEDIATE:
                self.still_there()
            connection.exec_driver_sql(how)

        return made

    def still_there(self) -> None:
        """Raise `Unavailable` where the path leads to another file than at first: what is written now would be lost."""
        if identity(self.path) != self._identity or self._identity is None:
            raise Unavailable(
                f"{self.path.name}: was moved, deleted or replaced while it was open. Nothing of this was saved. "
                "Lock the clinic, look what became of the file, and unlock it again."
            )

    def another(self, path: Path) -> "Database":
        """Another file under the same key. Raises `Unavailable` where the key was let go of."""
        return Database(path, self._its_key())

    def forget(self) -> None:
        """Let go of the key: no connection can be made any more."""
        self._key = None

    def _bare(self, patience: float) -> Connection:
        key = self._its_key()
        try:
            made = open_file(self.path, "rw", patience=patience)
        except dbapi2.Error as error:
            raise errors.on_opening(error, self.path.name) or error from error
        give_key(made, key)
        if not value_of(made, "cipher_version"):
            made.close()
            raise Unavailable(
                f"{self.path.name}: this copy of treatplan can't encrypt: its database driver has no cipher. "
                "Nothing was read or written. Install treatplan anew."
            )
        return made

    def _its_key(self) -> bytes:
        if self._key is None:
            raise Unavailable(LOCKED)
        return self._key


def make_file(path: Path) -> None:
    """An empty file for its owner's eyes only. Raises `FileExistsError`."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def open_file(path: Path, mode: str, *, patience: float = PATIENCE) -> Connection:
    """A connection without key or settings. `mode` is "rw" or "ro&immutable=1"; neither makes a file."""
    made = dbapi2.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
        timeout=patience,
    )
    made.execute("PRAGMA cipher_log_level=NONE")  # for the whole process: a wrong key is told by us, not on stderr
    return made


def give_key(connection: Connection, key: bytes) -> None:
    """The first thing a connection to the encrypted file is told."""
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


def value_of(connection: Connection, pragma: str) -> Any:
    """What a pragma answers; None where it is not known."""
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return None if row is None else row[0]


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


# What a connection may do that was opened to read: look, and write down who looked and what they were given.
_NOTES = {"audit", "backup", "handout_given"}
_AUDIT_HEAD = {"audit_count", "audit_mac", "audit_seal", "audit_anchored"}
_CHANGES = {
    dbapi2.SQLITE_DELETE,
    dbapi2.SQLITE_ATTACH,
    dbapi2.SQLITE_DETACH,
    dbapi2.SQLITE_REINDEX,
    dbapi2.SQLITE_ALTER_TABLE,
    dbapi2.SQLITE_CREATE_INDEX,
    dbapi2.SQLITE_CREATE_TABLE,
    dbapi2.SQLITE_CREATE_TRIGGER,
    dbapi2.SQLITE_CREATE_VIEW,
    dbapi2.SQLITE_CREATE_VTABLE,
    dbapi2.SQLITE_DROP_INDEX,
    dbapi2.SQLITE_DROP_TABLE,
    dbapi2.SQLITE_DROP_TRIGGER,
    dbapi2.SQLITE_DROP_VIEW,
    dbapi2.SQLITE_DROP_VTABLE,
}


def _allow_to_reader(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    refused = (
        action in _CHANGES
        or (action == dbapi2.SQLITE_INSERT and first not in _NOTES)
        or (action == dbapi2.SQLITE_UPDATE and not (first == "clinic" and second in _AUDIT_HEAD))
    )
    return int(dbapi2.SQLITE_DENY if refused else dbapi2.SQLITE_OK)
