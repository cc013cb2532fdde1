"""Blocks for the home: exercise cards with their dose as chips, and lines to write on."""

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import ExerciseCard, WriteIn
from treatplan.handout import shapes, styles
from treatplan.handout.frames import Framed, Look, Marked, Marker, wrapped
from treatplan.handout.parts import Part, Stack
from treatplan.handout.press import Press

BLANK = 3.4  # em to write one answer on


def exercise(block: ExerciseCard, press: Press, width: float) -> Part:
    """A numbered card: name, how to begin, steps, dose, note."""
    style, space = press.styles, press.styles.space
    look = Look(edge=styles.LINE, stroke=style.stroke.frame, fill=None, across=space.m, down=space.m, radius=space.s)
    indent = 2.3 * style.em
    inner = width - 2 * look.across - indent
    name = press.text(block.name, style.box_title, inner)
    name.after, name.keeps = space.xs, True
    parts: list[Part] = [name]
    for line in (block.start, *block.steps):
        if line:
            text = press.text(line, style.body, inner)
            text.before = text.after = space.hair
            parts.append(text)
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
