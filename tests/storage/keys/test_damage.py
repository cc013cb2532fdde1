"""One bad copy costs nothing but a warning; two are told with what to do; what others changed is never trusted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.keys.samples import (
    NEW,
    OLD,
    both,
    new_clinic,
    write_said,
)
from treatplan.domain.errors import Refused, TooNew, Unavailable, WrongSecret
from treatplan.storage.keys.format import MOST_BYTES


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    place = raw.index(b'"ct":"') + 9
    raw[place] = ord("B") if raw[place] == ord("A") else ord("A")
    path.write_bytes(raw)


def _cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


# What can happen to a copy, and what is said of it.
DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "half": (lambda path: _cut(path, 400), "its checksum does not fit"),
    "no line end": (lambda path: _cut(path, 40), "its checksum does not fit"),
    "missing": (lambda path: path.unlink(), "is missing"),
    "one letter": (_flip, "its checksum does not fit"),
    "zeros": (lambda path: path.write_bytes(bytes(900)), "its checksum does not fit"),
    "too large": (lambda path: path.write_bytes(bytes(MOST_BYTES + 1)), "is too large"),
    "another file": (lambda path: write_said(path, {"magic": "other"}), "is no key file"),
    "a pipe": (_pipe, "is no file"),
}


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("name", DAMAGE)
def test_that_one_bad_copy_is_told_and_written_anew(tmp_path: Path, name: str, which: int) -> None:
    keys, made, _ = new_clinic(tmp_path)
    good = both(tmp_path)[1 - which].read_bytes()
    damage, words = DAMAGE[name]
    damage(both(tmp_path)[which])
    assert keys.users() == ("Ann",)
    opened = keys.unlock("Ann", OLD)
    assert opened.data_key == made.data_key
    assert len(opened.warnings) == 1
    assert opened.warnings[0].startswith(both(tmp_path)[which].name + ": ")
    assert words in opened.warnings[0]
    assert "written anew" in opened.warnings[0]
    assert [path.read_bytes() for path in both(tmp_path)] == [good, good]
    assert keys.unlock("Ann", OLD).warnings == ()


def test_that_a_wrong_passphrase_mends_nothing(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    both(tmp_path)[0].unlink()
    with pytest.raises(WrongSecret):
        keys.unlock("Ann", NEW)
    assert not both(tmp_path)[0].exists()


def test_that_the_recovery_code_mends_too(tmp_path: Path) -> None:
    keys, _, code = new_clinic(tmp_path)
    both(tmp_path)[1].unlink()
    assert len(keys.unlock_by_recovery(code).warnings) == 1
    assert both(tmp_path)[1].exists()


def test_that_a_copy_that_cannot_be_written_anew_keeps_nobody_out(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    _folder(both(tmp_path)[0])
    opened = keys.unlock("Ann", OLD)
    assert opened.data_key == made.data_key
    assert "could not be written anew" in opened.warnings[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clinic.tpkeys",
        "clinic.tpkeys.copy",
        "clinic.treatplan",
    ]


def test_that_a_change_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    _folder(both(tmp_path)[0])
    before = both(tmp_path)[1].read_bytes()
    with pytest.raises(Unavailable, match="Nothing was changed"):
        keys.change_passphrase(made, "Ann", NEW)
    assert both(tmp_path)[1].read_bytes() == before
    assert keys.unlock("Ann", OLD).data_key == made.data_key


def test_that_a_change_holds_where_only_the_second_copy_fails(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    _folder(both(tmp_path)[1])
    keys.change_passphrase(made, "Ann", NEW)
    assert keys.unlock("Ann", NEW).warnings[0].startswith("clinic.tpkeys.copy: is no file")
    with pytest.raises(WrongSecret):
        keys.unlock("Ann", OLD)


def test_that_a_copy_from_before_the_last_change_opens_nothing_while_the_other_is_whole(tmp_path: Path) -> None:
    for which in (0, 1):
        folder = tmp_path / str(which)
        folder.mkdir()
        keys, made, _ = new_clinic(folder)
        older = both(folder)[which].read_bytes()
        keys.change_passphrase(made, "Ann", NEW)
        both(folder)[which].write_bytes(older)
        with pytest.raises(WrongSecret):
            keys.unlock("Ann", OLD)
        assert "before the last change" in keys.unlock("Ann", NEW).warnings[0]


@pytest.mark.parametrize("second", ["empty", "half", "missing", "a pipe"])
@pytest.mark.parametrize("first", ["empty", "half", "one letter"])
def test_that_two_bad_copies_are_told_with_what_to_do(tmp_path: Path, first: str, second: str) -> None:
    keys, _, code = new_clinic(tmp_path)
    DAMAGE[first][0](both(tmp_path)[0])
    DAMAGE[second][0](both(tmp_path)[1])
    for attempt in (lambda: keys.unlock("Ann", OLD), lambda: keys.unlock_by_recovery(code), keys.users):
        with pytest.raises(Refused, match=r"put clinic\.tpkeys back from a backup") as refused:
            attempt()
        assert DAMAGE[first][1] in str(refused.value)
        assert DAMAGE[second][1] in str(refused.value)


def test_that_a_clinic_without_keys_is_told_from_no_clinic(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    for path in both(tmp_path):
        path.unlink()
    with pytest.raises(Refused, match=r"^clinic\.tpkeys: is missing.*from a backup"):
        keys.unlock("Ann", OLD)
    (tmp_path / "clinic.treatplan").unlink()
    with pytest.raises(Refused, match=r"^clinic\.treatplan: there is no such clinic"):
        keys.users()


def test_that_a_key_file_put_back_from_a_backup_opens_alone(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    backup = both(tmp_path)[0].read_bytes()
    keys.change_passphrase(made, "Ann", NEW)
    both(tmp_path)[1].unlink()
    both(tmp_path)[0].write_bytes(backup)
    opened = keys.unlock("Ann", OLD)
    assert (opened.data_key, opened.generation) == (made.data_key, 1)  # older than the database remembers


def test_that_copies_of_two_clinics_are_refused(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    new_clinic(tmp_path, "other.treatplan")
    both(tmp_path)[1].write_bytes((tmp_path / "other.tpkeys").read_bytes())
    with pytest.raises(Refused, match="two different clinics"):
        keys.unlock("Ann", OLD)


def test_that_a_disk_that_fails_is_told_from_a_damaged_file(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    for path in both(tmp_path):
        path.unlink()
        path.symlink_to(path.name)  # a link to itself: no file system reads it
    with pytest.raises(Unavailable, match="could not be read"):
        keys.unlock("Ann", OLD)


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)])
def test_that_a_newer_key_file_asks_for_a_newer_program(tmp_path: Path, which: tuple[int, ...]) -> None:
    keys, _, _ = new_clinic(tmp_path)
    for copy in which:  # the newer program may have been stopped between the copies
        path = both(tmp_path)[copy]
        write_said(path, {"magic": "treatplan-keys", "v": 9, "whatever": [1]})
    with pytest.raises(TooNew, match="version 9"):
        keys.unlock("Ann", OLD)
