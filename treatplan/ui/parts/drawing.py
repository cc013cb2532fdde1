"""Paints a vector picture on the screen, in the colours of the look. The same picture goes to the paper."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from treatplan.domain.drawing import Caption, Dot, Drawing, Ink, Segment, Shape
from treatplan.ui.style import FAMILIES, look

_INKS: dict[Ink, str] = {
    Ink.SKIN: "skin",
    Ink.SKIN_FAR: "skin_far",
    Ink.EDGE: "skin_edge",
    Ink.DETAIL: "skin_detail",
    Ink.CLOTH: "cloth",
    Ink.GROUND: "edge",
    Ink.MOTION: "stretching",
    Ink.CHANNEL: "channel",
    Ink.POINT: "faint",
    Ink.NEEDLING: "accent",
    Ink.MOXIBUSTION: "moxibustion",
    Ink.CUPPING: "cupping",
    Ink.STRETCHING: "stretching",
    Ink.CAUTION: "caution",
    Ink.STOP: "stop",
    Ink.PAPER: "card",
    Ink.TEXT: "ink",
    Ink.QUIET: "quiet",
}
_EM = 100  # a typeface is measured at this size: pixels are whole numbers, and small ones would round


def paint(painter: QPainter, picture: Drawing, where: QRectF) -> float:
    """Paint a picture as large as `where` allows, in its middle. Returns pixels for one of its units."""
    scale = min(where.width() / picture.width, where.height() / picture.height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(where.center() - QPointF(picture.width, picture.height) * scale / 2)
    painter.scale(scale, scale)
    paint_parts(painter, picture)
    painter.restore()
    return scale


def paint_parts(painter: QPainter, picture: Drawing) -> None:
    """Paint a picture in its own units."""
    for part in picture.parts:
        match part:
            case Shape():
                painter.setPen(_pen(part.stroke, part.width, part.dashes))
                painter.setBrush(QBrush(_colour(part.fill)) if part.fill else QBrush())
                painter.drawPath(path_of(part.segments))
            case Dot():
                painter.setPen(_pen(part.rim, part.rim_width, ()))
                painter.setBrush(QBrush(_colour(part.fill)))
                painter.drawEllipse(QPointF(part.x, part.y), part.radius, part.radius)
            case Caption():
                _caption(painter, part)


@lru_cache(maxsize=1024)
def path_of(segments: tuple[Segment, ...]) -> QPainterPath:
    """Segments as Qt's path."""
    path = QPainterPath()
    for command, numbers in segments:
        match command:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "C":
                path.cubicTo(*numbers)
            case "Z":
                path.closeSubpath()
    return path


class Picture(QWidget):
    """A picture in a page. Its words for a screen reader are the picture's own."""

    def __init__(self, picture: Drawing, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_picture(picture)
        look().changed.connect(self._refit)

    def set_picture(self, picture: Drawing) -> None:
        """Show another picture."""
        self._picture = picture
        self.setAccessibleName(picture.alt)
        self._refit()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        width = look().tokens.grown(self._width)
        return QSize(width, round(width * self._picture.height / self._picture.width))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        paint(painter, self._picture, QRectF(self.rect()))
        painter.end()

    def _refit(self) -> None:
        self.updateGeometry()
        self.update()


def _pen(ink: Ink | None, width: float, dashes: tuple[float, ...]) -> QPen:
    if ink is None:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(_colour(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern([length / width for length in dashes])
    return pen


def _colour(ink: Ink) -> QColor:
    return look().colour(_INKS[ink])


def _caption(painter: QPainter, caption: Caption) -> None:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(_EM)
    font.setBold(caption.bold)
    wide = QFontMetricsF(font).horizontalAdvance(caption.text)
    scale = caption.size / _EM
    painter.save()
    painter.translate(caption.x, caption.y)
    painter.scale(scale, scale)
    painter.setFont(font)
    painter.setPen(_colour(caption.ink))
    painter.drawText(QPointF({"start": 0.0, "middle": -wide / 2, "end": -wide}[caption.anchor], 0), caption.text)
    painter.restore()
