"""`treatplan library`: look things up, and check that every content file loads and claims only what it may."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import tell
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.services.library import SHELVES

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `library` to the command line."""
    parser = commands.add_parser("library", help="points, patterns, causes, stretches, leaflets, rules, sources")
    parser.add_argument("shelf", choices=[*SHELVES, "check"], metavar="SHELF", help=" | ".join([*SHELVES, "check"]))
    parser.add_argument("code", nargs="?", help="one thing by its code; a folder of content for check")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_library)


def _library(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    if options.shelf == "check":
        return _check(options, desk)
    entries = desk.shelves.entries(options.shelf, options.code)
    print(tell.entries_json(entries) if options.json else tell.entries(entries, whole=options.code is not None), end="")
    return Exit.DONE


def _check(options: argparse.Namespace, desk: Desk) -> int:
    if options.code and not Path(options.code).is_dir():
        raise Refused(Problem(file=options.code, field="", message="there is no such folder"))
    problems = desk.shelves.problems(Path(options.code) if options.code else None)
    for problem in () if options.json else problems:
        print(problem, file=sys.stderr)
    for late in desk.shelves.overdue():
        print(f"review again: {late}", file=sys.stderr)
    if options.json:
        print(tell.problems_json(problems), end="")
    else:
        print(f"{len(problems)} found." if problems else "The library is sound.")
    return Exit.BLOCKED if problems else Exit.DONE
