"""Backups from the command line, up to a machine that knows nothing but a backup and a recovery code."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ended

PASSPHRASE = "eleven blue herons"


class House:
    """A clinic with one patient, and the sheet on which its recovery code is printed."""

    def __init__(self, call: Callable[..., Ended], folder: Path) -> None:
        self.call, self.folder = call, folder
        self.place = folder / "c.treatplan"
        self.secret = self.wrote("pass.txt", PASSPHRASE)
        made = self.done("clinic", "new", "--user", "owner", "--name", "Willow <Bridge> & Sons")
        found = re.search(r"^ {4}(\S+)$", made.out, re.MULTILINE)
        assert found is not None
        self.code = self.wrote("code.txt", found.group(1))
        self.done("patient", "add", "--family", "O'Neil & Sons", "--given", "李", "--birth-date", "1980-02-29")

    def wrote(self, name: str, line: str) -> Path:
        path = self.folder / name
        path.write_text(f"{line}\n", encoding="utf-8")
        return path

    def __call__(self, *words: object, place: Path | None = None) -> Ended:
        return self.call(*words, "--clinic", place or self.place, "--passphrase-file", self.secret)

    def done(self, *words: object, place: Path | None = None) -> Ended:
        ended = self(*words, place=place)
        assert ended.code == 0, ended.err
        return ended

    def backup(self) -> Path:
        made = json.loads(self.done("backup", "make", "--json").out)
        return Path(str(made["file"]["folder"]), str(made["file"]["name"]))

    def of_backup(self, verb: str, *words: object) -> Ended:
        return self.call("backup", verb, *words, "--passphrase-file", self.secret)


@pytest.fixture
def house(call: Callable[..., Ended], tmp_path: Path) -> House:
    return House(call, tmp_path)


def found(house: House, place: Path) -> list[str]:
    rows = json.loads(house.done("patient", "find", "o'neil", "--json", place=place).out)
    return [row["given_name"] for row in rows]


def test_that_a_bare_machine_has_a_working_clinic_in_few_steps(
    house: House, call: Callable[..., Ended], tmp_path: Path
) -> None:
    """Steps: install; connect the disk; put back with the code and a new passphrase; open. Nothing else is there."""
    backup = house.backup()
    disk, bare = tmp_path / "disk", tmp_path / "bare"
    disk.mkdir()
    bare.mkdir()
    stick = disk / backup.name
    stick.write_bytes(backup.read_bytes())
    for path in (house.place, *tmp_path.glob("c.tp*"), *house.folder.glob("backups/*")):
        path.unlink()
    new = house.wrote("new.txt", "a ferry in the fog")
    steps = [
        ("backup", "list", disk, "--recovery-code-file", house.code),
        (
            "backup", "restore", stick, "--clinic", bare / "c.treatplan",
            "--recovery-code-file", house.code, "--passphrase-file", new,
        ),
        ("patient", "find", "o'neil", "--clinic", bare / "c.treatplan", "--passphrase-file", new),
    ]  # fmt: skip
    told = []
    for step in steps:
        ended = call(*step)
        assert ended.code == 0, ended.err
        told.append(ended.out)
    assert 2 + len(steps) <= 6  # with installing the program and connecting the disk
    assert "李 O'Neil & Sons" in told[-1]
    old = call("patient", "find", "o'neil", "--clinic", bare / "c.treatplan", "--passphrase-file", house.secret)
    assert old.code == 2


def test_that_a_backup_is_made_verified_listed_and_put_back(house: House, tmp_path: Path) -> None:
    backup = house.backup()
    assert house.of_backup("verify", backup).code == 0
    listed = house.of_backup("list", backup.parent)
    assert f"The newest that is whole: {backup.name}" in listed.out
    assert json.loads(house("backup", "list", "--json").out)[0]["counts"]["patient"] == 1
    house.done("patient", "add", "--family", "Later", "--birth-date", "1980-02-29")
    put = house("backup", "restore", backup)
    assert put.code == 0, put.err
    assert "may be missing" in put.out
    assert "c-before-restore.treatplan" in put.out
    assert found(house, house.place) == ["李"]
    assert json.loads(house.done("patient", "find", "later", "--json").out) == []
    kept = tmp_path / "c-before-restore.treatplan"
    assert len(json.loads(house.done("patient", "find", "later", "--json", place=kept).out)) == 1


def test_that_the_clinic_says_how_its_last_backup_stands(house: House) -> None:
    assert "NONE HAS EVER BEEN MADE" in house.done("clinic", "info").out
    backup = house.backup()
    told = house.done("clinic", "info").out
    assert f"the last proven one is 0 minutes old ({backup.name}" in told
    info = json.loads(house.done("clinic", "info", "--json").out)
    assert (info["backup"]["freshness"], info["restored"], info["practice"]["jurisdiction"]) == ("fresh", None, "intl")
    backup.rename(backup.with_name("elsewhere.tpbackup"))
    assert "its disk is not connected, or it was moved" in house.done("clinic", "info").out
    assert house("backup", "restore", backup.with_name("elsewhere.tpbackup")).code == 0
    assert "put back from a backup" in house.done("clinic", "info").out


def test_that_a_damaged_backup_is_told_and_the_whole_one_named(house: House) -> None:
    whole = house.backup()
    cut = whole.with_name("a.tpbackup")
    for length in (0, 10, 500, 100_000):
        cut.write_bytes(whole.read_bytes()[:length])
        verified = house.of_backup("verify", cut)
        assert (verified.code, "NOT USABLE" in verified.out) == (1, True)
        listed = house.of_backup("list", whole.parent)
        assert listed.code == 1
        assert f"The newest that is whole: {whole.name}" in listed.out
        put = house("backup", "restore", cut)
        assert (put.code, len(put.lines)) == (2, 1)
        assert f"'{whole.name}' beside it is whole" in put.lines[0]
    assert found(house, house.place) == ["李"]


@pytest.mark.parametrize("words", [("verify", "none.tpbackup"), ("restore", "none.tpbackup"), ("list", "nowhere")])
def test_that_what_is_not_there_is_one_clear_line(house: House, words: tuple[str, str], tmp_path: Path) -> None:
    ended = house.of_backup(words[0], tmp_path / words[1])
    assert ended.code in {1, 2}
    assert words[1].partition(".")[0] in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_that_an_empty_folder_has_no_backup(house: House, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = house.of_backup("list", tmp_path / "empty")
    assert (ended.code, ended.out) == (0, "There is no backup in this folder.\n")


def test_that_a_wrong_passphrase_is_one_line_that_quotes_nothing(house: House, call: Callable[..., Ended]) -> None:
    backup, wrong = house.backup(), house.wrote("wrong.txt", "not the passphrase at all")
    ended = call("backup", "verify", backup, "--passphrase-file", wrong)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "not the passphrase" not in ended.err


def test_that_new_keys_print_a_new_code_and_keep_the_old_clinic(
    house: House, call: Callable[..., Ended], tmp_path: Path
) -> None:
    old = house.backup()
    rekeyed = house.done("clinic", "rekey")
    code = re.search(r"^ {4}(\S+)$", rekeyed.out, re.MULTILINE)
    assert code is not None
    assert "c-before-rekey.treatplan" in rekeyed.out
    assert found(house, house.place) == ["李"]
    new = house.backup()
    code_file = house.wrote("code2.txt", code.group(1))
    assert call("backup", "verify", new, "--recovery-code-file", code_file).code == 0
    assert call("backup", "verify", old, "--recovery-code-file", house.code).code == 0
    assert call("backup", "verify", old, "--recovery-code-file", code_file).code == 2
    listed = call("backup", "list", old.parent, "--recovery-code-file", code_file)
    assert "one of the day when it was made may open it" in listed.out


def test_that_a_clinic_in_a_synced_folder_is_moved_out_of_it(house: House, tmp_path: Path) -> None:
    synced, safe = tmp_path / "OneDrive - Hill", tmp_path / "safe"
    synced.mkdir()
    safe.mkdir()
    for path in tmp_path.glob("c.tp*"):
        path.rename(synced / path.name)
    place = house.place.rename(synced / house.place.name)
    refused = house("patient", "find", "o", place=place)
    assert (refused.code, len(refused.lines)) == (2, 1)
    assert "OneDrive" in refused.lines[0]
    assert "treatplan clinic move NEWPLACE" in refused.lines[0]
    assert house("clinic", "new", place=synced / "d.treatplan").code == 2
    moved = house("clinic", "move", safe, place=place)
    assert moved.code == 0, moved.err
    assert found(house, safe / "c.treatplan") == ["李"]
    assert house("backup", "make", "--to", synced, place=safe / "c.treatplan").code == 0
