"""Remembers what each version of a pack held, so that a later one can say what it changed. No patient is in it.

One small text file for each version, beside the clinic. Where they can't be kept, nothing else is the worse for it.
"""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from treatplan.domain.library import Stamp
from treatplan.domain.packs import Entry, Key, Listing

_HEAD = "treatplan.listing/1"
_ENDING = ".listing"
_MOST_BYTES = 4_000_000
_TAB = "\t"


class History:
    """The listings in a folder, which is made with the first one unless the folder around it is missing.

    `shipped` is a folder of listings that come with the program: those of its released versions.
    """

    def __init__(self, folder: Path, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped

    def knows(self, stamp: Stamp) -> bool:
        """Whether this version is kept, or can't be kept because there is no place for it yet."""
        return not self._folder.parent.is_dir() or self._file(stamp).is_file()

    def keep(self, stamp: Stamp, listing: Listing) -> None:
        """Keep a version that is not kept yet."""
        if self.knows(stamp):
            return
        lines = [_HEAD, stamp.name, stamp.version, *(_line(key, entry) for key, entry in listing.items())]
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.write("\n".join(lines) + "\n")
                Path(name).replace(self._file(stamp))
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def listing(self, stamp: Stamp) -> Listing | None:
        """What a version held; None if it is not known here."""
        for file in (self._file(stamp), self._shipped / self._file(stamp).name):
            read = _read(file)
            if read is not None and read[0] == stamp:
                return read[1]
        return None

    def before(self, stamp: Stamp) -> Stamp | None:
        """The version of the same pack that was last used before this one, if any."""
        found = [(when, other) for when, other in self._versions(stamp.name) if other != stamp]
        own = self._file(stamp)
        with contextlib.suppress(OSError):
            limit = own.stat().st_mtime_ns
            found = [(when, other) for when, other in found if when <= limit]
        return max(found, key=lambda one: one[0])[1] if found else None

    def _versions(self, name: str) -> Iterator[tuple[int, Stamp]]:
        try:
            files = [file for file in self._folder.iterdir() if file.suffix == _ENDING]
        except OSError:
            return
        for file in sorted(files):
            read = _read(file)
            if read is not None and read[0].name == name:
                yield file.stat().st_mtime_ns, read[0]

    def _file(self, stamp: Stamp) -> Path:
        """A name that every disk takes: the letters that are plain, and a digest that tells the others apart."""
        bare = re.sub(r"[^a-z0-9.]+", "-", str(stamp).lower()).strip("-.")
        mark = hashlib.sha256(f"{stamp.name}\n{stamp.version}".encode(errors="surrogatepass")).hexdigest()[:8]
        return self._folder / f"{bare[:60]}-{mark}{_ENDING}"


def _line(key: Key, entry: Entry) -> str:
    return _TAB.join((*key, str(entry.version or ""), entry.facts, entry.words))


def _read(file: Path) -> tuple[Stamp, Listing] | None:
    """The version and the listing of a file; None if it is not there or is no listing."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MOST_BYTES).decode("utf-8").splitlines()
        head, name, version, *rest = lines
        if head != _HEAD:
            return None
        listing = {}
        for line in rest:
            shelf, id_, number, facts, words = line.split(_TAB)
            listing[shelf, id_] = Entry(version=int(number) if number else None, facts=facts, words=words)
    except (OSError, ValueError):
        return None
    return Stamp(name=name, version=version), listing
