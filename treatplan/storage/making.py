"""How a new clinic comes into its place: built whole in a folder beside it, then given its names.

A stop at any moment leaves a whole clinic, or what the next attempt takes away.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from treatplan.domain.errors import Unavailable
from treatplan.storage import disk, errors

Tell = Callable[[str], None]


def refuse_taken(path: Path) -> None:
    """Raise `Refused` where a clinic can't be made: something has its name, or its folder is not there."""
    if os.path.lexists(path):
        raise errors.refused(path.name, "is there already; nothing was changed. Choose another name")
    if not path.parent.is_dir():
        raise errors.refused(path.name, f"its folder '{path.parent.name}' is not there; make the folder first")


def sweep(path: Path) -> None:
    """Remove what is left of a creation that was stopped. Only for who holds the clinic's lock.

    Keys without a clinic are somebody's who lost the file, and stay; but where the folder has the same bytes and the
    clinic has not got its name, they are keys to nothing.
    """
    folder = _folder_of(path)
    if not folder.is_dir() or folder.is_symlink():
        return
    if not os.path.lexists(path):
        for built in sorted(folder.iterdir()):
            named = path.with_name(built.name)
            if built.name != path.name and named.is_file() and disk.same_content(built, named):
                disk.remove(named)
    disk.remove(folder)


def build(path: Path, fill: Callable[[Path], None], tell: Tell = lambda _: None) -> None:
    """Let `fill` make a clinic and its keys in a folder of their own, then give them their names beside `path`.

    The clinic gets its name last. `tell` is called with a word after each step. Raises what `fill` raises, `Refused`
    where a name is taken, `Unavailable` where the disk fails: nothing is left then.
    """
    sweep(path)
    folder = _folder_of(path)
    with ExitStack() as undo:
        try:
            folder.mkdir(mode=0o700)
            undo.callback(disk.remove, folder)
            fill(folder / path.name)
            tell("built")
            for built in sorted(folder.iterdir(), key=lambda built: (built.name == path.name, built.name)):
                named = path.with_name(built.name)
                _name(built, named)
                undo.callback(disk.remove, named)
                tell(f"named {built.suffix.removeprefix('.')}")
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            raise Unavailable(f"{path.name}: could not be made ({why}). Nothing is left of it.") from error
        except Exception as error:
            told = errors.unavailable(error, path.name)
            if told is None:
                raise
            raise told from error
        undo.pop_all()
    disk.remove(folder)
    tell("done")


def _name(built: Path, named: Path) -> None:
    try:
        disk.also_as(built, named)
    except FileExistsError:
        message = "is there already; it may open a clinic whose file was lost, so it is left alone. Choose another name"
        raise errors.refused(named.name, message) from None


def _folder_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
