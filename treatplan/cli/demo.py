"""`treatplan demo`: the main job on sample patients, from intake to printed handout; needs no screen."""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import tell
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Unavailable
from treatplan.domain.intake import Intake, full_name
from treatplan.domain.plan import Plan
from treatplan.domain.referral import Referral
from treatplan.exchange.files import read_intake, read_plan, write_bytes, write_text, write_value
from treatplan.services.plans import Asked

if TYPE_CHECKING:
    from treatplan.cli.plan import Commands

_PRACTICE = "practice.json"


@dataclass(frozen=True)
class _Made:
    name: str
    found: str
    pdf: Path


def add_to(commands: "Commands") -> None:
    """Add `demo` to the command line."""
    parser = commands.add_parser("demo", help="sample patients from intake to handout; ends with the PDFs' paths")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), metavar="DIR", help="default: build/demo")
    parser.set_defaults(run=_demo)


def _demo(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    _make(options.out)
    made = list(_handouts(desk, options.out))
    for case in made:
        print(f"{case.name}\n    {case.found}")
    print(f"\n{len(made)} sheets for the patients, each beside its intake, plan and findings:")
    for case in made:
        print(case.pdf)
    return Exit.DONE


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"{folder}: this folder can't be made ({(error.strerror or '').lower()}).") from error


def _handouts(desk: Desk, out: Path) -> Iterator[_Made]:
    practice = read_plan(desk.samples / _PRACTICE)
    for sample in sorted(desk.samples.glob("*.intake.json")):
        name = sample.name.removesuffix(".intake.json")
        intake = read_intake(sample)
        folder = out / name
        _make(folder)
        write_bytes(folder / "intake.json", sample.read_bytes())
        drafted = desk.plans.draft(intake, sample.name)
        found = _write(desk, drafted, intake, practice, folder)
        yield _Made(full_name(intake.patient), found, folder / _pdf_name(drafted))


def _write(desk: Desk, drafted: Plan | Referral, intake: Intake, practice: Plan, folder: Path) -> str:
    """Write plan, findings and PDF of one case into its folder; tell what was found in one line."""
    asked = Asked(jurisdiction="gb")
    if isinstance(drafted, Referral):
        write_value(folder / "referral.json", drafted)
        printed = desk.plans.referral_note(drafted, intake, "intake.json", asked)
        write_bytes(folder / _pdf_name(drafted), printed.pdf)
        return f"stopped: {', '.join(f'{flag.flag} {flag.name}' for flag in drafted.flags)}; a referral note instead"
    plan = replace(
        drafted,
        clinic=practice.clinic,
        practitioner=practice.practitioner,
        regimen=replace(drafted.regimen, starts_on=_next_monday(intake.taken_on)),
    )
    write_value(folder / "plan.json", plan)
    report = desk.plans.check(plan, intake, ("plan.json", "intake.json"))
    write_text(folder / "findings.txt", tell.report(report))
    printed = desk.plans.handout(plan, intake, ("plan.json", "intake.json"), asked)
    write_bytes(folder / _pdf_name(drafted), printed.pdf)
    levels = Counter(str(finding.level) for finding in report.findings)
    found = ", ".join(f"{number} {level}" for level, number in levels.items()) or "nothing to answer"
    given = " and ".join(component.modality for component in plan.components if component.modality != "advice")
    return f"{given.replace(' and ', ', ', given.count(' and ') - 1)}; findings: {found}"


def _pdf_name(drafted: Plan | Referral) -> str:
    return "referral-note.pdf" if isinstance(drafted, Referral) else "handout.pdf"


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
