"""The short form of every harness; the long ones are commands (CONTRIBUTING). Each must also go red where it should."""

import os

import pytest

from tests.faults import diskfull, forged, iofault, kill, powercut, replay
from tests.faults.command import Call
from tests.faults.operations import all_operations

pytestmark = pytest.mark.skipif(os.name != "posix", reason="children are forked")
watched = pytest.mark.usefixtures("_shim")

SAVE = ("save",)


def test_that_no_kill_loses_what_was_acknowledged() -> None:
    report = kill.harness(Call(count=60, seed=60))
    assert report.faults == []
    assert set(report.tried) == set(all_operations())


@watched
def test_that_no_power_cut_loses_what_was_acknowledged() -> None:
    report = powercut.harness(Call(count=300, seed=300))
    assert report.faults == []
    assert set(report.tried) == set(all_operations())


@watched
def test_that_every_fault_of_the_disk_is_told_and_harms_nothing() -> None:
    report = iofault.harness(Call(count=64, seed=64))
    assert report.faults == []
    assert len(report.tried) >= len(all_operations()) // 2


def test_that_a_full_disk_is_told_and_harms_nothing() -> None:
    report = diskfull.harness(Call(count=32, seed=32))
    assert report.faults == []


def test_that_a_file_that_may_not_grow_is_told_and_harms_nothing() -> None:
    report = diskfull.harness(Call(count=16, seed=16), mounting=False)
    assert report.faults == []


def test_that_an_older_file_and_a_changed_bit_are_told() -> None:
    report = replay.harness(Call(count=60, seed=60, only=("file", "bit")))
    assert report.faults == []


@pytest.mark.xfail(
    strict=True, reason="an older page is cipher text of this very file, and no digest of its rows is kept"
)
def test_that_an_older_page_is_told() -> None:
    report = replay.harness(Call(count=60, seed=60, only=("page", "pages")))
    assert report.faults == []


def test_that_no_forged_backup_is_taken_for_a_whole_one() -> None:
    report = forged.harness(Call(count=160, seed=160))
    assert report.faults == []


# They can fail


@watched
@pytest.mark.parametrize("how", ["synchronous-normal", "synchronous-off"])
def test_that_a_power_cut_shows_where_nobody_waits_for_the_disk(how: str) -> None:
    assert powercut.harness(Call(count=30, only=SAVE, weaken=(how,))).faults


@watched
def test_that_a_power_cut_shows_names_that_were_not_waited_for() -> None:
    assert powercut.harness(Call(count=40, only=("restore_bare",), weaken=("names-unsynced",))).faults


@watched
def test_that_a_power_cut_shows_keys_that_were_not_waited_for() -> None:
    assert powercut.harness(Call(count=60, only=("rekey",), weaken=("keys-unsynced",))).faults


def test_that_a_kill_shows_what_was_never_saved() -> None:
    assert kill.harness(Call(count=4, only=SAVE, weaken=("saves-nothing",))).faults


@watched
def test_that_a_fault_of_the_disk_shows_what_was_never_saved() -> None:
    assert iofault.harness(Call(count=4, only=SAVE, weaken=("saves-nothing",))).faults


def test_that_a_full_disk_shows_what_was_never_saved() -> None:
    assert diskfull.harness(Call(count=4, only=SAVE, weaken=("saves-nothing",))).faults
