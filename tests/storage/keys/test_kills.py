"""Killed at any step of a change, a clinic opens by one passphrase: the old one or the new one, never neither."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.keys.killing import COUNTED, STEPS, WHOLE
from tests.storage.keys.samples import NEW, OLD, both, keys_of
from treatplan.domain.errors import Refused, WrongSecret
from treatplan.storage.keys.keyfile import KeyFile

ROOT = Path(__file__).resolve().parents[3]
DOWN = STEPS.index("replace-1-after")  # from this step on the first copy is in its place

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows neither forks nor kills like this")


@pytest.fixture(scope="module")
def cut_short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders that `killing.py` leaves."""
    root = tmp_path_factory.mktemp("kills")
    command = [sys.executable, "-m", "tests.storage.keys.killing", str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return root


@pytest.fixture
def change(cut_short: Path, tmp_path: Path, step: str) -> Path:
    """What a change that was killed at this step left, for one test alone: unlocking mends."""
    return Path(shutil.copytree(cut_short / "change" / step, tmp_path / "left"))


@pytest.fixture
def creation(cut_short: Path, tmp_path: Path, step: str) -> Path:
    """The same for the making of a clinic."""
    return Path(shutil.copytree(cut_short / "create" / step, tmp_path / "left"))


def opens(keys: KeyFile, passphrase: str) -> bool:
    try:
        keys.unlock("Ann", passphrase)
    except WrongSecret:
        return False
    return True


@pytest.mark.parametrize("step", STEPS)
def test_that_exactly_one_passphrase_opens_after_a_change_was_cut_short(change: Path, step: str) -> None:
    keys = keys_of(change / "clinic.treatplan")
    is_down = STEPS.index(step) >= DOWN
    assert (opens(keys, OLD), opens(keys, NEW)) == (not is_down, is_down)
    assert keys.unlock_by_recovery((change / "code.txt").read_text(encoding="utf-8")).by_recovery


@pytest.mark.parametrize("step", STEPS)
def test_that_the_next_unlock_makes_both_copies_alike_again(change: Path, step: str) -> None:
    keys = keys_of(change / "clinic.treatplan")
    keys.unlock_by_recovery((change / "code.txt").read_text(encoding="utf-8"))
    main, copy = both(change)
    assert main.read_bytes() == copy.read_bytes()


@pytest.mark.parametrize("step", STEPS)
def test_that_the_next_change_clears_away_what_was_half_written(change: Path, step: str) -> None:
    keys = keys_of(change / "clinic.treatplan")
    opened = keys.unlock_by_recovery((change / "code.txt").read_text(encoding="utf-8"))
    (change / "code.txt").write_text(keys.renew_recovery(opened), encoding="utf-8")
    assert sorted(path.name for path in change.iterdir()) == [
        "clinic.tpkeys",
        "clinic.tpkeys.copy",
        "clinic.treatplan",
        "code.txt",
    ]


@pytest.mark.parametrize("step", STEPS)
def test_that_making_a_clinic_is_done_or_not_done(creation: Path, step: str) -> None:
    keys = keys_of(creation / "clinic.treatplan")
    if STEPS.index(step) >= DOWN:
        assert opens(keys, OLD)
        with pytest.raises(Refused, match="cut short, remove them"):
            keys.create("Ann", NEW)
    else:
        with pytest.raises(Refused, match="no such clinic"):
            keys.unlock("Ann", OLD)
        keys.create("Ann", NEW)
        assert opens(keys, NEW)


@pytest.mark.parametrize("work", ["change", "create"])
def test_that_no_step_was_forgotten(cut_short: Path, work: str) -> None:
    counted = (cut_short / work / WHOLE / COUNTED).read_text(encoding="utf-8")
    assert counted == "fsync=4 mkstemp=2 replace=2 write=2"
