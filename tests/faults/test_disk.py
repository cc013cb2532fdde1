"""The model of a disk: what was synced is always there, what was not in every way."""

import random
from pathlib import Path

from tests.faults.disk import Change, Disk

MANY = range(200)


def change(kind: str, file: int = 0, at: int = 0, one: str = "", other: str = "") -> Change:
    return Change(kind, file, at, one.encode(), other.encode())


def after_cuts(disk: Disk, folder: Path, name: str) -> set[bytes | None]:
    """What a file may be after a cut; None: it is not there."""
    seen: set[bytes | None] = set()
    for number in MANY:
        left = folder / str(number)
        disk.rebuild(left, random.Random(number))
        seen.add((left / name).read_bytes() if (left / name).exists() else None)
    return seen


def a_disk(folder: Path) -> tuple[Disk, str, int]:
    """A disk with one file on it, its path and its inode."""
    place = folder / "place"
    place.mkdir()
    file = place / "old"
    file.write_bytes(b"old")
    return Disk(place), str(file), file.stat().st_ino


def test_that_what_was_not_synced_may_be_there_or_not(tmp_path: Path) -> None:
    disk, _, inode = a_disk(tmp_path)
    disk.apply(change("w", inode, 0, "new"))
    assert after_cuts(disk, tmp_path / "left", "old") == {b"old", b"new"}


def test_that_what_was_synced_is_there(tmp_path: Path) -> None:
    disk, _, inode = a_disk(tmp_path)
    disk.apply(change("w", inode, 0, "new"))
    disk.apply(change("s", inode))
    assert after_cuts(disk, tmp_path / "left", "old") == {b"new"}


def test_that_a_long_write_may_be_torn_at_sectors(tmp_path: Path) -> None:
    disk, _, inode = a_disk(tmp_path)
    disk.apply(change("w", inode, 0, "n" * 1024))
    seen = after_cuts(disk, tmp_path / "left", "old")
    assert {b"old", b"n" * 512, b"old" + bytes(509) + b"n" * 512, b"n" * 1024} <= seen


def test_that_a_new_file_needs_its_folder_synced_too(tmp_path: Path) -> None:
    disk, old, _ = a_disk(tmp_path)
    new = old.replace("old", "new")
    for one in (change("c", 99, one=new), change("w", 99, 0, "content"), change("s", 99)):
        disk.apply(one)
    assert after_cuts(disk, tmp_path / "one", "new") == {None, b"content"}
    disk.apply(change("D", one=str(Path(old).parent)))
    assert after_cuts(disk, tmp_path / "two", "new") == {b"content"}


def test_that_a_file_may_have_its_name_before_its_content(tmp_path: Path) -> None:
    disk, old, _ = a_disk(tmp_path)
    half = old.replace("old", "half")
    for one in (change("c", 99, one=half), change("w", 99, 0, "content"), change("r", 99, one=half, other=old)):
        disk.apply(one)
    assert {b"old", b"", b"content"} <= after_cuts(disk, tmp_path / "left", "old")


def test_that_names_last_in_their_order(tmp_path: Path) -> None:
    disk, old, _ = a_disk(tmp_path)
    one, two = (old.replace("old", name) for name in ("one", "two"))
    disk.apply(change("c", 98, one=one))
    disk.apply(change("c", 99, one=two))
    for number in MANY:
        left = tmp_path / "left" / str(number)
        disk.rebuild(left, random.Random(number))
        assert (left / "one").exists() or not (left / "two").exists()
