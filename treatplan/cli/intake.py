"""`treatplan intake record`: an intake file into a patient's record."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell
from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.ids import PatientId
from treatplan.exchange.files import read_intake

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `intake` to the command line."""
    parser = commands.add_parser("intake", help="record an intake for a patient of a clinic")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    record = verbs.add_parser("record", help="store an intake file; it never changes after, a newer one follows it")
    door.add_to(record)
    record.add_argument("patient", type=int, metavar="PATIENT", help="the file number")
    record.add_argument("intake", type=Path, metavar="INTAKE", help="an intake file")
    record.set_defaults(run=_record)


def _record(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    intake = read_intake(options.intake)
    patient = PatientId(options.patient)
    with door.opened(options, open_desk()) as clinic:
        waiting = clinic.intakes.begin(clinic.session, patient)
        made = clinic.intakes.record(clinic.session, patient, waiting.lock, intake, options.intake.name)
        look = clinic.intakes.look(clinic.session, made.intake)
    print(f"intake {made.id}: recorded for patient {patient}")
    blocking = [finding for finding in look.flags if finding.blocks]
    tell.blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE
