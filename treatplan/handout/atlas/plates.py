"""The pictures of the atlas. A body outline stands in the file once; each window shows a piece of it."""

from collections.abc import Mapping
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.atlas.book import Window
from treatplan.domain.atlas.lettering import lettered
from treatplan.domain.drawing import Dot, Drawing, Ink
from treatplan.domain.drawing import Part as DrawingPart
from treatplan.handout import shapes, styles
from treatplan.handout.drawing import draw
from treatplan.handout.parts import Part
from treatplan.handout.press import Press


def put_plates(canvas: Canvas, plates: Mapping[str, Drawing], press: Press) -> None:
    """Writes each plate into the document, to be shown by `View`."""
    for name, plate in plates.items():
        canvas.beginForm(form_of(name), 0, 0, plate.width, plate.height)
        draw(press, canvas, plate, (0.0, plate.height), 1.0)
        canvas.endForm()


def form_of(plate: str) -> str:
    """The name of a plate in the document."""
    return f"plate-{plate}"


class PinLook(NamedTuple):
    """Radius of a pin, width of its rim, size of its label; in points."""

    radius: float
    rim: float
    letters: float


class View(Part):
    """A window on plates, as large as fits into a size. Pins and their labels are as large as `pins` on any scale."""

    def __init__(
        self,
        window: Window,
        plates: Mapping[str, Drawing],
        size: tuple[float, float],
        press: Press,
        pins: PinLook,
    ) -> None:
        self.window = window
        self.plate = plates[window.plates[0]]
        self.width, self.height = size
        self.press = press
        self.pins = pins

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        window = self.window
        scale = min(self.width / window.width, self.height / window.height)
        wide, high = window.width * scale, window.height * scale
        left, foot = x + (self.width - wide) / 2, top - self.height + (self.height - high) / 2
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(left, foot, wide, high)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.saveState()
        canvas.translate(left - window.x * scale, foot + high + (window.y - self.plate.height) * scale)
        canvas.scale(scale, scale)
        for name in window.plates:
            canvas.doForm(form_of(name))
        canvas.restoreState()
        marks = Drawing(width=self.plate.width, height=self.plate.height, parts=self._marks(scale), alt="")
        draw(self.press, canvas, marks, (left - window.x * scale, foot + high + window.y * scale), scale)
        canvas.restoreState()

    def _marks(self, scale: float) -> tuple[DrawingPart, ...]:
        look, pins = self.pins, self.window.pins
        radius = look.radius / scale
        dots = (
            Dot(x=pin.x, y=pin.y, radius=radius, fill=Ink.NEEDLING, rim=Ink.PAPER, rim_width=look.rim / scale)
            for pin in pins
        )
        return *dots, *lettered(pins, radius, look.letters / scale)


class Framed(Part):
    """A view in a thin frame."""

    def __init__(self, view: View, press: Press) -> None:
        self.view = view
        self.press = press
        self.width, self.height = view.width, view.height

    def paint(self, canvas: Canvas, x: float, top: float) -> None:
        self.view.paint(canvas, x, top)
        shapes.frame(
            canvas, x, top - self.height, self.width, self.height,
            radius=self.press.styles.space.xs, edge=styles.LINE, stroke=self.press.styles.stroke.thin,
        )  # fmt: skip
