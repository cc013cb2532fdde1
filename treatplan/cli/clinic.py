"""`treatplan clinic new|info|migrate`: the clinic's encrypted file."""

import argparse
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record
from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.record import Practice
from treatplan.services.clinic.entry import NewClinic

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


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

    migrate = verbs.add_parser("migrate", help="bring an older clinic to this program's version; the old file is kept")
    door.add_to(migrate)
    migrate.set_defaults(run=_migrate)


def _new(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    login = options.user or "owner"
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
        info = clinic.clinic.info(clinic.session)
    print(tell_record.value_json(info) if options.json else tell_record.clinic(info), end="")
    return Exit.DONE


def _migrate(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    place = door.place_of(options, desk)
    users = desk.door.users(place)
    done = desk.door.migrate(place, options.user or users[0], door.passphrase(options), door.FACE)
    for line in done or (f"{place}: is up to date; nothing was done.",):
        print(line)
    return Exit.DONE
