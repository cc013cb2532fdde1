"""`treatplan handouts print|list`: released handouts only. Nothing is composed here; the stored bytes are given."""

import argparse
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record
from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.ids import HandoutId, PatientId
from treatplan.domain.intake import PrintSize
from treatplan.domain.record import HandoutKind, HandoutRow, StoredHandout
from treatplan.exchange.files import write_bytes
from treatplan.services.clinic.entry import OpenClinic

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_PRINTING_S = 30


def add_to(commands: "Commands") -> None:
    """Add `handouts` and its verbs to the command line."""
    parser = commands.add_parser("handouts", help="list and print the released handouts of a clinic")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    listed = verbs.add_parser("list", help="released handouts: all of one patient, or what was released today")
    door.add_to(listed)
    _which(listed)
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)

    printed = verbs.add_parser("print", help="the stored PDF, into a file or to a printer")
    door.add_to(printed)
    printed.add_argument(
        "handout", type=int, nargs="*", metavar="HANDOUT", help="numbers as `handouts list` tells them"
    )
    _which(printed)
    printed.add_argument(
        "--size",
        choices=[str(size) for size in PrintSize],
        help="with --today or --patient (default: each patient's own)",
    )
    to = printed.add_mutually_exclusive_group(required=True)
    to.add_argument("-o", "--output", type=Path, metavar="FILE.pdf", help="a file, or a folder for several")
    to.add_argument("--printer", metavar="QUEUE", help="a print queue of this computer")
    printed.set_defaults(run=_print)


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--patient", type=int, metavar="PATIENT", help="of one patient, by file number")
    parser.add_argument("--today", action="store_true", help="released today")


def _rows(options: argparse.Namespace, clinic: OpenClinic) -> tuple[HandoutRow, ...]:
    """Released handouts; a referral note is given by the practitioner, from the window."""
    if options.patient is None:
        rows = clinic.handouts.today(clinic.session)
    else:
        rows = clinic.handouts.of_patient(clinic.session, PatientId(options.patient))
        if options.today:
            of_today = {row.id for row in clinic.handouts.today(clinic.session)}
            rows = tuple(row for row in rows if row.id in of_today)
    return tuple(row for row in rows if row.kind is HandoutKind.HANDOUT)


def _one_each(rows: Iterable[HandoutRow], size: str | None) -> list[HandoutId]:
    """One sheet for each plan that is in force: in the size named, else in the one it was released for (made first)."""
    chosen: dict[tuple[int | None, int | None], HandoutRow] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.current and size in {None, str(row.size)}:
            chosen.setdefault((row.plan, row.number), row)
    return [row.id for row in chosen.values()]


def _list(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        rows = _rows(options, clinic)
    if options.json:
        print(tell_record.value_json(list(rows)), end="")
    else:
        print("\n".join(map(tell_record.handout_line, rows)) if rows else "No handout was released.")
    return Exit.DONE


def _print(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        wanted = [HandoutId(number) for number in options.handout]
        if not wanted:
            if options.patient is None and not options.today:
                message = "is needed: a number, --patient or --today"
                raise Refused(Problem(file="", field="HANDOUT", message=message))
            wanted = _one_each(_rows(options, clinic), options.size)
        for id_ in wanted:
            stored = clinic.handouts.open(clinic.session, id_)
            _give(stored, options, several=len(wanted) > 1)
            clinic.handouts.given(clinic.session, id_, "saved" if options.output else "printed")
    if not wanted:
        print("No handout was released.")
    return Exit.DONE


def _give(stored: StoredHandout, options: argparse.Namespace, *, several: bool) -> None:
    name = f"handout-{stored.row.patient}-v{stored.row.number or 0}-{stored.row.size}.pdf"
    if options.output:
        folder = several or options.output.is_dir()
        target = options.output / name if folder else options.output
        write_bytes(target, stored.pdf)
        print(target)
        return
    program = shutil.which("lp")
    if program is None:
        raise Unavailable("This computer has no print command (lp); print into a file with -o instead.")
    media = {"a4": "A4", "letter": "Letter"}[stored.row.paper]
    command = [program, "-d", options.printer, "-o", f"media={media}", "-"]
    try:
        # by standard input: no copy of a patient's paper is left in a folder
        subprocess.run(command, input=stored.pdf, capture_output=True, timeout=_PRINTING_S, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(
            f"the printer '{options.printer}' did not take the handout; print into a file instead."
        ) from error
    print(f"sent to {options.printer}: handout {stored.row.id}")
