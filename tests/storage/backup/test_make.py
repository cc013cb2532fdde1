"""Making a backup: beside a running writer, proven before it counts, and nothing in the way where it fails."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.storage import rooms
from tests.storage.backup import samples
from tests.storage.test_full_disk import fill, small_disk
from treatplan.domain.errors import Refused, Unavailable
from treatplan.services.clinic.backups import Backups
from treatplan.storage.backup import container
from treatplan.storage.backup import make as making
from treatplan.storage.opened import OpenedClinic

FULL = ["Adams", "李", "O'Neil & Sons"]


def service(opened: OpenedClinic) -> Backups:
    return Backups(opened.records, opened.vault, rooms.CLOCK)


def test_that_a_backup_is_one_file_for_its_owner_only_named_by_its_moment(clinic: Path, tmp_path: Path) -> None:
    backup = samples.a_backup(clinic, tmp_path / "kept")
    assert rooms.files(tmp_path / "kept") == [backup.name]
    assert re.fullmatch(r"hill-2026-11-24-120000-[0-9a-f]{6}\.tpbackup", backup.name)
    if os.name == "posix":
        assert backup.stat().st_mode & 0o777 == 0o600
    assert rooms.files(clinic.parent) == rooms.files(clinic.parent.parent / "clinic")


def test_that_what_is_put_back_is_what_was_there(clinic: Path, tmp_path: Path) -> None:
    backup = samples.a_backup(clinic, tmp_path / "kept")
    assert samples.put_back(backup, tmp_path / "new" / "other name.treatplan") == FULL


def test_that_the_open_clinic_makes_it_and_writes_it_down(clinic: Path) -> None:
    seen: list[tuple[int, int]] = []
    with rooms.entered(clinic) as opened:
        row = service(opened).make(opened.session, "", lambda done, of: seen.append((done, of)))
        assert service(opened).known(opened.session) == (row,)
        assert rooms.deeds_in(opened)[-1] == "backed up"
    assert seen[-1][0] == seen[-1][1] > 0
    assert samples.file_of(row.file).parent == clinic.parent / "backups"
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(Unavailable, match="locked"):
        service(opened).make(opened.session)


def test_that_it_is_made_to_read_while_the_window_holds_the_clinic(clinic: Path) -> None:
    with rooms.entered(clinic) as window, rooms.entered(clinic, to_read=True) as reader:
        row = service(reader).make(reader.session)
        assert service(window).known(window.session) == (row,)
        assert rooms.broken_in(window) == ()


_WRITER = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    opened = rooms.enter(Path(sys.argv[1]))
    print("open", flush=True)
    for number in range(100_000):
        rooms.add(opened, f"Number{number}")
        print(number, flush=True)
"""


def test_that_a_backup_beside_a_writer_ends_and_holds_one_moment(clinic: Path, tmp_path: Path) -> None:
    """What was acknowledged before it began is in it, in order, and without a gap up to its moment."""
    writer = rooms.python(_WRITER, clinic)
    try:
        assert rooms.told(writer) == "open"
        for round_ in range(4):
            before = int(rooms.told(writer))
            backup = samples.a_backup(clinic, tmp_path / "kept")
            names = samples.put_back(backup, tmp_path / f"new{round_}" / "c.treatplan")
            assert names == [*FULL, *(f"Number{number}" for number in range(len(names) - len(FULL)))]
            assert len(names) > len(FULL) + before
    finally:
        writer.kill()
        writer.communicate()


# Where it fails


