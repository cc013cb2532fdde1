"""A folder beside the clinic for what is half done: it goes with the work, and what a stop left goes with the next.

Several processes may be at work beside one clinic; the name says which one.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from treatplan.storage import disk


@contextmanager
def workroom(clinic: Path) -> Iterator[Path]:
    """The folder, while it is needed. Raises `OSError`."""
    room = clinic.with_name(f"{_start_of_room(clinic)}{os.getpid()}-{secrets.token_hex(3)}")
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        disk.remove(room)


def sweep(clinic: Path) -> None:
    """Remove the workrooms of backups that were stopped; those of living processes stay."""
    start = _start_of_room(clinic)
    with suppress(OSError):
        for found in clinic.parent.iterdir():
            pid = found.name.removeprefix(start).partition("-")[0]
            if found.name.startswith(start) and not (pid.isdecimal() and _lives(int(pid))):
                disk.remove(found)


def _start_of_room(clinic: Path) -> str:
    return f".{clinic.name}.backup-"


def _lives(pid: int) -> bool:
    if os.name != "posix":  # there no file that is open is removed
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
