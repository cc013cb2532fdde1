"""The folder of a clinic's own packs: which there are; one is copied in whole or not at all, or put aside."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from treatplan.content.files import Reader, plain
from treatplan.domain.errors import Problem, Refused, Unavailable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_PACK = "pack.toml"
_MOST_BYTES = 50_000_000
_ASIDE = "removed"


class PacksFolder:
    """`place` is where packs lie, each in a folder of its own; `aside` is where one that is removed is put."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.aside = place.parent / f"{place.name}-{_ASIDE}"

    def packs(self) -> tuple[Path, ...]:
        """The packs in the order in which they are laid over one another: by name."""
        return tuple(path for path, _ in self._entries() if _wrong(path) == "")

    def strangers(self) -> tuple[Problem, ...]:
        """What lies there and is no pack."""
        return tuple(
            Problem(file=plain(path.name), field="", message=wrong)
            for path, _ in self._entries()
            if (wrong := _wrong(path))
        )

    def refuse_taken(self, folder: Path) -> str:
        """The name that a pack will have here. Raises `Refused` where it has none that every disk takes."""
        name = folder.resolve().name
        if not _NAME.fullmatch(name):
            message = "is no name for a pack: rename its folder to letters, digits, - and _, 40 at most"
            raise Refused(Problem(file=plain(name) or str(folder), field="", message=message))
        for path, _ in self._entries():
            if path.name != name and path.name.casefold() == name.casefold():
                message = f"is there already as '{path.name}'; rename the folder"
                raise Refused(Problem(file=name, field="", message=message))
        return name

    @contextlib.contextmanager
    def copied(self, folder: Path) -> Iterator[Path]:
        """A copy of a pack beside the others, hidden from them. It is gone afterwards, unless `take` took it.

        Raises `Refused` with what is no plain file, and `Unavailable`; the packs are as before.
        """
        name = self.refuse_taken(folder)
        if _inside(folder, self.place):
            raise Refused(Problem(file=name, field="", message="lies among the packs already"))
        try:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(dir=self.place, prefix="."))
        except OSError as error:
            raise _unavailable(self.place, "could not be made", error) from error
        try:
            _copy(folder, beside / name)
            yield beside / name
        except OSError as error:
            raise _unavailable(self.place / name, "could not be written", error) from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def take(self, copy: Path) -> None:
        """Put a copy in its place; what had its name is put aside."""
        target = self.place / copy.name
        before = self.put_aside(copy.name) if os.path.lexists(target) else None
        try:
            copy.rename(target)
        except OSError:
            if before is not None:
                before.rename(target)
            raise

    def put_aside(self, name: str) -> Path:
        """Take a pack out of use; where it lies then. Raises `Refused` where there is none, and `Unavailable`."""
        known = [path for path, _ in self._entries()]
        found = next((path for path in known if path.name == name), None)
        if found is None:
            names = ", ".join(plain(path.name) for path in known) or "none"
            raise Refused(Problem(file=plain(name), field="", message=f"is no pack of yours; there is {names}"))
        try:
            self.aside.mkdir(mode=0o700, exist_ok=True)
            number = 1
            while os.path.lexists(target := self.aside / f"{found.name}-{number}"):
                number += 1
            found.rename(target)
        except OSError as error:
            raise _unavailable(found, "could not be put aside", error) from error
        return target

    def _entries(self) -> list[tuple[Path, bool]]:
        try:
            with os.scandir(self.place) as entries:
                found = sorted((entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unavailable(self.place, "could not be read", error) from error
        return [(self.place / name, is_folder) for name, is_folder in found]


def _wrong(path: Path) -> str:
    """Why something in the folder is no pack; "" for a pack."""
    if path.is_symlink():
        return "is a link; a pack is a folder of its own"
    if not path.is_dir():
        return "is no folder; a pack is one"
    if not _NAME.fullmatch(path.name):
        return "is no name for a pack: rename it to letters, digits, - and _, 40 at most"
    if not os.path.lexists(path / _PACK):
        return f"is no pack: it has no {_PACK}"
    return ""


def _copy(folder: Path, target: Path) -> None:
    """Copy the files of a pack, and nothing else. Raises `Refused` with all that can't be one."""
    reader = Reader(folder, own=True)
    target.mkdir(mode=0o700)
    total = 0
    names = reader.names()
    if _PACK not in names:
        raise Refused(Problem(file=reader.told(_PACK), field="", message="is missing: this folder is no pack"))
    for name in names:
        inner = [f"{name}/{one}" for one in reader.names(name)] if (folder / name).is_dir() else [name]
        for file in inner:
            content = reader.content(file)
            total += len(content or b"")
            if total > _MOST_BYTES:
                raise Refused(Problem(file=plain(folder.name), field="", message="is too large to be a pack"))
            if content is not None and not reader.problems:
                (target / file).parent.mkdir(mode=0o700, exist_ok=True)
                (target / file).write_bytes(content)
    if reader.problems:
        raise Refused(*reader.problems)


def _inside(folder: Path, place: Path) -> bool:
    return place.resolve() in (folder.resolve(), *folder.resolve().parents)


def _unavailable(path: Path, what: str, error: OSError) -> Unavailable:
    return Unavailable(f"{path}: {what} ({(error.strerror or 'no reason given').lower()}).")
