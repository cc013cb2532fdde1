"""The program is killed at any moment: nothing that was acknowledged is lost, and damage is never read as true."""

import random
from pathlib import Path

import pytest

from tests.storage import rooms
from tools.kill import kill_and_look
from treatplan.domain.errors import Refused

FULL = ["Adams", "李", "O'Neil & Sons"]


_WORK = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    opened = rooms.enter(Path(sys.argv[1]))
    rooms.add(opened, "Brown")
    print("added", flush=True)
    sys.stdin.read()
"""


def killed_while_open(path: Path) -> None:
    process = rooms.python(_WORK, path)
    assert rooms.told(process) == "added"
    process.kill()
    process.communicate()


def test_that_after_an_unclean_stop_the_file_is_checked_and_nothing_is_lost(clinic: Path) -> None:
    killed_while_open(clinic)
    with rooms.entered(clinic) as opened:
        assert [warning for warning in opened.warnings if "was checked from end to end, and is whole" in warning]
        assert [row.family_name for row in opened.directory.recent(1)] == ["Brown"]
        assert rooms.broken_in(opened) == ()
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()
    assert rooms.files(clinic.parent) == rooms.CLOSED


def test_that_damage_after_an_unclean_stop_is_refused_until_it_is_mended(clinic: Path) -> None:
    killed_while_open(clinic)
    rooms.enter(clinic, to_read=True).close()  # puts the log into the file
    whole = clinic.read_bytes()
    at = len(whole) - 3 * 4096 + 77
    with clinic.open("r+b") as file:
        file.seek(at)
        file.write(bytes([whole[at] ^ 1]))
    for _ in range(2):
        with pytest.raises(Refused, match=r"is damaged .* Put the clinic back from a backup"):
            rooms.enter(clinic)
    clinic.write_bytes(whole)
    assert rooms.names_in(clinic) == [*FULL, "Brown"]


def test_that_a_page_that_was_changed_is_never_read_as_true(clinic: Path) -> None:
    """One byte in each page in turn: what is read is as it was, or refused."""
    whole = clinic.read_bytes()
    seed = random.Random(1)
    refused = 0
    for page in range(len(whole) // 4096):
        at = page * 4096 + seed.randrange(4096)
        clinic.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        clinic.with_name(f"{clinic.name}.lock").write_bytes(b"stopped")
        try:
            assert rooms.names_in(clinic) == FULL
        except Refused as error:
            assert "damaged" in str(error)  # noqa: PT017  (most are refused, and each must say so)
            refused += 1
    assert refused == len(whole) // 4096


def test_that_no_patient_is_lost_who_was_acknowledged(tmp_path: Path) -> None:
    seen = kill_and_look(tmp_path, kills=20, seed=20)
    assert seen.kills == 20
    assert seen.acknowledged >= 20
    assert seen.faults == ()
