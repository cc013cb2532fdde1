"""Places of the body: found by typing a part of their name, shown as chips that take themselves away."""

import difflib

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from treatplan.domain.places import Region
from treatplan.domain.texts import Texts
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import FlowLayout, empty, holding
from treatplan.ui.parts.one_stop import OneStop
from treatplan.ui.parts.segments import ToggleChip
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR

REGIONS = tuple(region for region in Region if region is not Region.ANY)


class PlaceEntry(QLineEdit):
    """A line that knows the places. Enter, or a choice from its list, picks one."""

    picked = Signal(object)
    unknown = Signal(str)

    def __init__(self, texts: Texts, name: str) -> None:
        super().__init__()
        self._texts = texts
        self._regions = {texts.say(f"region.{region.value}"): region for region in REGIONS}
        self.setAccessibleName(name)
        self.setPlaceholderText(texts.say("pain.other.hint"))
        self.setMaxLength(60)
        list_ = self._list = QCompleter(sorted(self._regions), self)
        list_.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        list_.setFilterMode(Qt.MatchFlag.MatchContains)
        list_.activated.connect(self._pick)
        self.setCompleter(list_)
        self.textEdited.connect(lambda _text: self.unknown.emit(""))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._entered()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _entered(self) -> None:
        typed = self.text().strip().casefold()
        if not typed:
            return
        fitting = [name for name in self._regions if typed in name.casefold()]
        exact = [name for name in fitting if name.casefold() == typed]
        if exact or len(fitting) == 1:
            self._pick((exact or fitting)[0])
        else:
            near = fitting[:4] or difflib.get_close_matches(typed.capitalize(), self._regions, n=3, cutoff=0.5)
            said = self._texts.say("pain.unknown", near=", ".join(near)) if near else None
            self.unknown.emit(said or self._texts.say("pain.unknown.none"))

    def _pick(self, name: str) -> None:
        region = self._regions.get(name)
        if region is not None:
            self.picked.emit(region)
            self.clear()
            if (names := self._list.popup()) is not None:
                names.hide()
            QTimer.singleShot(0, self, self.clear)  # the list writes the name into the line after this


class RegionsField(Field[tuple[Region, ...]]):
    """Some places, without a side: where a health fact is."""

    def __init__(self, texts: Texts, words: Texts, label: str) -> None:
        self._texts = texts
        self._entry = PlaceEntry(texts, label)
        self._entry.setMaximumWidth(look().tokens.grown(420))
        self._flow = FlowLayout(GAP)
        self._box = QWidget()
        column = QVBoxLayout(self._box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HAIR)
        self._chips = holding(self._flow)
        self._chips.hide()
        column.addWidget(self._chips)
        column.addWidget(self._entry)
        super().__init__(words, label, self._entry, (), hint="")
        self._entry.picked.connect(self._add)
        self._entry.unknown.connect(self.set_problem)

    def _lay_out(self, *, beside: bool) -> None:
        line, self.editor = self.editor, self._box
        super()._lay_out(beside=beside)
        self.editor = line

    def _show(self, value: tuple[Region, ...]) -> None:
        empty(self._flow)
        chips = []
        for region in value:
            chip = ToggleChip(self._texts.say(f"region.{region.value}"))
            chip.setChecked(True)
            chip.clicked.connect(lambda _on=False, region=region: self._remove(region))
            self._flow.addWidget(chip)
            chips.append(chip)
        self._stop = OneStop(chips)
        self._chips.setVisible(bool(value))

    def _add(self, region: Region) -> None:
        if region not in self.value:
            made = (*self.value, region)
            self._show(made)
            self._edit(made)

    def _remove(self, region: Region) -> None:
        made = tuple(one for one in self.value if one is not region)
        self._show(made)
        self._edit(made)
        self._entry.setFocus()
