"""A recorded intake, to be read: its parts as cards of names and words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from treatplan.presenters.intake.view import SummaryPart
from treatplan.ui.pages.intake_parts.section import WIDEST
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.flow import empty, scrolling
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import HAIR, LARGE, MEDIUM, SMALL


class Reading(QWidget):
    """The summary of one recorded intake."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[SummaryPart, ...] = ()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(MEDIUM)
        self._cards.setContentsMargins(0, 0, 0, 0)
        inside, middle = QWidget(), QWidget()
        middle.setLayout(self._cards)
        middle.setMaximumWidth(look().tokens.grown(WIDEST))
        around = QHBoxLayout(inside)
        around.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
        around.addWidget(middle, 1)
        around.addStretch(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))

    def draw(self, parts: Sequence[SummaryPart]) -> None:
        """Show other parts."""
        if tuple(parts) == self._parts:
            return
        self._parts = tuple(parts)
        empty(self._cards)
        for part in parts:
            card = Card(part.title)
            card.add(_lines(part))
            self._cards.addWidget(card)
        self._cards.addStretch(1)


def _lines(part: SummaryPart) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(MEDIUM)
    grid.setVerticalSpacing(HAIR)
    grid.setContentsMargins(0, HAIR, 0, HAIR)
    grid.setColumnMinimumWidth(0, look().tokens.grown(150))
    grid.setColumnStretch(1, 1)
    for row, (name, words) in enumerate(part.lines):
        head = Label(name, "meta", wraps=False)
        head.setContentsMargins(0, 0, SMALL, 0)
        grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(words), row, 1)
    return grid
