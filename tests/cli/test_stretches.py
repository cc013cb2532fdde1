"""Exercises on the command line: readable for a person, and whole as JSON."""

import json
from collections.abc import Callable

from tests.cli.conftest import Ended


def test_that_an_exercise_reads_as_a_person_would_tell_it(call: Callable[..., Ended]) -> None:
    ended = call("library", "stretches", "ex03")
    assert ended.code == 0
    assert ended.out.startswith("EX03 One knee to chest\n  hold 5 s, 5 times, each side, once a day, 7 days a week")
    for said in ("1. Bring one knee up.", "going on: ", "stop: Stop if ", "suits: ", "not for: ", "nhs-inform-2020"):
        assert said in ended.out
    assert "hip_replacement" not in ended.out
    assert "artificial hip" in ended.out
    assert "drawn, end: One knee is drawn to the chest" in ended.out


def test_that_a_dose_of_our_own_says_so(call: Callable[..., Ended]) -> None:
    assert "(our default)" in call("library", "stretches", "EX04").out
    assert "(as published)" in call("library", "stretches", "EX03").out


def test_that_the_list_has_a_line_for_each(call: Callable[..., Ended]) -> None:
    lines = call("library", "stretches").out.splitlines()
    assert len(lines) == 24
    assert lines[19] == "EX20  Walking: 10 to 30 minutes, once a day, 5 days a week"


def test_that_json_has_every_field(call: Callable[..., Ended]) -> None:
    (found,) = json.loads(call("library", "stretches", "EX03", "--json").out)
    assert {"suits", "progress", "stop", "alt_start", "alt_end", "avoid_factors", "progress_sources"} <= found.keys()
