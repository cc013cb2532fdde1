"""One new process: prints the seconds to read the points, then every shelf, and the floors of both.

A floor reads and parses the same files without a meaning. The library is read shelf by shelf, when a shelf is needed.
"""

import time
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.library import Library

FENCE = b"+++"


def parse(file: Path) -> object:
    """The TOML of a file, or of what stands between the fences before its text."""
    content = file.read_bytes()
    if file.suffix == ".md":
        content = content.split(FENCE)[1] if content.startswith(FENCE) else b""
    return tomllib.loads(content.decode())


def read_all(library: Library) -> int:
    """How many things there are on all shelves; each of them has been read then."""
    shelves = (getattr(library, field.name) for field in fields(library))
    return sum(len(tuple(shelf.values())) for shelf in shelves if isinstance(shelf, Mapping))


def main() -> None:
    """Load, then pass over the same bytes, which are in the machine's memory for both."""
    resources = bundled("resources")
    files = [file for file in sorted((resources / "content" / "core").rglob("*")) if file.suffix in {".toml", ".md"}]
    for file in files:
        file.read_bytes()
    moments = [time.perf_counter()]
    library = Packs(resources / "content", resources / "texts").library("en")
    tuple(library.points.values())
    moments.append(time.perf_counter())
    read_all(library)
    moments.append(time.perf_counter())
    for file in files:
        if file.parent.name == "points":
            parse(file)
    moments.append(time.perf_counter())
    for file in files:
        parse(file)
    moments.append(time.perf_counter())
    start, points, every, floor_points, floor_every = moments
    print(points - start, floor_points - every, every - start, floor_every - floor_points)


if __name__ == "__main__":
    main()
