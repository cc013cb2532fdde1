"""Makes key files in processes that are killed at each step of writing. Started by `test_kills.py`, in its own process.

A process here has one thread, so that it may fork. The program has no hooks for this: what it asks of the operating
system is watched instead, and the kill comes with a chosen call.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.storage.keys.samples import NEW, OLD, keys_of, new_clinic

# A step: the call, the how manyth of its name, and when the kill comes. Each copy is made, written, synced, renamed,
# and then its folder is synced.
STEPS = [
    "mkstemp-1-before",
    *(
        step
        for copy in (1, 2)
        for step in (
            f"mkstemp-{copy}-after",
            f"write-{copy}-half",
            f"write-{copy}-after",
            f"fsync-{2 * copy - 1}-after",
            f"replace-{copy}-after",
            f"fsync-{2 * copy}-after",
        )
    ),
]
WHOLE = "none-0-never"  # nothing is killed: shows that the steps above are all there are
COUNTED = "calls.txt"
_CALLS: list[tuple[Any, str]] = [(tempfile, "mkstemp"), (os, "write"), (os, "fsync"), (os, "replace")]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _watch(step: str, seen: dict[str, int]) -> None:
    """Kill this process at a step."""
    wanted, number, when = step.split("-")

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            seen[name] = seen.get(name, 0) + 1
            now = name == wanted and seen[name] == int(number)
            if now and when == "before":
                _kill()
            if now and when == "half":
                handle, content = arguments
                real(handle, content[: len(content) // 2])
                _kill()
            given = real(*arguments, **named)
            if now:
                _kill()
            return given

        return call

    for module, name in _CALLS:
        setattr(module, name, watched(name, getattr(module, name)))


def _in_a_child(folder: Path, step: str, work: Callable[[], object]) -> None:
    """Do the work in a process of its own, which the step kills."""
    child = os.fork()
    if child == 0:
        seen: dict[str, int] = {}
        _watch(step, seen)
        work()
        (folder / COUNTED).write_text(" ".join(f"{name}={seen[name]}" for name in sorted(seen)), encoding="utf-8")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if killed != (step != WHOLE):
        sys.exit(f"{step}: ended with status {status}")


def main(root: Path) -> None:
    """For each step a folder `change/<step>` with a clinic, its code, and a change cut short; likewise `create`."""
    for step in [*STEPS, WHOLE]:
        folder = root / "change" / step
        folder.mkdir(parents=True)
        keys, made, code = new_clinic(folder)
        (folder / "code.txt").write_text(code, encoding="utf-8")
        _in_a_child(folder, step, lambda keys=keys, made=made: keys.change_passphrase(made, "Ann", NEW))  # type: ignore[misc]
        folder = root / "create" / step
        folder.mkdir(parents=True)
        fresh = keys_of(folder / "clinic.treatplan")
        _in_a_child(folder, step, lambda fresh=fresh: fresh.create("Ann", OLD))  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
