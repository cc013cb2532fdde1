"""The plan of the house is kept: sizes, directions, one home for each kind of thing, nothing of one machine."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MADE = {".git", ".venv", "__pycache__", "build", "dist"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


@cache
def files() -> tuple[Path, ...]:
    """The files of the project: what git tracks or would track, and without git what nobody's tool has made."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        names = listed.stdout.split("\0") if listed.returncode == 0 else []
    except FileNotFoundError:
        names = []
    if names:
        found = [ROOT / name for name in names if name]
    else:
        found = [path for path in ROOT.rglob("*") if not _is_made(path.relative_to(ROOT))]
    return tuple(sorted(path for path in found if path.is_file()))


def _is_made(path: Path) -> bool:
    return any(part in MADE or part.endswith("_cache") or part == ".hypothesis" for part in path.parts)


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file of the project."""
    for file in files():
        content = file.read_bytes()
        if b"\0" not in content:
            yield str(file.relative_to(ROOT)), content.decode("utf-8")


def python_files() -> list[Path]:
    return [file for file in files() if file.suffix == ".py"]


def lines_with(pattern: str) -> list[str]:
    """Every line of every text file that matches."""
    wanted = re.compile(pattern)
    return [
        f"{name}: {line.strip()[:120]}" for name, text in texts() for line in text.splitlines() if wanted.search(line)
    ]


# Sizes


def test_that_the_files_of_the_project_are_found() -> None:
    names = {str(file.relative_to(ROOT)) for file in files()}
    assert {"pyproject.toml", ".ci/run", "treatplan/bundle.py", "tests/test_architecture.py"} <= names
    assert not [name for name in names if name.startswith((".venv/", ".git/"))]


def test_that_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_that_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{file.relative_to(ROOT)}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


# Directions


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Checks the import contracts of the tree in `folder`, without touching its cache."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-logo", "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"}
    )


def test_that_every_import_contract_is_kept() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


# What a file may not import: a new file in a room, the import, and how the broken contract shows it.
VIOLATIONS = {
    "domain/intruder.py": ["PySide6", "sqlalchemy", "reportlab", "pydantic", "treatplan.bundle", "treatplan.services"],
    "services/intruder.py": ["PySide6", "sqlalchemy", "treatplan.handout", "treatplan.content", "treatplan.exchange"],
    "content/intruder.py": ["PySide6", "reportlab", "json", "treatplan.handout", "treatplan.exchange"],
    "exchange/intruder.py": ["PySide6", "reportlab", "tomllib", "treatplan.content", "treatplan.bundle"],
    "handout/intruder.py": ["PySide6", "json", "tomllib", "treatplan.content", "treatplan.bundle", "treatplan.cli"],
    "cli/intruder.py": ["PySide6", "reportlab", "tomllib", "treatplan.app"],
}
EDGES = [(name, module) for name, modules in VIOLATIONS.items() for module in modules]


def copy_of_the_program(folder: Path) -> Path:
    """The program and its contracts in another folder; where `treatplan` is in it."""
    shutil.copytree(ROOT / "treatplan", folder / "treatplan", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder / "treatplan"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The report on a copy of the program in which every forbidden import has been made."""
    folder = tmp_path_factory.mktemp("copy")
    program = copy_of_the_program(folder)
    for name, modules in VIOLATIONS.items():
        (program / name).write_text("".join(f"import {module}\n" for module in modules), encoding="utf-8")
    return lint_imports(folder)


def test_that_a_forbidden_import_fails_the_check(broken: subprocess.CompletedProcess[str]) -> None:
    assert broken.returncode == 1, broken.stdout + broken.stderr


@pytest.mark.parametrize(("name", "module"), EDGES)
def test_that_each_forbidden_import_is_named(broken: subprocess.CompletedProcess[str], name: str, module: str) -> None:
    importer = "treatplan." + name.removesuffix(".py").replace("/", ".")
    assert re.search(rf"{re.escape(importer)} -> {re.escape(module)}\b", broken.stdout), broken.stdout


def test_that_a_room_nobody_placed_is_refused(tmp_path: Path) -> None:
    attic = copy_of_the_program(tmp_path) / "attic"
    attic.mkdir()
    (attic / "__init__.py").touch()
    report = lint_imports(tmp_path)
    assert report.returncode == 1
    assert re.search(r"\battic\b", report.stdout), report.stdout


# One home for each kind of thing


def test_that_only_the_bundle_knows_where_files_of_the_program_are() -> None:
    seekers = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "treatplan").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if (isinstance(node, ast.Name) and node.id in {"__file__", "__path__"})
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("importlib.resources", "pkgutil")))
        or (
            isinstance(node, ast.Import)
            and any(alias.name in {"importlib.resources", "pkgutil"} for alias in node.names)
        )
    }
    assert seekers == {"treatplan/bundle.py"}


# Nothing of one machine, nothing of one registry. The patterns are put together so as not to find themselves.


def test_that_no_file_names_a_package_by_its_address() -> None:
    assert lines_with(r"https?://[^\s\"')>]*\.(whl|tar\.gz|tgz)\b") == []


def test_that_no_file_names_a_registry() -> None:
    flags = "|".join(["(?<!no-emit-)index" + "-url", "find" + "-links", "trusted" + "-host"])
    assert lines_with(flags) == []
    assert [file.name for file in files() if file.name in {"uv.lock", "pip.conf", ".npmrc"}] == []


def test_that_no_file_names_a_path_of_one_machine() -> None:
    here = {re.escape(str(path)) + r"(?=/|\b)" for path in (ROOT, Path.home()) if len(path.parts) > 2}
    assert lines_with("|".join([r"(?<![\w.~*/-])/(?:home|Users|root|work)/\w", *here])) == []
