"""Visits from the command line: open as a file, fill in, keep, sign, add to, verify."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SAMPLES, Ended
from tests.visit_builders import REASON
from treatplan.app.main import main

PASSPHRASE = "eleven blue herons at dusk"
Clinic = Callable[..., Ended]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clinic, patient 1, a released plan, and the first visit as a file to be filled in."""
    folder = tmp_path_factory.mktemp("visits")
    (folder / "pass.txt").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    intake = next(SAMPLES.glob("1-*.intake.json"))
    patient: dict[str, Any] = json.loads(intake.read_text("utf-8"))["patient"]
    who = [f"--given={patient['given_name']}", f"--family={patient['family_name']}"]
    for words in (
        ("clinic", "new", "--name", "W", "--jurisdiction", "gb", "--practitioner", "M. Okafor"),
        ("patient", "add", *who, "--birth-date", patient["birth_date"], "--sex", patient["sex"]),
        ("intake", "record", "1", str(intake)),
        ("plan", "draft", "--patient", "1"),
        ("plan", "release", "--plan", "1"),
        ("visit", "open", "--patient", "1", "-o", str(folder / "visit.json")),
    ):
        assert main([*words, *_into(folder)]) == 0
    return folder


def _into(folder: Path) -> list[str]:
    where = ["--clinic", str(folder / "c.treatplan"), "--user", "owner"]
    return [*where, "--passphrase-file", str(folder / "pass.txt")]


@pytest.fixture
def clinic(call: Callable[..., Ended], made: Path, tmp_path: Path) -> Clinic:
    """A command on a copy of it: `clinic("visit", "list", "--patient", 1)`."""
    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    return lambda *words: call(*words, *_into(copy))


@pytest.fixture
def fill(made: Path, tmp_path: Path) -> Callable[..., Path]:
    """The visit file filled in, with some fields as a test wants them."""

    def filling(**changes: Any) -> Path:
        visit: dict[str, Any] = json.loads((made / "visit.json").read_text("utf-8"))
        visit["carried"] = [mark | {"confirmed": True} for mark in visit["carried"]]
        visit["afresh"] = {id_: {"answer": "no"} for id_ in visit["afresh"]}
        visit["consent"] = dict.fromkeys(visit["consent"], "yes")
        visit["counts"] = [{"position": "prone", "needles_in": 11, "needles_out": 11}]
        file = tmp_path / "visit.json"
        file.write_text(json.dumps(visit | changes), encoding="utf-8")
        return file

    return filling


def test_that_an_opened_visit_has_a_line_for_all_that_is_asked_and_nothing_confirmed(made: Path) -> None:
    visit = json.loads((made / "visit.json").read_text("utf-8"))
    assert {one["answer"] for one in visit["afresh"].values()} == {"not_asked"}
    assert set(visit["consent"].values()) == {"not_asked"}
    assert visit["carried"]
    assert not any(mark["confirmed"] for mark in visit["carried"])


def test_that_a_visit_is_opened_filled_in_signed_and_verified(clinic: Clinic, fill: Callable[..., Path]) -> None:
    kept = clinic("visit", "keep", "--patient", 1, fill(note="O'Neil & Sons <Smith> 李伟"))
    assert kept.code == 0, kept.out
    assert "Nothing stands in the way" in kept.out
    signed = clinic("visit", "sign", "--patient", 1)
    assert signed.code == 0, signed.err
    assert "signed" in signed.out
    shown = clinic("visit", "show", 1)
    assert shown.code == 0
    assert "O'Neil & Sons <Smith> 李伟" in shown.out
    assert clinic("visit", "verify").code == 0
    assert json.loads(clinic("visit", "verify", "--patient", 1, "--json").out) == []
    (line,) = json.loads(clinic("visit", "list", "--patient", 1, "--json").out)
    assert (line["state"], line["number"]) == ("signed", 1)


