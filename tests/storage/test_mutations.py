"""Whatever somebody who has the key does to the audit with SQL, or with older files, is found and its place is named.

`TREATPLAN_EXAMPLES=10000` in the environment tries so many changes instead of a few.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session as SqlSession

from tests.clinic_fakes import a_person, a_session
from tests.storage.sql_clinic import AUDIT_KEY, SqlClinic
from treatplan.domain.audit import Break, BreakKind
from treatplan.domain.ids import PatientId
from treatplan.domain.record import Deed
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.storage import disk
from treatplan.storage.anchor import Anchor, check
from treatplan.storage.chain import COLUMNS
from treatplan.storage.database import Database
from treatplan.storage.fixed_sql import FIXED_TRIGGERS
from treatplan.storage.records import SqlRecords
from treatplan.storage.trail import SqlTrail
from treatplan.storage.watch import whole_look

FEW = int(os.environ.get("TREATPLAN_EXAMPLES", "300"))
ROWS = 40
NAMES = ", ".join(COLUMNS)
TEXTS = ("login", "session", "action", "of", "detail")


@dataclass
class Target:
    """A clinic of 40 rows as it lies on the disk, older states of it, and what a change needs to do its work."""

    database: Database
    anchor: Anchor
    newest: dict[Path, bytes]
    older: list[tuple[bytes, int]]

    def put_back(self) -> None:
        """Everything as it was."""
        for path, raw in self.newest.items():
            if not path.exists() or path.read_bytes() != raw:
                path.write_bytes(raw)

    def sql(self, *statements: str) -> None:
        """SQL past the program."""
        with closing(self.database.connect()) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            for statement in statements:
                connection.execute(statement)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def found(self) -> tuple[set[Break], set[Break]]:
        """What opening finds, and what a look at everything finds."""
        with closing(self.database.connect()) as connection:
            rest = set(whole_look(connection, AUDIT_KEY))
            opening = set(check(self.anchor, connection, AUDIT_KEY))
        engine = self.database.engine()
        with SqlSession(engine) as session:
            verdict = SqlTrail(session, AUDIT_KEY, self.anchor).verify()
        engine.dispose()
        whole = set(verdict.breaks)
        assert all(any(overlaps(one, range(other.first, other.last + 1)) for other in whole) for one in rest), (
            rest,
            whole,
        )
        assert not any(one.answered for one in whole)
        return opening, whole


@pytest.fixture
def target(sql: SqlClinic, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setattr(disk, "to_disk", lambda _handle: None)  # no power goes here, and waiting takes its time
    monkeypatch.setattr(disk, "names_to_disk", lambda _folder: None)
    path = sql.database.path
    anchor = Anchor(path, AUDIT_KEY, "d" * 32)
    records = SqlRecords(sql.engine, CanonicalBodies(), AUDIT_KEY, sql.clock, anchor)
    sql.add(a_person())
    older = []
    for number in range(3, ROWS + 1):
        with records.writing() as record:
            record.note(
                a_session(), Deed(action="opened", of="patient", id=1, patient=PatientId(1), detail=str(number))
            )
        if number % 3 == 0 and number < ROWS - 1:
            with closing(sql.database.connect()) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            older.append((path.read_bytes(), number))
    anchor.settle()
    sql.execute(*(f"DROP TRIGGER {name}" for name in FIXED_TRIGGERS if name.startswith("audit")))
    sql.close()
    with closing(sql.database.connect()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newest = {
        file: file.read_bytes() for file in path.parent.iterdir() if file.suffix in {".treatplan", ".tpanchor", ".copy"}
    }
    return Target(sql.database, anchor, newest, older)


Change = Callable[[Target, random.Random], range]


def edit(target: Target, chance: random.Random) -> range:
    row = chance.randint(1, ROWS)
    column = chance.choice([*TEXTS, "at", "user_id", "object_id", "patient_id", "mac"])
    other = {
        "at": "'2020-01-01 00:00:00.000000'",
        "user_id": "user_id + 1",
        "object_id": "ifnull(object_id, 0) + 1",
        "patient_id": "ifnull(patient_id, 0) + 1",
        "mac": f"x'{chance.randbytes(32).hex()}'",
    }.get(column, chance.choice([f"{column} || 'x'", f"{column} || ' '", "CAST(x'ff' AS TEXT)", "x'00ff'"]))
    target.sql("PRAGMA foreign_keys=OFF", f"UPDATE audit SET {column} = {other} WHERE number = {row}")
    return range(row, row + 1)


def delete(target: Target, chance: random.Random) -> range:
    first = chance.randint(1, ROWS)
    last = min(ROWS, first + chance.choice([0, 0, 1, 5, ROWS]))
    target.sql(f"DELETE FROM audit WHERE number BETWEEN {first} AND {last}")
    return range(first, last + 1)


def cut(target: Target, chance: random.Random) -> range:
    """The tail, with the head moved back as well as it can be without the key of the audit."""
    last = chance.randint(0, ROWS - 1)
    seal = chance.choice(["audit_seal", "NULL", "audit_mac"])
    target.sql(
        f"DELETE FROM audit WHERE number > {last}",
        f"UPDATE clinic SET audit_count = {last}, audit_seal = {seal},"
        f" audit_mac = (SELECT mac FROM audit WHERE number = {last})",
    )
    return range(last + 1, ROWS + 1)


def put_in(target: Target, chance: random.Random) -> range:
    """A row that is a copy of another, with those behind it moved on, or at the end, or before the first."""
    like, at = chance.randint(1, ROWS), chance.choice([chance.randint(1, ROWS), ROWS + 1, ROWS + 1, 0, -5])
    rest = NAMES.removeprefix("number, ")
    target.sql(
        f"CREATE TEMP TABLE kept AS SELECT {rest} FROM audit WHERE number = {like}",
        f"UPDATE audit SET number = -1000 - number WHERE number >= {max(at, 1)}",
        "UPDATE audit SET number = -999 - number WHERE number < -900",
        f"INSERT INTO audit ({NAMES}) SELECT {at}, {rest} FROM kept",
        *(["UPDATE clinic SET audit_count = audit_count + 1"] if chance.random() < 0.5 else []),
    )
    return range(at, max(ROWS, at) + 2) if at > 0 else range(at, ROWS + 2)


def swap(target: Target, chance: random.Random) -> range:
    one, other = sorted(chance.sample(range(1, ROWS + 1), 2))
    target.sql(
        f"UPDATE audit SET number = 9999 WHERE number = {one}",
        f"UPDATE audit SET number = {one} WHERE number = {other}",
        f"UPDATE audit SET number = {other} WHERE number = 9999",
    )
    return range(one, other + 1)


def close_up(target: Target, chance: random.Random) -> range:
    """A row taken out, and those behind it moved up, the count too."""
    row = chance.randint(1, ROWS - 1)
    target.sql(
        f"DELETE FROM audit WHERE number = {row}",
        f"UPDATE audit SET number = -number WHERE number > {row}",
        "UPDATE audit SET number = -number - 1 WHERE number < 0",
        "UPDATE clinic SET audit_count = audit_count - 1",
    )
    return range(row, ROWS + 1)


def head(target: Target, chance: random.Random) -> range:
    target.sql(
        chance.choice(
            [
                "UPDATE clinic SET audit_seal = NULL",
                "UPDATE clinic SET audit_mac = x'00'",
                "UPDATE clinic SET audit_count = 10, audit_mac = (SELECT mac FROM audit WHERE number = 10)",
                "UPDATE clinic SET audit_count = 1000000000000",
                "UPDATE clinic SET audit_count = 'many'",
                "UPDATE clinic SET audit_anchored = 0",
                "UPDATE clinic SET audit_count = 0, audit_mac = NULL, audit_seal = NULL, audit_anchored = 0",
            ]
        )
    )
    return range(1, ROWS + 2)


def replay(target: Target, chance: random.Random) -> range:
    """An older file, whole."""
    raw, count = chance.choice(target.older)
    target.database.path.write_bytes(raw)
    return range(count + 1, ROWS + 1)


def replay_and_go_on(target: Target, chance: random.Random) -> range:
    """An older file in which somebody worked on, somewhere else."""
    raw, count = chance.choice(target.older)
    target.database.path.write_bytes(raw)
    elsewhere = Anchor(target.database.path.with_name("elsewhere"), AUDIT_KEY, "d" * 32)
    engine = target.database.engine()
    records = SqlRecords(engine, CanonicalBodies(), AUDIT_KEY, _Now(), elsewhere)
    for _ in range(chance.randint(1, 2 * ROWS)):
        with records.writing() as record:
            record.note(a_session(), Deed(action="opened", of="patient", id=1, patient=PatientId(1), detail="other"))
    engine.dispose()
    for path in target.database.path.parent.glob("elsewhere*"):
        path.unlink()
    return range(count - 8, ROWS + 1)


def no_anchor(target: Target, chance: random.Random) -> range:
    """The anchor taken away, or one put in its place, with an older file or the newest."""
    if chance.random() < 0.5:
        replay(target, chance)
    for path in target.newest:
        if path != target.database.path:
            path.write_bytes(
                chance.choice([b"", b"{}", b"[1, 2]", target.newest[path].replace(b'"number":40', b'"number":9')])
            )
    return range(1, ROWS + 2)


class _Now:
    def now(self) -> Any:
        return a_session().since

    def today(self) -> Any:
        return a_session().since.date()


CHANGES: tuple[Change, ...] = (
    edit,
    delete,
    cut,
    put_in,
    swap,
    close_up,
    head,
    replay,
    replay_and_go_on,
    no_anchor,
)


def overlaps(one: Break, rows: range) -> bool:
    return one.first < rows.stop and rows.start <= one.last


def test_that_what_nobody_touched_is_whole(target: Target) -> None:
    assert target.found() == (set(), set())


def test_that_every_change_is_found_at_opening_and_its_place_is_named(target: Target) -> None:
    chance = random.Random(11)
    tried: Counter[str] = Counter()
    for number in range(FEW):
        change = CHANGES[number % len(CHANGES)]
        rows = change(target, chance)
        opening, whole = target.found()
        about = f"{change.__name__} of {rows}, number {number}: {opening} {whole}"
        assert opening, about
        assert any(overlaps(one, rows) for one in opening), about
        assert any(overlaps(one, rows) for one in whole), about
        tried[change.__name__] += 1
        target.put_back()
    assert sum(tried.values()) == FEW
    assert target.found() == (set(), set())


def test_that_a_small_change_is_named_by_its_very_row(target: Target) -> None:
    for row in (1, 2, 17, ROWS - 1, ROWS):
        target.sql(f"UPDATE audit SET detail = 'x' WHERE number = {row}")
        one = {Break(kind=BreakKind.CHANGED, first=row, last=row)}
        assert target.found() == (one, one)
        target.put_back()
        target.sql(f"DELETE FROM audit WHERE number = {row}")
        one = {Break(kind=BreakKind.GONE, first=row, last=row)}
        assert target.found() == (one, one)
        target.put_back()
