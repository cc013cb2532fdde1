"""Kills the program at a random moment of an operation, and looks afterwards as its user would.

    python -m tests.faults.kill --count 10000 --seed 1

Every step that was acknowledged must be there, what was not is whole or absent, and the clinic opens without repair.
"""

import shutil
import sys
from pathlib import Path

from tests.faults import command, house
from tests.faults.command import Call, Report
from tests.faults.house import Broken, Template
from tests.faults.nursery import Nursery, Order
from tests.faults.operations import Operation, all_operations

_LONGEST = 0.25  # seconds of an operation that goes on and on
_MORE = 1.1  # the moment is drawn from a little more than an operation takes


def harness(call: Call) -> Report:
    """Kill `call.count` children, operation after operation."""
    report = Report()
    with command.scratch() as folder, Nursery() as nursery:
        made = house.templates()
        operations = call.operations()
        lasts = {one.name: _lasts(nursery, one, made.named(one.start), folder) for one in operations}
        for number in call.numbers():
            operation = operations[number % len(operations)]
            moment = call.source(number).uniform(0, lasts[operation.name])
            template = made.named(operation.start)
            place = folder / f"run-{number}"
            template.copy(place)
            order = Order(operation.name, str(place), template.code, operation.steps, weaken=call.weaken)
            told = nursery.run(order, kill_after=moment)
            report.tried[operation.name] += 1
            wrong = told.bug or " ".join(told.errors) or judged(operation, place, template, told.acked)
            if wrong:
                report.wrong(number, operation.name, f"after {moment:.4f} s: {wrong}")
            shutil.rmtree(place)
    return report


def judged(operation: Operation, place: Path, template: Template, acked: int) -> str:
    """What is wrong with what is found after so many acknowledged steps; empty where nothing is."""
    try:
        found = operation.found(place, template)
    except Broken as broken:
        return str(broken)
    if acked <= found <= acked + 1:
        return ""
    return f"{acked} acknowledged, {found} found"


def _lasts(nursery: Nursery, operation: Operation, template: Template, folder: Path) -> float:
    """How long it takes when nobody kills it. Raises `RuntimeError` where it does not even work then."""
    place = folder / f"whole-{operation.name}"
    template.copy(place)
    told = nursery.run(Order(operation.name, str(place), template.code))
    if told.acked != 1:
        raise RuntimeError(f"{operation.name} does not work by itself: {told.bug or told.errors}")
    shutil.rmtree(place)
    return min(told.seconds * operation.steps * _MORE, _LONGEST) if operation.steps > 1 else told.seconds * _MORE


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=60, names=list(all_operations()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
