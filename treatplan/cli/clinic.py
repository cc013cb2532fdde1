"""`treatplan clinic new|info|change|migrate|rekey|move`: the clinic's encrypted file."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_backup, tell_record
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.paper import Paper
from treatplan.domain.record import Practice
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.clinic.rescue import Opener

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_SETTINGS = ("name", "address", "phone", "jurisdiction", "paper", "lock_after")


def add_to(commands: "Commands") -> None:
    """Add `clinic` and its verbs to the command line."""
    parser = commands.add_parser("clinic", help="make the clinic's encrypted file, look at it, bring it up to date")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    new = verbs.add_parser("new", help="a new clinic; prints its recovery code, this once")
    door.add_to(new)
    new.add_argument("--name", default="", help="the clinic's name, as the handout prints it")
    new.add_argument("--address", default="")
    new.add_argument("--phone", default="")
    new.add_argument("--jurisdiction", default="intl", metavar="COUNTRY", help="us, gb ... (default: intl)")
    new.add_argument("--practitioner", default="", metavar="NAME", help="your name, as plans are signed with it")
    new.add_argument("--qualification", default="")
    new.add_argument("--registration-no", default="")
    new.set_defaults(run=_new)

    info = verbs.add_parser("info", help="what the file is and how much is in it; nothing of a patient")
    door.add_to(info)
    info.add_argument("--json", action="store_true", help="print JSON")
    info.set_defaults(run=_info)

    change = verbs.add_parser("change", help="change the letterhead, the paper, and after how long the window locks")
    door.add_to(change)
    change.add_argument("--name", help="the clinic's name, as the handout prints it")
    change.add_argument("--address")
    change.add_argument("--phone")
    change.add_argument("--jurisdiction", metavar="COUNTRY", help="us, gb ...")
    change.add_argument("--paper", choices=[paper.value for paper in Paper])
    change.add_argument("--lock-after", type=int, metavar="MINUTES", help="1 to 15 minutes without a touch")
    change.set_defaults(run=_change)

    migrate = verbs.add_parser("migrate", help="bring an older clinic to this program's version; the old file is kept")
    door.add_to(migrate)
    migrate.set_defaults(run=_migrate)

    rekey = verbs.add_parser(
        "rekey",
        help="encrypt the clinic anew, so that who copied its key is out; prints a new recovery code, this once",
        description="After a user was removed. Takes an owner, and a closed window. The clinic as it was is kept; "
        "delete that file when the new one has served you. Older backups keep the keys of their day.",
    )
    door.add_to(rekey)
    rekey.set_defaults(run=_rekey)

    move = verbs.add_parser("move", help="move the clinic and its keys to another folder of this computer's own disk")
    door.add_to(move)
    move.add_argument("to", metavar="NEWPLACE", help="a folder, or a new file")
    move.set_defaults(run=_move)


def _new(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    login = " ".join((options.user or "owner").split())  # as it is kept
    desk.refuse_country(options.jurisdiction.lower())
    new = NewClinic(
        practice=Practice(
            name=options.name,
            address=options.address,
            phone=options.phone,
            jurisdiction=options.jurisdiction.lower(),
        ),
        login=login,
        name=options.practitioner or login,
        qualification=options.qualification,
        registration_no=options.registration_no,
    )
    place = door.place_of(options, desk)
    clinic, code = desk.door.create(place, new, door.passphrase(options, new=True), door.FACE)
    clinic.close()
    print(f"{place}: made; {login} is its owner and practitioner.")
    print("\nThe recovery code opens the clinic if the passphrase is lost. It is shown this once.")
    print("Write it down, and keep it away from this computer:\n")
    print(f"    {code}")
    return Exit.DONE


def _info(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        info, backup = clinic.clinic.info(clinic.session), clinic.backups.status(clinic.session)
        restored = clinic.backups.restored(clinic.session)
    if options.json:
        print(tell_backup.info_json(info, backup, restored), end="")
    else:
        print(f"{tell_record.clinic(info)}{tell_backup.status(backup)}{tell_backup.restored(restored)}")
    return Exit.DONE


def _rekey(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    place, opener = _opener(options, desk)
    done = desk.rescue().rekey(place, opener, door.FACE)
    print(f"{place}: encrypted anew; the passphrases are as they were.")
    print(f"The clinic as it was is kept: {done.kept}")
    for warning in done.warnings:
        print(warning)
    print("\nThe recovery code is a new one; the old one opens only backups made until now. It is shown this once.")
    print("Write it down, and keep it away from this computer:\n")
    print(f"    {done.code}")
    return Exit.DONE


def _move(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    place, opener = _opener(options, desk)
    old = desk.rescue().move(place, options.to, opener, door.FACE)
    print(f"{place}: moved to {options.to}, with its keys.")
    print(f"The old file is kept under another name; delete it when the clinic opens at its new place: {old}")
    return Exit.DONE


def _opener(options: argparse.Namespace, desk: Desk) -> tuple[str, Opener]:
    """Which clinic, and who opens it."""
    place = door.place_of(options, desk)
    user = door.user_of(options, desk.door.users(place))
    return place, Opener(login=user, passphrase=door.passphrase(options))


def _change(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    given = {name: getattr(options, name) for name in _SETTINGS if getattr(options, name) is not None}
    if not given:
        raise Refused(Problem(file="", field="clinic change", message="needs something to change; see --help"))
    if "paper" in given:
        given["paper"] = Paper(given["paper"])
    if "jurisdiction" in given:
        given["jurisdiction"] = given["jurisdiction"].lower()
    with door.opened(options, open_desk()) as clinic:
        before = clinic.clinic.practice(clinic.session)
        clinic.clinic.change(clinic.session, replace(before, **given))
    print(f"changed: {', '.join(name.replace('_', '-') for name in given)}.")
    return Exit.DONE


def _migrate(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    place = door.place_of(options, desk)
    users = desk.door.users(place)
    done = desk.door.migrate(place, options.user or users[0], door.passphrase(options), door.FACE)
    for line in done or (f"{place}: is up to date; nothing was done.",):
        print(line)
    return Exit.DONE
