"""A new data key: who copied the old one is out, everybody else goes on, and a stop leaves exactly one clinic."""

import signal
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage import rooms
from tests.storage.backup import samples
from treatplan.domain.errors import NotAllowed, Refused, Unavailable, WrongSecret
from treatplan.services.clinic.rescue import Opener
from treatplan.storage import rekey
from treatplan.storage.backup.look import Look, look
from treatplan.storage.database import Database

FULL = ["Adams", "李", "O'Neil & Sons"]
KEPT = "hill-before-rekey.treatplan"


def rekeyed(path: Path) -> tuple[str, Path]:
    done = samples.rescue().rekey(str(path), samples.OPENER, "command line")
    assert done.warnings == ()
    return done.code, Path(done.kept)


def seen(path: Path) -> Look:
    with closing(rooms.database_of(path).connect()) as connection:
        return look(connection)


def data_key(path: Path) -> bytes:
    return samples.keys_of(path).unlock(rooms.LOGIN, rooms.PASSPHRASE).data_key


def test_that_the_old_key_opens_nothing_and_everything_is_there(clinic: Path) -> None:
    old, before = data_key(clinic), seen(clinic)
    _, kept = rekeyed(clinic)
    assert data_key(clinic) != old
    with pytest.raises(Refused, match="does not open with the keys"):
        Database(clinic, old).connect()
    assert rooms.names_in(clinic) == FULL
    after = seen(clinic).tables
    assert {name for name in after if after[name] != before.tables[name]} == {"audit", "clinic"}
    assert kept == clinic.with_name(KEPT)
    assert rooms.names_in(kept) == FULL
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []


def test_that_nothing_warns_afterwards_and_the_audit_is_one_chain_from_its_first_row(clinic: Path) -> None:
    rekeyed(clinic)
    rekeyed(clinic)  # whose audit has a key of its own already
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()
        rooms.add(opened, "Brown")
        assert rooms.broken_in(opened) == ()
        assert rooms.deeds_in(opened).count("changed keys") == 2
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()
    rooms.rows(clinic, "DROP TRIGGER audit_no_update")
    rooms.rows(clinic, "UPDATE audit SET login = 'x' WHERE number = 2")
    with rooms.entered(clinic) as opened:
        assert 2 in rooms.broken_in(opened)


def test_that_everybody_keeps_their_passphrase_and_only_the_new_code_recovers(tmp_path: Path) -> None:
    path = tmp_path / rooms.NAME
    opened, first = rooms.storage().create(str(path), rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    keys = samples.keys_of(path)
    keys.add_user(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), "Bob", rooms.OTHER_PASSPHRASE)
    keys.add_user(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), "Eve", "an eavesdropper of old")
    eve = keys.unlock("Eve", "an eavesdropper of old")
    keys.remove_user(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), "Eve")
    code, _ = rekeyed(path)
    keys = samples.keys_of(path)
    unlocked = keys.unlock("Bob", rooms.OTHER_PASSPHRASE)
    assert unlocked.data_key != eve.data_key
    assert not keys.opens_with(eve)
    with pytest.raises(WrongSecret):
        keys.unlock("Eve", "an eavesdropper of old")
    with pytest.raises(WrongSecret):
        keys.unlock_by_recovery(first)
    assert keys.unlock_by_recovery(code).data_key == unlocked.data_key


def test_that_a_passphrase_that_changes_rewrites_no_byte_of_the_database(clinic: Path) -> None:
    before = clinic.read_bytes()
    keys = samples.keys_of(clinic)
    keys.change_passphrase(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), rooms.LOGIN, rooms.OTHER_PASSPHRASE)
    assert clinic.read_bytes() == before


