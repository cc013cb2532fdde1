"""What the cards before a clinic share: the card itself, who one is, a notice that may be absent."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.passphrase import LEAST
from treatplan.domain.texts import Texts
from treatplan.presenters.saying import Told
from treatplan.presenters.start import Start, StartView
from treatplan.ui.parts.buttons import link
from treatplan.ui.parts.choices import ChoiceField, Option
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import empty
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label
from treatplan.ui.style import marked
from treatplan.ui.tokens import HUGE, SMALL


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

    def to_first_problem(self, fields: Mapping[str, Field[str] | Field[str | None]]) -> None:
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


class UserChoice(QWidget):
    """Who: shown where there is one, a choice where there are several."""

    picked = Signal(str)

    def __init__(self, words: Texts, texts: Texts, label: str) -> None:
        super().__init__()
        self._words, self._texts, self._label = words, texts, label
        self._users: tuple[str, ...] = ()
        self._field: ChoiceField | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def open_choice(self) -> bool:
        """Whether somebody must still say who they are."""
        return self._field is not None and self._field.value is None

    def focus(self) -> None:
        if self._field is not None:
            self._field.focus()

    def show_users(self, users: tuple[str, ...], user: str, problem: str) -> None:
        if users != self._users:
            self._users = users
            empty(self._box)
            self._field = None
            if len(users) > 1:
                options = [Option(key=name, words=name) for name in users]
                self._field = ChoiceField(self._words, self._label, options)
                self._field.edited.connect(self._picked)
                self._box.addWidget(self._field)
            elif users:
                self._box.addWidget(Label(self._texts.say("unlock.user", user=users[0])))
        if self._field is not None:
            self._field.set_value(user or None)
            self._field.set_problem(problem)
        self.setVisible(bool(users))

    def _picked(self, user: str | None) -> None:
        self.picked.emit(user or "")


def say(notice: Notice, told: Told | None) -> None:
    """Show a notice that may be absent."""
    if told is not None:
        notice.say("stop", told.title, told.text)
    notice.setVisible(told is not None)


def least_hint(texts: Texts) -> str:
    """What a passphrase must be."""
    return texts.say("passphrase.hint", least=LEAST)
