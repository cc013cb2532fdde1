"""A signed visit stays as it was signed: tried by service, by the rows of the frame, by raw SQL and by files.

Each random try either is refused, or is found by `verify` (what tampers with the audit itself, by the audit's own
verification). None is accepted by the program, none goes unseen.
"""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm.exc import StaleDataError

from tests.clinic_fakes import CONTENT, RESOURCES, FixedClock
from tests.services.clinic.conftest import ANA, World, demo, person_of
from tests.services.clinic.visit_world import id_of, kept, noted, released, signed
from tests.storage.sql_clinic import SqlClinic, a_sql_clinic
from tests.visit_fakes import PASSPHRASE, key_of
from treatplan.domain.errors import TreatplanError
from treatplan.domain.ids import VisitId
from treatplan.domain.record import Deed, NoteKind
from treatplan.domain.visit.kept import SealedVisit
from treatplan.domain.visit.sealing import digest_of
from treatplan.domain.visit.verifying import of_visit
from treatplan.exchange.canonical import readable
from treatplan.exchange.files import read_visit
from treatplan.handout.writer import PdfWriter
from treatplan.services.plans import Plans
from treatplan.storage import tables
from treatplan.storage.fixed_sql import FIXED_TRIGGERS

SEED = 20261126
REFUSED = (TreatplanError, DBAPIError, StatementError, StaleDataError, ValueError, TypeError)
Try = Callable[[World, random.Random], None]


@pytest.fixture
def real(tmp_path: Path) -> Iterator[World]:
    """Two signed visits with notes, in a real database."""
    stored = a_sql_clinic(tmp_path)
    stored.clock = clock = FixedClock()
    core = Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), clock)
    clinic = stored.services()
    clinic.patients.add(stored.session, person_of(demo("1")))
    clinic.patients.add(stored.session, person_of(demo("2")))
    world = World(clinic, stored.records, stored.session, clock, core, stored)
    released(world)
    for text in ("first", "second"):
        made = signed(world, note=text)
        noted(world, made)
        noted(world, made, kind=NoteKind.CORRECTION, text="left, not right")
    yield world
    stored.close()


def stored(world: World) -> SqlClinic:
    assert isinstance(world.opened, SqlClinic)
    return world.opened


def everything(world: World) -> tuple[Any, ...]:
    """What is signed, as the rows have it."""
    with world.records.reading() as record:
        return record.visits.sealed(), record.visits.sealed_notes()


def faults(world: World) -> int:
    """How much is found wrong, the audit's own verification with it."""
    with world.records.reading() as record:
        broken = bool(record.trail.broken())
    return len(world.clinic.visits.verify_all(world.session)) + broken


# Ways to try


def by_service(world: World, rng: random.Random) -> None:
    visits, any_id = world.clinic.visits, VisitId(rng.choice([1, 2]))
    shown = visits.open(world.session, any_id).visit
    match rng.randrange(5):
        case 0:
            visits.sign(world.session, any_id, rng.randrange(4), PASSPHRASE)
        case 1:
            visits.keep(world.session, ANA, rng.randrange(1, 4), replace(shown.visit, note="changed"))
        case 2:
            visits.drop(world.session, ANA)
        case 3:
            with world.records.writing() as record:  # as if the service had forgotten to ask
                assert shown.seal is not None
                record.visits.sign(any_id, shown.lock, replace(shown.seal, digest="0" * 64))
        case _:
            with world.records.writing() as record:
                record.visits.drop_draft(ANA, world.session.user)
                record.visits.keep(ANA, shown.lock, shown.visit, shown.version, world.session.user, world.clock.now())


def by_rows(world: World, rng: random.Random) -> None:
    """Through the frame that the program itself uses."""
    with Database(stored(world).engine) as database:
        if rng.random() < 0.5:
            visit = database.get(tables.Visit, rng.choice([1, 2]))
            assert visit is not None
            field = rng.choice(["body", "on", "number", "patient_id", "signed_by_id", "digest", "signature", "state"])
            other = {
                "on": visit.on.replace(year=2020),
                "number": 9,
                "patient_id": 2,
                "signed_by_id": 9,
                "state": "draft",
            }
            setattr(visit, field, other.get(field, "changed"))
        else:
            note = database.get(tables.Note, rng.randrange(1, 5))
            assert note is not None
            setattr(
                note, rng.choice(["body", "reason", "kind", "digest"]), "addendum" if rng.random() < 0.1 else "other"
            )
        if rng.random() < 0.2:
            database.delete(database.get_one(tables.Visit, rng.choice([1, 2])))
        database.commit()


