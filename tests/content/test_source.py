"""The packs as services see them: shipped and own together, what is wrong, what changed, what a plan was made with."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.errors import Refused
from treatplan.domain.packs import Key

TODAY = date(2026, 11, 25)
RESOURCES = bundled("resources")
N02: Key = ("rules", "N02")
EX01: Key = ("stretches", "EX01")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def core(tiny: Path, tmp_path: Path) -> Path:
    """The tiny pack in the place of the shipped one."""
    content = tmp_path / "content"
    content.mkdir()
    shutil.copy(RESOURCES / "content" / "core" / "claim_rules.toml", tiny)
    return tiny.rename(content / "core")


@pytest.fixture
def started(core: Path, tmp_path: Path) -> Callable[[], Packs]:
    """The program started: on a computer where a clinic was made."""
    (tmp_path / "data").mkdir()
    return lambda: Packs(core.parent, RESOURCES / "texts", tmp_path / "data" / "packs")


def test_that_the_library_is_what_is_shipped_where_there_are_no_packs(started: Callable[[], Packs]) -> None:
    for _ in range(2):  # the first start remembers the version, the second reads shelf by shelf
        packs = started()
        assert packs.library("en").made_with == "tiny 3"
        assert packs.library("en").rules["N02"].version == 2
        assert packs.notices() == ()
        assert packs.reports(TODAY) == ()
        assert packs.library("en") is packs.library("en")


def test_that_shelves_are_read_when_they_are_asked_for(started: Callable[[], Packs], core: Path) -> None:
    started().library("en")
    library = started().library("en")
    change(core / "stretches" / "EX01.toml", "reps = 5", "reps = 7")
    assert library.stretches["EX01"].reps == 7
    assert set(library.rules) == {"N02"}
    assert [point.code for point in library.points.values()] == ["BL11", "BL12"]
    assert "BL99" not in library.points
    assert library.points.get("BL99") is None
    with pytest.raises(KeyError):
        library.points["BL99"]


def test_that_a_shelf_that_can_not_be_read_says_why(started: Callable[[], Packs], core: Path) -> None:
    started().library("en")
    library = started().library("en")
    change(core / "rules" / "N02.toml", "version = 2", "version =")
    for _ in range(2):
        with pytest.raises(Refused, match=r"core/rules/N02\.toml:2: is not TOML"):
            len(library.rules)
    assert len(library.points) == 2


def test_that_a_pack_is_used_once_it_is_added(started: Callable[[], Packs], clinic: Path) -> None:
    packs = started()
    assert packs.library("en").rules["N02"].version == 2
    found = packs.add(clinic, TODAY)
    assert (found.name, found.version, [one.what for one in found.adapts]) == (
        "our clinic",
        "1",
        ["defaults", "rules/N02"],
    )
    assert packs.library("en").rules["N02"].version == 3
    assert started().library("en").made_with == "tiny 3 + our clinic 1"
    packs.remove("clinic")
    assert packs.library("en").rules["N02"].version == 2


def test_that_a_pack_with_anything_wrong_is_not_added(
    started: Callable[[], Packs], clinic: Path, tmp_path: Path
) -> None:
    change(clinic / "rules" / "N02.toml", '"contraindicated"', '"note"')
    change(clinic / "defaults.toml", "20", '"x"')
    packs = started()
    with pytest.raises(Refused) as refused:
        packs.add(clinic, TODAY)
    assert [problem.file for problem in refused.value.problems] == ["clinic/defaults.toml:1", "clinic/rules/N02.toml:6"]
    assert packs.reports(TODAY) == ()
    assert list((tmp_path / "data" / "packs").iterdir()) == []


def test_that_a_changed_pack_needs_a_new_version(started: Callable[[], Packs], clinic: Path) -> None:
    packs = started()
    packs.add(clinic, TODAY)
    change(clinic / "defaults.toml", "20", "19")
    with pytest.raises(Refused, match=r"clinic/pack\.toml: version: is 1, which is there already"):
        packs.add(clinic, TODAY)
    change(clinic / "pack.toml", 'version = "1"', 'version = "2"')
    packs.add(clinic, TODAY)
    assert packs.library("en").defaults.cun_mm == 19


def test_that_two_packs_of_one_name_could_not_be_told_apart(
    started: Callable[[], Packs], clinic: Path, tmp_path: Path
) -> None:
    packs = started()
    packs.add(clinic, TODAY)
    with pytest.raises(Refused, match="is 'our clinic', as the pack in 'clinic' is called"):
        packs.add(clinic.rename(tmp_path / "second"), TODAY)


def test_that_a_pack_is_looked_at_beside_those_in_use(
    started: Callable[[], Packs], clinic: Path, tmp_path: Path
) -> None:
    packs = started()
    packs.add(clinic, TODAY)
    later = tmp_path / "zz"
    (later / "rules").mkdir(parents=True)
    (later / "pack.toml").write_text('name = "later"\nversion = "1"\nrule_set = "later-1"\n', "utf-8")
    for file in (clinic / "rules").iterdir():
        shutil.copy(file, later / "rules")
    change(later / "rules" / "N02.toml", "overridable = false", "overridable = true")
    (line,) = map(str, packs.look(later, TODAY).problems)
    assert line.startswith("zz/rules/N02.toml:8: overridable: is true, which is looser")
    assert packs.problems("en", later, TODAY) == packs.look(later, TODAY).problems
    with pytest.raises(Refused, match="there is no such folder"):
        packs.look(tmp_path / "nowhere", TODAY)


def test_that_what_is_left_out_is_told_in_a_line(started: Callable[[], Packs], clinic: Path, tmp_path: Path) -> None:
    packs = started()
    packs.add(clinic, TODAY)
    place = tmp_path / "data" / "packs"
    change(place / "clinic" / "rules" / "N02.toml", "level =", "level")
    (place / "notes.txt").write_text("x", "utf-8")
    packs = started()
    assert packs.notices() == (
        "Among your packs: notes.txt: is no folder; a pack is one.",
        (
            "Your pack 'our clinic' has a mistake: what it is in is not used, and what is shipped stands. "
            "`treatplan library packs` says where."
        ),
    )
    own, stranger = packs.reports(TODAY)
    assert [str(problem) for problem in own.problems] == [
        "clinic/rules/N02.toml:6: is not TOML: Expected '=' after a key in a key/value pair"
    ]
    assert [str(problem) for problem in stranger.problems] == ["notes.txt: is no folder; a pack is one"]
    assert packs.library("en").rules["N02"].version == 2


def test_that_packs_that_can_not_be_listed_leave_what_is_shipped(
    started: Callable[[], Packs], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real = tmp_path / "data" / "packs", os.scandir

    def closed(folder: Path) -> Any:
        if Path(folder) == place:
            raise PermissionError(13, "Permission denied")
        return real(folder)

    monkeypatch.setattr(os, "scandir", closed)
    packs = started()
    assert packs.library("en").made_with == "tiny 3"
    assert packs.notices() == (f"Your packs are not used. {place}: could not be read (permission denied).",)


# What changed


def test_that_a_new_version_says_what_it_changed(started: Callable[[], Packs], core: Path) -> None:
    started().library("en")
    change(core / "pack.toml", 'version = "3"', 'version = "4"')
    change(core / "rules" / "N02.toml", "version = 2", "version = 5")
    change(core / "rules" / "N02.en.md", "of = 2", "of = 5")
    (core / "stretches" / "EX01.toml").unlink()
    (core / "stretches" / "EX01.en.md").unlink()
    (core / "stretches" / "EX01.de.md").unlink()
    packs = started()
    packs.library("en")
    (found,) = packs.changes()
    assert (found.name, found.before, found.now) == ("tiny", "3", "4")
    assert [str(one) for one in found.changes] == ["N02 changed (version 2, now 5)", "EX01 removed"]


def test_that_the_first_version_has_nothing_before_it(started: Callable[[], Packs]) -> None:
    (found,) = started().changes()
    assert (found.before, found.changes) == (None, ())


def test_that_a_plan_is_told_what_became_of_what_it_holds(
    started: Callable[[], Packs], core: Path, clinic: Path
) -> None:
    made_with = started().library("en").made_with
    assert started().since(made_with, {N02, EX01}) is None
    started().add(clinic, TODAY)
    since = started().since(made_with, {N02, EX01})
    assert str(since) == "made with tiny 3; now tiny 3 + our clinic 1: N02 changed (version 2, now 3)"
    assert str(started().since(made_with, {EX01})).endswith("nothing that this plan holds has changed")
    change(core / "pack.toml", 'version = "3"', 'version = "4"')
    change(core / "stretches" / "EX01.toml", "reps = 5", "reps = 4")
    since = started().since("tiny 3 + our clinic 1", {N02, EX01})
    assert str(since) == "made with tiny 3 + our clinic 1; now tiny 4 + our clinic 1: EX01 changed"


def test_that_a_version_nobody_used_here_is_not_guessed(started: Callable[[], Packs]) -> None:
    assert str(started().since("tiny 2", {N02})).endswith("what changed between them is not known on this computer")
    assert str(started().since("by hand", {N02})).endswith("not known on this computer")
    assert started().since("", {N02}) is None


def test_that_a_plan_is_told_without_reading_the_library_each_time(
    started: Callable[[], Packs], clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = started()
    made_with = packs.library("en").made_with
    packs.add(clinic, TODAY)
    first = packs.since(made_with, {N02})

    def unasked(*_: object) -> None:
        raise AssertionError("the packs were read again")

    monkeypatch.setattr("treatplan.content.source.laid", unasked)
    assert packs.since(made_with, {N02}) == first
    assert str(packs.since(made_with, {EX01})).endswith("nothing that this plan holds has changed")


def test_that_a_pack_may_be_named_from_inside(
    started: Callable[[], Packs], clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clinic)
    change(clinic / "defaults.toml", "20", '"x"')
    (problem,) = started().look(Path(), TODAY).problems
    assert problem.file == "clinic/defaults.toml:1"
    change(clinic / "defaults.toml", '"x"', "20")
    assert started().add(Path(), TODAY).folder == "clinic"


def test_that_a_pack_changed_in_place_is_told(started: Callable[[], Packs], clinic: Path, tmp_path: Path) -> None:
    started().add(clinic, TODAY)
    started().library("en")
    file = tmp_path / "data" / "packs" / "clinic" / "rules" / "N02.toml"
    change(file, 'level = "contraindicated"', 'level = "emergency"')
    (found,) = started().reports(TODAY)
    assert [str(warning) for warning in found.warnings][-1] == (
        "clinic/pack.toml: version: is 1 still, but the pack has changed (N02 changed): "
        "raise it, so that plans can tell"
    )


def test_that_words_alone_are_seen_to_change_with_the_facts_below(
    started: Callable[[], Packs], core: Path, clinic: Path
) -> None:
    (clinic / "stretches").mkdir()
    shutil.copy(core / "stretches" / "EX01.en.md", clinic / "stretches")
    change(clinic / "stretches" / "EX01.en.md", "Knee rolls", "Rolling knees")
    started().add(clinic, TODAY)
    made_with = started().library("en").made_with
    change(core / "pack.toml", 'version = "3"', 'version = "4"')
    change(core / "stretches" / "EX01.toml", "reps = 5", "reps = 4")
    assert str(started().since(made_with, {EX01})).endswith("EX01 changed")
