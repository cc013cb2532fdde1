"""Mistakes that no other test noticed when they were made on purpose (`sabotage`)."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.backup_fakes import FakeVault
from tests.clinic_fakes import FixedClock, a_session
from tests.record_fakes import FakeRecords
from tests.storage import rooms
from treatplan.domain.audit import Break, BreakKind
from treatplan.services.clinic.backups import Backups
from treatplan.storage.anchor import Anchor


def test_that_a_backup_that_was_lost_takes_nobodys_place() -> None:
    """The second one of its half hour has replaced the first, and is deleted by hand: now the first must stay."""
    clock = FixedClock()
    vault = FakeVault(clock)
    backups = Backups(FakeRecords(), vault, clock)
    first, second = (backups.make(a_session()) for _ in range(2))
    vault.files.remove(second.file)
    newer = []
    for _ in range(3):
        clock.moment += timedelta(days=1)
        newer.append(backups.make(a_session()))
    assert [vault.there(row.file) for row in (first, *newer)] == [True] * 4


def test_that_the_head_outside_never_leads_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ahead of it, a commit that fails or a stop between the two would be told as an older file put back."""
    clinic = rooms.a_clinic_file(tmp_path)
    seen: list[tuple[int, int]] = []
    move = Anchor.moved

    def looked_at(anchor: Anchor, number: int, mac: bytes) -> None:
        [(count,)] = rooms.rows(clinic, "SELECT audit_count FROM clinic")
        seen.append((number, count))
        move(anchor, number, mac)

    monkeypatch.setattr(Anchor, "moved", looked_at)
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
    assert seen
    assert [(number, count) for number, count in seen if number > count] == []


def test_that_what_was_found_outlives_the_wait_for_the_disk(tmp_path: Path) -> None:
    """A move that waits for the disk writes both copies: the second does not keep the find by itself then."""
    moments = iter(range(100, 1000, 60))
    anchor = Anchor(tmp_path / "x.treatplan", bytes(32), "d" * 32, clock=lambda: float(next(moments)))
    found = Break(kind=BreakKind.OLDER, first=3, last=9)
    anchor.renew(9, bytes(32))
    anchor.hold((found,))
    for number in range(10, 13):
        anchor.moved(number, bytes(32))
    kept = anchor.read()
    assert kept is not None
    assert (kept.number, kept.found) == (9, (found,))
