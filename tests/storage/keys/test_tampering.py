"""What others change in a key file is never trusted: the checksum fits again, the tag and the locks do not."""

from pathlib import Path
from typing import Any

import pytest

from tests.storage.keys.samples import (
    BELIEVES_CHEAP,
    BOBS,
    NEW,
    OLD,
    Edit,
    as_text,
    both,
    keys_of,
    new_clinic,
    said,
    tamper,
    write_line,
)
from treatplan.domain.errors import Refused, TreatplanError, Unavailable, WrongSecret
from treatplan.storage.keys import sealing
from treatplan.storage.keys.format import bound_to, content_of, read
from treatplan.storage.keys.keyfile import KeyFile


def _user(data: dict[str, Any], name: str = "Ann") -> dict[str, Any]:
    found: dict[str, Any] = next(slot for slot in data["slots"] if slot.get("user") == name)
    return found


def _swap(data: dict[str, Any], field: str) -> None:
    ann, bob = _user(data), _user(data, "Bob")
    ann[field], bob[field] = bob[field], ann[field]


SEEN_AT_ONCE: dict[str, Edit] = {  # the head of Ann's own slot was changed: her passphrase opens it no more
    "owner": lambda data: _user(data).update(user="Eve"),
    "work": lambda data: _user(data)["kdf"].update(m=8 * 1024 + 1),
    "salt": lambda data: _user(data)["kdf"].update(salt=as_text(bytes(16))),
    "id": lambda data: _user(data).update(id="0" * 32),
    "clinic": lambda data: data.update(db_id="0" * 32),
    "public key": lambda data: _user(data).update(x25519_public=as_text(bytes(32))),
    "signing key": lambda data: _user(data).update(ed25519_public=as_text(bytes(32))),
    "locks of two users": lambda data: _swap(data, "ct"),
}

SEEN_BY_TAG: dict[str, Edit] = {  # her slot opens; the tag or the seal says that the file is not as it was left
    "removed user": lambda data: data["slots"].remove(_user(data, "Bob")),
    "renamed other": lambda data: _user(data, "Bob").update(user="Eve"),
    "cheap other": lambda data: _user(data, "Bob")["kdf"].update(m=8 * 1024 + 1),
    "added user": lambda data: data["slots"].insert(0, {**_user(data, "Bob"), "user": "Eve", "id": "0" * 32}),
    "order": lambda data: data["slots"].insert(0, data["slots"].pop(1)),
    "generation": lambda data: data.update(gen=99),
    "no tag": lambda data: data.update(mac=as_text(bytes(32))),
    "seals of two users": lambda data: _swap(data, "sealed_dek"),
    "no seal": lambda data: _user(data).update(sealed_dek=as_text(bytes(80))),
    "recovery code": lambda data: data["slots"][-1].update(ct=as_text(bytes(80))),
}

