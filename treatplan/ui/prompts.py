"""Asks and tells by dialogs that are opened, never executed: the window goes on living below them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.ui.parts.buttons import Button, danger
from treatplan.ui.parts.flow import row
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import LARGE, MEDIUM

_WIDTH = 440


class WindowPrompts:
    """`Prompts` over a window."""

    def __init__(self, window: QWidget, words: Texts) -> None:
        self._window = window
        self._words = words

    def tell(self, title: str, text: str) -> None:
        self.tell_until(title, text, None)

    def tell_until(self, title: str, text: str, closed: Callable[[], None] | None) -> None:
        """As `tell`; calls `closed` when the message is gone. The crash handler tells one mistake at a time."""
        dialog = PlainDialog(self._window, title, text, close=self._words.say("ok"))
        if closed is not None:
            dialog.finished.connect(lambda _: closed())
        dialog.open()

    def fail(self, text: str) -> None:
        self.tell(self._words.say("failed"), text)

    def confirm(self, title: str, text: str, yes_word: str, on_yes: Callable[[], None]) -> None:
        dialog = PlainDialog(self._window, title, text, close=self._words.say("cancel"))
        yes = danger(yes_word)
        yes.clicked.connect(dialog.accept)
        dialog.add(yes)
        dialog.accepted.connect(on_yes)
        dialog.open()

    def ask_save_file(self, suggested_name: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, self._words.say("save_file"), _documents())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(suggested_name)
        self._open(dialog, then)

    def ask_open_file(self, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, self._words.say("open_file"), _documents())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, then)

    @staticmethod
    def _open(dialog: QFileDialog, then: Callable[[Path], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()


def _documents() -> str:
    """Where people keep files; not the folder that the program happened to be started in."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


class PlainDialog(QDialog):
    """A heading, a text, and buttons. The one that closes it is last and has the focus; Esc closes it too."""

    def __init__(self, parent: QWidget | None, title: str, text: str, *, close: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        box.setSpacing(MEDIUM)
        box.addWidget(Label(title, "heading"))
        box.addWidget(Label(text))
        self.closing = Button(close)
        self.closing.clicked.connect(self.reject)
        self._buttons = row(None, self.closing)
        box.addSpacing(MEDIUM)
        box.addLayout(self._buttons)
        self.setAccessibleDescription(text)
        self.closing.setFocus()

    def add(self, button: QWidget) -> None:
        """Put another button before the one that closes."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)
