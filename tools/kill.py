"""Kills the program while it adds patients, again and again, and looks whether anything that was acknowledged is lost.

    .venv/bin/python -m tools.kill 1000          # kills; another seed: a second number

A child adds patients through the real door and services, and prints the number of each once it is saved. It is killed
(SIGKILL) at a random moment. Then the clinic is opened as a user would: every acknowledged patient must be there, the
audit whole, the file whole. The tests do 20 of these.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from treatplan.domain.record import Person, Practice
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.clinic.patients import Patients
from treatplan.storage.doorway import Storage
from treatplan.storage.keys.cost import LIMITS, Cost, Limits
from treatplan.storage.opened import OpenedClinic

_CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)  # what is tried here is the disk, not the passphrase
_LOGIN, _PASSPHRASE = "okafor", "eleven blue herons"
_LONGEST = 0.25  # seconds that a child works at most, once it has begun


@dataclass(frozen=True)
class Seen:
    """What a run has shown. `unsaid` are patients who were saved when the kill came before the answer."""

    kills: int
    acknowledged: int
    unsaid: int
    faults: tuple[str, ...]


class Clock:
    """The machine's own."""

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def today(self) -> date:
        """This day."""
        return self.now().date()


def door() -> Storage:
    """The real one, with cheap passphrases."""
    return Storage(CanonicalBodies(), Clock(), cost=_CHEAP, limits=Limits(least=_CHEAP, most=LIMITS.most))


def patients_of(opened: OpenedClinic) -> Patients:
    """The service that adds them."""
    return Patients(opened.records, opened.directory, Clock())


def add_for_ever(place: str) -> None:
    """What a child does."""
    opened = door().enter(place, _LOGIN, _PASSPHRASE, "window")
    opened.warm_up()  # the kill comes while patients are added
    patients = patients_of(opened)
    print("begun", flush=True)
    number = 0
    while True:
        number += 1
        person = Person(given_name="No", family_name=f"Number {number}", birth_date=date(1980, 2, 29))
        print(patients.add(opened.session, person).id, flush=True)


def nursery(place: str) -> None:
    """A process that has loaded everything and opened nothing. Each line it reads is one child, until it is killed."""
    import treatplan.storage.records  # noqa: F401, PLC0415  (loads the tables, before a child is made)

    configure_mappers()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            add_for_ever(place)
        print(f"child {child}", flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


def kill_and_look(folder: Path, kills: int, seed: int) -> Seen:
    """Kill a child `kills` times on one clinic in this folder."""
    place = str(folder / "kill.treatplan")
    made, _ = door().create(place, NewClinic(practice=Practice(), login=_LOGIN, name="M."), _PASSPHRASE, "window")
    made.close()
    moments = random.Random(seed)  # noqa: S311  (nothing secret is drawn)
    acknowledged: set[int] = set()
    faults: list[str] = []
    there: set[int] = set()
    command = [sys.executable, "-m", "tools.kill", "--nursery", place]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as children:
        for number in range(1, kills + 1):
            acknowledged |= _killed(children, moments.uniform(0, _LONGEST))
            there, wrong = _look(place)
            lost = acknowledged - there
            faults += [f"kill {number}: {fault}" for fault in wrong]
            faults += [f"kill {number}: lost {sorted(lost)}"] if lost else []
        assert children.stdin is not None  # noqa: S101  (it is a pipe)
        children.stdin.close()
    return Seen(kills=kills, acknowledged=len(acknowledged), unsaid=len(there - acknowledged), faults=tuple(faults))


def _killed(children: "subprocess.Popen[str]", after: float) -> set[int]:
    """Let a child begin and kill it. What it acknowledged before: a short line is said whole or not at all."""
    assert children.stdin is not None  # noqa: S101  (they are pipes)
    assert children.stdout is not None  # noqa: S101  (the same)
    print("go", file=children.stdin, flush=True)
    first = {children.stdout.readline().strip() for _ in range(2)}  # in either order
    [pid] = [int(line.removeprefix("child ")) for line in first if line.startswith("child ")]
    if "begun" not in first:
        raise RuntimeError("the child did not begin; its own words are above")
    time.sleep(after)  # the random moment is what is tried here; nothing is waited for
    os.kill(pid, signal.SIGKILL)
    said = list(iter(children.stdout.readline, "ended\n"))
    return {int(line) for line in said}


def _look(place: str) -> tuple[set[int], list[str]]:
    """Whose numbers are in the clinic, and what is wrong with it. Opening it checks every page."""
    opened = door().enter(place, _LOGIN, _PASSPHRASE, "window")
    try:
        there = {int(row.id) for row in opened.directory.recent(10_000_000)}
        found = {int(row.id) for row in opened.directory.find("number", 10_000_000)}
        wrong = ["the search does not find everyone"] if found != there else []
        if not opened.warnings:
            wrong.append("the file was not checked")
        with opened.records.reading() as record:
            broken = record.trail.broken()
            added = [row.deed.patient for row in record.trail.rows(1, 10_000_000) if row.deed.action == "added"]
        if broken:
            wrong.append(f"the audit is broken at {broken}")
        if sorted(int(one or 0) for one in added) != sorted(there):
            wrong.append("the audit tells of other patients than there are")
    finally:
        opened.close()
    return there, wrong


def main(words: list[str]) -> int:
    """Run the harness, or be the nursery of its children."""
    if words[:1] == ["--nursery"]:
        nursery(words[1])
        return 0
    kills, seed = (int(word) for word in (words + ["100", "1"][len(words) :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        seen = kill_and_look(Path(folder), kills, seed)
    print(f"{seen.kills} kills (seed {seed}): {seen.acknowledged} patients acknowledged, {seen.unsaid} saved unsaid")
    print("\n".join(seen.faults) or "Nothing was lost.")
    return 1 if seen.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
