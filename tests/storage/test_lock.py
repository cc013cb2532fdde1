"""One holder at a time; whoever is killed lets go; others are told who holds it."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest

from treatplan.domain.errors import Unavailable
from treatplan.storage.lock import ClinicLock

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

# Says "ready", waits for a line, tries, says what came of it, and holds until its input ends.
TRIES = """
import sys
from pathlib import Path
from treatplan.domain.errors import Unavailable
from treatplan.storage.lock import ClinicLock
print("ready", flush=True)
sys.stdin.readline()
try:
    ClinicLock(Path(sys.argv[1])).acquire("command line")
    print("won", flush=True)
except Unavailable as error:
    print(f"lost: {error}", flush=True)
sys.stdin.read()
"""


def line_of(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@contextmanager
def others(clinic: Path, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Other processes that are ready to try."""
    command = [sys.executable, "-c", TRIES, str(clinic)]
    made = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        assert [line_of(process.stdout) for process in made] == ["ready"] * count
        yield made
    finally:
        for process in made:
            process.kill()
            process.communicate()


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.treatplan"
    path.touch()
    return path


def lock_file(clinic: Path) -> Path:
    return clinic.with_name(f"{clinic.name}.lock")


def is_free(clinic: Path) -> bool:
    try:
        with ClinicLock(clinic).acquire("window"):
            return True
    except Unavailable:
        return False


def test_that_the_lock_is_held_inside_the_statement_and_free_after_it(clinic: Path) -> None:
    with ClinicLock(clinic).acquire("window") as lock:
        assert lock.is_held()
        assert not is_free(clinic)
    assert not lock.is_held()
    assert is_free(clinic)


def test_that_an_error_inside_the_statement_lets_go(clinic: Path) -> None:
    with pytest.raises(ZeroDivisionError), ClinicLock(clinic).acquire("window"):
        raise ZeroDivisionError
    assert is_free(clinic)


def test_that_the_same_lock_is_not_taken_twice_and_not_lost_by_trying(clinic: Path) -> None:
    lock = ClinicLock(clinic).acquire("window")
    with pytest.raises(Unavailable, match="in the window of this treatplan already"):
        lock.acquire("command line")
    assert lock.is_held()
    assert not is_free(clinic)
    lock.release()
    lock.release()
    assert lock.acquire("command line").is_held()
    lock.release()


def test_that_what_stands_in_the_file_names_no_person_and_no_place(clinic: Path) -> None:
    lock = ClinicLock(clinic, now=lambda: NOON).acquire("window")
    written = json.loads(lock_file(clinic).read_text(encoding="utf-8"))
    assert written == {"pid": os.getpid(), "face": "window", "since": "2026-03-01T12:00:00+00:00"}
    assert lock_file(clinic).stat().st_mode & 0o777 == 0o600
    lock.release()
    assert lock_file(clinic).read_bytes() == b""  # the file stays, and says nothing


def test_that_a_refusal_names_the_holder_and_since_when(clinic: Path) -> None:
    clock = NOON.astimezone().strftime("%H:%M")
    with ClinicLock(clinic, now=lambda: NOON).acquire("window"):
        with pytest.raises(Unavailable) as today:
            ClinicLock(clinic, now=lambda: NOON).acquire("command line")
        with pytest.raises(Unavailable, match=r"since 2026-03-01 \d\d:\d\d"):
            ClinicLock(clinic, now=lambda: NOON.replace(day=20)).acquire("command line")
    assert str(today.value) == (
        f"clinic.treatplan: is open in the window of this treatplan already (process {os.getpid()}, since {clock}). "
        "Close it there, then try again."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 5000,
        b'{"pid": "x", "face": "window", "since": "2026-03-01"}',
        b'{"pid": 1, "face": "<b>", "since": "2026-03-01"}',
        b'{"pid": 1, "face": [], "since": "2026-03-01"}',
        b'{"pid": 1, "face": "window", "since": "yesterday"}',
        b'{"pid": 1, "face": "window", "since": 5}',
        b'{"pid": 1e999, "face": "window", "since": "2026-03-01"}',
        b'{"pid": 1, "face": "window", "since": "0001-01-01T00:00:00+14:00"}',
    ],
)
def test_that_odd_content_is_not_repeated_and_stops_nobody(clinic: Path, content: bytes) -> None:
    lock_file(clinic).write_bytes(content)
    with ClinicLock(clinic).acquire("window"):
        lock_file(clinic).write_bytes(content)
        with pytest.raises(Unavailable, match=r"clinic\.treatplan: is open in another treatplan\. Close it there"):
            ClinicLock(clinic).acquire("window")
    assert is_free(clinic)


