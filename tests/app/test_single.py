"""One window for each user and clinic: two that start at once, a holder that is killed, a stranger who knocks."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from treatplan.app import single
from treatplan.app.single import Single, private_folder
from treatplan.app.window import to_front
from treatplan.domain.errors import Unavailable

ROOT = Path(__file__).resolve().parents[2]
DOUBLE_STARTS, KILLS = 50, 20

# One process that has loaded everything, and then starts pairs of windows at once: each is a process of its own.
# A window lives until it was shown, or until it is killed.
NEST = """
import os, sys, time
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6 import QtNetwork
from pathlib import Path
from treatplan.app.single import Single

def start(clinic, folder, seen):
    app = QCoreApplication([])
    one = Single(clinic, Path(folder))
    if not one.claim():
        os._exit(10)
    os.write(seen, b"+")
    def shown():
        os.write(seen, b"s")
        QTimer.singleShot(0, app.quit)
    QTimer.singleShot(0, lambda: one.listen(shown))
    QTimer.singleShot(60_000, lambda: os._exit(98))
    app.exec()
    os.write(seen, b"-")
    one.release()
    os._exit(0)

for line in sys.stdin:
    clinic, folder, count, delay = line.rstrip("\\n").split("\\t")
    come, go = os.pipe()
    children = []
    for _ in range(int(count)):
        child = os.fork()
        if not child:
            os.close(come)
            try:
                start(clinic, folder, go)
            finally:
                os._exit(99)
        children.append(child)
        time.sleep(float(delay))
    os.close(go)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    print(codes, os.read(come, 100).decode(), sep="\\t", flush=True)
    os.close(come)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of this user's with a short name: a socket has a name of about 100 letters at most."""
    made = Path(tempfile.mkdtemp(prefix="tp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def nest() -> Iterator[Callable[..., tuple[str, str]]]:
    """Starts `count` windows at once. Exit codes (0 for a window, 10 for one that showed it), and what happened."""
    process = subprocess.Popen(
        [sys.executable, "-c", NEST],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    told, heard = process.stdin, process.stdout

    def start(clinic: str, folder: Path, count: int = 2, delay: float = 0.0) -> tuple[str, str]:
        told.write(f"{clinic}\t{folder}\t{count}\t{delay}\n")
        told.flush()
        codes, seen = heard.readline().rstrip("\n").split("\t")
        return codes, seen

    yield start
    told.close()
    heard.close()
    assert process.wait(30) == 0


def test_that_of_two_that_start_at_once_one_is_the_window_and_the_other_shows_it(
    nest: Callable[..., tuple[str, str]], folder: Path
) -> None:
    came = {nest("/x/clinic.treatplan", folder, 2, number / DOUBLE_STARTS / 20) for number in range(DOUBLE_STARTS)}
    assert came == {("[0, 10]", "+s-")}


def test_that_of_five_that_start_at_once_one_is_the_window_at_any_time(
    nest: Callable[..., tuple[str, str]], folder: Path
) -> None:
    codes, seen = nest("/x/clinic.treatplan", folder, 5)
    assert codes.count("10") >= 1  # who comes when the first was shown, and has gone, is a window of its own
    assert "++" not in seen.replace("s", "")


HOLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from treatplan.app.single import Single
app = QCoreApplication([])
one = Single(sys.argv[1], Path(sys.argv[2]))
assert one.claim()
QTimer.singleShot(0, lambda: (one.listen(lambda: print("shown", flush=True)), print("listens", flush=True)))
app.exec()
"""


def hold(clinic: str, folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, clinic, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "listens\n"
    return process


def kill(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def test_that_what_a_killed_window_leaves_behind_stops_nobody(folder: Path) -> None:
    clinic = str(folder / "clinic.treatplan")
    for _ in range(KILLS):
        kill(hold(clinic, folder))
    assert (folder / f"{Single(clinic, folder)._name}.socket").exists()  # it is what was left
    with_nobody = Single(clinic, folder)
    began = time.monotonic()
    assert with_nobody.claim()
    assert time.monotonic() - began < single.PATIENCE  # it waited for nobody
    with_nobody.release()


def test_that_each_kind_of_name_for_one_clinic_is_the_same_clinic(folder: Path) -> None:
    clinic, link = folder / "李 <b>.treatplan", folder / "link"
    clinic.touch()
    link.symlink_to(clinic)
    holder = hold(str(clinic), folder)
    assert not Single(str(link), folder).claim()
    assert Single(str(folder / "another.treatplan"), folder).claim()
    kill(holder)


def test_that_who_does_not_know_the_token_is_sent_away(folder: Path) -> None:
    holder = hold("/x/clinic.treatplan", folder)
    address = Single("/x/clinic.treatplan", folder)._address
    for said in (b"\n", b"show\n", b"a" * 64 + b"\n", b"x" * 100_000, b"\xff" * 64 + b"\n"):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(address)
            try:
                stranger.sendall(said)
                assert stranger.recv(100) == b""
            except ConnectionError:
                pass  # sent away while it was still talking
    assert not Single("/x/clinic.treatplan", folder).claim()  # it still serves who knows it
    kill(holder)
    assert holder.stdout is not None


def test_that_a_holder_that_does_not_answer_is_told_in_words(folder: Path) -> None:
    first, second = Single("/x/clinic.treatplan", folder), Single("/x/clinic.treatplan", folder)
    assert first.claim()
    with pytest.raises(Unavailable, match="is open already and does not answer"):
        second.claim(patience=0.0)
    first.release()
    assert second.claim(patience=0.0)
    second.release()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another matter there")
def test_that_nobody_else_can_read_the_token_or_reach_the_socket(folder: Path, qapp: QCoreApplication) -> None:
    one = Single("/x/clinic.treatplan", folder)
    assert one.claim()
    one.listen(lambda: None)
    rights = {file.suffix: stat.S_IMODE(file.stat().st_mode) & 0o077 for file in folder.iterdir()}
    assert rights == {".lock": 0, ".token": 0, ".socket": 0}
    one.release()
    assert [file.suffix for file in folder.iterdir()] == [".lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another matter there")
def test_that_a_folder_which_others_may_write_to_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "_of_temporary_files", lambda: Path("relative"))
    folder.chmod(0o777)
    with pytest.raises(Unavailable, match="no folder in which only this user may write"):
        private_folder({"XDG_RUNTIME_DIR": str(folder)})
    folder.chmod(0o700)
    assert private_folder({"XDG_RUNTIME_DIR": str(folder)}) == folder / "treatplan"


@pytest.mark.gui
def test_that_a_window_comes_to_the_front_from_wherever_it_is(qapp: QApplication) -> None:
    window = QWidget()
    window.showMinimized()
    to_front(window)
    assert (window.isMinimized(), window.isVisible()) == (False, True)
    window.close()
    window.deleteLater()


def test_that_a_second_start_of_the_program_shows_the_first_and_ends_well(folder: Path) -> None:
    words = [sys.executable, "-m", "treatplan", "--clinic", str(folder / "clinic.treatplan")]
    screen = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":99", "XDG_RUNTIME_DIR": str(folder)}
    given = {"cwd": ROOT, "env": {**os.environ, **screen, "XDG_CONFIG_HOME": str(folder)}}
    first = subprocess.Popen(words, **given)  # type: ignore[call-overload]  # the words of both
    try:
        until = time.monotonic() + 60
        while not list(folder.rglob("*.token")) and time.monotonic() < until:
            time.sleep(0.01)
        second = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60, **given)  # type: ignore[call-overload]  # the same
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert first.poll() is None
    finally:
        first.kill()
        first.wait(30)
