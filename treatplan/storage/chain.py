"""The audit's chain: each row bears a mark over itself and the mark before it, made with a key of its own.

So a row that was changed, taken out, put in or moved shows. Rows cut off at the end show by the head in the clinic's
row: how many there are, the last mark, and a seal on both, made with the same key. Rows are read here as the database
holds them, whatever somebody has put into them: nothing that is read is believed, and nothing makes the reading fail.
"""

import contextlib
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from treatplan.domain.audit import Break, BreakKind, covered, from_detail, joined
from treatplan.domain.record import AuditRow
from treatplan.domain.value import value

FIRST: Final = bytes(32)
"""Stands before row 1 in place of a mark."""

COLUMNS: Final = (
    "number",
    "at",
    "user_id",
    "login",
    "session",
    "action",
    "of",
    "object_id",
    "patient_id",
    "detail",
    "mac",
)
"""The columns of a row, in the order in which its text has them; the mark is last."""

_AS_TEXT: Final = json.JSONEncoder(separators=(",", ":"), default=repr).encode  # made once: it is asked for every row
_ANSWERED: Final = ("answered", "audit")
_TEXT_OF_A_MOMENT = len("2026-11-24 12:00:00.000000")


@value
class Head:
    """What the clinic's row says of the audit. Not `whole`: its seal does not fit. `anchored`: kept outside as well."""

    count: int
    mac: bytes
    whole: bool
    anchored: bool = False


def mark(key: bytes, before: bytes, row: Sequence[Any]) -> bytes:
    """The mark of a row (without its own) after the mark of the one before."""
    return hmac.digest(key, before + text_of(row), hashlib.sha256)


def seal(key: bytes, count: int, mac: bytes, *, anchored: bool) -> bytes:
    """The seal on the head. Whether the head is also kept outside is part of it, so that nobody can deny that."""
    said: list[object] = ["head", count, mac.hex()]
    return hmac.digest(key, json.dumps([*said, "anchored"] if anchored else said).encode(), hashlib.sha256)


def is_first(count: object, mac: object, sealed: object, anchored: object) -> bool:
    """Whether a head is the one that a clinic begins with. Later, it was put in to hide that the audit was emptied."""
    return (count, mac, sealed) == (0, None, None) and not anchored


def is_whole(key: bytes, count: object, mac: object, sealed: object, anchored: object) -> bool:
    """Whether the seal of a head, as the database holds it, fits."""
    if not isinstance(count, int):
        return False
    return hmac.compare_digest(seal(key, count, as_bytes(mac or b""), anchored=bool(anchored)), as_bytes(sealed or b""))


def text_of(row: Sequence[Any]) -> bytes:
    """The one text of a row, its number in it."""
    number, at, *rest = row[: len(COLUMNS) - 1]
    return _AS_TEXT([number, moment(at), *rest]).encode()


def moment(found: object) -> str:
    """A time as the text of a row has it, from a value or from what SQLite keeps."""
    if isinstance(found, datetime):
        aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        return aware.isoformat(timespec="microseconds")
    text = str(found)
    if len(text) == _TEXT_OF_A_MOMENT and text[10] == " ":
        return f"{text[:10]}T{text[11:]}+00:00"
    return f"no moment: {found!r}"


def raw(row: AuditRow) -> tuple[Any, ...]:
    """A row as the chain reads it, but for the mark."""
    deed = row.deed
    who = (row.number, row.at, row.user, row.login, row.session)
    return (*who, deed.action, deed.of, deed.id, deed.patient, deed.detail)


class Chain:
    """Walks rows in their order, from the first one or from one whose mark is known."""

    def __init__(self, key: bytes, number: int = 0, mac: bytes = FIRST) -> None:
        self._key = key
        self._before: tuple[bytes, ...] = (mac,)  # marks that the next row may rest on
        self._last = number
        self.rows = 0
        self.answers: list[Break] = []
        """What the owner has answered for, as far as those rows are whole themselves."""

    def take(self, row: Sequence[Any]) -> Iterator[Break]:
        """What the next row shows."""
        self.rows += 1
        number = row[0] if isinstance(row[0], int) else 0
        if number <= self._last:  # number 0 or less: no row of ours
            yield Break(kind=BreakKind.ADDED, first=number, last=number)
            return
        gap = number > self._last + 1
        if gap:
            yield Break(kind=BreakKind.GONE, first=self._last + 1, last=number - 1)
        mac = as_bytes(row[-1])
        marks = [mark(self._key, one, row) for one in self._before]
        if mac in marks or gap:  # what follows a gap rests on a mark that is gone
            if mac in marks and tuple(row[5:7]) == _ANSWERED:
                self.answers += from_detail(str(row[9]))
            self._before = (mac,)
        else:
            yield Break(kind=BreakKind.CHANGED, first=number, last=number)
            self._before = (mac, marks[-1])  # a mark that was changed breaks its own row only
        self._last = number

    def end(self, head: Head) -> Iterator[Break]:
        """What the head shows, after the last row."""
        last = self._last
        if not head.whole:
            yield Break(kind=BreakKind.HEAD, first=last + 1, last=last + 1)
        elif head.count > last:
            yield Break(kind=BreakKind.GONE, first=last + 1, last=head.count)
        elif head.count < last:
            yield Break(kind=BreakKind.ADDED, first=head.count + 1, last=last)
        elif head.mac not in self._before:
            yield Break(kind=BreakKind.CHANGED, first=last, last=last)

    def unanswered(self, found: Iterable[Break]) -> tuple[Break, ...]:
        """What of this nobody has answered for, neighbours together. Asked after the last row."""
        return joined(one for one in found if not covered(one, self.answers))


def as_bytes(found: object) -> bytes:
    """A mark as bytes, whatever is kept in its place."""
    return bytes(found) if isinstance(found, bytes | memoryview) else repr(found).encode()


@contextlib.contextmanager
def lenient(connection: Any) -> Iterator[None]:
    """The driver's connection reads text that is no text, too, instead of failing on it."""
    before = getattr(connection, "text_factory", None)
    if before is None:
        yield
        return
    connection.text_factory = _decoded
    try:
        yield
    finally:
        connection.text_factory = before


def _decoded(found: bytes) -> str:
    return found.decode("utf-8", "surrogateescape")
