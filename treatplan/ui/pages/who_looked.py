"""The list of who looked at a patient's record, as a card in the patient's page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from treatplan.domain.audit import Look
from treatplan.domain.texts import Texts
from treatplan.presenters.who_looked import WhoLooked
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.table import RowsView
from treatplan.ui.parts.text import Label
from treatplan.ui.style import marked
from treatplan.ui.tokens import LARGE, MEDIUM, SMALL


class WhoLookedPanel(QWidget):
    """Draws a `WhoLooked`. Esc or the button puts it away."""

    def __init__(self, presenter: WhoLooked, words: Texts, texts: Texts) -> None:
        super().__init__()
        card = marked(QFrame(), part="card", tone="plain")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        outer.addWidget(card)
        self._presenter = presenter
        self._notice = Notice(words, "stop")
        self._empty = Label("", "meta")
        self._list: RowsView[Look] = RowsView(presenter.model, texts.say("who.title"))
        self._close = Button(texts.say("who.close"))
        box = QVBoxLayout(card)
        box.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        box.setSpacing(SMALL)
        box.addWidget(Label(texts.say("who.title"), "heading"))
        box.addWidget(Label(texts.say("who.text"), "meta"))
        for part in (self._notice, self._empty):
            box.addWidget(part)
        box.addWidget(self._list, 1)
        box.addWidget(self._close, 0, Qt.AlignmentFlag.AlignLeft)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(presenter.close)
        self._close.clicked.connect(presenter.close)
        presenter.changed.connect(self._draw)
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard into the list."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        view = self._presenter.view
        if view.notice is not None:
            self._notice.say("stop", view.notice.title, view.notice.text)
        self._notice.setVisible(view.notice is not None)
        self._empty.set_text(view.empty)
        self._empty.setVisible(bool(view.empty))
