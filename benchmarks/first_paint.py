"""From the start of the program to its first painted window, over the same for an empty window of PySide6."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import clinics
from benchmarks.rounds import Line, interleaved

ROUNDS = 11
AIM = 1.3


def measure() -> list[Line]:
    """The first paint, and the page for unlocking, over an empty window."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "bench.treatplan"
        clinics.make(place, 0)
        took = interleaved(
            {
                "floor": _until("painted", "benchmarks.empty_window"),
                "window": _until("painted", "benchmarks.first_window", str(place)),
                "unlock": _until("unlock", "benchmarks.first_window", str(place)),
            },
            ROUNDS,
        )
    return [
        Line(what="start, to the first painted window", took=took["window"], floor=took["floor"], aim=AIM),
        Line(what="start, to the painted page for unlocking", took=took["unlock"], floor=took["floor"]),
    ]


def _until(said: str, module: str, *words: str) -> Callable[[], float]:
    """Start a module in a new process; the seconds until it says a word."""
    quiet = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

    def run() -> float:
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=quiet,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as child:
            lines = child.stdout or ()
            heard = any(line.strip() == said for line in lines)
            took = time.perf_counter() - start
            child.kill()
        if not heard:
            raise RuntimeError(f"{module} ended without a word")
        return took

    return run
