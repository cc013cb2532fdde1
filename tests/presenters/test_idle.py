"""The moment at which the window locks by itself: to the second, whatever is done to the clock."""

import random

import pytest

from treatplan.presenters.idle import Idle

pytestmark = pytest.mark.usefixtures("qapp")


class Machine:
    """A machine whose running time and clock a test moves on; a tick each second."""

    def __init__(self, minutes: int = 5) -> None:
        self.running, self.clock = 500.0, 1_700_000_000.0
        self.told = 0
        self.idle = Idle(lambda: self.running, lambda: self.clock)
        self.idle.due.connect(self._count)
        self.idle.begin(minutes)

    def _count(self) -> None:
        self.told += 1

    def pass_(self, seconds: int) -> int:
        """So many seconds, each with its tick. How many had passed when it was time; -1 where it was not."""
        for second in range(1, seconds + 1):
            self.running += 1
            self.clock += 1
            before = self.told
            self.idle.look()
            if self.told > before:
                return second
        return -1


@pytest.mark.parametrize("minutes", [1, 5, 15])
def test_that_it_is_time_after_so_many_minutes_without_a_touch(minutes: int) -> None:
    assert Machine(minutes).pass_(2000) == minutes * 60


def test_that_a_touch_begins_the_minutes_anew() -> None:
    machine = Machine()
    for _ in range(4):
        assert machine.pass_(290) == -1
        machine.idle.touch()
    assert machine.pass_(2000) == 300


def test_that_the_minutes_of_the_clinic_count_from_when_they_are_known() -> None:
    machine = Machine()
    machine.pass_(100)
    machine.idle.allow(2)
    assert machine.pass_(2000) == 20


def test_that_twelve_hours_are_the_end_however_busy_one_is() -> None:
    machine = Machine()
    passed = 0
    while machine.told == 0:
        machine.idle.touch()
        passed += 60 if (came := machine.pass_(60)) == -1 else came
    assert passed == 12 * 60 * 60


def test_that_it_is_told_once_and_nothing_is_watched_after() -> None:
    machine = Machine(1)
    machine.pass_(60)
    assert (machine.idle.watching, machine.pass_(5000), machine.told) == (False, -1, 1)


def test_that_nothing_is_watched_while_the_clinic_is_locked() -> None:
    machine = Machine()
    machine.idle.stop()
    machine.idle.touch()
    assert machine.pass_(5000) == -1


@pytest.mark.parametrize("stands_still", [True, False], ids=["running time stands still", "running time goes on"])
def test_that_a_sleep_of_the_machine_locks_at_the_first_tick_after_it(*, stands_still: bool) -> None:
    machine = Machine()
    machine.pass_(10)
    machine.clock += 600
    machine.running += 0 if stands_still else 600
    assert machine.pass_(5) == 1


def test_that_a_clock_that_is_set_back_keeps_nothing_open() -> None:
    machine = Machine()
    machine.clock -= 86_400
    assert machine.pass_(2000) == 300


def test_that_no_trick_with_the_clock_moves_the_moment_by_more_than_a_second(request: pytest.FixtureRequest) -> None:
    """Set back or a little forward at random; a leap forward locks at once, which is early and safe."""
    chance = random.Random(3)
    for _ in range(500 if request.config.getoption("--long") else 60):
        machine = Machine(minutes := chance.randint(1, 15))
        passed, came = 0, -1
        while came == -1:
            machine.clock += chance.choice([0, -5, -3600, -10_000_000, 20])
            came = machine.pass_(step := chance.randint(1, 40))
            passed += step if came == -1 else came
        assert passed == minutes * 60


def test_that_it_ticks_by_itself() -> None:
    assert Idle(tick=250)._timer.interval() == 250
    assert Idle()._timer.interval() == 1000
