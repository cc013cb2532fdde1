"""Makes the schema, and brings an older file to it: a copy is changed, proven, and put in the old one's place.

The old file is kept beside it. A stop at any moment leaves the old clinic or the new one, whole.
Alembic runs in this process, without an ini file, and is imported only here, when it is needed.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from treatplan.bundle import bundled
from treatplan.domain.errors import Unavailable
from treatplan.storage import alone, disk, errors, kept, proof
from treatplan.storage.database import IMMEDIATE, Connection, Database, make_file
from treatplan.storage.schema import Schema

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy.engine import Engine

Tell = Callable[[str], None]


def config_of(schema: Schema, connection: "SqlConnection | None" = None) -> "Config":
    """What Alembic needs to know: where the scripts are, and the connection they run on."""
    from alembic.config import Config  # noqa: PLC0415  (start-up does without it)

    made = Config()
    scripts = schema.scripts or bundled("db")
    made.set_main_option("script_location", str(scripts).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def bring_to_head(engine: "Engine", schema: Schema, file: str) -> None:
    """Run every revision that is missing, all or nothing. An empty file gets the whole schema.

    Enforced foreign keys would empty the tables that point at one that is built anew, so they are off meanwhile and
    proven afterwards. Raises `Unavailable` where rows would be lost; what a script raises goes through.
    """
    from alembic import command  # noqa: PLC0415  (start-up does without it)

    with engine.connect() as plain:
        driver = plain.connection.dbapi_connection
        assert driver is not None  # noqa: S101  (a connection that was just made)
        _execute(driver, "PRAGMA foreign_keys=OFF")  # without effect once a transaction is open
        try:
            connection = plain.execution_options(begin=IMMEDIATE)
            with connection.begin():
                before, meant = kept.look(connection), _meant(schema, _revision(connection))
                _drop_triggers(connection)
                command.upgrade(config_of(schema, connection), "head")
                for sql in (*schema.rebuild, *schema.triggers.values()):
                    connection.exec_driver_sql(sql)
                kept.restore_numbers(connection, before)
                lost = kept.lost(before, kept.look(connection), meant)
                if lost:
                    raise Unavailable(
                        f"{file}: could not be brought up to date: {lost}. It is as it was. "
                        "Please report this line; it holds nothing about a patient."
                    )
        finally:
            _execute(driver, "PRAGMA foreign_keys=ON")


def migrate(database: Database, db_id: str, schema: Schema, tell: Tell = lambda _: None) -> tuple[str, ...]:
    """Bring the file of `database` to the head of `schema`; the caller holds the lock. What was done, in words.

    `tell` is called with a word after each step. Raises `Refused` where the file is damaged or is no clinic, `TooNew`,
    and `Unavailable` where the machine fails or another process has the file open: then the file is as it was.
    """
    with _opened(database) as (connection, file):
        revision = proof.revision_of(connection, file)
        proof.refuse_newer(revision, file, schema)
        if revision == schema.head:
            return ()
        proof.check_whole(connection, file, fully=True)
        tell("checked")
        old = _change_a_copy(database, connection, (db_id, revision), schema, tell)
    return (
        f"{file}: brought from schema {revision} to {schema.head}; nothing was lost on the way",
        f"{old.name}: the clinic as it was before; an older treatplan opens it under its old name",
    )


def sweep(path: Path) -> None:
    """Remove what a migration left that was stopped. Only for who holds the clinic's lock."""
    disk.remove(*disk.with_logs(_copy_of(path)))


def _copy_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.migrating")


@contextlib.contextmanager
def _opened(database: Database) -> Iterator[tuple[Connection, str]]:
    """A connection to the old file, whatever becomes of it; errors of the driver in words."""
    file = database.path.name
    connection = database.connect()
    try:
        yield connection, file
    except dbapi2.Error as error:
        raise errors.on_opening(error, file) or error from error
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(f"{file}: could not be brought up to date ({why}). It is as it was.") from error
    finally:
        connection.close()
        sweep(database.path)


def _change_a_copy(
    database: Database, connection: Connection, known_as: tuple[str, str], schema: Schema, tell: Tell
) -> Path:
    path, (db_id, revision) = database.path, known_as
    alone.hold(connection)
    tell("held")
    try:
        copy = _copy_of(path)
        make_file(copy)
        changed = database.another(copy)
        with contextlib.closing(changed.connect()) as target:
            connection.backup(target)
        tell("copied")
        _bring_up(changed, schema, path.name)
        tell("changed")
        _prove_copy(changed, db_id, schema, path.name)
        shutil.copymode(path, copy)
        tell("proven")
        old = _keep(path, revision)
        tell("kept")
        _refuse_logs(path, path.name)
    except BaseException:
        alone.let_go(connection)
        raise
    if os.name == "nt":  # there no open file is replaced
        connection.close()
    copy.replace(path)
    disk.names_to_disk(path.parent)
    tell("swapped")
    return old


def _bring_up(changed: Database, schema: Schema, file: str) -> None:
    engine = changed.engine()
    try:
        bring_to_head(engine, schema, file)
    except Exception as error:
        told = errors.unavailable(error, file)
        if told is None:
            raise
        raise told from error
    finally:
        engine.dispose()


def _prove_copy(changed: Database, db_id: str, schema: Schema, file: str) -> None:
    with contextlib.closing(changed.connect()) as connection:
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
        proof.check_whole(connection, file, fully=True)
        proof.prove(changed, connection, db_id, schema)
    _refuse_logs(changed.path, file)


def _refuse_logs(path: Path, file: str) -> None:
    """What is in a log would stay behind, and a log of the old file would be read with the new one."""
    if alone.has_logs(path):
        raise Unavailable(f"{file}: could not be brought up to date (a log of it stayed open). It is as it was.")


def _keep(path: Path, revision: str) -> Path:
    """Give the old file the name under which it is kept. Another file that was kept before stays too."""
    number = 1
    while True:
        old = path.with_name(f"{path.name}.before-{revision}{'' if number == 1 else f'-{number}'}")
        try:
            disk.also_as(path, old)
        except FileExistsError:
            if old.exists() and old.samefile(path):  # stopped here the last time
                return old
            number += 1
        else:
            return old


# Inside the transaction


def _revision(connection: "SqlConnection") -> str | None:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  (start-up does without it)

    return MigrationContext.configure(connection).get_current_revision()


def _meant(schema: Schema, revision: str | None) -> set[str]:
    """What the revisions after this one mean to change: tables that get or lose rows, and names that go."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  (start-up does without it)

    scripts = ScriptDirectory.from_config(config_of(schema)).iterate_revisions("head", revision or "base")
    told = ("changes_rows", "takes_away")
    return {name for script in scripts for kind in told for name in getattr(script.module, kind, ())}


def _drop_triggers(connection: "SqlConnection") -> None:
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _execute(driver: Connection, sql: str) -> None:
    driver.execute(sql)
