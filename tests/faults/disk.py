"""A disk as a power cut may leave it, rebuilt from the log of every change (`shim.c`).

What was synced is there. Of the rest any part may be: of a file each write whole, torn at sectors of 512 bytes, or not
at all; of names (made, given, taken away) the earliest ones, in their order, as a journal keeps them. A finished sync
is believed. Syncing a file makes its content last, syncing a folder the names in it and all names changed before.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_SECTOR = 512
_HEAD = struct.Struct("=cQqII")


@dataclass(frozen=True)
class Change:
    """One line of the log. Kinds: write, truncate, sync of a file, D: sync of a folder, create, rename, link, unlink,
    m: folder made, R: folder removed, !: something was acknowledged."""

    kind: str
    file: int
    at: int
    one: bytes
    two: bytes

    @property
    def path(self) -> str:
        return self.one.decode("utf-8", "surrogateescape")

    @property
    def other(self) -> str:
        return self.two.decode("utf-8", "surrogateescape")


def changes_in(log: Path) -> Iterator[Change]:
    """The lines of a log."""
    raw, at = log.read_bytes(), 0
    while at < len(raw):
        kind, file, place, n, m = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        yield Change(kind.decode(), file, place, raw[at : at + n], raw[at + n : at + n + m])
        at += n + m


@dataclass
class File:
    """What of a file is on the disk for sure, and what may be."""

    durable: bytearray
    waiting: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        """All of it is on the disk."""
        for change in self.waiting:
            _apply(self.durable, change)
        self.waiting.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """What a cut may leave of it."""
        content, style = bytearray(self.durable), chance.choice(_STYLES)
        for change in self.waiting:
            if style == "none":
                continue
            if style == "all":
                _apply(content, change)
            elif style == "some" or change.kind == "t":
                if chance.random() < 0.5:
                    _apply(content, change)
            else:
                for start in range(0, len(change.one), _SECTOR):
                    if chance.random() < 0.6:
                        part = change.one[start : start + _SECTOR]
                        _apply(content, Change("w", change.file, change.at + start, part, b""))
        return bytes(content)


_STYLES = ("none", "all", "some", "torn")
_Step = tuple[str, int | None]  # a path, and the file that it leads to from now on; None: nothing


@dataclass
class _Names:
    """One change of names, which a journal keeps whole or not at all."""

    steps: list[_Step]

    def touches(self, folder: str) -> bool:
        return any(path.rpartition("/")[0] == folder for path, _ in self.steps)


class Disk:
    """The files of one folder while a log is replayed. Begins with what is in the folder now, all of it durable."""

    def __init__(self, folder: Path) -> None:
        self._root = str(folder)
        self._files: list[File] = []
        self._of_inode: dict[int, int] = {}
        self._durable: dict[str, int] = {}
        self._waiting: list[_Names] = []
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._durable[str(path)] = self._new(path.stat().st_ino, path.read_bytes())
            elif path.is_dir():
                self._durable[str(path)] = _FOLDER
        self._live = dict(self._durable)

    def apply(self, change: Change) -> None:
        """Go on by one line of the log."""
        kind = change.kind
        if kind in "wt":
            self._file(change.file).waiting.append(change)
        elif kind == "s":
            self._file(change.file).sync()
        elif kind == "D":
            self._sync_names(change.path)
        elif kind == "c":
            self._named([(change.path, self._new(change.file, b""))])
        elif kind == "m":
            self._named([(change.path, _FOLDER)])
        elif kind in "uR":
            self._named([(change.path, None)])
        elif kind == "l":
            self._named([(change.other, self._live[change.path])])
        elif kind == "r":
            self._rename(change.path, change.other)

    def rebuild(self, folder: Path, chance: random.Random) -> None:
        """Write what a cut at this moment may leave into a folder that is not there yet."""
        names = dict(self._durable)
        for change in self._waiting[: chance.randint(0, len(self._waiting))]:
            _take(names, change)
        contents: dict[int, bytes] = {}
        folder.mkdir(parents=True)
        for path, file in sorted(names.items()):
            target = folder / path[len(self._root) + 1 :]
            if file == _FOLDER:
                target.mkdir(parents=True, exist_ok=True)
                continue
            if file not in contents:
                contents[file] = self._files[file].after_a_cut(chance)
            if not target.parent.is_dir():  # its folder did not last, and neither did it
                continue
            target.write_bytes(contents[file])
            target.chmod(0o600)

    def _file(self, inode: int) -> File:
        if inode not in self._of_inode:
            raise LookupError(f"a file was changed that nobody made: {inode}")
        return self._files[self._of_inode[inode]]

    def _new(self, inode: int, content: bytes) -> int:
        self._files.append(File(bytearray(content)))
        self._of_inode[inode] = len(self._files) - 1
        return len(self._files) - 1

    def _rename(self, old: str, new: str) -> None:
        inside = [path for path in self._live if path.startswith(f"{old}/")]
        gone: list[_Step] = [(path, None) for path in (*inside, old)]
        self._named([*gone, (new, self._live[old]), *((new + path[len(old) :], self._live[path]) for path in inside)])

    def _named(self, steps: list[_Step]) -> None:
        change = _Names(steps)
        self._waiting.append(change)
        _take(self._live, change)

    def _sync_names(self, folder: str) -> None:
        touching = [at for at, change in enumerate(self._waiting) if change.touches(folder)]
        if touching:
            for change in self._waiting[: touching[-1] + 1]:
                _take(self._durable, change)
            del self._waiting[: touching[-1] + 1]


_FOLDER = -1


def _take(names: dict[str, int], change: _Names) -> None:
    for path, file in change.steps:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _apply(content: bytearray, change: Change) -> None:
    if change.kind == "t":
        del content[change.at :]
        content.extend(bytes(change.at - len(content)))
        return
    end = change.at + len(change.one)
    content.extend(bytes(max(0, end - len(content))))
    content[change.at : end] = change.one
