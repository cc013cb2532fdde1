"""What the paper says, before it is drawn: sections of typed blocks. The composer makes them, the writer draws them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from treatplan.domain.drawing import Drawing
from treatplan.domain.intake import PrintSize
from treatplan.domain.value import value


class Paper(StrEnum):
    """Sheet sizes."""

    A4 = "a4"
    LETTER = "letter"


class Tone(StrEnum):
    """What a block means; colour, shape and word follow from it, never colour alone."""

    PLAIN = "plain"
    KEY = "key"
    STOP = "stop"
    CAUTION = "caution"
    NEEDLING = "needling"
    MOXIBUSTION = "moxibustion"
    CUPPING = "cupping"
    STRETCHING = "stretching"


@value
class Run:
    """A piece of text in one face."""

    text: str
    bold: bool = False
    italic: bool = False


Rich: TypeAlias = tuple[Run, ...]


def plain(text: str) -> Rich:
    """Text in the ordinary face."""
    return (Run(text=text),)


@value
class Paragraph:
    """One paragraph; `small` for notes below a table."""

    kind: Literal["paragraph"] = "paragraph"
    text: Rich
    small: bool = False


@value
class Subheading:
    """A heading inside a section."""

    kind: Literal["subheading"] = "subheading"
    text: str


@value
class ItemList:
    """A list; numbered where order matters; `small` for sources and notes."""

    kind: Literal["list"] = "list"
    items: tuple[Rich, ...]
    numbered: bool = False
    small: bool = False


@value
class Box:
    """A framed box nobody overlooks: the key message, warning signs, cautions. Never split over pages."""

    kind: Literal["box"] = "box"
    tone: Tone
    title: str
    paragraphs: tuple[Rich, ...] = ()
    items: tuple[Rich, ...] = ()
    numbered: bool = False


@value
class Modality:
    """One modality of this plan: a dot in its hue and shape, a bold lead, and a few sentences."""

    kind: Literal["modality"] = "modality"
    tone: Tone
    lead: str
    text: Rich


@value
class Table:
    """A table. `widths` are shares of the line; the header repeats on each page; `tones` mark rows by modality."""

    kind: Literal["table"] = "table"
    header: tuple[str, ...]
    rows: tuple[tuple[Rich, ...], ...]
    widths: tuple[float, ...]
    tones: tuple[Tone, ...] = ()


@value
class Illustration:
    """A picture with the words under it. What it shows is said by `drawing.alt`."""

    drawing: Drawing
    caption: str = ""


@value
class ExerciseCard:
    """One home exercise: how it looks, how to do it, its dose as chips, when to stop."""

    kind: Literal["exercise"] = "exercise"
    number: int
    name: str
    start: str
    steps: tuple[str, ...]
    chips: tuple[str, ...]
    note: Rich = ()
    pictures: tuple[Illustration, ...] = ()


@value
class TickLog:
    """A grid to tick at home: a row a week, a column a day; `ticks` boxes in each cell."""

    kind: Literal["ticklog"] = "ticklog"
    corner: str
    days: tuple[str, ...]
    weeks: tuple[str, ...]
    ticks: int
    caption: str = ""


@value
class Day:
    """One day of the calendar. `marks` are words such as "visit 3", "review"."""

    number: str
    marks: tuple[str, ...] = ()
    review: bool = False


@value
class Calendar:
    """The course: weeks as rows. Without dates a column is a week and its visits are counted in words."""

    kind: Literal["calendar"] = "calendar"
    header: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    row_labels: tuple[str, ...] = ()
    caption: str = ""


@value
class WriteIn:
    """Lines to write on: a label and how many answer spaces follow; `long` ones each reach to the margin."""

    kind: Literal["writein"] = "writein"
    label: str
    spaces: tuple[str, ...]
    long: bool = False


Block: TypeAlias = (
    Paragraph | Subheading | ItemList | Box | Modality | Table | ExerciseCard | TickLog | Calendar | WriteIn
)


@value
class Section:
    """One section under its heading; an empty heading draws none. `new_page` starts it on a fresh page."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = False
    keep_together: bool = False


@value
class Letterhead:
    """Top of the first page."""

    clinic: str = ""
    lines: tuple[str, ...] = ()
    right: tuple[Rich, ...] = ()


@value
class Handout:
    """A composed document, whole: a handout or a referral note.

    `page_word` is wording such as `Page {page} of {pages}`; `dated` gives the PDF its time, so that the same input
    makes the same bytes.
    """

    title: str
    language: str
    paper: Paper
    size: PrintSize
    dated: date
    letterhead: Letterhead
    sections: tuple[Section, ...]
    footer: str
    page_word: str
    status: str = ""
    subject: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@value
class Wish:
    """How a document is to be made: language, sheet, size of print, and whose country's duties it follows."""

    language: str = "en"
    paper: Paper = Paper.A4
    size: PrintSize = PrintSize.STANDARD
    jurisdiction: str = "intl"
