"""Blocks for the home: exercise cards with their drawings and their dose as chips, and lines to write on."""

from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import ExerciseCard, Illustration, WriteIn
from treatplan.handout import shapes, styles
from treatplan.handout.drawing import draw
from treatplan.handout.frames import Beside, Framed, Look, Marked, Marker, wrapped
from treatplan.handout.parts import Part, Stack
from treatplan.handout.press import Press

BLANK = 3.4  # em to write one answer on
TALLEST = 7.0  # em, of one drawing in a card
LARGEST = 0.06  # em for one unit of a drawing, which is a centimetre of the body
SHARE = 0.4  # of the width of a card, for drawings beside its text
ROOMY, LONG = 26.0, 30.0  # em: a card at least so wide has its drawings beside the text, if that is no taller than so


def exercise(block: ExerciseCard, press: Press, width: float) -> Part:
    """A numbered card: name, drawings of start and end, how to begin, steps, dose, note."""
    style, space = press.styles, press.styles.space
    look = Look(edge=styles.LINE, stroke=style.stroke.frame, fill=None, across=space.m, down=space.m, radius=space.s)
    indent = 2.3 * style.em
    inner = width - 2 * look.across - indent
    name = press.text(block.name, style.box_title, inner)
    name.after, name.keeps = space.xs, True
    parts: list[Part] = [name, *_how(block, press, inner)]
    if block.chips:
        parts.append(chips(block.chips, press, inner))
    if block.note:
        note = press.text(block.note, style.small, inner)
        note.before = space.s
        parts.append(note)
    numbered = Marked(Stack(parts), indent, disc(str(block.number), press), style.box_title.leading)
    card = Framed(numbered, width, look)
    card.before = card.after = space.m
    return card


def _how(block: ExerciseCard, press: Press, width: float) -> list[Part]:
    """The drawings beside the text, or above it where there is not the room."""
    if not block.pictures:
        return _lines(block, press, width)
    side = SHARE * width
    beside = Stack(_lines(block, press, width - side - press.styles.space.m))
    if width < ROOMY * press.styles.em or beside.height > LONG * press.styles.em:
        return [in_a_row(block.pictures, press, width).part, *_lines(block, press, width)]
    ways = in_a_row(block.pictures, press, side), stacked(block.pictures, press, side)
    return [Beside([(beside, 0.0), (max(ways, key=lambda pair: pair.scale).part, width - side)])]


def _lines(block: ExerciseCard, press: Press, width: float) -> list[Part]:
    """How to begin, and the steps."""
    made: list[Part] = []
    for line in (block.start, *block.steps):
        if line:
            text = press.text(line, press.styles.body, width)
            text.before = text.after = press.styles.space.hair
            made.append(text)
    return made


class Drawn(Part):
    """A drawing with its caption under it, both in the middle of their column."""

    def __init__(self, picture: Illustration, scale: float, press: Press, width: float) -> None:
        self.drawing = picture.drawing
        self.scale = scale
        self.press = press
        self.width = width
        self.caption = press.label(picture.caption, press.styles.small, width)
        self.tall = picture.drawing.height * scale
        self.height = self.tall + (self.caption.height if picture.caption else 0.0)

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        left = x + (self.width - self.drawing.width * self.scale) / 2
        draw(self.press, canvas, self.drawing, (left, top), self.scale)
        self.caption.paint(canvas, x + (self.width - self.caption.width) / 2, top - self.tall)


class Pair(NamedTuple):
    """Drawings at one scale, so that what changes between them is what the body does."""

    part: Part
    scale: float


def in_a_row(pictures: tuple[Illustration, ...], press: Press, width: float) -> Pair:
    """Drawings side by side."""
    gap = press.styles.space.s
    column = (width - gap * (len(pictures) - 1)) / len(pictures)
    scale = _fitting(pictures, press, column)
    made = [(Drawn(picture, scale, press, column), place * (column + gap)) for place, picture in enumerate(pictures)]
    row = Beside(made)
    row.before = row.after = press.styles.space.xs
    return Pair(row, scale)


