"""The search for planted words can fail: a leak of any kind is found, and what is encrypted or absent is not."""

import base64
import gzip
import io
import json
import os
import pickle
import sqlite3
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.canaries import Canaries
from tests.hostile.conftest import SAMPLES, cheap_desk
from treatplan.domain.plan import Plan
from treatplan.exchange.files import read_intake
from treatplan.services.plans import Asked

WORD, ACCENTED, NUMBER = "quokkafe1b9a", "Zo\u00ebmarmot77c1", "07700946318275"
CANARIES = Canaries({"name": WORD, "note": ACCENTED, "phone": NUMBER})


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", content)
    return file.getvalue()


LEAKS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda word: f"before {word} after".encode(),
    "UTF-16": lambda word: f"before {word}".encode("utf-16"),
    "UTF-16, the other way round": lambda word: f"before {word}".encode("utf-16-be"),
    "UTF-32": lambda word: word.encode("utf-32-le"),
    "capitals": lambda word: word.upper().encode(),
    "small": lambda word: word.lower().encode("utf-16-le"),
    "JSON": lambda word: json.dumps({"a": word}).encode(),
    "an address": lambda word: f"file:///x?{urllib.parse.quote(word)}".encode(),
    "hex": lambda word: word.encode().hex().encode(),
    "base64": lambda word: base64.b64encode(f"xx {word} yy".encode()),
    "pickled": lambda word: pickle.dumps({"a": word}),
    "zlib": lambda word: b"junk" + zlib.compress(f"a {word} b".encode()) + b"junk",
    "gzip": lambda word: gzip.compress(word.encode()),
    "zip": lambda word: zipped(word.encode()),
    "zip in gzip": lambda word: gzip.compress(zipped(word.encode("utf-16"))),
    "a stream of a PDF": lambda word: (
        b"<<>>\nstream\n" + base64.a85encode(zlib.compress(word.encode())) + b"~>endstream"
    ),
}


@pytest.mark.parametrize("kind", LEAKS)
@pytest.mark.parametrize(("field", "word"), CANARIES.words.items())
def test_that_a_planted_leak_is_found(kind: str, field: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "deep" / "in").mkdir(parents=True)
    leak = tmp_path / "deep" / "in" / "leak.bin"
    leak.write_bytes(LEAKS[kind](word))
    (tmp_path / "harmless.txt").write_bytes(LEAKS[kind]("nothing of anybody"))
    assert CANARIES.in_folders(tmp_path) == {str(leak): {field}}


def test_that_a_leak_in_a_name_in_a_link_and_in_a_database_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.txt").touch()
    (tmp_path / "link").symlink_to(tmp_path / f"no-{WORD}")
    with closing(sqlite3.connect(tmp_path / "plain.db")) as made:
        made.execute("CREATE TABLE t (a TEXT)")
        made.execute("INSERT INTO t VALUES (?)", (f"a {ACCENTED}",))
        made.commit()
    found = CANARIES.in_folders(tmp_path)
    assert {Path(path).name: fields for path, fields in found.items()} == {
        f"{WORD}.txt": {"name"}, "link": {"name"}, "plain.db": {"note"}
    }  # fmt: skip


def test_that_a_name_on_a_page_of_our_own_paper_is_found(tmp_path: Path) -> None:
    """Its fonts number their letters, so the bytes alone do not show it."""
    sample = next(SAMPLES.glob("1-*.intake.json"))
    intake = read_intake(sample)
    intake = replace(intake, patient=replace(intake.patient, family_name=WORD))
    plan = cheap_desk().plans.draft(intake, sample.name)
    assert isinstance(plan, Plan)
    pdf = cheap_desk().plans.handout(plan, intake, ("p", "i"), Asked()).pdf
    assert CANARIES.in_bytes(pdf) == {"name"}
    assert CANARIES.in_bytes(b"some bytes before it" + pdf) == {"name"}


def test_that_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "noise.bin").write_bytes(os.urandom(2_000_000))
    (tmp_path / "half.txt").write_text(WORD[:8], encoding="utf-8")
    assert CANARIES.in_folders(tmp_path) == {}
