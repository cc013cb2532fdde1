"""Files that are no clinic, copies of one, and who comes in: told in one line, and nothing is written to."""

import gzip
import io
import locale
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.hostile.conftest import Call, assert_one_line
from tests.storage import rooms
from treatplan.domain.errors import Refused

COMMANDS = [
    ("patient", "find", "a"),
    ("clinic", "info"),
    ("clinic", "migrate"),
    ("backup", "make"),
    ("audit", "verify"),
]
PASSPHRASES = [
    "ends in a space, as some do ", " begins with one of them",
    "caf\u00e9 au lait in the rain", "cafe\u0301 au lait in the rain",
    "".join(chr(0x1F600 + number % 64) for number in range(128)),
    "\u674e\u4f1f\u5728\u5317\u4eac\u559d\u8336\u770b\u4e66\u542c\u96e8\u5199\u4fe1\u60f3\u5bb6",
    "tab\tand quotes '\" \\ %s {x}",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 \u0643\u0644\u0647",
]  # fmt: skip


def plain_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE patient (id INTEGER)")
        made.commit()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", ["plain SQLite", "a PDF", "random", "zeros"])
def test_that_a_file_of_another_kind_is_no_clinic_and_stays_as_it_is(
    kind: str, words: tuple[str, ...], clinic: Call, place: Path
) -> None:
    place.unlink()
    if kind == "plain SQLite":
        plain_sqlite(place)
    else:
        content = {"a PDF": b"%PDF-1.7\n" * 1000, "random": bytes(range(256)) * 64, "zeros": bytes(16_384)}[kind]
        place.write_bytes(content)
    before = rooms.seen(place.parent)
    assert_one_line(clinic(*words), place.name, codes=(2, 4))
    assert rooms.seen(place.parent) == before


@pytest.mark.parametrize("name", ["hill (conflicted copy).treatplan", "hill-PC2.treatplan", "hill 2.treatplan"])
def test_that_a_copy_made_by_a_syncing_service_is_refused_and_nothing_is_merged(
    name: str, clinic: Call, call: Call, place: Path, tmp_path: Path
) -> None:
    copy = place.with_name(name)
    shutil.copyfile(place, copy)
    secret = tmp_path / "pass.txt"
    ended = call("patient", "find", "a", "--clinic", copy, "--user", rooms.LOGIN, "--passphrase-file", secret)
    assert_one_line(ended, ".tpkeys", codes=(2, 4))
    assert clinic("patient", "find", "Adams", "--json").json[0]["family_name"] == "Adams"


def test_that_the_log_of_another_file_is_not_taken_for_this_ones(place: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    other = rooms.a_clinic_file(tmp_path / "made", "Zimmer")
    opened = rooms.enter(other)
    rooms.add(opened, "Stranger")
    log = other.with_name(f"{other.name}-wal")
    stray = log.read_bytes()
    opened.close()
    assert stray
    place.with_name(f"{place.name}-wal").write_bytes(stray)
    try:
        names = rooms.names_in(place)
    except Refused:
        return
    assert names == ["Adams"]


def test_that_a_rule_that_somebody_planted_in_the_database_never_runs(place: Path) -> None:
    """Only who has the key can plant one; who opens the clinic after them is told."""
    rooms.rows(place, "CREATE TRIGGER planted AFTER INSERT ON patient BEGIN DELETE FROM patient WHERE id = new.id; END")
    with pytest.raises(Refused, match="did not make"):
        rooms.enter(place)


def bombs() -> dict[str, bytes]:
    """Archives that unpack to far more, or to elsewhere."""
    made: dict[str, bytes] = {}
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clinic.treatplan", bytes(50_000_000))
        archive.writestr("../../elsewhere.txt", "x")
    made["zip"] = zeros.getvalue()
    made["gzip"] = gzip.compress(bytes(50_000_000))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        absolute = tarfile.TarInfo("/tmp/absolute.txt")
        tar.addfile(absolute)
    made["tar"] = packed.getvalue()
    return made


@pytest.mark.parametrize(("kind", "content"), bombs().items())
def test_that_an_archive_of_another_kind_is_no_backup(
    kind: str, content: bytes, clinic: Call, call: Call, place: Path, tmp_path: Path
) -> None:
    file = tmp_path / "in" / "a.tpbackup"
    file.parent.mkdir()
    file.write_bytes(content)
    before = rooms.seen(tmp_path)
    own = ("--user", rooms.LOGIN, "--passphrase-file", tmp_path / "pass.txt")
    assert_one_line(call("backup", "restore", file, "--clinic", tmp_path / "in" / "new.treatplan", *own), "a.tpbackup")
    verified = call("backup", "verify", file, *own)
    assert verified.code in {1, 2}, kind
    assert rooms.seen(tmp_path) == before


@pytest.mark.parametrize("passphrase", PASSPHRASES)
def test_that_any_passphrase_opens_what_it_closed(passphrase: str, call: Call, tmp_path: Path) -> None:
    secret, place = tmp_path / "pass.txt", tmp_path / "any.treatplan"
    secret.write_text(f"{passphrase}\n", encoding="utf-8")
    door = ("--clinic", place, "--passphrase-file", secret)
    assert call("clinic", "new", "--user", "ann", *door).code == 0
    assert call("patient", "find", "a", *door).code == 0
    secret.write_text(f"{passphrase}x\n", encoding="utf-8")
    assert_one_line(call("patient", "find", "a", *door))


def test_that_two_users_of_one_machine_come_in_each_with_their_own_passphrase(
    clinic: Call, call: Call, place: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "second.txt"
    secret.write_text("nine quiet otters swim\n", encoding="utf-8")
    added = clinic("user", "add", "ben", "--name", "Ben", "--role", "front_desk", "--new-passphrase-file", secret)
    assert added.code == 0, added.err
    own = ("--clinic", place, "--user", "ben", "--passphrase-file", secret)
    assert call("patient", "find", "Adams", *own).code == 0
    first = tmp_path / "pass.txt"
    assert_one_line(call("patient", "find", "a", "--clinic", place, "--user", "ben", "--passphrase-file", first))
    assert_one_line(call("patient", "find", "a", "--clinic", place, "--passphrase-file", secret), "--user")


LOCALES = ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "th_TH.UTF-8", "ar_EG.UTF-8", "fa_IR.UTF-8"]
LOOK = """
import sys
from datetime import date
from treatplan.domain.dose import Count
from treatplan.exchange.canonical import canonical
from treatplan.storage.folding import fold
from treatplan.content.texts import load_texts
from treatplan.ui.parts.reading import written
from pathlib import Path
import PySide6.QtCore as core
core.QLocale.setDefault(core.QLocale(core.QLocale.system()))
words = load_texts(Path("resources/screen/common"))
print(fold("ISTANBUL TITLE"), canonical({"a": 2.5, "on": "1980-02-29"}), written(date(1980, 2, 29), words))
"""


@pytest.mark.parametrize("name", LOCALES)
def test_that_the_machines_locale_changes_nothing_that_is_stored(name: str) -> None:
    environment = os.environ | {"LC_ALL": name, "LANG": name, "LANGUAGE": name.partition("_")[0], "PYTHONPATH": "."}
    made = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", LOOK],
        capture_output=True,
        text=True,
        env=environment,
        cwd=rooms.ROOT,
        check=True,
    )
    assert made.stdout.strip() == 'istanbul title {"a":2.5,"on":"1980-02-29"} 29 Feb 1980'
    assert locale.getlocale()  # this process is left alone
