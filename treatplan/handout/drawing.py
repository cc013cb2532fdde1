"""Draws a vector picture on the page. Areas are light and lines dark, so that a grey print shows the same."""

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from treatplan.domain.drawing import Caption, Dot, Drawing, Ink, Segment, Shape
from treatplan.domain.paper import Tone
from treatplan.handout.lines import width_of
from treatplan.handout.markup import spans_of
from treatplan.handout.press import Press
from treatplan.handout.styles import CARD, CAUTION, HUE, INK, QUIET, STOP

INKS: dict[Ink, Color] = {
    Ink.SKIN: HexColor("#F3EBE1"),
    Ink.SKIN_FAR: HexColor("#E1D8CC"),
    Ink.EDGE: HexColor("#6F6A62"),
    Ink.DETAIL: HexColor("#A39C90"),
    Ink.CLOTH: HexColor("#C9D8D5"),
    Ink.GROUND: HexColor("#B9B3A7"),
    Ink.MOTION: HUE[Tone.STRETCHING],
    Ink.CHANNEL: HexColor("#8FB3AE"),
    Ink.POINT: HexColor("#7F8A8C"),
    Ink.NEEDLING: HUE[Tone.NEEDLING],
    Ink.MOXIBUSTION: HUE[Tone.MOXIBUSTION],
    Ink.CUPPING: HUE[Tone.CUPPING],
    Ink.STRETCHING: HUE[Tone.STRETCHING],
    Ink.CAUTION: CAUTION,
    Ink.STOP: STOP,
    Ink.PAPER: CARD,
    Ink.TEXT: INK,
    Ink.QUIET: QUIET,
}
_BACK = {"start": 0.0, "middle": 0.5, "end": 1.0}


def draw(press: Press, canvas: Canvas, picture: Drawing, place: tuple[float, float], scale: float) -> None:
    """Draw a picture with its top left corner at `place` (points, y up); `scale` is points for one of its units."""
    canvas.saveState()
    canvas.translate(*place)
    canvas.scale(scale, -scale)  # a picture's y runs down
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for part in picture.parts:
        match part:
            case Shape():
                _shape(canvas, part)
            case Dot():
                _dot(canvas, part)
            case Caption():
                _caption(press, canvas, part)
    canvas.restoreState()


def _shape(canvas: Canvas, shape: Shape) -> None:
    if shape.fill:
        canvas.setFillColor(INKS[shape.fill])
    if shape.stroke:
        canvas.setStrokeColor(INKS[shape.stroke])
        canvas.setLineWidth(shape.width)
        canvas.setDash(list(shape.dashes))
    canvas.drawPath(_path(canvas, shape.segments), stroke=int(shape.stroke is not None), fill=int(bool(shape.fill)))


def _path(canvas: Canvas, segments: tuple[Segment, ...]) -> PDFPathObject:
    path = canvas.beginPath()
    for command, numbers in segments:
        match command:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "C":
                path.curveTo(*numbers)
            case "Z":
                path.close()
    return path


def _dot(canvas: Canvas, dot: Dot) -> None:
    canvas.setFillColor(INKS[dot.fill])
    if dot.rim:
        canvas.setStrokeColor(INKS[dot.rim])
        canvas.setLineWidth(dot.rim_width)
        canvas.setDash([])
    canvas.circle(dot.x, dot.y, dot.radius, stroke=int(dot.rim is not None), fill=1)


def _caption(press: Press, canvas: Canvas, caption: Caption) -> None:
    spans = spans_of(caption.text, press.faces, bold=caption.bold)
    x = caption.x - _BACK[caption.anchor] * width_of(spans, caption.size, press.faces)
    canvas.saveState()
    canvas.translate(x, caption.y)
    canvas.scale(1, -1)
    text = canvas.beginText(0, 0)
    text.setFillColor(INKS[caption.ink])
    for span in spans:
        text.setFont(span.face, caption.size)
        text.textOut(span.text)
    canvas.drawText(text)
    canvas.restoreState()
