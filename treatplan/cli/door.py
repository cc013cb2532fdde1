"""What every command on a clinic shares: which clinic, who, and the passphrase, which is never an argument."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from treatplan.cli.desk import Desk
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.services.clinic.entry import Face, OpenClinic

FACE: Face = "command line"
FROM_A_FILE = (
    "a file, or the number of an open file descriptor, whose first line is the passphrase (default: ask for it)"
)
_LONGEST = 4096


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a clinic and a user."""
    parser.add_argument("--clinic", metavar="FILE", help="the clinic's file (default: this user's own place)")
    parser.add_argument("--user", metavar="NAME", help="who unlocks it; not needed where only one can")
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        help=FROM_A_FILE,
    )


@contextmanager
def opened(
    options: argparse.Namespace, desk: Desk, *, to_read: bool = False, secret: str | None = None
) -> Iterator[OpenClinic]:
    """The unlocked clinic, locked again afterwards. `secret` is the passphrase, where it was asked for already.

    Raises what the door raises.
    """
    place = place_of(options, desk)
    user = user_of(options, desk.door.users(place))
    clinic = desk.door.enter(place, user, secret or passphrase(options), FACE, to_read=to_read)
    try:
        for warning in clinic.warnings:
            print(f"treatplan: {warning}", file=sys.stderr)
        yield clinic
    finally:
        clinic.close()


def user_of(options: argparse.Namespace, users: Sequence[str]) -> str:
    """Who is meant, of those who can unlock it. Raises `Refused` where nobody is named and there are several."""
    user = options.user or (users[0] if len(users) == 1 else None)
    if user is None:
        found = f"; there is {', '.join(users)}" if users else ""
        raise Refused(Problem(file="", field="--user", message=f"is needed{found}"))
    return str(user)


def place_of(options: argparse.Namespace, desk: Desk) -> str:
    """The path of the clinic's file."""
    return str(options.clinic or desk.place)


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """The passphrase from the file that was named, or asked for; twice where it is a `new` one."""
    if options.passphrase_file is not None:
        return first_line(options.passphrase_file)
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


def first_line(named: str) -> str:
    """The first line of a file or an open file descriptor. Raises `Refused`, `Unavailable`."""
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
