"""The head of the audit, kept a second time: beside the key file, where putting back the database does not reach.

After each commit the number and the mark of the newest row go into a small file and its copy. The database may be ahead
of it (a stop between the two), never behind: then an older file was put back. What was found once stays in the file and
keeps it from moving, however much is written since, until the owner has answered for it.

The file is written whole or not at all. It waits for the disk at most every ten seconds, and when the clinic is locked:
a killed program loses nothing of it, a power cut what the system has not written by itself (about half a minute). Only
in that time an older file that is put back would not show.
"""

import contextlib
import glob
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from treatplan.domain.audit import Break, BreakKind
from treatplan.domain.value import value
from treatplan.storage import disk
from treatplan.storage.chain import COLUMNS, FIRST, Chain, Head, as_bytes, is_first, is_whole, lenient
from treatplan.storage.database import Connection
from treatplan.storage.keys.copies import ENDING

MAGIC: Final = "treatplan-anchor"
VERSION: Final = 1
_SETTLED_EVERY = 10.0  # seconds between two waits for the disk
_MOST_BYTES = 100_000
_AT_OPENING = 500  # rows before the newest that are looked at when a clinic is opened
_SHORT = 8  # bytes of a mark that a point keeps
_LOWEST = -(2**63)
_NO_LIMIT = -1

Point = tuple[int, bytes]


@value
class Kept:
    """What an anchor file says: the newest row, some earlier ones to tell from where a file differs, what was found.

    `generation` is that of the key file that was seen last.
    """

    db_id: str
    generation: int
    number: int
    mac: bytes
    points: tuple[Point, ...] = ()
    found: tuple[Break, ...] = ()


def anchors(clinic: Path) -> tuple[Path, Path]:
    """The anchor file of a clinic and its copy."""
    stem = clinic.name.removesuffix(ENDING)
    return clinic.with_name(f"{stem}.tpanchor"), clinic.with_name(f"{stem}.tpanchor.copy")


def copy_anchor(clinic: Path, to: Path) -> None:
    """Take the anchor along when a clinic is copied with its audit. Raises `OSError`."""
    for source, target in zip(anchors(clinic), anchors(to), strict=True):
        if source.is_file():
            disk.put(target, source.read_bytes())


def sweep(clinic: Path) -> None:
    """Remove what a killed program left half-written. Only for who holds the clinic's lock."""
    for path in anchors(clinic):
        disk.remove(*clinic.parent.glob(f".{glob.escape(path.name)}-*"))


