"""Backups that were damaged, cut, swapped or made up: every one is refused, with what is wrong, before it is used."""

import base64
import json
import os
import random
from pathlib import Path

import pytest

from tests.storage import rooms
from tests.storage.backup import samples
from tests.storage.keys.samples import BELIEVES_CHEAP
from treatplan import __version__
from treatplan.domain.errors import Refused, TooNew, WrongSecret
from treatplan.services.clinic.rescue import Opener
from treatplan.storage.backup import archive, container
from treatplan.storage.keys.keyfile import Unlocked

SEED = 41


@pytest.fixture(scope="module")
def backup(made_clinic: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whole backup. Copied, never changed."""
    folder = tmp_path_factory.mktemp("backup")
    clinic = rooms.copied(made_clinic, folder / "clinic")
    return samples.a_backup(clinic, folder / "kept")


@pytest.fixture(scope="module")
def unlocked(backup: Path) -> Unlocked:
    with archive.opened(backup, BELIEVES_CHEAP) as found:
        return found.unlock(samples.OPENER)


def why_refused(content: bytes, file: Path, unlocked: Unlocked) -> str:
    """What is said of a file with this content; "" where it is believed. The keys are those of the whole file."""
    file.write_bytes(content)
    try:
        with archive.opened(file, BELIEVES_CHEAP) as found:
            if not found.opens_with(unlocked):
                return "its keys are others"
            found.unpack(unlocked.data_key)
    except Refused as refused:
        return str(refused)
    return ""


def test_that_the_whole_file_is_believed(backup: Path, unlocked: Unlocked, tmp_path: Path) -> None:
    assert why_refused(backup.read_bytes(), tmp_path / "x.tpbackup", unlocked) == ""


def test_that_every_flip_is_refused(
    backup: Path, unlocked: Unlocked, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """300 single bits (10,000 in the long form), a third of them in the part that is in clear."""
    whole, chance = backup.read_bytes(), random.Random(SEED)
    clear = whole.index(b"\n", whole.index(b"treatplan-keys")) + 1
    count = 10_000 if pytestconfig.getoption("--long") else 300
    for number in range(count):
        at = chance.randrange(clear) if number % 3 == 0 else chance.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[at] ^= 1 << chance.randrange(8)
        assert why_refused(bytes(flipped), tmp_path / "x.tpbackup", unlocked), f"byte {at}"


def test_that_every_cut_is_refused(backup: Path, unlocked: Unlocked, tmp_path: Path) -> None:
    """At each hundredth of it, at each end of a part, and where one byte is missing."""
    whole = backup.read_bytes()
    clear = whole.index(b"\n", whole.index(b"treatplan-keys")) + 1
    ends = range(clear, len(whole), container.CHUNK + 16)
    for length in {*(len(whole) * part // 100 for part in range(100)), *ends, len(whole) - 1}:
        assert why_refused(whole[:length], tmp_path / "x.tpbackup", unlocked), f"cut to {length}"


def test_that_what_is_wrong_has_its_own_words(backup: Path, unlocked: Unlocked, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    first = whole.index(b"\n", whole.index(b"treatplan-keys")) + 1
    part = container.CHUNK + 16
    parts = [whole[start : start + part] for start in range(first, len(whole), part)]
    assert len(parts) == 4
    said = {
        "is empty": b"",
        "is no backup of treatplan": b"PK\x03\x04" + whole,
        "is cut off in its first line": whole[:9],
        "is cut off before its first part": whole[:first],
        "its part 2 does not fit": whole[: first + part] + bytes(part) + whole[first + 2 * part :],
        "is cut off": whole[: first + 2 * part],
        "its part 4 does not fit": whole + bytes(part),
        "damaged: what it says of itself": whole.replace(b'"program"', b'"prograM"'),
        "do not belong together": whole.replace(f'"{__version__}"'.encode(), b'"9.9.9"'),
        "the key file in it": whole.replace(b"argon2id", b"argon2iD"),
    }
    for words, content in said.items():
        assert words in why_refused(content, tmp_path / "x.tpbackup", unlocked)
    swapped = b"".join([whole[:first], parts[1], parts[0], *parts[2:]])
    assert "do not belong together" in why_refused(swapped, tmp_path / "x.tpbackup", unlocked)


def test_that_a_backup_of_a_newer_program_is_too_new(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.tpbackup"
    file.write_bytes(backup.read_bytes().replace(b"treatplan-backup/1", b"treatplan-backup/2", 1))
    with pytest.raises(TooNew, match="format 2; this program reads format 1"), archive.opened(file, BELIEVES_CHEAP):
        pass


def test_that_parts_of_two_backups_of_one_clinic_do_not_mix(
    backup: Path, unlocked: Unlocked, made_clinic: Path, tmp_path: Path
) -> None:
    """The manifest of one with the data of the other, the head of one with the parts of the other."""
    clinic = rooms.copied(made_clinic, tmp_path / "clinic")
    other = samples.a_backup(clinic, tmp_path / "kept").read_bytes()
    whole = backup.read_bytes()
    first = whole.index(b"\n", whole.index(b"treatplan-keys")) + 1
    assert other[:first] != whole[:first]
    part = container.CHUNK + 16
    for mixed in (
        whole[:first] + other[first:],
        whole[: first + part] + other[first + part :],
        whole[:first] + other[first : first + part] + whole[first + part :],
    ):
        assert why_refused(mixed, tmp_path / "x.tpbackup", unlocked)


def test_that_the_keys_of_another_clinic_do_not_vouch_for_it(backup: Path, tmp_path: Path) -> None:
    """Somebody puts keys of their own into a backup: who opens it with them gets nothing believed."""
    (tmp_path / "theirs").mkdir()
    theirs = samples.a_backup(rooms.a_clinic_file(tmp_path / "theirs", "Eve"), tmp_path / "kept").read_bytes()
    whole = backup.read_bytes()
    mine, yours = (content.split(b"\n", 4) for content in (whole, theirs))
    for head in (mine[1], json.dumps({**json.loads(mine[1]), "db_id": json.loads(yours[1])["db_id"]}, sort_keys=True,
                                     separators=(",", ":")).encode()):  # fmt: skip
        file = tmp_path / "x.tpbackup"
        file.write_bytes(b"\n".join([mine[0], head, *yours[2:4], mine[4]]))
        with pytest.raises(Refused, match=r"of two clinics|do not belong together"):
            samples.rescue().restore(str(file), str(tmp_path / "new.treatplan"), samples.OPENER, "command line")
        assert not (tmp_path / "new.treatplan").exists()


def test_that_a_head_that_lies_is_not_believed(backup: Path, unlocked: Unlocked, tmp_path: Path) -> None:
    """Every field of the clear part is bound to the parts behind it, also where it still reads well."""
    lines = backup.read_bytes().split(b"\n", 2)
    head = json.loads(lines[1])
    salt = base64.b64encode(bytes(32)).decode()
    lies = {"made_at": "2031-01-01T00:00:00.000000+00:00", "schema": "0001", "program": "0.0.1", "salt": salt}
    assert head.keys() == {*lies, "db_id"}
    for name, lie in lies.items():
        line = json.dumps({**head, name: lie}, sort_keys=True, separators=(",", ":")).encode()
        said = why_refused(b"\n".join([lines[0], line, lines[2]]), tmp_path / "x.tpbackup", unlocked)
        assert "do not belong together" in said


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"nonsense", b"\xff", b'{"a":' * 700, b'{"db_id":1,"made_at":2,"program":3,"salt":4,"schema":5}'],
)
def test_that_a_head_that_is_none_is_damage(backup: Path, unlocked: Unlocked, tmp_path: Path, line: bytes) -> None:
    lines = backup.read_bytes().split(b"\n", 2)
    content = b"\n".join([lines[0], line, lines[2]])
    assert "can't be read" in why_refused(content, tmp_path / "x.tpbackup", unlocked)


def test_that_a_link_a_folder_and_a_pipe_are_no_backups(backup: Path, tmp_path: Path) -> None:
    """A pipe is not waited for."""
    (tmp_path / "link.tpbackup").symlink_to(backup)
    (tmp_path / "folder.tpbackup").mkdir()
    os.mkfifo(tmp_path / "pipe.tpbackup")
    for name, words in {"link": "is a link", "folder": "is a folder", "pipe": "is no file", "none": "no such"}.items():
        with pytest.raises(Refused, match=words):
            samples.put_back(tmp_path / f"{name}.tpbackup", tmp_path / "new" / "c.treatplan")
    assert not list((tmp_path / "new").glob("*"))


def test_that_no_wrong_secret_opens_one_and_none_is_quoted(backup: Path, tmp_path: Path) -> None:
    for opener, words in {
        Opener(login=rooms.LOGIN, passphrase="a wrong passphrase here"): "name or the passphrase is wrong",
        Opener(login="nobody", passphrase=rooms.PASSPHRASE): "name or the passphrase is wrong",
        Opener(login=rooms.LOGIN, passphrase=rooms.OTHER_PASSPHRASE, code=f"{'0000-' * 8}0000"): "of another clinic",
    }.items():
        with pytest.raises(WrongSecret, match=words) as caught:
            samples.put_back(backup, tmp_path / "new" / "c.treatplan", opener)
        assert opener.passphrase not in str(caught.value)
        assert opener.passphrase not in repr(opener)
    assert not list((tmp_path / "new").glob("*"))


def test_that_nothing_of_the_record_stands_in_it(backup: Path) -> None:
    content = backup.read_bytes()
    for name in ("Adams", "O'Neil", "patient", "SQLite"):  # long enough not to come by chance
        assert name.encode() not in content