REFUSED_UNREAD: dict[str, Edit] = {  # it is no key file of this program
    "64 GiB of work": lambda data: _user(data)["kdf"].update(m=2**26),
    "too little work": lambda data: _user(data)["kdf"].update(m=1024),
    "no passes": lambda data: _user(data)["kdf"].update(t=0),
    "many lanes": lambda data: _user(data)["kdf"].update(p=2**20),
    "other algorithm": lambda data: _user(data)["kdf"].update(alg="md5"),
    "same name twice": lambda data: _user(data, "Bob").update(user="ＡＮＮ"),
    "same id twice": lambda data: _user(data, "Bob").update(id=_user(data)["id"]),
    "no recovery": lambda data: data["slots"].pop(),
    "two recoveries": lambda data: data["slots"].append(data["slots"][-1]),
    "no user": lambda data: data.update(slots=data["slots"][-1:]),
    "no slot": lambda data: data.update(slots=[]),
    "slots no list": lambda data: data.update(slots={"0": 1}),
    "slot no object": lambda data: data["slots"].insert(0, 7),
    "kdf no object": lambda data: _user(data).update(kdf=[]),
    "unknown field": lambda data: data.update(more=1),
    "unknown field in a slot": lambda data: _user(data).update(more=1),
    "field missing": lambda data: _user(data).pop("nonce"),
    "version a word": lambda data: data.update(v="1"),
    "version true": lambda data: data.update(v=True),
    "version 0": lambda data: data.update(v=0),
    "generation true": lambda data: data.update(gen=True),
    "generation a fraction": lambda data: data.update(gen=1.5),
    "generation 0": lambda data: data.update(gen=0),
    "generation without end": lambda data: data.update(gen=10**30),
    "memory true": lambda data: _user(data)["kdf"].update(m=True),
    "user a number": lambda data: _user(data).update(user=5),
    "user null": lambda data: _user(data).update(user=None),
    "user empty": lambda data: _user(data).update(user=" "),
    "user turned round": lambda data: _user(data).update(user="\u202eAnn"),
    "id odd": lambda data: _user(data).update(id="../../x"),
    "nonce short": lambda data: _user(data).update(nonce=as_text(bytes(11))),
    "nonce no base64": lambda data: _user(data).update(nonce="*" * 16),
    "nonce not ASCII": lambda data: _user(data).update(nonce="é" * 16),
    "nonce a list": lambda data: _user(data).update(nonce=[1]),
    "text long": lambda data: _user(data).update(ct=as_text(bytes(113))),
    "base64 loose": lambda data: data["slots"][-1]["kdf"].update(salt=as_text(bytes(16))[:-3] + "B=="),
}


def clinic_of_two(folder: Path) -> tuple[KeyFile, str]:
    """Ann's clinic, and Bob in it; with the recovery code."""
    keys, made, code = new_clinic(folder)
    keys.add_user(made, "Bob", BOBS)
    return keys, code


@pytest.mark.parametrize("name", SEEN_AT_ONCE)
def test_that_a_changed_slot_opens_no_more(tmp_path: Path, name: str) -> None:
    keys, _ = clinic_of_two(tmp_path)
    tamper(tmp_path, SEEN_AT_ONCE[name])
    with pytest.raises(WrongSecret):
        keys.unlock("Ann", OLD)
    with pytest.raises(WrongSecret):
        keys.unlock("Eve", OLD)


@pytest.mark.parametrize("name", SEEN_BY_TAG)
def test_that_what_was_changed_elsewhere_is_seen_after_the_passphrase(tmp_path: Path, name: str) -> None:
    keys, code = clinic_of_two(tmp_path)
    made = keys.unlock("Ann", OLD)
    tamper(tmp_path, SEEN_BY_TAG[name])
    with pytest.raises(Refused, match="changed outside the program") as refused:
        keys.unlock("Ann", OLD)
    assert not isinstance(refused.value, WrongSecret)
    with pytest.raises(Refused):
        keys.unlock_by_recovery(code)
    before = both(tmp_path)[0].read_bytes()
    with pytest.raises(Refused, match="changed outside the program"):
        keys.add_user(made, "Cai", BOBS)  # nor does an open session vouch for it
    assert both(tmp_path)[0].read_bytes() == before


@pytest.mark.parametrize("name", REFUSED_UNREAD)
def test_that_a_file_that_makes_no_sense_is_refused_in_words(tmp_path: Path, name: str) -> None:
    keys, code = clinic_of_two(tmp_path)
    tamper(tmp_path, REFUSED_UNREAD[name])
    for attempt in (lambda: keys.unlock("Ann", OLD), lambda: keys.unlock_by_recovery(code), keys.users):
        with pytest.raises(Refused, match="neither can its copy"):
            attempt()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"1" * 100_000,
        b'{"magic":"treatplan-keys"}',
        b'{"magic":"treatplan-keys","magic":"treatplan-keys","v":1}',
        b'{"magic":"treatplan-keys","v":NaN}',
        b'{"magic":"treatplan-keys","v":1e999}',
        b'{"magic":"treatplan-keys","v":1,"x":"\\ud800"}',
        b'{"magic": "treatplan-keys", "v": 9}',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
    ],
)
def test_that_any_line_with_a_fitting_checksum_is_refused_in_words(tmp_path: Path, line: bytes) -> None:
    keys, _, _ = new_clinic(tmp_path)
    for path in both(tmp_path):
        write_line(path, line)
    with pytest.raises(TreatplanError, match="neither can its copy"):
        keys.unlock("Ann", OLD)