def test_that_a_link_to_the_clinic_shares_its_lock(clinic: Path) -> None:
    link = clinic.with_name("link.treatplan")
    link.symlink_to(clinic.name)
    with ClinicLock(clinic).acquire("window"):
        assert not is_free(link)


def test_that_two_clinics_are_open_side_by_side(clinic: Path) -> None:
    with ClinicLock(clinic).acquire("window"):
        assert is_free(clinic.with_name("other.treatplan"))


def test_that_a_place_that_cannot_be_locked_is_told(clinic: Path) -> None:
    with pytest.raises(Unavailable, match="could not be locked"):
        ClinicLock(clinic.parent / "nowhere" / "clinic.treatplan").acquire("window")
    lock_file(clinic).mkdir()
    with pytest.raises(Unavailable, match="could not be locked"):
        ClinicLock(clinic).acquire("window")


def test_that_a_link_in_the_place_of_the_lock_is_not_followed(clinic: Path) -> None:
    victim = clinic.with_name("victim.txt")
    victim.write_text("mine", encoding="utf-8")
    lock_file(clinic).symlink_to(victim.name)
    with pytest.raises(Unavailable, match="could not be locked"):
        ClinicLock(clinic).acquire("window")
    assert victim.read_text(encoding="utf-8") == "mine"


def test_that_a_lock_file_removed_while_it_was_being_locked_is_not_relied_on(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open
    left = [2]

    def open_and_lose(path: Path, *how: int) -> int:
        handle = real(path, *how)
        if left[0]:
            left[0] -= 1
            Path(path).unlink()
        return handle

    monkeypatch.setattr(os, "open", open_and_lose)
    with ClinicLock(clinic).acquire("window"):
        assert lock_file(clinic).exists()
        assert not is_free(clinic)


def test_that_one_of_many_threads_wins(clinic: Path) -> None:
    lock, start, won = ClinicLock(clinic), threading.Barrier(8), []

    def attempt() -> None:
        start.wait()
        try:
            lock.acquire("window")
        except Unavailable:
            return
        won.append(threading.get_ident())

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    lock.release()  # from another thread than the one that took it
    assert is_free(clinic)


def test_that_one_of_many_processes_wins_and_the_others_are_told(clinic: Path) -> None:
    with others(clinic, 4) as made:
        for process in made:
            go(process)
        said = [line_of(process.stdout) for process in made]
        assert said.count("won") == 1
        assert all("is open" in one and "Close it there" in one for one in said if one != "won")
        with pytest.raises(Unavailable) as refused:
            ClinicLock(clinic).acquire("window")
        winner = made[said.index("won")]
        assert f"at the command line of another treatplan (process {winner.pid}, since " in str(refused.value)


def test_that_a_killed_holder_lets_go_at_once(clinic: Path) -> None:
    with others(clinic, 1) as (holder,):
        go(holder)
        assert line_of(holder.stdout) == "won"
        assert not is_free(clinic)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert json.loads(lock_file(clinic).read_bytes())["pid"] == holder.pid  # stale, and believed by nobody
        with ClinicLock(clinic).acquire("window") as next_one:
            assert next_one.unclean
            assert json.loads(lock_file(clinic).read_bytes())["pid"] == os.getpid()


def test_that_the_next_holder_is_told_of_an_unclean_stop_once(clinic: Path) -> None:
    first = ClinicLock(clinic).acquire("window")
    assert not first.unclean
    first.release(clean=False)
    with ClinicLock(clinic).acquire("window") as second:
        assert second.unclean
        with pytest.raises(Unavailable):
            second.acquire("window")
        assert second.unclean  # a try that failed is no news
    with ClinicLock(clinic).acquire("window") as third:
        assert not third.unclean


def test_that_a_program_started_by_the_holder_does_not_keep_the_lock(clinic: Path) -> None:
    with ClinicLock(clinic).acquire("window") as lock:
        assert lock._handle is not None
        assert not os.get_inheritable(lock._handle)
