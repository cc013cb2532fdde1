"""The lines at the foot of the window, for what has no better place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import icon_button, link
from treatplan.ui.parts.icon import Symbol
from treatplan.ui.parts.text import Kind, Label, Line
from treatplan.ui.style import marked
from treatplan.ui.tokens import GAP, LARGE


class Foot(QFrame):
    """One line for problems that belong to no field and no card. It stays until it is closed or mended."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        marked(self, part="foot")
        box = QHBoxLayout(self)
        box.setContentsMargins(LARGE, GAP // 2, GAP, GAP // 2)
        box.setSpacing(GAP)
        self._text = Label("", "stop")
        shut = icon_button("close", words.say("frame.dismiss"))
        shut.clicked.connect(self.hide)
        box.addWidget(Symbol("stop", "stop"), 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self._text, 1)
        box.addWidget(shut)
        self.hide()

    def say(self, text: str) -> None:
        self._text.set_text(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Standing(QFrame):
    """One quiet line that is always there, and may become loud: it takes its room also while it is empty."""

    def __init__(self) -> None:
        super().__init__()
        marked(self, part="standing")
        box = QHBoxLayout(self)
        box.setContentsMargins(LARGE, 0, LARGE, 0)
        box.setSpacing(GAP)
        self._text = Line("", "quiet")
        self.act = link("")
        policy = self.act.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it comes and goes
        self.act.setSizePolicy(policy)
        box.addWidget(self._text, 1)
        box.addWidget(self.act)

    def show_words(self, text: str, kind: Kind, act: str) -> None:
        self._text.set_text(text)
        self._text.set_kind(kind)
        self.setAccessibleName(text)
        if act:
            self.act.set_words(act)
        self.act.setVisible(bool(act))
