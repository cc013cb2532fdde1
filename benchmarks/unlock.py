"""From the accepted passphrase to the painted list, over painting the same 50 rows from memory; each in a new process.

Argon2 is slow on purpose and left out: the clinic's passphrase costs next to nothing.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import clinics
from benchmarks.rounds import Line

ROUNDS = 9


def measure() -> list[Line]:
    """A small clinic and a large one, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        places = {patients: Path(folder) / f"{patients}.treatplan" for patients in (100, 20_000)}
        for patients, place in places.items():
            clinics.make(place, patients)
        found: dict[int, list[tuple[float, float]]] = {patients: [] for patients in places}
        for _ in range(ROUNDS):
            for patients, place in places.items():
                found[patients].append(_once(place))
    return [
        Line(
            what=f"unlocked, to the painted list ({patients:,} patients)",
            took=statistics.median(took for took, _ in times),
            floor=statistics.median(floor for _, floor in times),
        )
        for patients, times in found.items()
    ]


def _once(place: Path) -> tuple[float, float]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_unlock", str(place), str(place.with_suffix(".ini"))],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    took, floor, rows = made.stdout.split()
    if rows != "50":
        raise ValueError(f"{rows} rows were painted")
    return float(took), float(floor)
