"""The audit: each row bears a mark over itself and the mark before it, made with a key of its own.

So a row that was changed, taken out, put in or moved shows. Rows cut off at the end show by the head in the clinic's
row: how many there are, the last mark, and a seal on both, made with the same key. A seal that was ever found broken
is not made anew, so that the break stays to be seen.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session as Database

from treatplan.domain.access import Session
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import AuditRow, Deed
from treatplan.domain.value import value
from treatplan.storage import tables

_FIRST = bytes(32)  # stands before row 1 in place of a mark
_AT_ONCE = 1000  # rows read at a time while the chain is walked
_MOST_NAMED = 1000  # numbers of one gap: somebody may have moved a row beyond counting


@value
class _Head:
    """What the clinic's row says of the audit, and whether its seal is whole."""

    count: int
    mac: bytes
    whole: bool


class SqlTrail:
    """Fills `Trail` on one use of the database."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def add(self, session: Session, deed: Deed, at: datetime) -> None:
        """Write down a deed, and move the head."""
        head = self._head()
        number = head.count + 1
        row = AuditRow(number=number, at=at, user=session.user, login=session.login, session=session.id, deed=deed)
        mac = self._mark(row, head.mac)
        stored = {
            "number": number,
            "at": at,
            "user_id": session.user,
            "login": session.login,
            "session": session.id,
            "action": deed.action,
            "of": deed.of,
            "object_id": deed.id,
            "patient_id": deed.patient,
            "detail": deed.detail,
            "mac": mac,
        }
        self._database.execute(insert(tables.Audit), [stored])
        moved: dict[str, object] = {"audit_count": number, "audit_mac": mac}
        if head.whole:
            moved["audit_seal"] = self._seal(number, mac)
        self._database.execute(update(tables.Clinic).values(moved).execution_options(synchronize_session=False))

    def rows(self, first: int, count: int) -> tuple[AuditRow, ...]:
        """Rows from this number on, in their order."""
        wanted = _ALL.where(tables.Audit.number >= first, tables.Audit.number < first + count)
        return tuple(_value(row) for row in self._database.execute(wanted))

    def broken(self) -> tuple[int, ...]:
        """Numbers that do not fit the chain: of rows that are not as they were written, and of rows that are gone."""
        wrong: dict[int, None] = {}
        before: tuple[bytes, ...] = (_FIRST,)  # marks that the next row may rest on
        last = 0
        for row in self._walk():
            found = _value(row)
            if found.number <= last:  # number 0 or less: no row of ours
                wrong[found.number] = None
                continue
            gone = _named(last + 1, found.number)
            wrong |= dict.fromkeys(gone)
            marks = [self._mark(found, one) for one in before]
            if row.mac in marks or gone:  # what follows a gap rests on a mark that is gone
                before = (row.mac,)
            else:
                wrong[found.number] = None
                before = (row.mac, marks[-1])  # a mark that was changed breaks its own row only
            last = found.number
        return (*wrong, *self._broken_end(last, before))

    def _broken_end(self, last: int, before: tuple[bytes, ...]) -> Iterator[int]:
        head = self._head()
        if not head.whole:
            yield last + 1
        elif head.count > last:
            yield from _named(last + 1, head.count + 1)
        elif head.count < last:
            yield from _named(head.count + 1, last + 1)
        elif head.mac not in before:
            yield last

    def _walk(self) -> Iterator[Any]:
        yield from self._database.execute(_ALL, execution_options={"yield_per": _AT_ONCE})

    def _head(self) -> _Head:
        kept = select(tables.Clinic.audit_count, tables.Clinic.audit_mac, tables.Clinic.audit_seal)
        count, mac, seal = self._database.execute(kept).one()
        if (count, mac, seal) == (0, None, None):
            # The audit begins before the first patient. Empty later, it was emptied.
            whole = not self._database.scalar(select(exists(tables.Patient.id)))
        else:
            whole = hmac.compare_digest(self._seal(count, mac or b""), seal or b"")
        if not whole:  # not believed: what follows is put behind the rows that are there
            last = select(tables.Audit.number, tables.Audit.mac).order_by(tables.Audit.number.desc()).limit(1)
            count, mac = self._database.execute(last).one_or_none() or (0, None)
        return _Head(count=count, mac=mac or _FIRST, whole=whole)

    def _mark(self, row: AuditRow, before: bytes) -> bytes:
        return hmac.digest(self._key, before + _bytes(row), hashlib.sha256)

    def _seal(self, count: int, mac: bytes) -> bytes:
        return hmac.digest(self._key, json.dumps(["head", count, mac.hex()]).encode(), hashlib.sha256)


_ALL = select(tables.Audit.__table__).order_by(tables.Audit.number)


def _named(first: int, beyond: int) -> range:
    return range(first, min(beyond, first + _MOST_NAMED))


def _bytes(row: AuditRow) -> bytes:
    """The one text of a row, its number in it."""
    deed = row.deed
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = (row.number, at, row.user, row.login, row.session)
    what = (deed.action, deed.of, deed.id, deed.patient, deed.detail)
    return json.dumps([*who, *what], separators=(",", ":")).encode()


def _value(row: Any) -> AuditRow:
    deed = Deed(
        action=row.action,
        of=row.of,
        id=row.object_id,
        patient=None if row.patient_id is None else PatientId(row.patient_id),
        detail=row.detail,
    )
    return AuditRow(
        number=row.number, at=row.at, user=UserId(row.user_id), login=row.login, session=row.session, deed=deed
    )
