"""The patient banner: whose data this is. It never scrolls away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from treatplan.ui.parts.chips import Chip, ChipLabel
from treatplan.ui.parts.flow import FlowLayout, holding
from treatplan.ui.parts.text import Line
from treatplan.ui.style import marked
from treatplan.ui.tokens import LARGE, SMALL


class Banner(QFrame):
    """Name, facts, chips, and at the right what has become of the work ("Saved 2 s ago")."""

    def __init__(self) -> None:
        super().__init__()
        marked(self, part="band")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._name, self._facts, self._note = Line("", "title"), Line("", "meta"), Line("", "meta")
        self._chips: tuple[Chip, ...] = ()
        self._actions = QHBoxLayout()
        self._flow = FlowLayout(SMALL)  # the name keeps its room; what does not fit beside it goes below
        self._flow.addWidget(self._name)
        self._flow.addWidget(self._facts)
        box = QHBoxLayout(self)
        box.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        box.setSpacing(SMALL)
        self._note.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        box.addWidget(holding(self._flow), 1, Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(self._actions)
        box.addWidget(self._note)

    def set_patient(self, name: str, facts: str, chips: Sequence[Chip] = ()) -> None:
        """Show a patient. `facts` is one line such as "12 Mar 1971 · 55 · she/her · File 1042"."""
        self._name.set_text(name)
        self._facts.set_text(facts)
        self._facts.setVisible(bool(facts))
        self.setAccessibleName(name)
        if tuple(chips) != self._chips:
            self._chips = tuple(chips)
            while (item := self._flow.takeAt(2)) is not None:
                self._drop(item.widget())
            for chip in chips:
                self._flow.addWidget(ChipLabel(chip))

    def set_note(self, text: str) -> None:
        """Say what has become of the work."""
        self._note.set_text(text)

    def add_action(self, button: QWidget) -> None:
        """Put a button before the note, such as "Edit details"."""
        self._actions.addWidget(button)

    @staticmethod
    def _drop(chip: QWidget | None) -> None:
        if chip is not None:
            chip.hide()
            chip.deleteLater()
