"""Type, space, colour and the sheet: every measure of the paper, all in points and all derived from the body size."""

from enum import Enum
from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER

from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper, Tone
from treatplan.domain.value import value

BODY = {PrintSize.STANDARD: 14.0, PrintSize.LARGE: 18.0, PrintSize.ECONOMY: 12.0}
SMALLEST = {PrintSize.STANDARD: 11.0, PrintSize.LARGE: 16.0, PrintSize.ECONOMY: 11.0}  # nothing on paper is smaller
# The line that the eye follows is 60 to 70 characters long. Large print needs the whole sheet for that, and economy
# print, which is there to save paper, has longer lines. A character is 0.43 em on average.
MARGIN = {PrintSize.STANDARD: 68.0, PrintSize.LARGE: 54.0, PrintSize.ECONOMY: 60.0}
MEASURE = {PrintSize.STANDARD: 31.0, PrintSize.LARGE: 31.0, PrintSize.ECONOMY: 38.0}  # em

SHEETS = {Paper.A4: A4, Paper.LETTER: LETTER}

INK = HexColor("#1F2A2E")
QUIET = HexColor("#5C6B70")
DEEP = HexColor("#14312F")
ACCENT = HexColor("#1E6F68")
STOP = HexColor("#8E1C14")
STOP_TINT = HexColor("#FDEFED")
CAUTION = HexColor("#7A4B00")
CAUTION_TINT = HexColor("#FFF6E6")
CARD = HexColor("#FFFFFF")
LINE = HexColor("#D8D3C8")
EDGE = HexColor("#8A918F")  # frames to write in: 3:1 on white
HEADER = HexColor("#F4F1EB")
VISIT = HexColor("#DCEDEA")
CHIP = HexColor("#EAF3F1")

HUE: dict[Tone, Color] = {
    Tone.PLAIN: QUIET,
    Tone.KEY: ACCENT,
    Tone.STOP: STOP,
    Tone.CAUTION: CAUTION,
    Tone.NEEDLING: ACCENT,
    Tone.MOXIBUSTION: HexColor("#B4531A"),
    Tone.CUPPING: HexColor("#6B4FA0"),
    Tone.STRETCHING: HexColor("#2F6DB5"),
}

TIGHTER = 0.8  # of all spaces

CAP_HEIGHT = 0.66  # of the size, in Source Sans 3


class Align(Enum):
    """Where a line stands in its column."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@value
class Type:
    """How a text is set."""

    size: float
    leading: float
    colour: Color = INK
    bold: bool = False
    align: Align = Align.LEFT

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline: capitals stand in the middle of the line."""
        return (self.leading + CAP_HEIGHT * self.size) / 2

    @property
    def middle(self) -> float:
        """From the top of a line to the middle of its capitals."""
        return self.leading / 2


@value
class Space:
    """The steps of the space scale."""

    hair: float
    xs: float
    s: float
    m: float
    l: float  # noqa: E741  (the scale's usual name)
    xl: float


@value
class Stroke:
    """The widths of lines."""

    thin: float
    frame: float
    heavy: float


@value
class Sheet:
    """The page and where its text stands."""

    width: float
    height: float
    side: float
    top: float
    foot: float  # from the bottom edge to the last line of the footer
    measure: float  # longest line of running text

    @property
    def column(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.side


@value
class Styles:
    """Everything that the blocks are drawn with."""

    sheet: Sheet
    space: Space
    stroke: Stroke
    tick: float  # the side of a box to tick, and the least where many stand beside each other
    tick_least: float
    body: Type
    small: Type
    title: Type
    heading: Type
    subheading: Type
    box_title: Type
    clinic: Type
    patient: Type  # the first line at the right of the letterhead
    cell: Type
    cell_head: Type
    mark: Type  # words in a calendar cell
    chip: Type
    number: Type  # in the disc of an exercise
    status: Type
    footer: Type

    @property
    def em(self) -> float:
        """The body size."""
        return self.body.size

    @property
    def indent(self) -> float:
        """Where the text of a list item begins."""
        return 1.5 * self.em


@cache
def styles_for(size: PrintSize, paper: Paper, *, tight: bool = False) -> Styles:
    """The styles of one size of print on one sheet; `tight` ones have less space between things, type as large."""
    em, smallest = BODY[size], SMALLEST[size]
    unit = em * 2 / 7 * (TIGHTER if tight else 1.0)  # 4 pt at the standard size

    def kind(ratio: float, leading: float, colour: Color = INK, *, bold: bool = False) -> Type:
        own = max(round(ratio * em, 1), smallest)
        return Type(size=own, leading=round(leading * own, 1), colour=colour, bold=bold)

    return Styles(
        sheet=_sheet(size, paper),
        space=Space(hair=unit / 2, xs=unit, s=2 * unit, m=3 * unit, l=4 * unit, xl=6 * unit),
        stroke=Stroke(thin=0.8, frame=1.25, heavy=2.25),
        tick=0.86 * em,
        tick_least=0.7 * em,
        body=kind(1.0, 1.38),
        small=kind(0.8, 1.34, QUIET),
        title=kind(1.9, 1.16, DEEP, bold=True),
        heading=kind(1.22, 1.26, ACCENT, bold=True),
        subheading=kind(1.04, 1.34, bold=True),
        box_title=kind(1.1, 1.32, bold=True),
        clinic=kind(1.15, 1.3, ACCENT, bold=True),
        patient=kind(1.0, 1.495),  # as high as the clinic's line beside it
        cell=kind(0.88, 1.3),
        cell_head=kind(0.88, 1.3, bold=True),
        mark=kind(0.8, 1.3, ACCENT, bold=True),
        chip=kind(0.86, 1.3, DEEP, bold=True),
        number=kind(0.94, 1.3, ACCENT, bold=True),
        status=kind(0.8, 1.3, CAUTION, bold=True),
        footer=kind(0.8, 1.3, QUIET),
    )


def _sheet(size: PrintSize, paper: Paper) -> Sheet:
    width, height = SHEETS[paper]
    side, ems = MARGIN[size], MEASURE[size]
    return Sheet(
        width=width,
        height=height,
        side=side,
        top=46 + 0.3 * BODY[size],
        foot=30.0,
        measure=min(width - 2 * side, ems * BODY[size]),
    )
