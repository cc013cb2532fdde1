"""The document: letterhead and title, the sections, cut into pages and drawn."""

from hashlib import md5
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import Handout, Letterhead
from treatplan.handout import styles
from treatplan.handout.blocks import section_parts
from treatplan.handout.fonts import REGULAR, Faces
from treatplan.handout.frames import Rule
from treatplan.handout.grid import Cell, Grid, GridLook, GridRow, Lines
from treatplan.handout.lines import TOLERANCE
from treatplan.handout.margins import Footer, draw_status
from treatplan.handout.parts import Part, Stack, pages
from treatplan.handout.press import Press
from treatplan.handout.styles import Align, styles_for

NAME = "treatplan"
LOST = 0.2  # share of the sheet: a last page with less on it is saved, if a little less space everywhere does that

rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer


def draw(handout: Handout, faces: Faces) -> bytes:
    """The PDF of a handout whose characters can all be drawn."""
    press = Press(faces, styles_for(handout.size, handout.paper))
    sheet = press.styles.sheet
    footer = Footer(handout, press)
    filled = filled_pages(handout, press, footer)
    if len(filled) > 1 and filled[-1].height < LOST * sheet.height:
        tight = Press(faces, styles_for(handout.size, handout.paper, tight=True))
        filled = min(filled, filled_pages(handout, tight, footer), key=len)
    stream = BytesIO()
    canvas = new_canvas(handout, stream, press)
    for number, page in enumerate(filled, 1):
        if handout.status:
            draw_status(canvas, handout.status, press)
        page.paint(canvas, sheet.side, sheet.height - sheet.top)
        footer.paint(canvas, number, len(filled))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def filled_pages(handout: Handout, press: Press, footer: Footer) -> list[Stack]:
    """What stands between the margins, page by page."""
    sheet = press.styles.sheet
    parts = opening(handout, press)
    for section in handout.sections:
        parts += section_parts(section, press)
    return pages(parts, sheet.height - sheet.top - footer.rule - press.styles.space.s)


def new_canvas(handout: Handout, stream: BytesIO, press: Press) -> Canvas:
    """An empty document with its metadata: nothing of the machine or the moment is in it."""
    press.faces.font(REGULAR)
    sheet = press.styles.sheet
    canvas = Canvas(
        stream,
        pagesize=(sheet.width, sheet.height),
        pageCompression=1,
        invariant=1,
        lang=handout.language,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # else every page names Helvetica, which is not embedded
    )
    canvas.setTitle(handout.title)
    canvas.setSubject(handout.subject)
    canvas.setAuthor(handout.letterhead.clinic)
    canvas.setKeywords("; ".join(f"{key}: {value}" for key, value in sorted(handout.meta.items())))
    canvas.setCreator(NAME)
    canvas.setProducer(NAME)
    dated = f"D:{handout.dated:%Y%m%d}000000Z"
    canvas.setDateFormatter(lambda *_: dated)
    # The file's id is made of its contents and, even in an invariant document, of SOURCE_DATE_EPOCH; not here.
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001
    document.signature = md5(dated.encode(), usedforsecurity=False)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def opening(handout: Handout, press: Press) -> list[Part]:
    """What stands above the first section."""
    space = press.styles.space
    title = press.text(handout.title, press.styles.title, press.styles.sheet.column)
    title.before, title.after, title.keeps = space.l, space.m, True
    return [*letterhead(handout.letterhead, press), title]


def letterhead(block: Letterhead, press: Press) -> list[Part]:
    """The clinic at the left, whose plan it is at the right, a rule below."""
    style, space = press.styles, press.styles.space
    width = style.sheet.column
    if not (block.clinic or block.lines or block.right):
        return []
    said = list(zip(block.right, [style.patient, *[style.small] * len(block.right)], strict=False))
    right = min(max((press.width(text, kind) for text, kind in said), default=0.0) + TOLERANCE, 0.55 * width)
    left = width - right - space.l
    clinic = [press.text(block.clinic, style.clinic, left)] if block.clinic else []
    clinic += [press.text(line, style.small, left) for line in block.lines]
    patient = [press.text(text, kind, right, Align.RIGHT) for text, kind in said]
    look = GridLook((left + space.l, right), Lines.NONE, across=0.0, down=0.0)
    grid = Grid(None, [GridRow([Cell(Stack(clinic)), Cell(Stack(patient))], look)], look)
    below = Rule(width, style.stroke.frame, styles.ACCENT)
    grid.after = space.s
    return [grid, below]
