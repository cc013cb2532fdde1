"""A row that asks one question, and the walk through many of them."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.intake import Answer
from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import Question
from treatplan.ui.pages.intake_parts.places import RegionsField
from treatplan.ui.pages.intake_parts.strip import AnswerStrip
from treatplan.ui.parts.entries import LineField, LongField
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR, MEDIUM, RADIUS, SMALL

NOTE_LETTERS = 4000


class QuestionRow(QWidget):
    """The question at the left, its answer at the right; below, once there is reason, the note and the place."""

    answered = Signal(str, str)
    noted = Signal(str, str)
    placed = Signal(str, object)
    levelled = Signal(str, str)

    def __init__(
        self, texts: Texts, words: Texts, question: Question, *, usual: str = "no", more: tuple[str, ...] = ()
    ) -> None:
        """`usual` is the answer that asks for no attention; `more` are answers beside yes, no and not sure."""
        super().__init__()
        self._texts, self._words = texts, words
        self.id = question.id
        self.text = question.words
        self.strip = AnswerStrip(texts, question.words, usual=usual, more=more)
        self._label = Label(question.words)
        self._aside = Label("", "quiet")
        self._drawn: Question | None = None
        self._note: LongField | None = None
        self._regions: RegionsField | None = None
        self._levels: LineField | None = None
        self._build()
        self.strip.answered.connect(lambda answer: self.answered.emit(self.id, answer))
        self.strip.focused.connect(self.update)

    def draw(self, question: Question) -> None:
        """Show the question as it stands."""
        if question == self._drawn:
            return
        self._drawn = question
        self.strip.set_answer(question.answer.value)
        aside = self._texts.say("health.known", told=question.told) if question.told else ""
        aside = aside or (self._texts.say("flags.in_person") if question.in_person else "")
        self._aside.set_text(aside)
        self._aside.setVisible(bool(aside))
        self._draw_note(question)
        self._draw_place(question)

    def focus(self) -> None:
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, dot: QWidget) -> None:
        """Put a mark before the question."""
        self._line.insertWidget(0, dot)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        if self.strip.hasFocus():  # where the eye is
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("accent_wash"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
            painter.end()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self._label)
        told.addWidget(self._aside)
        told.addStretch(1)
        told.setContentsMargins(0, HAIR + 2, 0, 0)
        self._aside.hide()
        line = self._line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addLayout(told, 1)
        line.addWidget(self.strip, 0, Qt.AlignmentFlag.AlignTop)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(SMALL, HAIR, GAP, HAIR)
        self._outer.setSpacing(GAP)
        self._outer.addLayout(line)

    def _draw_note(self, question: Question) -> None:
        if self._note is None and question.noted:
            made = LongField(self._words, self._texts.say("note.told"), limit=NOTE_LETTERS, lines=2)
            made.editor.setAccessibleName(f"{self._texts.say('note.told')}: {question.words}")
            made.edited.connect(lambda text: self.noted.emit(self.id, text))
            self._outer.addWidget(made)
            self._note = made
        if self._note is not None:
            self._note.set_value(question.note)
            self._note.setVisible(question.noted)

    def _draw_place(self, question: Question) -> None:
        if self._regions is None and question.sited:
            self._regions = RegionsField(self._texts, self._words, self._texts.say("health.where"))
            self._levels = LineField(
                self._words, self._texts.say("health.levels"), placeholder=self._texts.say("health.levels.hint")
            )
            self._levels.setMaximumWidth(look().tokens.grown(260))
            self._regions.edited.connect(lambda regions: self.placed.emit(self.id, regions))
            self._levels.edited.connect(lambda text: self.levelled.emit(self.id, text))
            self._outer.insertWidget(1, self._regions)
            self._outer.insertWidget(2, self._levels)
        if self._regions is not None and self._levels is not None:
            self._regions.set_value(question.regions)
            self._regions.setVisible(question.sited)
            self._levels.setVisible(question.sited)
            if not self._levels.editor.hasFocus():  # the presenter writes it in its own way; not under the fingers
                self._levels.set_value(question.levels)


class Walk:
    """Goes from question to question: after an answer to the next open one, else to the neighbour."""

    def __init__(self, reveal: Callable[[QWidget], None], ended: Callable[[], None]) -> None:
        """`ended` is called where an answer left nothing open."""
        self._reveal, self._ended = reveal, ended
        self._rows: list[QuestionRow] = []
        self._open: Callable[[QuestionRow], bool] = lambda row: row.strip.answer == Answer.NOT_ASKED.value

    def add(self, row: QuestionRow) -> None:
        """Take part in the walk."""
        row.strip.went_on.connect(lambda _step: self.on(row))
        row.strip.moved.connect(lambda step: self.step(row, step))
        row.strip.focused.connect(lambda here: self._reveal(row) if here else None)

    def set_rows(self, rows: Iterable[QuestionRow], is_open: Callable[[QuestionRow], bool] | None = None) -> None:
        """The rows in the order of the page; `is_open` says which of them wait for an answer."""
        self._rows = list(rows)
        self._open = is_open or self._open

    def on(self, row: QuestionRow) -> None:
        """To the next open question after `row`, else to the first open one."""
        here = self._rows.index(row) if row in self._rows else -1
        following = (*self._rows[here + 1 :], *self._rows[: max(here, 0)])
        target = next((one for one in following if not one.isHidden() and self._open(one)), None)
        if target is not None:
            target.focus()
        else:
            self._ended()

    def step(self, row: QuestionRow, step: int) -> None:
        """To the neighbour."""
        rows = [one for one in self._rows if not one.isHidden()]
        place = rows.index(row) + step if row in rows else 0
        if 0 <= place < len(rows):
            rows[place].focus()

    def first_open(self) -> QuestionRow | None:
        """The first question that waits."""
        return next((one for one in self._rows if not one.isHidden() and self._open(one)), None)


def arrange(layout: QLayout, wanted: Sequence[QWidget]) -> None:
    """Make a layout hold exactly these, in this order. What it held else is hidden, not thrown away."""
    here = [item.widget() for index in range(layout.count()) if (item := layout.itemAt(index)) is not None]
    if here == list(wanted):
        return
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in wanted:
            widget.hide()
    for widget in wanted:
        layout.addWidget(widget)
        widget.show()
