"""Users from the command line: let in, sent away, given roles and patients; one's own passphrase."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ended
from treatplan.storage.keys import sealing

SECRETS = {"owner": "seven kettles on a barge", "lou": "eleven blue herons", "next": "twelve green bitterns"}


class Clinic:
    """A clinic, and commands on it by one user or another."""

    def __init__(self, call: Callable[..., Ended], folder: Path) -> None:
        self._call = call
        self.place = folder / "c.treatplan"
        self.secrets = {name: folder / f"{name}.txt" for name in SECRETS}
        for name, file in self.secrets.items():
            file.write_text(f"{SECRETS[name]}\n", encoding="utf-8")

    def by(self, user: str, *words: object, secret: str = "") -> Ended:
        file = self.secrets[secret or user]
        return self._call(*words, "--clinic", self.place, "--user", user, "--passphrase-file", file)

    def done(self, user: str, *words: object, secret: str = "") -> str:
        ended = self.by(user, *words, secret=secret)
        assert ended.code == 0, ended.err
        return ended.out

    def add_lou(self, *words: object) -> Ended:
        given = words or ("--role", "locum", "--first", "2020-01-01", "--last", "2099-12-31")
        name = ("--name", "L. <Smith> & Sons", "--new-passphrase-file", self.secrets["lou"])
        return self.by("owner", "user", "add", "lou", *name, *given)

    def users(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.done("owner", "user", "list", "--json"))
        return found


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing is cheap here: every command derives a key, and there are many."""

    def derive(passphrase: str, salt: bytes, _cost: object) -> bytes:
        return hashlib.sha256(salt + passphrase.encode()).digest()

    monkeypatch.setattr(sealing, "key_from_passphrase", derive)


@pytest.fixture
def clinic(call: Callable[..., Ended], tmp_path: Path) -> Clinic:
    made = Clinic(call, tmp_path)
    made.done("owner", "clinic", "new", "--name", "Hill", "--practitioner", "M. Okafor")
    return made


def test_that_a_locum_is_let_in_sees_an_assigned_patient_and_goes_again(clinic: Clinic) -> None:
    assert clinic.add_lou().code == 0
    for name in ("Adams", "Brown"):
        clinic.done("owner", "patient", "add", "--family", name, "--birth-date", "1980-02-29")
    assert "No patient" in clinic.done("lou", "patient", "find", "a")
    refused = clinic.by("lou", "patient", "show", "1")
    assert (refused.code, len(refused.lines), "Adams" in refused.err) == (3, 1, False)
    clinic.done("owner", "user", "assign", "lou", "1", "--first", "2020-01-01", "--last", "2099-12-31")
    assert "Adams" in clinic.done("lou", "patient", "show", "1")
    assert json.loads(clinic.done("lou", "patient", "find", "1980-02-29", "--json"))[0]["id"] == 1
    assert clinic.by("lou", "patient", "show", "2").code == 3
    assert clinic.by("lou", "patient", "show", "99").lines == clinic.by("lou", "patient", "show", "2").lines
    clinic.done("owner", "user", "assign", "lou", "1", "--take-back")
    assert clinic.by("lou", "patient", "show", "1").code == 3
    assert "rekey" in clinic.done("owner", "user", "disable", "lou")
    out = clinic.by("lou", "patient", "find", "a")
    assert (out.code, len(out.lines)) == (2, 1)
    assert [(one["login"], one["active"]) for one in clinic.users()] == [("owner", True), ("lou", False)]


def test_that_only_an_owner_sees_and_changes_users(clinic: Clinic) -> None:
    clinic.add_lou()
    for words in (
        ("user", "list"),
        ("user", "disable", "owner"),
        ("user", "roles", "lou", "--role", "owner"),
        ("user", "assign", "lou", "1", "--first", "2020-01-01", "--last", "2099-12-31"),
    ):
        refused = clinic.by("lou", *words)
        assert (refused.code, refused.lines) == (
            3,
            ["treatplan: 'lou' may not do this; it takes the right 'run users'"],
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "locum"), "first"),
        (("--role", "owner", "--last", "2099-01-01", "--first", "2020-01-01"), "owner has no"),
        (("--role", "boss"), "invalid choice"),
        ((), ""),
    ],
)
def test_that_what_can_not_be_is_one_line(clinic: Clinic, words: tuple[str, ...], said: str) -> None:
    if not words:
        clinic.add_lou()
        said = "is taken"
    ended = clinic.add_lou(*words) if words else clinic.add_lou()
    assert ended.code == 2
    assert len(ended.lines) == 1
    assert said in ended.lines[0]


def test_that_a_passphrase_that_many_people_take_is_refused(clinic: Clinic) -> None:
    clinic.secrets["lou"].write_text("correct horse battery staple")
    ended = clinic.add_lou()
    assert (ended.code, "many people" in ended.lines[0]) == (2, True)
    assert len(clinic.users()) == 1


def test_that_ones_own_passphrase_is_changed_and_nothing_else_is_written_anew(clinic: Clinic) -> None:
    clinic.add_lou()
    new = ("--new-passphrase-file", clinic.secrets["next"])
    clinic.done("lou", "user", "passphrase", *new)
    assert clinic.by("lou", "patient", "find", "a").code == 2
    clinic.done("lou", "patient", "find", "a", secret="next")
    assert clinic.done("owner", "user", "list").count("lou") == 1


def test_that_the_last_owner_stays(clinic: Clinic) -> None:
    for words in (("user", "disable", "owner"), ("user", "roles", "owner", "--role", "practitioner")):
        ended = clinic.by("owner", *words)
        assert (ended.code, len(ended.lines)) == (2, 1)
    clinic.done("owner", "user", "list")


def test_that_wrong_passphrases_are_told_to_the_owner_and_written_in_the_audit(clinic: Clinic) -> None:
    clinic.add_lou()
    for _ in range(2):
        assert clinic.by("lou", "patient", "find", "a", secret="owner").code == 2
    told = clinic.by("owner", "user", "assign", "lou", "1", "--take-back")
    assert "2 wrong passphrases were tried" in told.err
    again = clinic.by("owner", "user", "list")
    assert "wrong" not in again.err
    rows = json.loads(clinic.done("owner", "audit", "list", "--json"))
    failed = [row for row in rows if row["deed"]["action"] == "failed to unlock"]
    assert [row["deed"]["id"] for row in failed] == [2, 2]


def test_that_after_many_wrong_passphrases_the_next_try_must_wait(clinic: Clinic) -> None:
    tries = [clinic.by("owner", "user", "list", secret="lou") for _ in range(7)]
    assert {one.code for one in tries} == {2}
    assert "is wrong" in tries[0].lines[0]
    assert "too many" in tries[-1].lines[0]


def test_that_the_minutes_until_the_window_locks_are_set_within_limits(clinic: Clinic) -> None:
    clinic.done("owner", "clinic", "change", "--lock-after", "2", "--phone", "01632 960 014")
    info = json.loads(clinic.done("owner", "clinic", "info", "--json"))
    practice = info["practice"] if "practice" in info else info["clinic"]["practice"]
    assert (practice["lock_after"], practice["phone"], practice["name"]) == (2, "01632 960 014", "Hill")
    for minutes in ("0", "16", "-3"):
        ended = clinic.by("owner", "clinic", "change", f"--lock-after={minutes}")
        assert (ended.code, len(ended.lines)) == (2, 1)


def test_that_every_verb_says_what_it_does(call: Callable[..., Ended]) -> None:
    for verb in ("list", "add", "disable", "enable", "roles", "passphrase", "assign"):
        assert verb in call("user", "--help").out
        assert call("user", verb, "--help").code == 0
