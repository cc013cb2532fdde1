"""Lets the n-th change that an operation makes to the disk fail, for every n until it no longer comes so far.

    python -m tests.faults.iofault --count 100000      # every one of them; the tests draw some

A change: a write, sync, cut, new name, or name that goes. Errors: no space, input/output, no access, read-only, and a
write that is only half done. Once, or from then on. Each gives one of two: it is done, or the user is told in words and
what was there is as it was. Then it is tried again, in the same sitting or after a kill: never twice there, never lost.
Linux, with a C compiler.
"""

import errno
import shutil
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

from tests.faults import command, house, shim
from tests.faults.command import Call, Report
from tests.faults.house import Broken, Template, Templates
from tests.faults.nursery import Nursery, Order, Told
from tests.faults.operations import Operation, all_operations

_ERRORS = {
    "no space": errno.ENOSPC,
    "input/output": errno.EIO,
    "no access": errno.EACCES,
    "read-only": errno.EROFS,
    "half a write": shim.HALF,
}
_NEVER = 1 << 40  # no operation makes so many changes: counts them


def harness(call: Call) -> Report:
    """Try `call.count` of all faults, drawn by chance; all, where there are not so many."""
    library = shim.compiled()
    report = Report()
    with command.scratch(quick=True) as folder, Nursery(library) as nursery:
        made = house.templates()
        trial = _Trial(nursery, made, folder, call)
        faults = list(trial.all_faults())
        if call.count < len(faults):
            faults = call.source(0).sample(faults, call.count)
        for number, (operation, order, kind) in enumerate(faults, start=1):
            if number < call.first:
                continue
            report.tried[operation.name] += 1
            wrong = trial.wrong(operation, order)
            if wrong:
                report.wrong(number, operation.name, f"{kind}: {wrong}")
    return report


class _Trial:
    """Runs operations with faults in copies of their templates."""

    def __init__(self, nursery: Nursery, made: Templates, folder: Path, call: Call) -> None:
        self._nursery = nursery
        self._made = made
        self._folder = folder
        self._call = call

    def all_faults(self) -> "list[tuple[Operation, Order, str]]":
        """Every fault of every operation, with words for it."""
        found = []
        for operation in self._call.operations():
            order = Order(operation.name, "", self._made.named(operation.start).code, weaken=self._call.weaken)
            changes = self._changes_of(operation, order)
            for at, (what, error), sticky, again in product(
                range(1, changes + 1), _ERRORS.items(), (False, True), (False, True)
            ):
                faulty = replace(order, fail_at=at, error=error, sticky=sticky, again=again)
                then = "tried again" if again else "killed"
                found.append((operation, faulty, f"change {at}{' and all after' if sticky else ''}, {what}, {then}"))
        return found

    def wrong(self, operation: Operation, order: Order) -> str:
        """What is wrong with the way in which an operation meets a fault; empty where nothing is."""
        template = self._made.named(operation.start)
        place = self._folder / "run"
        template.copy(place)
        try:
            told = self._nursery.run(replace(order, folder=str(place)))
            return told.bug or _not_in_words(told) or self._judged(operation, place, template, told, order)
        except Broken as broken:
            return str(broken)
        finally:
            shutil.rmtree(place)

    def _judged(self, operation: Operation, place: Path, template: Template, told: Told, order: Order) -> str:
        said = f" after being told: {told.errors}" if told.errors else ""
        if told.acked == 0 and (order.again or not told.errors):
            return f"it is not done{said}"
        found = operation.found(place, template)
        if found != told.acked and not (told.acked == 0 and found == 1):
            return f"{told.acked} acknowledged, {found} found{said}"
        return ""

    def _changes_of(self, operation: Operation, order: Order) -> int:
        place = self._folder / "count"
        self._made.named(operation.start).copy(place)
        told = self._nursery.run(replace(order, folder=str(place), fail_at=_NEVER))
        shutil.rmtree(place)
        if told.bug or told.errors or not told.changes:
            raise RuntimeError(f"{operation.name} does not work by itself: {told.bug or told.errors or told}")
        return told.changes


def _not_in_words(told: Told) -> str:
    long = [error for error in told.errors if len(error.splitlines()) > 3]
    return f"not in words: {long[0]}" if long else ""


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=400, names=list(all_operations()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
