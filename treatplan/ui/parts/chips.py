"""Chips: short facts that are seen at a glance. Not to be pressed; for that there are buttons and `ChipsField`."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtWidgets import QSizePolicy, QWidget

from treatplan.domain.value import value
from treatplan.ui.parts.flow import FlowLayout, empty
from treatplan.ui.parts.text import Label, plain_tip
from treatplan.ui.style import marked

Tone: TypeAlias = Literal["plain", "caution", "stop", "done"]


@value
class Chip:
    """A short fact, and how loud it is. The words say what it means; the tone only helps the eye; `tip` says more."""

    words: str
    tone: Tone = "plain"
    tip: str = ""


class ChipLabel(Label):
    """One chip."""

    def __init__(self, chip: Chip) -> None:
        super().__init__(chip.words, wraps=False)
        marked(self, part="chip", tone=chip.tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if chip.tip:
            plain_tip(self, chip.tip)


class ChipRow(QWidget):
    """Chips that flow."""

    def __init__(self, chips: Sequence[Chip] = ()) -> None:
        super().__init__()
        self._chips: tuple[Chip, ...] = ()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.set_chips(chips)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        if tuple(chips) != self._chips:
            self._chips = tuple(chips)
            empty(self._flow)
            for chip in chips:
                self._flow.addWidget(ChipLabel(chip))
            self.setVisible(bool(chips))
