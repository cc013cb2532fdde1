"""`treatplan plan`: draft, check and handout on plain files; the verbs on a clinic's record are in `treatment`."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell, treatment
from treatplan.cli.desk import Exit, OpenDesk, day
from treatplan.domain.drafting.start import Start, read_start
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Plan
from treatplan.domain.referral import Referral
from treatplan.exchange.canonical import canonical
from treatplan.exchange.files import read_intake, read_plan, read_plan_or_referral, write_bytes, write_value
from treatplan.services.plans import Asked

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `plan` and its verbs to the command line."""
    parser = commands.add_parser("plan", help="draft a plan from an intake, check it, make its handout")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    draft = verbs.add_parser("draft", help="intake -> draft plan, every item with its reason and source")
    draft.add_argument("intake", type=Path, metavar="INTAKE", nargs="?", help="an intake file")
    draft.add_argument("--patient", type=int, metavar="PATIENT", help="on a clinic: from the newest intake, stored")
    door.add_to(draft)
    draft.add_argument(
        "--from",
        dest="start",
        metavar="START",
        default="intake",
        help="pattern:T01, cause:W04, protocol:W04-T12 (see `library protocols`), plan:FILE (on a clinic: plan:NUMBER) "
        "or nothing; default: what the intake names",
    )
    draft.add_argument("--starts-on", type=day, metavar="DATE", help="day of the first visit, as 2026-11-30")
    draft.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the plan file here")
    draft.add_argument("--json", action="store_true", help="print the plan file instead of words")
    draft.set_defaults(run=_draft)

    check = verbs.add_parser("check", help="red flags, contraindications, cautions, completeness per standard")
    check.add_argument("file", type=Path, metavar="PLAN", nargs="?", help="a plan file")
    check.add_argument("--intake", type=Path, metavar="INTAKE")
    check.add_argument("--plan", type=int, metavar="NUMBER", help="on a clinic: a plan by its number")
    door.add_to(check)
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)

    handout = verbs.add_parser("handout", help="the patient's handout as a PDF (or the referral note)")
    handout.add_argument("plan", type=Path, metavar="PLAN")
    handout.add_argument("--intake", type=Path, metavar="INTAKE", required=True)
    handout.add_argument("-o", "--output", type=Path, metavar="FILE.pdf", required=True)
    handout.add_argument("--language", help="language of the handout (default: the patient's)")
    handout.add_argument("--paper", choices=[str(paper) for paper in Paper], help="sheet size (default: the country's)")
    handout.add_argument(
        "--size", choices=[str(size) for size in PrintSize], help="size of print (default: the patient's)"
    )
    handout.add_argument("--jurisdiction", default="intl", help="country whose duties the text follows: us, gb, intl")
    handout.set_defaults(run=_handout)
    treatment.add_to(verbs)


def _draft(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    if (options.intake is None) == (options.patient is None):
        raise Refused(Problem(file="", field="INTAKE", message="is needed: an intake file, or --patient on a clinic"))
    if options.patient is not None:
        return treatment.draft(options, open_desk)
    desk = open_desk()
    _keep_inputs(options.output, options.intake)
    intake = read_intake(options.intake)
    drafted = desk.plans.draft(intake, options.intake.name, *_start(options))
    if isinstance(drafted, Plan) and options.starts_on:
        if options.starts_on < intake.taken_on:
            message = f"is {options.starts_on}, before the intake of {intake.taken_on}"
            raise Refused(Problem(file="", field="--starts-on", message=message))
        drafted = replace(drafted, regimen=replace(drafted.regimen, starts_on=options.starts_on))
    if options.output:
        write_value(options.output, drafted)
    if options.json:
        print(canonical(drafted))
    elif isinstance(drafted, Referral):
        print(tell.referral(drafted))
    else:
        print(tell.plan(drafted))
    if isinstance(drafted, Referral):
        return Exit.BLOCKED
    files = (options.intake.name, options.intake.name)
    blocking = [finding for finding in desk.plans.check(drafted, intake, files).findings if finding.blocks]
    tell.blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE


def _start(options: argparse.Namespace) -> tuple[Start, str]:
    """Where the draft starts, and the file of the past plan that it starts from."""
    start = read_start(options.start)
    if start.kind != "plan":
        return start, ""
    path = Path(start.id)
    _keep_inputs(options.output, path)
    return replace(start, plan=read_plan(path)), path.name


def _keep_inputs(output: Path | None, *inputs: Path) -> None:
    """Refuse to write over what is read."""
    for path in inputs:
        if output is not None and output.exists() and path.exists() and output.samefile(path):
            raise Refused(
                Problem(file=str(output), field="", message="is one of the files that are read; name another")
            )


def _check(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    if options.plan is not None and options.file is None:
        return treatment.check(options, open_desk)
    if options.file is None or options.intake is None:
        raise Refused(Problem(file="", field="PLAN", message="and --intake are needed, or --plan on a clinic"))
    desk = open_desk()
    files = (options.file.name, options.intake.name)
    report = desk.plans.check(read_plan(options.file), read_intake(options.intake), files)
    print(tell.report_json(report) if options.json else tell.report(report), end="")
    return Exit.BLOCKED if report.blocked else Exit.DONE


def _handout(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    asked = Asked(
        language=options.language,
        paper=options.paper and Paper(options.paper),
        size=options.size and PrintSize(options.size),
        jurisdiction=options.jurisdiction.lower(),
    )
    _keep_inputs(options.output, options.plan, options.intake)
    intake = read_intake(options.intake)
    plan = read_plan_or_referral(options.plan)
    if isinstance(plan, Referral):
        printed = desk.plans.referral_note(plan, intake, options.intake.name, asked)
    else:
        printed = desk.plans.handout(plan, intake, (options.plan.name, options.intake.name), asked)
    write_bytes(options.output, printed.pdf)
    print(options.output)
    for remark in printed.remarks:
        print(f"treatplan: {remark}", file=sys.stderr)
    if printed.referral:
        print("treatplan: a sign that asks for a doctor was answered; this is the referral note", file=sys.stderr)
    tell.blocking(printed.blocking)
    return Exit.BLOCKED if printed.referral or printed.blocking else Exit.DONE
