"""Changes a clinic's file behind the program's back: older pages put back, the whole older file, single bits.

    python -m tests.faults.replay --count 12500 --seed 1

Whatever was done: the user is told when the clinic is opened or the audit is verified, or every row is as it was. What
can't be seen, and is not tried: everything that the program ever wrote put back at once, the audit's second head too.
"""

import random
import shutil
import sys
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from tests.faults import command, house
from tests.faults.command import Call, Report
from tests.faults.house import NAME, Broken
from tests.faults.operations import all_operations
from treatplan.domain.errors import TreatplanError

_PAGE = 4096
_VERSIONS = 6
_WORK = ("save", "correct", "draft")


def harness(call: Call) -> Report:
    """Tamper `call.count` times."""
    report = Report()
    with command.scratch(quick=True) as folder:
        versions = _versions(folder)
        rows = house.rows_of(versions[-1] / NAME)
        kinds = call.only or tuple(_TAMPER)
        for number in call.numbers():
            chance, kind = call.source(number), kinds[number % len(kinds)]
            place = folder / "run"
            shutil.copytree(versions[-1], place)
            _TAMPER[kind](place / NAME, versions, chance)
            report.tried[kind] += 1
            wrong = _wrong(place / NAME, rows)
            if wrong:
                report.wrong(number, kind, wrong)
            shutil.rmtree(place)
    return report


def _versions(folder: Path) -> list[Path]:
    """One clinic as it was on several days, closed each time."""
    made = house.templates().clinic
    versions = [made.copy(folder / "day-0").parent]
    for day in range(1, _VERSIONS):
        place = folder / f"day-{day}"
        shutil.copytree(versions[-1], place)
        for name in _WORK:
            attempt = all_operations()[name].begin(place, made)
            attempt.go(day if name != "save" else 1, lambda _number: None)
        versions.append(place)
    return versions


def _wrong(place: Path, rows: Any) -> str:
    """Empty where the user is told, or nothing is another than it was."""
    try:
        told = _told(place)
    except Exception as bug:  # noqa: BLE001  (the user would be told of a mistake of the program)
        return f"a traceback: {type(bug).__name__} {str(bug).splitlines()[0][:100]}"
    if told:
        return ""
    try:
        found = house.rows_of(place)
    except (Broken, TreatplanError, dbapi2.Error):
        return ""  # it can't be read as anything: whoever wants what is in it is told
    changed = [name for name in rows if rows[name] != found.get(name)]
    # What the look itself has written down is no change.
    changed = [name for name in changed if name != "audit" or not rows[name][1] <= found[name][1]]
    return f"nobody is told that {', '.join(changed)} are others" if changed else ""


def _told(place: Path) -> str:
    """What the user is told, by opening the clinic and having the audit verified."""
    try:
        with house.entered(place) as opened:
            if opened.alarms:
                return opened.alarms[0]
            verdict = house.clinic_of(opened).audit.verify(opened.session)
            return str(verdict.open[0].kind) if verdict.open else ""
    except TreatplanError as error:
        return str(error)


# What somebody does who can write the file


def _pages(place: Path, versions: list[Path], chance: random.Random) -> None:
    """Some of the pages that have changed since one of the earlier days."""
    new, old = bytearray(place.read_bytes()), (chance.choice(versions[:-1]) / NAME).read_bytes()
    changed = [at for at in range(0, len(old), _PAGE) if old[at : at + _PAGE] != new[at : at + _PAGE]]
    for at in chance.sample(changed, chance.randint(1, len(changed))):
        new[at : at + _PAGE] = old[at : at + _PAGE]
    place.write_bytes(new)


def _page(place: Path, versions: list[Path], chance: random.Random) -> None:
    """One of them."""
    new, old = bytearray(place.read_bytes()), (chance.choice(versions[:-1]) / NAME).read_bytes()
    at = chance.choice([at for at in range(0, len(old), _PAGE) if old[at : at + _PAGE] != new[at : at + _PAGE]])
    new[at : at + _PAGE] = old[at : at + _PAGE]
    place.write_bytes(new)


def _file(place: Path, versions: list[Path], chance: random.Random) -> None:
    """The whole file of an earlier day; keys and the audit's second head stay."""
    shutil.copy(chance.choice(versions[:-1]) / NAME, place)


def _bit(place: Path, versions: list[Path], chance: random.Random) -> None:
    """One bit, anywhere."""
    raw = bytearray(place.read_bytes())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    place.write_bytes(raw)


_TAMPER = {"pages": _pages, "page": _page, "file": _file, "bit": _bit}


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=200, names=list(_TAMPER))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
