"""Short lines, one thing a line, with what each was recognised as beside it. Enter begins the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import HAIR, SMALL

LINE_LETTERS = 300


class _UpTo(QValidator):
    """Refuses what would make a line too long, all of it: a text is never cut in silence."""

    def validate(self, text: str, position: int) -> QValidator.State:  # noqa: ARG002  (Qt's own names)
        return QValidator.State.Invalid if len(text) > LINE_LETTERS else QValidator.State.Acceptable


class _Edit(QLineEdit):
    entered = Signal()
    emptied = Signal()
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        elif step:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)


class LinesField(Field[tuple[str, ...]]):
    """Some lines of text and an empty one to go on with. Empty lines are no lines."""

    def __init__(
        self, words: Texts, label: str, *, hint: str = "", placeholder: str = "", tagged: bool = False
    ) -> None:
        """`tagged` keeps room at the right for what a line was recognised as."""
        self._placeholder = placeholder
        self._label, self._tagged = label, tagged
        self._edits: list[_Edit] = []
        self._tags: list[Label] = []
        self._boxes: list[QWidget] = []
        self._box = QWidget()
        self._column = QVBoxLayout(self._box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(HAIR)
        self._add_line("")
        super().__init__(words, label, self._box, (), hint=hint)
        self.label.setBuddy(self._edits[0])
        self._refresh()

    def focus(self) -> None:
        self._edits[-1].setFocus()

    def name_lines(self, name: str) -> None:
        """What a screen reader says, where the heading of a card is the label."""
        self._label = name
        self._refresh()

    def set_tags(self, tags: Sequence[tuple[str, str]]) -> None:
        """What lines were recognised as: the line, and the words beside it."""
        known = dict(tags)
        for edit, tag in zip(self._edits, self._tags, strict=True):
            tag.set_text(known.get(edit.text().strip(), ""))

    def _show(self, value: tuple[str, ...]) -> None:
        if value == self._lines():
            return
        while len(self._edits) > len(value) + 1:
            self._drop(len(self._edits) - 1)
        while len(self._edits) < len(value) + 1:
            self._add_line("")
        for edit, text in zip(self._edits, (*value, ""), strict=True):
            if edit.text() != text:
                edit.setText(text)
        self._refresh()

    def _lines(self) -> tuple[str, ...]:
        return tuple(text for edit in self._edits if (text := edit.text().strip()))

    def _typed(self) -> None:
        if self._edits[-1].text().strip():
            self._add_line("")
        self._refresh()
        self._edit(self._lines())

    def _add_line(self, text: str) -> None:
        edit, tag = _Edit(text), Label("", "quiet")
        edit.setValidator(_UpTo(edit))
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SMALL)
        inside.addWidget(edit, 1)
        if self._tagged:
            inside.addWidget(tag, 1)
        edit.textEdited.connect(lambda _text: self._typed())
        edit.inputRejected.connect(lambda: self._refuse(self.words.say("field.too_long", limit=LINE_LETTERS)))
        edit.entered.connect(lambda: self._step(edit, 1))
        edit.moved.connect(lambda step: self._step(edit, step))
        edit.emptied.connect(lambda: self._take_away(edit))
        self._edits.append(edit)
        self._tags.append(tag)
        self._boxes.append(line)
        self._column.addWidget(line)

    def _step(self, edit: _Edit, step: int) -> None:
        place = self._edits.index(edit) + step
        if 0 <= place < len(self._edits):
            self._edits[place].setFocus()

    def _take_away(self, edit: _Edit) -> None:
        place = self._edits.index(edit)
        if len(self._edits) > 1:
            self._edits[place - 1 if place else 1].setFocus()
            if place < len(self._edits) - 1:
                self._drop(place)
                self._refresh()

    def _drop(self, place: int) -> None:
        line = self._boxes.pop(place)
        del self._edits[place], self._tags[place]
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _refresh(self) -> None:
        for number, edit in enumerate(self._edits, 1):
            edit.setAccessibleName(f"{self._label} {number}")
            edit.setPlaceholderText(self._placeholder if number == len(self._edits) else "")
