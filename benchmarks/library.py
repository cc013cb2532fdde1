"""The clinical library: loaded in a new process, and searched while somebody types; each beside its floor."""

import statistics
import subprocess
import sys

from benchmarks.rounds import Line, interleaved, timed
from treatplan.bundle import bundled
from treatplan.content.packs import load_library
from treatplan.content.texts import load_texts
from treatplan.domain.atlas.telling import words_of_search
from treatplan.domain.pointsearch import PointSearch, fold

ROUNDS = 9
TYPING_ROUNDS = 40  # of all that is typed
HUNDRED = 100
TYPED = (
    "BL23", "ub 23", "shenshu", "shèn shū", "肾俞", "kidney shu", "zusanli", "low back back-shu", "GV4", "K3",
    "huantiao", "gate of life", "he-sea", "EX-B2", "htjj", "yang ling quan", "foot", "xxxx",
)  # fmt: skip


def measure() -> list[Line]:
    """Loading and searching."""
    return [*_loaded(), *_searched()]


def _loaded() -> list[Line]:
    """A library is read once in a process, so each round is a new one; its imports are not counted."""
    found = [_once() for _ in range(ROUNDS)]
    points, floor_points, every, floor_every = (statistics.median(times) for times in zip(*found, strict=True))
    return [
        Line(what="clinical library, opened, its points read", took=points, floor=floor_points),
        Line(what="clinical library, every shelf of it read", took=every, floor=floor_every),
    ]


def _once() -> tuple[float, ...]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_library"], capture_output=True, text=True, check=True, timeout=60
    )
    return tuple(float(seconds) for seconds in made.stdout.split())


def _searched() -> list[Line]:
    """A hundred keystrokes, over every beginning of what was typed. The floor passes over the plain names for each."""
    resources = bundled("resources")
    library = load_library([resources / "content" / "core"])
    words = words_of_search(load_texts(resources / "screen" / "atlas"), library)
    searching = PointSearch(library.points, words)
    typed = [text[: end + 1] for text in TYPED for end in range(len(text))]
    names = [fold(point.pinyin) for point in library.points.values()]

    def search() -> None:
        for text in typed:
            searching.find(text)

    def floor() -> None:
        for text in typed:
            asked = fold(text)
            _ = [name for name in names if asked in name]

    took = interleaved({"search": timed(search), "floor": timed(floor)}, TYPING_ROUNDS)
    each = {name: median / len(typed) * HUNDRED for name, median in took.items()}
    return [Line(what="point search, 100 keystrokes", took=each["search"], floor=each["floor"])]
