"""The line at the foot of the window: always there inside a clinic, loud when the last backup is old."""

import pytest

from tests.backup_fakes import FULL, FakeVault
from tests.fakes import InlineBackground
from tests.presenters.test_window import House
from tests.presenters.wording import WINDOW
from tests.record_fakes import NOON
from treatplan.domain.backups import BackupStatus, Freshness
from treatplan.domain.errors import Unavailable
from treatplan.presenters.backup_line import BackupLine, line_of


def status(freshness: Freshness, minutes: int, *, away: bool = False) -> BackupStatus:
    return BackupStatus(freshness=freshness, made_at=NOON, folder="/usb", name="x", age_min=minutes, away=away)


@pytest.mark.parametrize(
    ("freshness", "minutes", "loud", "words"),
    [
        (Freshness.FRESH, 0, "quiet", "Last backup: 0 minutes ago, proven"),
        (Freshness.FRESH, 1, "quiet", "Last backup: 1 minute ago, proven"),
        (Freshness.FRESH, -3, "quiet", "Last backup: 0 minutes ago, proven"),
        (Freshness.FRESH, 120, "quiet", "Last backup: 2 hours ago, proven"),
        (Freshness.STALE, 26 * 60, "caution", "Last backup: 26 hours ago. Make one today"),
        (
            Freshness.OLD,
            9 * 24 * 60,
            "stop",
            "Last backup: 9 days ago. Make one now: what was written since is nowhere else",
        ),
        (
            Freshness.STALE,
            -500,
            "caution",
            "The clock of this computer stands before the last backup. Set the clock",
        ),
    ],
)
def test_that_the_line_says_how_old_and_what_to_do(freshness: Freshness, minutes: int, loud: str, words: str) -> None:
    assert line_of(status(freshness, minutes), WINDOW) == BackupLine(words=words, loud=loud)  # type: ignore[arg-type]


def test_that_a_clinic_without_a_backup_and_a_disk_that_is_away_are_told() -> None:
    never = line_of(BackupStatus(freshness=Freshness.NEVER), WINDOW)
    assert never == BackupLine(words="There is no backup of this clinic. Make one now", loud="stop")
    away = line_of(status(Freshness.FRESH, 5, away=True), WINDOW)
    assert away.words == "Last backup: 5 minutes ago, proven (its disk is not connected: /usb)"


def test_that_the_window_shows_it_once_it_is_warm_and_whenever_it_is_looked_at() -> None:
    house = House()
    assert house.window.backup.view == BackupLine()
    house.window.first_list_painted()
    assert house.window.backup.view.loud == "stop"
    house.clinic.backups.make(house.clinic.session)
    house.window.backup.look()
    assert house.window.backup.view.words == "Last backup: 0 minutes ago, proven"
    vault: FakeVault = house.opened.vault
    vault.files.clear()
    house.window.backup.look()
    assert "not connected" in house.window.backup.view.words


def test_that_it_goes_with_the_clinic_and_what_fails_leaves_it_as_it_was() -> None:
    house = House()
    house.window.first_list_painted()
    shown = house.window.backup.view

    def broken(_session: object) -> BackupStatus:
        raise Unavailable("the disk reported an error")

    house.clinic.backups.status = broken  # type: ignore[method-assign]
    house.window.backup.look()
    assert house.window.backup.view == shown
    house.window.lock()
    assert house.window.backup.view == BackupLine()
    house.window.backup.look()
    assert house.window.backup.view == BackupLine()


def test_that_what_was_asked_before_locking_says_nothing_afterwards() -> None:
    house = House()
    house.window.first_list_painted()
    house.background.holds = True
    house.window.backup.look()
    house.window.lock()
    house.background.release()
    assert house.window.backup.view == BackupLine()


def test_that_one_is_made_from_the_line_while_work_goes_on() -> None:
    house = House()
    house.window.backup.make()  # nothing is open that could be backed up before it is warm
    house.window.first_list_painted()
    long = house.window.backup._long = InlineBackground(holds=True)
    house.window.backup.make()
    house.window.backup.make()
    assert long.waiting == 1
    assert house.window.backup.view.busy
    assert house.window.backup.view.words.startswith("Backing up")
    house.window.backup.look()
    assert house.window.backup.view.busy
    long.release()
    assert house.window.backup.view.words == "Last backup: 0 minutes ago, proven"
    assert not house.window.backup.view.busy


def test_that_one_that_fails_is_told_in_the_line() -> None:
    house = House()
    house.window.first_list_painted()
    house.opened.vault.fails = FULL
    house.window.backup.make()
    assert (house.window.backup.view.loud, house.window.backup.view.busy) == ("stop", False)
    assert "no space left on device" in house.window.backup.view.words


def test_that_a_backup_that_ends_after_the_lock_says_nothing() -> None:
    house = House()
    house.window.first_list_painted()
    long = house.window.backup._long = InlineBackground(holds=True)
    house.window.backup.make()
    house.window.lock()
    long.release()
    assert house.window.backup.view == BackupLine()
