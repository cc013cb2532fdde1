"""One process writes to a clinic: whoever holds the lock of the operating system on `x.treatplan.lock`.

The system lets go when the process ends, however it ends, so a lock is never stale. What stands in the file only tells
others who holds it. The file stays: removing it would let two processes lock two files of the same name.
"""

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from treatplan.domain.errors import Unavailable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Face: TypeAlias = Literal["window", "command line"]

_WHERE = {"window": "in the window of", "command line": "at the command line of"}
_MOST_BYTES = 1000
_FAR = 1 << 30  # the byte that Windows locks: nobody could read what is written before it otherwise
_TRIES = 10


def _now() -> datetime:
    return datetime.now(UTC)


class ClinicLock:
    """The lock of one clinic file. `acquire` in a `with` statement, or `release` by hand."""

    def __init__(self, clinic: Path, *, now: Callable[[], datetime] = _now) -> None:
        real = Path(os.path.realpath(clinic))  # a link to a clinic and the clinic itself share one lock
        self._clinic = real.name
        self._path = real.with_name(f"{real.name}.lock")
        self._now = now
        self._handle: int | None = None
        self._unclean = False
        self._guard = threading.Lock()

    def acquire(self, face: Face) -> Self:
        """Take the lock at once or not at all, also against this very process. `face` is what others are told.

        Raises `Unavailable` naming the holder, or where the folder does not let itself be written to.
        """
        try:
            handle = self._locked_handle()
        except OSError as error:
            raise Unavailable(
                f"{self._clinic}: could not be locked ({_why(error)}). Its folder must be there and be writable."
            ) from error
        if handle is None:
            raise Unavailable(f"{self._clinic}: {self._holder()}")
        self._unclean = os.fstat(handle).st_size > 0  # whoever lets go in good order leaves it empty
        with contextlib.suppress(OSError):  # a full disk keeps nobody from working, only from saying who works
            _write(handle, {"pid": os.getpid(), "face": face, "since": self._now().isoformat(timespec="seconds")})
        with self._guard:
            self._handle = handle
        return self

    def release(self, *, clean: bool = True) -> None:
        """Let go. Does nothing where the lock is not held. Not `clean`: the next holder is told of an unclean stop."""
        with self._guard:
            handle, self._handle = self._handle, None
        if handle is not None:
            if clean:
                with contextlib.suppress(OSError):
                    os.ftruncate(handle, 0)
            os.close(handle)

    @property
    def unclean(self) -> bool:
        """Whether the last holder ended without letting go: killed, or the power went."""
        return self._unclean

    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _locked_handle(self) -> int | None:
        """The open lock file with the lock on it; None where another holds it."""
        for _ in range(_TRIES):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            try:
                taken = _try_lock(handle)
                if taken and self._is_the_file(handle):
                    return handle
            except OSError:
                os.close(handle)
                raise
            os.close(handle)
            if not taken:
                return None
        return None

    def _is_the_file(self, handle: int) -> bool:
        """Whether what was locked still has the name: somebody may have removed the file in between."""
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat())
        except FileNotFoundError:
            return False

    def _holder(self) -> str:
        """Who holds the lock, in words. The content is only believed as far as it makes sense."""
        free = "Close it there, then try again."
        try:
            with self._path.open("rb") as file:
                data = json.loads(file.read(_MOST_BYTES))
            pid, where = int(data["pid"]), _WHERE[data["face"]]
            since = datetime.fromisoformat(data["since"]).astimezone()
        except (OSError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
            return f"is open in another treatplan. {free}"
        now = self._now().astimezone()
        shown = since.strftime("%H:%M") if since.date() == now.date() else since.strftime("%Y-%m-%d %H:%M")
        whose = "this treatplan already" if pid == os.getpid() else "another treatplan"
        return f"is open {where} {whose} (process {pid}, since {shown}). {free}"


def _write(handle: int, holder: dict[str, object]) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(holder).encode())


if sys.platform == "win32":

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
