"""A disk that fails while a clinic is replaced or made: it is done, with its code, or nothing is changed."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.storage import rooms
from tests.storage.backup import samples
from treatplan.domain.errors import Unavailable
from treatplan.storage import disk, making, swapping
from treatplan.storage.anchor import anchors
from treatplan.storage.database import Database

FULL = ["Adams", "李", "O'Neil & Sons"]
IN_THE_CLINIC_ROW = "audit_count, audit_mac, audit_seal, audit_anchored"


def failing_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first file that goes to this name does not."""
    real: Callable[..., Path] = Path.rename
    left = [path]

    def rename(self: Path, target: Path) -> Path:
        if target in left:
            left.clear()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def backed_up(clinic: Path, folder: Path) -> Path:
    """A backup that lies where no clinic is."""
    with rooms.entered(clinic) as opened:
        made = samples.file_of(opened.vault.make("", lambda _done, _of: None))
    folder.mkdir()
    return Path(shutil.copy(made, folder))


def without_log(path: Path) -> None:
    with closing(rooms.database_of(path).connect()) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)


def test_that_a_stop_while_the_emptied_folder_goes_keeps_nobody_out(clinic: Path) -> None:
    left = clinic.with_name(f".{clinic.name}.swap")
    left.mkdir()
    assert rooms.names_in(clinic) == FULL
    assert not left.exists()


def test_that_a_folder_with_a_clinic_in_it_that_nobody_named_is_not_thrown_away(clinic: Path) -> None:
    left = clinic.with_name(f".{clinic.name}.swap")
    left.mkdir()
    (left / clinic.name).write_bytes(b"precious")
    with pytest.raises(Unavailable, match="could not be replaced"):
        rooms.enter(clinic)
    assert (left / clinic.name).read_bytes() == b"precious"


def test_that_new_keys_that_were_decided_on_show_their_code_whatever_fails(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_once(clinic.with_name("hill-before-rekey.treatplan"), monkeypatch)
    done = samples.rescue().rekey(str(clinic), samples.OPENER, "command line")
    assert done.warnings == (
        "hill.treatplan: could not be replaced (input/output error). It is finished the next time that it is opened.",
    )
    assert rooms.names_in(clinic) == FULL
    assert samples.keys_of(clinic).unlock_by_recovery(done.code).by_recovery
    assert rooms.names_in(Path(done.kept)) == FULL
    assert not swapping.is_pending(clinic)


def test_that_what_was_put_back_is_told_as_put_back_whatever_fails(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(clinic, tmp_path / "away")
    failing_once(clinic.with_name("hill-before-restore.treatplan"), monkeypatch)
    done = samples.rescue().restore(str(backup), str(clinic), samples.OPENER, "command line")
    assert "finished the next time" in done.warnings[0]
    with rooms.entered(clinic) as opened:
        assert rooms.deeds_in(opened).count("restored") == 1
    assert rooms.names_in(Path(done.kept)) == FULL


def test_that_a_clinic_that_was_left_without_a_log_gets_new_keys(clinic: Path) -> None:
    without_log(clinic)
    assert samples.rescue().rekey(str(clinic), samples.OPENER, "command line").warnings == ()
    assert rooms.names_in(clinic) == FULL


def test_that_nothing_is_put_back_without_the_second_head_of_its_audit(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, bare = backed_up(clinic, tmp_path / "away"), tmp_path / "bare" / clinic.name
    bare.parent.mkdir()
    real: Any = disk.put

    def put(path: Path, raw: bytes, *, settled: bool = True) -> None:
        if path.name == anchors(clinic)[0].name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, raw, settled=settled)

    with monkeypatch.context() as full:
        full.setattr(disk, "put", put)
        with pytest.raises(Unavailable, match=r"hill\.tpanchor: could not be written"):
            samples.rescue().restore(str(backup), str(bare), samples.OPENER, "command line")
    assert rooms.files(bare.parent) == []
    samples.rescue().restore(str(backup), str(bare), samples.OPENER, "command line")
    with rooms.entered(bare) as opened:
        assert opened.alarms == ()


def test_that_an_older_row_of_the_clinic_alarms_and_stays_to_be_seen(clinic: Path) -> None:
    with closing(rooms.database_of(clinic).connect()) as connection:
        head = connection.execute(f"SELECT {IN_THE_CLINIC_ROW} FROM clinic").fetchone()
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
    with closing(rooms.database_of(clinic).connect()) as connection:
        connection.execute(f"UPDATE clinic SET ({IN_THE_CLINIC_ROW}) = (?, ?, ?, ?)", head)
    for name in ("Clark", "Davis"):
        with rooms.entered(clinic) as opened:
            assert "treatplan audit verify" in opened.alarms[0]
            assert rooms.add(opened, name)
            assert rooms.broken_in(opened) != ()
    with rooms.entered(clinic) as opened:
        assert {row.family_name for row in opened.directory.recent(9)} >= {"Brown", "Clark", "Davis"}


def test_that_a_clinic_that_has_its_name_comes_with_its_code_whatever_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = making.build

    def unavailable(*_: object, **__: object) -> None:
        raise Unavailable("the disk is gone")

    def build(path: Path, fill: Callable[[Path], None]) -> None:
        real(path, fill)
        monkeypatch.setattr(Database, "connect", unavailable)
        monkeypatch.setattr(disk, "put", _no_room)

    monkeypatch.setattr(making, "build", build)
    path = tmp_path / rooms.NAME
    opened, code = rooms.storage().create(str(path), rooms.NEW, rooms.PASSPHRASE, "window")
    monkeypatch.undo()
    opened.close()
    assert samples.keys_of(path).unlock_by_recovery(code).by_recovery
    with rooms.entered(path) as again:
        assert again.alarms == ()


def _no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
