"""Who opens a clinic, who does not, and what a session may change."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from tests.storage.keys.samples import BOBS, CHEAP, NEW, OLD, as_text, both, keys_of, new_clinic, said
from treatplan.domain.errors import Missing, NotAllowed, Refused, Stale, WrongSecret
from treatplan.storage.keys import sealing
from treatplan.storage.keys.cost import LIMITS, STANDARD, Cost
from treatplan.storage.keys.keyfile import KeyFile, Unlocked

HOSTILE_NAMES = ["<Smith>", "O'Neil & Sons", "李伟", "שרה כהן", "{name}", "%s", '"; --', "a" * 100]


def test_that_the_maker_opens_the_clinic_with_the_same_keys(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    opened = keys.unlock("Ann", OLD)
    assert opened == made
    assert (opened.user, opened.generation, opened.warnings, opened.by_recovery) == ("Ann", 1, (), False)
    assert [len(key) for key in (opened.data_key, opened.signing_key, opened.wrapping_key)] == [32, 32, 32]
    assert len({opened.data_key, opened.file_key, opened.signing_key, opened.wrapping_key}) == 4


def test_that_two_clinics_share_nothing(tmp_path: Path) -> None:
    _, one, first = new_clinic(tmp_path, "one.treatplan")
    _, two, second = new_clinic(tmp_path, "two.treatplan")
    assert first != second
    assert one.db_id != two.db_id
    assert one.data_key != two.data_key


def test_that_both_copies_are_alike_and_for_the_owners_eyes_only(tmp_path: Path) -> None:
    new_clinic(tmp_path)
    main, copy = both(tmp_path)
    assert main.read_bytes() == copy.read_bytes()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (main, copy)] == [0o600, 0o600]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clinic.tpkeys",
        "clinic.tpkeys.copy",
        "clinic.treatplan",
    ]


def test_that_no_secret_stands_in_the_file_or_in_a_print(tmp_path: Path) -> None:
    keys, made, code = new_clinic(tmp_path)
    secrets = [getattr(made, name) for name in ("data_key", "file_key", "signing_key", "wrapping_key")]
    raw = both(tmp_path)[0].read_bytes()
    printed = repr(made) + str(made) + repr(keys)
    for secret in secrets:
        assert secret not in raw
        assert as_text(secret) not in raw.decode()
        assert repr(secret) not in printed
        assert secret.hex() not in printed
    assert code not in raw.decode()
    assert "Ann" not in printed
    shown = {field.name for field in fields(Unlocked) if field.repr}
    assert shown == {"db_id", "generation", "slot_id", "warnings", "by_recovery"}


@pytest.mark.parametrize("name", ["ann", "ANN", "  Ann ", "Ａｎｎ", "An\N{ZERO WIDTH SPACE}n"])
def test_that_a_name_is_the_same_however_it_is_typed(tmp_path: Path, name: str) -> None:
    keys, made, _ = new_clinic(tmp_path)
    assert keys.unlock(name, OLD).data_key == made.data_key
    with pytest.raises(Refused, match="is taken"):
        keys.add_user(made, name, BOBS)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_that_any_name_of_a_person_can_log_in(tmp_path: Path, name: str) -> None:
    keys, made, _ = new_clinic(tmp_path)
    slot = keys.add_user(made, name, BOBS)
    assert keys.users() == ("Ann", name)
    assert (keys.unlock(name, BOBS).user, keys.unlock(name, BOBS).slot_id) == (name, slot)


@pytest.mark.parametrize(
    "name", ["", "  ", "\N{ZERO WIDTH SPACE}", "a" * 300, "A\0nn", "A\nnn\x1b", "\ud800", "\u202eAnn"]
)
def test_that_what_is_no_name_is_refused_and_changes_nothing(tmp_path: Path, name: str) -> None:
    keys, made, _ = new_clinic(tmp_path)
    before = both(tmp_path)[0].read_bytes()
    with pytest.raises(Refused) as refused:
        keys.add_user(made, name, BOBS)
    assert [(problem.file, problem.field) for problem in refused.value.problems] == [("clinic.tpkeys", "user")]
    assert both(tmp_path)[0].read_bytes() == before


def test_that_a_passphrase_is_the_same_however_it_is_composed(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    keys.add_user(made, "Bob", "caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait noir ")
    assert keys.unlock("Bob", "cafe\N{COMBINING ACUTE ACCENT} au lait noir ").user == "Bob"
    with pytest.raises(WrongSecret):
        keys.unlock("Bob", "caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait noir")  # a space at the end counts


def test_that_an_unknown_name_hears_the_same_words_after_the_same_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _, _ = new_clinic(tmp_path)
    spent: list[Cost] = []
    real = sealing.key_from_passphrase

    def noted(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        spent.append(cost)
        return real(passphrase, salt, cost)

    monkeypatch.setattr(sealing, "key_from_passphrase", noted)
    words = []
    for name, passphrase in [("Ann", NEW), ("Nobody", OLD), ("", ""), ("\ud800", "\ud800"), ("Ann", "")]:
        with pytest.raises(WrongSecret) as refused:
            keys.unlock(name, passphrase)
        words.append(str(refused.value))
    assert words == ["clinic.tpkeys: the name or the passphrase is wrong"] * 5
    assert spent == [CHEAP] * 5


def test_that_a_passphrase_nobody_checked_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"passphrase\.short"):
        keys_of(tmp_path / "clinic.treatplan").create("Ann", "short")
    assert list(tmp_path.iterdir()) == []


def test_that_the_cost_of_a_shipped_clinic_is_believed_and_a_cheap_one_is_not(tmp_path: Path) -> None:
    assert LIMITS.allow(STANDARD)
    assert not LIMITS.allow(CHEAP)
    new_clinic(tmp_path)
    with pytest.raises(Refused, match="too cheap"):
        KeyFile(tmp_path / "clinic.treatplan").unlock("Ann", OLD)


# The recovery code


def test_that_the_recovery_code_opens_for_nobody_in_particular(tmp_path: Path) -> None:
    keys, made, code = new_clinic(tmp_path)
    opened = keys.unlock_by_recovery(code.lower().replace("-", " "))
    assert (opened.data_key, opened.db_id, opened.generation) == (made.data_key, made.db_id, 1)
    assert (opened.user, opened.signing_key, opened.wrapping_key, opened.by_recovery) == ("", b"", b"", True)


def test_that_a_code_of_another_clinic_is_told_from_a_mistyped_one(tmp_path: Path) -> None:
    keys, _, code = new_clinic(tmp_path)
    _, _, other = new_clinic(tmp_path, "other.treatplan")
    with pytest.raises(WrongSecret, match="of another clinic"):
        keys.unlock_by_recovery(other)
    with pytest.raises(Refused, match="is mistyped") as refused:
        keys.unlock_by_recovery(("1" if code[0] == "0" else "0") + code[1:])
    assert not isinstance(refused.value, WrongSecret)


def test_that_a_new_recovery_code_replaces_the_old_one(tmp_path: Path) -> None:
    keys, made, old = new_clinic(tmp_path)
    new = keys.renew_recovery(made)
    assert keys.unlock_by_recovery(new).data_key == made.data_key
    with pytest.raises(WrongSecret):
        keys.unlock_by_recovery(old)
    assert keys.unlock("Ann", OLD).generation == 2


# Changes


def test_that_a_second_user_opens_the_same_clinic_with_keys_of_their_own(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    slot = keys.add_user(made, "Bob", BOBS)
    bob = keys.unlock("bob", BOBS)
    assert (bob.data_key, bob.db_id, bob.slot_id, bob.generation) == (made.data_key, made.db_id, slot, 2)
    assert bob.signing_key != made.signing_key
    assert bob.wrapping_key != made.wrapping_key
    with pytest.raises(WrongSecret):
        keys.unlock("Bob", OLD)
    with pytest.raises(WrongSecret):
        keys.unlock("Ann", BOBS)


def test_that_a_new_passphrase_keeps_the_key_pair_and_the_others(tmp_path: Path) -> None:
    keys, made, code = new_clinic(tmp_path)
    keys.add_user(made, "Bob", BOBS)
    keys.change_passphrase(made, "ann", NEW)
    ann = keys.unlock("Ann", NEW)
    assert (ann.signing_key, ann.wrapping_key, ann.slot_id) == (made.signing_key, made.wrapping_key, made.slot_id)
    assert (ann.data_key, ann.generation) == (made.data_key, 3)
    with pytest.raises(WrongSecret):
        keys.unlock("Ann", OLD)
    assert keys.unlock("Bob", BOBS).data_key == keys.unlock_by_recovery(code).data_key == made.data_key
    assert keys.users() == ("Ann", "Bob")


def test_that_recovery_gives_a_user_a_new_passphrase_and_a_new_pair_in_the_same_slot(tmp_path: Path) -> None:
    keys, made, code = new_clinic(tmp_path)
    keys.change_passphrase(keys.unlock_by_recovery(code), "Ann", NEW)
    ann = keys.unlock("Ann", NEW)
    assert (ann.data_key, ann.slot_id) == (made.data_key, made.slot_id)
    assert ann.signing_key != made.signing_key
    with pytest.raises(Stale):  # the session from before holds a pair that must not come back
        keys.change_passphrase(made, "Ann", OLD)
    assert keys.unlock("Ann", NEW).signing_key == ann.signing_key


def test_that_nobody_changes_the_passphrase_of_somebody_else(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    keys.add_user(made, "Bob", BOBS)
    with pytest.raises(NotAllowed):
        keys.change_passphrase(made, "Bob", NEW)
    assert keys.unlock("Bob", BOBS).user == "Bob"


def test_that_a_removed_user_opens_nothing_and_changes_nothing(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    keys.add_user(made, "Bob", BOBS)
    bob = keys.unlock("Bob", BOBS)
    keys.remove_user(made, "Bob")
    assert keys.users() == ("Ann",)
    with pytest.raises(WrongSecret):
        keys.unlock("Bob", BOBS)
    with pytest.raises(NotAllowed):
        keys.add_user(bob, "Bob", BOBS)


def test_that_the_last_user_stays_and_a_stranger_is_missed(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    with pytest.raises(Refused, match="is the last one"):
        keys.remove_user(made, "Ann")
    with pytest.raises(Missing):
        keys.remove_user(made, "Nobody")
    with pytest.raises(Missing):
        keys.change_passphrase(made, "Nobody", NEW)


def test_that_the_generation_grows_with_each_change(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    assert keys.generation(made) == 1
    keys.add_user(made, "Bob", BOBS)
    keys.remove_user(made, "Bob")
    assert keys.generation(made) == 3


def test_that_a_session_of_another_clinic_changes_nothing(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    _, stranger, _ = new_clinic(tmp_path, "other.treatplan")
    before = both(tmp_path)[0].read_bytes()
    with pytest.raises(Refused, match="changed outside"):
        keys.add_user(stranger, "Eve", BOBS)
    assert both(tmp_path)[0].read_bytes() == before


# Places


def test_that_keys_are_never_made_where_some_are_or_where_a_clinic_is(tmp_path: Path) -> None:
    keys, _, _ = new_clinic(tmp_path)
    before = both(tmp_path)[0].read_bytes()
    with pytest.raises(Refused, match="is there already"):
        keys.create("Eve", BOBS)
    (tmp_path / "clinic.treatplan").unlink()
    main, copy = both(tmp_path)
    with pytest.raises(Refused, match="without their clinic"):
        keys.create("Eve", BOBS)
    main.unlink()
    with pytest.raises(Refused, match="without their clinic"):
        keys.create("Eve", BOBS)
    assert copy.read_bytes() == before
    copy.unlink()
    assert keys.create("Eve", BOBS)[0].user == "Eve"


def test_that_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such folder"):
        keys_of(tmp_path / "nowhere" / "clinic.treatplan").create("Ann", OLD)


def test_that_a_link_leads_to_the_keys_of_the_clinic_itself(tmp_path: Path) -> None:
    _, made, _ = new_clinic(tmp_path)
    link = tmp_path / "link.treatplan"
    link.symlink_to("clinic.treatplan")
    assert keys_of(link).unlock("Ann", OLD).data_key == made.data_key


@pytest.mark.parametrize("name", ["Dr. O'Neil & Sons.treatplan", "李伟.treatplan", "<b>[x]*?.treatplan", "v1.2", "-rf"])
def test_that_any_file_name_does(tmp_path: Path, name: str) -> None:
    keys, made, _ = new_clinic(tmp_path, name)
    keys.change_passphrase(made, "Ann", NEW)
    assert keys.unlock("Ann", NEW).warnings == ()
    stem = name.removesuffix(".treatplan")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, f"{stem}.tpkeys", f"{stem}.tpkeys.copy"])


def test_that_the_file_says_what_format_1_says(tmp_path: Path) -> None:
    new_clinic(tmp_path)
    data = said(both(tmp_path)[0])
    user, spare = data["slots"]
    assert (data["magic"], data["v"], data["gen"]) == ("treatplan-keys", 1, 1)
    assert (user["kind"], user["user"], user["kdf"]["alg"]) == ("user", "Ann", "argon2id")
    assert [user["kdf"][name] for name in "mtp"] == [8192, 1, 1]
    assert (spare["kind"], spare["kdf"]["alg"]) == ("recovery", "hkdf-sha256")
    assert data.keys() == {"magic", "v", "db_id", "gen", "slots", "mac"}
