"""`treatplan plan draft|check|show|edit|answer|release` on the record of a clinic."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell, tell_record
from treatplan.cli.desk import Exit, OpenDesk
from treatplan.domain.drafting.start import read_start
from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.edits import AddItem, ChangeCourse, ChangeItem, Edit, RemoveItem
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.ids import PatientId, PlanId
from treatplan.domain.intactness import same_patient
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Plan
from treatplan.domain.record import PlanRecord
from treatplan.domain.safety import answers_to
from treatplan.exchange.canonical import canonical
from treatplan.exchange.files import read_plan
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.plans import Asked

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(verbs: "Commands") -> None:
    """Add the verbs that work on a clinic only."""
    show = verbs.add_parser("show", help="a stored plan in words, or as a plan file with --json")
    _plan(show)
    show.add_argument("--json", action="store_true", help="print the plan file instead of words")
    show.set_defaults(run=_show)

    edit = verbs.add_parser("edit", help="change a stored draft: add, remove, set, or take a whole plan file")
    _plan(edit)
    edit.add_argument(
        "--add",
        nargs=2,
        action="append",
        default=[],
        metavar=("MODALITY", "WHAT"),
        help="needling BL60; stretching EX01",
    )
    edit.add_argument("--remove", action="append", default=[], metavar="ITEM", help="an item by its item_id")
    edit.add_argument(
        "--set", nargs=3, action="append", default=[], metavar=("ITEM", "FIELD", "VALUE"), help="n1 depth_mm 15"
    )
    edit.add_argument("--course", nargs=2, action="append", default=[], metavar=("FIELD", "VALUE"))
    edit.add_argument(
        "--file", type=Path, metavar="PLAN", help="take the body of this plan file; its answers don't count"
    )
    edit.set_defaults(run=_edit)

    answer = verbs.add_parser("answer", help="answer a finding of a stored draft, in your name")
    _plan(answer)
    answer.add_argument("rule", metavar="RULE", help="as `plan check --plan` tells it, such as P09")
    answer.add_argument("--key", help="the finding's key, where a rule fired more than once")
    how = answer.add_mutually_exclusive_group(required=True)
    how.add_argument("--acknowledge", action="store_true", help="seen; for a caution or a note")
    how.add_argument("--override", metavar="REASON", help="why it is right here, in at least 15 letters")
    how.add_argument("--assessed", metavar="REASON", help="which doctor assessed it, and what came of it")
    answer.set_defaults(run=_answer)

    release = verbs.add_parser("release", help="freeze a stored draft and make its handout in every size of print")
    _plan(release)
    release.add_argument("--language", help="language of the handout (default: the patient's)")
    release.add_argument("--paper", choices=[str(paper) for paper in Paper], help="sheet size (default: the clinic's)")
    release.add_argument("--size", choices=[str(size) for size in PrintSize], help="size listed first")
    release.set_defaults(run=_release)

    amend = verbs.add_parser("amend", help="a draft of the next version of a released plan")
    _plan(amend)
    amend.set_defaults(run=_amend)


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=int, required=True, metavar="NUMBER", help="the plan's number")
    door.add_to(parser)


def draft(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    """Draft from a patient's newest intake and store it; an emergency prints the referral instead."""
    start = read_start(options.start)
    with door.opened(options, open_desk()) as clinic:
        given = clinic.plans.propose(clinic.session, PatientId(options.patient), options.starts_on, start)
        if given.plan is None:
            print(canonical(given.referral) if options.json else given.referral and tell.referral(given.referral))
            return Exit.BLOCKED
        blocking = _blocking(clinic, given.plan)
    print(
        canonical(given.plan.plan) if options.json else f"plan {given.plan.id}: drafted\n\n{tell.plan(given.plan.plan)}"
    )
    tell.blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE


def check(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    """Findings and completeness of a stored plan, checked afresh."""
    with door.opened(options, open_desk(), to_read=True) as clinic:
        stored = clinic.plans.open(clinic.session, PlanId(options.plan))
        report = clinic.plans.look(clinic.session, stored.plan, stored.intake.intake)
    print(tell.report_json(report) if options.json else tell.report(report), end="")
    return Exit.BLOCKED if report.blocked else Exit.DONE


def _show(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        stored = clinic.plans.open(clinic.session, PlanId(options.plan))
        visits = clinic.plans.visits(clinic.session, stored.version)
    if options.json:
        print(canonical(stored.plan))
    else:
        print(tell_record.stored_plan(stored, visits), end="")
    return Exit.DONE


def _edit(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        stored = clinic.plans.open(clinic.session, PlanId(options.plan))
        changed = stored.plan if options.file is None else _body(options.file, stored)
        library = clinic.clinic.library(clinic.session)
        for edit in _edits(options):
            changed = apply(changed, edit, stored.intake.intake, library)
        kept = clinic.plans.keep(clinic.session, stored.version, stored.lock, changed)
        blocking = _blocking(clinic, kept)
    print(f"plan {kept.id}, version {kept.number}: changed")
    tell.blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE


def _edits(options: argparse.Namespace) -> list[Edit]:
    """The changes in the order add, set, remove, course."""
    return [
        *(AddItem(modality=modality, what=what) for modality, what in options.add),
        *(ChangeItem(item_id=item, field=field, text=text) for item, field, text in options.set),
        *(RemoveItem(item_id=item) for item in options.remove),
        *(ChangeCourse(field=field, text=text) for field, text in options.course),
    ]


def _body(file: Path, stored: PlanRecord) -> Plan:
    """The plan of a file as the new body of a stored draft. Answers that a file brings count as not given."""
    read = read_plan(file)
    same_patient(read, stored.intake.intake, (file.name, "the plan's intake"))
    return replace(read, answers=stored.plan.answers, clinic=stored.plan.clinic, practitioner=stored.plan.practitioner)


def _answer(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        stored = clinic.plans.open(clinic.session, PlanId(options.plan))
        finding = _finding(options, clinic, stored)
        decision = Decision(rule=finding.rule, key=finding.key, decision="acknowledged")
        if options.override is not None:
            decision = replace(decision, decision="overridden", reason=options.override)
        elif options.assessed is not None:
            decision = replace(decision, decision="assessed", reason=options.assessed)
        elif answers_to(finding)[:1] not in {(), ("acknowledged",)}:
            message = (
                f"is not only to be seen; answer with --{' or --'.join(_FLAGS[one] for one in answers_to(finding))}"
            )
            raise Refused(Problem(file="", field=finding.rule, message=message))
        kept = clinic.plans.answer(clinic.session, stored.version, stored.lock, decision)
        blocking = _blocking(clinic, kept)
    print(f"plan {kept.id}: {finding.rule} {decision.decision}")
    tell.blocking(blocking)
    return Exit.BLOCKED if blocking else Exit.DONE


_FLAGS = {"overridden": "override", "assessed": "assessed", "acknowledged": "acknowledge"}


def _finding(options: argparse.Namespace, clinic: OpenClinic, stored: PlanRecord) -> Finding:
    report = clinic.plans.look(clinic.session, stored.plan, stored.intake.intake)
    fired = [one for one in report.findings if one.rule.lower() == options.rule.lower()]
    found = [one for one in fired if options.key in {None, one.key}]
    if not found:
        rules = ", ".join(dict.fromkeys(one.rule for one in report.findings)) or "none"
        message = f"'{options.rule[:40]}' is no finding of this plan; there is {rules}"
        raise Refused(Problem(file="", field="RULE", message=message))
    if len(found) > 1:
        keys = ", ".join(one.key for one in found)
        raise Refused(Problem(file="", field="--key", message=f"is needed: {found[0].rule} fired with {keys}"))
    return found[0]


def _release(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    asked = Asked(
        language=options.language,
        paper=options.paper and Paper(options.paper),
        size=options.size and PrintSize(options.size),
    )
    with door.opened(options, open_desk()) as clinic:
        stored = clinic.plans.open(clinic.session, PlanId(options.plan))
        blocking = _blocking(clinic, stored)
        if blocking:
            tell.blocking(blocking)
            return Exit.BLOCKED
        made = clinic.plans.release(clinic.session, stored.version, stored.lock, asked)
    print(f"plan {made.plan.id}, version {made.plan.number}: released, {len(made.visits)} visits planned")
    for row in made.handouts:
        print(tell_record.handout_line(row))
    return Exit.DONE


def _amend(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        made = clinic.plans.amend(clinic.session, PlanId(options.plan))
    print(f"plan {made.id}, version {made.number}: a draft")
    return Exit.DONE


def _blocking(clinic: OpenClinic, stored: PlanRecord) -> list[Finding]:
    report = clinic.plans.look(clinic.session, stored.plan, stored.intake.intake)
    return [finding for finding in report.findings if finding.blocks]
