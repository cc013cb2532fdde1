"""A card before a clinic is open. Loaded for the first picture of the window, so it needs little itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.start import Start, StartView
from treatplan.ui.style import marked
from treatplan.ui.tokens import HUGE, SMALL

if TYPE_CHECKING:
    from treatplan.ui.parts.field import Field


class Panel(QFrame):
    """One card. `_fill` builds it once, `_show` draws `view`; `forget` lets go of secrets when it is left."""

    def __init__(self, presenter: Start, words: Texts, texts: Texts) -> None:
        super().__init__()
        marked(self, part="card", tone="plain")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.presenter = presenter
        self.words, self.texts = words, texts
        self.view: StartView = presenter.view
        self.first: QWidget | None = None
        self._refusals = presenter.view.tries
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        self._box.setSpacing(SMALL)
        self._fill()

    def add(self, part: QWidget) -> None:
        self._box.addWidget(part)

    def add_left(self, part: QWidget) -> None:
        """A part that is only as wide as it needs."""
        self._box.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)

    def space(self, pixels: int) -> None:
        self._box.addSpacing(pixels)

    def add_back(self) -> None:
        from treatplan.ui.parts.buttons import link  # noqa: PLC0415  (the first card, which is painted first, has none)

        back = link(self.texts.say("back"))
        back.clicked.connect(self.presenter.back)
        self.add_left(back)

    def draw(self, view: StartView) -> None:
        self.view = view
        self._show()

    def first_focus(self) -> None:
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Let go of what was typed and must not stay."""

    def to_first_problem(self, fields: "Mapping[str, Field[str] | Field[str | None]]") -> None:
        """After a refusal the keyboard goes to the first field that is wrong."""
        if self.view.tries != self._refusals:
            self._refusals = self.view.tries
            wrong = next((field for name, field in fields.items() if name in self.view.problems), None)
            if wrong is not None:
                wrong.focus()

    def _fill(self) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        """Draw `view`."""
