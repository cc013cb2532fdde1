"""A new clinic: whole in its place, or nothing in the way."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage import rooms
from treatplan.domain.access import Role
from treatplan.domain.errors import Refused, Unavailable
from treatplan.domain.paper import Paper
from treatplan.domain.record import Practice
from treatplan.services.clinic.entry import NewClinic
from treatplan.storage import making


def test_that_a_new_clinic_is_six_files_for_its_owner_only(tmp_path: Path) -> None:
    path = rooms.a_clinic_file(tmp_path)
    assert rooms.files(tmp_path) == rooms.CLOSED
    if os.name == "posix":
        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
    assert rooms.storage().exists(str(path))
    assert rooms.storage().users(str(path)) == (rooms.LOGIN,)


def test_that_who_makes_a_clinic_is_its_owner_and_treats_in_it(tmp_path: Path) -> None:
    practice = Practice(name="Hill Street", address="1 Hill", phone="555", jurisdiction="gb", paper=Paper.A4)
    new = NewClinic(practice=practice, login="Okafor", name="M. Okafor", qualification="LicAc", registration_no="7")
    opened, code = rooms.storage().create(str(tmp_path / rooms.NAME), new, rooms.PASSPHRASE, "window")
    session = opened.session
    assert (session.login, session.name, session.qualification, session.registration_no) == (
        "Okafor",
        "M. Okafor",
        "LicAc",
        "7",
    )
    assert session.roles == {Role.OWNER, Role.PRACTITIONER}
    assert len(code) >= 36
    with opened.records.reading() as record:
        assert replace(record.practice.get(), lock=0) == practice
        assert record.practice.info().schema == "0002"
    assert rooms.deeds_in(opened) == ["made"]
    assert rooms.broken_in(opened) == ()
    assert rooms.add(opened, "Adams")
    opened.close()


@pytest.mark.parametrize("name", ["hill.treatplan", "hill.tpkeys", "hill.tpkeys.copy"])
def test_that_nothing_that_is_there_is_overwritten(name: str, tmp_path: Path) -> None:
    """Keys without their clinic may be all that is left of one."""
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(Refused, match="is there already"):
        rooms.a_clinic_file(tmp_path)
    assert rooms.seen(tmp_path) == {name: b"precious"}
    assert rooms.files(tmp_path) == [name]


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("ten letters", "passphrase: is too short; it takes 15 characters"),
        ("ababababababababab", "passphrase: has too few different characters"),
        ("m.okafor hill street", "passphrase: is hardly more than your name or the clinic's"),
        ("x" * 2000, "passphrase: is too long; it takes 512"),
    ],
)
def test_that_a_weak_passphrase_makes_nothing(passphrase: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        rooms.storage().create(str(tmp_path / rooms.NAME), rooms.NEW, passphrase, "window")
    assert words in str(caught.value)
    assert passphrase not in str(caught.value)
    assert rooms.files(tmp_path) == []


def test_that_a_login_that_is_no_name_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        rooms.storage().create(str(tmp_path / rooms.NAME), replace(rooms.NEW, login="\n"), rooms.PASSPHRASE, "window")
    assert rooms.files(tmp_path) == []


def test_that_a_clinic_needs_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="its folder 'missing' is not there"):
        rooms.storage().create(str(tmp_path / "missing" / rooms.NAME), rooms.NEW, rooms.PASSPHRASE, "window")
    assert rooms.files(tmp_path) == []


def test_that_only_the_home_of_clinics_is_made(tmp_path: Path) -> None:
    home = tmp_path / "share" / "treatplan"
    opened, _ = rooms.storage(home=home).create(str(home / rooms.NAME), rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    assert rooms.files(home) == rooms.CLOSED
    if os.name == "posix":
        assert home.stat().st_mode & 0o777 == 0o700


def test_that_a_home_that_was_made_for_nothing_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("treatplan.storage.disk.also_as", broken)
    home = tmp_path / "treatplan"
    with pytest.raises(Unavailable, match=r"could not be made \(input/output error\). Nothing is left of it"):
        rooms.storage(home=home).create(str(home / rooms.NAME), rooms.NEW, rooms.PASSPHRASE, "window")
    assert rooms.files(tmp_path) == []


_MAKE = """
    import os, signal, sys
    from functools import partial
    from pathlib import Path
    from tests.storage import rooms
    from treatplan.storage import making
    def tell(word):
        print(word, flush=True)
        if word == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)
    making.build = partial(making.build, tell=tell)
    rooms.a_clinic_file(Path(sys.argv[1]))
"""
STEPS = ["built", "named tpkeys", "named copy", "named treatplan", "done"]


def test_that_the_steps_of_making_are_these(tmp_path: Path) -> None:
    code, out = rooms.run(_MAKE, tmp_path, "none")
    assert (code, out.splitlines()) == (0, STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_that_a_kill_while_making_leaves_a_whole_clinic_or_nothing_in_the_way(step: str, tmp_path: Path) -> None:
    code, out = rooms.run(_MAKE, tmp_path, step)
    assert (code, out.splitlines()[-1:]) == (-signal.SIGKILL, [step]), out
    path = tmp_path / rooms.NAME
    if not path.exists():
        rooms.a_clinic_file(tmp_path)
    assert rooms.names_in(path) == []
    assert rooms.files(tmp_path) == rooms.CLOSED


def test_that_keys_of_a_lost_clinic_survive_a_making_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "hill.tpkeys").write_bytes(b"of a clinic that was lost")
    folder = tmp_path / ".hill.treatplan.new"
    folder.mkdir()
    (folder / "hill.tpkeys").write_bytes(b"of a clinic that was never made")
    making.sweep(tmp_path / rooms.NAME)
    assert rooms.seen(tmp_path) == {"hill.tpkeys": b"of a clinic that was lost"}
