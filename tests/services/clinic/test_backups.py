"""Backups of an open clinic: what is written down, what is thinned, how the last one stands."""

from datetime import timedelta
from typing import cast

import pytest

from tests.backup_fakes import FULL, FakeVault
from tests.services.clinic.conftest import World
from treatplan.domain.access import Role
from treatplan.domain.backups import FEWEST, BackupRow, Freshness, Restored
from treatplan.domain.errors import Unavailable

DAY = timedelta(days=1)


@pytest.fixture
def vault(world: World) -> FakeVault:
    made = cast("FakeVault", world.opened.vault)
    made.clock = world.clock
    return made


def make(world: World, folder: str = "") -> BackupRow:
    return world.clinic.backups.make(world.session, folder)


def later(world: World, passed: timedelta) -> None:
    world.clock.moment += passed


def test_that_a_proven_backup_is_known_newest_first(world: World, vault: FakeVault) -> None:
    rows = [make(world), make(world, "/usb"), make(world)]
    assert world.clinic.backups.known(world.session) == tuple(reversed(rows))
    assert [row.file.folder for row in rows] == ["/backups", "/usb", "/usb"]  # where the last one went
    assert [row.id for row in rows] == [1, 2, 3]


def test_that_one_that_failed_leaves_no_trace_and_takes_nobodys_place(world: World, vault: FakeVault) -> None:
    kept = [make(world) for _ in range(FEWEST)]
    before = world.audit()
    vault.fails = FULL
    with pytest.raises(Unavailable, match="no space left"):
        make(world)
    assert world.clinic.backups.known(world.session) == tuple(reversed(kept))
    assert world.audit() == before
    assert all(vault.there(row.file) for row in kept)


def test_that_older_ones_go_when_newer_ones_have_taken_their_place(world: World, vault: FakeVault) -> None:
    rows = [make(world) for _ in range(FEWEST + 2)]
    assert [vault.there(row.file) for row in rows] == [False, False, True, True, True]
    thinned = [row.deed for row in world.audit() if row.deed.action == "thinned backups"]
    assert [deed.detail for deed in thinned] == ["1 older backups, the last 1", "1 older backups, the last 2"]


def test_that_nothing_goes_while_one_of_the_newest_is_not_whole(world: World, vault: FakeVault) -> None:
    """The first would go with the fourth; but then only two would be left that are of use."""
    rows = [make(world) for _ in range(FEWEST)]
    vault.rotten.add(rows[1].file.name)
    rows.append(make(world))
    assert all(vault.there(row.file) for row in rows)
    rows.append(make(world))  # now three newer ones are whole
    assert [vault.there(row.file) for row in rows] == [False, False, True, True, True]


def test_that_backups_on_another_disk_do_not_count_here(world: World, vault: FakeVault) -> None:
    """Each folder keeps its own newest ones: a disk may be put away, and come back."""
    away = [make(world, "/usb") for _ in range(FEWEST)]
    here = [make(world, "/backups") for _ in range(FEWEST)]
    assert all(vault.there(row.file) for row in (*away, *here))


def test_that_the_status_grows_loud_with_the_working_days(world: World, vault: FakeVault) -> None:
    status = world.clinic.backups.status
    assert status(world.session).freshness is Freshness.NEVER
    row = make(world)  # a Tuesday
    seen = [status(world.session).freshness]
    for passed in (DAY, timedelta(hours=1), 2 * DAY, DAY):
        later(world, passed)
        seen.append(status(world.session).freshness)
    assert seen == [Freshness.FRESH, Freshness.FRESH, Freshness.STALE, Freshness.OLD, Freshness.OLD]
    now = status(world.session)
    assert (now.made_at, now.name, now.folder) == (row.file.made_at, row.file.name, row.file.folder)
    assert (now.age_min, now.away) == (4 * 24 * 60 + 60, False)


def test_that_a_file_that_is_not_there_any_more_is_told(world: World, vault: FakeVault) -> None:
    row = make(world)
    vault.files.clear()
    now = world.clinic.backups.status(world.session)
    assert (now.away, now.folder, now.freshness) == (True, row.file.folder, Freshness.FRESH)


def test_that_everybody_who_works_here_makes_backups(world: World, vault: FakeVault) -> None:
    for role in (Role.PRACTITIONER, Role.FRONT_DESK, Role.OWNER):
        world.clinic.backups.make(world.as_(role))
    assert len(vault.files) == 3


def test_that_a_clinic_that_was_put_back_remembers_the_last_time(world: World) -> None:
    assert world.clinic.backups.restored(world.session) is None
    now = world.clock.moment
    for made_at in (now - 3 * DAY, now - DAY):
        with world.records.writing() as record:
            record.backups.add_restored(Restored(at=now, made_at=made_at), world.session)
            record.note(world.session, world.audit()[0].deed)
    assert world.clinic.backups.restored(world.session) == Restored(at=now, made_at=now - DAY)
    assert world.clinic.backups.asks_anew(world.session, now - DAY)
    assert not world.clinic.backups.asks_anew(world.session, now + DAY)
