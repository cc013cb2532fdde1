"""Puts a whole clinic in the place of another, which is kept: at every moment one of the two is the clinic.

The new one is built in a folder of its own. Giving that folder its second name is the moment: before it the old clinic
holds, after it the new one, and whoever opens the place next finishes what a stop left undone.
"""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from treatplan.domain.errors import Unavailable
from treatplan.storage import disk, errors
from treatplan.storage.keys.copies import ENDING
from treatplan.storage.lock import ClinicLock, Face

Tell = Callable[[str], None]
Why = Literal["restore", "rekey"]

_BESIDE = (".tpanchor.copy", ".tpanchor", ".tpkeys.copy", ".tpkeys")  # in the order in which they are swapped
_KEPT = "kept"  # the file that says under which name the old clinic is kept


def build(
    path: Path, why: Why, fill: Callable[[Path], None], tell: Tell = lambda _: None
) -> tuple[Path, tuple[str, ...]]:
    """Let `fill` make a clinic in a folder of its own, then put it at `path`. The kept file of the old one; warnings.

    `tell` is called with a word after each step. Raises what `fill` raises, and `Unavailable`: then nothing is changed.
    Once it is decided nothing is raised any more: what the machine keeps from being finished is a warning.
    Only for who holds the clinic's lock, and while nobody has the old file open.
    """
    sweep(path)
    folder = _building(path)
    try:
        folder.mkdir(mode=0o700)
        fill(folder / path.name)
        tell("built")
        stem = _free_stem(path, why)
        disk.put(folder / _KEPT, stem.encode())
        disk.names_to_disk(folder)
        folder.rename(_built(path))
        disk.names_to_disk(path.parent)
    except OSError as error:
        disk.remove(folder)
        raise Unavailable(f"{path.name}: {_why(error)} It is as it was.") from error
    except BaseException:
        disk.remove(folder)
        raise
    tell("decided")
    kept = path.with_name(f"{stem}{ENDING}")
    try:
        finish(path, tell)
    except Unavailable as error:
        return kept, (str(error),)
    return kept, ()


def is_pending(path: Path) -> bool:
    """Whether a new clinic waits for its place."""
    return bool(path.name) and os.path.isdir(_built(path))  # noqa: PTH112  (false, too, for what can be no name)


def mend(path: Path, face: Face) -> None:
    """Finish what a stop left undone, before a clinic is looked at. Raises `Unavailable`."""
    if is_pending(path):
        with ClinicLock(path).acquire(face):
            finish(path)


def finish(path: Path, tell: Tell = lambda _: None) -> None:
    """Move the old files to the name under which they are kept, and the new ones into their place.

    For who holds the lock. May be stopped at any moment and begun again.
    """
    folder = _built(path)
    if not is_pending(path):
        return
    try:
        if not _is_emptied(path):
            stem = _kept_stem(path)
            for ending in (*_BESIDE, ENDING):
                _swap(path, folder, stem, ending)
                tell(f"swapped {ending.rpartition('.')[2]}")
    except OSError as error:
        raise Unavailable(f"{path.name}: {_why(error)} It is finished the next time that it is opened.") from error
    disk.remove(folder)
    tell("done")


def sweep(path: Path) -> None:
    """Remove what was built and never decided on. Only for who holds the clinic's lock."""
    disk.remove(_building(path))


def _is_emptied(path: Path) -> bool:
    """Whether all was put in its place, and a stop came while the folder was being removed."""
    left = (_built(path) / name for name in (_KEPT, *(_named(path, ending).name for ending in (*_BESIDE, ENDING))))
    return not any(map(os.path.lexists, left))


def _swap(path: Path, folder: Path, stem: str, ending: str) -> None:
    named = _named(path, ending)
    new, kept = folder / named.name, path.with_name(f"{stem}{ending}")
    if not new.exists():  # in its place already
        return
    pairs = [(named, kept)]
    if ending == ENDING:  # a log goes with its file: read with the new one, it would damage it
        pairs = [*zip(disk.with_logs(named)[1:], disk.with_logs(kept)[1:], strict=True), *pairs]
    for old, aside in pairs:
        if os.path.lexists(old):
            old.rename(aside)
    disk.names_to_disk(path.parent)
    new.rename(named)
    disk.names_to_disk(path.parent)


def _kept_stem(path: Path) -> str:
    stem = (_built(path) / _KEPT).read_text("utf-8")
    if not re.fullmatch(re.escape(_stem(path)) + r"-before-(restore|rekey)(-\d+)?", stem):
        raise errors.refused(path.name, "is being replaced by files that this program did not make")
    return stem


def _free_stem(path: Path, why: Why) -> str:
    number = 1
    while True:
        stem = f"{_stem(path)}-before-{why}{'' if number == 1 else f'-{number}'}"
        taken = (path.with_name(f"{stem}{ending}") for ending in (*_BESIDE, ENDING))
        if not any(map(os.path.lexists, taken)):
            return stem
        number += 1


def _named(path: Path, ending: str) -> Path:
    return path if ending == ENDING else path.with_name(f"{_stem(path)}{ending}")


def _stem(path: Path) -> str:
    return path.name.removesuffix(ENDING)


def _building(path: Path) -> Path:
    return path.with_name(f".{path.name}.next")


def _built(path: Path) -> Path:
    return path.with_name(f".{path.name}.swap")


def _why(error: OSError) -> str:
    reason = (error.strerror or "no reason given").lower()
    open_ = " Another program may have it open." if sys.platform == "win32" else ""
    return f"could not be replaced ({reason}).{open_}"
