"""What stands beside the form: the sections with what is open in them, and the open questions by name."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import SECTIONS, AlertView, OpenItem, SectionView
from treatplan.ui.parts.chips import Chip, ChipRow
from treatplan.ui.parts.flow import column, empty
from treatplan.ui.parts.icon import paint_icon
from treatplan.ui.parts.text import Label, plain_caption, plain_tip
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, HAIR, MEDIUM, RADIUS, SMALL

_MOST_ALERTS, _MOST_OPEN = 6, 8
_LONGEST = 29  # letters of a chip on one line
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class SectionButton(QAbstractButton):
    """One section: its name, and a figure or a tick at the right."""

    def __init__(self, texts: Texts, key: str, number: int) -> None:
        super().__init__()
        self._texts, self._number = texts, number
        self._section = SectionView(key=key, title=texts.say(f"section.{key}"))
        self.setText(plain_caption(self._section.title))
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._speak()
        look().changed.connect(self.updateGeometry)

    def draw(self, section: SectionView) -> None:
        if section != self._section:
            self._section = section
            self._speak()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        metrics = QFontMetrics(look().font("body", strong=True))
        return QSize(metrics.horizontalAdvance(self._section.title) + 72, look().tokens.control + HAIR)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here, whole = self.isChecked(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("accent_wash" if here else "wash"))
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(look().colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, RADIUS, RADIUS)
        painter.setFont(look().font("body", strong=here))
        painter.setPen(look().colour("ink"))
        text = self.rect().adjusted(SMALL, 0, -SMALL, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._section.title)
        self._paint_state(painter)
        painter.end()

    def _paint_state(self, painter: QPainter) -> None:
        section = self._section
        right = self.width() - SMALL
        if section.done:
            side = look().tokens.grown(16)
            paint_icon(painter, QRectF(right - side, (self.height() - side) / 2, side, side), "check", "accent")
            return
        number = section.must or section.useful
        if not number:
            return
        painter.setFont(look().font("quiet", strong=bool(section.must)))
        metrics = QFontMetrics(painter.font())
        width = max(metrics.horizontalAdvance(str(number)) + 14, 24)
        height = look().tokens.grown(20)
        where = QRectF(right - width, (self.height() - height) / 2, width, height)
        if section.must:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look().colour("caution_back")))
            painter.drawRoundedRect(where, height / 2, height / 2)
        painter.setPen(look().colour("caution" if section.must else "quiet"))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(number))

    def _speak(self) -> None:
        section, say = self._section, self._texts.say
        must = say("section.must", n=section.must) if section.must else ""
        useful = say("section.useful", n=section.useful) if section.useful else ""
        state = ", ".join(part for part in (must, useful) if part) or (say("section.done") if section.done else "")
        tip = say("section.tip", title=section.title, number=self._number)
        plain_tip(self, f"{tip}: {state}" if state else tip)
        self.setAccessibleName(f"{section.title}, {state}" if state else section.title)


class SectionList(QWidget):
    """The sections, one below the other."""

    opened = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setAccessibleName(texts.say("sections"))
        self._buttons: dict[str, SectionButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        for number, key in enumerate(SECTIONS, 1):
            button = SectionButton(texts, key, number)
            button.clicked.connect(lambda _on=False, key=key: self.opened.emit(key))
            box.addWidget(button)
            self._buttons[key] = button

    def draw(self, sections: Sequence[SectionView], here: str) -> None:
        for section in sections:
            self._buttons[section.key].draw(section)
        for key, button in self._buttons.items():
            button.setChecked(key == here)


class OpenLink(QAbstractButton):
    """Words that lead to a field, on as many lines as they need."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = " ".join(words.split())
        self.setAccessibleName(self._words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        wide = QFontMetrics(look().font("body")).horizontalAdvance(self._words) + 2 * HAIR
        return QSize(wide, look().tokens.control)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(look().tokens.control, look().tokens.control)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  (Qt's name)
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        room = QRect(0, 0, max(width - 2 * HAIR, 1), 10_000)
        needed = QFontMetrics(look().font("body")).boundingRect(room, _WRAPPED, self._words).height()
        return int(max(needed + 2 * HAIR, look().tokens.control))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = look().font("body")
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(look().colour("accent_hover" if self.underMouse() else "accent"))
        painter.drawText(self.rect().adjusted(HAIR, 0, -HAIR, 0), _WRAPPED, self._words)
        if self.hasFocus():
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()


class Aside(QWidget):
    """What matters at a glance, and what is still open, each a way to its field."""

    asked = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._items: tuple[OpenItem, ...] | None = None
        self._chips = ChipRow()
        self._shown: tuple[Chip, ...] = ()
        self._long = QVBoxLayout()  # chips that take more than a line
        self._long.setSpacing(HAIR)
        self._must, self._useful = QVBoxLayout(), QVBoxLayout()
        self._must.setSpacing(0)
        self._useful.setSpacing(0)
        self._head = Label(texts.say("alerts"), "quiet", strong=True)
        self._must_head = Label(texts.say("open.must_head"), "quiet", strong=True)
        self._useful_head = Label(texts.say("open.useful"), "quiet", strong=True)
        box = column(self._head, self._chips, gap=GAP)
        box.addLayout(self._long)
        box.addSpacing(MEDIUM)
        for head, items in ((self._must_head, self._must), (self._useful_head, self._useful)):
            box.addWidget(head)
            box.addLayout(items)
            box.addSpacing(SMALL)
        box.addStretch(1)
        self.setLayout(box)

    def draw(self, alerts: Sequence[AlertView], items: tuple[OpenItem, ...]) -> None:
        shown = [Chip(words=one.words, tone=one.tone) for one in alerts[:_MOST_ALERTS]]
        if len(alerts) > _MOST_ALERTS:
            shown.append(Chip(words=self._texts.count("alerts.more", len(alerts) - _MOST_ALERTS)))
        self._draw_chips(tuple(shown))
        self._head.setVisible(bool(shown))
        if items != self._items:
            self._items = items
            self._fill(self._must, self._must_head, [item for item in items if item.must])
            self._fill(self._useful, self._useful_head, [item for item in items if not item.must])

    def _draw_chips(self, chips: tuple[Chip, ...]) -> None:
        """Short ones flow; long ones wrap, each on its own: what matters is never cut."""
        if chips == self._shown:
            return
        self._shown = chips
        self._chips.set_chips([chip for chip in chips if len(chip.words) <= _LONGEST])
        empty(self._long)
        for chip in chips:
            if len(chip.words) > _LONGEST:
                self._long.addWidget(marked(Label(chip.words), part="chip", tone=chip.tone))

    def _fill(self, box: QVBoxLayout, head: Label, items: list[OpenItem]) -> None:
        empty(box)
        for item in items[:_MOST_OPEN]:
            button = OpenLink(item.words)
            button.clicked.connect(lambda _on=False, field=item.field: self.asked.emit(field))
            box.addWidget(button)
        head.setVisible(bool(items))
