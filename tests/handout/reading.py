"""Reads paper back: the text of each page, where each character stands, and what a handout says in order."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pypdfium2

from treatplan.bundle import bundled
from treatplan.domain.paper import (
    Block,
    Box,
    Calendar,
    ExerciseCard,
    Handout,
    ItemList,
    Modality,
    Paragraph,
    Rich,
    Section,
    Subheading,
    Table,
    TickLog,
    WriteIn,
)
from treatplan.handout.writer import PdfWriter

WRITER = PdfWriter(bundled("resources") / "fonts")


class Character(NamedTuple):
    """One character on a page: its ink, in points from the bottom left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def squashed(text: str) -> str:
    """A text without its spaces: where lines break is not what it says."""
    return "".join(unicodedata.normalize("NFC", text).split())


def page_texts(pdf: bytes) -> list[str]:
    """What each page says, in the order in which it is stored."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    return [page.get_size() for page in pypdfium2.PdfDocument(pdf)]


def characters(pdf: bytes) -> list[list[Character]]:
    """The characters of each page that leave ink."""
    found: list[list[Character]] = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        said = [text.get_text_range(index, 1) for index in range(text.count_chars())]
        found.append([Character(one, *text.get_charbox(index)) for index, one in enumerate(said) if one.strip()])
    return found


def body_texts(handout: Handout, pdf: bytes) -> list[str]:
    """Each page without the status at its top and the footer at its foot; both are asserted to be there."""
    texts = [squashed(text) for text in page_texts(pdf)]
    bodies = []
    for number, text in enumerate(texts, 1):
        page = handout.page_word.replace("{pages}", str(len(texts))).replace("{page}", str(number))
        foot = squashed(handout.footer + page)
        head = squashed(handout.status)
        assert text.startswith(head)
        assert text.endswith(foot)
        bodies.append(text[len(head) : -len(foot)])
    return bodies


def said(handout: Handout) -> Iterator[str]:
    """Everything a handout says between the margins, in reading order."""
    yield handout.letterhead.clinic
    yield from handout.letterhead.lines
    yield from map(_joined, handout.letterhead.right)
    yield handout.title
    for section in handout.sections:
        yield section.heading
        for block in section.blocks:
            yield from _block(block)


def _joined(text: Rich) -> str:
    return "".join(run.text for run in text)


def _block(block: Block) -> Iterator[str]:  # noqa: C901  (one branch a kind of block)
    match block:
        case Paragraph():
            yield _joined(block.text)
        case Subheading():
            yield block.text
        case Box():
            yield block.title
            yield from map(_joined, block.paragraphs)
            yield from _items(block.items, numbered=block.numbered)
        case ItemList():
            yield from _items(block.items, numbered=block.numbered)
        case Modality():
            yield block.lead + " " + _joined(block.text)
        case Table():
            yield from block.header
            yield from (_joined(cell) for row in block.rows for cell in row)
        case ExerciseCard():
            yield from (str(block.number), block.name, block.start, *block.steps)
            yield from (picture.caption for picture in block.pictures)
            yield from (*block.chips, _joined(block.note))
        case TickLog():
            yield from (block.corner, *block.days, *block.weeks, block.caption)
        case Calendar():
            yield from _calendar(block)
        case WriteIn():
            yield from (block.label, *block.spaces)


def _items(items: tuple[Rich, ...], *, numbered: bool) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        yield (f"{number}. " if numbered else "") + _joined(item)


def _calendar(block: Calendar) -> Iterator[str]:
    yield from block.header
    for index, week in enumerate(block.weeks):
        if block.row_labels:
            yield block.row_labels[index]
        for day in week:
            yield day.number
            yield from day.marks
    yield block.caption


def only(*blocks: Block, handout: Handout) -> Handout:
    """The handout with these blocks and nothing else between the margins but its title."""
    return replace(handout, sections=(Section(id="only", heading="", blocks=blocks),))
