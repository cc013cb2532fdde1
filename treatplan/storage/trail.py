"""The audit, over the record's own connection: rows are added with their deeds, listed, and looked at as a whole.

How the rows hang together: `chain`. The head that lies outside the database: `anchor`. A seal that was ever found
broken is not made anew until the owner has answered for it, so that the break stays to be seen.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, insert, select, type_coerce, update
from sqlalchemy.orm import Session as Database
from sqlalchemy.types import NullType

from treatplan.domain.access import Session
from treatplan.domain.audit import TOLD_OUTSIDE, Break, Verdict, Wanted, covered, joined
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import AuditRow, Deed
from treatplan.storage import tables
from treatplan.storage.anchor import Anchor, against
from treatplan.storage.chain import COLUMNS, FIRST, Chain, Head, as_bytes, is_first, is_whole, lenient, mark, raw, seal
from treatplan.storage.keys.names import folded

_AT_ONCE: Final = 1000  # rows read at a time while the chain is walked
_MOST_NAMED: Final = 1000  # numbers of one gap: somebody may have moved a row beyond counting
_TABLE = tables.Base.metadata.tables["audit"]
_UNREADABLE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that is none: somebody has changed the row."""
_NOT_RENEWED: Final = "{file}: could not be written. Your answer is written down; give it again when the disk is well."


class SqlTrail:
    """Fills `Trail` on one use of the database. `anchor` is None where no head is kept outside."""

    def __init__(self, database: Database, key: bytes, anchor: Anchor | None = None) -> None:
        self._database = database
        self._key = key
        self._anchor = anchor
        self._settling = False
        self._newest: tuple[int, bytes] | None = None

    def add(self, session: Session, deed: Deed, at: datetime) -> None:
        """Write down a deed, and move the head."""
        head = self._head()
        if self._mac_at(head.count + 1) is not None:  # the clinic's row is older than the audit: somebody put it back
            head = self._behind_all(anchored=head.anchored)
        number = head.count + 1
        row = AuditRow(number=number, at=at, user=session.user, login=session.login, session=session.id, deed=deed)
        mac = mark(self._key, head.mac, raw(row))
        self._database.execute(insert(_TABLE), [dict(zip(COLUMNS, (*raw(row), mac), strict=True))])
        moved: dict[str, object] = {"audit_count": number, "audit_mac": mac}
        if head.whole or self._settling:
            anchored = head.anchored or self._anchor is not None
            moved["audit_anchored"] = anchored
            moved["audit_seal"] = seal(self._key, number, mac, anchored=anchored)
            self._newest = (number, mac)
        self._database.execute(update(tables.Clinic).values(moved).execution_options(synchronize_session=False))

    def settle(self) -> None:
        """The owner has answered: the rows that are added now are believed, and the head outside begins anew."""
        self._settling = True

    def committed(self) -> None:
        """What was added holds now: the head outside follows."""
        if self._anchor is None or self._newest is None:
            return
        if self._settling:
            try:
                self._anchor.renew(*self._newest)
            except OSError as error:
                raise Unavailable(_NOT_RENEWED.format(file=self._anchor.main.name)) from error
        else:
            self._anchor.moved(*self._newest)

    def rows(self, first: int, count: int) -> tuple[AuditRow, ...]:
        """Rows from this number on, in their order."""
        return self._read(_TABLE.c.number >= first, _TABLE.c.number < first + count)

    def find(self, wanted: Wanted) -> tuple[AuditRow, ...]:
        """The newest rows that fit, newest first."""
        return self._read(*_conditions(wanted), most=wanted.most)

    def verify(self) -> Verdict:
        """A look at the whole chain, and at the head outside. The first thing that is done in a use of the record."""
        kept = self._anchor.read() if self._anchor is not None else None  # before the database: others may be writing
        head = self._head()
        chain = Chain(self._key)
        with self._leniently():
            found = [one for row in self._walk() for one in chain.take(row)] + list(chain.end(head))
        answered = joined(_marked(one, chain.answers) for one in found)
        outside: tuple[Break, ...] = ()
        if self._anchor is not None:
            outside = tuple(kept.found if kept is not None and kept.found else ())
            outside = outside or tuple(
                against(kept, head, self._mac_at, broken=not all(one.answered for one in answered))
            )
        past = tuple(_marked(one, chain.answers) for one in chain.answers if one.kind in TOLD_OUTSIDE)
        told = {(one.kind, one.first, one.last): one for one in (*past, *answered, *outside)}  # what is held is open
        return Verdict(rows=chain.rows, breaks=tuple(told.values()), anchored=kept is not None)

    def broken(self) -> tuple[int, ...]:
        """Numbers that do not fit: of rows that are not as they were written, and of rows that are gone."""
        named = (range(one.first, min(one.last + 1, one.first + _MOST_NAMED)) for one in self.verify().breaks)
        return tuple(dict.fromkeys(number for numbers in named for number in numbers))

    def hold(self, breaks: Iterable[Break]) -> None:
        """What was found stays to be seen at every opening until it is answered for."""
        if self._anchor is not None:
            self._anchor.hold(breaks)

    def _read(self, *conditions: ColumnElement[bool], most: int | None = None) -> tuple[AuditRow, ...]:
        wanted = _ALL.where(*conditions)
        order = _TABLE.c.number if most is None else _TABLE.c.number.desc()
        with self._leniently():
            return tuple(_value(tuple(row)) for row in self._database.execute(wanted.order_by(order).limit(most)))

    def _walk(self) -> Iterator[Any]:
        yield from self._database.execute(_ALL.order_by(_TABLE.c.number), execution_options={"yield_per": _AT_ONCE})

    def _leniently(self) -> Any:
        return lenient(self._database.connection().connection.dbapi_connection)

    def _mac_at(self, number: int) -> bytes | None:
        found = self._database.scalar(select(_TABLE.c.mac).where(_TABLE.c.number == number))
        return None if found is None else as_bytes(found)

    def _head(self) -> Head:
        """The head. One that is not whole is not believed: what follows is put behind the rows that are there."""
        clinic = tables.Clinic
        kept = select(clinic.audit_count, clinic.audit_mac, clinic.audit_seal, clinic.audit_anchored)
        count, mac, sealed, anchored = self._database.execute(kept).one()
        if is_first(count, mac, sealed, anchored):
            # The audit begins before the first patient. Empty later, it was emptied.
            whole = not self._database.scalar(select(exists(tables.Patient.id)))
        else:
            whole = is_whole(self._key, count, mac, sealed, anchored)
        if not whole:
            return self._behind_all(anchored=bool(anchored))
        return Head(count=count, mac=as_bytes(FIRST if mac is None else mac), whole=True, anchored=bool(anchored))

    def _behind_all(self, *, anchored: bool) -> Head:
        """What stands in for a head that is not believed."""
        last = select(_TABLE.c.number, _TABLE.c.mac).order_by(_TABLE.c.number.desc()).limit(1)
        count, mac = self._database.execute(last).one_or_none() or (0, None)
        return Head(count=count, mac=as_bytes(FIRST if mac is None else mac), whole=False, anchored=anchored)


