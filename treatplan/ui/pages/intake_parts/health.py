"""Health facts: pregnancy, medicines, and the questions of the vocabulary in groups."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from treatplan.domain.intake import Answer, PregnancyStatus
from treatplan.presenters.intake.limits import WEEKS
from treatplan.presenters.intake.view import FactorGroupView, FormView, HealthView, Question
from treatplan.ui.pages.intake_parts.lines import LinesField
from treatplan.ui.pages.intake_parts.question import QuestionRow, Walk, arrange
from treatplan.ui.pages.intake_parts.section import Section, below
from treatplan.ui.parts.buttons import Button, link
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.entries import NumberField
from treatplan.ui.parts.flow import holding
from treatplan.ui.parts.search import SearchBox
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import HAIR, SMALL

FIELD = "factors."


class _Group(Card):
    """Questions under one heading, with the honest short way for what is left of them."""

    def __init__(self, section: "HealthSection", view: FactorGroupView) -> None:
        super().__init__(view.title, meta=" ")
        self._section = section
        self.view = view
        self.seen = False
        self.box = QVBoxLayout()
        self.box.setSpacing(HAIR)
        self.add(self.box)
        say = section.texts.say
        self.rest = Button("", tip=say("health.rest.tip"))
        self.rest.clicked.connect(lambda: section.presenter.health.rest_is_no(self.view))
        self.taken = Label("", "quiet", wraps=False)
        self.back = link(say("health.take_back"))
        self.back.clicked.connect(lambda: section.presenter.health.take_back(self.view.key))
        foot = QHBoxLayout()
        foot.setContentsMargins(SMALL, HAIR, SMALL, HAIR)
        foot.setSpacing(SMALL)
        for widget in (self.rest, self.taken, self.back):
            foot.addWidget(widget)
        foot.addStretch(1)
        self._foot = holding(foot)
        self.add(self._foot)

    def draw(self, view: FactorGroupView, wanted: list[QuestionRow], *, searching: bool) -> None:
        self.view = view
        arrange(self.box, wanted)
        texts = self._section.texts
        self.say(view.title, texts.count("health.open", len(view.open)) if view.open else texts.say("section.done"))
        self.rest.set_words(texts.count("health.rest", len(view.open)))
        self.rest.setVisible(bool(view.open))
        self.rest.setEnabled(self.seen)
        self.taken.set_text(texts.count("health.taken", view.taken))
        for widget in (self.taken, self.back):
            widget.setVisible(bool(view.taken))
        self._foot.setVisible(not searching and bool(view.open or view.taken))
        self.setVisible(bool(wanted))


class HealthSection(Section):
    """First what blocks release, each answered by itself; then medicines; then the groups."""

    def fill(self) -> None:
        self._rows: dict[str, QuestionRow] = {}
        self._groups: dict[str, _Group] = {}
        self._seen: set[str] = set()
        self._view = HealthView()
        self._walk = Walk(self.reveal, self._ended)
        self.put(self._first_card())
        self.put(self._medicines_card())
        self._search = SearchBox(self.texts.say("health.search"))
        self._search.setMaximumWidth(look().tokens.grown(420))
        self._search.searched.connect(lambda _text: self._draw_groups())
        self._nothing = Label(self.texts.say("health.nothing"), "meta")
        self.put(self._search)
        self.put(self._nothing)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SMALL)
        self.put(self._cards)
        self.put_onward("examination")

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        if form.health is not self._view:
            self._view = view = form.health
            self._pregnancy.setVisible(view.pregnancy_possible)
            self._pregnancy.strip.set_answer(view.pregnancy.value)
            self._week.setVisible(view.pregnancy_possible and view.pregnancy is PregnancyStatus.YES)
            self._week.set_value(view.week)
            self._medicines.set_value(tuple(one.line for one in view.medicines))
            self._medicines.set_tags(
                [
                    (one.line, self.texts.say("health.known_as", factor=one.known_as) if one.known_as else "")
                    for one in view.medicines
                ]
            )
            arrange(self._first, [self._row(question) for question in view.first])
            self._draw_groups()
        wrong = problems.get("patient.pregnancy.status", "")
        self._wrong.set_text(wrong)
        self._wrong.setVisible(bool(wrong))
        self.tell(problems)

    def first_focus(self) -> None:
        if not self._pregnancy.isHidden():
            self._pregnancy.focus()
            self.reveal(self._pregnancy)
        elif (row := self._walk.first_open()) is not None:
            row.focus()

    def goto(self, field: str) -> None:
        row = self._rows.get(field.removeprefix(FIELD))
        if field == "patient.pregnancy.status":
            row = None if self._pregnancy.isHidden() else self._pregnancy
        if row is None:
            super().goto(field)
            return
        self._search.clear()
        row.focus()
        self.reveal(row)

    def looked_at(self) -> None:
        """Once every question of a group was on the screen, the rest of it may be answered at once."""
        if not self.isVisible():
            return
        for name, row in self._rows.items():
            if name not in self._seen and not row.visibleRegion().isEmpty():
                self._seen.add(name)
        for group in self._groups.values():
            if not group.seen and all(question.id in self._seen for question in group.view.questions):
                group.seen = True
                group.rest.setEnabled(True)

    def forget(self) -> None:
        """Another intake: nothing of it was on the screen yet."""
        if not self.built:
            return
        self._seen.clear()
        for group in self._groups.values():
            group.seen = False
            group.rest.setEnabled(False)
        self._search.clear()

    def _first_card(self) -> Card:
        say, health = self.texts.say, self.presenter.health
        card = Card(say("health.first"), meta=say("health.first.why"))
        asked = Question(id="pregnancy", words=say("health.pregnant"))
        self._pregnancy = QuestionRow(self.texts, self.words, asked, more=(PregnancyStatus.NOT_POSSIBLE.value,))
        self._pregnancy.answered.connect(lambda _id, answer: health.pregnancy(PregnancyStatus(answer)))
        strip = self._pregnancy.strip
        strip.went_on.connect(self._after_pregnancy)
        strip.moved.connect(lambda step: self._walk.step(self._pregnancy, step))
        self._week = NumberField(self.words, say("health.week"), limits=WEEKS)
        self._week.label.set_kind("body")
        self._week.setMaximumWidth(look().tokens.grown(120))
        self._week.edited.connect(lambda week: health.week(None if week is None else int(week)))
        self.fields["patient.pregnancy.week"] = self._week
        week = QHBoxLayout()
        week.setContentsMargins(SMALL, 0, 0, 0)
        week.addWidget(self._week)
        week.addStretch(1)
        self._wrong = Label("", "problem")
        self._wrong.setContentsMargins(SMALL, 0, 0, 0)
        self._first = QVBoxLayout()
        self._first.setSpacing(HAIR)
        card.add(below(self._pregnancy, self._wrong, week, self._first, gap=HAIR))
        return card

    def _after_pregnancy(self) -> None:
        """A pregnancy is asked for its week before anything else."""
        if self._pregnancy.strip.answer == PregnancyStatus.YES.value:
            self._week.focus()
        else:
            self._walk.on(self._pregnancy)

    def _medicines_card(self) -> Card:
        say = self.texts.say
        card = Card(say("health.medicines"), meta=say("health.medicines.hint"))
        self._medicines = LinesField(self.words, "", placeholder=say("health.medicine.add"), tagged=True)
        self._medicines.name_lines(say("health.medicines"))
        self._medicines.edited.connect(self.presenter.health.medicines)
        self.fields["medicines"] = self._medicines
        card.add(below(self._medicines))
        return card

    def _draw_groups(self) -> None:
        typed = self._search.text().casefold().split()
        for view in self._view.groups:
            if view.key not in self._groups:
                self._groups[view.key] = _Group(self, view)
                self._cards.addWidget(self._groups[view.key])
            rows = [self._row(question) for question in view.questions]
            fitting = [row for row in rows if all(word in row.text.casefold() for word in typed)]
            self._groups[view.key].draw(view, fitting, searching=bool(typed))
        shown = any(not group.isHidden() for group in self._groups.values())
        self._nothing.setVisible(not shown)
        questions = (*self._view.first, *(one for group in self._view.groups for one in group.questions))
        known = {one.id for one in questions if one.told}
        self._walk.set_rows(
            (self._pregnancy, *(self._rows[one.id] for one in questions)),
            lambda row: row.strip.answer == Answer.NOT_ASKED.value and row.id not in known,
        )
        self.soon()

    def _row(self, question: Question) -> QuestionRow:
        if question.id not in self._rows:
            health = self.presenter.health
            row = QuestionRow(self.texts, self.words, question)
            row.answered.connect(lambda id_, answer: health.answer(id_, Answer(answer)))
            row.noted.connect(health.note)
            row.placed.connect(health.regions)
            row.levelled.connect(health.levels)
            self._walk.add(row)
            self._rows[question.id] = row
        self._rows[question.id].draw(question)
        return self._rows[question.id]

    def _ended(self) -> None:
        self.last.setFocus()
        self.reveal(self.last)