COLUMNS = {
    "visit": ["patient_id", "version_id", "number", '"on"', "signed_at", "signed_by_id", "digest", "signature", "body"],
    "visit_note": ["visit_id", "number", "kind", "about", "reason", "body", "at", "by_id", "digest", "signature"],
}


def by_sql(world: World, rng: random.Random) -> None:
    """Past the program, with and without the triggers in the way."""
    clinic = stored(world)
    table = rng.choice(list(COLUMNS))
    statements = [f"DROP TRIGGER {name}" for name in FIXED_TRIGGERS] if rng.random() < 0.7 else []
    match rng.randrange(6):
        case 0:
            column = rng.choice(COLUMNS[table])
            statements.append(f"UPDATE {table} SET {column} = {_other(column, rng)} WHERE id = {rng.choice([1, 2])}")
        case 1:
            statements.append(f"DELETE FROM {table} WHERE id = {rng.randrange(1, 3)}")
        case 2:
            columns = ", ".join(COLUMNS["visit_note"])
            swapped = columns.replace("number", "number + 7")
            statements.append(
                f"INSERT INTO visit_note ({columns}, signed_with)"
                f" SELECT {swapped}, signed_with FROM visit_note WHERE id = 1"
            )
        case 3:
            statements.append("UPDATE visit SET body = (SELECT body FROM visit WHERE id = 2) WHERE id = 1")
        case 4:
            statements.append(f"UPDATE visit SET state = 'draft', {_NOTHING} WHERE id = {rng.choice([1, 2])}")
        case _:
            statements += _forged(world, rng)
    clinic.execute(*statements)


_NOTHING = "signed_at = NULL, signed_by_id = NULL, digest = NULL, signature = NULL, signed_with = NULL"


def _other(column: str, rng: random.Random) -> str:
    match column:
        case "body" | "reason":
            return f"replace({column}, 'e', 'a') || ' '"
        case "digest":
            return f"'{rng.randbytes(32).hex()}'"
        case "signature":
            return f"'{rng.randbytes(64).hex()}'"
        case "kind":
            return "CASE kind WHEN 'addendum' THEN 'late_entry' ELSE 'addendum' END"
        case '"on"' | "about":
            return "'2020-02-02'"
        case "signed_at" | "at":
            return f"'2020-02-02 10:00:00.00{rng.randrange(1000):04}'"
        case _:
            return f"coalesce({column}, 0) + {rng.randrange(1, 9)}"


def _forged(world: World, rng: random.Random) -> list[str]:
    """Another text, signed anew with a key of the forger's own, which is put in the user's row as well."""
    key = key_of(rng.randrange(20, 200))
    with world.records.reading() as record:
        old = rng.choice(record.visits.sealed())
    text = json.dumps({**json.loads(old.text), "note": "never said"}, sort_keys=True, separators=(",", ":"))
    seal = replace(old.seal, digest=digest_of(text), public=key.public)
    made: SealedVisit = replace(old, text=text, seal=seal)
    quoted = text.replace("'", "''")
    signature = key.sign(of_visit(made))
    row = f"body = '{quoted}', digest = '{seal.digest}', signature = '{signature}', signed_with = '{key.public}'"
    forged = [f"UPDATE visit SET {row} WHERE id = {old.id}"]
    if rng.random() < 0.5:
        forged.append(f"UPDATE user SET ed25519_public = '{key.public}' WHERE id = {old.seal.by}")
    if rng.random() < 0.5:
        detail = f"key {key.public} digest {seal.digest}"
        forged.append(f"UPDATE audit SET detail = '{detail}' WHERE action = 'signed' AND object_id = {old.id}")
    if rng.random() < 0.2:
        forged.append(f"DELETE FROM audit WHERE action = 'signed' AND object_id = {old.id}")
    return forged


def by_file(world: World, rng: random.Random, folder: Path) -> None:
    """A file that claims to be the signed visit, or to be more than a draft."""
    shown = world.clinic.visits.open(world.session, VisitId(rng.choice([1, 2]))).visit
    data = json.loads(readable(shown.visit, whole=True))
    claims = {
        "id": 1,
        "state": "signed",
        "lock": shown.lock,
        "signed_by": 1,
        "digest": "0" * 64,
        "number": 1,
        "note": "x",
    }
    for name in rng.sample(list(claims), rng.randrange(1, 4)):
        data[name] = claims[name]
    file = folder / "forged.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    world.clinic.visits.keep(world.session, ANA, rng.randrange(3), read_visit(file), file=file.name)


