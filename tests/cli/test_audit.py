"""The audit from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ended

PASSPHRASE = "seven kettles on a barge"
Clinic = Callable[..., Ended]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "c.treatplan"


@pytest.fixture
def clinic(call: Callable[..., Ended], place: Path, tmp_path: Path) -> Clinic:
    """A command on a clinic with one patient."""
    secret = tmp_path / "pass.txt"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")

    def calling(*words: object) -> Ended:
        return call(*words, "--clinic", place, "--user", "owner", "--passphrase-file", secret)

    assert calling("clinic", "new").code == 0
    person = ("--given", "<Ana>", "--family", "O'Neil & Sons", "--birth-date", "1980-02-29")
    assert calling("patient", "add", *person).code == 0
    return calling


def actions(ended: Ended) -> list[str]:
    assert ended.code == 0, ended.err
    return [row["deed"]["action"] for row in json.loads(ended.out)]


def test_that_rows_are_listed_newest_first_and_hold_no_name(clinic: Clinic) -> None:
    listed = clinic("audit", "list")
    assert (listed.code, listed.err) == (0, "")
    lines = listed.out.splitlines()
    assert [line.split(": ")[1] for line in lines[-3:]] == [
        "added patient 1",
        "unlocked clinic (command line)",
        "made clinic",
    ]
    assert lines[0].endswith("owner: unlocked clinic (command line, to read)")
    assert "Ana" not in listed.out
    assert "Neil" not in listed.out


def test_that_rows_are_chosen_by_patient_user_day_and_action(clinic: Clinic) -> None:
    clinic("patient", "show", "1")
    assert actions(clinic("audit", "list", "--patient", "1", "--json")) == [
        "listed",
        "listed",
        "opened",
        "opened",
        "added",
    ]
    assert actions(clinic("audit", "list", "--action", "added", "--json")) == ["added"]
    assert actions(clinic("audit", "list", "--of", "OWNER", "--most", "1", "--json")) == ["unlocked"]
    assert clinic("audit", "list", "--of", "nobody").out == "Nothing fits.\n"
    assert clinic("audit", "list", "--since", "2999-01-01").out == "Nothing fits.\n"
    assert "made" in actions(clinic("audit", "list", "--since", "2020-01-01", "--json"))
    assert "made" in actions(clinic("audit", "list", "--own", "--json"))


@pytest.mark.parametrize("number", ["0", "-1", "x", "1000001", "١٢"])
def test_that_a_number_of_rows_that_is_none_is_one_line(clinic: Clinic, number: str) -> None:
    ended = clinic("audit", "list", "--most", number)
    assert (ended.code, len(ended.lines)) == (2, 1)


def test_that_who_looked_at_a_patient_is_told(clinic: Clinic) -> None:
    clinic("patient", "show", "1")
    told = clinic("audit", "who", "1")
    assert told.code == 0
    assert [line.split("  ")[-1] for line in told.out.splitlines()] == [
        "owner: opened patient, opened intake, listed plan, listed handout",
        "owner: added patient",
    ]
    assert json.loads(clinic("audit", "who", "1", "--json").out)[1]["name"] == "owner"
    missing = clinic("audit", "who", "7")
    assert (missing.code, missing.lines) == (2, ["treatplan: patient: there is no patient 7"])


def test_that_a_whole_audit_is_said_to_be_whole(clinic: Clinic) -> None:
    verified = clinic("audit", "verify")
    assert (verified.code, verified.err) == (0, "")
    assert verified.out.endswith(" audit rows: every one is as it was written, and none is missing.\n")
    assert json.loads(clinic("audit", "verify", "--json").out)["breaks"] == []
    nothing = clinic("audit", "answer", "put_back")
    assert (nothing.code, len(nothing.lines)) == (2, 1)


def test_that_an_older_file_is_told_at_every_command_until_it_is_answered_for(clinic: Clinic, place: Path) -> None:
    old = place.read_bytes()
    clinic("patient", "show", "1")
    place.write_bytes(old)
    found = clinic("patient", "find", "ana")
    assert found.code == 0
    assert "an older copy of the clinic's file was put back" in found.err
    verified = clinic("audit", "verify")
    assert verified.code == 1
    assert verified.out.startswith("an older copy of the clinic's file was put back: audit rows ")
    answered = clinic("audit", "answer", "put_back")
    assert (answered.code, answered.out[:14]) == (0, "answered for: ")
    after = clinic("audit", "verify")
    assert (after.code, after.err) == (0, "")
    assert "(answered for)" in after.out
