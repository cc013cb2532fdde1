"""Everything that can be wrong with a clinic's file or the disk under it: one clear sentence, and nothing lost."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import rooms
from treatplan.domain.errors import Refused, TooNew, TreatplanError, Unavailable
from treatplan.storage import errors
from treatplan.storage.database import Database
from treatplan.storage.schema import Schema

FULL = ["Adams", "李", "O'Neil & Sons"]
posix = pytest.mark.skipif(os.name != "posix", reason="another system keeps open files in another way")


# What a file can have become


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_text(path: Path) -> None:
    path.write_text("Dear diary,\n", encoding="utf-8")


def a_page_of_text(path: Path) -> None:
    path.write_text("Dear diary, " * 1024 * 4, encoding="utf-8")
    assert path.stat().st_size % 4096 == 0


def plain_sqlite(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE patient (name)")


def cut_to_100_bytes(path: Path) -> None:
    os.truncate(path, 100)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def cut_between_pages(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


def first_page_damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")


def keys_of_another_clinic(path: Path) -> None:
    other = path.parent.parent / "other"
    other.mkdir()
    rooms.a_clinic_file(other)
    for file in other.glob("*.tpkeys*"):
        shutil.copy(file, path.parent)


def no_keys(path: Path) -> None:
    for file in path.parent.glob("*.tpkeys*"):
        file.unlink()


def revision(number: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(rooms.database_of(path).connect()) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (number,))

    return change


def no_revision(path: Path) -> None:
    with closing(rooms.database_of(path).connect()) as connection:
        connection.execute("DROP TABLE alembic_version")


def another_id(path: Path) -> None:
    with closing(rooms.database_of(path).connect()) as connection:
        connection.execute("UPDATE clinic SET db_id = 'another'")


def no_user(path: Path) -> None:
    with closing(rooms.database_of(path).connect()) as connection:
        connection.execute("UPDATE user SET active = 0")


FAULTS = {
    "missing": (gone, Refused, "hill.treatplan: there is no such clinic"),
    "0 bytes": (empty, Refused, "hill.treatplan: is empty. Put the clinic back"),
    "a folder": (a_folder, Refused, "hill.treatplan: is a folder"),
    "a short text": (a_text, Refused, "hill.treatplan: is damaged (or no clinic at all"),
    "a long text": (a_page_of_text, Refused, "hill.treatplan: does not open with the keys beside it"),
    "plain SQLite": (plain_sqlite, Refused, "hill.treatplan: is not encrypted"),
    "cut to 100 bytes": (cut_to_100_bytes, Refused, "hill.treatplan: is damaged"),
    "cut in a page": (cut_in_a_page, Refused, "hill.treatplan: is damaged"),
    "cut between pages": (cut_between_pages, Refused, "hill.treatplan: is damaged"),
    "first page damaged": (first_page_damaged, Refused, "another clinic's, or damaged"),
    "keys of another clinic": (keys_of_another_clinic, Refused, "another clinic's, or damaged"),
    "no keys": (no_keys, Refused, "hill.tpkeys: is missing"),
    "newer": (revision("0099"), TooNew, "written by a newer treatplan (schema 0099; this one knows up to 0002)"),
    "no revision": (no_revision, Refused, "does not say which version"),
    "another id": (another_id, Refused, "are of two clinics"),
    "user no longer active": (no_user, Refused, "does not let this user in"),
}


@pytest.mark.parametrize("how", ["to write", "to read"])
@pytest.mark.parametrize("name", FAULTS)
def test_that_each_fault_gets_one_sentence_and_changes_nothing(
    name: str, how: str, clinic: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make, kind, words = FAULTS[name]
    make(clinic)
    before = rooms.seen(clinic.parent)
    with pytest.raises(TreatplanError) as caught:
        rooms.enter(clinic, to_read=how == "to read")
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert rooms.seen(clinic.parent) == before
    assert capfd.readouterr() == ("", "")


def test_that_an_older_clinic_is_sent_to_migrate(clinic: Path) -> None:
    before = rooms.seen(clinic.parent)
    with pytest.raises(Refused, match=r"older treatplan .* `treatplan clinic migrate`") as caught:
        rooms.enter(clinic, schema=Schema(revisions=("0001", "0002", "0003")))
    assert not isinstance(caught.value, TooNew)
    assert rooms.seen(clinic.parent) == before


def test_that_a_wrong_passphrase_is_counted_and_changes_nothing_else(clinic: Path) -> None:
    before = rooms.seen(clinic.parent)
    with pytest.raises(Refused, match="the name or the passphrase is wrong"):
        rooms.storage().enter(str(clinic), rooms.LOGIN, "not this one at all", "window")
    after = rooms.seen(clinic.parent)
    assert after.pop("hill.tpkeys.tries")
    assert after == before
    assert rooms.names_in(clinic) == FULL


# Rights and other processes

_TRY = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    from treatplan.domain.errors import TreatplanError
    try:
        with rooms.entered(Path(sys.argv[1]), to_read=sys.argv[2] == "read") as opened:
            print(len(opened.directory.recent(9)))
            rooms.add(opened, "Brown")
    except TreatplanError as error:
        print(type(error).__name__, error)
"""


