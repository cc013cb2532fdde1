"""Which line of a file a problem means: TOML's reader tells lines of broken syntax only, so the keys are looked for."""

import re
from collections.abc import Iterator

_SAID = re.compile(r" ?\(at line (\d+), column \d+\)")
_FIELD = re.compile(r"line (\d+)")
_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_ENTRY = re.compile(rf"\s*({_DOTTED})\s*=\s*(.*)")
_ONE_KEY = re.compile(_KEY)
_TRIPLE = ('"""', "'''")
_FENCE = "+++"

Path = tuple[str | int, ...]


def said_line(field: str, message: str) -> tuple[int, str, str]:
    """The line that a problem names already, and its field and message without it; 0 if it names none."""
    if said := _FIELD.fullmatch(field):
        return int(said.group(1)), "", message
    if said := _SAID.search(message):
        return int(said.group(1)), field, message.replace(said.group(), "")
    return 0, field, message


class Lines:
    """Where the keys of a TOML text (or front matter) are."""

    def __init__(self, text: str) -> None:
        self._first = min(1, len(text))
        self._lines: dict[Path, int] = {}
        for line, path in _keys(text):
            self._lines.setdefault(path, line)

    def of(self, field: str) -> int:
        """The line of a field, as messages name it (`targets[0].kinds`), else of what is nearest around it.

        0 in an empty text.
        """
        wanted = _steps(field)
        around = (self._lines.get(wanted[:depth]) for depth in range(len(wanted), 0, -1))
        return next(filter(None, around), self._first)


def _steps(field: str) -> Path:
    return tuple(int(index) if index else name for index, name in _STEP.findall(field))


def _keys(text: str) -> Iterator[tuple[int, Path]]:
    """Line and path of each key and each header of a table."""
    table: Path = ()
    counts: dict[Path, int] = {}
    open_until = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if open_until:  # inside a text of many lines nothing is a key
            open_until = "" if open_until in line else open_until
            continue
        if number > 1 and line == _FENCE:
            return
        if header := _HEADER.fullmatch(line):
            table = _of_header(header, counts)
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, (*table, *_names(entry.group(1)))
            open_until = next((mark for mark in _TRIPLE if entry.group(2).count(mark) == 1), "")


def _of_header(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """The path of a table; each of a list of tables has its place in the list."""
    path: Path = ()
    names = _names(header.group(2))
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if depth == len(names) and header.group(1) == "[[":
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> Path:
    return tuple(key.strip("\"'") for key in _ONE_KEY.findall(dotted))
