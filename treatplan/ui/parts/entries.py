"""Fields to type in: a line, a long text, a number with its unit, a date. No spin boxes: a wheel changes no dose."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from treatplan.domain.letters import many_lines, one_line
from treatplan.domain.texts import Texts
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.reading import month_names, read_date, read_number, written
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP

LINE_LIMIT, LONG_LIMIT = 200, 10_000  # letters
_FIGURES_LIMIT = 40


class _UpTo(QValidator):
    """Refuses a change that would make the text too long, all of it: a text is never cut in silence."""

    def __init__(self, limit: int, parent: QLineEdit) -> None:
        super().__init__(parent)
        self._limit = limit

    def validate(self, text: str, position: int) -> QValidator.State:  # noqa: ARG002  (Qt takes the state alone)
        return QValidator.State.Invalid if len(text) > self._limit else QValidator.State.Acceptable


class LineField(Field[str]):
    """One line of text. The value has no spaces at its ends."""

    def __init__(
        self, words: Texts, label: str, *, hint: str = "", placeholder: str = "", limit: int = LINE_LIMIT
    ) -> None:
        self._line = QLineEdit()
        self._line.setPlaceholderText(placeholder)
        self._line.setValidator(_UpTo(limit, self._line))
        super().__init__(words, label, self._line, "", hint=hint)
        self._limit = limit
        self._line.textEdited.connect(self._typed)
        self._line.inputRejected.connect(self._too_long)

    def _show(self, value: str) -> None:
        self._line.setText(value)
        self._line.home(False)  # its beginning is what tells it from others

    def _typed(self, text: str) -> None:
        clean = one_line(text)
        if clean != text:  # pasted: a break, or a sign that nobody sees
            at = len(one_line(text[: self._line.cursorPosition()]))
            self._line.setText(clean)
            self._line.setCursorPosition(at)
        self._edit(clean.strip())
        if clean != text:
            self._refuse(self.words.say("field.cleaned"))

    def _too_long(self) -> None:
        self._refuse(self.words.say("field.too_long", limit=self._limit))


class SecretField(LineField):
    """A line that is not shown as it is typed. The value keeps its spaces: they are part of a passphrase."""

    def __init__(self, words: Texts, label: str, *, hint: str = "") -> None:
        super().__init__(words, label, hint=hint, limit=1000)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)

    def _typed(self, text: str) -> None:
        self._edit(text)

    def clear(self) -> None:
        """Forget what was typed."""
        self._value = ""
        self._line.clear()

    def reveal(self, *, shown: bool) -> None:
        """Show what is typed, or dots again."""
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def select_all(self) -> None:
        """Select what is typed, to be typed over."""
        self._line.setFocus()
        self._line.selectAll()


class _LongEdit(QPlainTextEdit):
    """A text of several lines that takes Tab for the next field, and no more letters than it may."""

    refused = Signal()
    cleaned = Signal()

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # also where there is nowhere to go
            event.ignore()
        elif event.text().isprintable() and event.text() and self._room() < len(event.text()):
            self.refused.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802  (Qt's name)
        if self._room() < len(event.commitString()):
            self.refused.emit()
        else:
            super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  (Qt's name)
        if self._room() < len(source.text()):  # asked before: a paste of megabytes holds up the window for seconds
            self.refused.emit()
        elif source.hasText():
            clean = many_lines(source.text())
            self.insertPlainText(clean)
            if clean != source.text():
                self.cleaned.emit()

    def _room(self) -> int:
        taken = self.document().characterCount() - 1
        return self._limit - taken + len(self.textCursor().selectedText())


class LongField(Field[str]):
    """Text of several lines."""

    def __init__(self, words: Texts, label: str, *, hint: str = "", limit: int = LONG_LIMIT, lines: int = 3) -> None:
        self._text = _LongEdit(limit)
        super().__init__(words, label, self._text, "", hint=hint)
        self._limit, self._lines = limit, lines
        self._refit()
        look().changed.connect(self._refit)
        self._text.textChanged.connect(self._typed)
        self._text.refused.connect(self._too_long)
        self._text.cleaned.connect(lambda: self._refuse(self.words.say("field.cleaned")))

    def _show(self, value: str) -> None:
        self._text.blockSignals(True)
        self._text.setPlainText(value)
        self._text.blockSignals(False)

    def _typed(self) -> None:
        self._edit(self._text.toPlainText().strip())

    def _too_long(self) -> None:
        self._refuse(self.words.say("field.too_long", limit=self._limit))

    def _refit(self) -> None:
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * self._lines + 3 * GAP)


class NumberField(Field[float | None]):
    """A number with its unit. Text that is no number, or is out of the limits that the caller gives, is no value."""

    def __init__(
        self, words: Texts, label: str, *, unit: str = "", decimals: int = 0,
        limits: tuple[float, float] | None = None, hint: str = "",
    ) -> None:  # fmt: skip
        """`limits` are the least and the most, both allowed; `decimals` is how many places may be typed."""
        self._line = QLineEdit()
        self._line.setValidator(_UpTo(_FIGURES_LIMIT, self._line))
        self._unit, self._decimals, self._limits = unit, decimals, limits
        box = QWidget()
        inner = QHBoxLayout(box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addWidget(self._line, 1)
        if unit:
            inner.addWidget(Label(unit, "meta", wraps=False))
        self._box = box
        super().__init__(words, label, self._line, None, hint=hint)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self._left)

    def _lay_out(self, *, beside: bool) -> None:
        line, self.editor = self.editor, self._box
        super()._lay_out(beside=beside)
        self.editor = line

    def _show(self, value: float | None) -> None:
        self._line.setText("" if value is None else self._written(value))

    def _typed(self, text: str) -> None:
        found = self._read(text)
        self._edit(found if not self._wrong(text) else None, unread="" if not self._unread else self._wrong(text))

    def _left(self) -> None:
        wrong = self._wrong(self._line.text())
        self._edit(None if wrong else self._read(self._line.text()), unread=wrong)

    def _read(self, text: str) -> float | None:
        return read_number(text, self._unit)

    def _wrong(self, text: str) -> str:
        """Why the text is no value; "" where it is one, or empty."""
        found = self._read(text)
        if found is None:
            return self.words.say("field.no_number") if text.strip() else ""
        if found != round(found, self._decimals):
            return (
                self.words.say("field.whole")
                if not self._decimals
                else self.words.count("field.places", self._decimals)
            )
        if self._limits and not self._limits[0] <= found <= self._limits[1]:
            low, high = (self._written(limit) for limit in self._limits)
            return self.words.say("field.limits", low=low, high=high, unit=self._unit).strip()
        return ""

    def _written(self, value: float) -> str:
        return f"{value:.{self._decimals}f}" if value != int(value) else str(int(value))


class DateField(Field[date | None]):
    """A day, typed in any common way; below it stands how it was understood."""

    def __init__(
        self, words: Texts, label: str, today: Callable[[], date], *, past: bool = False, hint: str = ""
    ) -> None:
        """`past` is for birth dates: a day to come is refused, and '71 is 1971."""
        self._line = QLineEdit()
        self._line.setValidator(_UpTo(_FIGURES_LIMIT, self._line))
        self._line.setPlaceholderText(words.say("field.date_example"))
        self._today, self._past = today, past
        self._months = month_names(words)
        self._plain_hint = hint
        super().__init__(words, label, self._line, None, hint=hint)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self._left)

    def _show(self, value: date | None) -> None:
        self._line.setText("" if value is None else written(value, self.words))
        self._explain(value)

    def _typed(self, text: str) -> None:
        found = self._read(text)
        self._explain(found)
        self._edit(found, unread="" if not self._unread else self._wrong(text))

    def _left(self) -> None:
        text = self._line.text()
        found = self._read(text)
        if found is not None:
            self._line.setText(written(found, self.words))
        self._explain(None)
        self._edit(found, unread=self._wrong(text))

    def _read(self, text: str) -> date | None:
        found = read_date(text, self._today(), self._months, past=self._past)
        return None if found and self._past and found > self._today() else found

    def _wrong(self, text: str) -> str:
        if not text.strip() or self._read(text) is not None:
            return ""
        future = read_date(text, self._today(), self._months) is not None
        return self.words.say("field.date_to_come" if future and self._past else "field.no_date")

    def _explain(self, found: date | None) -> None:
        shown = written(found, self.words) if found and self._line.hasFocus() else ""
        self.set_hint(shown or self._plain_hint)
