"""`treatplan audit list|verify|who|answer`: who did what, and whether what is written down of it is whole."""

import argparse
import sys
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record
from treatplan.cli.desk import Exit, OpenDesk, day
from treatplan.domain.audit import Answer, Look, Verdict, Wanted, said
from treatplan.domain.ids import PatientId
from treatplan.domain.record import AuditRow

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_ROWS = 100


def add_to(commands: "Commands") -> None:
    """Add `audit` and its verbs to the command line."""
    parser = commands.add_parser("audit", help="who did what in a clinic, and whether nothing of it was changed")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    listed = verbs.add_parser("list", help="what was written down, newest first")
    door.add_to(listed)
    listed.add_argument("--own", action="store_true", help="of yourself; everybody may")
    listed.add_argument("--patient", type=int, metavar="PATIENT", help="of one patient, by file number")
    listed.add_argument("--of", metavar="NAME", help="of one user, by login")
    listed.add_argument("--since", type=day, metavar="DATE", help="from this day on, as 2026-11-30")
    listed.add_argument("--action", default="", metavar="WORD", help="one action, such as opened, refused, unlocked")
    listed.add_argument("--most", type=_count, default=_ROWS, metavar="N", help=f"so many rows (default: {_ROWS})")
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)

    verify = verbs.add_parser("verify", help="look at every row; ends with 1 where something does not fit")
    door.add_to(verify)
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=_verify)

    who = verbs.add_parser("who", help="who looked at a patient's record, newest first")
    door.add_to(who)
    who.add_argument("patient", type=int, metavar="PATIENT", help="the file number")
    who.add_argument("--json", action="store_true", help="print JSON")
    who.set_defaults(run=_who)

    answer = verbs.add_parser(
        "answer", help="the owner answers for what does not fit; it is written down, and not said at every opening"
    )
    door.add_to(answer)
    answer.add_argument(
        "why",
        choices=[str(why) for why in Answer],
        help="put_back: an older copy was put back on purpose; looked_into: it is known how it came",
    )
    answer.set_defaults(run=_answer)


def _list(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    wanted = Wanted(
        patient=None if options.patient is None else PatientId(options.patient),
        user=options.of or "",
        since=None if options.since is None else _begins(options.since),
        action=options.action,
        most=options.most,
    )
    with door.opened(options, open_desk(), to_read=True) as clinic:
        audit, session = clinic.audit, clinic.session
        rows = audit.own(session, options.most) if options.own else audit.find(session, wanted)
    if options.json:
        print(tell_record.value_json(rows), end="")
    else:
        print("".join(f"{_line(row)}\n" for row in rows) or "Nothing fits.\n", end="")
    return Exit.DONE


def _verify(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        found = clinic.audit.verify(clinic.session)
    print(tell_record.value_json(found) if options.json else _verdict(found), end="")
    return Exit.BLOCKED if found.open else Exit.DONE


def _who(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        looks = clinic.audit.of_patient(clinic.session, PatientId(options.patient))
    print(tell_record.value_json(looks) if options.json else "".join(f"{_look(one)}\n" for one in looks), end="")
    return Exit.DONE


def _answer(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        found = clinic.audit.answer(clinic.session, Answer(options.why))
    for one in found.open:
        print(f"answered for: {said(one)}.")
    return Exit.DONE


def _verdict(found: Verdict) -> str:
    lines = [f"{said(one)}{' (answered for)' if one.answered else ''}." for one in found.breaks]
    if not lines:
        lines = [f"{found.rows} audit rows: every one is as it was written, and none is missing."]
    elif not found.open:
        lines.append(f"{found.rows} audit rows; the rest are as they were written.")
    if not found.anchored:
        print("treatplan: the newest row is not known outside the clinic's file", file=sys.stderr)
    return "".join(f"{line}\n" for line in lines)


def _line(row: AuditRow) -> str:
    deed = row.deed
    what = f"{deed.action} {deed.of}" + (f" {deed.id}" if deed.id is not None else "")
    of = (
        f", file {deed.patient}" if deed.patient is not None and (deed.of, deed.id) != ("patient", deed.patient) else ""
    )
    detail = f" ({deed.detail})" if deed.detail else ""
    return tell_record.printable(f"{row.number:>6}  {_at(row.at)}  {row.login}: {what}{of}{detail}")


def _look(one: Look) -> str:
    begun, ended = (f"{moment.astimezone():%H:%M}" for moment in (one.first, one.last))
    until = "" if begun == ended else f" to {ended}"
    deeds = ", ".join(f"{words} ({count} times)" if count > 1 else words for words, count in one.deeds)
    return tell_record.printable(f"{_at(one.first)[:-3]}{until}  {one.name}: {deeds}")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _begins(first: date) -> datetime:
    """The moment at which a day begins here."""
    return datetime.combine(first, time.min).astimezone(UTC)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:8]) <= 1_000_000):
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is no number of rows from 1 to 1000000")
    return int(text[:8])
