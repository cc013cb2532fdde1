"""Users of a real clinic: their place in the key file, their days, failed tries, and what a new passphrase writes."""

import hashlib
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.storage import rooms
from treatplan.domain.access import Role
from treatplan.domain.errors import NotAllowed, Refused, TooSoon, WrongSecret
from treatplan.domain.record import Deed, NewUser, User
from treatplan.services.clinic.people import People
from treatplan.storage.keys.guessing import FREE
from treatplan.storage.opened import OpenedClinic

TODAY = rooms.CLOCK.today()
FIRST = rooms.OTHER_PASSPHRASE


def people_of(opened: OpenedClinic) -> People:
    return People(opened.records, opened.slots)


def let_in(clinic: Path, login: str = "Lou", *, role: Role = Role.LOCUM, first: int = 0, last: int = 5) -> User:
    """Somebody more, with days where the role takes them."""
    days = (TODAY + timedelta(first), TODAY + timedelta(last)) if role is Role.LOCUM else (None, None)
    new = NewUser(login=login, name="<Lou>", roles=frozenset({role}), first=days[0], last=days[1])
    with rooms.entered(clinic) as opened:
        return people_of(opened).add(opened.session, rooms.PASSPHRASE, new, FIRST)


def come_in(clinic: Path, login: str = "lou", passphrase: str = FIRST) -> OpenedClinic:
    return rooms.storage().enter(str(clinic), login, passphrase, "window")


def test_that_who_is_let_in_unlocks_with_their_own_passphrase_and_keys(clinic: Path) -> None:
    added = let_in(clinic)
    opened = come_in(clinic)
    assert (opened.session.user, opened.session.login) == (added.id, "Lou")
    assert opened.session.roles == {Role.LOCUM}
    assert opened.warnings == ()
    opened.close()
    seen = rooms.rows(clinic, "SELECT slot, x25519_public, ed25519_public FROM user ORDER BY id")
    assert len(set(seen)) == 2
    assert all(all(row) for row in seen)
    assert rooms.storage().users(str(clinic)) == (rooms.LOGIN, "Lou")


@pytest.mark.parametrize(("first", "last"), [(1, 5), (-5, -1)])
def test_that_a_locum_unlocks_on_the_days_of_the_account_only(clinic: Path, first: int, last: int) -> None:
    let_in(clinic, first=first, last=last)
    with pytest.raises(Refused, match="not today"):
        come_in(clinic)


def test_that_who_is_disabled_has_no_place_in_the_key_file_and_one_again_when_enabled(clinic: Path) -> None:
    added = let_in(clinic)
    with rooms.entered(clinic) as opened:
        people_of(opened).disable(opened.session, rooms.PASSPHRASE, added.id)
    with pytest.raises(WrongSecret):
        come_in(clinic)
    assert rooms.storage().users(str(clinic)) == (rooms.LOGIN,)
    with rooms.entered(clinic) as opened:
        people_of(opened).enable(opened.session, rooms.PASSPHRASE, added.id, "twelve green bitterns")
    come_in(clinic, passphrase="twelve green bitterns").close()


def test_that_a_place_that_was_left_when_adding_was_cut_short_is_taken_over(clinic: Path) -> None:
    keys = rooms.storage()._keys(clinic)
    keys.add_user(keys.unlock(rooms.LOGIN, rooms.PASSPHRASE), "lou", "twelve green bitterns")
    with pytest.raises(Refused, match="does not let this user in"):
        come_in(clinic, passphrase="twelve green bitterns")
    let_in(clinic)
    come_in(clinic).close()
    assert len(rooms.storage().users(str(clinic))) == 2


