"""Buttons. Each has a name for screen readers, acts on Enter and Space alike, and recolours its icon with the look."""

from typing import Literal, TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from treatplan.ui.parts.icon import icon, icon_size
from treatplan.ui.parts.text import plain_caption, plain_tip
from treatplan.ui.style import look, marked, restyle
from treatplan.ui.tokens import RADIUS

Kind: TypeAlias = Literal["plain", "primary", "quiet", "caution", "danger", "link", "icon"]
_ICON_COLOUR: dict[Kind, str] = {
    "plain": "ink",
    "primary": "on_accent",
    "quiet": "ink",
    "caution": "caution",
    "danger": "stop",
    "link": "accent",
    "icon": "quiet",
}


_RING = 3.5  # pixels from the edge to the middle of the ring of a filled button


class Button(QPushButton):
    """A button with words, an icon, or both. One primary button a page."""

    def __init__(self, words: str, kind: Kind = "plain", *, picture: str = "", name: str = "", tip: str = "") -> None:
        """`picture` is an icon's name; `name` is what a screen reader says where the words alone say too little."""
        super().__init__()
        self._kind: Kind = kind
        self._picture = picture
        marked(self, kind=kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(words, name=name)
        if tip:
            plain_tip(self, tip)
        self._repaint_icon()
        look().changed.connect(self._repaint_icon)

    def set_words(self, words: str, *, name: str = "") -> None:
        """Other words on the button."""
        if self._kind != "icon":
            self.setText(plain_caption(words))
        self.setAccessibleName(name or words)

    def set_kind(self, kind: Kind) -> None:
        """Another rank, such as a count of findings that has gone to none."""
        self._kind = kind
        restyle(self, kind=kind)
        self._repaint_icon()

    def set_picture(self, picture: str) -> None:
        self._picture = picture
        self._repaint_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        """A style sheet draws its outline through the words; the ring of a filled button belongs along its edge."""
        super().paintEvent(event)
        if self._kind == "primary" and self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look().colour("on_accent"), 2))
            inside = QRectF(self.rect()).adjusted(_RING, _RING, -_RING, -_RING)
            painter.drawRoundedRect(inside, RADIUS - _RING, RADIUS - _RING)
            painter.end()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """A focused button is no larger: its edge grows into its padding."""
        if self._kind == "icon":
            return QSize(look().tokens.control, look().tokens.control)
        return super().sizeHint().expandedTo(QSize(look().tokens.control, look().tokens.control))

    def _repaint_icon(self) -> None:
        if self._picture:
            self.setIcon(icon(self._picture, _ICON_COLOUR[self._kind]))
            self.setIconSize(icon_size())
        self.updateGeometry()


def primary(words: str, *, picture: str = "", name: str = "", tip: str = "") -> Button:
    """The one thing a page is for."""
    return Button(words, "primary", picture=picture, name=name, tip=tip)


def quiet(words: str, *, picture: str = "", name: str = "", tip: str = "") -> Button:
    """A button without an edge, beside more important ones."""
    return Button(words, "quiet", picture=picture, name=name, tip=tip)


def danger(words: str, *, picture: str = "", name: str = "", tip: str = "") -> Button:
    """A button that takes something away."""
    return Button(words, "danger", picture=picture, name=name, tip=tip)


def link(words: str, *, name: str = "", tip: str = "") -> Button:
    """Words within a text that can be pressed."""
    return Button(words, "link", name=name, tip=tip)


def icon_button(picture: str, name: str, *, tip: str = "") -> Button:
    """A button with an icon alone; its name is also its tooltip, for those who see it."""
    made = Button(name, "icon", picture=picture)
    plain_tip(made, tip or name)
    if not tip:
        made.setAccessibleDescription("")  # the name says it already
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made
