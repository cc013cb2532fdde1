"""`treatplan user`: who works in the clinic: let in, sent away, given roles and patients; one's own passphrase."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record
from treatplan.cli.desk import Exit, OpenDesk, day
from treatplan.domain.access import Role
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.ids import PatientId
from treatplan.domain.record import NewUser, User

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_ROLES = (
    "owner (runs the clinic, reads no record), practitioner, locum (for a time, for assigned or booked patients), "
    "front_desk (who it is, and released handouts), read_only (nothing but assigned patients)"
)
_FIRST = (
    "They change it themselves with `treatplan user passphrase`. Passphrases: 15 characters or more; four or five "
    "words that do not belong together are best."
)


def add_to(commands: "Commands") -> None:
    """Add `user` and its verbs to the command line."""
    parser = commands.add_parser("user", help="who works in the clinic, with which roles; one's own passphrase")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    listed = verbs.add_parser("list", help="everybody who ever could unlock the clinic")
    door.add_to(listed)
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)

    add = verbs.add_parser("add", help="let somebody in, with a first passphrase", description=_FIRST, epilog=_ROLES)
    door.add_to(add)
    _add_who(add)
    add.add_argument("--name", required=True, help="as plans are signed with it")
    add.add_argument("--qualification", default="")
    add.add_argument("--registration-no", default="")
    _add_roles(add)
    _add_new_secret(add)
    add.set_defaults(run=_add)

    disable = verbs.add_parser(
        "disable",
        help="let somebody in no more; what they wrote stays",
        description="Takes their place in the key file away. Who made a copy of the clinic's key can still read copies "
        "of the clinic: `treatplan clinic rekey` encrypts it anew.",
    )
    door.add_to(disable)
    _add_who(disable)
    disable.set_defaults(run=_disable)

    enable = verbs.add_parser("enable", help="let somebody in again, with a first passphrase", description=_FIRST)
    door.add_to(enable)
    _add_who(enable)
    _add_new_secret(enable)
    enable.set_defaults(run=_enable)

    _add_more(verbs)


def _add_more(verbs: "Commands") -> None:
    roles = verbs.add_parser(
        "roles", help="give somebody other roles; never more to oneself, never no owner", epilog=_ROLES
    )
    door.add_to(roles)
    _add_who(roles)
    _add_roles(roles)
    roles.set_defaults(run=_change_roles)

    secret = verbs.add_parser("passphrase", help="change one's own passphrase", description=_FIRST.partition(". ")[2])
    door.add_to(secret)
    _add_new_secret(secret)
    secret.set_defaults(run=_passphrase)

    assign = verbs.add_parser(
        "assign",
        help="let a locum, or who reads only, see a patient from a day to a day",
        description="Without a patient: which patients are assigned to them.",
    )
    door.add_to(assign)
    _add_who(assign)
    assign.add_argument("patient", nargs="?", type=int, metavar="PATIENT", help="the file number")
    assign.add_argument("--first", type=day, metavar="DATE", help="the first day, as 2026-11-30")
    assign.add_argument("--last", type=day, metavar="DATE", help="the last day")
    assign.add_argument("--take-back", action="store_true", help="end every assignment of this patient to them")
    assign.add_argument("--json", action="store_true", help="print JSON")
    assign.set_defaults(run=_assign)


def _add_who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", metavar="LOGIN", help="whom it is about, by login name; --user is who does it")


def _add_roles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--role", action="append", required=True, choices=[role.value for role in Role], help="may be given again"
    )
    parser.add_argument("--first", type=day, metavar="DATE", help="a locum's first day, as 2026-11-30")
    parser.add_argument("--last", type=day, metavar="DATE", help="a locum's last day")


def _add_new_secret(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file", metavar="FILE", help="like --passphrase-file, for the new one (default: ask for it)"
    )


def _list(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        users = clinic.people.all(clinic.session)
    if options.json:
        print(tell_record.value_json(list(users)), end="")
    else:
        print("\n".join(map(_line, users)))
    return Exit.DONE


def _add(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    new = NewUser(
        login=options.login,
        name=options.name,
        qualification=options.qualification,
        registration_no=options.registration_no,
        roles=_roles(options),
        first=options.first,
        last=options.last,
    )
    own = door.passphrase(options)
    first = _new_secret(options)
    with door.opened(options, open_desk(), secret=own) as clinic:
        added = clinic.people.add(clinic.session, own, new, first)
    print(f"user {added.id}: {tell_record.printable(added.login)} may unlock the clinic now.")
    return Exit.DONE


def _disable(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    own = door.passphrase(options)
    with door.opened(options, open_desk(), secret=own) as clinic:
        user = clinic.people.named(clinic.session, options.login)
        clinic.people.disable(clinic.session, own, user.id)
    print(f"user {user.id}: {tell_record.printable(user.login)} may not unlock the clinic any more.")
    print("Who copied its key can still read copies; `treatplan clinic rekey` encrypts the clinic anew.")
    return Exit.DONE


def _enable(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    own = door.passphrase(options)
    first = _new_secret(options)
    with door.opened(options, open_desk(), secret=own) as clinic:
        user = clinic.people.named(clinic.session, options.login)
        clinic.people.enable(clinic.session, own, user.id, first)
    print(f"user {user.id}: {tell_record.printable(user.login)} may unlock the clinic again.")
    return Exit.DONE


def _change_roles(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    own = door.passphrase(options)
    with door.opened(options, open_desk(), secret=own) as clinic:
        user = clinic.people.named(clinic.session, options.login)
        roles = _roles(options)
        changed = clinic.people.change_roles(clinic.session, own, user.id, roles, options.first, options.last)
    print(_line(changed))
    return Exit.DONE


def _passphrase(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    own = door.passphrase(options)
    new = _new_secret(options)
    with door.opened(options, open_desk(), secret=own) as clinic:
        clinic.people.change_passphrase(clinic.session, own, new)
    print("The passphrase is the new one now. Nothing in the clinic was written anew.")
    return Exit.DONE


def _assign(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=options.patient is None) as clinic:
        session, people = clinic.session, clinic.people
        user = people.named(session, options.login)
        patient = None if options.patient is None else PatientId(options.patient)
        if patient is not None and options.take_back:
            for one in people.assignments(session, user.id):
                if one.patient == patient:
                    people.unassign(session, one.id)
        elif patient is not None:
            people.assign(session, user.id, patient, *_days(options))
        assignments = people.assignments(session, user.id)
    if options.json:
        print(tell_record.value_json(list(assignments)), end="")
    else:
        lines = [f"patient {one.patient}: {one.first} to {one.last}" for one in assignments]
        print("\n".join(lines) or "No patient is assigned to them.")
    return Exit.DONE


def _days(options: argparse.Namespace) -> tuple[date, date]:
    """From when to when. Raises `Refused` where a day is missing."""
    if options.first is None or options.last is None:
        raise Refused(Problem(file="", field="--first", message="and --last are needed: from when to when"))
    return options.first, options.last


def _roles(options: argparse.Namespace) -> frozenset[Role]:
    return frozenset(Role(word) for word in options.role)


def _new_secret(options: argparse.Namespace) -> str:
    return door.passphrase(argparse.Namespace(passphrase_file=options.new_passphrase_file), new=True)


def _line(user: User) -> str:
    """A user in one line: number, login, name, roles, days."""
    days = f", {user.first} to {user.last}" if user.first or user.last else ""
    state = "" if user.active else ", disabled"
    told = f"{user.id:>4}  {user.login}  ({user.name})  {', '.join(user.roles)}{days}{state}"
    return tell_record.printable(told)