class Anchor:
    """The anchor of one clinic. Usable from any thread; `key` is the audit's."""

    def __init__(
        self,
        clinic: Path,
        key: bytes,
        db_id: str,
        generation: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._both = anchors(clinic)
        self.main = self._both[0]
        self._key = hmac.digest(key, b"treatplan anchor", "sha256")
        self._db_id = db_id
        self._generation = generation
        self._clock = clock
        self._settled_at = clock()
        self._settled = True
        self._writing = threading.Lock()
        self.renewed = False
        """Whether it was begun anew since it was looked at: what was found then is answered for."""

    def read(self) -> Kept | None:
        """What is kept, of the copy that says most; None where neither can be believed."""
        whole = [kept for kept in map(self._read, self._both) if kept is not None]
        return max(whole, key=lambda kept: (bool(kept.found), kept.number), default=None)

    def moved(self, number: int, mac: bytes) -> None:
        """A row of this number and mark was committed. Never fails: an anchor that lags is no harm."""
        with self._writing:
            kept = self.read()
            if kept is not None and (kept.found or kept.number >= number):
                return
            points = () if kept is None else kept.points
            due = self._clock() - self._settled_at >= _SETTLED_EVERY
            with contextlib.suppress(OSError):
                self._write(self._made(number, mac, points, kept), settled=due)

    def renew(self, number: int, mac: bytes) -> None:
        """Begin anew from this row, whatever was kept and found: the owner has answered for it, or put a backup back.

        Raises `OSError`.
        """
        with self._writing:
            self._write(self._made(number, mac, (), None), settled=True)
            self.renewed = True

    def hold(self, found: Iterable[Break]) -> None:
        """Keep what was found, and move no more. Where nothing is kept, it begins with this."""
        breaks = tuple(found)
        with self._writing:
            kept = self.read()
            if kept is None:
                kept = self._made(0, FIRST, (), None)
            more = tuple(one for one in breaks if one not in kept.found)
            if more:
                with contextlib.suppress(OSError):
                    self._write(replace(kept, found=(*kept.found, *more)), settled=True)

    def settle(self) -> None:
        """Wait until what was written is on the disk."""
        with self._writing:
            kept = None if self._settled else self.read()
            if kept is not None:
                with contextlib.suppress(OSError):
                    self._write(kept, settled=True)

    def is_down(self, number: int) -> bool:
        """Whether a row of this number, or a later one, is kept and on the disk; or something was found and is held."""
        with self._writing:
            kept = self.read()
            return self._settled and kept is not None and (bool(kept.found) or kept.number >= number)

    def mend(self) -> None:
        """Write both copies anew where one is off: only two are proof against what may become of one."""
        with self._writing:
            kept = self.read()
            if kept is not None and any(self._read(path) != kept for path in self._both):
                with contextlib.suppress(OSError):
                    self._write(kept, settled=True)

    def seen_generation(self) -> int:
        """The newest key file that was ever seen, as far as it is known."""
        kept = self.read()
        return 0 if kept is None else kept.generation

    def _made(self, number: int, mac: bytes, points: Sequence[Point], before: Kept | None) -> Kept:
        generation = max(self._generation, before.generation if before is not None else 0)
        thinned = _thinned((*points, (number, mac[:_SHORT])), number)
        return Kept(db_id=self._db_id, generation=generation, number=number, mac=mac, points=thinned)

    def _write(self, kept: Kept, *, settled: bool) -> None:
        """Both copies where it waits for the disk, else the first one only: the second is whole at every moment."""
        content = _content(kept)
        raw = _line([content, hmac.digest(self._key, _line(content), "sha256").hex()])
        for path in self._both if settled else self._both[:1]:
            disk.put(path, raw, settled=settled)
        self._settled = settled
        if settled:
            self._settled_at = self._clock()

    def _read(self, path: Path) -> Kept | None:
        try:
            with path.open("rb") as file:
                content, seal_ = json.loads(file.read(_MOST_BYTES))
            whole = hmac.compare_digest(hmac.digest(self._key, _line(content), "sha256").hex(), seal_)
            return _kept(content) if whole and content["db_id"] == self._db_id else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None


def check(anchor: Anchor, connection: Connection, key: bytes) -> tuple[Break, ...]:
    """What does not fit, when a clinic is opened: the file against its anchor, and the newest rows of the chain.

    What is found is held by the anchor. A clinic that never had one gets one. Raises what the driver raises.
    """
    kept = anchor.read()  # before the database: another process may be writing
    with lenient(connection):
        head = head_of(connection, key)
        if kept is not None and kept.found:
            return kept.found
        broken = _newest(head, connection, key)
        found = (*broken, *against(kept, head, lambda number: _mac_at(connection, number), broken=bool(broken)))
    if found:
        anchor.hold(found)
    elif kept is not None:
        anchor.mend()
    elif head.count:
        with contextlib.suppress(OSError):  # it is made with the next row then
            anchor.renew(head.count, head.mac)
    return found


def head_of(connection: Connection, key: bytes) -> Head:
    """The head, by the plain driver. One that is not whole is not believed."""
    row = connection.execute("SELECT audit_count, audit_mac, audit_seal, audit_anchored FROM clinic").fetchone()
    count, mac, sealed, anchored = row
    if is_first(count, mac, sealed, anchored):
        whole = not connection.execute("SELECT EXISTS (SELECT id FROM patient)").fetchone()[0]
    else:
        whole = is_whole(key, count, mac, sealed, anchored)
    if not whole:
        last = "SELECT number, mac FROM audit ORDER BY number DESC LIMIT 1"
        count, mac = connection.execute(last).fetchone() or (0, None)
    return Head(count=count, mac=as_bytes(FIRST if mac is None else mac), whole=whole, anchored=bool(anchored))


def against(kept: Kept | None, head: Head, mac_at: Callable[[int], bytes | None], *, broken: bool) -> Iterator[Break]:
    """What an anchor says of a file. `mac_at` gives the mark of a row; `broken` says that the chain in it is not whole.

    A chain that is whole and does not fit is that of another copy of the file. Rows missing from one that is broken
    were taken out.
    """
    if kept is None:
        if head.anchored:
            yield Break(kind=BreakKind.NO_ANCHOR, first=head.count, last=head.count)
        return
    if kept.number == 0 or mac_at(kept.number) == kept.mac:
        return
    first = 1
    for number, mac in kept.points:
        there = mac_at(number)
        if there is None or there[:_SHORT] != mac:
            break
        first = number + 1
    if kept.number > head.count:
        kind = BreakKind.GONE if broken else BreakKind.OLDER
        yield Break(kind=kind, first=max(first, head.count + 1), last=kept.number)
    elif not broken:
        yield Break(kind=BreakKind.OTHER, first=first, last=kept.number)


def _newest(head: Head, connection: Connection, key: bytes) -> tuple[Break, ...]:
    """What the newest rows show that is not answered for. Where that is anything, all rows are asked which it is."""
    start = max(head.count - _AT_OPENING, 0)
    mac = _mac_at(connection, start) if start else FIRST
    if mac is not None:
        found = _shown(Chain(key, start, mac), head, connection, start or _LOWEST)
        if not found or not start:
            return found
    return _shown(Chain(key), head, connection, _LOWEST)


def _shown(chain: Chain, head: Head, connection: Connection, after: int) -> tuple[Break, ...]:
    found: list[Break] = []
    for row in connection.execute(ROWS_AFTER, (after, _NO_LIMIT)):
        found += chain.take(row)
    return chain.unanswered([*found, *chain.end(head)])


def _mac_at(connection: Connection, number: int) -> bytes | None:
    row = connection.execute("SELECT mac FROM audit WHERE number = ?", (number,)).fetchone()
    return None if row is None else as_bytes(row[0])


ROWS_AFTER: Final = f"SELECT {', '.join(COLUMNS)} FROM audit WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608  (names of our own)


def _thinned(points: Sequence[Point], newest: int) -> tuple[Point, ...]:
    """Every one of the newest, then every second, every fourth: the further back, the fewer."""
    return tuple((number, mac) for number, mac in points if newest - number <= 4 * (number & -number))


def _content(kept: Kept) -> dict[str, Any]:
    return {
        "magic": MAGIC,
        "v": VERSION,
        "db_id": kept.db_id,
        "generation": kept.generation,
        "number": kept.number,
        "mac": kept.mac.hex(),
        "points": [[number, mac.hex()] for number, mac in kept.points],
        "found": [[one.kind.value, one.first, one.last] for one in kept.found],
    }


def _kept(content: dict[str, Any]) -> Kept | None:
    """Its seal is whole, so this program wrote it, or a newer one."""
    if content["magic"] != MAGIC or content["v"] != VERSION:
        return None
    return Kept(
        db_id=content["db_id"],
        generation=content["generation"],
        number=content["number"],
        mac=bytes.fromhex(content["mac"]),
        points=tuple((number, bytes.fromhex(mac)) for number, mac in content["points"]),
        found=tuple(Break(kind=BreakKind(kind), first=first, last=last) for kind, first, last in content["found"]),
    )


def _line(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
