"""Guessing at the keyboard waits longer each time, whatever is done to program and clock; nobody stays outside."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.storage.keys.samples import BOBS, OLD, new_clinic
from treatplan.domain.errors import TooSoon, WrongSecret
from treatplan.storage.keys import sealing
from treatplan.storage.keys.cost import Cost
from treatplan.storage.keys.guessing import FREE, LONGEST, Guesses, nobody, wait_after
from treatplan.storage.keys.keyfile import KeyFile

SECRET = "my passphrase typed into the wrong field"


class Machine:
    """A machine whose running time a test moves on, and whose clock anybody may set."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys
        self.running = 1000.0
        self.clock = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
        self.real = 0.0  # seconds that truly passed

    def program(self) -> Guesses:
        """A program that was started anew."""
        return Guesses(self._keys, lambda: self.running, lambda: self.clock)

    def wait(self, seconds: float) -> None:
        self.running += seconds
        self.real += seconds

    def restart(self) -> None:
        """Switched off and on: that takes a while, and the running time begins anew."""
        self.real += 30
        self.running = 20.0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "x.tpkeys")


def seconds_of(machine: Machine, who: str = "ann") -> int:
    """How long the next try must wait; 0 where it need not."""
    try:
        machine.program().refuse_too_soon(who)
    except TooSoon as told:
        return int(str(told).rpartition("in ")[2].removesuffix(" s"))
    return 0


def fail(machine: Machine, times: int, who: str = "ann") -> None:
    for _ in range(times):
        machine.program().failed(who)


def test_that_slips_cost_nothing_and_then_every_wait_is_twice_the_one_before_up_to_an_end() -> None:
    waits = [wait_after(count) for count in range(FREE + 12)]
    assert waits[: FREE + 1] == [0] * (FREE + 1)
    assert waits[FREE + 1 : FREE + 9] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert set(waits[FREE + 9 :]) == {LONGEST}
    assert wait_after(10**9) == LONGEST


def test_that_the_wait_survives_the_program_and_ends(machine: Machine) -> None:
    fail(machine, FREE + 3)
    assert seconds_of(machine) == 8
    machine.wait(7.4)
    assert seconds_of(machine) == 1
    machine.wait(0.6)
    assert seconds_of(machine) == 0


def test_that_a_refused_try_is_not_counted(machine: Machine) -> None:
    fail(machine, FREE + 1)
    for _ in range(5):
        assert seconds_of(machine) == 2


def test_that_setting_the_clock_moves_no_wait(machine: Machine) -> None:
    fail(machine, FREE + 5)
    for year in (1970, 2026, 2999):
        machine.clock = datetime(year, 1, 2, tzinfo=UTC)
        assert seconds_of(machine) == 32


def test_that_a_restart_of_the_machine_shortens_no_wait_and_prolongs_none_beyond_its_length(machine: Machine) -> None:
    fail(machine, FREE + 9)
    machine.restart()
    assert 0 < seconds_of(machine) <= LONGEST
    machine.wait(LONGEST)
    assert seconds_of(machine) == 0


def test_that_the_right_passphrase_forgets_the_slips_of_its_user_only(machine: Machine) -> None:
    fail(machine, FREE + 2)
    fail(machine, FREE + 2, "bob")
    machine.program().passed("ann")
    assert (seconds_of(machine), seconds_of(machine, "bob")) == (0, 4)