@posix
@pytest.mark.parametrize("how", ["write", "read"])
@pytest.mark.parametrize("what", ["file", "folder", "file and folder", "unreadable"])
def test_that_a_place_without_rights_is_named(what: str, how: str, clinic: Path) -> None:
    before = rooms.seen(clinic.parent)
    if what == "unreadable":
        clinic.chmod(0o000)
    if "file" in what:
        clinic.chmod(0o400)
    if "folder" in what:
        clinic.parent.chmod(0o500)
    code, out = rooms.run(_TRY, clinic, how, **rooms.without_rights())
    clinic.parent.chmod(0o700)
    clinic.chmod(0o600)
    assert code == 0, out
    assert len(out.splitlines()) == 1, out
    assert out.startswith("Unavailable hill.treatplan: "), out
    assert rooms.seen(clinic.parent) == before


_HOLD = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    connection = rooms.database_of(Path(sys.argv[1])).connect()
    connection.execute(sys.argv[2])
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def held_elsewhere(path: Path, *statements: str) -> Iterator[None]:
    """Another process that has the file open and does this."""
    process = rooms.python(_HOLD, path, *statements)
    try:
        assert rooms.told(process) == "held"
        yield
    finally:
        process.communicate()


def test_that_a_file_that_is_locked_whole_is_named(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)
    with closing(rooms.database_of(clinic).connect()) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with held_elsewhere(clinic, "BEGIN EXCLUSIVE"):
        before = rooms.seen(clinic.parent)
        with pytest.raises(Unavailable, match="another program holds the clinic's file"):
            rooms.enter(clinic)
        assert rooms.seen(clinic.parent) == before
    assert rooms.names_in(clinic) == FULL


def test_that_another_writer_is_waited_for_then_named(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch)
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
        with held_elsewhere(clinic, "BEGIN IMMEDIATE"):
            assert len(rooms.patients_of(opened).recent(opened.session)) == 4
            with pytest.raises(Unavailable, match="another program is writing"):
                rooms.add(opened, "Clark")
        rooms.add(opened, "Davis")
    assert rooms.names_in(clinic) == [*FULL, "Brown", "Davis"]


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no other process."""
    real = Database.connect
    monkeypatch.setattr(Database, "connect", lambda self: real(self, patience=0.05))


# A file that goes while it is open


@posix
@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_that_nothing_is_saved_into_the_void(how: str, clinic: Path, made_clinic: Path) -> None:
    opened = rooms.enter(clinic)
    rooms.add(opened, "Brown")
    aside = clinic.with_name("aside")
    if how == "deleted":
        clinic.unlink()
    else:
        clinic.rename(aside)
    if how == "replaced":
        shutil.copy(made_clinic, clinic)
    with pytest.raises(Unavailable, match="moved, deleted or replaced while it was open"):
        rooms.add(opened, "Clark")
    opened.close()
    if how == "moved":
        aside.rename(clinic)
        assert rooms.names_in(clinic) == [*FULL, "Brown"]


# Errors in words


def test_that_an_interruption_or_a_bug_is_no_fault_of_the_machine() -> None:
    assert errors.unavailable(ValueError("x")) is None
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(sqlite3.Error) as caught:
        connection.execute("SELECT * FROM nowhere")
    assert errors.unavailable(caught.value) is None
