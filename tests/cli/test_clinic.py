"""The whole job on an encrypted clinic, from the command line, as a user types it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SAMPLES, Ended

PASSPHRASE = "seven kettles on a barge"
Clinic = Callable[..., Ended]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "pass.txt"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "c.treatplan"


@pytest.fixture
def clinic(call: Callable[..., Ended], place: Path, secret: Path) -> Clinic:
    """A command on a new clinic: `clinic("patient", "find", "ana")`."""

    def calling(*words: object) -> Ended:
        return call(*words, "--clinic", place, "--user", "owner", "--passphrase-file", secret)

    made = calling(
        "clinic", "new", "--name", "Willow <Bridge> & Sons", "--jurisdiction", "gb", "--practitioner", "M. Okafor"
    )
    assert made.code == 0, made.err
    assert re.search(r"^ {4}([0-9A-Z]{4}-){8}[0-9A-Z]{4}$", made.out, re.MULTILINE), made.out
    return calling


def sample(name: str) -> Path:
    return next(SAMPLES.glob(f"{name}*.intake.json"))


def who(intake: Path) -> list[str]:
    patient: dict[str, Any] = json.loads(intake.read_text("utf-8"))["patient"]
    return [
        "--given", patient.get("given_name", ""), "--family", patient.get("family_name", ""),
        "--birth-date", patient["birth_date"], "--sex", patient.get("sex", "not_recorded"),
    ]  # fmt: skip


def added(clinic: Clinic, intake: Path) -> str:
    made = clinic("patient", "add", *who(intake), "--json")
    assert made.code == 0, made.err
    return str(json.loads(made.out)["id"])


def test_that_the_whole_job_is_done_from_the_command_line(clinic: Clinic, tmp_path: Path) -> None:
    intake = sample("3")
    patient = added(clinic, intake)
    assert clinic("intake", "record", patient, intake).code == 0
    drafted = clinic("plan", "draft", "--patient", patient)
    assert drafted.code == 0, drafted.err
    plan = re.search(r"^plan (\d+): drafted", drafted.out, re.MULTILINE)
    assert plan is not None
    number = plan.group(1)
    report = json.loads(clinic("plan", "check", "--plan", number, "--json").out)
    assert [finding["rule"] for finding in report["findings"]] == ["P09"]
    assert clinic("plan", "answer", "--plan", number, "P09", "--acknowledge").code == 0
    assert json.loads(clinic("plan", "check", "--plan", number, "--json").out)["findings"][0]["answered"]
    released = clinic("plan", "release", "--plan", number)
    assert released.code == 0, released.err
    listed = json.loads(clinic("handouts", "list", "--patient", patient, "--json").out)
    assert {row["size"] for row in listed} == {"standard", "large", "economy"}
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    for target in (first, second):
        assert clinic("handouts", "print", listed[0]["id"], "-o", target).code == 0
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().startswith(b"%PDF")
    changed = clinic("plan", "edit", "--plan", number, "--add", "needling", "KI3")
    assert changed.code == 2
    assert "new version" in changed.err
    assert clinic("plan", "amend", "--plan", number).code == 0
    assert clinic("plan", "edit", "--plan", number, "--add", "needling", "KI3").code in {0, 1}
    shown = json.loads(clinic("plan", "show", "--plan", number, "--json").out)
    assert "KI3" in json.dumps(shown)


def test_that_an_emergency_prints_the_referral_and_stores_no_plan(clinic: Clinic) -> None:
    intake = sample("6")
    patient = added(clinic, intake)
    assert clinic("intake", "record", patient, intake).code == 1
    drafted = clinic("plan", "draft", "--patient", patient, "--json")
    assert drafted.code == 1
    assert json.loads(drafted.out)["format"].startswith("treatplan.referral/")
    assert json.loads(clinic("patient", "show", patient, "--json").out)["plans"] == []


@pytest.mark.parametrize(("given", "family"), [("<Smith>", "O'Neil & Sons"), ("伟", "李"), ("", "x" * 120)])
def test_that_a_hostile_name_is_kept_and_found(clinic: Clinic, given: str, family: str) -> None:
    made = clinic("patient", "add", "--given", given, "--family", family, "--birth-date", "1980-02-29", "--json")
    person = json.loads(made.out)["person"]
    assert (person["given_name"], person["family_name"]) == (given, family)
    found = json.loads(clinic("patient", "find", "29.2.1980", "--json").out)
    assert [(row["given_name"], row["family_name"]) for row in found] == [(given, family)]


def test_that_an_intake_of_somebody_else_is_refused(clinic: Clinic) -> None:
    patient = added(clinic, sample("1"))
    refused = clinic("intake", "record", patient, sample("2"))
    assert refused.code == 2
    assert "another person" in refused.lines[0]


def test_that_a_wrong_passphrase_is_one_line_and_says_nothing_more(
    clinic: Clinic, call: Callable[..., Ended], place: Path, tmp_path: Path
) -> None:
    clinic("patient", "add", "--family", "Secretname", "--birth-date", "1980-02-29")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not the passphrase at all", encoding="utf-8")
    ended = call("patient", "find", "Secret", "--clinic", place, "--user", "owner", "--passphrase-file", wrong)
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert "Secretname" not in ended.out + ended.err
    assert b"Secretname" not in place.read_bytes()


def test_that_a_clinic_that_is_there_is_never_made_anew(clinic: Clinic, place: Path) -> None:
    before = place.read_bytes()
    again = clinic("clinic", "new")
    assert again.code == 2
    assert place.read_bytes() == before


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "folder"])
def test_that_a_damaged_clinic_is_one_clear_line(clinic: Clinic, place: Path, damage: str) -> None:
    content = place.read_bytes()
    place.unlink()
    match damage:
        case "empty":
            place.touch()
        case "text":
            place.write_text("this is no database\n" * 500, encoding="utf-8")
        case "cut":
            place.write_bytes(content[:5000])
        case "folder":
            place.mkdir()
    ended = clinic("patient", "find", "a")
    assert ended.code in {2, 4}
    assert len(ended.lines) == 1, ended.err
    assert place.name in ended.lines[0]
    if damage == "missing":
        assert not place.exists()


def test_that_a_passphrase_is_never_asked_where_nobody_can_answer(
    clinic: Clinic, call: Callable[..., Ended], place: Path
) -> None:
    ended = call("patient", "find", "a", "--clinic", place, "--user", "owner")
    assert ended.code == 2
    assert "--passphrase-file" in ended.lines[0]


def test_that_a_copied_clinic_without_its_keys_says_so(
    clinic: Clinic, call: Callable[..., Ended], place: Path, secret: Path, tmp_path: Path
) -> None:
    lonely = tmp_path / "lonely.treatplan"
    shutil.copyfile(place, lonely)
    ended = call("clinic", "info", "--clinic", lonely, "--user", "owner", "--passphrase-file", secret)
    assert ended.code in {2, 4}
    assert "lonely.tpkeys" in ended.lines[0]


def test_that_the_days_sheets_are_printed_once_for_each_patient_and_hold_no_referral_note(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    assert call("demo", "--out", tmp_path).code == 0
    secret = tmp_path / "secret.txt"
    secret.write_text("sample patients only", encoding="utf-8")
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    door = ("--clinic", tmp_path / "demo.treatplan", "--passphrase-file", secret)
    ended = call("handouts", "print", "--today", "-o", sheets, *door)
    assert ended.code == 0, ended.err
    released = sorted(path.read_bytes() for path in tmp_path.glob("*/handout.pdf"))
    assert sorted(path.read_bytes() for path in sheets.glob("*.pdf")) == released
    large = call("handouts", "print", "--today", "--size", "large", "-o", sheets, *door)
    assert {line.rpartition("-")[2] for line in large.out.splitlines()} == {"large.pdf"}
