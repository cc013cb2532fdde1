"""The catalogue of bad input, as values: which text goes where, and what is to become of it there."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
FACES = ("window", "note", "command", "file", "paper")
NEVER_PRINTED = frozenset({"refused", "not run"})


@dataclass(frozen=True)
class Sample:
    """A text of a row, and what becomes of it at each face: `kept`, `refused`, `not run`, or the text that is left."""

    row: int
    text: str
    at: dict[str, str]

    def __str__(self) -> str:
        return f"{self.row}:{self.text[:20].encode('unicode_escape').decode()}"


@dataclass(frozen=True)
class Row:
    """A row, and how it is run, or why it is not."""

    number: int
    input: str
    expected: str
    runs: tuple[str, ...]
    samples: tuple[Sample, ...]
    not_here: str


@cache
def rows() -> tuple[Row, ...]:
    """All rows, as they stand in the file."""
    read = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(_row(table) for table in read["row"])


def samples(face: str) -> list[Sample]:
    """The texts that are run at a face."""
    return [sample for row in rows() for sample in row.samples if sample.at[face] != "not run"]


def _row(table: dict[str, Any]) -> Row:
    number = int(table["number"])
    known = {"number", "input", "where", "expected", "differs", "runs", "samples", "not_here"}
    if unknown := set(table) - known:
        raise ValueError(f"row {number}: {unknown}")
    return Row(
        number=number,
        input=table["input"],
        expected=table.get("expected", ""),
        runs=tuple(table.get("runs", ())),
        samples=tuple(_sample(number, sample) for sample in table.get("samples", ())),
        not_here=table.get("not_here", ""),
    )


def _sample(number: int, table: dict[str, Any]) -> Sample:
    known = {"text", "escaped", "times", "becomes", *FACES}
    if unknown := set(table) - known:
        raise ValueError(f"row {number}: {unknown}")
    text: str = table["text"] if "text" in table else json.loads(f'"{table["escaped"]}"')
    at = {face: table.get(face, "kept") for face in FACES}
    if "becomes" in table:
        at["window"] = table["becomes"]
    if at["file"] in NEVER_PRINTED:  # what comes into no file reaches no paper
        at["paper"] = "not run"
    return Sample(row=number, text=text * table.get("times", 1), at=at)
