"""Several people at one thing: no edit is written over unseen. `python -m tests.faults.two_editors` runs it long."""

from random import Random
from typing import Any

import pytest

from tests.faults import two_editors
from tests.faults.two_editors import THINGS, Desk, run
from treatplan.storage import found, intakes, patients, plans

EDITS = 333  # for each of three things, by two and by eight: 2,000 in all


@pytest.mark.parametrize("clients", [2, 8])
@pytest.mark.parametrize("thing", THINGS)
def test_that_no_edit_is_written_over_unseen(thing: str, clients: int) -> None:
    tally = run(thing, EDITS, clients, Random(clients))
    assert tally.lost == []
    assert tally.saves > 0
    assert tally.stale > 10  # they did meet
    assert tally.chosen["both"] > 0


@pytest.mark.parametrize("thing", THINGS)
def test_that_a_store_that_asks_for_no_lock_is_caught(thing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (found, patients, intakes, plans):
        monkeypatch.setattr(module, "refuse_stale", lambda *_: None)
    assert run(thing, 100, 3, Random(1)).lost != []


@pytest.mark.parametrize("thing", THINGS)
def test_that_a_merge_that_takes_all_from_one_side_is_caught(thing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(mine: Any, _theirs: Any, _taken: Any) -> Any:
        return mine

    def blind(self: Desk, client: Any) -> None:
        theirs = self._read()
        client.screen, client.read = careless(client.screen, theirs.value, ()), theirs

    monkeypatch.setattr(two_editors.Desk, "_compare", blind)
    assert run(thing, 100, 3, Random(1)).lost != []
