"""Odd paths, odd targets, odd callers at the command line: it works, or it is one line and nothing was harmed."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.conftest import Call, assert_one_line
from tests.storage import rooms

Save = Callable[..., Path]
FAKE_LINE = "ann\n2026-11-25 12:00:00 INFO audit: everything is well"


@pytest.fixture
def released(clinic: Call, sample_intake: dict[str, Any], save: Save) -> str:
    """The number of a handout that was released for a patient of a hostile name."""
    who = {"given_name": "../../<Ana>", "family_name": "O'Neil/..\\con"}
    sample_intake["patient"] |= who
    added = clinic("patient", "add", "--given", who["given_name"], "--family", who["family_name"],
                   "--birth-date", sample_intake["patient"]["birth_date"], "--json").json["id"]  # fmt: skip
    assert clinic("intake", "record", added, save(sample_intake)).code == 0
    drafted = clinic("plan", "draft", "--patient", added)
    found = re.search(r"^plan (\d+): drafted", drafted.out, re.MULTILINE)
    assert found is not None, drafted.err
    number = found.group(1)
    for finding in clinic("plan", "check", "--plan", number, "--json").json["findings"]:
        assert clinic("plan", "answer", "--plan", number, finding["rule"], "--acknowledge").code == 0
    assert clinic("plan", "release", "--plan", number).code == 0
    return str(clinic("handouts", "list", "--patient", added, "--json").json[0]["id"])


def test_that_a_line_of_a_log_in_a_name_is_never_a_line_of_its_own(
    call: Call, clinic: Call, place: Path, tmp_path: Path
) -> None:
    """A login is kept without breaks; a name with one is refused, for a user as for the clinic."""
    secret = tmp_path / "new.txt"
    secret.write_text("nine quiet otters swim\n", encoding="utf-8")
    (tmp_path / "other").mkdir()
    new = ("clinic", "new", "--clinic", tmp_path / "other" / "o.treatplan", "--passphrase-file", secret)
    for option in ("--name", "--practitioner", "--qualification", "--registration-no", "--address", "--phone"):
        assert_one_line(call(*new, option, FAKE_LINE), "no part of a text")
    assert list((tmp_path / "other").iterdir()) == []
    made = call(*new, "--user", FAKE_LINE)
    assert made.code == 0, made.err
    assert "2026-11-25" in made.out.splitlines()[0]
    assert not [line for line in made.out.splitlines() if line.startswith("2026-11-25")]
    added = clinic("user", "add", FAKE_LINE, "--name", "Ann", "--role", "front_desk", "--new-passphrase-file", secret)
    assert added.code == 0, added.err
    refused = clinic("user", "add", "b", "--name", FAKE_LINE, "--role", "front_desk", "--new-passphrase-file", secret)
    assert_one_line(refused, "no part of a text")
    for shown in (clinic("user", "list"), clinic("audit", "list")):
        assert shown.code == 0
        assert not [line for line in shown.out.splitlines() if line.startswith("2026-11-25 12:00:00 INFO")]
    assert_one_line(
        call("patient", "find", "a", "--clinic", place, "--user", f"no{FAKE_LINE}", "--passphrase-file", secret)
    )


def test_that_a_file_of_paper_bears_nothing_of_the_patients_name(released: str, clinic: Call, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    printed = clinic("handouts", "print", released, "-o", folder)
    assert printed.code == 0, printed.err
    [file] = folder.iterdir()
    assert re.fullmatch(r"handout-\d+-v\d+-[a-z]+\.pdf", file.name)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name",
    [
        "../{}",
        "./{}",
        "{}.",
        "CON.json",
        "a.json.exe",
        "name:stream",
        "\u202egnp.json",
        "汉字 ü.json",
        "a\nb.json",
        "-o.json",
    ],
)
def test_that_odd_names_of_files_are_opened_or_refused_in_one_line(
    name: str, call: Call, sample_intake: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    content = save(sample_intake).read_bytes()
    file = folder / name.format("intake.json")
    file.write_bytes(content)
    drafted = call("plan", "draft", file)
    assert drafted.code == 0, drafted.err
    missing = call("plan", "draft", folder / f"no{name.format('intake.json').replace('/', '')}")
    assert_one_line(missing)


@pytest.mark.parametrize("name", ["n" * 300, "", "a/b/c.json", "/", "/dev/null", "no\udcff.json"])
def test_that_what_is_no_file_is_refused_in_one_line(name: str, call: Call, tmp_path: Path) -> None:
    assert_one_line(call("plan", "draft", str(tmp_path / name) if name else ""), codes=(2, 4))


def test_that_paper_that_cannot_be_written_leaves_what_was_there(released: str, clinic: Call, tmp_path: Path) -> None:
    there = tmp_path / "there.pdf"
    there.write_bytes(b"an older sheet")
    for target in (tmp_path / "no" / "x.pdf", there / "x.pdf", Path("/proc/x.pdf"), tmp_path / ("n" * 300)):
        assert_one_line(clinic("handouts", "print", released, "-o", target), codes=(2, 4))
    assert there.read_bytes() == b"an older sheet"
    if Path("/dev/full").exists():
        assert_one_line(clinic("handouts", "print", released, "-o", "/dev/full"), codes=(2, 4))
    assert clinic("handouts", "print", released, "-o", there).code == 0
    assert there.read_bytes().startswith(b"%PDF"), "what is named is written over, whole"
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".treatplan-")]


@pytest.mark.parametrize("folder", ["Ünïcode", "汉字", "d" * 250, "a b'c\"d", "$(x)", "\u202e"])
def test_that_paper_goes_to_any_path_that_the_system_takes(
    folder: str, released: str, clinic: Call, tmp_path: Path
) -> None:
    (tmp_path / folder).mkdir()
    target = tmp_path / folder / ("ü" * 60 + ".pdf")
    printed = clinic("handouts", "print", released, "-o", target)
    assert printed.code == 0, printed.err
    assert target.read_bytes().startswith(b"%PDF")


def test_that_nothing_is_saved_over_a_clinic(
    released: str, clinic: Call, call: Call, place: Path, sample_intake: dict[str, Any], save: Save
) -> None:
    before = rooms.seen(place.parent)
    files = [file for file in sorted(place.parent.iterdir()) if file.suffix != ".lock"]
    link = place.with_name("link.pdf")
    link.symlink_to(place)
    for target in (*files, link):
        assert_one_line(clinic("handouts", "print", released, "-o", target), "is a file of a clinic")
        assert_one_line(call("plan", "draft", save(sample_intake), "-o", target), "is a file of a clinic")
    link.unlink()
    after = rooms.seen(place.parent)
    assert {name: after[name] for name in before if "tpkeys" in name} == {
        name: before[name] for name in before if "tpkeys" in name
    }
    assert len(rooms.names_in(place)) == 2


def test_that_a_printer_that_is_none_is_told_in_one_line(
    released: str, clinic: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert_one_line(clinic("handouts", "print", released, "--printer", "none"), "print", codes=(4,))
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    lp.chmod(0o755)
    assert_one_line(clinic("handouts", "print", released, "--printer", "$(rm x)"), "did not take", codes=(4,))
    assert os.environ["PATH"] == str(tmp_path)
