"""Cases measured beside their floors: interleaved rounds, medians, and the lines of a table."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

from treatplan.domain.value import value


@value
class Line:
    """One row of the table: what was measured, over which floor, and what it should be at most (0: no aim)."""

    what: str
    took: float
    floor: float
    aim: float = 0.0


def timed(case: Callable[[], object]) -> Callable[[], float]:
    """A case that tells how many seconds it took."""

    def run() -> float:
        start = time.perf_counter()
        case()
        return time.perf_counter() - start

    return run


def interleaved(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median seconds of each case, after one round that does not count."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for case in cases.values():
        case()
    gc.collect()
    for _ in range(rounds):
        for name, case in cases.items():
            times[name].append(case())
    return {name: statistics.median(found) for name, found in times.items()}


def tell(lines: list[Line]) -> None:
    """Print the rows as Markdown."""
    print("\n| what | median ms | its floor, ms | over its floor | aim |")
    print("|---|---|---|---|---|")
    for line in lines:
        aim = f"{line.aim:g}" if line.aim else ""
        ratio = line.took / line.floor
        print(f"| {line.what} | {line.took * 1000:.1f} | {line.floor * 1000:.1f} | {ratio:.2f} | {aim} |")
