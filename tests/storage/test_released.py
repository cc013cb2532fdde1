"""Real clinics of every released schema: brought to the newest one with nothing lost."""

import shutil
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.clinic_fakes import FixedClock
from treatplan.domain.errors import Refused
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.storage.database import Database
from treatplan.storage.doorway import Storage
from treatplan.storage.keys.keyfile import KeyFile
from treatplan.storage.schema import REVISIONS

FOLDER = Path(__file__).parent / "released"
LOGIN, PASSPHRASE = "owner", "one calm river stone"
COUNTS = {
    "0001": {"patient": 3, "intake": 3, "plan": 3, "plan_version": 4, "handout": 6, "planned_visit": 20, "user": 1}
}
NAMES = ["<b>Tom</b> Smith & Sons", "Ana Álvarez", "伟 李"]


@pytest.fixture(params=sorted(COUNTS))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    schema = str(request.param)
    shutil.copytree(FOLDER / schema, tmp_path / "clinic")
    return schema, tmp_path / "clinic" / "clinic.treatplan"


def door() -> Storage:
    return Storage(CanonicalBodies(), FixedClock())


def asked(path: Path, sql: str) -> list[Any]:
    with closing(Database(path, KeyFile(path).unlock(LOGIN, PASSPHRASE).data_key).connect()) as connection:
        return list(connection.execute(sql).fetchall())


def digests(path: Path) -> dict[str, str]:
    """What the long-lived columns of each table hold, as one number."""
    wanted = {
        "patient": "id, given_name, family_name, birth_date, search_text",
        "intake": "id, patient_id, state, body",
        "plan_version": "id, plan_id, number, status, body, findings, drafted",
        "handout": "id, sha256, pdf",
        "audit": "number, at, login, action, mac",
    }
    return {
        table: sha256(repr(asked(path, f"SELECT {columns} FROM {table} ORDER BY 1")).encode()).hexdigest()
        for table, columns in wanted.items()
    }


def test_that_every_older_schema_has_its_file() -> None:
    assert sorted(COUNTS) == sorted(REVISIONS[:-1])
    assert sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()) == sorted(COUNTS)


def test_that_an_older_clinic_is_not_opened_before_it_is_brought_up(released: tuple[str, Path]) -> None:
    with pytest.raises(Refused, match="migrate"):
        door().enter(str(released[1]), LOGIN, PASSPHRASE, "window")


def test_that_a_released_clinic_comes_to_the_newest_schema_with_nothing_lost(released: tuple[str, Path]) -> None:
    schema, path = released
    before = digests(path)
    done = door().migrate(str(path), LOGIN, PASSPHRASE, "command line")
    assert done
    after = digests(path)
    assert {table: after[table] for table in before if table != "audit"} == {
        table: before[table] for table in before if table != "audit"
    }
    for table, count in COUNTS[schema].items():
        assert asked(path, f"SELECT count(*) FROM {table}") == [(count,)]
    opened = door().enter(str(path), LOGIN, PASSPHRASE, "window")
    try:
        rows = opened.directory.recent(10)
        assert sorted(f"{row.given_name} {row.family_name}" for row in rows) == NAMES
        with opened.records.reading() as record:
            assert record.practice.info().schema == REVISIONS[-1]
            assert record.trail.broken() == ()
            assert [line.status.value for line in record.plans.versions(rows[-1].id)]
    finally:
        opened.close()
    assert path.with_name(f"{path.name}.before-{schema}").is_file(), "the old file is kept"
