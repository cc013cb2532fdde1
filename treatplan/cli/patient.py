"""`treatplan patient add|find|show`: who the clinic treats."""

import argparse
import sys
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record
from treatplan.cli.desk import Exit, OpenDesk, day
from treatplan.domain.access import Permission, allowed
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.record import Person

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `patient` and its verbs to the command line."""
    parser = commands.add_parser("patient", help="add, find and show patients of a clinic")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    add = verbs.add_parser("add", help="a new patient; prints the file number")
    door.add_to(add)
    add.add_argument("--given", default="", metavar="NAME")
    add.add_argument("--family", default="", metavar="NAME")
    add.add_argument("--other-names", default="", metavar="NAMES", help="other spellings people search by")
    add.add_argument("--birth-date", type=day, required=True, metavar="DATE", help="as 1980-02-29")
    add.add_argument("--sex", choices=[str(sex) for sex in Sex], default=str(Sex.NOT_RECORDED))
    add.add_argument("--phone", default="")
    add.add_argument("--language", default="en", help="language of the handout, as en, es, zh")
    add.add_argument("--print-size", choices=[str(size) for size in PrintSize], default=str(PrintSize.STANDARD))
    add.add_argument("--access-needs", default="", metavar="TEXT", help="what the front desk should know")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(run=_add)

    find = verbs.add_parser("find", help="by name, number, phone or birth date")
    door.add_to(find)
    find.add_argument("text", metavar="TEXT")
    find.add_argument("--json", action="store_true", help="print JSON")
    find.set_defaults(run=_find)

    show = verbs.add_parser("show", help="one patient: who it is, and what is in the record")
    door.add_to(show)
    show.add_argument("patient", type=int, metavar="PATIENT", help="the file number")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)


def _add(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    person = Person(
        given_name=options.given,
        family_name=options.family,
        other_names=options.other_names,
        birth_date=options.birth_date,
        sex=Sex(options.sex),
        phone=options.phone,
        language=options.language,
        print_size=PrintSize(options.print_size),
        access_needs=options.access_needs,
    )
    with door.opened(options, open_desk()) as clinic:
        similar = clinic.patients.similar(clinic.session, person)
        added = clinic.patients.add(clinic.session, person)
    for row in similar:
        print(f"treatplan: may be the same person: {tell_record.patient_line(row)}", file=sys.stderr)
    print(tell_record.value_json(added) if options.json else f"patient {added.id}: added\n", end="")
    return Exit.DONE


def _find(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        rows = clinic.patients.find(clinic.session, options.text)
    if options.json:
        print(tell_record.value_json(list(rows)), end="")
    else:
        print("\n".join(map(tell_record.patient_line, rows)) if rows else f"No patient fits '{options.text[:60]}'.")
    return Exit.DONE


def _show(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    id_ = PatientId(options.patient)
    with door.opened(options, open_desk(), to_read=True) as clinic:
        session = clinic.session
        may_read = allowed(session, Permission.READ_RECORD)
        shown = tell_record.PatientShown(
            patient=clinic.patients.open(session, id_),
            intake=clinic.intakes.latest(session, id_) if may_read else None,
            plans=clinic.plans.versions(session, id_) if may_read else (),
            handouts=clinic.handouts.of_patient(session, id_) if allowed(session, Permission.GIVE_HANDOUTS) else (),
        )
    print(tell_record.value_json(shown) if options.json else tell_record.patient(shown), end="")
    return Exit.DONE
