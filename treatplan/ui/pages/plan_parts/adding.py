"""The line at the end of a component: type a code, an alias or a name, see what it means, Enter adds it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import SuggestionView
from treatplan.ui.parts.flow import row
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR, RADIUS, SMALL

Suggest: TypeAlias = Callable[[str], Sequence[SuggestionView]]
Add: TypeAlias = Callable[[str, str], str]
_MOST = 6


class _Choice(QFrame):
    """One suggestion; the chosen one has a mark at its edge, not only a colour."""

    picked = Signal()

    def __init__(self, view: SuggestionView) -> None:
        super().__init__()
        self._chosen = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        code, name, note = Line(view.code, strong=True), Line(view.name), Line(view.note, "meta")
        self._hint = Line(view.hint, "meta")
        for part in (code, name, self._hint):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(code, name, note, self._hint)
        line.setStretch(2, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, HAIR, SMALL, HAIR)
        box.setSpacing(0)
        box.addLayout(line)
        if not view.code:
            code.hide()
        if view.warning:
            box.addWidget(Label(view.warning, "caution"))
        self.choose(chosen=False)

    def choose(self, *, chosen: bool) -> None:
        self._chosen = chosen
        self._hint.setVisible(chosen)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        super().mouseReleaseEvent(event)
        self.picked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        super().paintEvent(event)
        if self._chosen:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("accent_wash"))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS - 2, RADIUS - 2)
            painter.setBrush(look().colour("accent"))
            painter.drawRect(QRectF(0, 4, 3, self.height() - 8))
            painter.end()


class _Edit(QLineEdit):
    """The line itself: arrows choose, Enter adds, Esc empties."""

    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()

    def event(self, event: QEvent) -> bool:
        """An empty line has nothing of its own to undo: the key is the page's then."""
        if event.type() == QEvent.Type.ShortcutOverride and not self.text() and isinstance(event, QKeyEvent):
            undoing = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
            if undoing:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        match event.key():
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case _:
                super().keyPressEvent(event)


class AddLine(QWidget):
    """A line to add with, and below it what the typed text may mean."""

    grown = Signal(QWidget)  # it is taller now: what scrolls it should show it whole
    left_upward = Signal()  # the arrow up in an empty line: to the last row

    def __init__(self, texts: Texts, name: str, hint: str, suggest: Suggest, add: Add) -> None:
        super().__init__()
        self._texts, self._suggest, self._add = texts, suggest, add
        self._found: tuple[SuggestionView, ...] = ()
        self._choices: list[_Choice] = []
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.edit = _Edit()
        self.edit.setMaxLength(100)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint)
        self._problem = Label("", "problem")
        self._problem.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, GAP, 0, HAIR)
        box.setSpacing(HAIR)
        box.addWidget(self.edit)
        box.addWidget(self._problem)
        box.addLayout(self._list)
        self.edit.textEdited.connect(self._typed)
        self.edit.stepped.connect(self._step)
        self.edit.entered.connect(self._enter)
        self.edit.escaped.connect(self._clear)

    @property
    def suggestions(self) -> tuple[SuggestionView, ...]:
        """What stands below the line."""
        return self._found

    def _typed(self, text: str) -> None:
        self._say("")
        self._show(tuple(self._suggest(text))[:_MOST] if text.strip() else ())

    def _show(self, found: tuple[SuggestionView, ...]) -> None:
        if found == self._found:
            return
        self._found, self._at = found, 0
        for choice in self._choices:
            self._list.removeWidget(choice)
            choice.hide()
            choice.deleteLater()
        self._choices = []
        for place, view in enumerate(found):
            choice = _Choice(view)
            choice.picked.connect(lambda at=place: self._pick(at))
            self._choices.append(choice)
            self._list.addWidget(choice)
        self._mark()
        if found:
            QTimer.singleShot(0, self, self._tell_grown)

    def _tell_grown(self) -> None:
        self.grown.emit(self)

    def _mark(self) -> None:
        for place, choice in enumerate(self._choices):
            choice.choose(chosen=place == self._at)
        shown = self._found[self._at] if self._found else None
        parts = (shown.code, shown.name, shown.note, shown.warning, shown.hint) if shown else ()
        self.edit.setAccessibleDescription(", ".join(part for part in parts if part))

    def _step(self, by: int) -> None:
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self._mark()
        elif by < 0:
            self.left_upward.emit()

    def _pick(self, place: int) -> None:
        self._at = place
        self._enter()
        self.edit.setFocus()

    def _enter(self) -> None:
        text = self.edit.text().strip()
        if not text:
            return
        chosen = self._found[self._at] if self._found else None
        problem = self._add(chosen.key, chosen.level) if chosen else self._add(text, "")
        if problem:
            self._say(problem)
        else:
            self._clear()

    def _clear(self) -> None:
        self.edit.clear()
        self._say("")
        self._show(())

    def _say(self, problem: str) -> None:
        self._problem.set_text(problem)
        self._problem.setVisible(bool(problem))
