"""The navigation rail: where one can go, who is at work, and the lock."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout

from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.ui.parts.icon import check_icon, paint_icon
from treatplan.ui.parts.text import Label, Line, plain_caption, plain_tip
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, HAIR, LARGE, MEDIUM, RADIUS, SMALL

_WIDTH = 168
_ICON = 18


@value
class Entry:
    """One place to go: its key, its words and its icon. Alt+1 goes to the first entry, and so on."""

    key: str
    words: str
    picture: str


class Rail(QFrame):
    """The rail. `asked` carries the key of an entry."""

    asked = Signal(str)
    lock_asked = Signal()

    def __init__(self, words: Texts, entries: Sequence[Entry]) -> None:
        super().__init__()
        marked(self, part="rail")
        self.setAccessibleName(words.say("frame.sections"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, LARGE, SMALL, MEDIUM)
        box.setSpacing(HAIR)
        brand = Label(words.say("brand"), "brand", wraps=False)
        brand.setContentsMargins(GAP, 0, 0, 0)
        box.addWidget(brand)
        box.addSpacing(LARGE)
        self._entries: dict[str, RailButton] = {}
        for number, entry in enumerate(entries, start=1):
            button = self._entries[entry.key] = RailButton(entry.words, entry.picture)
            keys = f"Alt+{number}"
            plain_tip(button, words.say("frame.entry", name=entry.words, keys=keys))
            button.clicked.connect(self._went)
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
            box.addWidget(button)
        box.addStretch(1)
        self._user, self._note = Line("", "on_deep", strong=True), Line("", "on_deep_quiet")
        for line in (self._user, self._note):
            line.setContentsMargins(GAP, 0, GAP, 0)
            box.addWidget(line)
        box.addSpacing(GAP)
        self.lock = RailButton(words.say("frame.lock"), "lock", checkable=False)
        plain_tip(self.lock, words.say("frame.lock_tip"))
        self.lock.clicked.connect(self.lock_asked)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self.lock.click)
        box.addWidget(self.lock)
        self._refit()
        look().changed.connect(self._refit)

    def select(self, key: str) -> None:
        """Mark where we are; an unknown key marks nothing."""
        for own, button in self._entries.items():
            button.setChecked(own == key)

    def set_badge(self, key: str, text: str) -> None:
        """A count at the right of an entry; "" for none. Raises `KeyError` for an unknown entry."""
        self._entries[key].set_badge(text)

    def set_user(self, name: str, note: str = "") -> None:
        """Who is at work, and a quiet line below."""
        self._user.set_text(name)
        self._note.set_text(note)

    def _went(self) -> None:
        key = next(key for key, button in self._entries.items() if button is self.sender())
        self.select(key)
        self.asked.emit(key)

    def _refit(self) -> None:
        self.setFixedWidth(look().tokens.grown(_WIDTH))


class RailButton(QPushButton):
    """An entry of the rail: an icon and a word, a filled surface where one is."""

    def __init__(self, words: str, picture: str, *, checkable: bool = True) -> None:
        super().__init__(plain_caption(words))
        check_icon(picture)
        self._words, self._picture, self._badge = words, picture, ""
        self.setAccessibleName(words)
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_badge(self, text: str) -> None:
        self._badge = text
        self.setAccessibleName(f"{self._words}, {text}" if text else self._words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(100, look().tokens.control + HAIR)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.isChecked() or self.isDown()
        if lit or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("rail_chosen" if lit else "deep_hover"))
            painter.drawRoundedRect(here, RADIUS - 2, RADIUS - 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look().colour("on_deep"), 2))
            painter.drawRoundedRect(here.adjusted(1, 1, -1, -1), RADIUS - 3, RADIUS - 3)
        self._draw_words(painter, lit=lit)
        painter.end()

    def _draw_words(self, painter: QPainter, *, lit: bool) -> None:
        colour = "on_deep" if lit or self.underMouse() else "on_deep_quiet"
        side = look().tokens.grown(_ICON)
        where = QRectF(SMALL - 2, (self.height() - side) / 2, side, side)
        paint_icon(painter, where, self._picture, colour)
        font = look().font("body", strong=self.isChecked())
        painter.setFont(font)
        painter.setPen(look().colour("on_deep"))
        left = round(where.right()) + GAP
        badge = QFontMetrics(font).horizontalAdvance(self._badge) + GAP if self._badge else 0
        room = self.rect().adjusted(left, 0, -SMALL - badge, 0)
        shown = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self._badge:
            side_room = self.rect().adjusted(left, 0, -SMALL, 0)
            painter.drawText(side_room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._badge)
