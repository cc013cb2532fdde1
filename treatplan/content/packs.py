"""Loads content packs, one laid over the other, into a `Library` in one language."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from pydantic import ValidationError

from treatplan.content.files import Reader
from treatplan.content.gather import ENGLISH
from treatplan.content.laying import CLAIM_RULES, Laying
from treatplan.content.schema import SHELVES, Shelf, problems_of, read_value
from treatplan.content.stack import DEFAULTS, DEPTH_LINES, MEDICINES, Stack, heading
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.leaflet import ClaimRules
from treatplan.domain.library import Library


def load_library(folders: Sequence[Path], language: str = ENGLISH) -> Library:
    """The library of the packs in `folders`, a later pack laid over an earlier one, with words in `language`.

    Where a thing has no words in that language it has the English ones. Ranges of points are written out. Raises
    `Refused` with every problem found, each naming file, line and field, and `Unavailable` where a file can't be read.
    """
    stack = lay(folders, language)
    problems = [problem for layer in stack.layers for problem in layer.problems]
    if problems:
        raise Refused(*problems)
    return stack.library()


def lay(folders: Sequence[Path], language: str = ENGLISH) -> Stack:
    """The packs of `folders` as a stack; what is wrong in one stands in its layer, and what it meant does not count.

    Raises `Refused` where no library can come of it: a folder that is none, no defaults.
    """
    stack = Stack(language)
    for folder in folders:
        if not folder.is_dir():
            raise Refused(Problem(file=str(folder), field="", message="there is no such folder"))
        Laying(folder, stack, own=folder is not folders[0]).all()
    if stack.top((DEFAULTS, "")) is None:
        where = folders[-1].name if folders else "pack"
        told = [problem for layer in stack.layers for problem in layer.problems]
        raise Refused(*(told or [Problem(file=f"{where}/defaults.toml", field="", message="is missing")]))
    return stack


def load_shipped(folder: Path, language: str = ENGLISH) -> Library:
    """The library of one sound pack, each shelf read when something on it is first asked for.

    Raises what `load_library` raises; what is wrong on a shelf comes up when it is read.
    """
    stack = Stack(language)
    laying = Laying(folder, stack, own=False)
    laying.lists()
    _refuse_all(laying)
    lock = RLock()
    shelves: dict[str, Any] = {shelf.name: _LateShelf(partial(_read_shelf, laying, shelf), lock) for shelf in SHELVES}
    return Library(
        **heading(stack.layers),
        language=language,
        defaults=stack.values(DEFAULTS)[""],
        medicines=tuple(stack.values(MEDICINES).values()),
        depth_lines=tuple(stack.values(DEPTH_LINES).values()),
        **shelves,
    )


def load_claim_rules(folder: Path) -> ClaimRules:
    """What printed texts may say, from the shipped pack; a clinic's pack has no say in it. Raises as above."""
    reader = Reader(folder)
    if CLAIM_RULES not in reader.names():
        raise Refused(Problem(file=reader.told(CLAIM_RULES), field="", message="is missing"))
    data = reader.toml(CLAIM_RULES)
    if data is not None:
        try:
            rules = read_value(ClaimRules, data)
        except ValidationError as error:
            reader.problems += problems_of(error, data, reader.told(CLAIM_RULES))
        else:
            if isinstance(rules, ClaimRules):
                return rules
    raise Refused(*reader.with_lines(reader.problems))


def _refuse_all(laying: Laying) -> None:
    """Raise what was found wrong so far."""
    problems = laying.reader.problems
    if not problems and laying.stack.top((DEFAULTS, "")) is None:
        problems = [Problem(file=laying.reader.told("defaults.toml"), field="", message="is missing")]
    if problems:
        raise Refused(*laying.reader.with_lines(problems))


def _read_shelf(laying: Laying, shelf: Shelf) -> Mapping[str, Any]:
    laying.reader.problems.clear()  # what was wrong with another shelf has been told to who asked for it
    laying.shelf(shelf)
    _refuse_all(laying)
    things = laying.stack.values(shelf.name)
    laying.stack.forget(laying.layer, shelf.name)
    return things


class _LateShelf(Mapping[str, Any]):
    """A shelf that is read with its first use, by whichever thread comes first. One lock serves the whole library."""

    def __init__(self, read: Callable[[], Mapping[str, Any]], lock: RLock) -> None:
        self._read: Callable[[], Mapping[str, Any]] | None = read
        self._lock = lock
        self._things: Mapping[str, Any] = {}

    def __getitem__(self, id_: str) -> Any:
        return self._now()[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._now()

    # What a mapping inherits would ask for each thing by itself.

    def keys(self) -> KeysView[str]:
        return self._now().keys()

    def values(self) -> ValuesView[Any]:
        return self._now().values()

    def items(self) -> ItemsView[str, Any]:
        return self._now().items()

    def __repr__(self) -> str:
        return f"<{len(self._things)} read>" if self._read is None else "<not read yet>"

    def _now(self) -> Mapping[str, Any]:
        if self._read is not None:
            with self._lock:
                if self._read is not None:
                    self._things = self._read()
                    self._read = None
        return self._things
