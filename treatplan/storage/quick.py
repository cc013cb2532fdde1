"""The list of patients over a connection of its own, by the plain driver: it is on the screen before SQLAlchemy loads.

A search makes three passes: every word starts a word, every word is a part of one, and where nothing was found at all,
what is spelt alike. What was typed may be read in several ways (a date, a number, words); the first that finds, counts.

For a locum every query itself leaves out whom they do not see: no count, no order and no end of a list tells of others.
"""

import json
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from sqlcipher3 import dbapi2

from treatplan.domain.access import Role, Standing
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import PatientId, UserId
from treatplan.domain.record import PatientRow
from treatplan.storage import errors, folding

Connection: TypeAlias = Any  # the driver ships no types

_COLUMNS = "id, given_name, family_name, other_names, birth_date, phone"
_RECENT = f"SELECT {_COLUMNS} FROM patient{{where}} ORDER BY changed_at DESC, id DESC LIMIT ?"  # noqa: S608  (names of our own)
_BY_ID = f"SELECT {_COLUMNS} FROM patient WHERE id IN (SELECT value FROM json_each(?)){{and_}}"  # noqa: S608  (the same)
_MATCH = "SELECT rowid FROM patient_fts WHERE patient_fts MATCH ?{and_} ORDER BY rowid DESC LIMIT ?"
_ONE_TRIGRAM = "SELECT rowid FROM patient_fts WHERE patient_fts MATCH ?{and_}"
_TEXTS = "SELECT id, search_text FROM patient WHERE id IN (SELECT value FROM json_each(?))"
_PART = 3  # letters that a part of a word has at least
_SPELT = 4  # letters that a word has whose spelling may be off
_SHARE = 0.4  # of its trigrams that a stored word must have to be looked at
_ALIKE = 0.45
_CANDIDATES = 4000  # by shared trigrams
_SCORED = 1500  # of them, the best
_HIGHEST = 2**63 - 1
_STANDING = "SELECT active, roles, valid_from, valid_to FROM user WHERE id = ?"
_ASSIGNED = "SELECT patient_id FROM assignment WHERE user_id = ?1 AND first <= ?2 AND last >= ?2"
_BOOKED = (
    "SELECT plan.patient_id FROM user"
    ' JOIN planned_visit ON planned_visit."on" BETWEEN user.valid_from AND user.valid_to'
    " JOIN plan_version ON plan_version.id = planned_visit.version_id AND plan_version.status = 'released'"
    " JOIN plan ON plan.id = plan_version.plan_id WHERE user.id = ?1 AND user.roles LIKE '%locum%'"
)
_SEEN = f"{_ASSIGNED} UNION {_BOOKED}"


class _Stopped(Exception):
    """Another search was asked for."""


