"""While a clinic is open its whole audit is looked at, also rows that are too old to be looked at when it is opened."""

import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import rooms
from treatplan.domain.audit import Break, BreakKind
from treatplan.domain.record import Deed
from treatplan.storage import anchor as anchors
from treatplan.storage import watch as watching
from treatplan.storage.opened import OpenedClinic
from treatplan.storage.watch import whole_look


@pytest.fixture
def long_kept(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic of which opening looks at the last three rows only, and whose third row somebody has changed."""
    monkeypatch.setattr(anchors, "_AT_OPENING", 3)
    monkeypatch.setattr(watching, "_PAUSE", 0.0)
    monkeypatch.setattr(watching, "_AT_ONCE", 2)
    with rooms.entered(clinic) as opened:
        for number in range(9):
            rooms.add(opened, f"Number{number}")
    rooms.rows(clinic, "DROP TRIGGER audit_no_update")
    rooms.rows(clinic, "UPDATE audit SET detail = 'other' WHERE number = 3")
    return clinic


def watched(opened: OpenedClinic) -> None:
    """Until the look is over."""
    opened.warm_up()
    opened._watch.wait(60)


def test_that_an_old_row_that_was_changed_is_said_at_the_next_opening_at_the_latest(long_kept: Path) -> None:
    with rooms.entered(long_kept) as opened:
        assert opened.alarms == ()
        watched(opened)
    for _ in range(2):
        with rooms.entered(long_kept) as opened:
            assert ["audit row 3: is not as written" in line for line in opened.alarms] == [True]


def test_that_it_leaves_rows_alone_that_are_written_meanwhile(clinic: Path) -> None:
    with rooms.entered(clinic) as opened, closing(rooms.database_of(clinic).connect()) as connection:
        rooms.add(opened, "Brown")
        added: list[str] = []

        def go_on() -> bool:
            if not added:
                added.append("Clark")
                rooms.add(opened, "Clark")
            return True

        assert whole_look(connection, opened._ledger.key, go_on) == ()
        assert whole_look(connection, opened._ledger.key[::-1], lambda: True)[0].kind is BreakKind.CHANGED
        assert whole_look(connection, opened._ledger.key[::-1], lambda: False) == ()


def test_that_locking_does_not_wait_for_it(long_kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PAUSE", 3600.0)
    before = threading.active_count()
    with rooms.entered(long_kept) as opened:
        opened.warm_up()
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with rooms.entered(long_kept) as opened:
        assert opened.alarms == ()  # it had no time to see anything


def test_that_a_file_that_was_moved_away_is_no_crash(clinic: Path) -> None:
    opened = rooms.enter(clinic)
    opened.records.engine()
    clinic.rename(clinic.with_name("moved"))
    opened._watch.start()
    opened._watch.wait(60)
    opened.close()
    clinic.with_name("moved").rename(clinic)
    with rooms.entered(clinic) as opened:
        assert opened.alarms == ()


def test_that_what_was_answered_for_is_not_found_again(long_kept: Path) -> None:
    with rooms.entered(long_kept) as opened:
        with opened.records.writing() as record:
            record.trail.settle()
            record.note(opened.session, Deed(action="answered", of="audit", detail="looked_into: changed 3..3"))
        watched(opened)
    with rooms.entered(long_kept) as opened:
        assert opened.alarms == ()
        with opened.records.reading() as record:
            assert record.trail.verify().breaks == (Break(kind=BreakKind.CHANGED, first=3, last=3, answered=True),)
