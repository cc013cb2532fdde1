"""Sections and their blocks as parts: headings, paragraphs, lists, boxes, modalities."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import (
    Block,
    Box,
    Calendar,
    ExerciseCard,
    ItemList,
    Modality,
    Paragraph,
    Run,
    Section,
    Subheading,
    Table,
    TickLog,
    Tone,
    WriteIn,
)
from treatplan.handout import shapes, styles
from treatplan.handout.cards import exercise, write_in
from treatplan.handout.diary import calendar, tick_log
from treatplan.handout.frames import Framed, Look, Marked, Marker
from treatplan.handout.parts import Part, Stack
from treatplan.handout.press import Press
from treatplan.handout.styles import Type
from treatplan.handout.tables import table

WARNINGS = {Tone.STOP, Tone.CAUTION}
SIGNED = WARNINGS | {Tone.NEEDLING, Tone.MOXIBUSTION, Tone.CUPPING, Tone.STRETCHING}


def section_parts(section: Section, press: Press) -> list[Part]:
    """One section with its heading."""
    space = press.styles.space
    parts: list[Part] = []
    if section.heading:
        heading = press.text(section.heading, press.styles.heading, press.styles.sheet.column)
        heading.before, heading.after, heading.keeps = space.xl, space.s, True
        parts.append(heading)
    for index, block in enumerate(section.blocks):
        made = block_parts(block, press)
        if isinstance(block, Subheading) and section.heading and index == 0:
            made[0].before = 0.0  # the heading above it gives the space
        if isinstance(block, Paragraph) and _introduces(section.blocks, index):
            made[0].keeps = True
        parts.extend(made)
    if section.keep_together and parts:
        parts = [Stack(parts)]
    if section.new_page and parts:
        parts[0].new_page = True
    return parts


def _introduces(blocks: Sequence[Block], index: int) -> bool:
    """Whether a paragraph only leads to a card or the calendar, and would be left behind by a page break."""
    after = next((block for block in blocks[index + 1 :] if not isinstance(block, Paragraph)), None)
    return isinstance(after, ExerciseCard | Calendar)


def block_parts(block: Block, press: Press) -> list[Part]:  # noqa: C901  (one branch a kind of block)
    """One block as parts of the column."""
    measure, column = press.styles.sheet.measure, press.styles.sheet.column
    match block:
        case Paragraph():
            return [paragraph(block, press, measure)]
        case Subheading():
            return [subheading(block, press, column)]
        case ItemList():
            return list(items(block, press, measure, press.styles.small if block.small else press.styles.body))
        case Box():
            return [box(block, press, column)]
        case Modality():
            return [modality(block, press, measure)]
        case Table():
            return [table(block, press, column)]
        case ExerciseCard():
            return [exercise(block, press, column)]
        case TickLog():
            return tick_log(block, press, column)
        case Calendar():
            return calendar(block, press, column)
        case WriteIn():
            return [write_in(block, press, column)]


def paragraph(block: Paragraph, press: Press, width: float) -> Part:
    """Running text, or a note."""
    text = press.text(block.text, press.styles.small if block.small else press.styles.body, width)
    text.before = text.after = press.styles.space.s
    return text


def subheading(block: Subheading, press: Press, width: float) -> Part:
    """A heading inside a section."""
    text = press.text(block.text, press.styles.subheading, width)
    text.before, text.after, text.keeps = press.styles.space.l, press.styles.space.xs, True
    return text


def items(block: ItemList | Box, press: Press, width: float, style: Type, dots: Color = styles.QUIET) -> Iterable[Part]:
    """List items, each behind a number or a dot. No item stands alone beside a page break."""
    space, rows = press.styles.space, block.items
    indent = press.width(f"{len(rows)}.", style) + space.s if block.numbered else style.size
    for number, row in enumerate(rows, 1):
        marker = press.label(f"{number}.", style, width).paint if block.numbered else bullet(style, dots)
        part = Marked(press.text(row, style, width - indent), indent, marker, style.leading)
        part.before = part.after = space.xs
        part.keeps = number < len(rows) and number in {1, len(rows) - 1}
        if number == len(rows):
            part.after = space.s
        yield part


def bullet(style: Type, colour: Color) -> Marker:
    """A dot before its item."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        shapes.dot(canvas, x + 0.24 * style.size, top - style.middle, 0.17 * style.size, colour)

    return draw


def sign(tone: Tone, middle: float, radius: float) -> Marker:
    """The shape of a tone before a text whose first line has its middle there."""

    def draw(canvas: Canvas, x: float, top: float) -> None:
        shapes.mark(canvas, tone, x + 1.28 * radius, top - middle, radius)

    return draw


def modality(block: Modality, press: Press, width: float) -> Part:
    """A shape in the modality's hue, a bold lead, and what there is to say."""
    body, em = press.styles.body, press.styles.em
    said = (Run(text=block.lead, bold=True), Run(text=" "), *block.text)
    text = press.text(said, body, width - press.styles.indent)
    part = Marked(text, press.styles.indent, sign(block.tone, body.middle, 0.38 * em), body.leading)
    part.before = part.after = press.styles.space.s
    return part


def box(block: Box, press: Press, width: float) -> Part:
    """A frame nobody overlooks. A stop has the thickest frame and its own sign, so that grey print shows it too."""
    space, title_type = press.styles.space, press.styles.box_title
    look = box_look(block.tone, press)
    signed = block.tone in SIGNED
    indent = 2.0 * press.styles.em if signed else 0.0
    inner = width - 2 * look.across - indent
    inside: list[Part] = []
    colour = styles.HUE[block.tone] if block.tone in WARNINGS else title_type.colour
    if block.title:
        title = press.text(block.title, replace(title_type, colour=colour), inner)
        title.after, title.keeps = space.xs, True
        inside.append(title)
    for rich in block.paragraphs:
        text = press.text(rich, press.styles.body, inner)
        text.before = text.after = space.xs
        inside.append(text)
    dots = colour if block.tone in WARNINGS else styles.QUIET
    inside.extend(items(block, press, inner, press.styles.body, dots))
    content: Part = Stack(inside)
    if signed:
        first = title_type if block.title else press.styles.body
        content = Marked(content, indent, sign(block.tone, first.middle, 0.58 * press.styles.em), first.leading)
    part = Framed(content, width, look)
    part.before = part.after = space.m
    return part


def box_look(tone: Tone, press: Press) -> Look:
    """The frame of a box by its tone."""
    stroke, space = press.styles.stroke, press.styles.space
    width, fill = {
        Tone.STOP: (stroke.heavy, styles.STOP_TINT),
        Tone.CAUTION: (stroke.frame, styles.CAUTION_TINT),
        Tone.PLAIN: (stroke.thin, None),
    }.get(tone, (stroke.frame, None))
    edge = styles.EDGE if tone is Tone.PLAIN else styles.HUE[tone]
    return Look(edge=edge, stroke=width, fill=fill, across=space.l, down=space.m, radius=space.s)
