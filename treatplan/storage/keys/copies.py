"""The key file lies on the disk twice. The second copy is written only when the first is safely down.

Whatever moment the program is killed at, one whole copy is there; the one of the highest generation is believed.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from treatplan.domain.errors import TreatplanError, Unavailable
from treatplan.domain.value import value
from treatplan.storage.keys import refusals
from treatplan.storage.keys.body import Body
from treatplan.storage.keys.cost import Limits
from treatplan.storage.keys.format import MOST_BYTES, Damaged, Tagged, read

if sys.platform == "darwin":
    import fcntl

ENDING = ".treatplan"


@value
class Seen:
    """One copy as it was found. `tagged` is None where it can't be used; `fault` then says why."""

    path: Path
    raw: bytes = b""
    tagged: Tagged | None = None
    fault: str = ""
    machine: bool = False  # it is the disk that failed, not the file


@value
class Found:
    """The copy that is believed, and those that are to be written anew, each with the reason."""

    raw: bytes
    tagged: Tagged
    off: tuple[tuple[Path, str], ...]

    @property
    def body(self) -> Body:
        return self.tagged.body


class Copies:
    """The two copies beside one clinic file."""

    def __init__(self, clinic: Path, limits: Limits) -> None:
        self._clinic = clinic
        self._limits = limits
        stem = clinic.name.removesuffix(ENDING)
        self.main = clinic.with_name(f"{stem}.tpkeys")
        self.both = (self.main, clinic.with_name(f"{stem}.tpkeys.copy"))

    def is_there(self) -> bool:
        """Whether anything lies where a copy should."""
        return any(os.path.lexists(path) for path in self.both)

    def read(self) -> Found:
        """The copy that is believed. Raises `Refused`, `TooNew`, or `Unavailable` where neither can be used."""
        seen = [self._look(path) for path in self.both]
        whole = [(one, one.tagged) for one in seen if one.tagged is not None]
        if not whole:
            raise self._nothing_usable(seen)
        if len({tagged.body.db_id for _, tagged in whole}) > 1:
            raise refusals.of_two_clinics(self.main.name)
        best, tagged = max(whole, key=lambda pair: pair[1].body.generation)  # the first, where they are equal
        off = tuple((one.path, _reason(one, tagged)) for one in seen if one.raw != best.raw)
        return Found(raw=best.raw, tagged=tagged, off=off)

    def write(self, raw: bytes) -> tuple[str, ...]:
        """Put `raw` into both copies. Once the first is down, it holds, and nothing is raised any more.

        Returns a warning where the second could not be written: it is mended at the next unlock. Raises `Unavailable`
        where nothing was changed.
        """
        first, second = self.both
        try:
            for path in self.both:
                _sweep(path)
            put_whole(first, raw)
        except OSError as error:
            raise Unavailable(f"{first.name}: could not be written ({_why(error)}). Nothing was changed.") from error
        try:
            put_whole(second, raw)
        except OSError as error:
            return (f"{second.name}: could not be written ({_why(error)})",)
        return ()

    def mend(self, found: Found) -> tuple[str, ...]:
        """Write anew what is off. The good copy is not touched: it may be the only one. Returns what was done."""
        told = []
        for path, reason in found.off:
            try:
                put_whole(path, found.raw)
                told.append(f"{path.name}: {reason}. It was written anew from the other copy")
            except OSError as error:
                told.append(f"{path.name}: {reason}. It could not be written anew ({_why(error)})")
        return tuple(told)

    def _look(self, path: Path) -> Seen:
        try:
            if path.exists() and not path.is_file():  # reading a pipe could wait for ever
                return Seen(path=path, fault="is no file")
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
            return Seen(path=path, raw=raw, tagged=read(raw, path.name, self._limits))
        except Damaged as damage:
            return Seen(path=path, fault=str(damage))
        except FileNotFoundError:
            return Seen(path=path, fault="is missing")
        except OSError as error:
            return Seen(path=path, fault=f"could not be read ({_why(error)})", machine=True)

    def _nothing_usable(self, seen: list[Seen]) -> TreatplanError:
        if not self.is_there():
            there = os.path.lexists(self._clinic)
            return refusals.keys_missing(self.main.name) if there else refusals.no_clinic(self._clinic.name)
        faults = "; ".join(f"{one.path.name} {one.fault}" for one in seen)
        if any(one.machine for one in seen):
            return Unavailable(f"{faults}. Without a readable copy the clinic can't be opened.")
        return refusals.both_damaged(self.main.name, faults)


def _reason(one: Seen, best: Tagged) -> str:
    if one.tagged is None:
        return one.fault
    older = one.tagged.body.generation < best.body.generation
    return "was left over from before the last change" if older else "says something else than the other copy"


def put_whole(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only. Raises `OSError` only where nothing was changed."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_half_written(path))
    try:
        try:
            left = raw
            while left:
                left = left[os.write(handle, left) :]
            _to_the_disk(handle)
        finally:
            os.close(handle)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    # The new file is in its place. A disk that will not promise more is no reason to say that nothing was changed.
    with contextlib.suppress(OSError):
        _names_to_the_disk(path.parent)


def _half_written(path: Path) -> str:
    return f".{path.name}-"


def _sweep(path: Path) -> None:
    """Remove what a killed program left half-written. Only the holder of the clinic's lock writes: none is in use."""
    for left in path.parent.iterdir():
        if left.name.startswith(_half_written(path)):
            with contextlib.suppress(OSError):
                left.unlink()


def _to_the_disk(handle: int) -> None:
    os.fsync(handle)
    if sys.platform == "darwin":  # there fsync stops at the disk's own memory; not every file system goes further
        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)


def _names_to_the_disk(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder can't be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
