"""The program's entry: opens the window, or reads the call. A bug is told to the user without a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treatplan.cli.desk import Desk


def main(argv: Sequence[str] | None = None) -> int:
    """Run treatplan; see `treatplan.cli.desk.Exit` for the exit codes."""
    words = list(sys.argv[1:] if argv is None else argv)
    _keep_memory_off_the_disk()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a bare terminal may not know 李; the words must come out all the same
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        if not words or words[0] == "--clinic":
            return _window(words)
        from treatplan.cli.main import run

        return run(words, _desk)
    except KeyboardInterrupt:
        return 130
    except Exception as bug:  # noqa: BLE001  (the one place: whatever gets here is ours to mend)
        if os.environ.get("TREATPLAN_DEBUG"):
            traceback.print_exc()
        where = traceback.extract_tb(bug.__traceback__)[-1]
        print(
            f"treatplan: a mistake of the program ({type(bug).__name__} at {where.name}, line {where.lineno}). "
            "Please report this line; it holds nothing about a patient.",
            file=sys.stderr,
        )
        return 4


def _keep_memory_off_the_disk() -> None:
    """Let a crash of the process leave no picture of its memory: the record, as far as it is open, stands in it."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _window(words: Sequence[str]) -> int:
    """Open the window, on the clinic that `--clinic FILE` names or on this user's own."""
    if len(words) not in {0, 2}:
        print("treatplan: --clinic FILE opens the window on that clinic; see treatplan --help", file=sys.stderr)
        return 2
    if not _has_screen():
        print(
            "treatplan: there is no screen here to open a window on; `treatplan --help` lists what works without one",
            file=sys.stderr,
        )
        return 4
    from treatplan.app.paths import default_place
    from treatplan.app.window import run_window

    return run_window(words[1] if words else str(default_place()))


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _desk() -> "Desk":
    from treatplan.app.wiring import desk

    return desk()
