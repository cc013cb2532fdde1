"""Putting a clinic back: into a new file, the old one kept, whatever moment it is stopped at."""

import shutil
import signal
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.storage import rooms, test_released
from tests.storage.backup import samples
from treatplan.domain.errors import Missing, Refused, TooNew, Unavailable
from treatplan.services.clinic.backups import Backups
from treatplan.services.clinic.rescue import Opener
from treatplan.storage.backup import archive, make
from treatplan.storage.backup.container import Damage
from treatplan.storage.backup.make import Source
from treatplan.storage.database import Database
from treatplan.storage.keys.cost import LIMITS
from treatplan.storage.keys.keyfile import KeyFile
from treatplan.storage.schema import REVISIONS, Schema

FULL = ["Adams", "李", "O'Neil & Sons"]
KEPT = "hill-before-restore.treatplan"


@pytest.fixture(scope="module")
def whole(made_clinic: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One backup of the clinic that `clinic` is a copy of. Copied, never changed."""
    folder = tmp_path_factory.mktemp("backup")
    return samples.a_backup(rooms.copied(made_clinic, folder / "clinic"), folder / "kept")


@pytest.fixture
def backup(whole: Path, tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return Path(shutil.copy(whole, tmp_path / "kept"))


def restored(backup: Path, place: Path, **words: bool) -> str:
    """Put back by passphrase; where the old clinic is kept."""
    return samples.rescue().restore(str(backup), str(place), samples.OPENER, "command line", **words).kept


def opens(path: Path) -> list[str]:
    """The patients of a clinic that opens without any warning."""
    with rooms.entered(path) as opened:
        assert opened.warnings == ()
    return rooms.names_in(path)


def test_that_a_clinic_that_is_there_is_kept_whole_with_what_it_had_besides(clinic: Path, backup: Path) -> None:
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
    kept = restored(backup, clinic)
    assert Path(kept) == clinic.with_name(KEPT)
    assert (opens(clinic), opens(Path(kept))) == (FULL, [*FULL, "Brown"])
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []


def test_that_each_clinic_that_is_replaced_is_kept_under_a_name_of_its_own(clinic: Path, backup: Path) -> None:
    kept = [Path(restored(backup, clinic)).name for _ in range(3)]
    assert kept == [KEPT, "hill-before-restore-2.treatplan", "hill-before-restore-3.treatplan"]
    assert opens(clinic) == FULL


@pytest.mark.parametrize("damage", ["cut", "zeros", "empty", "no keys", "only keys", "log"])
def test_that_what_is_left_of_a_clinic_is_kept_too(clinic: Path, backup: Path, damage: str) -> None:
    match damage:
        case "cut":
            clinic.write_bytes(clinic.read_bytes()[:5000])
        case "zeros":
            clinic.write_bytes(bytes(8192))
        case "empty":
            clinic.write_bytes(b"")
        case "no keys":
            for path in clinic.parent.glob("*.tpkeys*"):
                path.unlink()
        case "only keys":
            clinic.unlink()
        case "log":
            clinic.with_name("hill.treatplan-wal").write_bytes(b"of the old file")
    before = rooms.seen(clinic.parent)
    restored(backup, clinic)
    assert opens(clinic) == FULL
    after = rooms.seen(clinic.parent)
    assert {name.replace("hill", "hill-before-restore", 1): content for name, content in before.items()}.items() <= (
        after.items()
    )
    assert not clinic.with_name("hill.treatplan-wal").exists()


def test_that_it_says_what_may_be_missing_and_asks_safety_facts_again(clinic: Path, backup: Path) -> None:
    rescue, at = samples.rescue(), datetime(2026, 11, 27, 9, tzinfo=UTC)
    rescue._means = replace(samples.means(), clock=type(rooms.CLOCK)(at))
    done = rescue.restore(str(backup), str(clinic), samples.OPENER, "command line")
    assert (done.restored.made_at, done.restored.at) == (rooms.CLOCK.moment, at)
    assert done.counts["patient"] == 3
    with rooms.entered(clinic) as opened:
        service = Backups(opened.records, opened.vault, rooms.CLOCK)
        assert service.restored(opened.session) == done.restored
        assert service.asks_anew(opened.session, rooms.CLOCK.moment)
        assert not service.asks_anew(opened.session, at)
        assert [samples.file_of(row.file) for row in service.known(opened.session)] == [backup]
        with opened.records.reading() as record:
            (last,) = [row for row in record.trail.rows(1, 100) if row.deed.action == "restored"]
        assert last.deed.detail == "from a backup of 2026-11-24 12:00:00 UTC"


def test_that_the_safety_of_a_clinic_that_was_never_put_back_is_not_asked_again(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        service = Backups(opened.records, opened.vault, rooms.CLOCK)
        assert service.restored(opened.session) is None
        assert not service.asks_anew(opened.session, None)


def test_that_the_recovery_code_of_the_day_gives_a_new_passphrase(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    opened, code = rooms.storage().create(str(tmp_path / "old" / rooms.NAME), rooms.NEW, rooms.PASSPHRASE, "window")
    rooms.add(opened, "Adams")
    opened.close()
    backup = samples.a_backup(tmp_path / "old" / rooms.NAME, tmp_path / "kept")
    place = tmp_path / "new" / rooms.NAME
    place.parent.mkdir()
    rescue = samples.rescue()
    for opener, words in {
        Opener(login=rooms.LOGIN, passphrase="short", code=code): "too short",
        Opener(login=rooms.LOGIN, passphrase=rooms.OTHER_PASSPHRASE, code=code[:-4]): "recovery code has 32 letters",
        Opener(login="nobody", passphrase=rooms.OTHER_PASSPHRASE, code=code): "no user of this name",
    }.items():
        with pytest.raises((Refused, Missing), match=words):
            rescue.restore(str(backup), str(place), opener, "command line")
        assert rooms.files(place.parent) == []
    rescue.restore(
        str(backup), str(place), Opener(login=rooms.LOGIN, passphrase=rooms.OTHER_PASSPHRASE, code=code), "window"
    )
    opened = rooms.storage().enter(str(place), rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window")
    assert [row.family_name for row in opened.directory.recent(9)] == ["Adams"]
    assert opened.warnings == ()
    opened.close()
    with pytest.raises(Refused, match="the passphrase is wrong"):
        rooms.enter(place)


# What is refused


def test_that_another_clinic_is_not_replaced_unless_it_is_asked_for(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = rooms.a_clinic_file(tmp_path / "other", "Evans")
    before = rooms.seen(other.parent)
    with pytest.raises(Refused, match="is another clinic than the one in the backup"):
        restored(backup, other)
    assert rooms.seen(other.parent) == before
    assert opens(Path(restored(backup, other, other=True))) == ["Evans"]
    assert opens(other) == FULL


def test_that_a_clinic_that_is_open_is_not_replaced(clinic: Path, backup: Path) -> None:
    with rooms.entered(clinic), pytest.raises(Unavailable, match="is open in the window"):
        restored(backup, clinic)
    assert opens(clinic) == FULL


_READER = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    opened = rooms.enter(Path(sys.argv[1]), to_read=True)
    opened.directory.recent(1)
    print("open", flush=True)
    sys.stdin.read()
"""


def test_that_a_clinic_that_somebody_reads_is_not_replaced(clinic: Path, backup: Path) -> None:
    """A reader has no lock; closing it later would throw away the log of the file that has its name then."""
    reader = rooms.python(_READER, clinic)
    assert rooms.told(reader) == "open"
    with pytest.raises(Unavailable, match="another program holds the clinic's file"):
        restored(backup, clinic)
    reader.communicate()
    restored(backup, clinic)
    assert opens(clinic) == FULL


def test_that_a_damaged_backup_names_the_newest_that_is_whole(clinic: Path, backup: Path) -> None:
    content = backup.read_bytes()
    for name, cut in (("a.tpbackup", 9), ("z.tpbackup", 100_000)):
        (backup.parent / name).write_bytes(content[:cut])
        before = rooms.seen(clinic.parent)
        with pytest.raises(Refused) as caught:
            restored(backup.parent / name, clinic)
        assert f"Nothing was changed. '{backup.name}' beside it is whole" in str(caught.value)
        assert rooms.seen(clinic.parent) == before
    backup.unlink()
    with pytest.raises(Refused, match="no backup beside it is whole either"):
        restored(backup.parent / "z.tpbackup", clinic)


def test_that_a_backup_of_a_newer_program_is_not_put_back(clinic: Path, backup: Path) -> None:
    older = samples.rescue(Schema(revisions=REVISIONS[:-1]))
    before = rooms.seen(clinic.parent)
    with pytest.raises(TooNew, match="was written by a newer treatplan"):
        older.restore(str(backup), str(clinic), samples.OPENER, "command line")
    assert rooms.seen(clinic.parent) == before


@pytest.mark.parametrize(
    ("place", "words"),
    [("missing/c.treatplan", "its folder 'missing' is not there"), ("kept", "is a folder"), ("Dropbox/c", "Dropbox")],
)
def test_that_a_place_that_will_not_do_is_refused(backup: Path, tmp_path: Path, place: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        restored(backup, tmp_path / place)
    assert rooms.files(backup.parent) == [backup.name]


def test_that_a_user_who_is_not_let_in_any_more_puts_nothing_back(clinic: Path, tmp_path: Path) -> None:
    rooms.rows(clinic, "UPDATE user SET active = 0")
    with pytest.raises(Refused, match="does not let this user in"):
        samples.put_back(samples.a_backup(clinic, tmp_path / "kept"), tmp_path / "new" / "c.treatplan")
    assert rooms.files(tmp_path / "new") == []


# Older clinics


def test_that_a_backup_of_an_older_schema_is_put_back_and_brought_up_to_date(tmp_path: Path) -> None:
    shutil.copytree(test_released.FOLDER / "0001", tmp_path / "clinic")
    path = tmp_path / "clinic" / "clinic.treatplan"
    opener = Opener(login=test_released.LOGIN, passphrase=test_released.PASSPHRASE)
    keys = KeyFile(path)
    unlocked = keys.unlock(opener.login, opener.passphrase)
    source = Source(
        database=Database(path, unlocked.data_key),
        data_key=unlocked.data_key,
        keys=keys.content(unlocked),
        limits=LIMITS,
    )
    (tmp_path / "kept").mkdir()
    backup = samples.file_of(make.make(source, tmp_path / "kept", rooms.CLOCK))
    place = tmp_path / "new" / "c.treatplan"
    place.parent.mkdir()
    rescue = samples.rescue()
    rescue._means = replace(samples.means(), limits=LIMITS)
    done = rescue.restore(str(backup), str(place), opener, "command line")
    assert (done.brought_up, done.counts["patient"]) == ("0001", 3)
    opened = test_released.door().enter(str(place), opener.login, opener.passphrase, "window")
    assert sorted(f"{row.given_name} {row.family_name}" for row in opened.directory.recent(9)) == test_released.NAMES
    assert rooms.broken_in(opened) == ()
    opened.close()


# Stopped at any step

_RESTORE = """
    import os, signal, sys
    from functools import partial
    from pathlib import Path
    from tests.storage.backup import samples
    from treatplan.storage.backup import restore
    def tell(word):
        print(word, flush=True)
        if word == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)
    restore.put_back = partial(restore.put_back, tell=tell)
    samples.rescue().restore(sys.argv[1], sys.argv[2], samples.OPENER, "command line")
"""
OVER = [
    "unpacked", "written down", "built", "decided", "swapped copy", "swapped tpanchor", "swapped copy",
    "swapped tpkeys", "swapped treatplan", "done",
]  # fmt: skip


def test_that_the_steps_of_putting_back_over_a_clinic_are_these(clinic: Path, backup: Path) -> None:
    code, out = rooms.run(_RESTORE, backup, clinic, "none")
    assert (code, out.splitlines()) == (0, OVER)


@pytest.mark.parametrize("step", dict.fromkeys(OVER))
def test_that_a_kill_leaves_exactly_one_clinic_at_the_place(clinic: Path, backup: Path, step: str) -> None:
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
    code, out = rooms.run(_RESTORE, backup, clinic, step)
    assert (code, out.splitlines()[-1:]) == (-signal.SIGKILL, [step]), out
    decided = OVER.index(step) >= OVER.index("decided")
    assert rooms.storage().exists(str(clinic))
    assert rooms.storage().users(str(clinic)) == (rooms.LOGIN,)
    with rooms.entered(clinic) as opened:
        assert [warning for warning in opened.warnings if "checked from end to end" not in warning] == []
    assert opens(clinic) == (FULL if decided else [*FULL, "Brown"])
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []
    assert (opens(clinic.with_name(KEPT)) == [*FULL, "Brown"]) if decided else not clinic.with_name(KEPT).exists()


def test_that_a_kill_at_a_new_place_leaves_a_clinic_or_nothing_in_the_way(backup: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "c.treatplan"
    place.parent.mkdir()
    code, out = rooms.run(_RESTORE, backup, place, "none")
    steps = out.splitlines()
    assert (code, steps[:3], steps[-1]) == (0, ["unpacked", "written down", "built"], "done")
    for step in ("unpacked", "named copy", "named tpkeys", "named treatplan"):
        assert step in steps
        shutil.rmtree(place.parent)
        place.parent.mkdir()
        code, out = rooms.run(_RESTORE, backup, place, step)
        assert code == -signal.SIGKILL, out
        if not place.exists():
            samples.put_back(backup, place)
        assert rooms.names_in(place) == FULL
        assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == []


def test_that_a_folder_that_somebody_else_left_in_the_way_puts_no_file_elsewhere(clinic: Path, tmp_path: Path) -> None:
    """What waits for its place may name only such names as this program gives."""
    for stem in ("../elsewhere", "hill", "/etc/x", "hill-before-restore/../../x", ""):
        folder = clinic.with_name(".hill.treatplan.swap")
        folder.mkdir()
        (folder / "kept").write_text(stem, encoding="utf-8")
        (folder / "hill.treatplan").write_bytes(b"not ours")
        before = clinic.read_bytes()
        with pytest.raises(Refused, match="files that this program did not make"):
            rooms.enter(clinic)
        assert clinic.read_bytes() == before
        shutil.rmtree(folder)
    assert opens(clinic) == FULL


def test_that_the_database_in_it_is_the_clinic_and_nothing_else(backup: Path, tmp_path: Path) -> None:
    """Where the manifest does not fit the database, nothing is put back, even if every page is whole."""
    with archive.opened(backup, samples.means().limits) as found:
        unlocked = found.unlock(samples.OPENER)
        manifest = found.unpack(unlocked.data_key, tmp_path / "copy")
    with closing(Database(tmp_path / "copy", unlocked.data_key).connect()) as connection:
        connection.execute("UPDATE patient SET phone = '1' WHERE id = 1")
    with pytest.raises(Damage, match="'patient' has other rows than it should"):
        archive.prove(tmp_path / "copy", unlocked.data_key, manifest)
    with pytest.raises(Damage, match="does not open"):
        archive.prove(tmp_path / "copy", bytes(32), manifest)
