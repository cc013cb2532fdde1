"""The clinic's own packs as its user meets them: on the command line, with the shipped library."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treatplan.bundle import bundled
from treatplan.content.adapting import adapt

CORE = bundled("resources") / "content" / "core"
Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer of one's own: this user's data is here."""
    for name in ("XDG_DATA_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "data" / "treatplan").mkdir(parents=True)
    return tmp_path / "data" / "treatplan" / "packs"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that adapts one stretch and makes one rule stricter."""
    folder = tmp_path / "ours"
    adapt(CORE, "rules/N02", folder)
    adapt(CORE, "stretches/EX03", folder)
    change(folder / "pack.toml", '"ours"', '"our clinic"')
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_that_a_pack_is_checked_added_listed_and_removed(call: Call, pack: Path, place: Path) -> None:
    assert call("library", "packs").out == "There are no packs of your own.\n"
    ended = call("library", "check", pack)
    assert (ended.code, ended.out, ended.err) == (0, "The pack is sound.\n", "")
    ended = call("library", "add", pack)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[:2] == ["ours: our clinic 1", "  adapts rules/N02, stretches/EX03"]
    assert call("library", "packs").out.splitlines() == ended.out.splitlines()[:2]
    (told,) = json.loads(call("library", "packs", "--json").out)
    assert told["adapts"][1] == {"what": "stretches/EX03", "made_from": 1, "shipped": 1}
    ended = call("library", "remove", "ours")
    assert ended.code == 0
    assert str(place.parent / "packs-removed" / "ours-1") in ended.out
    assert call("library", "packs").out == "There are no packs of your own.\n"


def test_that_a_broken_pack_is_not_added_and_every_mistake_has_its_line(call: Call, pack: Path, place: Path) -> None:
    change(pack / "stretches" / "EX03.toml", "reps = ", "reps = 1000 #")
    change(pack / "rules" / "N02.toml", "made_from = 1", 'made_from = "one"')
    ended = call("library", "check", pack)
    assert (ended.code, ended.out) == (1, "2 found.\n")
    assert [line.split(": ")[:2] for line in ended.lines] == [
        ["ours/rules/N02.toml:1", "made_from"],
        ["ours/stretches/EX03.toml:6", "reps"],
    ]
    ended = call("library", "add", pack)
    assert ended.code == 2
    assert ended.lines[-1].startswith("treatplan: ours/rules/N02.toml:1: made_from: ")
    assert ended.lines[0].startswith("ours/stretches/EX03.toml:6: reps: ")
    assert list(place.iterdir()) == []


def test_that_a_plan_remembers_the_packs_and_is_told_what_changed(
    call: Call, pack: Path, sample: dict[str, Any], save: Callable[..., Path], tmp_path: Path
) -> None:
    intake, plan = save(sample), tmp_path / "plan.json"
    assert call("plan", "draft", intake, "-o", plan).code == 0
    before = json.loads(plan.read_text("utf-8"))
    assert before["library"].startswith("treatplan core ")
    held = next(part["exercises"][0]["exercise"] for part in before["components"] if part["modality"] == "stretching")
    assert call("library", "adapt", f"stretches/{held}", "--into", pack).code == 0
    change(pack / "stretches" / f"{held}.toml", "days_per_week = ", "days_per_week = 3 #")
    assert call("library", "add", pack).code == 0
    told = " ".join(call("plan", "check", plan, "--intake", intake).out.split())
    assert f"Made with {before['library']}; now {before['library']} + our clinic 1: {held} changed" in told
    plain = json.loads(call("plan", "check", plan, "--intake", intake, "--json").out)
    assert plain["remarks"][0].startswith("made with ")
    assert call("plan", "draft", intake, "-o", plan).code == 0
    after = json.loads(plan.read_text("utf-8"))
    assert after["library"] == f"{before['library']} + our clinic 1"
    assert json.loads(call("plan", "check", plan, "--intake", intake, "--json").out)["remarks"] == []
    assert call("plan", "handout", plan, "--intake", intake, "-o", tmp_path / "sheet.pdf").code == 0


def test_that_a_pack_that_breaks_later_is_told_and_nothing_stops(
    call: Call, pack: Path, place: Path, drafted: Path, sample: dict[str, Any], save: Callable[..., Path]
) -> None:
    assert call("library", "add", pack).code == 0
    (place / "ours" / "rules" / "N02.toml").write_bytes(b"\xff")
    ended = call("library", "packs")
    assert ended.code == 1
    assert "  not used: ours/rules/N02.toml:1: is not text in UTF-8" in ended.out.splitlines()
    told = call("plan", "check", drafted, "--intake", save(sample))
    assert "Your pack 'our clinic' has a mistake" in told.out
    assert call("library", "rules", "N02").code == 0


def test_that_what_is_behind_is_listed(call: Call, pack: Path) -> None:
    change(pack / "stretches" / "EX03.toml", "made_from = 1", "made_from = 7")
    ended = call("library", "add", pack)
    assert ended.code == 0
    assert ended.lines[0].startswith("warning: ours/stretches/EX03.toml:1: made_from: is 7, but what is shipped is")
    ended = call("library", "changes")
    assert "our clinic: stretches/EX03 was made from version 7; what is shipped is version 1 now" in ended.out
    told = json.loads(call("library", "changes", "--json").out)
    assert [one["what"] for one in told["behind"]] == ["stretches/EX03"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("library", "add"), "treatplan: CODE: is needed: the folder of a pack"),
        (("library", "adapt"), "treatplan: CODE: is needed: what to adapt"),
        (("library", "adapt", "rules/N02"), "treatplan: --into: is needed: the folder of your pack"),
        (("library", "adapt", "rules/N2", "--into", "x"), "treatplan: rules: there is no 'N2' in rules; near it: N"),
        (("library", "adapt", "points/BL23", "--into", "x"), "treatplan: points/BL23: is no SHELF/CODE to adapt"),
        (("library", "remove"), "treatplan: CODE: is needed: the name of a pack"),
        (("library", "remove", "ours"), "treatplan: ours: is no pack of yours; there is none"),
        (("library", "add", "nowhere"), "treatplan: nowhere: there is no such folder"),
        (("library", "check", "nowhere"), "treatplan: nowhere: there is no such folder"),
    ],
)
def test_that_a_wrong_call_is_one_clear_line(call: Call, words: tuple[str, ...], said: str) -> None:
    ended = call(*words)
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert ended.lines[0].startswith(said)


def test_that_a_shipped_thing_becomes_the_start_of_a_pack(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "O'Neil & Sons 李伟"
    ended = call("library", "adapt", "leaflets/after_moxa", "--into", folder)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[:3] == [
        str(folder / name) for name in ("pack.toml", "leaflets/after_moxa.en.md", "leaflets/after_moxa.toml")
    ]
    assert (folder / "leaflets" / "after_moxa.toml").read_text("utf-8").startswith("made_from = 1\n")
    assert (folder / "leaflets" / "after_moxa.en.md").read_bytes() == (
        CORE / "leaflets" / "after_moxa.en.md"
    ).read_bytes()
    assert call("library", "check", folder).out == "The pack is sound.\n"
    again = call("library", "adapt", "leaflets/after_moxa", "--into", folder)
    assert again.code == 2
    assert "is there already; nothing was written" in again.lines[0]
    assert call("library", "adapt", "stretches/ex03", "--into", folder).code == 0
    assert call("library", "check", folder).code == 0


def test_that_a_place_that_can_not_be_written_is_told_and_left_as_it_was(call: Call, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "rules").write_text("a file where the folder should be", "utf-8")
    ended = call("library", "adapt", "rules/N02", "--into", tmp_path / "ours")
    assert ended.code == 4
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["rules"]


def test_that_a_folder_that_is_no_pack_is_one_clear_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    ended = call("library", "add", tmp_path / "photos")
    assert (ended.code, ended.lines) == (2, ["treatplan: photos/pack.toml: is missing: this folder is no pack"])
