"""`treatplan plan draft|check|handout`: the core job on plain files."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from treatplan.cli import tell
from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Plan
from treatplan.domain.referral import Referral
from treatplan.exchange.canonical import canonical
from treatplan.exchange.files import read_intake, read_plan, read_plan_or_referral, write_bytes, write_value
from treatplan.services.plans import Asked

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[Any]  # noqa: SLF001  (has no public name)


def add_to(commands: "Commands") -> None:
    """Add `plan` and its verbs to the command line."""
    parser = commands.add_parser("plan", help="draft a plan from an intake, check it, make its handout")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    draft = verbs.add_parser("draft", help="intake file -> draft plan, every item with its reason and source")
    draft.add_argument("intake", type=Path, metavar="INTAKE")
    draft.add_argument("--starts-on", type=_day, metavar="DATE", help="day of the first visit, as 2026-11-30")
    draft.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the plan file here")
    draft.add_argument("--json", action="store_true", help="print the plan file instead of words")
    draft.set_defaults(run=_draft)

    check = verbs.add_parser("check", help="red flags, contraindications, cautions, completeness per standard")
    check.add_argument("plan", type=Path, metavar="PLAN")
    check.add_argument("--intake", type=Path, metavar="INTAKE", required=True)
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


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a date as in 2026-11-30") from None


def _draft(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    _keep_inputs(options.output, options.intake)
    intake = read_intake(options.intake)
    drafted = desk.plans.draft(intake, options.intake.name)
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
    _tell_blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE


def _keep_inputs(output: Path | None, *inputs: Path) -> None:
    """Refuse to write over what is read."""
    for path in inputs:
        if output is not None and output.exists() and path.exists() and output.samefile(path):
            raise Refused(
                Problem(file=str(output), field="", message="is one of the files that are read; name another")
            )


def _tell_blocking(findings: Iterable[Finding]) -> None:
    for finding in findings:
        asked = ": not asked" if finding.kind == "not_asked" else ""
        print(f"treatplan: in the way of release: {finding.rule} {finding.title}{asked}", file=sys.stderr)


def _check(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    files = (options.plan.name, options.intake.name)
    report = desk.plans.check(read_plan(options.plan), read_intake(options.intake), files)
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
    _tell_blocking(printed.blocking)
    return Exit.BLOCKED if printed.referral or printed.blocking else Exit.DONE