def test_that_a_slot_of_another_clinic_opens_nothing_here(tmp_path: Path) -> None:
    keys, _ = clinic_of_two(tmp_path)
    others = keys_of(tmp_path / "other.treatplan")
    others.create("Eve", NEW)
    eve = said(tmp_path / "other.tpkeys")["slots"][0]
    tamper(tmp_path, lambda data: data["slots"].insert(0, eve))
    with pytest.raises(WrongSecret):
        keys.unlock("Eve", NEW)
    with pytest.raises(Refused, match="changed outside"):
        keys.unlock("Ann", OLD)


def test_that_a_data_key_of_the_attackers_choice_is_seen_although_anybody_can_seal(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    chosen = bytes(range(32))
    body = read(both(tmp_path)[0].read_bytes(), "", BELIEVES_CHEAP).body
    bound = bound_to(body.db_id, body.users[0].head)
    sealed = sealing.seal(chosen, body.users[0].head.wrapping_public, bound)
    tamper(tmp_path, lambda data: _user(data).update(sealed_dek=as_text(sealed)))
    forged = read(both(tmp_path)[0].read_bytes(), "", BELIEVES_CHEAP).body
    for file_key in (bytes(32), chosen):  # the best that can be done without the file key
        tag = as_text(sealing.tag_of(content_of(forged), chosen, file_key))
        tamper(tmp_path, lambda data, tag=tag: data.update(mac=tag))  # type: ignore[misc]
        with pytest.raises(Refused, match="changed outside"):
            keys.unlock("Ann", OLD)
    right = as_text(sealing.tag_of(content_of(forged), chosen, made.file_key))
    tamper(tmp_path, lambda data: data.update(mac=right))
    assert keys.unlock("Ann", OLD).data_key == chosen  # it is the file key that keeps them out, nothing else


def test_that_no_single_changed_byte_ever_gives_a_wrong_key(tmp_path: Path) -> None:
    keys, made, _ = new_clinic(tmp_path)
    main, copy = both(tmp_path)
    raw = main.read_bytes()
    for place in range(0, len(raw), 37):
        changed = bytearray(raw)
        changed[place] ^= 1
        main.write_bytes(changed)
        copy.unlink(missing_ok=True)
        with pytest.raises(Refused):
            keys.users()
    main.write_bytes(raw)
    assert keys.unlock("Ann", OLD).data_key == made.data_key


def test_that_a_file_that_grew_too_large_to_be_read_is_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, made, _ = new_clinic(tmp_path)
    before = both(tmp_path)[0].read_bytes()
    monkeypatch.setattr("treatplan.storage.keys.keyfile.MOST_BYTES", len(before) + 10)
    with pytest.raises(Refused, match="no room for more users"):
        keys.add_user(made, "Bob", BOBS)
    assert both(tmp_path)[0].read_bytes() == before


def test_that_too_little_memory_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoMemory:
        def __init__(self, **settings: object) -> None:
            pass

        def derive(self, secret: bytes) -> bytes:
            raise MemoryError

    keys, _, _ = new_clinic(tmp_path)
    monkeypatch.setattr(sealing, "Argon2id", NoMemory)
    with pytest.raises(Unavailable, match="takes 8 MiB"):
        keys.unlock("Ann", OLD)
