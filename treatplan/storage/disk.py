"""Files put in their places so that a stop at any moment leaves the old or the new one, whole."""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def names_to_disk(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. A disk that will not promise it is no reason to fail."""
    if os.name != "posix":  # elsewhere a folder can't be opened
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def also_as(source: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no second names. Never over another file.

    Raises `FileExistsError`, `OSError`. A copy is whole when it has its name.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        _copy(source, target)
    names_to_disk(target.parent)


def same_content(one: Path, other: Path) -> bool:
    """Whether two small files are there and hold the same bytes."""
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def put(path: Path, raw: bytes, *, settled: bool = True) -> None:
    """Write a small file whole or not at all, for its owner's eyes only. Raises `OSError` where nothing was changed.

    Not `settled`: nobody waits for the disk. A power cut may leave it empty then; a killed program does not.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        try:
            left = raw
            while left:
                left = left[os.write(handle, left) :]
            if settled:
                to_disk(handle)
        finally:
            os.close(handle)
        Path(name).replace(path)
    except OSError:
        remove(Path(name))
        raise
    if settled:
        names_to_disk(path.parent)


def remove(*paths: Path) -> None:
    """Remove files and folders as far as they are there; what can't be removed stays."""
    for path in paths:
        with contextlib.suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def remove_empty(folder: Path) -> None:
    """Remove a folder if nothing is in it."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def with_logs(path: Path) -> tuple[Path, ...]:
    """A database file and what its engine may lay beside it."""
    return tuple(path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm", "-journal"))


def _copy(source: Path, target: Path) -> None:
    half = target.with_name(f".{target.name}.half")
    try:
        half.touch(mode=0o600)
        with source.open("rb") as from_, half.open("wb") as to:
            shutil.copyfileobj(from_, to, 1 << 20)
            to.flush()
            to_disk(to.fileno())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)


def to_disk(handle: int) -> None:
    """Have an open file's bytes reach the disk itself. Raises `OSError`."""
    if sys.platform == "darwin":  # there fsync stops at the disk's own memory
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)
