"""One clinic of one size, in a process of its own: prints what was measured, and over which floors, as JSON.

A floor is the driver's own connection to a copy of the same file, under the same key and settings, without triggers:
it writes and reads the same rows, and asks nothing about them. In the copy nothing is signed and nobody may not look.
"""

import hashlib
import hmac
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from benchmarks import clinics, record_clinic
from benchmarks.rounds import interleaved, timed
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.record import VisitState
from treatplan.domain.visit.kept import VisitRecord
from treatplan.services.clinic.entry import OpenClinic

Pair = tuple[float, float]

TYPED = (
    "h",
    "ho",
    "hol",
    "holr",
    "holridge",
    "holridge k",
    "伟",
    "mor",
    "brocroft iv",
    "07700900",
    "1969-12-31",
    "jose",
)
MISSPELT = ("holrigde", "katharnia", "elenor", "jamfeild")
_SHOWN = 50
_LIST = "SELECT id, given_name, family_name, other_names, birth_date, phone FROM patient"
_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-64000", "foreign_keys=ON", "secure_delete=ON")
_CHECKS = ("cipher_integrity_check", "integrity_check(1)", "foreign_key_check")


def raw(path: Path, key: bytes) -> Any:
    """A plain connection, with the settings that the program's have."""
    made = dbapi2.connect(str(path), isolation_level=None)
    made.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    for setting in _SETTINGS:
        made.execute(f"PRAGMA {setting}").fetchone()
    return made


class Work:
    """What is done in the clinic, each thing beside its floor in the copy."""

    def __init__(self, clinic: OpenClinic, copy: Any) -> None:
        self._clinic = clinic
        self._session = clinic.session
        self._copy = copy
        self._library = clinics.content().library("en")
        self._drawn = random.Random(11)
        [(self._patients,)] = copy.execute("SELECT max(id) FROM patient").fetchall()
        [(self._visits,)] = copy.execute("SELECT max(id) FROM visit").fetchall()
        [self._audit] = copy.execute("SELECT * FROM audit ORDER BY number DESC LIMIT 1").fetchall()
        [(self._body,)] = copy.execute("SELECT body FROM visit WHERE id = ?", (self._visits,)).fetchall()
        self._draft: VisitRecord | None = None

    def save(self) -> float:
        """A draft of anybody's, changed and saved again; what it took to begin it is not counted."""
        visits, patient = self._clinic.visits, PatientId(self._drawn.randint(1, self._patients))
        begun = visits.begin(self._session, patient)
        visit = record_clinic.filled(begun.visit, self._library)
        first = visits.keep(self._session, patient, begun.lock, visit)
        changed = replace(visit, face_to_face_min=30)  # what is the same would not be written again
        start = time.perf_counter()
        self._draft = visits.keep(self._session, patient, first.lock, changed)
        return time.perf_counter() - start

    def sign(self) -> float:
        """The same draft, signed."""
        draft = self._draft
        if draft is None or draft.id is None:
            raise ValueError("there is no draft to sign")
        start = time.perf_counter()
        signed = self._clinic.visits.sign(self._session, draft.id, draft.lock, clinics.PASSPHRASE)
        took = time.perf_counter() - start
        if signed.state is not VisitState.SIGNED:
            raise ValueError("nothing was signed")
        return took

    def look(self) -> float:
        """A signed visit of anybody's, opened."""
        id_ = VisitId(self._drawn.randint(1, self._visits))
        start = time.perf_counter()
        shown = self._clinic.visits.open(self._session, id_)
        took = time.perf_counter() - start
        if shown.faults:
            raise ValueError(f"visit {id_} is not as it was signed")
        return took

    def search(self, texts: tuple[str, ...]) -> float:
        """One keystroke, on the average."""
        start = time.perf_counter()
        for text in texts:
            self._clinic.patients.find(self._session, text)
        return (time.perf_counter() - start) / len(texts)

    # Floors

    def raw_write(self, columns: str) -> Callable[[], None]:
        """The row of a visit, an audit row, the clinic's row: in one transaction."""

        def run() -> None:
            copy, id_ = self._copy, self._drawn.randint(1, self._visits)
            copy.execute("BEGIN IMMEDIATE")
            copy.execute("SELECT * FROM visit WHERE id = ?", (id_,)).fetchone()
            copy.execute(f"UPDATE visit SET body = ?, lock = lock + 1{columns} WHERE id = ?", (self._body, id_))  # noqa: S608  (names of our own)
            self._raw_note()
            copy.execute("COMMIT")

        return run

    def raw_look(self) -> None:
        """A visit and its notes, and that it was looked at."""
        copy, id_ = self._copy, self._drawn.randint(1, self._visits)
        copy.execute("BEGIN IMMEDIATE")
        copy.execute("SELECT * FROM visit WHERE id = ?", (id_,)).fetchone()
        copy.execute("SELECT * FROM visit_note WHERE visit_id = ? ORDER BY number", (id_,)).fetchall()
        self._raw_note()
        copy.execute("COMMIT")

    def raw_search(self, matches: tuple[str, ...]) -> float:
        """The same index, asked once for each."""
        start = time.perf_counter()
        for match in matches:
            found = self._copy.execute(_MATCH, (match, _SHOWN)).fetchall()
            self._copy.execute(_BY_ID, (json.dumps([row[0] for row in found]),)).fetchall()
        return (time.perf_counter() - start) / len(matches)

    def _raw_note(self) -> None:
        self._copy.execute(_NOTE, self._audit[1:])
        self._copy.execute(
            "UPDATE clinic SET audit_count = audit_count + 1, audit_mac = ?, audit_seal = ?",
            (self._audit[-1], self._audit[-1]),
        )


