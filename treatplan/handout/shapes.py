"""Small drawings: a shape per modality, warning signs, boxes. All are told apart without colour."""

from math import cos, pi, sin

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from treatplan.domain.paper import Tone
from treatplan.handout.styles import CARD, HUE

Points = list[tuple[float, float]]


def polygon(canvas: Canvas, points: Points, fill: Color) -> None:
    """A filled shape with straight edges."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.setFillColor(fill)
    canvas.drawPath(path, stroke=0, fill=1)


def _around(x: float, y: float, radius: float, corners: int, first: float) -> Points:
    """The corners of a regular shape; `first` is the angle of one of them, in turns."""
    angles = [2 * pi * (first + number / corners) for number in range(corners)]
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]


def mark(canvas: Canvas, tone: Tone, x: float, y: float, radius: float) -> None:
    """The sign of a modality around a centre: circle, diamond, square, triangle; else a small dot.

    The shapes look equally large, so their radii differ.
    """
    hue = HUE[tone]
    match tone:
        case Tone.MOXIBUSTION:
            polygon(canvas, _around(x, y, 1.28 * radius, 4, 0.25), hue)
        case Tone.CUPPING:
            polygon(canvas, _around(x, y, 1.25 * radius, 4, 0.125), hue)
        case Tone.STRETCHING:
            polygon(canvas, _around(x, y - 0.18 * radius, 1.36 * radius, 3, 0.25), hue)
        case Tone.STOP | Tone.CAUTION:
            warning(canvas, tone, x, y, radius)
        case Tone.NEEDLING:
            dot(canvas, x, y, radius, hue)
        case _:
            dot(canvas, x, y, 0.5 * radius, hue)


def dot(canvas: Canvas, x: float, y: float, radius: float, fill: Color) -> None:
    """A filled circle."""
    canvas.setFillColor(fill)
    canvas.circle(x, y, radius, stroke=0, fill=1)


def warning(canvas: Canvas, tone: Tone, x: float, y: float, radius: float) -> None:
    """An exclamation mark: in an octagon for a stop, in a triangle for a caution."""
    if tone is Tone.STOP:
        polygon(canvas, _around(x, y, 1.1 * radius, 8, 1 / 16), HUE[tone])
        top, foot, width = y + 0.62 * radius, y - 0.62 * radius, 0.26 * radius
    else:
        polygon(canvas, _around(x, y - 0.2 * radius, 1.4 * radius, 3, 0.25), HUE[tone])
        top, foot, width = y + 0.48 * radius, y - 0.66 * radius, 0.24 * radius
    canvas.setFillColor(CARD)
    stroke = 0.62 * (top - foot)
    canvas.rect(x - width / 2, top - stroke, width, stroke, stroke=0, fill=1)
    canvas.circle(x, foot + width * 0.6, width * 0.6, stroke=0, fill=1)


def frame(  # noqa: PLR0913  (a rectangle has four numbers)
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    radius: float,
    fill: Color | None = None,
    edge: Color | None = None,
    stroke: float = 0.0,
) -> None:
    """A rectangle with round corners, its line inside the measure."""
    inset = stroke / 2 if edge else 0.0
    if fill:
        canvas.setFillColor(fill)
    if edge:
        canvas.setStrokeColor(edge)
        canvas.setLineWidth(stroke)
    canvas.roundRect(
        x + inset,
        y + inset,
        width - 2 * inset,
        height - 2 * inset,
        radius,
        stroke=int(edge is not None),
        fill=int(fill is not None),
    )


def rule(canvas: Canvas, x: float, y: float, width: float, colour: Color, stroke: float) -> None:
    """A horizontal line."""
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(stroke)
    canvas.line(x, y, x + width, y)
