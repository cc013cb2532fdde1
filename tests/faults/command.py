"""What every harness does the same: reads its call, gives each try a random source of its own, tells what it found."""

import argparse
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.nursery import BUILD
from tests.faults.operations import Operation, all_operations
from tests.faults.shim import NoShim
from tests.faults.weakening import WEAKENINGS

_SHOWN = 30


@dataclass(frozen=True)
class Call:
    """A call of a harness. `only` names operations (none: all), `first` is the number of the first try."""

    count: int
    seed: int = 1
    only: tuple[str, ...] = ()
    first: int = 1
    weaken: tuple[str, ...] = ()

    def operations(self) -> list[Operation]:
        """What it is about."""
        return [one for name, one in all_operations().items() if not self.only or name in self.only]

    def numbers(self) -> range:
        """The numbers of its tries."""
        return range(self.first, self.first + self.count)

    def source(self, number: int) -> random.Random:
        """The random source of one try: the same for the same seed and number."""
        return random.Random(f"{self.seed}/{number}")


@dataclass
class Report:
    """What a harness has seen. `faults` must be empty."""

    tried: "Counter[str]" = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def wrong(self, number: int, name: str, what: object) -> None:
        """Note a fault of this try."""
        self.faults.append(f"#{number} {name}: {what}")


Harness = Callable[[Call], Report]


def run(words: Sequence[str], what: str, harness: Harness, *, count: int, names: Sequence[str] = ()) -> int:
    """Run a harness as a command. Exit codes: 0 nothing was found, 1 something was, 3 it can't be run here."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--count", type=int, default=count, help=f"how many (default {count})")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins (default 1)")
    parser.add_argument(
        "--first", type=int, default=1, help="number of the first one, to see a fault by itself (say --only too)"
    )
    parser.add_argument(
        "--only", action="append", default=[], choices=names or None, help="this alone; may be said again"
    )
    parser.add_argument("--weaken", action="append", default=[], choices=list(WEAKENINGS), help="break the program")
    parser.add_argument("--build", default="", help="a copied tree to take the program from, broken on purpose")
    said = parser.parse_args(words)
    if said.build:
        os.environ[BUILD] = str(Path(said.build).resolve())
    call = Call(said.count, said.seed, tuple(said.only), said.first, tuple(said.weaken))
    began = time.monotonic()
    try:
        report = harness(call)
    except NoShim as error:
        print(f"not run: {error}")
        return 3
    tried = ", ".join(f"{name} {number}" for name, number in sorted(report.tried.items()))
    print(f"{report.tried.total()} in {time.monotonic() - began:.0f} s, seed {call.seed}: {tried}")
    print("\n".join(report.faults[:_SHOWN]) or "Nothing was lost, nothing was said that is not so.")
    if len(report.faults) > _SHOWN:
        print(f"... and {len(report.faults) - _SHOWN} more")
    return int(bool(report.faults))


@contextmanager
def scratch(*, quick: bool = False) -> Iterator[Path]:
    """A folder that goes again; `quick`: in memory where there is room for it, for what needs no real disk."""
    memory = Path("/dev/shm")
    where = memory if quick and os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="treatplan-faults-", dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
