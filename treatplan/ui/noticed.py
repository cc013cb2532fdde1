"""What was noticed while unlocking, above the page until it is read."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import Button, icon_button
from treatplan.ui.parts.notice import Notice
from treatplan.ui.tokens import LARGE, SMALL


class Noticed(QWidget):
    """The notice, with the button `read` that takes it away, and `answer` for who may answer for it."""

    def __init__(self, words: Texts, texts: Texts) -> None:
        super().__init__()
        self._notice = Notice(words, "caution", texts.say("warnings.title"))
        self.read = icon_button("close", texts.say("warnings.read"), tip=texts.say("warnings.read.tip"))
        self._title = texts.say("warnings.title")
        self._notice.add_close(self.read)
        self.answer = Button(texts.say("audit.answer"))
        self._notice.add_action(self.answer)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        box.addWidget(self._notice)
        self.hide()

    def show_lines(self, warnings: tuple[str, ...], *, may_answer: bool = False) -> None:
        """Show these. `may_answer` offers the owner to answer for what does not fit in the audit."""
        self.answer.setVisible(may_answer)
        self._notice.say("caution", self._title, "\n".join(warnings))
        self.setVisible(bool(warnings))
