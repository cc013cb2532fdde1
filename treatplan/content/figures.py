"""Reads the poses of the exercises from `resources/figures`: one TOML file an exercise, each read when it is asked for.

The end pose says only what differs from the start pose.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from treatplan.content.files import Reader
from treatplan.content.schema import problems_of, read_value
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.figure.pose import Figure, beyond
from treatplan.domain.figure.touching import lost


class Figures(Mapping[str, Figure]):
    """The figures of a folder, by the id of their exercise. Asking for one raises `Refused` where its file is wrong."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Figure] = {}
        self._ids: tuple[str, ...] | None = None

    def __getitem__(self, id_: str) -> Figure:
        if id_ not in self._read:
            if id_ not in self._names():
                raise KeyError(id_)
            self._read[id_] = _figure(Reader(self._folder), id_)
        return self._read[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> tuple[str, ...]:
        if self._ids is None:
            names = Reader(self._folder).names()
            self._ids = tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
        return self._ids


def _figure(reader: Reader, id_: str) -> Figure:
    file = f"{id_}.toml"
    data = reader.toml(file)
    if data is None:
        raise Refused(*reader.problems)
    whole = dict(data) | {"id": id_}
    if isinstance(start := data.get("start"), dict) and isinstance(end := data.get("end"), dict):
        whole["end"] = _inherited(start) | end
    try:
        figure = read_value(Figure, whole)
    except ValidationError as error:
        raise Refused(*problems_of(error, whole, reader.told(file))) from None
    wrong = [
        Problem(file=reader.told(file), field=f"{name}.{joint}", message=message)
        for name, pose in (("start", figure.start), ("end", figure.end))
        for joint, message in (*beyond(pose), *lost(pose, figure.props))
    ]
    if wrong or not isinstance(figure, Figure):
        raise Refused(*wrong)
    return figure


def _inherited(start: Mapping[str, Any]) -> dict[str, Any]:
    """What an end pose has from the start pose: all but its arrows."""
    return {key: entry for key, entry in start.items() if key != "arrows"}
