"""The door: a clinic is made, unlocked, recovered and locked again."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.clinic_fakes import a_person
from tests.storage import rooms
from treatplan.domain.errors import Refused, Unavailable, WrongSecret
from treatplan.domain.record import Deed
from treatplan.storage.opened import LazyRecords

FULL = ["Adams", "李", "O'Neil & Sons"]


# Unlocking


def test_that_a_login_is_found_however_it_is_typed(clinic: Path) -> None:
    for login in ("okafor", "OKAFOR", " Okafor "):
        opened = rooms.storage().enter(str(clinic), login, rooms.PASSPHRASE, "window")
        assert opened.session.login == "okafor"
        opened.close()


@pytest.mark.parametrize(("login", "passphrase"), [("okafor", "not this one, no"), ("nobody", rooms.PASSPHRASE)])
def test_that_wrong_names_and_passphrases_sound_alike(login: str, passphrase: str, clinic: Path) -> None:
    with pytest.raises(WrongSecret, match=r"^hill.tpkeys: the name or the passphrase is wrong$"):
        rooms.storage().enter(str(clinic), login, passphrase, "window")
    assert rooms.names_in(clinic) == FULL


def test_that_each_sitting_is_another(clinic: Path) -> None:
    ids = set()
    for _ in range(2):
        with rooms.entered(clinic) as opened:
            ids.add(opened.session.id)
    assert len(ids) == 2


def test_that_a_second_window_is_told_who_has_the_clinic(clinic: Path) -> None:
    with rooms.entered(clinic), pytest.raises(Unavailable, match="is open in the window of this treatplan already"):
        rooms.enter(clinic)
    assert rooms.names_in(clinic) == FULL


def test_that_who_only_reads_needs_no_lock_and_is_written_down(clinic: Path) -> None:
    with rooms.entered(clinic) as window:
        with rooms.entered(clinic, to_read=True) as reader:
            found = rooms.patients_of(reader).find(reader.session, "adams")
            rooms.patients_of(reader).open(reader.session, found[0].id)
            with pytest.raises(Unavailable, match="was opened to read only; nothing was changed"):
                rooms.add(reader, "Brown")
        rooms.add(window, "Clark")
        assert rooms.deeds_in(window)[-5:] == ["unlocked", "opened", "locked", "unlocked", "added"]
        assert rooms.broken_in(window) == ()
    assert rooms.names_in(clinic) == [*FULL, "Clark"]


def test_that_a_link_leads_to_the_same_clinic_and_the_same_lock(clinic: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.treatplan"
    link.symlink_to(clinic)
    with rooms.entered(link) as opened:
        rooms.add(opened, "Brown")
        with pytest.raises(Unavailable, match="is open in the window"):
            rooms.enter(clinic)
    assert rooms.files(clinic.parent) == rooms.CLOSED
    assert link.is_symlink()


@pytest.mark.parametrize("place", ["", "  ", "a\0b", "x" * 5000, "/"])
def test_that_a_place_that_is_none_is_refused(place: str) -> None:
    door = rooms.storage()
    for ask in (
        lambda: door.users(place),
        lambda: door.enter(place, "a", "b", "window"),
        lambda: door.migrate(place, "a", "b", "window"),
        lambda: door.recover(place, "a", "b", rooms.PASSPHRASE, "window"),
        lambda: door.create(place, rooms.NEW, rooms.PASSPHRASE, "window"),
    ):
        with pytest.raises((Refused, Unavailable)):
            ask()


def test_that_a_key_file_that_was_put_back_is_noticed(clinic: Path) -> None:
    old = {file: file.read_bytes() for file in clinic.parent.glob("*.tpkeys*")}
    keys = rooms.storage()._keys(clinic)
    keys.change_passphrase(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), rooms.LOGIN, rooms.OTHER_PASSPHRASE)
    opened = rooms.storage().enter(str(clinic), rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window")
    assert opened.warnings == ()
    opened.close()
    for file, content in old.items():
        file.write_bytes(content)
    with rooms.entered(clinic) as opened:
        assert ["older than the clinic" in warning for warning in opened.warnings] == [True]


def test_that_a_damaged_copy_of_the_key_file_is_mended_and_told(clinic: Path) -> None:
    copy = clinic.with_name("hill.tpkeys.copy")
    copy.write_bytes(b"")
    with rooms.entered(clinic) as opened:
        assert [warning.split(":")[0] for warning in opened.warnings] == ["hill.tpkeys.copy"]
    assert copy.read_bytes() == clinic.with_name("hill.tpkeys").read_bytes()


def test_that_a_clinic_that_was_put_back_without_its_log_opens(clinic: Path) -> None:
    for to_read in (True, False):
        assert rooms.rows(clinic, "PRAGMA journal_mode=DELETE") == [("delete",)]
        with rooms.entered(clinic, to_read=to_read) as opened:
            assert len(opened.directory.recent(9)) == 3
        assert rooms.rows(clinic, "PRAGMA journal_mode") == [("wal",)]


# What is loaded, and when it is written down

_LIST = """
    import sys
    from pathlib import Path
    from tests.storage import rooms
    opened = rooms.enter(Path(sys.argv[1]))
    print(len(opened.directory.recent(9)), len(opened.directory.find("adams", 9)))
    print(sorted({"sqlalchemy", "alembic"} & set(sys.modules)))
    opened.warm_up()
    print(sorted({"sqlalchemy", "alembic"} & set(sys.modules)))
    opened.close()
