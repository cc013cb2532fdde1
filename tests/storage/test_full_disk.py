"""The disk is full: that is said, nothing is lost, and work goes on when there is room."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage import rooms
from treatplan.domain.errors import Unavailable

FULL = ["Adams", "李", "O'Neil & Sons"]


_FILL = """
    import resource, signal, sys
    from pathlib import Path
    from tests.storage import rooms
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    path = Path(sys.argv[1])
    opened = rooms.enter(path)
    rooms.add(opened, "Brown")
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 8, resource.RLIM_INFINITY))
    saved, message = rooms.add_until_refused(opened)
    print(message)
    assert len(rooms.patients_of(opened).recent(opened.session, 900)) == 4 + len(saved)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    rooms.add(opened, "Clark")
    opened.close()
    print(len(saved))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are set in another way")
def test_that_a_file_that_may_not_grow_loses_nothing(clinic: Path) -> None:
    code, out = rooms.run(_FILL, clinic)
    assert code == 0, out
    message, count = out.splitlines()
    assert "the disk reported an error" in message or "the disk is full" in message
    names = rooms.names_in(clinic)
    assert names == [*FULL, "Brown", *(f"Number{number}" for number in range(int(count))), "Clark"]


def test_that_a_full_database_says_so_and_goes_on_when_there_is_room(clinic: Path) -> None:
    opened = rooms.enter(clinic)
    engine = opened.records.engine()
    with engine.connect() as connection:  # the pool hands out this connection again
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    saved, message = rooms.add_until_refused(opened)
    assert "the disk is full. Nothing of this was saved, and nothing saved before is lost. Free some space" in message
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    rooms.add(opened, "Clark")
    opened.close()
    assert rooms.names_in(clinic) == [*FULL, *(f"Number{number}" for number in range(len(saved))), "Clark"]


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own; skips where this user may not have one."""
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_that_a_full_disk_loses_nothing(made_clinic: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        path = rooms.copied(made_clinic, disk / "clinic")
        opened = rooms.enter(path)
        saved = rooms.add(opened, "Brown")
        filler = disk / "filler"
        fill(filler)
        more, message = rooms.add_until_refused(opened)
        assert "the disk is full" in message
        saved += more
        assert len(opened.directory.recent(5000)) == 3 + len(saved)
        filler.unlink()
        saved += rooms.add(opened, "Clark")
        opened.close()
        names = rooms.names_in(path)
        assert names == FULL + [one.person.family_name for one in saved]


def test_that_a_clinic_opens_on_a_full_disk_and_says_so_when_it_must_write(made_clinic: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        path = rooms.copied(made_clinic, disk / "clinic")
        fill(disk / "filler")
        with pytest.raises(Unavailable, match="disk"), rooms.entered(path) as opened:
            rooms.add(opened, "Brown")
        (disk / "filler").unlink()
        assert rooms.names_in(path) == FULL


def test_that_no_half_made_clinic_is_left_on_a_full_disk(tmp_path: Path) -> None:
    for size in ("64k", "128k", "200k"):
        with small_disk(tmp_path / size, size) as disk:
            with pytest.raises(Unavailable, match=r"disk|space"):
                rooms.a_clinic_file(disk)
            assert rooms.files(disk) == []


def fill(file: Path) -> None:
    """Take what room there is on a disk."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(4096))
