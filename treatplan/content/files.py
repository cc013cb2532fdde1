"""Reads the files of a pack: TOML, and TOML between two lines `+++` before a Markdown body. Collects what is wrong.

A pack may come from anywhere. Only plain files that lie in its folder are read: no links, no devices, nothing large.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from treatplan.content.lines import Lines, said_line
from treatplan.domain.errors import Problem, Unavailable

_FENCE = "+++"
_MOST_BYTES = 500_000  # the largest shipped file has some tens of kilobytes
_MOST_DOTS = 60  # in a line; each step of a dotted key makes TOML's reader slower by all the steps before it
_MOST_FILES = 3_000  # in one folder; the largest shipped one has some hundreds
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BESIDE = ("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt")
_LONGEST = 80  # letters of a name that a message quotes


class Reader:
    """Reads files of one pack; `problems` grows with what could not be read. `name` of a file is as it is told.

    `own` says that the pack is a clinic's: a file that the machine can't read is then a problem among others, where a
    shipped one raises `Unavailable`.
    """

    def __init__(self, folder: Path, *, own: bool = False) -> None:
        self.folder = folder
        self.own = own
        self.problems: list[Problem] = []
        self._doubtful: set[str] = set()

    def refuse(self, file: str, field: str, message: str) -> None:
        """Note a problem of a file; `file` is relative to the pack."""
        self.problems.append(Problem(file=self.told(file), field=field, message=message))

    def told(self, file: str) -> str:
        """The file as messages name it: with its pack."""
        return f"{plain(self.folder.name)}/{plain(file)}"

    def names(self, place: str = "") -> list[str]:
        """The names in a folder of the pack, sorted; none if there is no such folder. Hidden files are passed over."""
        folder = self.folder / place
        try:
            if self.own and place and folder.is_symlink():
                self.refuse(place, "", "is a link; a pack holds its own files and folders")
                return []
            with os.scandir(folder) as entries:
                found = sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self._unread(place, error)
            return []
        if len(found) > _MOST_FILES:
            self.refuse(place, "", f"holds {len(found)} files; {_MOST_FILES} are the most in one folder of a pack")
            return []
        return found

    def files(self, place: str, ending: str) -> Iterator[tuple[str, str, str]]:
        """Name, id and language ("" for the neutral file) of each file in a folder. Refuses what does not belong."""
        names = self.names(place)
        doubled = _doubled(names)
        for name in names:
            id_, *rest = name.split(".")
            if other := doubled.get(name):
                self.refuse(f"{place}/{name}", "", f"differs from {plain(other)} in capital letters only")
                self._doubtful.add(f"{place}/{id_}".casefold())
                continue
            match rest:
                case ["toml"]:
                    yield f"{place}/{name}", id_, ""
                case [language, last] if last == ending and _LANGUAGE.fullmatch(language):
                    yield f"{place}/{name}", id_, language
                case _ if name not in _BESIDE:
                    self.refuse(f"{place}/{name}", "", f"does not belong here; files are X.toml and X.en.{ending}")
                    self._doubtful.add(f"{place}/{id_}".casefold())

    def is_doubtful(self, place: str, id_: str) -> bool:
        """Whether a file was refused that may have spoken of this thing: the others of it don't stand alone then."""
        return f"{place}/{id_}".casefold() in self._doubtful

    def toml(self, file: str) -> dict[str, Any] | None:
        """The content of a TOML file, or None if it could not be read."""
        text = self.text(file)
        return None if text is None else self._parse(file, text)

    def front_matter(self, file: str) -> tuple[dict[str, Any], str, int] | None:
        """The TOML front matter, the body, and the body's first line; None if the file could not be read."""
        text = self.text(file)
        if text is None:
            return None
        before, opened, rest = text.partition(f"{_FENCE}\n")
        front, closed, body = rest.partition(f"\n{_FENCE}")
        if before or not opened or not closed or (body and not body.startswith("\n")):
            self.refuse(file, "", f"must begin with TOML between two lines {_FENCE}")
            return None
        data = self._parse(file, f"\n{front}\n")  # the empty line stands for the fence, so that line numbers are true
        if data is None:
            return None
        lead = body[: len(body) - len(body.lstrip())]
        return data, body.strip(), 2 + front.count("\n") + 1 + lead.count("\n")

    def with_lines(self, problems: list[Problem]) -> list[Problem]:
        """The same problems, those of this pack with the line that is meant after the name of the file."""
        known: dict[str, Lines] = {}
        return [self._with_line(problem, known) for problem in problems]

    def _with_line(self, problem: Problem, known: dict[str, Lines]) -> Problem:
        line, field, message = said_line(problem.field, problem.message)
        file = problem.file
        start = self.told("")
        if not line and problem.field and file.startswith(start):
            if file not in known:
                known[file] = Lines(Reader(self.folder, own=True).text(file.removeprefix(start)) or "")
            line = known[file].of(problem.field)
        return replace(problem, file=f"{file}:{line}", field=field, message=message) if line else problem

    def content(self, file: str) -> bytes | None:
        """The bytes of a plain file of the pack, or None with what is wrong noted."""
        path = self.folder / file
        try:
            found = path.lstat() if self.own else path.stat()  # an installer may link the shipped ones
            if stat.S_ISLNK(found.st_mode):
                self.refuse(file, "", "is a link; a pack holds its own files and folders")
            elif not stat.S_ISREG(found.st_mode):
                self.refuse(file, "", "is no file")
            elif found.st_size > _MOST_BYTES:
                self.refuse(file, "", "is too large to be a file of a pack")
            else:
                with path.open("rb") as opened:
                    return opened.read(_MOST_BYTES)
        except OSError as error:
            self._unread(file, error)
        return None

    def _unread(self, file: str, error: OSError) -> None:
        message = f"could not be read ({(error.strerror or 'no reason given').lower()})"
        if not self.own:
            raise Unavailable(f"{self.told(file).rstrip('/')}: {message}.") from error
        self.refuse(file, "", message)

    def text(self, file: str) -> str | None:
        """The text of a file, its lines ended by LF; None if it could not be read."""
        content = self.content(file)
        if content is None:
            return None
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.refuse(file, f"line {line}", "is not text in UTF-8")
            return None

    def _parse(self, file: str, text: str) -> dict[str, Any] | None:
        if self.own and any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
            self.refuse(file, "", "is nested too deeply to be a file of a pack")
            return None
        try:
            return tomllib.loads(text)
        except ValueError as error:  # TOML's own, and Python's for a number of thousands of digits
            last = f"(at line {text.count(chr(10)) + 1}, column 1)"
            self.refuse(file, "", f"is not TOML: {str(error)[:200]}".replace("(at end of document)", last))
        except RecursionError:
            self.refuse(file, "", "is nested too deeply to be a file of a pack")
        return None


def plain(name: str) -> str:
    """A name of a file as a message shows it: one line, nothing that writes from right to left, never long."""
    shown = name
    if not name.isprintable():
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _doubled(names: list[str]) -> dict[str, str]:
    """Names that another name equals but for capitals, which one disk tells apart and another does not."""
    first: dict[str, str] = {}
    doubled: dict[str, str] = {}
    for name in names:
        other = first.setdefault(name.casefold(), name)
        if other != name:
            doubled[name], doubled[other] = other, name
    return doubled
