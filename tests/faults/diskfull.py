"""Fills the disk to a random mark before an operation, makes room afterwards, and tries again.

    python -m tests.faults.diskfull --count 1000 --seed 1

On a small disk of its own where one may be mounted (Linux, as root), else with a limit on how far a file may grow.
Done or refused in words that name the disk; what was there is untouched; with room it works, and nothing is twice.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.faults import command, house
from tests.faults.command import Call, Report
from tests.faults.house import Broken, Template
from tests.faults.nursery import Nursery, Order, Told
from tests.faults.operations import Operation, all_operations

_SIZE = 16 << 20  # bytes of the disk
_MOST = 3 << 20  # bytes that are left free at most
_PAGE = 4096
_STEPS = 8  # of an operation that goes on and on
_NAMING_IT = ("disk", "space", "room", "file too large")  # what a message must speak of


def harness(call: Call, *, mounting: bool = True) -> Report:
    """Fill the disk `call.count` times."""
    report = Report()
    with (
        command.scratch() as folder,
        _disk(folder / "disk", mounting=mounting) as mounted,
        Nursery() as nursery,
    ):
        made = house.templates()
        operations = call.operations()
        for number in call.numbers():
            operation, chance = operations[number % len(operations)], call.source(number)
            template = made.named(operation.start)
            place = folder / "disk" / "run"
            template.copy(place)
            # Small marks are drawn more often than large ones: most operations need little.
            free = int(_PAGE * (_MOST / _PAGE) ** chance.random())
            steps = min(operation.steps, _STEPS)
            order = Order(operation.name, str(place), template.code, steps, weaken=call.weaken)
            order = replace(order, again=chance.random() < 0.5)
            filler = folder / "disk" / "filler"
            if mounted:
                _fill(filler, free)
                order = replace(order, room=str(filler))
            else:
                order = replace(order, most_bytes=free)
            told = nursery.run(order)
            filler.unlink(missing_ok=True)
            report.tried[operation.name] += 1
            wrong = _wrong(operation, place, template, told, order)
            if wrong:
                report.wrong(
                    number, operation.name, f"{free} bytes free, then {'more' if order.again else 'killed'}: {wrong}"
                )
            shutil.rmtree(place)
    return report


def _wrong(operation: Operation, place: Path, template: Template, told: Told, order: Order) -> str:
    if told.bug:
        return told.bug
    odd = [error for error in told.errors if not any(word in error.lower() for word in _NAMING_IT)]
    if odd:
        return f"does not speak of the disk: {odd[0]}"
    if told.acked < order.steps and (order.again or not told.errors):
        return f"{told.acked} of {order.steps} acknowledged, and the user was told: {told.errors}"
    try:
        found = operation.found(place, template)
    except Broken as broken:
        return f"{broken}; the user was told: {told.errors}"
    if found != told.acked and not (told.acked < order.steps and found == told.acked + 1):
        return f"{told.acked} acknowledged, {found} found; the user was told: {told.errors}"
    return ""


@contextmanager
def _disk(folder: Path, *, mounting: bool) -> Iterator[bool]:
    """A folder on a small disk of its own, where this user may have one; whether it is one."""
    folder.mkdir()
    size = f"size={_SIZE}"
    mounted = mounting and shutil.which("mount") is not None and sys.platform.startswith("linux")
    if mounted:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)
        mounted = done.returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)


def _fill(filler: Path, free: int) -> None:
    """Take what room there is, but for so many bytes."""
    seen = os.statvfs(filler.parent)
    left = seen.f_bavail * seen.f_frsize - free
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=100, names=list(all_operations()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
