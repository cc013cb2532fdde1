"""The encrypted file, its connections, and the proof that is asked at every opening."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlcipher3 import dbapi2

from tests.storage import rooms
from treatplan.domain.errors import TreatplanError, Unavailable
from treatplan.storage import database as of_database
from treatplan.storage import proof
from treatplan.storage.database import IMMEDIATE, Database, make_file, open_file

KEY = bytes(range(1, 33))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """A file with one table, whose name has every character that a URL could stumble over."""
    path = tmp_path / "rec ipe #?%41&mode=rwc;'李.treatplan"
    make_file(path)
    made = Database(path, KEY)
    with closing(made.connect()) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a INTEGER)")
        connection.execute("INSERT INTO t VALUES (0)")
    return made


def test_that_a_connection_has_every_setting_and_the_cipher(database: Database) -> None:
    with closing(database.connect()) as connection:
        found = {name: of_database.value_of(connection, name) for name, _, _ in of_database.settings()}
        assert found == {name: wanted for name, _, wanted in of_database.settings()}
        assert of_database.value_of(connection, "journal_mode") == "wal"
        assert of_database.value_of(connection, "cipher_version").startswith("4.")


def test_that_the_file_is_for_its_owner_and_holds_nothing_readable(database: Database) -> None:
    with closing(database.connect()) as connection:
        connection.execute("CREATE TABLE secret_table_name (a TEXT)")
        connection.execute("INSERT INTO secret_table_name VALUES ('secret row')")
        content = b"".join(file.read_bytes() for file in database.path.parent.iterdir())
    assert b"secret" not in content
    assert b"SQLite format 3" not in content
    assert database.path.stat().st_mode & 0o777 == 0o600


def test_that_only_that_name_is_in_the_folder(database: Database) -> None:
    assert rooms.files(database.path.parent) == [database.path.name]


def test_that_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="moved, deleted or replaced"):
        Database(tmp_path / "gone.treatplan", KEY).connect()
    with pytest.raises(dbapi2.OperationalError):
        open_file(tmp_path / "gone.treatplan", "rw")
    assert rooms.files(tmp_path) == []


def test_that_another_key_is_told_in_words(database: Database) -> None:
    with pytest.raises(TreatplanError, match="does not open with the keys beside it"):
        Database(database.path, bytes(32)).connect()


def test_that_a_wrong_key_leaves_nothing_on_the_terminal(database: Database, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TreatplanError):
        Database(database.path, bytes(32)).connect()
    assert capfd.readouterr() == ("", "")


def test_that_the_key_shows_nowhere(database: Database) -> None:
    engine = database.engine()
    shown = [repr(database), repr(engine), str(engine.url), repr(engine.pool)]
    with pytest.raises(SQLAlchemyError) as caught, engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Ana Álvarez"})
    shown += [str(caught.value), repr(caught.value)]
    engine.dispose()
    assert not [word for word in shown if KEY.hex() in word.lower() or "Álvarez" in word]


def test_that_no_connection_is_made_once_the_key_is_forgotten(database: Database) -> None:
    database.forget()
    with pytest.raises(Unavailable, match="locked"):
        database.connect()


def test_that_writers_of_several_threads_lose_nothing(database: Database) -> None:
    engine = database.engine()
    writers = engine.execution_options(begin=IMMEDIATE)

    def count() -> None:
        for _ in range(20):
            with writers.begin() as connection:
                found = connection.execute(text("SELECT a FROM t")).scalar_one()
                connection.execute(text("UPDATE t SET a = :a"), {"a": found + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT a FROM t")).scalar_one() == 80
    engine.dispose()


def test_that_ddl_is_rolled_back_with_the_rest(database: Database) -> None:
    engine = database.engine()
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("CREATE TABLE half (a INTEGER)")
        transaction.rollback()
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    engine.dispose()
    assert tables == ["t"]


# A connection that was opened to read


def refused_sql(path: Path, data_key: bytes) -> list[str]:
    """Which of many statements a reading connection to a clinic refuses."""
    tried = [
        "INSERT INTO patient DEFAULT VALUES",
        "UPDATE patient SET phone = ''",
        "DELETE FROM patient",
        "REPLACE INTO plan DEFAULT VALUES",
        "UPDATE clinic SET name = ''",
        "UPDATE clinic SET key_generation = 0",
        "DELETE FROM audit",
        "DROP TABLE patient",
        "ALTER TABLE patient ADD COLUMN x",
        "CREATE TABLE x (a)",
        "CREATE TRIGGER x AFTER INSERT ON audit BEGIN DELETE FROM patient; END",
        "ATTACH ':memory:' AS x",
        "SELECT * FROM patient",
        "SELECT rowid FROM patient_fts WHERE patient_fts MATCH '\"  adams\"'",
        "UPDATE clinic SET audit_count = audit_count",
    ]
    found = []
    with closing(Database(path, data_key, reading=True).connect()) as connection:
        for sql in tried:
            with contextlib.suppress(dbapi2.DatabaseError):
                connection.execute(sql).fetchall()
                continue
            found.append(sql)
    assert found == tried[:12]
    return found


def test_that_who_came_to_read_can_change_nothing(clinic: Path) -> None:
    keys = rooms.storage()._keys(clinic).unlock(rooms.LOGIN, rooms.PASSPHRASE)
    assert refused_sql(clinic, keys.data_key)


# The proof, sabotaged


def with_setting(name: str, value: str) -> Callable[[pytest.MonkeyPatch], None]:
    def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
        changed = tuple(
            (known, value if known == name else to_set, wanted) for known, to_set, wanted in of_database.SETTINGS
        )
        assert changed != of_database.SETTINGS
        monkeypatch.setattr(of_database, "SETTINGS", changed)

    return sabotage


def plain_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_database, "dbapi2", sqlite3)


def key_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_database, "give_key", lambda _connection, _key: None)


def engine_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_OLDEST_ENGINE", (99, 0, 0))


def opens_without_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def anything(_path: Path, _mode: str) -> Any:
        return sqlite3.connect(":memory:")

    monkeypatch.setattr(proof, "open_file", anything)


SABOTAGE = {
    "a driver without cipher": (plain_driver, "can't encrypt"),
    "the key is ignored": (key_ignored, "does not open with the keys|without encryption"),
    "an engine with known faults": (engine_too_old, "its database engine is 3"),
    "the file opens without a key": (opens_without_key, "opens without a key"),
    "synchronous NORMAL": (with_setting("synchronous", "NORMAL"), "synchronous is 1"),
    "synchronous OFF": (with_setting("synchronous", "OFF"), "synchronous is 0"),
    "foreign keys off": (with_setting("foreign_keys", "OFF"), "foreign_keys is 0"),
    "temporary files": (with_setting("temp_store", "FILE"), "temp_store is 1"),
    "deleted rows left in the file": (with_setting("secure_delete", "OFF"), "secure_delete is 0"),
    "a schema that is trusted": (with_setting("trusted_schema", "ON"), "trusted_schema is 1"),
    "a small cache": (with_setting("cache_size", "-2000"), "cache_size is -2000"),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_that_an_unsafe_build_opens_no_clinic(name: str, clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rooms.seen(clinic.parent)
    sabotage, words = SABOTAGE[name]
    sabotage(monkeypatch)
    with pytest.raises(TreatplanError, match=words) as caught:
        rooms.enter(clinic)
    assert len(str(caught.value).splitlines()) == 1
    monkeypatch.undo()
    assert rooms.seen(clinic.parent) == before
    assert rooms.names_in(clinic) == ["Adams", "李", "O'Neil & Sons"]


@pytest.mark.parametrize("name", SABOTAGE)
def test_that_an_unsafe_build_makes_no_clinic(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sabotage, _ = SABOTAGE[name]
    sabotage(monkeypatch)
    with pytest.raises(TreatplanError):
        rooms.storage().create(str(tmp_path / rooms.NAME), rooms.NEW, rooms.PASSPHRASE, "window")
    assert rooms.files(tmp_path) == []


def test_that_a_file_without_its_log_is_refused_by_the_proof(database: Database) -> None:
    with closing(database.connect()) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        with pytest.raises(Unavailable, match="no write-ahead log"):
            proof._prove_engine(connection, "x")
