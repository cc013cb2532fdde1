"""A card: a white surface with a heading, a quiet line about itself, and what can be done with it."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, MEDIUM, SMALL

Hue: TypeAlias = Literal["needling", "moxibustion", "cupping", "stretching", "advice"]
_COLOUR: dict[Hue, str] = {"needling": "accent"}  # all others are called as the colour is


class Dot(QWidget):
    """The mark of a modality: a hue and a shape of its own, since colour never speaks alone."""

    def __init__(self, hue: Hue) -> None:
        super().__init__()
        self._hue = hue
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(12, 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        paint_dot(painter, QRectF(1, 1, 10, 10), self._hue)
        painter.end()


def hue_colour(hue: Hue) -> str:
    """The name in `Colours` of a modality's hue."""
    return _COLOUR.get(hue, hue)


def paint_dot(painter: QPainter, where: QRectF, hue: Hue) -> None:
    """Needling is a disc, moxibustion a flame's diamond, cupping a ring, stretching a bar, advice a square."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look().colour(hue_colour(hue)))
    middle, reach = where.center(), where.width() / 2
    if hue == "moxibustion":
        corners = [(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)]
        painter.drawPolygon(QPolygonF([middle + QPointF(x * reach, y * reach) for x, y in corners]))
    elif hue == "cupping":
        painter.setPen(look().colour(hue_colour(hue)))
        pen = painter.pen()
        pen.setWidthF(reach * 0.55)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, reach * 0.7, reach * 0.7)
    elif hue == "stretching":
        bar = QRectF(where.left(), middle.y() - reach * 0.42, where.width(), reach * 0.84)
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    elif hue == "advice":
        painter.drawRoundedRect(where.adjusted(1, 1, -1, -1), 2, 2)
    else:
        painter.drawEllipse(where)


class Card(QFrame):
    """A card. What it holds goes into `body` by `add`; buttons at the right of its heading by `add_action`."""

    def __init__(self, title: str = "", *, meta: str = "", hue: Hue | None = None, lead: bool = False) -> None:
        """`lead` marks the card that a page begins with; it has an edge in the accent."""
        super().__init__()
        marked(self, part="card", tone="lead" if lead else "plain")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.title = Line(title, "heading")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.meta = Line(meta, "meta")
        self.meta.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._head = QHBoxLayout()
        self._head.setSpacing(GAP)
        if hue is not None:
            self._head.addWidget(Dot(hue))
        self._head.addWidget(self.title, 0)
        self._head.addWidget(self.meta, 1)
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self._frame.setSpacing(GAP)
        if title:
            self._frame.addLayout(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP)
        self._frame.addLayout(self.body)

    def add(self, part: QWidget | QLayout) -> None:
        """Put a part below the others."""
        if isinstance(part, QWidget):
            self.body.addWidget(part)
        else:
            self.body.addLayout(part)

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right of the heading."""
        self._head.addWidget(button)

    def say(self, title: str, meta: str = "") -> None:
        """Another heading, another quiet line."""
        self.title.set_text(title)
        self.meta.set_text(meta)


class Fact(QWidget):
    """A name and what it is, on one line: "Language   Español"."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SMALL)
        self.words = Label(words)
        box.addWidget(Label(name, "quiet", wraps=False), 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self.words, 1)
