"""What stands in the margins of every page: the footer, and the status of the document."""

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import Handout
from treatplan.handout import shapes, styles
from treatplan.handout.frames import Framed, Look
from treatplan.handout.press import Press
from treatplan.handout.styles import Align, Type

FOOTER_LINES = 2
ELLIPSIS = "…"
SEPARATOR = " · "
NO_BREAK = "\N{NO-BREAK SPACE}"


class Footer:
    """Patient, plan and practitioner at the left, the page at the right, a rule above."""

    def __init__(self, handout: Handout, press: Press) -> None:
        style = press.styles
        self.press = press
        self.page_word = handout.page_word
        self.page_width = press.width(self._page("88", "88"), style.footer)
        width = style.sheet.column - self.page_width - style.space.l
        text = self._unbroken(handout.footer, width)
        self.text = press.text(shortened(text, style.footer, width, FOOTER_LINES, press), style.footer, width)
        height = max(self.text.height, style.footer.leading)
        self.top = style.sheet.foot + height
        self.rule = self.top + style.space.xs

    def _page(self, page: str, pages: str) -> str:
        return self.page_word.replace("{pages}", pages).replace("{page}", page)

    def _unbroken(self, text: str, width: float) -> str:
        """A second line begins after a separator, not inside a name."""
        parts = text.split(SEPARATOR)
        if any(self.press.width(part, self.press.styles.footer) > width for part in parts):
            return text
        return SEPARATOR.replace(" ", NO_BREAK, 1).join(part.replace(" ", NO_BREAK) for part in parts)

    def paint(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draws the footer of one page."""
        style = self.press.styles
        sheet = style.sheet
        shapes.rule(canvas, sheet.side, self.rule, sheet.column, styles.LINE, style.stroke.thin)
        self.text.paint(canvas, sheet.side, self.top)
        said = self._page(str(page), str(pages))
        number = self.press.text(said, style.footer, sheet.column, Align.RIGHT)
        number.paint(canvas, sheet.side, self.top)


def draw_status(canvas: Canvas, status: str, press: Press) -> None:
    """Words such as "Draft, not released", framed, in the top margin at the right."""
    style, space = press.styles, press.styles.space
    look = Look(
        edge=styles.CAUTION, stroke=style.stroke.thin, fill=styles.CAUTION_TINT,
        across=space.s, down=space.hair, radius=space.xs,
    )  # fmt: skip
    widest = style.sheet.column - 2 * look.across
    text = press.label(shortened(status, style.status, widest, 1, press), style.status, widest)
    tag = Framed(text, text.width + 2 * look.across, look)
    middle = style.sheet.height - style.sheet.top / 2
    tag.paint(canvas, style.sheet.width - style.sheet.side - tag.width, middle + tag.height / 2)


def shortened(text: str, style: Type, width: float, lines: int, press: Press) -> str:
    """A text that fits into so many lines; what is too long loses its middle, because both ends say something."""
    if len(press.text(text, style, width).lines) <= lines:
        return text
    low, high = 0, len(text) // 2  # characters kept at each end
    while low < high:
        keep = (low + high + 1) // 2
        if len(press.text(_elided(text, keep), style, width).lines) <= lines:
            low = keep
        else:
            high = keep - 1
    return _elided(text, low)


def _elided(text: str, keep: int) -> str:
    return text[:keep].rstrip() + ELLIPSIS + text[len(text) - keep :].lstrip()
