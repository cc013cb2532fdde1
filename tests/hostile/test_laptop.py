"""The laptop is stolen: nothing of a patient stands in clear in any file that the program wrote."""

import resource
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.canaries import Canaries, files_below
from tests.hostile.laptop import Laptop, a_laptop

pytestmark = pytest.mark.gui
SEED = 51125
OLD_CLINIC = Path(__file__).parents[1] / "storage" / "released" / "0001"
OLD_NAMES = {"one": "\u00c1lvarez", "other": "Tom</b> Smith"}
ASKED_FOR = ("asked-for.pdf", "from-the-window.pdf")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A laptop with a clinic on it, on which a patient was treated at the command line."""
    laptop = a_laptop(tmp_path_factory.mktemp("stolen"), SEED)
    laptop.run("office")
    return laptop


def another(laptop: Laptop, folder: Path) -> Laptop:
    """The same laptop once more, to do something wrong with."""
    for name, of in (("laptop", laptop.root), ("desk", laptop.desk)):
        shutil.copytree(of, folder / name, symlinks=True, ignore=shutil.ignore_patterns("*.socket", "*.token"))
    return replace(laptop, root=folder / "laptop", desk=folder / "desk")


def test_that_after_the_whole_story_no_file_holds_a_word_of_the_record(used: Laptop) -> None:
    """Stolen after each step: also while the window is open, and after it was killed."""
    assert used.leaks() == {}
    window = used.process("window")
    try:
        used.wait_for("unlocked", window)
        used.wait_for("locked", window)
        used.wait_for("typed", window)
        assert used.leaks() == {}, "while it is open"
    finally:
        window.send_signal(signal.SIGKILL)
        window.wait()
    assert used.leaks() == {}, "after the kill"
    used.run("again")
    assert used.leaks() == {}, "after a good end"
    used.run("record")
    assert used.leaks() == {}, "after visits, backups and a new key"
    used.run("breaking", ends=-signal.SIGABRT)
    assert used.leaks() == {}, "after a mistake, and the end of the process"
    assert "RuntimeError at " in used.printed("breaking")
    assert used.written_elsewhere() == []
    assert list((used.root / "cwd").iterdir()) == []
    for name in ASKED_FOR:  # what was asked for does hold it, and so the search sees what there is to see
        assert {"given", "family"} <= used.canaries.in_bytes((used.desk / name).read_bytes())
    assert (used.root / "output" / "queue.txt").read_text(encoding="utf-8").strip(), "a sheet went to the queue"
    assert len(list(files_below(used.root))) > 20


def test_that_bringing_an_older_clinic_up_leaves_nothing_in_clear(tmp_path: Path) -> None:
    laptop = a_laptop(tmp_path, SEED)
    old = laptop.root / "data" / "treatplan"
    shutil.copytree(OLD_CLINIC, old)
    (laptop.desk / "pass.txt").write_text("one calm river stone\n", encoding="utf-8")
    laptop.run("migrate")
    assert list(old.glob("*before-0001*"))
    assert Canaries(OLD_NAMES).in_folders(laptop.root) == {}
    assert laptop.written_elsewhere() == []


# The harness can fail


def test_that_a_program_that_logs_names_is_caught(tmp_path: Path) -> None:
    laptop = a_laptop(tmp_path, SEED)
    laptop.run("new", leak="log")
    found = laptop.leaks()
    assert list(found) == ["state/treatplan.log"]
    assert found["state/treatplan.log"] >= {"given", "family", "phone", "access"}


def test_that_a_program_that_leaves_a_copy_of_a_sheet_is_caught(used: Laptop, tmp_path: Path) -> None:
    laptop = another(used, tmp_path)
    laptop.run("sheet", leak="copy")
    [(path, fields)] = laptop.leaks().items()
    assert path.startswith("tmp/")
    assert fields >= {"given", "family"}


def test_that_a_picture_of_the_memory_is_caught_where_the_program_allows_one(
    used: Laptop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or pattern.read_text(encoding="ascii").strip() not in {"core", "core.%p"}:
        pytest.skip("this system keeps such pictures somewhere else")
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this system makes none")
    laptop = another(used, tmp_path_factory.mktemp("dump"))
    laptop.run("breaking", leak="dump", ends=-signal.SIGABRT)
    assert [path for path in laptop.leaks() if path.startswith("cwd/core")]


def test_that_a_program_that_writes_where_nobody_searches_is_caught(tmp_path: Path) -> None:
    laptop = a_laptop(tmp_path, SEED)
    laptop.run("nothing", leak="elsewhere")
    assert laptop.written_elsewhere() != []