def test_that_backups_of_the_old_key_stay_of_use_and_do_not_count_as_whole(clinic: Path, tmp_path: Path) -> None:
    with rooms.entered(clinic) as opened:
        old = opened.vault.make("", lambda _done, _of: None)
    rekeyed(clinic)
    with rooms.entered(clinic) as opened:
        assert (opened.vault.there(old), opened.vault.whole(old)) == (True, False)
    assert samples.put_back(samples.file_of(old), tmp_path / "new" / "c.treatplan") == FULL


def test_that_it_takes_an_owner(clinic: Path) -> None:
    rooms.rows(clinic, "UPDATE user SET roles = 'practitioner'")
    before = rooms.seen(clinic.parent)
    with pytest.raises(NotAllowed, match="run clinic"):
        rekeyed(clinic)
    assert rooms.seen(clinic.parent) == before


def test_that_a_wrong_passphrase_or_a_clinic_that_is_open_changes_nothing(clinic: Path) -> None:
    with pytest.raises(WrongSecret):
        samples.rescue().rekey(str(clinic), Opener(login=rooms.LOGIN, passphrase="x" * 20), "command line")
    with rooms.entered(clinic), pytest.raises(Unavailable, match="is open in the window"):
        rekeyed(clinic)
    with rooms.entered(clinic, to_read=True) as reader:
        reader.directory.recent(1)
        with pytest.raises(Unavailable, match="another program holds the clinic's file"):
            rekeyed(clinic)
    assert rooms.names_in(clinic) == FULL
    assert not clinic.with_name(KEPT).exists()


def test_that_a_damaged_clinic_gets_no_new_keys(clinic: Path) -> None:
    whole = clinic.read_bytes()
    at = len(whole) - 3 * 4096 + 77
    clinic.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    key = data_key(clinic)
    with pytest.raises(Refused, match="is damaged"):
        rekeyed(clinic)
    assert data_key(clinic) == key


def test_that_a_copy_that_lost_a_row_is_not_taken(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = iter([seen(clinic)])
    monkeypatch.setattr(rekey, "look", lambda connection: next(looked, None) or _without_a_row(look(connection)))
    key = data_key(clinic)
    with pytest.raises(Unavailable, match=r"could not be given new keys \('patient' has 2 rows instead of 3\)"):
        rekeyed(clinic)
    assert data_key(clinic) == key
    assert rooms.names_in(clinic) == FULL


def _without_a_row(of: Look) -> Look:
    patient = of.tables["patient"]
    return replace(of, tables={**of.tables, "patient": replace(patient, rows=patient.rows - 1)})


_REKEY = """
    import os, signal, sys
    from functools import partial
    from tests.storage.backup import samples
    from treatplan.storage import rekey
    def tell(word):
        print(word, flush=True)
        if word == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)
    rekey.rekey = partial(rekey.rekey, tell=tell)
    samples.rescue().rekey(sys.argv[1], samples.OPENER, "command line")
"""
STEPS = [
    "checked", "held", "copied", "written down", "built", "decided", "swapped copy", "swapped tpanchor",
    "swapped copy", "swapped tpkeys", "swapped treatplan", "done",
]  # fmt: skip


def test_that_the_steps_of_new_keys_are_these(clinic: Path) -> None:
    code, out = rooms.run(_REKEY, clinic, "none")
    assert (code, out.splitlines()) == (0, STEPS)


@pytest.mark.parametrize("step", dict.fromkeys(STEPS))
def test_that_a_kill_leaves_exactly_one_clinic_with_its_own_keys(clinic: Path, step: str) -> None:
    old = data_key(clinic)
    code, out = rooms.run(_REKEY, clinic, step)
    assert (code, out.splitlines()[-1:]) == (-signal.SIGKILL, [step]), out
    decided = STEPS.index(step) >= STEPS.index("decided")
    assert rooms.names_in(clinic) == FULL
    assert (data_key(clinic) != old) == decided
    assert clinic.with_name(KEPT).exists() == decided
    assert [path.name for path in clinic.parent.iterdir() if path.name.startswith(".")] == []
    rekeyed(clinic)
    assert rooms.names_in(clinic) == FULL