"""


def test_that_the_first_list_needs_neither_sqlalchemy_nor_alembic(clinic: Path) -> None:
    code, out = rooms.run(_LIST, clinic)
    assert (code, out.splitlines()) == (0, ["3 1", "[]", "['sqlalchemy']"])


def test_that_coming_in_is_written_down_once_whoever_is_first(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        threads = [threading.Thread(target=opened.warm_up) for _ in range(4)]
        for thread in threads:
            thread.start()
        rooms.add(opened, "Brown")
        for thread in threads:
            thread.join()
        assert rooms.deeds_in(opened).count("unlocked") == 1


def test_that_looking_at_the_list_alone_is_written_down_too(clinic: Path) -> None:
    with rooms.entered(clinic, to_read=True) as opened:
        opened.directory.recent(9)
    assert rooms.files(clinic.parent) == rooms.CLOSED  # no log is left behind
    with rooms.entered(clinic) as opened:
        assert rooms.deeds_in(opened).count("unlocked") == 2


def test_that_what_the_audit_holds_is_no_name_of_a_patient(clinic: Path) -> None:
    with rooms.entered(clinic) as opened, opened.records.reading() as record:
        assert not [row for row in record.trail.rows(1, 100) for name in FULL if name in repr(row)]


# Locking


def test_that_nothing_is_read_or_written_after_locking(clinic: Path) -> None:
    opened = rooms.enter(clinic)
    opened.warm_up()
    opened.close()
    opened.close()
    for ask in (
        lambda: opened.directory.recent(9),
        lambda: opened.directory.find("adams", 9),
        lambda: rooms.deeds_in(opened),
        lambda: rooms.add(opened, "Brown"),
        opened.warm_up,
    ):
        with pytest.raises(Unavailable, match="The clinic is locked"):
            ask()
    assert rooms.files(clinic.parent) == rooms.CLOSED
    assert rooms.names_in(clinic) == FULL


def test_that_locking_waits_for_what_is_being_saved(clinic: Path) -> None:
    opened = rooms.enter(clinic)
    begun, go_on, order = threading.Event(), threading.Event(), []

    def save() -> None:
        with opened.records.writing() as record:
            begun.set()
            go_on.wait()
            added = record.patients.add(a_person(family_name="Brown"), rooms.CLOCK.now())
            record.note(opened.session, Deed(action="added", of="patient", id=added.id, patient=added.id))
            order.append("saved")

    def lock() -> None:
        opened.close()
        order.append("locked")

    saving, locking = threading.Thread(target=save), threading.Thread(target=lock)
    saving.start()
    begun.wait()
    locking.start()
    while not opened.records._closed:
        locking.join(0.001)
    locking.join(0.2)  # without its patience it would be done by now
    go_on.set()
    locking.join()
    saving.join()
    assert order == ["saved", "locked"]
    assert rooms.names_in(clinic) == [*FULL, "Brown"]


def test_that_no_key_shows_in_what_is_open(clinic: Path) -> None:
    key = rooms.storage()._keys(clinic).unlock(rooms.LOGIN, rooms.PASSPHRASE).data_key
    with rooms.entered(clinic) as opened:
        opened.warm_up()
        shown = repr(opened) + repr(vars(opened)) + repr(vars(opened.records)) + repr(opened.records.engine())
        assert key.hex() not in shown
        assert repr(key) not in shown


# Recovery


def test_that_a_users_row_catches_up_with_the_key_file(clinic: Path) -> None:
    """A recovery may have been stopped after the passphrase was changed."""
    seen = "SELECT slot, x25519_public, ed25519_public, lock FROM user"
    [(*keys, lock)] = rooms.rows(clinic, seen)
    rooms.rows(clinic, "UPDATE user SET x25519_public = 'of before'")
    for _ in range(2):
        with rooms.entered(clinic) as opened:
            opened.warm_up()
        assert rooms.rows(clinic, seen) == [(*keys, lock + 1)]


def test_that_a_full_disk_after_the_new_passphrase_is_no_failed_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / rooms.NAME)
    opened, code = rooms.storage().create(path, rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    real = LazyRecords.keep_up

    def full(records: LazyRecords, generation: int, public_keys: Mapping[str, str]) -> None:
        if public_keys:
            raise Unavailable("the disk is full")
        real(records, generation, public_keys)

    monkeypatch.setattr(LazyRecords, "keep_up", full)
    rooms.storage().recover(path, code, rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window").close()
    monkeypatch.undo()
    opened = rooms.storage().enter(path, rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window")
    assert rooms.deeds_in(opened) == ["made", "recovered", "locked", "unlocked"]
    opened.close()


def test_that_the_recovery_code_gives_a_new_passphrase(tmp_path: Path) -> None:
    path = str(tmp_path / rooms.NAME)
    opened, code = rooms.storage().create(path, rooms.NEW, rooms.PASSPHRASE, "window")
    rooms.add(opened, "Adams")
    opened.close()
    before = rooms.rows(Path(path), "SELECT x25519_public, ed25519_public, slot, key_generation FROM user, clinic")

    opened = rooms.storage().recover(path, code.lower(), "OKAFOR", rooms.OTHER_PASSPHRASE, "window")
    assert opened.session.login == rooms.LOGIN
    assert rooms.deeds_in(opened)[-1] == "recovered"
    rooms.add(opened, "Brown")
    opened.close()

    with pytest.raises(WrongSecret):
        rooms.enter(Path(path))
    opened = rooms.storage().enter(path, rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window")
    assert opened.warnings == (
        "Since you were here last, a wrong passphrase was tried. The audit says when, and for whom",
    )
    assert [row.family_name for row in opened.directory.recent(9)] == ["Brown", "Adams"]
    engine = opened.records.engine()
    with engine.connect() as connection:
        after = connection.exec_driver_sql(
            "SELECT x25519_public, ed25519_public, slot, key_generation FROM user, clinic"
        ).all()
    opened.close()
    [(wrapping, signing, slot, generation)] = before
    assert after[0][2] == slot
    assert after[0][3] == int(str(generation)) + 1
    assert wrapping not in after[0]
    assert signing not in after[0]


@pytest.mark.parametrize(
    ("code", "login", "passphrase"),
    [
        ("0000-0000-0000-0000-0000-0000-0000-0000-0000", rooms.LOGIN, rooms.OTHER_PASSPHRASE),
        (None, "nobody", rooms.OTHER_PASSPHRASE),
        (None, rooms.LOGIN, "short"),
    ],
    ids=["another code", "no such user", "weak passphrase"],
)
def test_that_a_recovery_that_is_refused_changes_no_passphrase(
    code: str | None, login: str, passphrase: str, tmp_path: Path
) -> None:
    path = str(tmp_path / rooms.NAME)
    opened, real = rooms.storage().create(path, rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    with pytest.raises(Refused):
        rooms.storage().recover(path, code or real, login, passphrase, "window")
    assert rooms.names_in(Path(path)) == []
