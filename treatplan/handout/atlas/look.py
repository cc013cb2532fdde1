"""Type and measures of the atlas: a reference book is smaller than a handout, and still 9 points where it is read."""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.handout import styles
from treatplan.handout.styles import Align, Sheet, Space, Styles, Type, styles_for

SIDE = 50.0
TOP = 52.0
UNIT = 3.2


class Kinds(NamedTuple):
    """The types that only the atlas has."""

    code: Type
    name: Type
    where: Type
    text: Type
    label: Type
    warning: Type
    foot: Type
    about: Type
    line: Type  # of a list; its code and its page are as high
    contents: Type
    running: Type
    caption: Type


KINDS = Kinds(
    code=Type(size=13.0, leading=17.0, colour=styles.ACCENT, bold=True),
    name=Type(size=11.5, leading=17.0),
    where=Type(size=9.0, leading=17.0, colour=styles.QUIET, align=Align.RIGHT),
    text=Type(size=9.4, leading=12.2),
    label=Type(size=8.6, leading=12.2, colour=styles.QUIET, bold=True),
    warning=Type(size=8.6, leading=12.2, colour=styles.CAUTION, bold=True),
    foot=Type(size=8.2, leading=10.8, colour=styles.QUIET),
    about=Type(size=12.0, leading=16.0, colour=styles.QUIET),
    line=Type(size=9.0, leading=12.0),
    contents=Type(size=10.4, leading=16.4),
    running=Type(size=8.6, leading=12.0, colour=styles.QUIET, align=Align.RIGHT),
    caption=Type(size=8.6, leading=14.0, colour=styles.QUIET, align=Align.CENTRE),
)


@cache
def look_for(paper: Paper) -> Styles:
    """The styles of the atlas on a sheet."""
    width, height = styles.SHEETS[paper]
    own = styles_for(PrintSize.ECONOMY, paper)
    return replace(
        own,
        sheet=Sheet(width=width, height=height, side=SIDE, top=TOP, foot=28.0, measure=width - 2 * SIDE),
        space=Space(hair=UNIT / 2, xs=UNIT, s=2 * UNIT, m=3 * UNIT, l=4 * UNIT, xl=6 * UNIT),
        stroke=replace(own.stroke, thin=0.6),
        body=Type(size=10.4, leading=14.4),
        small=Type(size=9.0, leading=12.2, colour=styles.QUIET),
        title=Type(size=27.0, leading=33.0, colour=styles.DEEP, bold=True),
        heading=Type(size=17.0, leading=22.0, colour=styles.ACCENT, bold=True),
        subheading=Type(size=11.0, leading=15.0, bold=True),
        footer=Type(size=8.6, leading=11.2, colour=styles.QUIET),
    )
