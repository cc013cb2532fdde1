"""The program's entry: reads the call and, for a bug, says so without showing a traceback to a user."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treatplan.cli.desk import Desk


def main(argv: Sequence[str] | None = None) -> int:
    """Run treatplan; see `treatplan.cli.desk.Exit` for the exit codes."""
    from treatplan.cli.main import run

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a bare terminal may not know 李; the words must come out all the same
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return run(sys.argv[1:] if argv is None else argv, _desk)
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


def _desk() -> "Desk":
    from treatplan.app.wiring import desk

    return desk()
