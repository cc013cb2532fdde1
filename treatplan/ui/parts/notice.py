"""A notice where it belongs: an icon and a word that say how grave it is, the text, and what can be done about it."""

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.flow import FlowLayout, holding, row
from treatplan.ui.parts.icon import Symbol
from treatplan.ui.parts.text import Kind, Label
from treatplan.ui.style import marked, restyle
from treatplan.ui.tokens import GAP, HAIR, SMALL

Level: TypeAlias = Literal["info", "done", "caution", "stop"]
_PICTURE: dict[Level, tuple[str, str]] = {
    "info": ("info", "quiet"),
    "done": ("check", "accent"),
    "caution": ("caution", "caution"),
    "stop": ("stop", "stop"),
}
_KIND: dict[Level, Kind] = {"info": "body", "done": "body", "caution": "caution", "stop": "stop"}


class Notice(QFrame):
    """A notice, read out as one thing: "Caution: bleeding. Takes warfarin ..."."""

    def __init__(self, words: Texts, level: Level, title: str = "", text: str = "") -> None:
        """`words` is the common wording of the screen; it has the word for each level."""
        super().__init__()
        marked(self, part="notice", level=level)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._words = words
        self._symbol = Symbol(*_PICTURE[level])
        self._title = Label(kind="strong")
        self._text = Label()
        self._actions = FlowLayout()
        self._action_row = holding(self._actions)
        self._action_row.hide()
        inner = QVBoxLayout()
        inner.setSpacing(HAIR)
        for part in (self._title, self._text, self._action_row):
            inner.addWidget(part)
        self._outer = outer = row(gap=GAP)
        outer.setContentsMargins(SMALL, GAP, SMALL, GAP)
        outer.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(inner, 1)
        self.setLayout(outer)
        self.say(level, title, text)

    def say(self, level: Level, title: str, text: str = "") -> None:
        """Say something else. The word of the level comes first: "Caution: bleeding"."""
        restyle(self, level=level)
        self._symbol.set_icon(*_PICTURE[level])
        head = self._words.say(f"level.{level}.titled", title=title) if title else self._words.say(f"level.{level}")
        if level == "info":
            head = title
        self._title.set_text(head)
        self._title.set_kind(_KIND[level])
        self._title.set_strong(strong=True)
        self._title.setVisible(bool(head))
        self._text.set_text(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(" ".join(part for part in (head, text) if part))

    def add_close(self, button: QWidget) -> None:
        """Put a button that takes the notice away into its corner."""
        self._outer.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def add_action(self, button: QWidget) -> None:
        """Put a button below the text."""
        self._actions.addWidget(button)
        self._action_row.show()
