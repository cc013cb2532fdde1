"""`treatplan --self-check`: this installation finds its files, can draft a plan and write a PDF."""

import argparse

from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.plan import Plan
from treatplan.exchange.files import read_intake
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
    return Exit.DONE
