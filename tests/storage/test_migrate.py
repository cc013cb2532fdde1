"""Migrations of real clinics, by revisions that set every known trap. The file is the old or the new one, whole."""

import os
import signal
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import rooms
from tests.storage.traps import (
    CASCADE,
    DANGLES,
    DROPS,
    FAILS,
    FIXED,
    FORGETS_A_CHECK,
    FORGETS_AN_INDEX,
    FORGETS_NUMBERS,
    LOSES,
    MEANS_TO_LOSE,
    PLAIN,
    REBUILD,
    schema,
)
from treatplan.domain.errors import Refused, TooNew, TreatplanError, Unavailable
from treatplan.storage import migrate
from treatplan.storage.database import Database
from treatplan.storage.schema import REVISIONS, Schema

FULL = ["Adams", "李", "O'Neil & Sons"]


def bring(path: Path, to: Schema) -> tuple[str, ...]:
    return rooms.storage(schema=to).migrate(str(path), rooms.LOGIN, rooms.PASSPHRASE, "command line")


def assert_as_it_was(path: Path, before: dict[str, bytes]) -> None:
    """The same files and, but for the first page with its counter of changes, the same bytes."""
    now = rooms.seen(path.parent)
    assert now.keys() == before.keys()
    assert {name: content[4096:] for name, content in now.items()} == {
        name: content[4096:] for name, content in before.items()
    }


KEPT = f"hill.treatplan.before-{REVISIONS[-1]}"
AFTERWARDS = sorted([*rooms.CLOSED, KEPT])


# What a migration does


def test_that_a_clinic_at_head_is_left_alone(clinic: Path) -> None:
    before = rooms.seen(clinic.parent)
    assert bring(clinic, Schema()) == ()
    assert rooms.seen(clinic.parent) == before


def test_that_an_older_clinic_is_brought_up_and_the_old_file_kept(clinic: Path, tmp_path: Path) -> None:
    later = schema(tmp_path, CASCADE, REBUILD)
    done = bring(clinic, later)
    assert [line.split(":")[0] for line in done] == ["hill.treatplan", KEPT]
    assert rooms.files(clinic.parent) == AFTERWARDS
    assert clinic.stat().st_mode & 0o777 == 0o600
    with rooms.entered(clinic, schema=later) as opened:
        assert rooms.deeds_in(opened)[-3:] == ["migrated", "locked", "unlocked"]
        assert rooms.broken_in(opened) == ()
    assert bring(clinic, later) == ()


def test_that_the_kept_file_opens_in_the_older_program(clinic: Path, tmp_path: Path) -> None:
    bring(clinic, schema(tmp_path, PLAIN))
    with pytest.raises(TooNew, match="schema t1"):
        rooms.enter(clinic)
    clinic.with_name(KEPT).replace(clinic)
    with rooms.entered(clinic, to_read=True) as opened:
        assert [row.family_name for row in reversed(opened.directory.recent(9))] == FULL
        assert ["an older copy of the clinic's file was put back" in alarm for alarm in opened.alarms] == [True]


def test_that_rows_that_point_at_a_table_built_anew_are_kept(clinic: Path, tmp_path: Path) -> None:
    later = schema(tmp_path, CASCADE, REBUILD)
    bring(clinic, later)
    assert rooms.rows(clinic, "SELECT patient_id, body FROM note") == [(1, "a note"), (2, "a note"), (3, "a note")]
    assert "middle_name" in [row[1] for row in rooms.rows(clinic, "PRAGMA table_info(patient)")]
    assert rooms.rows(clinic, "PRAGMA foreign_keys") == [(1,)]


def test_that_triggers_of_a_table_built_anew_are_there_again(clinic: Path, tmp_path: Path) -> None:
    later = schema(tmp_path, CASCADE, REBUILD)
    wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = rooms.rows(clinic, wanted)
    bring(clinic, later)
    assert rooms.rows(clinic, wanted) == before
    assert len(before) > 10
    with rooms.entered(clinic, schema=later) as opened:
        rooms.add(opened, "Brown")
        assert [row.family_name for row in opened.directory.find("brow", 9)] == ["Brown"]
        assert [row.family_name for row in opened.directory.find("adams", 9)] == ["Adams"]
    with closing(rooms.database_of(clinic).connect()) as connection, pytest.raises(Exception, match="never changes"):
        connection.execute("UPDATE audit SET detail = 'x'")


def test_that_a_migration_may_change_what_triggers_hold_fast(clinic: Path, tmp_path: Path) -> None:
    assert bring(clinic, schema(tmp_path, FIXED))


