"""What the cards before a clinic share: who one is, a notice that may be absent, what a passphrase must be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from treatplan.domain.passphrase import LEAST
from treatplan.domain.texts import Texts
from treatplan.presenters.saying import Told
from treatplan.ui.parts.choices import ChoiceField, Option
from treatplan.ui.parts.flow import empty
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label


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