_ALL = select(*(type_coerce(_TABLE.c[name], NullType()).label(name) for name in COLUMNS))
"""Rows as the database holds them: nothing that somebody has put there makes the reading fail."""


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.patient is not None:
        yield _TABLE.c.patient_id == wanted.patient
    if wanted.user:
        yield _TABLE.c.user_id.in_(select(tables.User.id).where(tables.User.folded == folded(wanted.user)))
    if wanted.since is not None:
        yield _TABLE.c.at >= wanted.since
    if wanted.until is not None:
        yield _TABLE.c.at < wanted.until
    if wanted.action:
        yield _TABLE.c.action == wanted.action


def _marked(one: Break, answers: list[Break]) -> Break:
    answered = covered(one, answers)
    return Break(kind=one.kind, first=one.first, last=one.last, answered=answered)


def _value(found: tuple[Any, ...]) -> AuditRow:
    """A row as far as it can be read."""
    number, at, user, login, session, action, of, id_, patient, detail, _ = found
    deed = Deed(
        action=str(action),
        of=of,
        id=_number(id_),
        patient=None if _number(patient) is None else PatientId(patient),
        detail=str(detail),
    )
    return AuditRow(
        number=number,
        at=_moment(at),
        user=UserId(_number(user) or 0),
        login=str(login),
        session=str(session),
        deed=deed,
    )


def _number(found: object) -> int | None:
    return found if isinstance(found, int) else None


def _moment(found: object) -> datetime:
    if isinstance(found, datetime):
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    try:
        return datetime.fromisoformat(str(found)).replace(tzinfo=UTC)
    except ValueError:
        return _UNREADABLE
