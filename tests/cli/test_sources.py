"""`treatplan library sources`: the bibliography, and what is due to be looked at again."""

import json
from collections.abc import Callable

from tests.cli.conftest import Ended

Call = Callable[..., Ended]


def test_that_a_source_says_how_it_stands_and_what_rests_on_it(call: Call) -> None:
    said = call("library", "sources").out
    assert "deadman-2007  (from memory, not read again; looked at on" in said
    assert "Supports cautions pregnancy_listed_points" in said


def test_that_nothing_is_due_so_soon(call: Call) -> None:
    assert call("library", "sources", "--due").out == "No source is due to be looked at again.\n"
    assert json.loads(call("library", "sources", "--due", "--json").out) == []


def test_that_the_json_names_everything_that_rests_on_a_source(call: Call) -> None:
    found = {entry["id"]: entry for entry in json.loads(call("library", "sources", "--json").out)}
    assert "rules P01" in found["aacp-2012"]["supports"]
    assert found["aacp-2012"]["due"] is False
    assert all(entry["reviewed"] for entry in found.values())


def test_that_due_is_asked_of_sources_only(call: Call) -> None:
    ended = call("library", "rules", "--due")
    assert (ended.code, ended.lines) == (2, ["treatplan: --due: is there for sources"])
