"""What every command on a clinic shares: which clinic, who, and the passphrase, which is never an argument."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from treatplan.cli.desk import Desk
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.services.clinic.entry import Face, OpenClinic

FACE: Face = "command line"
_LONGEST = 4096


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a clinic and a user."""
    parser.add_argument("--clinic", metavar="FILE", help="the clinic's file (default: this user's own place)")
    parser.add_argument("--user", metavar="NAME", help="who unlocks it; not needed where only one can")
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help="a file, or the number of an open file descriptor, whose first line is the passphrase "
        "(default: ask for it)",
    )


@contextmanager
def opened(options: argparse.Namespace, desk: Desk, *, to_read: bool = False) -> Iterator[OpenClinic]:
    """The unlocked clinic, locked again afterwards. Raises what the door raises."""
    place = place_of(options, desk)
    users = desk.door.users(place)
    user = options.user or (users[0] if len(users) == 1 else None)
    if user is None:
        raise Refused(Problem(file="", field="--user", message=f"is needed; there is {', '.join(users)}"))
    clinic = desk.door.enter(place, user, passphrase(options), FACE, to_read=to_read)
    try:
        for warning in clinic.warnings:
            print(f"treatplan: {warning}", file=sys.stderr)
        yield clinic
    finally:
        clinic.close()


def place_of(options: argparse.Namespace, desk: Desk) -> str:
    """The path of the clinic's file."""
    return str(options.clinic or desk.place)


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """The passphrase from the file that was named, or asked for; twice where it is a `new` one."""
    if options.passphrase_file is not None:
        return _first_line(options.passphrase_file)
    if not sys.stdin.isatty():
        message = "is needed where nobody can be asked for the passphrase"
        raise Refused(Problem(file="", field="--passphrase-file", message=message))
    try:
        first = getpass.getpass("New passphrase: " if new else "Passphrase: ")
        if new and getpass.getpass("The same again: ") != first:
            raise Refused(Problem(file="", field="passphrase", message="was not the same both times"))
    except EOFError:
        raise Refused(Problem(file="", field="passphrase", message="was not given")) from None
    return first


def _first_line(named: str) -> str:
    try:
        if named.isdecimal() and not Path(named).exists():
            with os.fdopen(os.dup(int(named)), "rb") as file:
                content = file.read(_LONGEST)
        else:
            with Path(named).open("rb") as file:
                content = file.read(_LONGEST)
        line = content.partition(b"\n")[0].removesuffix(b"\r").decode("utf-8")
    except FileNotFoundError:
        raise Refused(Problem(file=named, field="", message="there is no such file")) from None
    except UnicodeDecodeError:
        raise Refused(Problem(file=named, field="", message="is not text in UTF-8")) from None
    except (OSError, OverflowError) as error:
        why = (getattr(error, "strerror", None) or "no such file descriptor").lower()
        raise Unavailable(f"{named}: the passphrase could not be read ({why}).") from error
    if not line:
        raise Refused(Problem(file=named, field="", message="holds no passphrase in its first line"))
    return line