class QuickDirectory:
    """Fills `Directory`. `connect` makes a keyed connection, at the first use."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connect = connect
        self._today = today
        self._now = now
        self._connection: Connection | None = None
        self._using = threading.Lock()
        self._stops = 0
        self._closed = False
        self._only: str | None = None  # ids as SQL lists them, for the one query or search that holds `_using`

    def recent(self, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        """Last added or changed first; `only` those whom this user sees. Raises `Unavailable`."""
        with self._using:
            self._only = self._seen(only)
            return tuple(_row(found) for found in self._rows(_RECENT, (limit,)))

    def standing(self, id_: UserId) -> Standing:
        """How a user stands now. Raises `Unavailable`."""
        with self._using:
            found = self._rows(_STANDING, (id_,))
        at, today = self._now(), self._today()
        if not found:
            return Standing(at=at, today=today, active=False)
        active, roles, first, last = found[0]
        return Standing(
            at=at,
            today=today,
            active=bool(active),
            roles=frozenset(Role(word) for word in roles.split()),
            first=date.fromisoformat(first) if first else None,
            last=date.fromisoformat(last) if last else None,
        )

    def find(self, text: str, limit: int, only: UserId | None = None) -> tuple[PatientRow, ...]:
        """Who fits what was typed: the file of that number first, then the newest. Nothing where it was interrupted."""
        begun = self._stops  # before the wait: what is asked for meanwhile stops this search too
        wanted = folding.query(text, self._today())
        try:
            with self._using:
                self._only = self._seen(only)
                return self._found(wanted, limit, begun)
        except _Stopped:
            return ()

    def interrupt(self) -> None:
        """Stop every search that has begun. May be called from any thread, and never waits."""
        self._stops += 1
        connection = self._connection
        if connection is not None:
            try:
                connection.interrupt()
            except dbapi2.ProgrammingError:  # closed meanwhile: then nothing runs on it
                return

    def close(self) -> None:
        """Let go of the connection, after the search that is running; `recent` and `find` raise from now on."""
        self._closed = True
        self.interrupt()
        with self._using:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.execute("SELECT 1").fetchone()  # forgets the interruption, which would leave the log behind
                connection.close()

    def _found(self, wanted: folding.Query, limit: int, begun: int) -> tuple[PatientRow, ...]:
        ids: dict[int, None] = {}
        if wanted.number is not None and wanted.number <= _HIGHEST:
            ids |= {found[0]: None for found in self._rows(_BY_ID, (f"[{wanted.number}]",), begun)}
        for words in wanted.readings:
            matched = self._matched(words, limit, begun)
            ids |= dict.fromkeys(matched)
            if matched:
                break
        if not ids:
            ids |= dict.fromkeys(self._alike(wanted, limit, begun))
        chosen = list(ids)[:limit]
        rows = {found[0]: _row(found) for found in self._rows(_BY_ID, (json.dumps(chosen),), begun)}
        return tuple(rows[id_] for id_ in chosen if id_ in rows)

    def _matched(self, words: Sequence[str], limit: int, begun: int) -> list[int]:
        """Whole words before starts of words before parts of them, each newest first."""
        found: dict[int, None] = {}
        for patterns in _patterns(words):
            if len(found) >= limit:
                break
            match = " AND ".join(f'"{pattern}"' for pattern in patterns)
            found |= dict.fromkeys(row[0] for row in self._rows(_MATCH, (match, limit), begun))
        return list(found)

    def _alike(self, wanted: folding.Query, limit: int, begun: int) -> list[int]:
        """Who has every word nearly, the nearest first. Numbers and short words are never nearly right."""
        words = wanted.readings[-1] if wanted.readings else ()
        if not any(_may_be_off(word) for word in words):
            return []
        ids = self._candidates(words, begun)
        texts = self._rows(_TEXTS, (json.dumps(ids),), begun)
        scored = []
        for id_, text in texts:
            score = folding.alike(words, text.split())
            if score >= _ALIKE:
                scored.append((-score, -id_))
            self._go_on(begun)
        return [-id_ for _, id_ in sorted(scored)[:limit]]

    def _candidates(self, words: Sequence[str], begun: int) -> list[int]:
        """Who shares enough trigrams with the longest words that may be spelt otherwise; the most shared first."""
        found: list[int] | None = None
        for word in sorted(filter(_may_be_off, words), key=len, reverse=True)[:3]:
            shared = sorted(folding.trigrams(word, ended=False))
            least = max(2, math.ceil(len(shared) * _SHARE))
            each = " UNION ALL ".join([_ONE_TRIGRAM] * len(shared))
            sql = (
                f"SELECT rowid FROM ({each}) GROUP BY rowid HAVING count(*) >= ?"  # noqa: S608  (no text of a user's)
                " ORDER BY count(*) DESC, rowid DESC LIMIT ?"
            )
            rows = self._rows(sql, (*(f'"{three}"' for three in shared), least, _CANDIDATES), begun)
            ids = [row[0] for row in rows]
            also = set(ids)
            found = ids if found is None else [id_ for id_ in found if id_ in also]
        return (found or [])[:_SCORED]

    def _seen(self, only: UserId | None) -> str | None:
        """The ids that a user sees; None for everybody's."""
        if only is None:
            return None
        return ",".join(str(int(row[0])) for row in self._rows(_SEEN, (only, self._today().isoformat())))

    def _limited(self, sql: str) -> str:
        """The query for who is asking. Only one of `patient` and its index names its row `id`: both know `rowid`."""
        among = "" if self._only is None else f"rowid IN ({self._only})"
        return sql.replace("{where}", f" WHERE {among}" if among else "").replace(
            "{and_}", f" AND {among}" if among else ""
        )

    def _rows(self, sql: str, values: tuple[object, ...], begun: int | None = None) -> list[Any]:
        """All rows of a query. `begun` is given by what may be stopped; what may not and is interrupted runs again."""
        sql = self._limited(sql)
        while True:
            if begun is not None:
                self._go_on(begun)
            try:
                return list(self._open().execute(sql, values))
            except dbapi2.Error as error:
                if errors.name_of(error) != "SQLITE_INTERRUPT":
                    raise errors.unavailable(error) or error from error

    def _go_on(self, begun: int) -> None:
        if self._stops != begun:
            raise _Stopped

    def _open(self) -> Connection:
        if self._closed:
            raise Unavailable("The clinic is locked. Unlock it to go on.")
        if self._connection is None:
            self._connection = self._connect()
        return self._connection


def _patterns(words: Sequence[str]) -> Iterator[list[str]]:
    starts = [f"  {word}" for word in words]
    yield [f"{start} " for start in starts]
    yield starts
    if any(len(word) >= _PART for word in words):
        yield [word if len(word) >= _PART else f"  {word}" for word in words]


def _may_be_off(word: str) -> bool:
    return len(word) >= _SPELT and not word.isdecimal()


def _row(found: Sequence[Any]) -> PatientRow:
    id_, given, family, other, birth, phone = found
    return PatientRow(
        id=PatientId(id_),
        given_name=given,
        family_name=family,
        other_names=other,
        birth_date=date.fromisoformat(birth),
        phone=phone,
    )
