"""The record, and how it grows: `python -m benchmarks record --visits 1000,10000`; each size in a new process."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import record_clinic
from benchmarks.rounds import timed
from treatplan.storage.keys import sealing
from treatplan.storage.keys.cost import STANDARD

SHORT = (1_000, 10_000)
"""Sizes of `make bench`."""

_MOST_ROUNDS, _LEAST_ROUNDS = 15, 3
_VISITS_TIMES_ROUNDS = 300_000  # so that a large clinic is measured in minutes
_FEW = 3
_ONCE_FROM = 500_000  # visits: what reads all of them is then done once
_DERIVED = 5  # keys made from a passphrase
_LONGEST = 4 * 3600  # seconds

Found = Mapping[str, tuple[float, float]]


def main(arguments: Sequence[str]) -> None:
    """Measure these sizes, and print their table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks record", description="The record, at growing sizes.")
    parser.add_argument("--visits", type=_sizes, default=SHORT, help="numbers of visits, a comma between")
    parser.add_argument("--rounds", type=int, help="of each; without it as many as the size allows")
    parser.add_argument("--folder", type=Path, help="where to work; the clinic of a million visits takes about 30 GB")
    parser.add_argument("--no-backups", action="store_true", help="leave them out: they take longest")
    asked = parser.parse_args(arguments)
    how = {"rounds": asked.rounds, "backups": not asked.no_backups, "folder": asked.folder}
    tell({visits: measure(visits, **how) for visits in asked.visits})


def measure(visits: int, *, rounds: int | None = None, backups: bool = True, folder: Path | None = None) -> Found:
    """A clinic of that size, made and measured. Nothing of it stays."""
    rounds = rounds or max(_LEAST_ROUNDS, min(_MOST_ROUNDS, _VISITS_TIMES_ROUNDS // visits))
    few = 1 if visits >= _ONCE_FROM else min(_FEW, rounds)
    with tempfile.TemporaryDirectory(prefix="treatplan-", dir=folder) as made:
        place = Path(made) / "bench.treatplan"
        start = time.perf_counter()
        record_clinic.make(place, visits)
        size = place.stat().st_size / 1e6
        print(f"{visits:,} visits: {size:,.0f} MB, made in {time.perf_counter() - start:.0f} s", flush=True)
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.one_record", str(place), str(rounds), str(few), str(int(backups))],
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": made},
            text=True,
            check=True,
            timeout=_LONGEST,
        )
        found: Found = json.loads(told.stdout)
        return found


def tell(found: Mapping[int, Found]) -> None:
    """Print the rows as Markdown: the median, and how often the floor goes into it."""
    print(f"\n| median ms (over its floor) | {' | '.join(f'{visits:,} visits' for visits in found)} |")
    print("|---" * (len(found) + 1) + "|")
    for name in next(iter(found.values())):
        cells = (f"{took * 1000:,.1f} ({took / floor:.1f})" for took, floor in (one[name] for one in found.values()))
        print(f"| {name} | {' | '.join(cells)} |")
    derive = timed(lambda: sealing.key_from_passphrase("measured apart", bytes(sealing.SALT), STANDARD))
    took = statistics.median(derive() for _ in range(_DERIVED))
    cost = f"Argon2id, {STANDARD.memory_kib // 1024} MiB, {STANDARD.passes} passes"
    print(f"\nPassphrase to key ({cost}): {took * 1000:.0f} ms more at each unlocking and each signing")


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(one) for one in text.replace("_", "").split(","))
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError("a clinic has at least one visit")
    return sizes