_MATCH = "SELECT rowid FROM patient_fts WHERE patient_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
_BY_ID = f"{_LIST} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608  (a text of our own)
_NOTE = (
    'INSERT INTO audit (at, user_id, login, session, action, "of", object_id, patient_id, detail, mac)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def starts(text: str) -> str:
    """Words that begin with what was typed."""
    return " AND ".join(f'"  {word}"' for word in text.replace("-", "").split())


def trigrams(text: str) -> str:
    """Any of the trigrams of a word: the least that finds what is spelt otherwise."""
    return " OR ".join(f'"{text[at : at + 3]}"' for at in range(len(text) - 2))


def seldom(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """As `interleaved`; but once is once: a large clinic is not read to warm up."""
    return {name: case() for name, case in cases.items()} if rounds == 1 else interleaved(cases, rounds)


def unlocking(place: Path, key: bytes, rounds: int) -> Pair:
    """From the accepted passphrase to the rows of the list; the floor makes a connection and reads them."""
    door = clinics.cheap_door()

    def ours() -> float:
        start = time.perf_counter()
        clinic = door.enter(str(place), clinics.LOGIN, clinics.PASSPHRASE, "command line")
        clinic.patients.recent(clinic.session, _SHOWN)
        took = time.perf_counter() - start
        clinic.close()
        return took

    def floor() -> float:
        start = time.perf_counter()
        connection = raw(place, key)
        connection.execute(f"{_LIST} ORDER BY changed_at DESC, id DESC LIMIT ?", (_SHOWN,)).fetchall()
        took = time.perf_counter() - start
        connection.close()
        return took

    took = interleaved({"ours": ours, "floor": floor}, rounds)
    return took["ours"], took["floor"]


def copied(place: Path, key: bytes, copy: Path, checks: Sequence[str] = ()) -> None:
    """A copy by the driver, on the disk, in the place of the one before. The engine is asked for these checks of it."""
    for name in (copy.name, f"{copy.name}-wal", f"{copy.name}-shm"):
        copy.with_name(name).unlink(missing_ok=True)
    with closing(raw(place, key)) as source, closing(raw(copy, key)) as target:
        source.backup(target)
        for check in checks:
            target.execute(f"PRAGMA {check}").fetchall()
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def backing_up(clinic: OpenClinic, place: Path, key: bytes, copy: Path, rounds: int) -> Pair:
    """Proven backups; the floor copies the file by the driver, and has the engine check the copy."""
    folder = copy.parent / "backups"
    folder.mkdir()

    def ours() -> float:
        start = time.perf_counter()
        made = clinic.backups.make(clinic.session, str(folder))
        took = time.perf_counter() - start
        (folder / made.file.name).unlink()
        return took

    took = seldom({"ours": ours, "floor": timed(lambda: copied(place, key, copy, _CHECKS))}, rounds)
    share = 100e6 / place.stat().st_size
    return took["ours"] * share, took["floor"] * share


def verifying(clinic: OpenClinic, copy: Any, rounds: int) -> Pair:
    """The whole audit; the floor reads the same rows, and makes one mark for each."""
    rows: list[int] = []

    def ours() -> None:
        found = clinic.audit.verify(clinic.session)
        if found.breaks:
            raise ValueError("the audit is not whole")
        rows.append(found.rows)

    def floor() -> None:
        last = bytes(32)
        for row in copy.execute("SELECT * FROM audit ORDER BY number"):
            last = hmac.digest(last, repr(row).encode(), hashlib.sha256)

    took = seldom({"ours": timed(ours), "floor": timed(floor)}, rounds)
    share = 100_000 / rows[-1]
    return took["ours"] * share, took["floor"] * share


def at_the_desk(clinic: OpenClinic, copy: Any, rounds: int) -> Iterator[tuple[str, Pair]]:
    """What is done all day."""
    work = Work(clinic, copy)
    likely, near = tuple(map(starts, TYPED)), tuple(map(trigrams, MISSPELT))
    cases: dict[str, tuple[Callable[[], float], Callable[[], float]]] = {
        "visit, draft saved": (work.save, timed(work.raw_write(""))),
        "visit, signed": (work.sign, timed(work.raw_write(_SIGNING))),
        "visit, signed, opened": (work.look, timed(work.raw_look)),
        "search, one keystroke": (lambda: work.search(TYPED), lambda: work.raw_search(likely)),
        "search, misspelt": (lambda: work.search(MISSPELT), lambda: work.raw_search(near)),
    }
    both = {name: ours for name, (ours, _) in cases.items()}
    took = interleaved(both | {f"floor of {name}": floor for name, (_, floor) in cases.items()}, rounds)
    yield from ((name, (took[name], took[f"floor of {name}"])) for name in cases)


_SIGNING = ", state = state, signed_at = signed_at, digest = digest, signature = signature, signed_with = signed_with"


def measured(place: Path, rounds: int, few: int, backups: int) -> dict[str, Pair]:
    """Everything, by name: seconds, and those of the floor. `few` rounds for what reads the whole clinic."""
    key = clinics.keys(place).data_key
    copy = place.with_name("copy")
    found = {"clinic, unlocked and listed": unlocking(place, key, rounds)}
    clinic = clinics.cheap_door().enter(str(place), clinics.LOGIN, clinics.PASSPHRASE, "command line")
    if backups:
        found["backup, per 100 MB"] = backing_up(clinic, place, key, copy, few)
    copied(place, key, copy)
    with closing(raw(copy, key)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        found["audit, verified, per 100,000 rows"] = verifying(clinic, connection, few)
        found |= dict(at_the_desk(clinic, connection, rounds))
    clinic.close()
    return found


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
