"""Damages and forges backups in every way, and has them verified and put back.

    python -m tests.faults.forged --count 12700 --seed 1

All are refused in words that name the file, and nothing of the clinic at that place is touched. Whole ones pass.
"""

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults import command, house
from tests.faults.command import Call, Report
from tests.faults.house import BACKUP, LOGIN, NAME, OPENER, PASSPHRASE
from treatplan.domain.errors import Refused, TreatplanError
from treatplan.domain.record import Practice
from treatplan.services.clinic.entry import NewClinic

_OTHER_CLINICS = NewClinic(practice=Practice(name="Dale Road"), login=LOGIN, name="A. Adeyemi")


def harness(call: Call) -> Report:
    """Forge `call.count` backups."""
    report = Report()
    with command.scratch(quick=True) as folder:
        one, other, stranger = _backups(folder)
        place = folder / "backed" / NAME
        before = _seen(place.parent)
        if _told(one, place, restore=False):
            report.wrong(0, "whole", f"a whole backup is refused: {_told(one, place, restore=False)}")
        kinds = list(_FORGERIES)
        for number in call.numbers():
            chance, kind = call.source(number), kinds[number % len(kinds)]
            forged = folder / "forged" / BACKUP
            forged.parent.mkdir()
            _FORGERIES[kind](forged, (one, other, stranger), chance)
            report.tried[kind] += 1
            wrong = _wrong(forged, place, before, restore=kind == "another clinic's" or chance.random() < 0.2)
            if wrong:
                report.wrong(number, kind, wrong)
            shutil.rmtree(forged.parent)
    return report


def _backups(folder: Path) -> tuple[Path, Path, Path]:
    """Two backups of one clinic, and one of a clinic that has the same owner and passphrase."""
    made = house.templates()
    made.backed.copy(folder / "backed")
    with house.entered(folder / "backed" / NAME) as opened:
        second = house.clinic_of(opened).backups.make(opened.session).file
    stranger = folder / "stranger" / NAME
    stranger.parent.mkdir()
    opened, _ = house.door().create(str(stranger), _OTHER_CLINICS, PASSPHRASE, "window")
    strangers = house.clinic_of(opened).backups.make(opened.session).file
    opened.close()
    first = made.backed.folder / BACKUP
    return first, Path(second.folder) / second.name, Path(strangers.folder) / strangers.name


def _wrong(forged: Path, place: Path, before: dict[str, bytes], *, restore: bool) -> str:
    told = _told(forged, place, restore=restore)
    if not told:
        return "is taken for a whole one"
    if forged.name not in told and NAME not in told:
        return f"no file is named: {told}"
    return "the clinic was touched" if restore and _seen(place.parent) != before else ""


def _told(backup: Path, place: Path, *, restore: bool) -> str:
    """What the user is told who verifies a backup, or puts it back; empty where it is taken for whole."""
    try:
        if restore:
            house.rescue().restore(str(backup), str(place), OPENER, "window")
        else:
            seen = house.rescue().verify(str(backup), OPENER)
            return f"{seen.name}: {seen.problem}" if seen.problem else ""
    except Refused as error:
        return str(error)
    except TreatplanError as error:
        return f"{NAME}: {type(error).__name__}, which says that the machine failed: {error}"
    return ""


def _seen(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix != ".lock"
    }


# Forgeries: of one backup, another of the same clinic, and one of another clinic

_Three = tuple[Path, Path, Path]


def _parts(path: Path) -> list[bytes]:
    """A backup's lines in clear, and what follows them."""
    raw, parts = path.read_bytes(), []
    for _ in range(4):
        line, _, raw = raw.partition(b"\n")
        parts.append(line + b"\n")
    return [*parts, raw]


def _flip(forged: Path, of: _Three, chance: random.Random) -> None:
    raw = bytearray(of[0].read_bytes())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    forged.write_bytes(raw)


def _flip_in_clear(forged: Path, of: _Three, chance: random.Random) -> None:
    parts = _parts(of[0])
    raw = bytearray(b"".join(parts))
    raw[chance.randrange(len(raw) - len(parts[-1]))] ^= 1 << chance.randrange(8)
    forged.write_bytes(raw)


def _cut(forged: Path, of: _Three, chance: random.Random) -> None:
    raw = of[0].read_bytes()
    forged.write_bytes(raw[: chance.randrange(len(raw))])


def _longer(forged: Path, of: _Three, chance: random.Random) -> None:
    forged.write_bytes(of[0].read_bytes() + chance.randbytes(chance.randint(1, 100_000)))


def _hole(forged: Path, of: _Three, chance: random.Random) -> None:
    raw = bytearray(of[0].read_bytes())
    at, length = chance.randrange(len(raw)), chance.randint(1, 70_000)
    raw[at : at + length] = b"" if chance.random() < 0.5 else bytes(min(length, len(raw) - at))
    forged.write_bytes(raw)


def _mixed(forged: Path, of: _Three, chance: random.Random) -> None:
    """Lines of one and the rest of another."""
    one, two = _parts(of[0]), _parts(of[chance.randint(1, 2)])
    taken = [chance.random() < 0.5 for _ in one]
    taken[chance.randrange(5)] = True
    mixed = b"".join(two[at] if take else one[at] for at, take in enumerate(taken))
    if mixed in {of[0].read_bytes(), of[1].read_bytes(), of[2].read_bytes()}:
        mixed = b"".join(one[:4]) + two[4]
    forged.write_bytes(mixed)


def _swapped(forged: Path, of: _Three, chance: random.Random) -> None:
    """Chunks that have changed places."""
    size = 64 * 1024 + 16
    *clear, raw = _parts(of[0])
    chunks = [raw[at : at + size] for at in range(0, len(raw), size)]
    one, other = chance.sample(range(len(chunks)), 2)
    chunks[one], chunks[other] = chunks[other], chunks[one]
    forged.write_bytes(b"".join([*clear, *chunks]))


def _strangers(forged: Path, of: _Three, chance: random.Random) -> None:
    shutil.copy(of[2], forged)


_FORGERIES: dict[str, Callable[[Path, _Three, random.Random], None]] = {
    "a bit": _flip,
    "a bit in clear": _flip_in_clear,
    "cut off": _cut,
    "longer": _longer,
    "a hole": _hole,
    "mixed from two": _mixed,
    "parts swapped": _swapped,
    "another clinic's": _strangers,
}


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=320)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
