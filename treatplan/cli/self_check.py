"""`treatplan --self-check`: this installation finds its files, keeps an encrypted clinic and writes a PDF."""

import argparse
import secrets
import tempfile
from pathlib import Path

from treatplan.cli import door
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.plan import Plan
from treatplan.domain.record import Practice
from treatplan.exchange.files import read_intake
from treatplan.services.clinic.entry import NewClinic
from treatplan.services.plans import Asked


def run(_options: argparse.Namespace, open_desk: OpenDesk) -> int:
    """Check the installation; prints a line for each thing found. Raises `Refused` where one is missing."""
    desk = open_desk()
    problems = desk.shelves.problems(None)
    if problems:
        raise Refused(*problems)
    print(f"library: {desk.content}")
    for shelf in ("points", "rules", "redflags", "stretches"):
        print(f"  {len(desk.shelves.entries(shelf, None))} {shelf}")
    sample = min(desk.samples.glob("*.intake.json"), default=None)
    if sample is None:
        raise Refused(Problem(file=str(desk.samples), field="", message="holds no sample intake"))
    intake = read_intake(sample)
    drafted = desk.plans.draft(intake, sample.name)
    if not isinstance(drafted, Plan):
        raise Refused(Problem(file=sample.name, field="", message="should give a plan"))
    printed = desk.plans.handout(drafted, intake, ("draft", sample.name), Asked())
    print(f"handout: {len(printed.pdf)} bytes of PDF from {sample.name}")
    _check_clinic(desk)
    return Exit.DONE


def _check_clinic(desk: Desk) -> None:
    """Make a clinic in a folder of its own, open it with its passphrase, and throw it away."""
    with tempfile.TemporaryDirectory(prefix="treatplan-") as folder:
        place = str(Path(folder) / "check.treatplan")
        secret = secrets.token_urlsafe(24)
        new = NewClinic(practice=Practice(), login="check", name="check")
        desk.door.create(place, new, secret, door.FACE)[0].close()
        clinic = desk.door.enter(place, "check", secret, door.FACE)
        try:
            info = clinic.clinic.info(clinic.session)
        finally:
            clinic.close()
    print(f"clinic: encrypted by {info.cipher}, {info.engine}, schema {info.schema}")