def test_that_a_needle_too_few_is_not_signed_away(clinic: Clinic, fill: Callable[..., Path]) -> None:
    short = {"position": "prone", "needles_in": 11, "needles_out": 10}
    assert clinic("visit", "keep", "--patient", 1, fill(counts=[short])).code == 1
    refused = clinic("visit", "sign", "--patient", 1)
    assert refused.code == 1
    assert "second look" in refused.out
    assert "draft" in clinic("visit", "list", "--patient", 1).out
    looked = {"reason": REASON, "second_look": {"by": "P. Adeyemi", "at": "10:40:00"}}
    assert clinic("visit", "keep", "--patient", 1, fill(counts=[short | looked])).code == 0
    assert clinic("visit", "sign", "--patient", 1).code == 0


def test_that_a_changed_fact_is_told_answered_and_asked_again(clinic: Clinic, fill: Callable[..., Path]) -> None:
    whole = json.loads(fill().read_text("utf-8"))
    fever = whole["afresh"] | {"fever": {"answer": "yes"}}
    kept = clinic("visit", "keep", "--patient", 1, fill(afresh=fever, exercises=[]), "--json")
    assert kept.code == 1
    assert {one["rule"] for one in json.loads(kept.out)["obstacles"]} == {"RF12"}
    assert clinic("visit", "answer", "--patient", 1, "RF12", "--acknowledge").code == 2
    assert clinic("visit", "answer", "--patient", 1, "rf12", "--assessed", "seen by her doctor today").code == 0
    assert clinic("visit", "check", "--patient", 1).code == 0
    bladder = whole["afresh"] | {"bladder": {"answer": "not_sure"}}
    stopped = clinic("visit", "keep", "--patient", 1, fill(afresh=bladder))
    assert stopped.code == 1
    assert "no treatment today" in stopped.out
    assert "Refer (emergency)" in stopped.out


def test_that_notes_are_added_and_nothing_is_changed(clinic: Clinic, fill: Callable[..., Path], tmp_path: Path) -> None:
    clinic("visit", "keep", "--patient", 1, fill())
    assert clinic("visit", "note", 1, "--text", "x").code == 2
    clinic("visit", "sign", "--patient", 1)
    before = json.loads(clinic("visit", "show", 1, "--json").out)["visit"]
    text = tmp_path / "note.txt"
    text.write_text("left, not right\n", encoding="utf-8")
    reason = ["--reason", "wrong side written down"]
    assert clinic("visit", "note", 1, "--kind", "correction", "--file", text).code == 2
    assert clinic("visit", "note", 1, "--kind", "correction", *reason, "--file", text).code == 0
    assert clinic("visit", "note", 1, "--kind", "entered_in_error", *reason).code == 0
    after = json.loads(clinic("visit", "show", 1, "--json").out)
    assert [note["note"]["kind"] for note in after["notes"]] == ["correction", "entered_in_error"]
    assert after["visit"] | {"in_error": False} == before
    assert "ENTERED IN ERROR" in clinic("visit", "list", "--patient", 1).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sign", "--patient", 1), "no draft"),
        (("check", "--patient", 1), "no draft"),
        (("show", 99), "there is no visit 99"),
        (("open", "--patient", 99), "patient 99"),
        (("open", "--patient", 1, "--plan", 9), "no released plan 9"),
    ],
)
def test_that_what_is_not_there_ends_in_one_line(clinic: Clinic, words: tuple[object, ...], told: str) -> None:
    ended = clinic("visit", *words)
    assert ended.code in {2, 3}
    assert len(ended.lines) == 1
    assert told in ended.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"state": "signed"}, "state"),
        ({"signed_by": "M. Okafor"}, "signed_by"),
        ({"format": "treatplan.visit/2"}, "visit/2"),
        ({"needles": [{"item_id": "v1", "code": "BL999"}]}, "needles.v1.code"),
        ({"counts": [{"position": "prone", "needles_in": -1, "needles_out": 0}]}, "needles_in"),
        ({"on": "1850-01-01"}, "on"),
        ({"note": "\u0007"}, "note"),
    ],
)
def test_that_a_file_that_cant_be_is_refused_in_one_line(
    clinic: Clinic, fill: Callable[..., Path], change: dict[str, Any], told: str
) -> None:
    ended = clinic("visit", "keep", "--patient", 1, fill(**change))
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert told in ended.err
