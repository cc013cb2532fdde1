"""Breaks a copy of the program on purpose, one mistake at a time, and sees that the suite goes red on each.

    python -m tests.faults.sabotage --only lock-skipped

Working files are never touched. A mistake that can't be made any more, because the text that it replaces is gone, is a
failure like one that nobody notices; so is a check that is red without it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import command

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("treatplan", "tests", "resources", "db")  # what the program and its tests are made of
_LONGEST = 300  # seconds of one check
_LONGEST_OF_ALL = 1800  # of all of them together, on a sound build
_RED = 1  # of pytest: tests were run, and some failed; of a harness: something was found
_PYTEST = ("-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider")


Patch = tuple[str, str, str]
"""A file under treatplan/, the text that stands there exactly once, and what is put in its place."""


@dataclass(frozen=True)
class Sabotage:
    """One broken build. `check` is a test (a file, or file::name) or, with `harness`, the words of a fault harness."""

    name: str
    check: str
    patches: tuple[Patch, ...]
    harness: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one sabotage. `what` is the first line of the failure, or why there is none."""

    name: str
    caught: bool
    what: str
    seconds: float


def all_sabotages() -> dict[str, Sabotage]:
    """Every one that is known (sabotages.toml), by its name."""
    told = tomllib.loads((_ROOT / "tests/faults/sabotages.toml").read_text(encoding="utf-8"))
    return {name: _read(name, **one) for name, one in told.items()}


def _read(name: str, patches: list[list[str]], check: str = "", harness: str = "") -> Sabotage:
    assert bool(check) != bool(harness), f"{name}: one of the two must go red"
    made = tuple((file, old, new) for file, old, new in patches)
    return Sabotage(name, harness or f"tests/{check}", made, harness=bool(harness))


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the program and its tests, in a folder that goes again."""
    with command.scratch(quick=True) as folder:
        for name in _FOLDERS:
            shutil.copytree(_ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))  # compiled files too
        shutil.copy(_ROOT / "pyproject.toml", folder)
        yield folder


def problem_of(patch: Patch, tree: Path) -> str:
    """Why a patch does not apply; empty where it does."""
    name, old, _ = patch
    path = tree / "treatplan" / name
    found = path.read_text(encoding="utf-8").count(old) if path.is_file() else -1
    return "" if found == 1 else f"does not apply: the text is there {max(found, 0)} times in {name}"


@contextmanager
def broken(sabotage: Sabotage, tree: Path) -> Iterator[None]:
    """The copy with this mistake in it, for a while. Raises `ValueError` where it can't be made."""
    kept: dict[Path, bytes] = {}
    try:
        for patch in sabotage.patches:
            wrong = problem_of(patch, tree)
            if wrong:
                raise ValueError(wrong)
            name, old, new = patch
            path = tree / "treatplan" / name
            kept.setdefault(path, path.read_bytes())
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        yield
    finally:
        for path, raw in kept.items():
            path.write_bytes(raw)


def tried(sabotage: Sabotage, tree: Path) -> Outcome:
    """Make this mistake and run the check that must go red."""
    began = time.monotonic()
    try:
        with broken(sabotage, tree):
            code, what = _run(sabotage, tree)
    except ValueError as error:
        return Outcome(sabotage.name, caught=False, what=str(error), seconds=time.monotonic() - began)
    caught = code == _RED and _is_find(what)
    if not caught:
        what = "nobody noticed" if code == 0 else f"the check could not be run: {what}"
    return Outcome(sabotage.name, caught=caught, what=what, seconds=time.monotonic() - began)


def _is_find(what: str) -> bool:
    """Whether this line tells of a test or a try. A file that can't even be read is no test that has failed."""
    return what.startswith("#") or "::" in what


def red_without(sabotages: Sequence[Sabotage], tree: Path) -> str:
    """What is red in a sound build of the checks of these; empty where none is."""
    tests = sorted({one.check for one in sabotages if not one.harness})
    code, what = _pytest(tests, tree, _LONGEST_OF_ALL) if tests else (0, "")
    if code:
        return what
    harnesses = {one.check: one for one in sabotages if one.harness}
    for one in harnesses.values():
        code, what = _run(one, tree)
        if code:
            return f"{one.check}: {what}"
    return ""


def _run(sabotage: Sabotage, tree: Path) -> tuple[int, str]:
    """The exit code of its check on the copy as it is now, and the line that tells most."""
    if not sabotage.harness:
        return _pytest([sabotage.check], tree)
    name, *words = sabotage.check.split()
    # Whoever looks afterwards is the sound program; only what is done is done by the broken one.
    call = ("-m", f"tests.faults.{name}", *words, "--build", str(tree))
    return _called(call, _ROOT, os.environ.get("PYTHONPATH", ""), lambda line: line.startswith("#"))


def _pytest(checks: Sequence[str], tree: Path, longest: float = _LONGEST) -> tuple[int, str]:
    words = (*_PYTEST, *checks)
    return _called(words, tree, str(tree), lambda line: line.startswith(("FAILED", "ERROR")), longest)


def _called(
    words: Sequence[str], folder: Path, path: str, tells: Callable[[str], bool], longest: float = _LONGEST
) -> tuple[int, str]:
    # Nothing compiled is written: a mistake of the same length and second would go unseen.
    env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    try:
        ran = subprocess.run(
            [sys.executable, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=longest, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, f"it takes longer than {longest:.0f} s"
    lines = [line for line in (*ran.stdout.splitlines(), *ran.stderr.splitlines()) if line.strip()]
    return ran.returncode, next(filter(tells, lines), lines[-1] if lines else "")


def main(words: Sequence[str]) -> int:
    """Run it as a command. Exit codes: 0 all were caught, 1 one was not, or a check is red by itself."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = all_sabotages()
    parser.add_argument("--only", action="append", choices=known, metavar="NAME", help="this one; may be said again")
    parser.add_argument("--list", action="store_true", help="the names, and what must go red on each")
    parser.add_argument(
        "--unproven", action="store_true", help="do not see first that the checks are green by themselves"
    )
    said = parser.parse_args(words)
    chosen = [one for one in known.values() if not said.only or one.name in said.only]
    if said.list:
        print("\n".join(f"{one.name:36} {one.check}" for one in chosen))
        return 0
    with copied() as tree:
        red = "" if said.unproven else red_without(chosen, tree)
        if red:
            print(f"red without any sabotage: {red}")
            return 1
        missed = 0
        for one in chosen:
            outcome = tried(one, tree)
            missed += not outcome.caught
            word = "caught" if outcome.caught else "NOT CAUGHT"
            print(f"{one.name:36} {word:10} {outcome.seconds:4.0f} s  {outcome.what[:140]}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} caught")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