def test_that_numbers_are_not_used_again_after_a_table_was_built_anew(clinic: Path, tmp_path: Path) -> None:
    with closing(rooms.database_of(clinic).connect()) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'patient'")  # 4 to 40 were deleted
    later = schema(tmp_path, CASCADE, REBUILD)
    bring(clinic, later)
    with rooms.entered(clinic, schema=later) as opened:
        [added] = rooms.add(opened, "Brown")
    assert added.id == 41


def test_that_constraints_and_indexes_of_a_table_built_anew_are_there_again(clinic: Path, tmp_path: Path) -> None:
    bring(clinic, schema(tmp_path, CASCADE, REBUILD))
    with closing(rooms.database_of(clinic).connect()) as connection, pytest.raises(Exception, match="ck_patient_sex"):
        connection.execute("UPDATE patient SET sex = 'x'")


def test_that_a_revision_may_say_what_it_takes_away(clinic: Path, tmp_path: Path) -> None:
    taken = FORGETS_AN_INDEX + 'takes_away = ("plan_version.uq_plan_version_one_draft",)\n'
    assert bring(clinic, schema(tmp_path, taken))


# What is refused: the file is as it was


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (LOSES, "rows would point at nothing|'patient' would have 2 rows instead of 3"),
        (DROPS, "rows would point at nothing|'planned_visit' would have 0 rows|'user' would have 0 rows"),
        (DANGLES, "rows would point at nothing"),
        (FORGETS_NUMBERS, "'patient.AUTOINCREMENT' would be lost"),
        (FORGETS_A_CHECK, "'intake.ck_intake_state' would be lost"),
        (FORGETS_AN_INDEX, "'plan_version.uq_plan_version_one_draft' would be lost"),
    ],
    ids=[
        "rows are lost",
        "tables are lost",
        "rows point at nothing",
        "ids come again",
        "a check goes",
        "an index goes",
    ],
)
def test_that_a_migration_that_would_lose_rows_is_refused(
    script: str, words: str, clinic: Path, tmp_path: Path
) -> None:
    before = rooms.seen(clinic.parent)
    with pytest.raises(Unavailable, match=words):
        bring(clinic, schema(tmp_path, script))
    assert_as_it_was(clinic, before)
    assert rooms.names_in(clinic) == FULL


def test_that_a_revision_may_say_that_it_means_to_remove_rows(clinic: Path, tmp_path: Path) -> None:
    script = MEANS_TO_LOSE.replace("WHERE id = 2", "WHERE id = 2; ").replace(
        'op.execute("DELETE', 'op.execute("DELETE FROM audit WHERE patient_id = 2"); op.execute("DELETE'
    )
    later = schema(tmp_path, script)
    assert bring(clinic, later)
    assert rooms.rows(clinic, "SELECT family_name FROM patient") == [("Adams",), ("O'Neil & Sons",)]


def test_that_a_migration_that_fails_in_the_middle_leaves_no_trace(clinic: Path, tmp_path: Path) -> None:
    before = rooms.seen(clinic.parent)
    with pytest.raises(Exception, match="nowhere"):
        bring(clinic, schema(tmp_path, PLAIN, FAILS))
    assert_as_it_was(clinic, before)
    assert rooms.names_in(clinic) == FULL


def test_that_a_newer_file_is_not_migrated(clinic: Path, tmp_path: Path) -> None:
    bring(clinic, schema(tmp_path, PLAIN))
    before = rooms.seen(clinic.parent)
    with pytest.raises(TooNew, match="newer treatplan"):
        bring(clinic, Schema())
    assert rooms.seen(clinic.parent) == before


def test_that_a_damaged_file_is_not_migrated(clinic: Path, tmp_path: Path) -> None:
    content = bytearray(clinic.read_bytes())
    content[-3000] ^= 1
    clinic.write_bytes(content)
    before = rooms.seen(clinic.parent)
    with pytest.raises(Refused, match="is damaged"):
        bring(clinic, schema(tmp_path, PLAIN))
    assert rooms.seen(clinic.parent) == before


def test_that_no_migration_begins_while_somebody_works(clinic: Path, tmp_path: Path) -> None:
    with rooms.entered(clinic) as opened:
        with pytest.raises(Unavailable, match="is open in the window"):
            bring(clinic, schema(tmp_path, PLAIN))
        rooms.add(opened, "Brown")
    assert rooms.names_in(clinic) == [*FULL, "Brown"]


