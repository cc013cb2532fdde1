"""The controls behind the choices: segments, chips to switch on, and a list. They paint themselves from the look."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QComboBox, QRadioButton, QSizePolicy, QWidget

from treatplan.ui.parts.flow import FlowLayout
from treatplan.ui.parts.icon import paint_icon
from treatplan.ui.parts.text import plain_caption, plain_tip
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, RADIUS, SMALL

_INSET = 3  # of segments in their frame
_TICK = 14


class Segment(QRadioButton):
    """One answer in a row of answers; to a screen reader a radio button, which it is."""

    cleared = Signal()
    typed = Signal(str)
    focus_changed = Signal()

    def __init__(self, words: str, tip: str, *, calm: bool) -> None:
        """`calm` is for the answer that is none: sixty times "not asked" must not shout."""
        super().__init__(plain_caption(words))
        self._words, self._calm = words, calm
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if tip:
            plain_tip(self, tip)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """As wide as the words are when chosen, so that choosing moves nothing."""
        width = _strong_width(self._words) + 2 * (SMALL - 1)
        return QSize(max(width, look().tokens.control), look().tokens.control)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802  (Qt's name)
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = QRectF(self.rect()).adjusted(0.5, _INSET + 0.5, -0.5, -_INSET - 0.5)
        if self.isChecked():
            loud = self.isEnabled() and not self._calm
            painter.setPen(QPen(look().colour("accent" if loud else "edge"), 1))
            painter.setBrush(look().colour("accent_wash" if loud else "wash"))
            painter.drawRoundedRect(where, RADIUS - 2, RADIUS - 2)
        elif self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("wash"))
            painter.drawRoundedRect(where, RADIUS - 2, RADIUS - 2)
        painter.setFont(look().font("body", strong=self.isChecked() and not self._calm))
        painter.setPen(look().colour("ink" if self.isEnabled() else "faint"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        if self.hasFocus() and not self.isChecked():
            _ring(painter, where.adjusted(1, 1, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.typed.emit("home" if event.key() == Qt.Key.Key_Home else "end")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.isChecked():
                event.ignore()  # chosen already: a form may take it to save
            else:
                self.click()
        elif plain and event.text().strip():
            self.typed.emit(event.text().casefold())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusOutEvent(event)
        self.focus_changed.emit()


class Segmented(QWidget):
    """A row of answers, one of which may be chosen. It is one stop for Tab; arrows move and choose.

    `picked` carries the key of what the user chose, "" where the choice was taken back.
    """

    picked = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str, str]], name: str, *,
        keys: Mapping[str, str] | None = None, cleared: str = "",
    ) -> None:  # fmt: skip
        """`options` are key, words and tooltip; `keys` says which letter picks what; Delete picks `cleared`."""
        super().__init__()
        self._keys = dict(keys or {})
        self._cleared = cleared
        self._group = QButtonGroup(self)
        self._segments: dict[str, Segment] = {}
        self._flow = FlowLayout(2)
        self._flow.setContentsMargins(_INSET, 0, _INSET, 0)
        self.setLayout(self._flow)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        for key, words, tip in options:
            segment = Segment(words, tip, calm=key == cleared)
            segment.setAccessibleName(f"{name}: {words}" if name else words)
            segment.cleared.connect(self._clear)
            segment.typed.connect(self._typed)
            segment.focus_changed.connect(self.update)
            self._segments[key] = segment
            self._group.addButton(segment)
            self._flow.addWidget(segment)
        self._group.buttonClicked.connect(self._clicked)
        self._one_stop()
        look().changed.connect(self._refit)

    @property
    def chosen(self) -> str | None:
        return next((key for key, segment in self._segments.items() if segment.isChecked()), None)

    def pick(self, key: str | None) -> None:
        """Choose without a signal; `None` or an unknown key chooses nothing."""
        if key == self.chosen:
            return
        self._group.setExclusive(False)
        for own, segment in self._segments.items():
            segment.setChecked(own == key)
        self._group.setExclusive(True)
        self._one_stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = any(segment.hasFocus() for segment in self._segments.values())
        wrong = self.property("wrong") == "true"
        width = 2 if focused else 1
        colour = "accent" if focused else "stop" if wrong else "edge" if self.isEnabled() else "line"
        painter.setPen(QPen(look().colour(colour), width))
        painter.setBrush(look().colour("card"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS, RADIUS)
        painter.end()

    def _clicked(self, button: QAbstractButton) -> None:
        self._one_stop()
        self.update()
        self.picked.emit(next(key for key, segment in self._segments.items() if segment is button))

    def _typed(self, text: str) -> None:
        ends = {"home": 0, "end": -1}
        key = list(self._segments)[ends[text]] if text in ends else self._keys.get(text)
        if key is not None:
            self._segments[key].setFocus(Qt.FocusReason.OtherFocusReason)
            self._segments[key].click()

    def _clear(self) -> None:
        if self.chosen not in (None, self._cleared):
            self.pick(self._cleared or None)
            (self.focusProxy() or self).setFocus(Qt.FocusReason.OtherFocusReason)
            self.picked.emit(self._cleared)

    def _one_stop(self) -> None:
        """Tab comes to what is chosen, or to the first."""
        stop = self._segments.get(self.chosen or "") or next(iter(self._segments.values()), None)
        for segment in self._segments.values():
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if segment is stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(stop)

    def _refit(self) -> None:
        for segment in self._segments.values():
            segment.updateGeometry()
        self.update()


class ToggleChip(QCheckBox):
    """A chip to switch on and off; on, it has a tick and an edge, not only a colour."""

    def __init__(self, words: str, tip: str = "") -> None:
        super().__init__(plain_caption(words))
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if tip:
            plain_tip(self, tip)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """Room for the tick is kept, so that switching moves nothing."""
        words = _strong_width(self._words)
        return QSize(words + _tick() + GAP + 2 * SMALL, look().tokens.control)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(min(self.sizeHint().width(), look().tokens.control * 3), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802  (Qt's name)
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, able, focused = self.isChecked(), self.isEnabled(), self.hasFocus()
        width = 2 if focused else 1
        painter.setPen(QPen(look().colour("accent" if (on or focused) and able else "edge" if able else "line"), width))
        back = "accent_wash" if on and able else "wash" if self.underMouse() or not able else "card"
        painter.setBrush(look().colour(back))
        half = width / 2
        body = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        font = look().font("body", strong=on)
        painter.setFont(font)
        painter.setPen(look().colour("ink" if able else "faint"))
        text = self.rect().adjusted(SMALL, 0, -SMALL, 0)
        if on:
            side = _tick()
            tick = QRectF(text.left(), text.center().y() - side / 2 + 0.5, side, side)
            paint_icon(painter, tick, "check", "accent" if able else "faint")
            text.setLeft(text.left() + side + GAP // 2)
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        else:
            align = Qt.AlignmentFlag.AlignCenter
        shown = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, align, shown)
        painter.end()


class Combo(QComboBox):
    """A list to choose from. The wheel scrolls the page and changes nothing."""

    picked = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], placeholder: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        for key, words, _ in options:
            self.addItem(words, key)
        self.setCurrentIndex(-1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(12)
        self.activated.connect(self._activated)

    def pick(self, key: str | None) -> None:
        """Choose without a signal; `None` or an unknown key chooses nothing."""
        self.setCurrentIndex(-1 if key is None else self.findData(key))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  (Qt's name)
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        super().paintEvent(event)
        painter = QPainter(self)
        side = _tick()
        where = QRectF(self.width() - side - SMALL + 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, where, "chevron", "quiet" if self.isEnabled() else "faint")
        painter.end()

    def _activated(self, index: int) -> None:
        self.picked.emit(str(self.itemData(index)))


def _strong_width(words: str) -> int:
    """The width of words in the heavy type."""
    return QFontMetrics(look().font("body", strong=True)).horizontalAdvance(words)


def _tick() -> int:
    return look().tokens.grown(_TICK)


def _ring(painter: QPainter, where: QRectF) -> None:
    painter.setPen(QPen(look().colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(where, RADIUS - 3, RADIUS - 3)
