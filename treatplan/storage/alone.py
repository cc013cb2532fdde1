"""Being the only one who has a database file open, in any process, before another file takes its name."""

import contextlib
import os
import sys
from pathlib import Path

from sqlcipher3 import dbapi2

from treatplan.storage import disk, errors
from treatplan.storage.database import Connection

if sys.platform != "win32":
    import fcntl

_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510  # the bytes on which every reader of the engine holds a lock


def hold(connection: Connection) -> None:
    """Keep everyone else out of a file, and empty its log into it.

    Leaving the log mode takes being the only one who has the file open, in any process: nobody is left who could write
    into a log that belongs to the old file while the new one has its name. Nobody sets that mode again meanwhile: that
    takes the clinic's lock.
    """
    connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def let_go(connection: Connection) -> None:
    """Undo `hold`, as far as that can be: whoever opens the file next does the rest."""
    with contextlib.suppress(dbapi2.Error):
        connection.execute("PRAGMA locking_mode=NORMAL").fetchone()
        connection.execute("PRAGMA journal_mode=WAL").fetchone()


def has_logs(path: Path) -> bool:
    """Whether a log lies beside a file: what is in it would stay behind, or be read with another file."""
    return any(log.exists() for log in disk.with_logs(path)[1:])


def refuse_open(path: Path) -> None:
    """The same question without the key, of a file that may be damaged. Raises `Unavailable`, `OSError`.

    Not while this very process has it open: asking would let its locks go. Where the system has no such locks, no file
    that is open is renamed either.
    """
    if sys.platform == "win32" or not path.is_file():
        return
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except (BlockingIOError, PermissionError):
        raise errors.busy(path.name) from None
    finally:
        os.close(handle)
