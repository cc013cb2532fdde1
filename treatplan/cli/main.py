"""Reads the command, runs it, and tells every failure in one clear line: never a traceback for a user's mistake."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from treatplan import __version__
from treatplan.cli import (
    audit,
    backup,
    clinic,
    demo,
    handouts,
    intake,
    library,
    outcome,
    patient,
    plan,
    schema,
    self_check,
    user,
    visit,
)
from treatplan.cli.desk import Desk, Exit
from treatplan.domain.errors import NotAllowed, Refused, Unavailable
from treatplan.domain.letters import strange

_NUMBER = re.compile(r"\d{1,15}")
_WINDOW = "Without a command the window opens; treatplan --clinic FILE opens it on another clinic."


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one line, without the whole usage before it. Numbers are digits, and few."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.register("type", int, _whole_number)

    def error(self, message: str) -> NoReturn:
        self.exit(Exit.WRONG_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def run(argv: Sequence[str], open_desk: Callable[[], Desk]) -> int:
    """Run one command. Exit codes: see `Exit`. `open_desk` is called only when a command needs the services."""
    parser = _parser()
    options = parser.parse_args(argv)
    if not hasattr(options, "run"):
        parser.print_help()
        return Exit.WRONG_INPUT
    try:
        code = int(options.run(options, open_desk))
        sys.stdout.flush()
    except Refused as refused:
        first, *rest = refused.problems
        more = f" (and {len(rest)} more)" if rest else ""
        print(f"treatplan: {_one_line(first)}{more}", file=sys.stderr)
        return Exit.WRONG_INPUT
    except NotAllowed as refused:
        print(f"treatplan: {_one_line(refused)}", file=sys.stderr)
        return Exit.NOT_ALLOWED
    except Unavailable as failed:
        print(f"treatplan: {_one_line(failed)}", file=sys.stderr)
        return Exit.MACHINE
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; there is nobody left to tell
        return Exit.DONE
    except OSError as failed:
        print(f"treatplan: the output could not be written ({(failed.strerror or '').lower()})", file=sys.stderr)
        return Exit.MACHINE
    return code


def _one_line(told: object) -> str:
    """What is told, as one line that a terminal only shows: a file's name may hold a break, or what it would obey."""
    return "".join(repr(char)[1:-1] if strange(char) else char for char in str(told))


def _whole_number(text: str) -> int:
    """The number of a patient, a plan, a sheet. Python alone would read `1_0`, and what no database can hold."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="treatplan", description="Plans acupuncture treatment for back pain, offline.", epilog=_WINDOW
    )
    parser.add_argument("--version", action="version", version=f"treatplan {__version__}")
    parser.add_argument(
        "--self-check",
        dest="run",
        action="store_const",
        const=self_check.run,
        default=argparse.SUPPRESS,
        help="check that this installation finds its files, keeps an encrypted clinic and writes a PDF",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    demo.add_to(commands)
    plan.add_to(commands)
    schema.add_to(commands)
    library.add_to(commands)
    outcome.add_to(commands)
    clinic.add_to(commands)
    backup.add_to(commands)
    user.add_to(commands)
    patient.add_to(commands)
    intake.add_to(commands)
    visit.add_to(commands)
    handouts.add_to(commands)
    audit.add_to(commands)
    return parser
