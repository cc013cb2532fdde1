"""`plan draft --from` and the shelf of protocols, as a user calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLES, Ended

INTAKE = SAMPLES / "1-overuse-cold-damp.intake.json"
OTHER = SAMPLES / "5-chronic-tension.intake.json"


def codes(out: str) -> set[str]:
    plan = json.loads(out)
    needles = [part for part in plan["components"] if part["modality"] == "needling"]
    return {point["code"] for part in needles for point in part.get("points", [])}


@pytest.mark.parametrize(
    ("start", "code"), [("pattern:T07", "KI3"), ("cause:w04", "BL40"), ("protocol:W01-T06", "GV4"), ("intake", "BL23")]
)
def test_that_a_plan_starts_where_the_user_says(start: str, code: str, call: Callable[..., Ended]) -> None:
    ended = call("plan", "draft", INTAKE, "--from", start, "--json")
    assert ended.code == 0, ended.err
    assert code in codes(ended.out)
    assert ended == call("plan", "draft", INTAKE, "--from", start, "--json")


def test_that_a_published_protocol_keeps_its_citation(call: Callable[..., Ended]) -> None:
    plan = json.loads(call("plan", "draft", INTAKE, "--from", "protocol:kerr2003", "--json").out)
    assert plan["citation"]["citation"].startswith("Kerr DP")
    assert codes(json.dumps(plan)) == {"BL23", "BL25", "GB30", "BL40", "KI3", "GV4"}


def test_that_nothing_gives_a_plan_without_items(call: Callable[..., Ended]) -> None:
    ended = call("plan", "draft", INTAKE, "--from", "nothing", "--json")
    assert ended.code == 0
    assert "components" not in json.loads(ended.out)


def test_that_a_past_plan_file_is_taken_over(call: Callable[..., Ended], tmp_path: Path) -> None:
    past = tmp_path / "past.json"
    assert call("plan", "draft", INTAKE, "--from", "protocol:W01-T06", "-o", past).code == 0
    ended = call("plan", "draft", INTAKE, "--from", f"plan:{past}", "--json")
    assert ended.code == 0, ended.err
    assert codes(ended.out) == codes(past.read_text(encoding="utf-8"))
    assert "Carried over" in ended.out
    over = call("plan", "draft", INTAKE, "--from", f"plan:{past}", "-o", past)
    assert (over.code, len(over.lines)) == (2, 1)


def test_that_another_patient_s_plan_is_refused(call: Callable[..., Ended], tmp_path: Path) -> None:
    past = tmp_path / "past.json"
    call("plan", "draft", OTHER, "-o", past)
    ended = call("plan", "draft", INTAKE, "--from", f"plan:{past}")
    assert (ended.code, ended.out) == (2, "")
    assert "another patient" in ended.lines[0]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("pattern:T99", "near it"),
        ("protocol:W04-T99", "W04-T"),
        ("T01", "pattern:T01"),
        ("plan:none.json", "no such file"),
        ("plan:", "plan:WHICH"),
        ("protocol:<Smith>", "near it"),
        ("cause:" + "x" * 300, "near it"),
    ],
)
def test_that_a_wrong_start_is_one_line(start: str, words: str, call: Callable[..., Ended]) -> None:
    ended = call("plan", "draft", INTAKE, "--from", start)
    assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1)
    assert words in ended.lines[0]
    assert len(ended.lines[0]) < 300


def test_that_the_shelf_lists_our_protocols_and_the_published_ones(call: Callable[..., Ended]) -> None:
    lines = call("library", "protocols").out.splitlines()
    assert any(line.startswith("W04-T12  ") for line in lines)
    assert any(line.startswith("kerr2003  ") for line in lines)
    assert all(len(line) <= 100 for line in lines)
    assert {"W04-T12", "kerr2003"} <= {one["id"] for one in json.loads(call("library", "protocols", "--json").out)}


def test_that_a_protocol_is_shown_whole_with_its_sources(call: Callable[..., Ended]) -> None:
    told = call("library", "protocols", "w05-t04").out
    parts = ["Core points", "by sign", "Moxibustion:", "Cupping:", "Electrical stimulation: yes", "Exercises to give:"]
    parts += ["Exercises to avoid:", "Course (our default", "Course (from a source", "review at visit", "sources: "]
    assert all(part in told for part in parts), told
    assert all(len(line) <= 100 for line in told.splitlines())


def test_that_a_published_protocol_is_shown_under_its_citation(call: Callable[..., Ended]) -> None:
    told = call("library", "protocols", "kerr2003").out
    assert told.startswith("kerr2003, as published\n  Kerr DP")
    assert "BL23 bilateral: not reported" in told
    assert "from memory" in told
