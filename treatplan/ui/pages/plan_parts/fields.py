"""Fields drawn from their description: what is typed is handed in on Enter, on leaving the field, and on request."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import FieldView
from treatplan.ui.parts.choices import ChipsField, ChoiceField, Option
from treatplan.ui.parts.entries import LineField, LongField
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import FlowLayout, column, empty
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, MEDIUM

Commit: TypeAlias = Callable[[str, str], str]  # name and text; what is wrong with it, or ""
Half: TypeAlias = Callable[[str, str | None], None]  # name and text that is not handed in yet; None once it is
_NARROW = frozenset({"number", "date"})


class FieldsPanel(QWidget):
    """Some fields of one thing. They are made when first shown."""

    def __init__(self, words: Texts, commit: Commit, half: Half) -> None:
        super().__init__()
        self._words, self._commit, self._half = words, commit, half
        self._shown: tuple[FieldView, ...] = ()
        self._fields: dict[str, Field[Any]] = {}
        self._flow, self._long = FlowLayout(MEDIUM), column(gap=GAP)
        box = column(gap=GAP)
        box.addLayout(self._flow)
        box.addLayout(self._long)
        self.setLayout(box)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look().changed.connect(self._refit)

    def set_fields(self, fields: Sequence[FieldView]) -> None:
        """Show these fields. One whose text did not change keeps what is being typed in it."""
        before = {one.name: one for one in self._shown}
        if [_shape(one) for one in fields] != [_shape(one) for one in self._shown]:
            self._rebuild(fields)
            before = {}
        self._shown = tuple(fields)
        for one in fields:
            if one.name not in before or before[one.name].text != one.text:
                self._fields[one.name].set_value(_value(one))
                self._fields[one.name].set_problem("")
                self._half(one.name, None)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        if self._fields:
            next(iter(self._fields.values())).focus()

    def commit(self) -> None:
        """Hand in what was typed and not handed in yet."""
        for one in self._shown:
            self._hand_in(one.name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.FocusOut:
            for name, field in self._fields.items():
                if field.editor is watched:
                    self._hand_in(name)
        return super().eventFilter(watched, event)

    def _rebuild(self, fields: Sequence[FieldView]) -> None:
        empty(self._flow)
        empty(self._long)
        self._fields = {}
        for one in fields:
            made = self._made(one)
            self._fields[one.name] = made
            (self._long.addWidget if isinstance(made, LongField) else self._flow.addWidget)(made)
        self._refit()

    def _made(self, one: FieldView) -> Field[Any]:
        label = self._words_of(one)
        name = one.name
        options = [Option(key=key, words=words) for key, words in one.choices]
        made: Field[Any]
        if one.kind == "choice":
            made = ChoiceField(self._words, label, options)
            made.edited.connect(lambda value: self._chosen(name, "" if value is None else str(value)))
        elif one.kind == "choices":
            made = ChipsField(self._words, label, options)
            made.edited.connect(lambda value: self._chosen(name, ", ".join(value)))
        elif one.kind == "lines" or len(one.text) > 80:
            made = LongField(self._words, label, limit=4000, lines=2)
            made.editor.installEventFilter(self)
        else:
            example = self._words.say("field.date_example") if one.kind == "date" else ""
            made = LineField(self._words, label, placeholder=example, limit=4000)
            if isinstance(made.editor, QLineEdit):
                made.editor.editingFinished.connect(lambda: self._hand_in(name))
        if isinstance(made, LineField | LongField):
            made.edited.connect(lambda typed: self._typed(name, typed))
        return made

    def _words_of(self, one: FieldView) -> str:
        return f"{one.label} ({one.unit})" if one.unit else one.label

    def _hand_in(self, name: str) -> None:
        field = self._fields[name]
        was = next((one for one in self._shown if one.name == name), None)
        if was is None or isinstance(field, ChoiceField | ChipsField):
            return
        typed = str(field.value)
        if typed != was.text.strip():
            wrong = self._commit(name, typed)
            field.set_problem(wrong)
            if not wrong:
                self._half(name, None)

    def _typed(self, name: str, typed: str) -> None:
        was = next((one.text for one in self._shown if one.name == name), "")
        self._half(name, typed if typed != was.strip() else None)

    def _chosen(self, name: str, text: str) -> None:
        self._fields[name].set_problem(self._commit(name, text))

    def _refit(self) -> None:
        for one in self._shown or ():
            field = self._fields.get(one.name)
            if isinstance(field, LineField):
                width = 110 if one.kind in _NARROW else 200
                field.setFixedWidth(look().tokens.grown(width))


def _shape(one: FieldView) -> tuple[object, ...]:
    return one.name, one.kind, one.label, one.unit, one.choices


def _value(one: FieldView) -> object:
    if one.kind == "choice":
        return one.text or None
    if one.kind == "choices":
        return tuple(part.strip() for part in one.text.split(",") if part.strip())
    return one.text
