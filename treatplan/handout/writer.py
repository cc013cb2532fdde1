"""The PDF writer: the port `HandoutWriter` of the services."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treatplan.domain.drawing import Shape
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.paper import Handout

if TYPE_CHECKING:
    from treatplan.domain.atlas.book import Book
    from treatplan.handout.fonts import Faces

SHOWN = 60  # characters of a text that a problem quotes
_COUNT = re.compile(rb"/Count ([0-9]+)")
NO_GLYPH = "\N{REPLACEMENT CHARACTER}"


class PdfWriter:
    """Makes paper of composed documents, with the faces of one folder."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts

    def write(self, handout: Handout) -> bytes:
        """The PDF: same value, same bytes. Raises `Refused` naming the characters that no face can draw."""
        # ReportLab takes longer to load than a handout to draw; commands that print nothing do without it.
        from treatplan.handout.fonts import faces_in  # noqa: PLC0415
        from treatplan.handout.page import draw  # noqa: PLC0415

        faces = faces_in(self._fonts)
        _refuse_unprintable(handout, faces)
        return draw(handout, faces)

    def book(self, book: "Book") -> bytes:
        """The PDF of the atlas: same value, same bytes. Raises as `write`."""
        from treatplan.handout.atlas.pages import draw  # noqa: PLC0415  (as above)
        from treatplan.handout.fonts import faces_in  # noqa: PLC0415

        faces = faces_in(self._fonts)
        _refuse_unprintable(book, faces)
        return draw(book, faces)

    def pages(self, pdf: bytes) -> int:
        """How many pages a PDF of ours has: the count in its page tree. Raises `ValueError` for other bytes."""
        counts = _COUNT.findall(pdf)
        if not counts:
            raise ValueError("this is no PDF that was written here")
        return max(int(count) for count in counts)


def _refuse_unprintable(document: "Handout | Book", faces: "Faces") -> None:
    problems = [
        _problem(text, lacking) for text in dict.fromkeys(texts_in(document)) if (lacking := faces.unprintable(text))
    ]
    if problems:
        raise Refused(*problems)


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a value, in the order of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, Shape):
        return  # lines of a picture: thousands of numbers, no words
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_in(getattr(value, each.name))


def _problem(text: str, lacking: tuple[str, ...]) -> Problem:
    named = ", ".join(f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}" for character in lacking)
    # The text may be shown on a terminal, so what cannot be printed is not repeated.
    shown = "".join(NO_GLYPH if character in lacking else character for character in text)
    quoted = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
    return Problem(file="", field=f"“{quoted}”", message=f"no typeface can print {named}")
