"""What the house stands on: the locked packages, the two commands, and the tests' own guards."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from PySide6.QtCore import QObject

from tests.conftest import NetworkUsed, compare_with_golden
from tools import syslibs

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name: str) -> dict[str, str]:
    """Each requirement of a lock file by its name, with all of its lines joined."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {canonicalize_name(Requirement(line.partition("--hash")[0].strip()).name): line for line in lines}


def asked_for(name: str) -> set[str]:
    """The requirements that a person wrote into a .in file."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-c"))}


def imported(*folders: str) -> Iterator[tuple[str, Path]]:
    """Top-level names of the packages imported by the Python files of some folders; relative ones left out."""
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], file) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0], file


def unlocked(locks: set[str], *folders: str) -> set[str]:
    """Imports of other people's packages that no lock names."""
    known = packages_distributions()
    ours = set(sys.stdlib_module_names) | {"treatplan", "tests", "tools", "benchmarks"}
    return {
        f"{name} in {file.relative_to(ROOT)}"
        for name, file in imported(*folders)
        if name not in ours and not {canonicalize_name(found) for found in known.get(name, [])} & locks
    }


# Qt and None: on CPython 3.11, PySide6 6.12 gives back a reference to None that it never took, at every void call.


def test_that_qt_is_older_than_6_12_while_python_3_11_is_supported() -> None:
    if SpecifierSet(PROJECT["requires-python"]).contains("3.11"):
        assert version("PySide6-Essentials") in SpecifierSet("<6.12")
        assert "pyside6-essentials==6.11." in locked("requirements.txt")["pyside6-essentials"]


def test_that_a_thousand_qt_calls_cost_no_reference_to_none() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100


# The locks


@pytest.mark.parametrize("lock", LOCKS)
def test_that_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    loose = [
        line for line in locked(lock).values() if not re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert locked(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_names_no_place_to_download_from(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_that_the_two_locks_agree() -> None:
    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    pins = {name: (run[name].split()[0], dev[name].split()[0]) for name in run.keys() & dev.keys()}
    assert {name: pin for name, pin in pins.items() if pin[0] != pin[1]} == {}


def test_that_the_wheel_asks_for_what_the_lock_was_made_from() -> None:
    assert set(PROJECT["dependencies"]) == asked_for("requirements.in")


def test_that_the_program_imports_only_what_its_lock_names() -> None:
    assert unlocked(set(locked("requirements.txt")), "treatplan") == set()


def test_that_tests_and_tools_import_only_what_the_locks_name() -> None:
    both = set(locked("requirements.txt")) | set(locked("requirements-dev.txt"))
    assert unlocked(both, "tests", "tools", "benchmarks") == set()


# The two commands


def test_that_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert os.access(script, os.X_OK)
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def run_syslibs(path: Path, *, libraries: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """tools/syslibs.py as an ordinary user on Linux, with only the programs in `path`, wanting these libraries."""
    code = (
        "import json, os, sys; from tools import syslibs; sys.platform = 'linux'; os.geteuid = lambda: 1000; "
        "syslibs.LIBRARIES = json.loads(sys.argv[1]); sys.exit(syslibs.main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code, json.dumps(libraries)],
        cwd=ROOT,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_that_an_ordinary_user_is_told_the_one_command_for_missing_libraries(tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 99\n")
    apt.chmod(0o755)
    said = run_syslibs(tmp_path, libraries={"libnowhere.so.7": "libnowhere7", "libnever.so.1": "libnever1"})
    assert said.returncode == 1
    assert "libnowhere.so.7, libnever.so.1" in said.stderr
    assert "  sudo apt-get install -y --no-install-recommends libnowhere7 libnever1\n" in said.stderr


def test_that_without_apt_the_libraries_are_named_and_no_command_is_made_up(tmp_path: Path) -> None:
    said = run_syslibs(tmp_path, libraries={"libnowhere.so.7": "libnowhere7"})
    assert said.returncode == 1
    assert "libnowhere.so.7" in said.stderr
    assert "apt-get" not in said.stderr


def test_that_nothing_is_said_where_no_library_is_missing(tmp_path: Path) -> None:
    said = run_syslibs(tmp_path, libraries={})
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_that_the_library_list_names_what_qt_needs_to_show_a_window() -> None:
    assert {"libGL.so.1", "libEGL.so.1", "libxkbcommon.so.0", "libxcb-cursor.so.0"} <= syslibs.LIBRARIES.keys()


# The tests' own guards


def test_that_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as line, pytest.raises(NetworkUsed):
        line.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as line, pytest.raises(NetworkUsed):
        line.sendto(b"?", ("192.0.2.1", 53))


def test_that_a_test_can_talk_to_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as line:
        assert line.getpeername() == server.getsockname()


def test_that_only_the_wheel_test_may_use_the_network() -> None:
    pattern = re.compile(r"mark\.network\b")
    users = {file.name for file in (ROOT / "tests").rglob("test_*.py") if pattern.search(file.read_text("utf-8"))}
    assert users == {"test_wheel.py"}


def test_that_a_changed_text_fails_with_a_diff_and_is_rewritten_only_on_demand(tmp_path: Path) -> None:
    file = tmp_path / "golden" / "plan.txt"
    with pytest.raises(pytest.fail.Exception, match="does not exist"):
        compare_with_golden(file, "BL23\n", rewrite=False)
    compare_with_golden(file, "BL23\nGV4\n", rewrite=True)
    compare_with_golden(file, "BL23\nGV4\n", rewrite=False)
    with pytest.raises(pytest.fail.Exception, match=r"(?s)-GV4\n\+GV3\n"):
        compare_with_golden(file, "BL23\nGV3\n", rewrite=False)
    assert file.read_text(encoding="utf-8") == "BL23\nGV4\n"
