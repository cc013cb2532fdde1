"""`treatplan library articles`: the leaflets in a list, one of them in words, or as paper."""

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator

from treatplan.cli import tell
from treatplan.cli.desk import Desk, Exit
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Box, Handout, ItemList, Paper, Paragraph, Rich, Wish
from treatplan.domain.reading import spoken
from treatplan.exchange.files import write_bytes

_WIDTH = 100
_CODE = 31


def articles(options: argparse.Namespace, desk: Desk) -> int:
    """A line for each leaflet; one of them by its code in words; with --pdf as paper."""
    if options.code is None:
        if options.pdf is not None:
            raise Refused(Problem(file="", field="--pdf", message="needs the code of one leaflet"))
        found = desk.articles.all()
        lines = "".join(f"{article.id:<{_CODE}}{article.text.title}\n" for article in found)
        print(tell.entries_json(found) if options.json else lines, end="")
        return Exit.DONE
    country = (options.jurisdiction or "intl").lower()
    wish = Wish(
        paper=Paper(options.paper or (Paper.LETTER if country == "us" else Paper.A4)),
        size=PrintSize(options.size or PrintSize.ECONOMY),  # two sides of a sheet; larger print takes more
        jurisdiction=country,
    )
    for late in desk.articles.due(options.code):
        print(f"review again: {late}", file=sys.stderr)
    if options.pdf is not None:
        write_bytes(options.pdf, desk.articles.pdf(options.code, wish))
    elif options.json:
        print(tell.entries_json(desk.shelves.entries("articles", options.code)), end="")
    else:
        print("\n".join(_lines(desk.articles.document(options.code, wish))))
    return Exit.DONE


def _lines(document: Handout) -> Iterator[str]:
    """A composed leaflet as text."""
    yield document.title
    for section in document.sections:
        yield ""
        if section.heading:
            yield section.heading
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield from _wrapped(block.text)
                case ItemList():
                    yield from _listed(block.items)
                case Box():
                    yield block.title
                    for text in block.paragraphs:
                        yield from _wrapped(text)
                    yield from _listed(block.items)
                case _:
                    pass


def _wrapped(text: Rich) -> list[str]:
    return textwrap.wrap(spoken(text), _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _listed(items: Iterable[Rich]) -> Iterator[str]:
    for item in items:
        yield from textwrap.wrap(spoken(item), _WIDTH, initial_indent="  - ", subsequent_indent="    ")
