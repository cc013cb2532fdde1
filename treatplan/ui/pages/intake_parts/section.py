"""What every section of the form is: a page that scrolls, that can be drawn, and that finds the place of a field."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.intake.view import FormView
from treatplan.presenters.intake_editor import IntakeEditor
from treatplan.ui.parts.buttons import link
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import scrolling
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, LARGE, MEDIUM, SMALL

WIDEST = 900  # pixels at 100 %: a line that the eye still follows
_ABOVE = 140  # room kept above and below what is focused


class Section(QWidget):
    """One section. `onward` asks for the next one."""

    onward = Signal()

    def __init__(self, presenter: IntakeEditor, texts: Texts, words: Texts) -> None:
        super().__init__()
        self.presenter, self.texts, self.words = presenter, texts, words
        self.fields: dict[str, Field[Any]] = {}
        self._inside = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(MEDIUM)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._scroll: QScrollArea | None = None

    def build(self) -> None:
        """Make the widgets; done when the section is first needed."""
        if self._scroll is not None:
            return
        around = QHBoxLayout(self._inside)
        around.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        middle = QWidget()
        middle.setLayout(self._column)
        middle.setMaximumWidth(look().tokens.grown(WIDEST))
        around.addWidget(middle, 1)
        around.addStretch(0)
        self.fill()
        self._column.addStretch(1)
        self._scroll = scrolling(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self._scroll.verticalScrollBar().valueChanged.connect(self.looked_at)

    @property
    def built(self) -> bool:
        return self._scroll is not None

    def fill(self) -> None:
        """Make the cards."""
        raise NotImplementedError

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        """Show the form as it stands."""
        raise NotImplementedError

    def first_focus(self) -> None:
        """Put the keyboard where work starts."""
        raise NotImplementedError

    def goto(self, field: str) -> None:
        """Put the keyboard into a field."""
        found = self.fields.get(field)
        if found is None:
            self.first_focus()
            return
        found.focus()
        self.reveal(found)

    def unread(self) -> str:
        """The first field whose text is no value; "" where there is none."""
        return next((name for name, field in self.fields.items() if field.unread), "")

    def tell(self, problems: Mapping[str, str]) -> None:
        """Say at each field what is wrong with it."""
        for name, field in self.fields.items():
            field.set_problem(problems.get(name, ""))

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that a widget is seen with what surrounds it, once more after what was just made has its place."""
        self._bring(widget)
        QTimer.singleShot(0, widget, lambda: self._bring(widget) if widget.isVisible() else None)

    def _bring(self, widget: QWidget) -> None:
        if self._scroll is not None:
            self._scroll.ensureWidgetVisible(widget, 0, min(_ABOVE, self._scroll.height() // 3))

    def looked_at(self) -> None:
        """The section was scrolled, shown or drawn."""

    def forget(self) -> None:
        """Another intake begins."""

    def soon(self) -> None:
        """Look at what is on the screen once the layout has settled."""
        QTimer.singleShot(0, self, self.looked_at)

    def put(self, part: QWidget | QLayout) -> None:
        """Put a part below the others."""
        if isinstance(part, QWidget):
            self._column.addWidget(part)
        else:
            self._column.addLayout(part)

    def put_onward(self, key: str) -> None:
        """The way to the next section, at the foot of this one."""
        button = link(self.texts.say("next", title=self.texts.say(f"section.{key}")))
        button.clicked.connect(self.onward)
        self.last = button
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def beside(*widgets: QWidget, gap: int = LARGE) -> QHBoxLayout:
    """Fields side by side, each with the same room, aligned at their top."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    for widget in widgets:
        made.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return made


def below(*parts: QWidget | QLayout, gap: int = SMALL) -> QVBoxLayout:
    """Parts below one another."""
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(0, GAP // 2, 0, GAP // 2)
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made
