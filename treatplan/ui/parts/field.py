"""What every field is: a label, an editor, a line below for hints and problems, and one signal `edited(value)`.

A field keeps what is typed. `set_value` with the value it already has changes nothing on the screen, so a page may
draw itself after each key stroke. A text that can't be read counts as no value, and the field says so.
"""

from typing import Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.text import Label, plain_caption
from treatplan.ui.style import restyle
from treatplan.ui.tokens import HAIR, MEDIUM

V = TypeVar("V")


class Field(QWidget, Generic[V]):
    """The base of all fields. `edited` carries the new value; the property `value` has its type."""

    edited = Signal(object)

    def __init__(
        self, words: Texts, label: str, editor: QWidget, start: V, *, hint: str = "", beside: bool = False
    ) -> None:
        """`beside` puts the editor at the right of the label, for rows of questions."""
        super().__init__()
        self.words = words
        self.editor = editor
        self._value: V = start
        self._hint, self._problem, self._unread, self._passing = hint, "", "", ""
        self.label = Label(plain_caption(label), "body" if beside else "quiet")
        self.label.set_kind("body" if beside else "quiet")
        self.message = Label("", "quiet")
        self._lay_out(beside=beside)
        self._name(label)  # after it: a label without a parent would be shown as a window
        self._tell()

    @property
    def value(self) -> V:
        """The value as it was last set or edited."""
        return self._value

    def set_value(self, value: V) -> None:
        """Show a value, without `edited`. The same value leaves what is typed alone."""
        if value != self._value:
            self._value = value
            self._unread = ""
            self._show(value)
            self._tell()

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the value; "" where nothing is."""
        if text != self._problem:
            self._problem = text
            self._tell()

    def set_hint(self, text: str) -> None:
        if text != self._hint:
            self._hint = text
            self._tell()

    @property
    def unread(self) -> str:
        """What is wrong with a text that is no value; "" where there is none. A page asks before it finishes."""
        return self._unread

    def focus(self) -> None:
        """Put the cursor here, such as from a list of what is missing."""
        self.editor.setFocus()

    def _show(self, value: V) -> None:
        """Put a value into the editor, without a signal."""
        raise NotImplementedError

    def _edit(self, value: V, *, unread: str = "") -> None:
        """The user has changed the editor: it says `value` now, or something that can't be read."""
        self._unread = unread
        self._passing = ""
        changed = value != self._value
        self._value = value
        self._tell()
        if changed:
            self.edited.emit(value)

    def _refuse(self, text: str) -> None:
        """Say for a while why a key or a paste was not taken."""
        self._passing = text
        self._tell()
        QTimer.singleShot(6000, self, self._forget)

    def _forget(self) -> None:
        self._passing = ""
        self._tell()

    def _tell(self) -> None:
        wrong = self._unread or self._problem or self._passing
        self.message.set_kind("problem" if wrong else "quiet")
        self.message.set_text(wrong or self._hint)
        self.message.setVisible(bool(wrong or self._hint))
        self.editor.setAccessibleDescription(wrong or self._hint)
        restyle(self.editor, wrong="true" if wrong else "false")

    def _name(self, label: str) -> None:
        self.label.setBuddy(self.editor)
        self.editor.setAccessibleName(label)
        self.label.setVisible(bool(label))

    def _lay_out(self, *, beside: bool) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(HAIR)
        if beside:
            line = QHBoxLayout()
            line.setSpacing(MEDIUM)
            line.addWidget(self.label, 1)
            line.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignVCenter)
            outer.addLayout(line)
        else:
            outer.addWidget(self.label)
            outer.addWidget(self.editor)
        outer.addWidget(self.message)
        outer.addStretch(1)  # beside a taller field the label stays at the top
