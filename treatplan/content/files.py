"""Reads the files of a pack: TOML, and TOML between two lines `+++` before a Markdown body. Collects what is wrong."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from treatplan.domain.errors import Problem, Unavailable

_FENCE = "+++"
_MOST_BYTES = 2_000_000  # the largest shipped file has some tens of kilobytes
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BESIDE = ("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt")


class Reader:
    """Reads files of one pack; `problems` grows with what could not be read. `name` of a file is as it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def refuse(self, file: str, field: str, message: str) -> None:
        """Note a problem of a file; `file` is relative to the pack."""
        self.problems.append(Problem(file=self.told(file), field=field, message=message))

    def told(self, file: str) -> str:
        """The file as messages name it: with its pack."""
        return f"{self.folder.name}/{file}"

    def names(self, place: str = "") -> list[str]:
        """The names in a folder of the pack, sorted; none if there is no such folder. Hidden files are passed over."""
        try:
            with os.scandir(self.folder / place) as entries:
                return sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise Unavailable(f"{self.folder / place}: could not be read ({error.strerror}).") from error

    def files(self, place: str, ending: str) -> Iterator[tuple[str, str, str]]:
        """Name, id and language ("" for the neutral file) of each file in a folder. Refuses what does not belong."""
        for name in self.names(place):
            id_, *rest = name.split(".")
            match rest:
                case ["toml"]:
                    yield f"{place}/{name}", id_, ""
                case [language, last] if last == ending and _LANGUAGE.fullmatch(language):
                    yield f"{place}/{name}", id_, language
                case _ if name not in _BESIDE:
                    self.refuse(f"{place}/{name}", "", f"does not belong here; files are X.toml and X.en.{ending}")

    def toml(self, file: str) -> dict[str, Any] | None:
        """The content of a TOML file, or None if it could not be read."""
        text = self._text(file)
        return None if text is None else self._parse(file, text)

    def front_matter(self, file: str) -> tuple[dict[str, Any], str, int] | None:
        """The TOML front matter, the body, and the body's first line; None if the file could not be read."""
        text = self._text(file)
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

    def _text(self, file: str) -> str | None:
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise Unavailable(f"{self.told(file)}: could not be read ({error.strerror}).") from error
        if len(content) > _MOST_BYTES:
            self.refuse(file, "", "is too large to be a file of a pack")
            return None
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.refuse(file, "", "is not text in UTF-8")
            return None

    def _parse(self, file: str, text: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.refuse(file, "", f"is not TOML: {str(error)[:200]}")
        except RecursionError:
            self.refuse(file, "", "is nested too deeply to be a file of a pack")
        return None