def test_that_random_tries_are_refused_or_found(real: World, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    count = 5000 if pytestconfig.getoption("--long") else 200
    rng = random.Random(SEED)
    clinic = stored(real)
    clinic.engine.dispose()
    clean = tmp_path / "clean"
    before = everything(real)
    assert faults(real) == 0
    keep(clinic, clean)
    told = {"refused": 0, "unchanged": 0, "found": 0}
    for number in range(count):
        way = rng.choice(["service", "rows", "sql", "sql", "file"])
        tries: dict[str, Try] = {"service": by_service, "rows": by_rows, "sql": by_sql}
        try:
            if way == "file":
                by_file(real, rng, tmp_path)
            else:
                tries[way](real, rng)
            ended = "unchanged"
        except REFUSED:
            ended = "refused"
        if everything(real) != before or _keys(real) != _keys_of(before):
            assert way == "sql", f"seed {SEED}, try {number}: {way} changed what is signed"
            assert faults(real) > 0, f"seed {SEED}, try {number}: changed and not found"
            ended = "found"
        told[ended] += 1
        if ended == "found" or number % 20 == 0:
            put_back(clinic, clean)
    assert min(told["refused"], told["found"]) > count // 10, told


def _keys(world: World) -> dict[int, str]:
    with world.records.reading() as record:
        return dict(record.visits.keys())


def _keys_of(before: tuple[Any, ...]) -> dict[int, str]:
    return {one.seal.by: one.seal.public for one in before[0]}


def keep(clinic: SqlClinic, folder: Path) -> None:
    clinic.engine.dispose()
    folder.mkdir()
    for file in clinic.database.path.parent.glob(f"{clinic.database.path.name}*"):
        shutil.copy2(file, folder)


def put_back(clinic: SqlClinic, folder: Path) -> None:
    """The file as it was, in its place: another one in it would be noticed as such."""
    clinic.engine.dispose()
    path = clinic.database.path
    for file in path.parent.glob(f"{path.name}-*"):
        file.unlink()
    for kept_file in folder.iterdir():
        shutil.copyfile(kept_file, path.parent / kept_file.name)


# Each way to tamper, named


UNTRIGGERED = [f"DROP TRIGGER {name}" for name in FIXED_TRIGGERS]


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE visit SET body = body || ' ' WHERE id = 1", "its text is not the one that was signed"),
        ("UPDATE visit SET patient_id = 2 WHERE id = 1", "its signature does not fit"),
        ("UPDATE visit SET number = 5 WHERE id = 1", "its signature does not fit"),
        ("DELETE FROM visit_note WHERE visit_id = 1 AND number = 2", "was signed, and is not there any more"),
        ("UPDATE visit_note SET reason = 'no reason' WHERE id = 1", "its text is not the one that was signed"),
        ("DELETE FROM visit_note WHERE visit_id = 2; DELETE FROM visit WHERE id = 2", "is not there any more"),
        ("UPDATE user SET ed25519_public = '00' WHERE id = 1", "no new key is written down"),
        ("UPDATE audit SET action = 'x' WHERE action = 'signed' AND object_id = 1", "the audit knows of no signing"),
    ],
)
def test_that_each_change_is_told_in_words(real: World, sql: str, what: str) -> None:
    stored(real).execute(*UNTRIGGERED, *sql.split("; "))
    told = [str(fault) for fault in real.clinic.visits.verify_all(real.session)]
    assert [one for one in told if what in one], told
    assert [str(fault) for fault in real.clinic.visits.verify(real.session, ANA)], told


def test_that_a_visit_signed_anew_with_another_key_is_found(real: World) -> None:
    past_the_audit = [sql for sql in _forged(real, random.Random(1)) if " audit " not in sql]
    stored(real).execute(*UNTRIGGERED, *past_the_audit)
    told = [fault.what for fault in real.clinic.visits.verify_all(real.session)]
    assert "text, key or signer are not those that the audit tells of" in told


def test_that_a_key_that_is_not_the_users_signs_nothing(real: World) -> None:
    stored(real).execute(f"UPDATE user SET ed25519_public = '{key_of(77).public}' WHERE id = 1")
    draft = kept(real)
    with pytest.raises(TreatplanError, match="not the one that the clinic knows"):
        real.clinic.visits.sign(real.session, id_of(draft), draft.lock, PASSPHRASE)


NEW_KEYS = [Deed(action="recovered", of="clinic"), Deed(action="enabled", of="user", id=1)]


@pytest.mark.parametrize("deed", NEW_KEYS)
def test_that_a_new_key_that_is_written_down_is_no_fault(real: World, deed: Deed) -> None:
    with real.records.writing() as record:
        record.note(real.session, deed)
    stored(real).execute(f"UPDATE user SET ed25519_public = '{key_of(77).public}' WHERE id = 1")
    assert real.clinic.visits.verify_all(real.session) == ()
