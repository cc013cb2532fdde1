"""Fields for passphrases: hidden, shown on demand, with a word about Caps Lock."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.entries import SecretField
from treatplan.ui.parts.flow import holding, row


class PassphraseField(SecretField):
    """A passphrase with a button that shows it. `entered` is Enter."""

    entered = Signal()

    def __init__(self, words: Texts, texts: Texts, label: str, *, hint: str = "") -> None:
        """`words` are common to all pages, `texts` those of the start page."""
        self._texts = texts
        self._usual_hint = hint
        self._shown = False
        self._show_button = Button(texts.say("passphrase.show"), "quiet")
        self._show_button.set_words(texts.say("passphrase.show"), name=f"{texts.say('passphrase.show')}: {label}")
        self._spoken = label
        super().__init__(words, label, hint=hint)
        self._show_button.clicked.connect(self._turn)
        self._line.returnPressed.connect(self.entered)
        self._line.installEventFilter(self)

    def hide_again(self) -> None:
        """Forget what was typed, and hide what comes next."""
        self.clear()
        if self._shown:
            self._turn()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """A capital without Shift, or a small letter with it, comes from Caps Lock. There is no other way to know."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            letter = event.text()
            if letter.upper() != letter.lower():
                locked = letter.isupper() != shift
                self.set_hint(self._texts.say("passphrase.caps") if locked else self._usual_hint)
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        self._shown = not self._shown
        self.reveal(shown=self._shown)
        word = self._texts.say("passphrase.hide" if self._shown else "passphrase.show")
        self._show_button.set_words(word, name=f"{word}: {self._spoken}")

    def _lay_out(self, *, beside: bool) -> None:
        line: QWidget = self.editor
        self.editor = holding(row(line, self._show_button))
        super()._lay_out(beside=beside)
        self.editor = line
