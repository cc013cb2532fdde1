"""`treatplan library points` and `library search`: a point in words, what a text may mean, the atlas as a booklet."""

import argparse
import sys
import textwrap
import unicodedata
from collections.abc import Sequence

from treatplan.cli import tell
from treatplan.cli.desk import Desk, Exit
from treatplan.domain.atlas.telling import Told
from treatplan.domain.errors import Problem, Refused, shown
from treatplan.domain.library import Point
from treatplan.domain.paper import Paper
from treatplan.exchange.files import write_bytes

_WIDTH = 100
_LABEL = 13
_MOST_FOUND = 40


def points(options: argparse.Namespace, desk: Desk) -> int:
    """One point in words, or a line for each; with --pdf the booklet of all, of a channel, or of a point."""
    if options.pdf is not None:
        write_bytes(options.pdf, desk.atlas.book(options.code, Paper(options.paper or Paper.A4)))
        return Exit.DONE
    if options.code is None:
        found = tuple(point for point in desk.shelves.entries("points", None) if isinstance(point, Point))
    else:
        found = desk.atlas.points(options.code)
    if options.json:
        print(tell.entries_json(found), end="")
    elif options.code is None:
        print("\n".join(map(_line, found)))
    else:
        print("\n\n".join(_whole(desk.atlas.told(point)) for point in found))
    return Exit.DONE


def search(options: argparse.Namespace, desk: Desk) -> int:
    """The points that a text may mean, a line each, best first."""
    if options.code is None:
        raise Refused(Problem(file="", field="search", message="needs a text to look for"))
    found = desk.atlas.find(options.code, _MOST_FOUND)
    if options.json:
        print(tell.entries_json(found), end="")
        return Exit.DONE
    if found:
        print("\n".join(map(_line, found)))
    else:
        print(f"treatplan: no point is like {shown(options.code)}", file=sys.stderr)
    return Exit.DONE


def _line(point: Point) -> str:
    head = f"{point.code:<13}{_padded(point.pinyin, 16)}{_padded(point.hanzi, 11)}"
    told = f"{point.text.english}. {point.text.location}"
    return head + textwrap.shorten(told, _WIDTH - 40, placeholder=" …")


def _whole(told: Told) -> str:
    lines = [f"{told.code}  {told.pinyin}  {told.hanzi}  {told.english}", f"  ({told.where})"]
    for row in told.rows:
        lines += _row(row.label, row.texts)
    return "\n".join(lines)


def _row(label: str, texts: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for text in texts:
        lead = f"  {label:<{_LABEL}}" if not lines else " " * (_LABEL + 2)
        lines += textwrap.wrap(
            text, _WIDTH, initial_indent=lead, subsequent_indent=" " * (_LABEL + 2), break_on_hyphens=False
        )
    return lines


def _padded(text: str, width: int) -> str:
    """A text filled up to a width on a terminal, where a Chinese character is as wide as two letters."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, width - taken)