def test_that_a_folder_that_is_not_there_is_refused_and_only_the_usual_one_is_made(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        with pytest.raises(Refused, match="there is no such folder; connect its disk"):
            service(opened).make(opened.session, str(clinic.parent / "usb"))
        (clinic.parent / "file").write_text("", encoding="utf-8")
        with pytest.raises(Refused, match="is no folder"):
            service(opened).make(opened.session, str(clinic.parent / "file"))
        assert service(opened).known(opened.session) == ()
        assert "backed up" not in rooms.deeds_in(opened)


def spoiled(wanted: int) -> Any:
    """The sealing, with one bit of one part changed on its way to the disk."""
    real = container.seal

    def seal(data: Iterator[bytes], data_key: bytes, clear: container.Clear, write: Any) -> None:
        parts = 0

        def spoil(raw: bytes) -> None:
            nonlocal parts
            parts += 1
            write(raw[:-1] + bytes([raw[-1] ^ 1]) if parts == wanted else raw)

        real(data, data_key, clear, spoil)

    return seal


def with_another_row(real: Any) -> Any:
    """The copying, which changes a patient on the way. Page by page everything is whole."""

    def copied(source: Any, target: Any, progress: Any) -> None:
        real(source, target, progress)
        target.execute("UPDATE patient SET phone = '1' WHERE id = 2")

    return copied


@pytest.mark.parametrize("how", ["first part", "last part", "a row", "keys"])
def test_that_what_does_not_read_back_the_same_never_counts(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    good = samples.a_backup(clinic, tmp_path / "kept")
    match how:
        case "first part":
            monkeypatch.setattr(container, "seal", spoiled(1))
        case "last part":
            monkeypatch.setattr(container, "seal", spoiled(4))
        case "a row":
            monkeypatch.setattr(making, "_copy", with_another_row(making._copy))
        case "keys":
            real = container.clear_part
            monkeypatch.setattr(container, "clear_part", lambda head, keys: real(head, keys.replace(b"a", b"b")))
    before = good.read_bytes()
    with pytest.raises(Unavailable, match=r"does not read back as it should: .* no other backup was touched"):
        samples.a_backup(clinic, tmp_path / "kept")
    assert rooms.seen(tmp_path / "kept") == {good.name: before}
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []


def test_that_a_full_disk_leaves_nothing_and_the_next_one_is_made_when_there_is_room(
    clinic: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        good = samples.a_backup(clinic, disk)
        fill(disk / "filler")
        with pytest.raises(Unavailable, match=r"could not be made \(no space left on device\)"):
            samples.a_backup(clinic, disk)
        assert rooms.files(disk) == sorted(["filler", good.name])
        (disk / "filler").unlink()
        assert samples.put_back(samples.a_backup(clinic, disk), tmp_path / "new" / "c.treatplan") == FULL


def test_that_a_full_disk_of_the_clinic_itself_is_told_too(made_clinic: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        clinic = rooms.copied(made_clinic, disk / "clinic")
        fill(disk / "filler")
        with pytest.raises(Unavailable, match=r"the disk|no space left"):
            samples.a_backup(clinic, tmp_path / "kept")
        assert rooms.files(tmp_path / "kept") == []
        assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []
        (disk / "filler").unlink()
        assert rooms.names_in(clinic) == FULL


_MAKE = """
    import os, signal, sys
    from pathlib import Path
    from tests.storage.backup import samples
    def tell(word):
        print(word, flush=True)
        if word == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)
    samples.a_backup(Path(sys.argv[1]), Path(sys.argv[2]), tell)
"""
STEPS = ["copied", "written", "proven", "named"]


def test_that_the_steps_of_a_backup_are_these(clinic: Path, tmp_path: Path) -> None:
    code, out = rooms.run(_MAKE, clinic, tmp_path / "kept", "none")
    assert (code, out.splitlines()) == (0, STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_that_a_kill_leaves_no_file_that_is_not_proven_and_nothing_in_the_way(
    clinic: Path, tmp_path: Path, step: str
) -> None:
    kept = tmp_path / "kept"
    code, out = rooms.run(_MAKE, clinic, kept, step)
    assert (code, out.splitlines()[-1:]) == (-signal.SIGKILL, [step]), out
    named = [path for path in kept.iterdir() if path.suffix == container.ENDING]
    assert bool(named) == (step == "named")
    for path in named:
        assert samples.put_back(path, tmp_path / "new" / "c.treatplan") == FULL
    samples.a_backup(clinic, kept)
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []
    assert rooms.names_in(clinic) == FULL


def test_that_half_written_files_go_after_a_day_and_younger_ones_stay(clinic: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    old, young, others = (kept / name for name in (".a.tpbackup.half", ".b.tpbackup.half", ".c.half"))
    for path in (old, young, others):
        path.touch()
    for path in (old, others):
        os.utime(path, (0, 0))
    samples.a_backup(clinic, kept)
    assert {path.name for path in kept.iterdir() if path.name.startswith(".")} == {young.name, others.name}


# Looked after


def test_that_only_a_file_of_this_clinic_that_is_what_it_was_is_removed(clinic: Path, tmp_path: Path) -> None:
    with rooms.entered(clinic) as opened:
        row = service(opened).make(opened.session)
        path, vault = samples.file_of(row.file), opened.vault
        assert (vault.there(row.file), vault.whole(row.file)) == (True, True)
        whole = path.read_bytes()
        path.write_bytes(bytes(len(whole)))
        assert (vault.there(row.file), vault.whole(row.file), vault.remove(row.file)) == (True, False, False)
        path.write_bytes(whole + b"x")
        assert (vault.there(row.file), vault.remove(row.file)) == (False, False)
        path.write_bytes(whole)
        moved = path.rename(tmp_path / "elsewhere")
        path.symlink_to(moved)
        assert (vault.there(row.file), vault.whole(row.file), vault.remove(row.file)) == (False, False, False)
        path.unlink()
        moved.rename(path)
        assert vault.remove(row.file)
        assert not path.exists()


def test_that_the_record_stands_nowhere_in_clear_while_a_backup_is_made(clinic: Path, tmp_path: Path) -> None:
    """At every step every file beside the clinic and in the target is looked through."""
    found: list[str] = []

    def look(_word: str) -> None:
        for folder in (clinic.parent, tmp_path / "kept"):
            for path in folder.rglob("*"):
                content = path.read_bytes() if path.is_file() else b""
                found.extend(name for name in ("Adams", "O'Neil") if name.encode() in content)
                found.append("looked")

    samples.a_backup(clinic, tmp_path / "kept", look)
    assert set(found) == {"looked"}
    with closing(rooms.database_of(clinic).connect()) as connection:
        assert connection.execute("SELECT count(*) FROM patient WHERE family_name = 'Adams'").fetchone() == (1,)