def test_that_hundreds_of_tries_with_restarts_and_clock_jumps_take_as_long_as_they_should(
    machine: Machine, request: pytest.FixtureRequest
) -> None:
    """Whatever an attacker does in between: after the free ones, no try comes sooner than its wait."""
    tries = 10_000 if request.config.getoption("--long") else 300
    chance, count, last = random.Random(5), 0, 0.0
    while count < tries:
        match chance.randrange(6):
            case 0:
                machine.restart()
            case 1:
                machine.clock = datetime(chance.randrange(1971, 2200), 1, 1, tzinfo=UTC)
            case 2:
                machine.wait(chance.choice([0.1, 1, 20]))
            case _:
                machine.wait(seconds_of(machine))
        if seconds_of(machine) == 0:
            assert count <= FREE or machine.real - last >= wait_after(count) - 1
            fail(machine, 1)
            count, last = count + 1, machine.real
    assert machine.real >= (tries - FREE - 9) * (LONGEST - 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'{"tries": 1, "failed": [], "before": 0}', b"\xff" * 10, b"[" * 90_000,
        b'{"tries": {"ann": [1]}, "failed": [], "before": 0}',
        b'{"tries": {"ann": ["x", "y"]}, "failed": [], "before": 0}',
        b'{"tries": {"ann": [-5, 1]}, "failed": [], "before": 0}',
        b'{"tries": {"ann": [99, NaN]}, "failed": [], "before": 0}',
        b'{"tries": {}, "failed": [["a", "never"]], "before": 0}',
    ],
)  # fmt: skip
def test_that_what_makes_no_sense_counts_as_nothing_and_is_written_anew(machine: Machine, content: bytes) -> None:
    fail(machine, 1)
    file = machine.program()._path
    assert file is not None
    file.write_bytes(content)
    assert seconds_of(machine) == 0
    fail(machine, FREE + 1)
    assert seconds_of(machine) == 2


def test_that_a_place_that_takes_no_file_keeps_nobody_out(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "gone" / "x.tpkeys")
    fail(machine, FREE + 5)
    assert seconds_of(machine) == 0


# What the owner is told


def test_that_failures_are_kept_until_they_are_told_and_waits_go_on(machine: Machine) -> None:
    fail(machine, FREE + 1)
    fail(machine, 1, nobody("Eve"))
    found = machine.program().failures()
    assert [one.slot for one in found.last] == ["ann"] * (FREE + 1) + [""]
    assert found.last[0].at == machine.clock
    machine.program().told()
    assert machine.program().failures().last == ()
    assert seconds_of(machine) == 2


def test_that_of_many_failures_the_last_are_kept_and_the_others_counted(machine: Machine) -> None:
    fail(machine, 130)
    found = machine.program().failures()
    assert (len(found.last), found.before) == (100, 30)


def test_that_the_file_is_gone_when_there_is_nothing_to_keep(machine: Machine) -> None:
    fail(machine, 1)
    machine.program().told()
    machine.program().passed("ann")
    assert list(machine._keys.parent.iterdir()) == []


# With the key file


def test_that_no_passphrase_and_no_name_that_was_typed_is_kept(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    for user, passphrase in (("Ann", SECRET), (SECRET, OLD)):
        with pytest.raises(WrongSecret):
            keys.unlock(user, passphrase)
    kept = (tmp_path / "clinic.tpkeys.tries").read_text()
    assert "Ann" not in kept
    assert not [word for word in SECRET.split() if len(word) > 2 and word in kept]
    assert {who for who in json.loads(kept)["tries"] if who.startswith("nobody-")} == {nobody(SECRET)}


def told(keys: KeyFile, user: str, passphrase: str) -> str:
    with pytest.raises((WrongSecret, TooSoon)) as refused:
        keys.unlock(user, passphrase)
    return str(refused.value)


def test_that_a_known_and_an_unknown_user_are_told_the_same_after_the_same_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _, _ = new_clinic(tmp_path)
    real, works = sealing.key_from_passphrase, []

    def counted(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        works.append(cost)
        return real(passphrase, salt, cost)

    monkeypatch.setattr(sealing, "key_from_passphrase", counted)
    keys.guesses = Guesses(tmp_path / "clinic.tpkeys", lambda: 50.0)
    ann = [told(keys, "Ann", BOBS) for _ in range(FREE + 3)]
    work_for_ann, works = works, []
    eve = [told(keys, "Eve", BOBS) for _ in range(FREE + 3)]
    assert ann == eve
    assert len(set(ann)) == 2
    assert work_for_ann[: FREE + 1] == work_for_ann


def test_that_while_one_waits_not_even_the_right_passphrase_is_looked_at_and_after_it_opens(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "clinic.tpkeys")
    keys, _, _ = new_clinic(tmp_path)
    keys.guesses = machine.program()
    for _ in range(FREE + 1):
        told(keys, "Ann", BOBS)
    with pytest.raises(TooSoon):
        keys.unlock("Ann", OLD)
    machine.wait(2)
    assert keys.unlock("ANN", OLD).user == "Ann"
    assert machine.program().failures().last
    assert seconds_of(machine, "Ann") == 0