def test_that_a_taken_name_gives_nobody_another_passphrase(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        new = NewUser(login="OKAFOR ", name="Eve", roles=frozenset({Role.OWNER}))
        with pytest.raises(Refused, match="taken"):
            people_of(opened).add(opened.session, rooms.PASSPHRASE, new, FIRST)
    rooms.enter(clinic).close()


def test_that_the_key_file_and_the_clinic_go_on_together(clinic: Path) -> None:
    let_in(clinic)
    [(generation,)] = rooms.rows(clinic, "SELECT key_generation FROM clinic")
    assert generation == 2
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()


# A new passphrase


def tables_of(clinic: Path) -> dict[str, Any]:
    """Every row of every table but the audit, and the clinic's row without the head of the audit."""
    names = [name for (name,) in rooms.rows(clinic, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    found = {
        name: rooms.rows(clinic, f'SELECT * FROM "{name}"')
        for name in names
        if not name.startswith(("audit", "sqlite_"))
    }
    columns = [row[1] for row in rooms.rows(clinic, "PRAGMA table_info(clinic)")]
    kept = [at for at, column in enumerate(columns) if not column.startswith(("audit_", "key_generation"))]
    found["clinic"] = [tuple(row[at] for at in kept) for row in found["clinic"]]
    return found


def digest(files: list[Path]) -> str:
    return "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)


def test_that_a_new_passphrase_rewrites_the_key_file_and_not_one_byte_of_the_clinic(clinic: Path) -> None:
    """Proven by the digest of the file: the row of the audit is written before, the keys after."""
    digests: list[str] = []
    with rooms.entered(clinic) as opened:
        people, session, slots = people_of(opened), opened.session, opened.slots
        keeper = slots.prove(session, rooms.PASSPHRASE)
        with closing(rooms.database_of(clinic).connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        files = [file for file in clinic.parent.iterdir() if "tpkeys" not in file.name and file.is_file()]
        keys = (clinic.parent / "hill.tpkeys").read_bytes()
        digests.append(digest(files))
        keeper.renew(FIRST)
        digests.append(digest(files))
        assert (clinic.parent / "hill.tpkeys").read_bytes() != keys
        assert digests[0] == digests[1]
        people.change_passphrase(session, FIRST, rooms.PASSPHRASE)


def test_that_a_new_passphrase_changes_no_row_but_of_the_audit_and_no_key_of_the_data(clinic: Path) -> None:
    key, before = rooms.database_of(clinic), tables_of(clinic)
    with rooms.entered(clinic) as opened:
        people_of(opened).change_passphrase(opened.session, rooms.PASSPHRASE, FIRST)
        assert rooms.deeds_in(opened)[-1] == "changes passphrase"
    with pytest.raises(WrongSecret):
        rooms.enter(clinic)
    with closing(key.connect()) as connection:  # with the key of before
        assert connection.execute("SELECT count(*) FROM patient").fetchone() == (3,)
    opened = come_in(clinic, rooms.LOGIN)
    people_of(opened).change_passphrase(opened.session, FIRST, rooms.PASSPHRASE)
    opened.close()
    assert tables_of(clinic) == before


def test_that_a_wrong_old_passphrase_and_a_weak_new_one_change_nothing(clinic: Path) -> None:
    keys = (clinic.parent / "hill.tpkeys").read_bytes()
    with rooms.entered(clinic) as opened:
        with pytest.raises(WrongSecret):
            people_of(opened).change_passphrase(opened.session, FIRST, "twelve green bitterns")
        with pytest.raises(Refused, match="too short"):
            people_of(opened).change_passphrase(opened.session, rooms.PASSPHRASE, "short")
        with pytest.raises(Refused, match="hardly more"):
            people_of(opened).change_passphrase(opened.session, rooms.PASSPHRASE, "Hill Street Okafor")
    assert (clinic.parent / "hill.tpkeys").read_bytes() == keys


# Wrong passphrases


def fail(clinic: Path, times: int, login: str = "lou") -> None:
    for _ in range(times):
        with pytest.raises(WrongSecret):
            come_in(clinic, login, "not the passphrase")


def failed_in(opened: OpenedClinic) -> list[tuple[int | None, str]]:
    with opened.records.reading() as record:
        rows = record.trail.rows(1, 1000)
    return [(row.deed.id, row.deed.detail) for row in rows if row.deed.action == "failed to unlock"]


def test_that_failed_tries_are_written_down_at_the_next_unlocking_whoever_it_is_and_an_owner_is_told(
    clinic: Path,
) -> None:
    added = let_in(clinic, role=Role.FRONT_DESK)
    fail(clinic, 2)
    fail(clinic, 1, "nobody of this name")
    opened = come_in(clinic)
    assert opened.warnings == ()  # not the desk
    assert [id_ for id_, _ in failed_in(opened)] == [added.id, added.id, None]
    opened.close()
    opened = rooms.enter(clinic)
    assert [warning.partition(", ")[2] for warning in opened.warnings] == [
        "3 wrong passphrases were tried. The audit says when, and for whom"
    ]
    opened.warm_up()
    opened.close()
    opened = rooms.enter(clinic)
    assert opened.warnings == ()
    assert rooms.broken_in(opened) == ()
    opened.close()


def test_that_what_was_typed_is_nowhere_in_the_audit(clinic: Path) -> None:
    fail(clinic, 1, "my passphrase by mistake")
    with rooms.entered(clinic) as opened:
        assert failed_in(opened)
        with opened.records.reading() as record:
            assert "mistake" not in repr(record.trail.rows(1, 1000))


def test_that_after_many_wrong_ones_every_way_in_must_wait(clinic: Path) -> None:
    let_in(clinic)
    fail(clinic, FREE + 1)
    door = rooms.storage()
    for way in (
        lambda: door.enter(str(clinic), "lou", FIRST, "window"),
        lambda: door.enter(str(clinic), "LOU", FIRST, "command line", to_read=True),
        lambda: door.migrate(str(clinic), "lou", FIRST, "command line"),
    ):
        with pytest.raises(TooSoon, match="too many"):
            way()
    rooms.enter(clinic).close()  # nobody else waits


def test_that_asking_again_inside_is_no_way_to_guess(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        people = people_of(opened)
        for _ in range(FREE + 1):
            with pytest.raises(WrongSecret):
                people.change_passphrase(opened.session, "not the passphrase", FIRST)
        with pytest.raises(TooSoon):
            people.change_passphrase(opened.session, rooms.PASSPHRASE, FIRST)
        with pytest.raises(TooSoon):
            opened.signatures.prove(opened.session, rooms.PASSPHRASE)


def test_that_who_was_removed_meanwhile_changes_nothing_in_the_key_file(clinic: Path) -> None:
    added = let_in(clinic)
    opened = come_in(clinic)
    with opened.records.writing() as record:
        record.people.change(replace(record.people.get(added.id), active=False))
        record.note(opened.session, Deed(action="disabled", of="user", id=added.id))
    with pytest.raises(NotAllowed):
        people_of(opened).change_passphrase(opened.session, FIRST, "twelve green bitterns")
    opened.close()


def test_that_who_forgot_and_tried_too_often_comes_in_by_the_recovery_code_at_once(tmp_path: Path) -> None:
    path = tmp_path / rooms.NAME
    opened, code = rooms.storage().create(str(path), rooms.NEW, rooms.PASSPHRASE, "window")
    opened.close()
    fail(path, FREE + 1, rooms.LOGIN)
    rooms.storage().recover(str(path), code, rooms.LOGIN, FIRST, "window").close()
    come_in(path, rooms.LOGIN).close()
