"""Guessing at the keyboard: after a few wrong passphrases every further try waits, longer each time, never for ever.

What was tried lies in a small file beside the key file, so that it outlives the program. It keeps no clock's time to
reckon with: a wait is measured by the machine's own running time, which no setting of the clock moves. After a restart
of the machine that time begins anew; what it shows then is less than what passed, never more.

Who can write beside the clinic can also remove this file. They could as well copy the key file and guess elsewhere;
against that stands the cost of each guess (`cost`).
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from treatplan.domain.errors import Problem, TooSoon
from treatplan.domain.value import value
from treatplan.storage.keys.copies import put_whole
from treatplan.storage.keys.names import folded

FREE: Final = 4  # wrong tries without a wait: slips of the finger
LONGEST: Final = 300  # seconds
_KEPT: Final = 100  # failures that are written down one by one until the owner is told
_MOST_BYTES: Final = 100_000
_NOBODY: Final = "nobody-"


@value
class Failure:
    """A wrong passphrase: for which slot (empty: there is no such user), and when, by the machine's clock."""

    slot: str
    at: datetime


@value
class Failures:
    """What was tried since the owner was told last: the last ones, and how many there were before them."""

    last: tuple[Failure, ...] = ()
    before: int = 0


class Guesses:
    """The wrong tries at one key file; without one nothing is counted. `running` is the machine's time, in seconds."""

    def __init__(
        self,
        keys: Path | None,
        running: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = None if keys is None else keys.with_name(f"{keys.name}.tries")
        self._file = "" if keys is None else keys.name
        self._running = running
        self._now = now

    def refuse_too_soon(self, who: str) -> None:
        """Raise `TooSoon` while the wait of the last wrong try lasts. A refused try is not counted."""
        tries = self._read()["tries"].get(who)
        if tries is None:
            return
        count, then = tries
        running = self._running()
        passed = running - then if running >= then else running  # less than `then`: the machine was started since
        left = wait_after(count) - passed
        if left > 0:
            self._refuse(max(1, round(left)))

    def failed(self, who: str) -> None:
        """Count a wrong try. Where it can't be written down the user is told what they would be told anyway."""
        kept = self._read()
        count = kept["tries"].get(who, (0, 0.0))[0]
        kept["tries"][who] = (count + 1, self._running())
        kept["failed"].append(("" if who.startswith(_NOBODY) else who, self._now().isoformat(timespec="seconds")))
        kept["before"] += len(kept["failed"][:-_KEPT])
        kept["failed"] = kept["failed"][-_KEPT:]
        self._write(kept)

    def passed(self, who: str) -> None:
        """The passphrase was right: the next slip waits for nothing."""
        kept = self._read()
        if kept["tries"].pop(who, None) is not None:
            self._write(kept)

    def failures(self) -> Failures:
        """What the owner has not been told."""
        kept = self._read()
        last = tuple(Failure(slot=slot, at=datetime.fromisoformat(at)) for slot, at in kept["failed"])
        return Failures(last=last, before=kept["before"])

    def told(self) -> None:
        """The owner was told. Waits go on."""
        kept = self._read()
        if kept["failed"]:
            self._write({**kept, "failed": [], "before": 0})

    def _refuse(self, seconds: int) -> NoReturn:
        message = f"too many wrong passphrases; the next try is possible in {seconds} s"
        raise TooSoon(Problem(file=self._file, field="", message=message))

    def _read(self) -> dict[str, Any]:
        """What is kept; nothing where the file is not there or makes no sense."""
        nothing: dict[str, Any] = {"tries": {}, "failed": [], "before": 0}
        if self._path is None:
            return nothing
        try:
            with self._path.open("rb") as file:
                return _kept(json.loads(file.read(_MOST_BYTES)))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return nothing

    def _write(self, kept: dict[str, Any]) -> None:
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            if kept["tries"] or kept["failed"]:
                put_whole(self._path, json.dumps({"v": 1, **kept}).encode())
            else:
                self._path.unlink(missing_ok=True)


def wait_after(count: int) -> int:
    """Seconds to wait after so many wrong tries in a row."""
    return 0 if count <= FREE else min(LONGEST, 2 ** min(count - FREE, 30))


def nobody(user: str) -> str:
    """Where tries are counted for a name that no user has: one of 16. A passphrase typed there leaves no trace."""
    digest = hashlib.sha256(folded(user).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_NOBODY}{digest[0]}"


def _kept(data: Any) -> dict[str, Any]:
    """What a file holds, in the types that are reckoned with. Raises `ValueError` and its kin."""
    tries = {str(who): (int(count), float(then)) for who, (count, then) in data["tries"].items()}
    failed = [(str(slot), datetime.fromisoformat(at).isoformat()) for slot, at in data["failed"]]
    if any(count < 0 or not then >= 0 for count, then in tries.values()):
        raise ValueError
    return {"tries": tries, "failed": failed[-_KEPT:], "before": max(0, int(data["before"]))}
