"""What stands where there is no plan: the next step, or the referral that an emergency asks for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import PlanView, SignView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan_parts.preview import DocumentRow
from treatplan.ui.parts.buttons import Button, primary
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.flow import column, empty, holding, row, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HUGE, MEDIUM, SMALL

_WIDTH = 620


class StartPane(QWidget):
    """A calm card in the middle."""

    print_asked = Signal(int)
    referral_asked = Signal()

    def __init__(self, presenter: PlanEditor, texts: Texts, words: Texts) -> None:
        super().__init__()
        self._presenter, self._texts, self._words = presenter, texts, words
        self._signs: tuple[SignView, ...] | None = None
        self._card = Card()
        self._card.body.setSpacing(SMALL)
        self._title, self._text = Label("", "title"), Label("", "meta")
        self._draft = primary(texts.say("draft"))
        self._intake = Button(texts.say("to_intake"))
        self._refer = primary(texts.say("refer"), picture="print")
        self._list = column(gap=GAP)
        self._note = column(gap=0)
        self._shown_note: object = None
        self._card.add(self._title)
        self._card.add(self._text)
        self._card.add(row(self._draft, self._refer, self._intake, None))
        self._note_part, self._list_part = holding(self._note), holding(self._list)
        self._card.add(self._note_part)
        self._card.add(self._list_part)
        self._refit()
        middle = row(None)
        middle.addWidget(self._card, 1000)  # as wide as it may be; what is left goes to both sides
        middle.addStretch(1)
        inner = column(gap=0)
        inner.setContentsMargins(0, HUGE, 0, MEDIUM)
        inner.addLayout(middle)
        inner.addStretch(1)
        outer = column(scrolling(holding(inner)))
        self.setLayout(outer)
        self._draft.clicked.connect(presenter.draft)
        self._intake.clicked.connect(lambda: presenter.ask(""))
        self._refer.clicked.connect(self.referral_asked)
        look().changed.connect(self._refit)

    def _refit(self) -> None:
        self._card.setMaximumWidth(look().tokens.grown(_WIDTH))

    def first_focus(self) -> None:
        """Put the focus on the next step."""
        for button in (self._draft, self._refer, self._intake):
            if button.isVisibleTo(self) and button.isEnabled():
                button.setFocus()
                return

    def set_view(self, view: PlanView) -> None:
        """Show another state."""
        say, state = self._texts.say, view.state
        self._card.setVisible(state not in {"closed", "loading"})
        self._draft.setVisible(state in {"empty", "no_intake"})
        self._draft.setEnabled(state == "empty" and not view.busy)
        self._draft.set_words(say("draft.working") if view.busy else say("draft"))
        self._intake.setVisible(state != "empty")
        self._refer.setVisible(state == "referral")
        self._refer.setEnabled(not view.busy)
        key = state if state in {"empty", "no_intake", "referral"} else "no_intake"
        self._title.set_text(say(f"start.{key}.title"))
        self._title.set_kind("title")
        self._text.set_text(say(f"start.{key}.text"))
        self._note_part.setVisible(view.referral_note is not None)
        self._list_part.setVisible(bool(view.signs))
        if view.signs != self._signs:
            self._signs = view.signs
            empty(self._list)
            for sign in view.signs:
                self._list.addWidget(Notice(self._words, "stop", sign.title, f"{sign.seen}\n{sign.do}"))
        if view.referral_note != self._shown_note:
            self._shown_note = view.referral_note
            empty(self._note)
            if view.referral_note is not None:
                line = DocumentRow(self._texts, view.referral_note)
                line.print_asked.connect(self.print_asked)
                line.save_asked.connect(self._presenter.save_document)
                self._note.addWidget(line)
