"""One item as a row: its columns, its fields below it where it is edited, its reasons where they are asked for."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import RowView, WhyView
from treatplan.ui.pages.plan_parts.fields import Commit, FieldsPanel, Half
from treatplan.ui.pages.plan_parts.finding import FindingStack
from treatplan.ui.pages.plan_parts.order import order_tabs
from treatplan.ui.parts.buttons import Button, icon_button, quiet
from treatplan.ui.parts.flow import row, rule
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR, RADIUS

_SHARES = (4, 4, 5)  # of side, amount and manner; the name has ten
_LEAST = (66, 74, 36)
_CODE = 66


class WhyBox(QWidget):
    """Reasons and sources, as they were given."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._reasons, self._sources = Label(), Label(kind="quiet")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, 0, GAP, GAP)
        box.setSpacing(HAIR)
        box.addWidget(self._reasons)
        box.addWidget(self._sources)

    def set_why(self, why: WhyView) -> None:
        say = self._texts.say
        reasons = "\n".join(why.reasons) or say("why.none")
        sources = "\n".join(f"· {work}" for work in why.sources)
        self._reasons.set_text(reasons)
        self._sources.set_text(say("why.sources", works=sources) if sources else "")
        self._sources.setVisible(bool(sources))


class RowHead(QFrame):
    """The line of a row. It takes the focus: Enter or F2 opens, Esc closes, Delete removes, arrows move."""

    opened = Signal()
    closed = Signal()
    removed = Signal()
    moved = Signal(int)
    asked = Signal()

    def __init__(self, texts: Texts, *, coded: bool) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._coded = coded
        self._code, self._name, self._note = Line("", strong=True), Line(""), Line("", "meta")
        self._cells = [Line("") for _ in _SHARES]
        self._cells[2].set_kind("meta")
        self._why = icon_button("question", texts.say("row.why"))
        self._why.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # "?" on the row does the same
        self._why.clicked.connect(self.asked)
        box = QHBoxLayout(self)
        box.setContentsMargins(GAP, 0, 0, 0)
        box.setSpacing(GAP)
        if coded:
            box.addWidget(self._code)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        names = row(self._name)
        names.addWidget(self._note, 1)
        named = QWidget()
        named.setLayout(names)
        # shares of the line, whatever stands in them: columns stand below one another in all rows
        for part, share in zip((named, *self._cells), (10, *_SHARES), strict=True):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            box.addWidget(part, share)
        box.addWidget(self._why)
        self._refit()
        look().changed.connect(self._refit)

    def set_row(self, view: RowView) -> None:
        self._code.set_text(view.code)
        self._name.set_text(view.name)
        self._note.set_text(view.note)
        for cell, text in zip(self._cells, view.cells, strict=True):
            cell.set_text(text)
        self.setAccessibleName(view.spoken)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2 | Qt.Key.Key_Space:
                self.opened.emit()
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit()
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Question:
                self.asked.emit()
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.setBrush(look().colour("accent_wash"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS - 2, RADIUS - 2)
            painter.end()

    def _refit(self) -> None:
        tokens = look().tokens
        self.setMinimumHeight(tokens.control)
        self._code.setFixedWidth(tokens.grown(_CODE))
        for cell, least in zip(self._cells, _LEAST, strict=True):
            cell.setMinimumWidth(tokens.grown(least))


class ItemRow(QWidget):
    """A row with what can open below it. `removed` and `moved` are for the card that holds it."""

    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, texts: Texts, words: Texts, view: RowView, commit: Commit, half: Half, *, coded: bool) -> None:
        super().__init__()
        self._texts, self._words, self._view = texts, words, view
        self._commit, self._half = commit, half
        self._panel: FieldsPanel | None = None
        self._tail: QWidget | None = None
        self._why: WhyBox | None = None
        self._frozen = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.head = RowHead(texts, coded=coded)
        self.findings = FindingStack(texts, words)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(rule())
        self._box.addWidget(self.head)
        self._box.addWidget(self.findings)
        self.head.opened.connect(self.toggle)
        self.head.closed.connect(self.close_editor)
        self.head.removed.connect(self._remove)
        self.head.moved.connect(lambda by: self.moved.emit(self._view.id, by))
        self.head.asked.connect(self.toggle_why)
        self.head.set_row(view)

    @property
    def row_id(self) -> str:
        return self._view.id

    def set_row(self, view: RowView, *, frozen: bool) -> None:
        """Show another state of the same item."""
        self._frozen = frozen
        if view != self._view:
            self._view = view
            self.head.set_row(view)
            if self._panel is not None:
                self._panel.set_fields(view.fields)
            if self._why is not None:
                self._why.set_why(view.why)
        if frozen:
            self.close_editor()

    def toggle(self) -> None:
        """Open the fields below the row, or close them."""
        if self._tail is not None and self._tail.isVisibleTo(self):
            self.close_editor()
        elif not self._frozen and self._view.fields:
            self._open_editor()
        else:
            self.toggle_why()

    def close_editor(self) -> None:
        """Put the fields away; what was typed is handed in."""
        if self._tail is not None and self._tail.isVisibleTo(self):
            self.commit()
            self._tail.hide()
            self.head.setFocus()

    def toggle_why(self) -> None:
        """Show or hide why the item is there."""
        if self._why is None:
            self._why = WhyBox(self._texts)
            self._why.set_why(self._view.why)
            self._why.hide()
            self._box.insertWidget(2, self._why)
        self._why.setVisible(not self._why.isVisibleTo(self))

    def commit(self) -> None:
        """Hand in what is being typed."""
        if self._panel is not None:
            self._panel.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Escape and self._tail is not None and self._tail.isVisibleTo(self):
            self.close_editor()
        else:
            super().keyPressEvent(event)

    def _open_editor(self) -> None:
        if self._tail is None:
            self._panel = FieldsPanel(self._words, self._commit, self._half)
            self._panel.set_fields(self._view.fields)
            name = self._view.spoken
            done: Button = quiet(self._texts.say("row.done"), name=self._texts.say("row.done_name", name=name))
            gone: Button = quiet(
                self._texts.say("row.remove"), picture="remove", name=self._texts.say("row.remove_name", name=name)
            )
            done.clicked.connect(self.close_editor)
            gone.clicked.connect(self._remove)
            tail = QVBoxLayout()
            tail.setContentsMargins(GAP, HAIR, GAP, GAP)
            tail.setSpacing(GAP)
            tail.addWidget(self._panel)
            tail.addLayout(row(done, gone, None))
            self._tail = QWidget()
            self._tail.setLayout(tail)
            self._box.insertWidget(2, self._tail)
            order_tabs(self)
        self._tail.show()
        if self._panel is not None:
            self._panel.focus_first()

    def _remove(self) -> None:
        if not self._frozen:
            self.removed.emit(self._view.id)
