"""`treatplan outcome`: a score and its change on the command line."""

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Ended

Call = Callable[..., Ended]


def test_that_a_score_and_its_change_are_told(call: Call) -> None:
    ended = call("outcome", "pain_average", "4", "--before", "7")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "Average pain in the last week, 0 to 10: 4 of 10 (lower is better)",
        "Gain +3 (+43 %): better, by a change that matters.",
    ]


def test_that_statements_left_open_count_as_no_and_are_told(call: Call) -> None:
    said = call("outcome", "rmdq24", *["yes"] * 5, *["no"] * 17, "-", "-").out
    assert "5 of 24" in said
    assert "22 of 24 answered; what was left open counts as no" in said


def test_that_too_few_answers_give_no_score(call: Call) -> None:
    assert "no score; 1 of 3 answered, 2 are needed" in call("outcome", "peg", "-", "-", "3").out


def test_that_named_activities_keep_their_names(call: Call) -> None:
    ended = call("outcome", "activities", "a=b=6", "<Smith>=7", "--before", "a=b=3", "<smith>=5")
    assert "6.5 of 10 (higher is better)" in ended.out
    assert "better" in ended.out


def test_that_the_own_word_of_a_patient_is_the_change(call: Call) -> None:
    assert call("outcome", "global_change", "5").out.splitlines()[-1] == "About the same, in the patient's own word."


def test_that_json_holds_the_score_and_its_sources(call: Call) -> None:
    found = json.loads(call("outcome", "peg", "2", "2", "2", "--before", "8", "8", "8", "--json").out)
    assert (found["score"], found["gain"], found["percent"], found["direction"]) == (2, 6, 75, "better")
    assert "krebs-2009" in found["sources"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pegg", "1"], "near it: peg"),
        (["peg", "1"], "takes 3 answers"),
        (["pain_now", "nan"], "from 0 to 10"),
        (["pain_now", "five"], "'five'; an answer is a number"),
        (["activities", "5"], "a name for each activity"),
        (["activities", "a=1", "b=2", "--before", "c=1", "b=2"], "other activities"),
        (["global_change", "2", "--before", "3"], "it asks for change"),
        (["pain_now", "5", "--before", "-"], "too few answers"),
        (["pain_now", "9" * 400], "from 0 to 10"),
    ],
)
def test_that_a_wrong_sheet_is_told_in_one_line(call: Call, words: list[str], told: str) -> None:
    ended = call("outcome", *words)
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert told in ended.err
