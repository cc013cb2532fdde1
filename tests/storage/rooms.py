"""Whole clinics through the real door, at a cost that tests can pay; and processes that are stopped while they work."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.clinic_fakes import FixedClock, a_person
from tests.storage.keys.samples import BELIEVES_CHEAP, CHEAP
from treatplan.domain.errors import Unavailable
from treatplan.domain.record import PatientRecord, Practice
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.clinic.patients import Patients
from treatplan.storage.database import Database
from treatplan.storage.doorway import Storage
from treatplan.storage.opened import OpenedClinic

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "okafor"
PASSPHRASE = "eleven blue herons"
OTHER_PASSPHRASE = "a ferry in the fog"
NEW = NewClinic(practice=Practice(name="Hill Street"), login=LOGIN, name="M. Okafor", qualification="LicAc")
NAME = "hill.treatplan"
CLOCK = FixedClock()


def storage(**given: Any) -> Storage:
    """The door."""
    return Storage(CanonicalBodies(), CLOCK, cost=CHEAP, limits=BELIEVES_CHEAP, **given)


def a_clinic_file(folder: Path, *names: str) -> Path:
    """A clinic that is closed, with a patient of each family name."""
    path = folder / NAME
    opened, _ = storage().create(str(path), NEW, PASSPHRASE, "window")
    add(opened, *names)
    opened.close()
    return path


def enter(path: Path, *, to_read: bool = False, **given: Any) -> OpenedClinic:
    """Unlock it."""
    return storage(**given).enter(str(path), LOGIN, PASSPHRASE, "window", to_read=to_read)


@contextmanager
def entered(path: Path, *, to_read: bool = False, **given: Any) -> Iterator[OpenedClinic]:
    """Unlocked for a while."""
    opened = enter(path, to_read=to_read, **given)
    try:
        yield opened
    finally:
        opened.close()


def patients_of(opened: OpenedClinic) -> Patients:
    return Patients(opened.records, opened.directory, CLOCK)


def add(opened: OpenedClinic, *names: str) -> list[PatientRecord]:
    return [patients_of(opened).add(opened.session, a_person(family_name=name)) for name in names]


def add_until_refused(opened: OpenedClinic) -> tuple[list[PatientRecord], str]:
    """Add patients until the disk will take no more: who was saved, and what was said then."""
    saved: list[PatientRecord] = []
    for number in range(3000):
        try:
            saved += add(opened, f"Number{number}")
        except Unavailable as error:
            return saved, str(error)
    raise AssertionError("the disk never became full")


def names_in(path: Path, **given: Any) -> list[str]:
    """The family names in a clinic, in the order in which they came; its audit is whole."""
    with entered(path, **given) as opened:
        assert broken_in(opened) == ()
        return [row.family_name for row in reversed(opened.directory.recent(10_000))]


def broken_in(opened: OpenedClinic) -> tuple[int, ...]:
    with opened.records.reading() as record:
        return record.trail.broken()


def deeds_in(opened: OpenedClinic) -> list[str]:
    with opened.records.reading() as record:
        return [row.deed.action for row in record.trail.rows(1, 1000)]


def database_of(path: Path) -> Database:
    """The file and its key, past the door."""
    unlocked = storage()._keys(path).unlock(LOGIN, PASSPHRASE)
    return Database(path, unlocked.data_key)


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What SQL past the program finds, or does."""
    with closing(database_of(path).connect()) as connection:
        return list(connection.execute(sql, values).fetchall())


def copied(path: Path, folder: Path) -> Path:
    """A copy of a closed clinic with all that lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in path.parent.iterdir():
        shutil.copy2(file, folder / file.name)
    return folder / path.name


def seen(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its content. The lock's file is left out: it is there for good."""
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b""
        for file in folder.rglob("*")
        if file.suffix != ".lock"
    }


def files(folder: Path) -> list[str]:
    """The names in a folder; of a closed clinic there are six."""
    return sorted(file.name for file in folder.iterdir())


CLOSED = [
    "hill.tpanchor",
    "hill.tpanchor.copy",
    "hill.tpkeys",
    "hill.tpkeys.copy",
    "hill.treatplan",
    "hill.treatplan.lock",
]


# Other processes


def python(code: str, *words: object, **given: Any) -> "subprocess.Popen[str]":
    """Another process. What it prints is read by lines; it must be waited for."""
    command = [sys.executable, "-X", "utf8", "-c", textwrap.dedent(code), *map(str, words)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, text=True, **(streams | given))


def told(process: "subprocess.Popen[str]") -> str:
    """The next line that a process prints. Fails with what went wrong in it."""
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        _, wrong = process.communicate()
        raise AssertionError(f"the other process ended ({process.returncode}): {wrong}")
    return line


def run(code: str, *words: object, **given: Any) -> tuple[int, str]:
    """Let another process do its work. Its exit code (negative: the signal) and what it printed."""
    process = python(code, *words, **given)
    out, wrong = process.communicate(timeout=120)
    return process.returncode, out + wrong


def without_rights() -> dict[str, Any]:
    """How to start a process that may only what the rights of a file allow. Skips where that can't be.

    Root may write everywhere, so a process of root's says nothing about rights until it has given that up.
    """
    if os.geteuid() != 0:
        return {}
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl  # noqa: B018  (only Linux has it)
    except (OSError, AttributeError):
        pytest.skip("root may write everywhere here")
    given = {"preexec_fn": lambda: [libc.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0) for right in _RIGHTS_OF_ROOT]}
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0o000)
        code, _ = run("import os, sys; sys.exit(os.access(sys.argv[1], os.R_OK))", file.name, **given)
    if code != 0:
        pytest.skip("root keeps its rights here")
    return given


_PR_CAPBSET_DROP = 24
_RIGHTS_OF_ROOT = (1, 2)  # to pass over what a file allows: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
