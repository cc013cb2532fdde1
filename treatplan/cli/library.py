"""`treatplan library`: look things up, and check that every content file loads and claims only what it may."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import articles, packs, points, tell, tell_protocol, tell_sources, tell_stretch
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import PrintSize
from treatplan.domain.library import Stretch
from treatplan.domain.paper import Paper
from treatplan.domain.rules import Factor
from treatplan.services.library import SHELVES

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands


def add_to(commands: "Commands") -> None:
    """Add `library` to the command line."""
    parser = commands.add_parser("library", help="points, patterns, causes, protocols, stretches, leaflets, rules")
    shelves = [*SHELVES, "search", "check", *packs.VERBS]
    parser.add_argument("shelf", choices=shelves, metavar="SHELF", help=" | ".join(shelves))
    parser.add_argument(
        "code", nargs="?", help="one thing by its code; what to search for; a pack for check, add and remove"
    )
    parser.add_argument(
        "--pdf",
        type=Path,
        metavar="FILE",
        help="points: print the atlas, of a channel or a point with CODE; articles: print the leaflet CODE",
    )
    parser.add_argument("--paper", choices=[str(paper) for paper in Paper], help="sheet size of --pdf (default: a4)")
    parser.add_argument("--size", choices=[str(size) for size in PrintSize], help="articles: size of print")
    parser.add_argument("--jurisdiction", help="articles: country whose duties the text follows (default: intl)")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="adapt: the pack for your own version of CODE")
    parser.add_argument("--due", action="store_true", help="sources: only those not looked at again for 24 months")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_library)


def _library(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    if options.shelf in packs.VERBS:
        return packs.VERBS[options.shelf](options, desk)
    if options.shelf == "check":
        return packs.check(options, desk) if options.code else _check(options, desk)
    if options.pdf is not None and options.shelf not in {"points", "articles"}:
        raise Refused(Problem(file="", field="--pdf", message="is there for points and articles so far"))
    if options.due and options.shelf != "sources":
        raise Refused(Problem(file="", field="--due", message="is there for sources"))
    if told := _TOLD.get(options.shelf):
        return told(options, desk)
    return _entries(options, desk)


def _sources(options: argparse.Namespace, desk: Desk) -> int:
    if options.code is not None:
        return _entries(options, desk)
    print(tell_sources.references(desk.shelves.references(due=options.due), as_json=options.json), end="")
    return Exit.DONE


_TOLD = {"search": points.search, "points": points.points, "articles": articles.articles, "sources": _sources}
"""Shelves that are told in a way of their own."""


def _entries(options: argparse.Namespace, desk: Desk) -> int:
    entries = desk.shelves.entries(options.shelf, options.code)
    if options.shelf == "stretches" and not options.json:
        found = [entry for entry in entries if isinstance(entry, Stretch)]
        print(tell_stretch.entries(found, _factors(desk), whole=options.code is not None), end="")
        return Exit.DONE
    if options.shelf == "protocols" and not options.json:
        print(tell_protocol.entries(entries, whole=options.code is not None), end="")
        return Exit.DONE
    print(tell.entries_json(entries) if options.json else tell.entries(entries, whole=options.code is not None), end="")
    return Exit.DONE


def _factors(desk: Desk) -> dict[str, str]:
    """The names of patient factors."""
    factors = desk.shelves.entries("factors", None)
    return {factor.id: factor.text.name for factor in factors if isinstance(factor, Factor)}


def _check(options: argparse.Namespace, desk: Desk) -> int:
    problems = desk.shelves.problems(None)
    for problem in () if options.json else problems:
        print(problem, file=sys.stderr)
    for late in desk.shelves.overdue():
        print(f"review again: {late}", file=sys.stderr)
    if options.json:
        print(tell.problems_json(problems), end="")
    else:
        print(f"{len(problems)} found." if problems else "The library is sound.")
    return Exit.BLOCKED if problems else Exit.DONE
