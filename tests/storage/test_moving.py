"""Moving a clinic to another place, with its keys; until it is there, the old one is the clinic."""

import signal
from pathlib import Path

import pytest

from tests.storage import rooms
from tests.storage.backup import samples
from treatplan.domain.errors import Refused, Unavailable

FULL = ["Adams", "李", "O'Neil & Sons"]


@pytest.fixture
def synced(made_clinic: Path, tmp_path: Path) -> Path:
    """A clinic that lies where it may not lie."""
    return rooms.copied(made_clinic, tmp_path / "Dropbox" / "practice")


def moved(path: Path, to: Path) -> Path:
    return Path(samples.rescue().move(str(path), str(to), samples.OPENER, "command line"))


def test_that_a_clinic_in_a_synced_folder_does_not_open_and_says_the_one_step(synced: Path) -> None:
    for to_read in (False, True):
        with pytest.raises(
            Refused, match=r"lies in a folder that Dropbox copies away.*`treatplan clinic move NEWPLACE`"
        ):
            rooms.enter(synced, to_read=to_read)
    again = synced.parent / "again"
    again.mkdir()
    with pytest.raises(Refused, match="Dropbox"):
        rooms.a_clinic_file(again)
    assert rooms.files(again) == []


@pytest.mark.parametrize("to", ["safe", "safe/other.treatplan"])
def test_that_it_moves_in_one_step_with_nothing_lost(synced: Path, tmp_path: Path, to: str) -> None:
    (tmp_path / "safe").mkdir()
    old = moved(synced, tmp_path / to)
    new = tmp_path / "safe" / (rooms.NAME if to == "safe" else "other.treatplan")
    with rooms.entered(new) as opened:
        assert opened.warnings == ()
        assert rooms.deeds_in(opened)[-2:] == ["moved", "unlocked"]
    assert rooms.names_in(new) == FULL
    assert old == synced.with_name("hill.treatplan.moved")
    assert all(".moved" in path.name for path in synced.parent.iterdir())
    with pytest.raises(Refused, match="there is no such clinic"):
        rooms.enter(synced)


def test_that_backups_may_be_made_into_a_synced_folder(clinic: Path, tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    assert samples.a_backup(clinic, tmp_path / "OneDrive").is_file()


def test_that_it_moves_to_no_worse_place_and_over_nothing(synced: Path, clinic: Path, tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    before = rooms.seen(synced.parent), rooms.seen(clinic.parent)
    for to, words in ((tmp_path / "OneDrive", "OneDrive"), (clinic, "is there already"), (clinic.parent, "is there")):
        with pytest.raises(Refused, match=words):
            moved(synced, to)
    with pytest.raises(Refused, match="its folder 'missing' is not there"):
        moved(synced, tmp_path / "missing" / "c.treatplan")
    assert (rooms.seen(synced.parent), rooms.seen(clinic.parent)) == before


def test_that_an_open_clinic_is_not_moved(clinic: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with rooms.entered(clinic), pytest.raises(Unavailable, match="is open in the window"):
        moved(clinic, tmp_path / "new")
    with rooms.entered(clinic, to_read=True) as reader:
        reader.directory.recent(1)
        with pytest.raises(Unavailable, match="another program holds the clinic's file"):
            moved(clinic, tmp_path / "new")
    assert rooms.names_in(clinic) == FULL
    assert rooms.files(tmp_path / "new") == []


_MOVE = """
    import os, signal, sys
    from functools import partial
    from tests.storage.backup import samples
    from treatplan.storage import moving
    def tell(word):
        print(word, flush=True)
        if word == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)
    moving.move = partial(moving.move, tell=tell)
    samples.rescue().move(sys.argv[1], sys.argv[2], samples.OPENER, "command line")
"""


def test_that_a_kill_leaves_a_whole_clinic_at_the_old_place_or_the_new(clinic: Path, tmp_path: Path) -> None:
    for step in ("held", "built", "named tpkeys", "named treatplan", "done", "set aside"):
        folder = tmp_path / step
        folder.mkdir()
        old = rooms.copied(clinic, folder / "old")
        new = folder / rooms.NAME
        code, out = rooms.run(_MOVE, old, new, step)
        assert (code, out.splitlines()[-1:]) == (-signal.SIGKILL, [step]), out
        assert rooms.names_in(new if new.exists() else old) == FULL
        if not new.exists():
            moved(old, new)
            assert rooms.names_in(new) == FULL
