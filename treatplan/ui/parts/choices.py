"""Fields to choose in: a few answers side by side, a list, chips to switch on, yes/no/not sure, and a scale."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import FlowLayout
from treatplan.ui.parts.one_stop import OneStop
from treatplan.ui.parts.segments import Combo, Segmented, ToggleChip
from treatplan.ui.tokens import GAP

MOST_SEGMENTS = 5
_LONGEST_ROW = 60  # letters in all; beyond it a list is quieter than a row


@value
class Option:
    """One thing to choose: the key that the presenter knows, and its words."""

    key: str
    words: str
    tip: str = ""


class ChoiceField(Field[str | None]):
    """One of several, or none yet. Up to five short ones stand side by side; more are a list."""

    def __init__(
        self, words: Texts, label: str, options: Sequence[Option], *,
        hint: str = "", beside: bool = False, keys: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`keys` says which letter picks what, where the options stand side by side."""
        row = len(options) <= MOST_SEGMENTS and sum(len(option.words) for option in options) <= _LONGEST_ROW
        pairs = [(option.key, option.words, option.tip) for option in options]
        made = Segmented(pairs, label, keys=keys) if row else Combo(pairs, words.say("field.choose"))
        self._chooser: Segmented | Combo = made
        super().__init__(words, label, made, None, hint=hint, beside=beside)
        made.picked.connect(self._picked)

    def _show(self, value: str | None) -> None:
        self._chooser.pick(value)

    def _picked(self, key: str) -> None:
        self._edit(key or None)


class AnswerField(Field[str]):
    """A question of health: yes, no, not sure, or not asked. While it has the focus, y, n and u answer it."""

    def __init__(self, words: Texts, question: str, *, hint: str = "") -> None:
        pairs = [(key, words.say(f"answer.{key}"), "") for key in ("yes", "no", "not_sure", "not_asked")]
        keys = {words.say(f"answer.key.{key}"): key for key in ("yes", "no", "not_sure")}
        self._row = Segmented(pairs, question, keys=keys, cleared="not_asked")
        self._row.pick("not_asked")
        super().__init__(words, question, self._row, "not_asked", hint=hint, beside=True)
        self._row.picked.connect(self._edit)

    def _show(self, value: str) -> None:
        self._row.pick(value)


class ScaleField(Field[int | None]):
    """A scale such as 0 to 10, with words at its ends. Figures, arrows, Home and End answer it."""

    def __init__(
        self,
        words: Texts,
        label: str,
        *,
        low: int = 0,
        high: int = 10,
        ends: tuple[str, str] = ("", ""),
        hint: str = "",
    ) -> None:
        """`ends` says what the least and the most mean: "no pain", "the worst pain"."""
        numbers = [str(number) for number in range(low, high + 1)]
        said = dict(zip((numbers[0], numbers[-1]), ends, strict=True))
        pairs = [(number, number, said.get(number, "")) for number in numbers]
        keys: Mapping[str, str] = {number: number for number in numbers if len(number) == 1}
        self._row = Segmented(pairs, label, keys=keys, cleared="")
        shown = " – ".join(f"{number}: {word}" for number, word in said.items() if word)
        super().__init__(words, label, self._row, None, hint=hint or shown)
        self._row.picked.connect(self._picked)

    def _show(self, value: int | None) -> None:
        self._row.pick(None if value is None else str(value))

    def _picked(self, key: str) -> None:
        self._edit(int(key) if key else None)


class _Chips(QWidget):
    """Chips that flow. They are one stop for Tab; the arrows move between them."""

    toggled = Signal()

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        flow = FlowLayout(GAP)
        self.setLayout(flow)
        self.chips = {option.key: ToggleChip(option.words, option.tip) for option in options}
        for chip in self.chips.values():
            flow.addWidget(chip)
            chip.clicked.connect(self.toggled)
        self._stop = OneStop(self.chips.values(), proxied=self)


class ChipsField(Field[tuple[str, ...]]):
    """Any of several. The value is in the order of the options."""

    def __init__(self, words: Texts, label: str, options: Sequence[Option], *, hint: str = "") -> None:
        self._chips = _Chips(options)
        super().__init__(words, label, self._chips, (), hint=hint)
        self._chips.toggled.connect(self._toggled)

    def _show(self, value: tuple[str, ...]) -> None:
        for key, chip in self._chips.chips.items():
            chip.setChecked(key in value)

    def _toggled(self) -> None:
        self._edit(tuple(key for key, chip in self._chips.chips.items() if chip.isChecked()))
