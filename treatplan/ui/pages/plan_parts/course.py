"""The course as a card: its first day and review at once, each phase to open, computed totals and days below."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import CourseView, PhaseView, RowView, WhyView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan_parts.fields import FieldsPanel, Half
from treatplan.ui.pages.plan_parts.row import ItemRow, WhyBox
from treatplan.ui.parts.buttons import icon_button, link
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.flow import row
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import HAIR

_AT_ONCE = ("starts_on", "review_session", "session_min")


class CourseCard(Card):
    """The course."""

    leave_up = Signal()

    def __init__(self, presenter: PlanEditor, texts: Texts, words: Texts) -> None:
        super().__init__(texts.say("course"), meta=" ")
        self._presenter, self._texts, self._words = presenter, texts, words
        self._view: CourseView | None = None
        self._frozen = False
        self._phases: list[ItemRow] = []
        self._half: Half = partial(presenter.half.typed, "course")
        self._panel = FieldsPanel(words, presenter.change_course, self._half)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._lines = Label("", "meta")
        self._why = WhyBox(texts)
        self._why.hide()
        self._more = link(texts.say("phase.add"))
        self._more.clicked.connect(presenter.add_phase)
        ask = icon_button("question", texts.say("course.why"))
        ask.clicked.connect(lambda: self._why.setVisible(not self._why.isVisibleTo(self)))
        self.add_action(ask)
        self.add(self._list)
        self.add(row(self._more, None))
        self.add(self._panel)
        self.body.addSpacing(HAIR)
        self.add(self._lines)
        self.add(self._why)

    def set_view(self, view: CourseView, *, frozen: bool) -> None:
        """Show another state."""
        if view == self._view and frozen == self._frozen:
            return
        self._view, self._frozen = view, frozen
        self.say(self._texts.say("course"), view.meta)
        self._set_phases(view.phases)
        self._panel.set_fields([one for name in _AT_ONCE for one in view.fields if one.name == name])
        self._panel.setVisible(not frozen)
        self._more.setVisible(not frozen)
        self._lines.set_text("\n".join(view.lines))
        self._lines.setVisible(bool(view.lines))
        self._why.set_why(view.why)

    def commit(self) -> None:
        """Hand in what is being typed."""
        self._panel.commit()
        for phase in self._phases:
            phase.commit()

    def _set_phases(self, phases: tuple[PhaseView, ...]) -> None:
        while len(self._phases) > len(phases):
            gone = self._phases.pop()
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, phase in enumerate(phases):
            view = self._row_of(place, phase)
            if place == len(self._phases):
                self._phases.append(self._made(view))
                self._list.addWidget(self._phases[place])
            self._phases[place].set_row(view, frozen=self._frozen)

    def _made(self, view: RowView) -> ItemRow:
        made = ItemRow(self._texts, self._words, view, self._presenter.change_course, self._half, coded=False)
        made.removed.connect(lambda place: self._presenter.remove_phase(int(place)))
        made.moved.connect(self._move)
        return made

    def _row_of(self, place: int, phase: PhaseView) -> RowView:
        name = self._texts.say("phase.name", number=place + 1)
        return RowView(
            id=str(place),
            code="",
            name=name,
            note=phase.words,
            cells=("", "", ""),
            spoken=f"{name}, {phase.words}",
            fields=phase.fields,
            why=WhyView(),
        )

    def _move(self, place: str, by: int) -> None:
        at = int(place) + by
        if 0 <= at < len(self._phases):
            self._phases[at].head.setFocus()