def stacked(pictures: tuple[Illustration, ...], press: Press, width: float) -> Pair:
    """Drawings under one another: lying figures are larger so."""
    scale = _fitting(pictures, press, width, 2 / 3)
    made = [Drawn(picture, scale, press, width) for picture in pictures]
    for drawn in made:
        drawn.after = press.styles.space.xs
    return Pair(Stack(made), scale)


def _fitting(pictures: tuple[Illustration, ...], press: Press, width: float, share: float = 1.0) -> float:
    """The scale at which each drawing fits into a width, and into a share of the most height."""
    em = press.styles.em
    return min(
        LARGEST * em,
        *(width / picture.drawing.width for picture in pictures),
        *(share * TALLEST * em / picture.drawing.height for picture in pictures),
    )


def disc(number: str, press: Press) -> Marker:
    """A number in a circle beside the name of an exercise."""
    style = press.styles
    radius = 0.8 * style.em
    text = press.label(number, style.number, 2 * radius)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        middle = top - style.box_title.middle
        canvas.setStrokeColor(styles.ACCENT)
        canvas.setLineWidth(style.stroke.frame)
        canvas.circle(x + radius, middle, radius, stroke=1, fill=0)
        text.paint(canvas, x + radius - text.width / 2, middle + style.number.middle)

    return draw


def chips(texts: tuple[str, ...], press: Press, width: float) -> Part:
    """The dose, a rounded field for each part of it."""
    style, space = press.styles, press.styles.space
    look = Look(edge=None, stroke=0.0, fill=styles.CHIP, across=space.s, down=space.hair, radius=space.s)
    row: list[tuple[Part, float]] = []
    for text in texts:
        label = press.label(text, style.chip, width - 2 * look.across)
        wide = label.width + 2 * look.across
        row.append((Framed(label, wide, look), wide))
    part = wrapped(row, width, across=space.s, down=space.xs)
    part.before = space.s
    return part


class Blank(Part):
    """A label and, from a distance on, a line to write on after it."""

    def __init__(self, label: Part, at: float, length: float, press: Press) -> None:
        self.label = label
        self.at = at
        self.length = length
        self.press = press
        self.height = max(label.height, press.styles.body.leading)

    def split(self, room: float, *, force: bool) -> tuple[Part, Part] | None:
        halves = self.label.split(room, force=force)
        return (halves[0], Blank(halves[1], self.at, self.length, self.press)) if halves else None

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        style = self.press.styles
        foot = top - self.height + (style.body.leading - style.body.baseline) / 2
        self.label.paint(canvas, x, top)
        shapes.rule(canvas, x + self.at, foot, self.length, styles.EDGE, style.stroke.thin)


def write_in(block: WriteIn, press: Press, width: float) -> Part:
    """A label, then a line after each word, short for a figure or to the margin; without words one to the margin."""
    style, space = press.styles, press.styles.space
    label = press.label(block.label, style.body, width)
    room = width - label.width - (space.m if block.label else 0.0)
    asked: list[tuple[Part, float]] = [(label, label.width)] if block.label else []
    blanks: list[tuple[Part, float]] = []
    short = BLANK * style.em
    words = [press.label(word, style.body, width - short - space.xs) for word in block.spaces if word]
    if not words:
        length = room if room >= short else width
        blanks = [(Blank(press.text("", style.body, 0.0), 0.0, length, press), length)]
    else:
        starts = [word.width + space.xs for word in words]
        one_line = sum(starts) + len(words) * short + space.m * (len(words) - 1) <= room
        if block.long or not one_line:
            # The label has a line of its own, and the lines to write on stand in columns.
            asked = [(label, width)] if block.label else []
            starts = [max(starts)] * len(words)
        length = max(width - max(starts), short) if block.long else short
        for word, start in zip(words, starts, strict=True):
            blanks.append((Blank(word, start, length, press), start + length))
    part = wrapped([*asked, *blanks], width, across=space.m, down=space.s)
    part.before = part.after = space.m
    return part
