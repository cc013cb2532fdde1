"""Packs are copied in whole or not at all, and put aside, never deleted."""

import os
import shutil
from pathlib import Path

import pytest

from treatplan.content.folder import PacksFolder
from treatplan.domain.errors import Refused, Unavailable


@pytest.fixture
def folder(tmp_path: Path) -> PacksFolder:
    return PacksFolder(tmp_path / "place" / "packs")


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def put(folder: PacksFolder, pack: Path) -> None:
    with folder.copied(pack) as copy:
        folder.take(copy)


def refused(folder: PacksFolder, pack: Path) -> list[str]:
    before = content(folder.place)
    with pytest.raises(Refused) as error:
        put(folder, pack)
    assert content(folder.place) == before
    assert not [path for path in folder.place.iterdir() if path.name.startswith(".")] if folder.place.exists() else True
    return [str(problem) for problem in error.value.problems]


def test_that_a_pack_is_copied_whole(folder: PacksFolder, clinic: Path) -> None:
    put(folder, clinic)
    assert [path.name for path in folder.packs()] == ["clinic"]
    assert content(folder.place / "clinic") == content(clinic)
    assert {path.name for path in folder.place.iterdir()} == {"clinic"}  # nothing hidden is left


def test_that_hidden_files_stay_behind(folder: PacksFolder, clinic: Path) -> None:
    (clinic / ".git").mkdir()
    (clinic / ".DS_Store").write_bytes(b"x")
    put(folder, clinic)
    assert not [name for name in content(folder.place / "clinic") if name[0] == "."]


def test_that_a_copy_that_is_not_taken_is_gone(folder: PacksFolder, clinic: Path) -> None:
    with folder.copied(clinic) as copy:
        assert folder.packs() == ()
        assert copy.is_dir()
    assert list(folder.place.iterdir()) == []


def test_that_an_older_one_of_the_same_name_is_put_aside(folder: PacksFolder, clinic: Path) -> None:
    put(folder, clinic)
    before = content(clinic)
    (clinic / "medicines.toml").unlink()
    put(folder, clinic)
    assert content(folder.place / "clinic") == content(clinic) != before
    assert content(folder.aside / "clinic-1") == before


def test_that_the_older_one_comes_back_where_the_newer_can_not_be_put(
    folder: PacksFolder, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, clinic)
    before = content(folder.place / "clinic")
    real = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if Path(target) == folder.place / "clinic" and ".." not in str(self) and self.parent.parent == folder.place:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(Unavailable, match="no space left"):
        put(folder, clinic)
    assert content(folder.place / "clinic") == before


def test_that_what_is_removed_is_put_aside_each_time(folder: PacksFolder, clinic: Path) -> None:
    for number in (1, 2):
        put(folder, clinic)
        assert folder.put_aside("clinic") == folder.aside / f"clinic-{number}"
    assert folder.packs() == ()
    assert content(folder.aside / "clinic-2") == content(clinic)


@pytest.mark.parametrize("name", ["", "nowhere", "../place", "/etc", "clinic/rules", "CLINIC"])
def test_that_only_a_pack_is_put_aside(folder: PacksFolder, clinic: Path, name: str) -> None:
    put(folder, clinic)
    with pytest.raises(Refused, match="is no pack of yours; there is clinic"):
        folder.put_aside(name)
    assert content(folder.place / "clinic") == content(clinic)


@pytest.mark.parametrize("name", ["a b", "x" * 41, "李伟", "-x", "n\nm"])
def test_that_a_name_that_not_every_disk_takes_is_refused(folder: PacksFolder, clinic: Path, name: str) -> None:
    (line,) = refused(folder, clinic.rename(clinic.parent / name))
    assert "is no name for a pack" in line
    assert line.isprintable()


def test_that_a_name_in_other_capitals_is_refused(folder: PacksFolder, clinic: Path) -> None:
    put(folder, clinic)
    assert refused(folder, clinic.rename(clinic.parent / "Clinic")) == [
        "Clinic: is there already as 'clinic'; rename the folder"
    ]


def test_that_a_folder_that_is_no_pack_is_refused(folder: PacksFolder, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert refused(folder, tmp_path / "photos") == ["photos/pack.toml: is missing: this folder is no pack"]


def test_that_links_and_devices_are_refused_all_at_once(folder: PacksFolder, clinic: Path) -> None:
    (clinic / "README.md").symlink_to("/etc/passwd")
    (clinic / "stretches").symlink_to(clinic / "rules")
    os.mkfifo(clinic / "rules" / "N03.toml")
    assert sorted(refused(folder, clinic)) == [
        "clinic/README.md: is a link; a pack holds its own files and folders",
        "clinic/rules/N03.toml: is no file",
        "clinic/stretches: is a link; a pack holds its own files and folders",
    ]


def test_that_folders_in_folders_are_refused(folder: PacksFolder, clinic: Path) -> None:
    (clinic / "rules" / "deep" / "deeper").mkdir(parents=True)
    assert refused(folder, clinic) == ["clinic/rules/deep: is no file"]


def test_that_a_file_too_large_is_refused(folder: PacksFolder, clinic: Path) -> None:
    with (clinic / "README.md").open("wb") as file:
        file.truncate(100_000_000)
    assert refused(folder, clinic) == ["clinic/README.md: is too large to be a file of a pack"]


def test_that_a_pack_too_large_is_refused(folder: PacksFolder, clinic: Path) -> None:
    for number in range(101):
        with (clinic / "rules" / f"R{number}.toml").open("wb") as file:
            file.truncate(500_000)
    assert refused(folder, clinic) == ["clinic: is too large to be a pack"]


def test_that_a_pack_is_not_copied_from_among_the_packs(folder: PacksFolder, clinic: Path) -> None:
    put(folder, clinic)
    assert refused(folder, folder.place / "clinic") == ["clinic: lies among the packs already"]


def test_that_what_lies_there_and_is_no_pack_is_told(folder: PacksFolder, clinic: Path, tmp_path: Path) -> None:
    put(folder, clinic)
    (folder.place / "notes.txt").write_text("x", "utf-8")
    (folder.place / "empty").mkdir()
    (folder.place / "my pack").mkdir()
    (folder.place / "linked").symlink_to(clinic)
    (folder.place / ".hidden").mkdir()
    assert [str(problem) for problem in folder.strangers()] == [
        "empty: is no pack: it has no pack.toml",
        "linked: is a link; a pack is a folder of its own",
        "my pack: is no name for a pack: rename it to letters, digits, - and _, 40 at most",
        "notes.txt: is no folder; a pack is one",
    ]
    assert [path.name for path in folder.packs()] == ["clinic"]


def test_that_there_are_no_packs_where_there_is_no_folder(folder: PacksFolder) -> None:
    assert folder.packs() == ()
    assert folder.strangers() == ()
    with pytest.raises(Refused, match="there is none"):
        folder.put_aside("clinic")
    assert not folder.place.exists()


def test_that_a_disk_that_refuses_is_told(folder: PacksFolder, clinic: Path, tmp_path: Path) -> None:
    (tmp_path / "place").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(Unavailable, match="could not be made"):
        put(folder, clinic)


def test_that_a_pack_that_is_copied_is_the_clinics_alone_to_read(folder: PacksFolder, clinic: Path) -> None:
    shutil.copymode(clinic, clinic)
    put(folder, clinic)
    assert (folder.place / "clinic").stat().st_mode & 0o077 == 0
