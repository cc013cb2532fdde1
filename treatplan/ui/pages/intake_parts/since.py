"""Since when: a day in any common way, or how long ago; below stands how it was understood."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit

from treatplan.domain.texts import Texts
from treatplan.presenters.intake.since import ago, read_since
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.reading import month_names, read_date, written


class SinceField(Field[date | None]):
    """The value is a day; "3 weeks" is counted back from the day of the intake."""

    def __init__(self, texts: Texts, words: Texts, label: str, today: Callable[[], date]) -> None:
        self._line = QLineEdit()
        self._line.setMaxLength(40)
        self._line.setPlaceholderText(texts.say("pain.since.hint"))
        self._texts, self._today = texts, today
        self._months = month_names(words)
        super().__init__(words, label, self._line, None)
        self._line.textEdited.connect(self._typed)
        self._line.editingFinished.connect(self._left)

    def _show(self, value: date | None) -> None:
        self._line.setText("" if value is None else written(value, self.words))
        self._explain(value)

    def _typed(self, text: str) -> None:
        found = self._read(text)
        self._explain(found)
        self._edit(found, unread="" if found or not self._unread else self._wrong(text))

    def _left(self) -> None:
        text = self._line.text()
        found = self._read(text)
        if found is not None:
            self._line.setText(written(found, self.words))
        self._explain(found)
        self._edit(found, unread=self._wrong(text))

    def _read(self, text: str) -> date | None:
        today = self._today()
        return read_since(text, today, self._texts) or read_date(text, today, self._months, past=True)

    def _wrong(self, text: str) -> str:
        return "" if not text.strip() or self._read(text) else self._texts.say("pain.since.unread")

    def _explain(self, found: date | None) -> None:
        long = ago(found, self._today(), self._texts) if found else ""
        said = written(found, self.words) if found else ""
        self.set_hint(self._texts.say("pain.since.shown", day=said, long=long) if long else said)