def test_that_no_migration_begins_while_somebody_reads(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have no lock. With the file under them replaced, what they write down would be lost."""
    real = Database.connect
    monkeypatch.setattr(Database, "connect", lambda self: real(self, patience=0.05))
    with rooms.entered(clinic, to_read=True) as opened:
        opened.warm_up()
        with pytest.raises(Unavailable, match="another program holds the clinic's file"):
            bring(clinic, schema(tmp_path, PLAIN))
        assert rooms.patients_of(opened).open(opened.session, opened.directory.recent(1)[0].id).lock == 1
    assert rooms.names_in(clinic) == FULL


def test_that_an_earlier_kept_file_is_never_overwritten(clinic: Path, tmp_path: Path) -> None:
    earlier = clinic.with_name(KEPT)
    earlier.write_bytes(b"kept before")
    bring(clinic, schema(tmp_path, PLAIN))
    assert earlier.read_bytes() == b"kept before"
    assert f"{KEPT}-2" in rooms.files(clinic.parent)


def test_that_a_disk_without_second_names_keeps_a_copy(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    bring(clinic, schema(tmp_path, PLAIN))
    assert rooms.files(clinic.parent) == AFTERWARDS
    clinic.with_name(KEPT).replace(clinic)
    with rooms.entered(clinic) as opened:
        assert [row.family_name for row in reversed(opened.directory.recent(9))] == FULL


# Stopped at any step

STEPS = ["checked", "held", "copied", "changed", "proven", "kept", "swapped"]

_KILL = """
    import os, signal, sys
    from pathlib import Path
    from tests.storage import rooms
    from treatplan.storage import migrate
    from treatplan.storage.schema import Schema
    path, scripts, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    schema = Schema(revisions=tuple(sys.argv[4:]), scripts=scripts)
    db_id = rooms.storage()._keys(path).unlock(rooms.LOGIN, rooms.PASSPHRASE).db_id
    lock = open(str(path) + ".lock", "w"); lock.write("held"); lock.flush()
    def tell(word):
        print(word, flush=True)
        if word == step:
            os.kill(os.getpid(), signal.SIGKILL)
    migrate.migrate(rooms.database_of(path), db_id, schema, tell)
"""


def test_that_the_steps_are_these(clinic: Path, tmp_path: Path) -> None:
    told: list[str] = []
    db_id = rooms.storage()._keys(clinic).unlock(rooms.LOGIN, rooms.PASSPHRASE).db_id
    migrate.migrate(rooms.database_of(clinic), db_id, schema(tmp_path, PLAIN), told.append)
    assert told == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_that_a_kill_at_any_step_leaves_the_old_or_the_new_clinic(step: str, clinic: Path, tmp_path: Path) -> None:
    later = schema(tmp_path, CASCADE, REBUILD)
    code, out = rooms.run(_KILL, clinic, later.scripts, step, *later.revisions)
    assert (code, out.split()[-1:]) == (-signal.SIGKILL, [step]), out
    if step == "swapped":
        assert rooms.names_in(clinic, schema=later) == FULL
    else:
        assert rooms.names_in(clinic) == FULL  # the program that made it goes on with it
        assert bring(clinic, later)
        assert rooms.names_in(clinic, schema=later) == FULL
    assert rooms.files(clinic.parent) == AFTERWARDS
    assert len(rooms.rows(clinic, "SELECT * FROM note")) == 3


def test_that_a_disk_that_fills_up_leaves_the_old_clinic(clinic: Path, tmp_path: Path) -> None:
    code = """
        import resource, signal, sys
        from pathlib import Path
        from tests.storage import rooms
        from tests.storage.test_migrate import bring
        from tests.storage.traps import PLAIN, schema
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        path, room = Path(sys.argv[1]), int(sys.argv[2])
        later = schema(Path(sys.argv[3]), PLAIN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            bring(path, later)
        except Exception as error:
            print(type(error).__name__, error)
    """
    before = rooms.seen(clinic.parent)
    for share in (0.5, 0.9):
        code_, out = rooms.run(code, clinic, int(clinic.stat().st_size * share), tmp_path / str(share))
        assert code_ == 0, out
        assert out.startswith("Unavailable hill.treatplan: the disk"), out
        assert len(out.splitlines()) == 1
        assert_as_it_was(clinic, before)
    assert rooms.names_in(clinic) == FULL


def test_that_every_refusal_is_one_of_ours(clinic: Path, tmp_path: Path) -> None:
    clinic.write_bytes(b"x" * 4096)
    with pytest.raises(TreatplanError, match="does not open with the keys beside it"):
        bring(clinic, schema(tmp_path, PLAIN))
