"""`treatplan library packs | adapt | add | remove | changes | check FOLDER`: the clinic's own content packs."""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from treatplan.cli.desk import Desk, Exit
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.packs import Adapted, PackChanges, PackReport
from treatplan.exchange.canonical import readable


def packs(options: argparse.Namespace, desk: Desk) -> int:
    """List the packs in use: what each adds and adapts, and what is wrong in it."""
    reports = desk.packs.all()
    if options.json:
        print(readable(list(reports)), end="")
    else:
        print("\n".join(line for report in reports for line in _report(report)) or "There are no packs of your own.")
    return Exit.BLOCKED if any(report.problems for report in reports) else Exit.DONE


def check(options: argparse.Namespace, desk: Desk) -> int:
    """Check a pack before it is added, laid over what is shipped and beside the packs in use."""
    report = desk.packs.check(Path(options.code))
    if options.json:
        print(readable(report), end="")
        return Exit.BLOCKED if report.problems else Exit.DONE
    for problem in report.problems:
        print(problem, file=sys.stderr)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"{len(report.problems)} found." if report.problems else "The pack is sound.")
    return Exit.BLOCKED if report.problems else Exit.DONE


def adapt(options: argparse.Namespace, desk: Desk) -> int:
    """Begin the clinic's own version of a shipped thing, in a folder that is a pack or becomes one."""
    what = _named(options, "what to adapt, as stretches/EX03")
    if options.into is None:
        raise Refused(Problem(file="", field="--into", message="is needed: the folder of your pack"))
    for file in desk.packs.adapt(what, options.into):
        print(file)
    folder = shlex.quote(str(options.into))
    print(f"Change them, then: treatplan library check {folder}; treatplan library add {folder}")
    return Exit.DONE


def add(options: argparse.Namespace, desk: Desk) -> int:
    """Copy a pack into use. With anything wrong in it nothing is copied."""
    folder = Path(_named(options, "the folder of a pack"))
    try:
        report = desk.packs.add(folder)
    except Refused as refused:
        for problem in refused.problems[1:]:
            print(problem, file=sys.stderr)
        raise
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print("\n".join(_report(report, warnings=False)))
    print("It is in use. A window that is open uses it when it is opened again.")
    return Exit.DONE


def remove(options: argparse.Namespace, desk: Desk) -> int:
    """Take a pack out of use. It is put aside, not deleted."""
    name = _named(options, "the name of a pack, as `treatplan library packs` tells it")
    aside = desk.packs.remove(name)
    print(f"{name} is out of use; what is shipped stands. It lies in {aside} until you delete it.")
    print("A window that is open goes on with it until it is opened again.")
    return Exit.DONE


def changes(options: argparse.Namespace, desk: Desk) -> int:
    """What changed in each pack since the version used before, and which things of the clinic's own are behind."""
    found = desk.packs.changes()
    behind = [(report, adapted) for report in desk.packs.all() for adapted in report.adapts if adapted.stale]
    if options.json:
        told = [
            {"pack": report.name, "what": one.what, "made_from": one.made_from, "shipped": one.shipped}
            for report, one in behind
        ]
        print(readable({"packs": list(found), "behind": told}), end="")
        return Exit.DONE
    for pack in found:
        print("\n".join(_changes(pack)))
    for report, adapted in behind:
        print(
            f"{report.name}: {adapted.what} was made from version {adapted.made_from}; "
            f"what is shipped is version {adapted.shipped} now"
        )
    return Exit.DONE


VERBS: Mapping[str, Callable[[argparse.Namespace, Desk], int]] = {
    "packs": packs,
    "adapt": adapt,
    "add": add,
    "remove": remove,
    "changes": changes,
}


def _named(options: argparse.Namespace, what: str) -> str:
    if not options.code:
        raise Refused(Problem(file="", field="CODE", message=f"is needed: {what}"))
    return str(options.code)


def _report(report: PackReport, *, warnings: bool = True) -> Iterator[str]:
    yield f"{report.folder}: {report.name} {report.version}".rstrip() if report.version else report.folder
    if report.adds:
        yield f"  adds {', '.join(report.adds)}"
    if report.adapts:
        yield f"  adapts {', '.join(map(_adapted, report.adapts))}"
    for problem in report.problems:
        yield f"  not used: {problem}"
    for warning in report.warnings if warnings else ():
        yield f"  look at: {warning}"


def _adapted(one: Adapted) -> str:
    if not one.stale:
        return one.what
    return f"{one.what} (from version {one.made_from}, shipped is {one.shipped})"


def _changes(pack: PackChanges) -> Iterator[str]:
    if pack.before is None:
        yield f"{pack.name} {pack.now}: no version was used before it on this computer"
        return
    yield f"{pack.name} {pack.before} -> {pack.now}: {len(pack.changes) or 'no'} changes"
    yield from (f"  {change}" for change in pack.changes)
