"""The revisions of the database: they make what the tables say, and show as a plain diff of SQL."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.conftest import compare_with_golden
from tools.revision import not_of_search
from treatplan.bundle import bundled
from treatplan.storage.database import Database, make_file
from treatplan.storage.fixed_sql import FIXED_TRIGGERS
from treatplan.storage.migrate import bring_to_head, config_of
from treatplan.storage.schema import REVISIONS, Schema
from treatplan.storage.search_sql import SEARCH_TABLE, SEARCH_TRIGGERS
from treatplan.storage.tables import Base

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "db" / "versions").glob("*.py"))


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An empty clinic as the revisions make it."""
    path = tmp_path_factory.mktemp("head") / "head.treatplan"
    make_file(path)
    database = Database(path, bytes(range(32)))
    engine = database.engine()
    bring_to_head(engine, Schema(), path.name)
    engine.dispose()
    return database


def objects(database: Database) -> Iterator[tuple[str, str, str]]:
    """Kind, name and SQL of all that is in a schema, but for the tables behind the search."""
    with closing(database.connect()) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        yield from (
            row for row in rows.fetchall() if not row[1].startswith(("sqlite_", "patient_fts_")) or row[0] == "trigger"
        )


def test_that_the_revisions_that_are_known_are_those_that_are_there() -> None:
    scripts = ScriptDirectory.from_config(config_of(Schema()))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS
    assert scripts.get_current_head() == Schema().head
    assert [script.name[:4] for script in SCRIPTS] == list(REVISIONS)


def test_that_the_schema_at_head_is_the_one_that_was_read(head: Database, pytestconfig: pytest.Config) -> None:
    text = "-- The schema at head. Written by the tests (--rewrite-golden); read it as a diff.\n"
    for kind, _, sql in sorted(objects(head), key=lambda found: (_ORDER.index(found[0]), found[1])):
        assert kind in _ORDER
        text += f"\n{_tidy(sql)};\n"
    compare_with_golden(ROOT / "db" / "schema.sql", text, rewrite=bool(pytestconfig.getoption("--rewrite-golden")))


_ORDER = ["table", "index", "trigger"]


def _tidy(sql: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "    ") for line in sql.splitlines())


def test_that_the_tables_say_what_the_revisions_make(head: Database) -> None:
    engine = head.engine()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": not_of_search})
        found: Any = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert found == []


def test_that_constraints_and_numbers_are_the_same_in_both(head: Database, tmp_path: Path) -> None:
    """Alembic compares no CHECK, no AUTOINCREMENT, and not every default."""
    make_file(tmp_path / "tables")
    made = Database(tmp_path / "tables", bytes(range(32)))
    engine = made.engine()
    Base.metadata.create_all(engine)
    engine.dispose()
    tables = {name: _loose(sql) for kind, name, sql in objects(made) if kind == "table"}
    at_head = {name: _loose(sql) for kind, name, sql in objects(head) if kind == "table"}
    assert {name: at_head.get(name) for name in tables} == tables


def _loose(sql: str) -> list[str]:
    """The parts of a table without order and spaces. An added column stands on the line of the one before."""
    inner = sql.partition("(")[2].rpartition(")")[0]
    parts = re.split(r",\s+(?![^()]*\))", inner)
    return sorted(" ".join(part.split()) for part in parts)


def test_that_triggers_and_search_are_those_of_the_program(head: Database) -> None:
    found = list(objects(head))
    assert {name: sql for kind, name, sql in found if kind == "trigger"} == {**SEARCH_TRIGGERS, **FIXED_TRIGGERS}
    assert " ".join(SEARCH_TABLE.split()) in [" ".join(sql.split()) for _, _, sql in found]


def test_that_no_foreign_key_cascades(head: Database) -> None:
    assert not [name for _, name, sql in objects(head) if "ON DELETE" in sql.upper()]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_that_a_revision_is_frozen_and_goes_one_way(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    } | {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"sqlalchemy", "alembic"}
    assert ast.get_docstring(tree)
    assert "downgrade" not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_that_a_revision_that_imports_the_program_fails_the_lint() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", "db/versions/9999_x.py", "-"],
        cwd=ROOT,
        input='"""X."""\n\nfrom treatplan.storage import tables\n\nprint(tables)\n',
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TID251" in checked.stdout


def test_that_the_scripts_are_found_where_the_program_is() -> None:
    assert (bundled("db") / "env.py").is_file()
