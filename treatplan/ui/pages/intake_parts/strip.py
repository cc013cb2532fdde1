"""Yes, no, not sure, in one control that is light enough to stand beside a hundred questions.

None chosen means that the question was not asked. y, n and u answer and go on, Delete takes back, up and down walk.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.text import plain_tip
from treatplan.ui.style import look
from treatplan.ui.tokens import RADIUS, SMALL

KEYS = ("yes", "no", "not_sure")
_INSET = 3


class AnswerStrip(QWidget):
    """The answer to one question."""

    answered = Signal(str)
    went_on = Signal(int)  # +1: to the next that is open, after an answer by key
    moved = Signal(int)  # +1 or -1: to the neighbour, without an answer
    focused = Signal(bool)

    def __init__(self, texts: Texts, question: str, *, usual: str = "no", more: tuple[str, ...] = ()) -> None:
        """`usual` is the answer that asks for no attention; `more` are answers beside the usual three."""
        super().__init__()
        self._texts, self._question, self._usual = texts, question, usual
        self._answers = (*KEYS, *more)
        self._words = {key: texts.say(f"answer.{key}") for key in self._answers}
        self._letters = {texts.say(f"answer.key.{key}"): key for key in self._answers}
        self._answer = "not_asked"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        plain_tip(self, texts.say("answer.tip"))
        self._speak()
        look().changed.connect(self._refit)

    @property
    def answer(self) -> str:
        return self._answer

    def set_answer(self, answer: str) -> None:
        """Show an answer, without a signal."""
        if answer != self._answer:
            self._answer = answer
            self._speak()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(sum(self._widths()) + 2 * _INSET, look().tokens.control)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        letter = self._letters.get(event.text().casefold()) if event.text() else None
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if letter and plain:
            self._say(letter)
            self.went_on.emit(1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._say("not_asked")
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        left = float(_INSET)
        for key, width in zip(self._answers, self._widths(), strict=True):
            if left <= event.position().x() < left + width:
                self._say("not_asked" if key == self._answer else key)
                return
            left += width

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusOutEvent(event)
        self.focused.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        left = float(_INSET)
        for key, width in zip(self._answers, self._widths(), strict=True):
            chosen = key == self._answer
            where = QRectF(left, _INSET, width, self.height() - 2 * _INSET).adjusted(0.5, 0.5, -0.5, -0.5)
            if chosen:
                loud = key in KEYS and key != self._usual
                painter.setPen(QPen(look().colour("caution_edge" if loud else "accent"), 1))
                painter.setBrush(look().colour("caution_back" if loud else "accent_wash"))
                painter.drawRoundedRect(where, RADIUS - 3, RADIUS - 3)
            painter.setFont(look().font("body", strong=chosen))
            painter.setPen(look().colour("ink" if chosen or self._answer == "not_asked" else "quiet"))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._words[key])
            left += width
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(look().colour("accent" if self.hasFocus() else "edge"), width))
        painter.setBrush(look().colour("card"))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS, RADIUS)

    def _step(self, step: int) -> None:
        every = self._answers
        here = every.index(self._answer) if self._answer in every else (-1 if step > 0 else len(every))
        self._say(every[min(max(here + step, 0), len(every) - 1)])

    def _say(self, answer: str) -> None:
        if answer != self._answer:
            self.set_answer(answer)
            self.answered.emit(answer)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(look().font("body", strong=True))
        return [max(metrics.horizontalAdvance(words) + 2 * (SMALL - 1), 40) for words in self._words.values()]

    def _speak(self) -> None:
        """A screen reader says the question with its answer."""
        answer = self._texts.say(f"answer.{self._answer}")
        self.setAccessibleName(self._texts.say("answer.spoken", question=self._question, answer=answer))

    def _refit(self) -> None:
        self.updateGeometry()
        self.update()
