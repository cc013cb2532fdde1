"""Cuts the power at a random moment of an operation, on the very driver that is shipped, and looks what is left.

    python -m tests.faults.powercut --count 20000 --seed 1

The operation runs once with every change written down (`shim.c`); then the files are rebuilt as a cut after so many
changes could leave them (`disk.py`), again and again, and opened as their user would. Linux, with a C compiler.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults import command, house, shim
from tests.faults.command import Call, Report
from tests.faults.disk import Change, Disk, changes_in
from tests.faults.house import Template
from tests.faults.kill import judged
from tests.faults.nursery import Nursery, Order
from tests.faults.operations import Operation, all_operations

_CUTS_EACH = 40  # of one run; then another is recorded
_AFTER = 0.25
_STEPS = 8  # of an operation that goes on and on


def harness(call: Call) -> Report:
    """Cut `call.count` times, some times in each run of each operation in turn."""
    library = shim.compiled()
    report = Report()
    with command.scratch(quick=True) as folder, Nursery(library) as nursery:
        made = house.templates()
        operations = call.operations()
        share = max(1, min(_CUTS_EACH, -(-call.count // len(operations))))
        numbers = list(call.numbers())
        for begin in range(0, len(numbers), share):
            run = numbers[begin : begin + share]
            operation = operations[(run[0] - 1) // share % len(operations)]
            room = folder / "room"
            _cut_a_run(_Run(call, nursery, operation, made.named(operation.start), room), run, report)
            shutil.rmtree(room)
    return report


class _Run:
    """One recorded run of an operation."""

    def __init__(self, call: Call, nursery: Nursery, operation: Operation, template: Template, room: Path) -> None:
        self.call = call
        self.operation = operation
        self.template = template
        self.room = room
        place, log = room / "place", room / "log"
        template.copy(place)
        self.disk = Disk(place)
        steps = min(operation.steps, _STEPS)
        order = Order(operation.name, str(place), template.code, steps, log=str(log), weaken=call.weaken)
        told = nursery.run(order)
        if told.acked != steps or told.bug:
            raise RuntimeError(f"{operation.name} does not work by itself: {told.bug or told.errors}")
        self.changes = list(changes_in(log))

    def at_moments(self, numbers: list[int]) -> Iterator[tuple[int, int]]:
        """The disk gone on to a random moment for each number, with how many steps were acknowledged by then."""
        moments = sorted((self._moment(number), number) for number in numbers)
        at, acked = 0, 0
        for moment, number in moments:
            for change in self.changes[at:moment]:
                acked = self._go_on(change, acked)
            at = moment
            yield number, acked

    def _moment(self, number: int) -> int:
        """How many changes come before the cut. One in four comes when all is done: nothing may be lost any more."""
        chance, whole = self.call.source(number), len(self.changes)
        return whole if chance.random() < _AFTER else chance.randint(0, whole)

    def _go_on(self, change: Change, acked: int) -> int:
        if change.kind == "!":
            return int(change.one)
        self.disk.apply(change)
        return acked


def _cut_a_run(run: _Run, numbers: list[int], report: Report) -> None:
    # The chance that a number has is drawn from twice: for the moment, then for what is left.
    for number, acked in run.at_moments(numbers):
        left = run.room / f"left-{number}"
        run.disk.rebuild(left, run.call.source(-number))
        report.tried[run.operation.name] += 1
        wrong = judged(run.operation, left, run.template, acked)
        if wrong:
            report.wrong(number, run.operation.name, wrong)
        shutil.rmtree(left)


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=300, names=list(all_operations()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
