"""Our line icons, by name, in a colour of the look. They are drawn in resources/icons on a grid of 24."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from treatplan.ui.style import look

SIZE = 18  # pixels at 100 %

_drawings: dict[tuple[str, str], QSvgRenderer] = {}


def paint_icon(painter: QPainter, where: QRectF, name: str, colour: str) -> None:
    """Draw an icon. `colour` is a name in `Colours`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _drawing(name, look().colour(colour).name()).render(painter, where)


def pixmap(name: str, colour: str = "ink", size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of `size` pixels, sharp on a screen with `ratio` device pixels to one."""
    check_icon(name)  # before there is a painter: one that an error leaves behind takes the program down
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_icon(painter, QRectF(0, 0, size * ratio, size * ratio), name, colour)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str = "ink", *, off: str = "faint") -> QIcon:
    """An icon for a control, with its look when switched off. Made anew by its owner when the look changes."""
    made = QIcon()
    for ratio in (1.0, 2.0, 3.0):  # Qt picks the one that fits the screen
        made.addPixmap(pixmap(name, colour, _grown(), ratio))
        made.addPixmap(pixmap(name, off, _grown(), ratio), QIcon.Mode.Disabled)
    return made


def icon_size() -> QSize:
    """The size of icons in controls at the scale of now."""
    return QSize(_grown(), _grown())


def check_icon(name: str) -> None:
    """Raise `KeyError` where there is no icon of that name."""
    _drawing(name, look().colours.ink)


class Symbol(QWidget):
    """An icon beside a text. The text says what it means, so it is silent to a screen reader."""

    def __init__(self, name: str, colour: str = "quiet", size: int = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        check_icon(name)
        self._name, self._colour, self._size = name, colour, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self._refit)

    def set_icon(self, name: str, colour: str) -> None:
        """Another icon. Raises `KeyError` where there is none of that name."""
        check_icon(name)
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        side = look().tokens.grown(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_icon(painter, QRectF(0, 0, side, side), self._name, self._colour)
        painter.end()

    def _refit(self) -> None:
        self.updateGeometry()
        self.update()


def _grown() -> int:
    return look().tokens.grown(SIZE)


def _drawing(name: str, colour: str) -> QSvgRenderer:
    """Qt draws `currentColor` black: the colour is put in its place. Raises `KeyError` for a name that is no icon."""
    if (name, colour) not in _drawings:
        file = look().icons / f"{name}.svg"
        if not file.is_file():
            raise KeyError(name)
        drawing = file.read_bytes().replace(b"currentColor", colour.encode())
        _drawings[name, colour] = QSvgRenderer(QByteArray(drawing))
    return _drawings[name, colour]
