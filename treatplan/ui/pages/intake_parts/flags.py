"""Red flags, one by one."""

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from treatplan.domain.intake import Answer
from treatplan.presenters.intake.view import FindingView, FlagCard, FlagsView, FormView, Question
from treatplan.ui.pages.intake_parts.question import QuestionRow, Walk, arrange
from treatplan.ui.pages.intake_parts.section import Section
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.notice import Level, Notice
from treatplan.ui.parts.text import Label
from treatplan.ui.style import marked
from treatplan.ui.tokens import GAP, HAIR, SMALL

LEVELS: dict[str, Level] = {"emergency": "stop", "refer": "caution", "caution": "caution"}
FIELD = "red_flags."


class FlagsSection(Section):
    """Two cards: what must be asked, and what else is asked. Flags are told apart by a quiet heading."""

    def fill(self) -> None:
        say = self.texts.say
        self._rows: dict[str, QuestionRow] = {}
        self._heads: dict[str, Label] = {}
        self._notices: dict[str, Notice] = {}
        self._walk = Walk(self.reveal, self._all_asked)
        self._first = Card(say("flags.first"), meta=say("flags.first.why"))
        self._others = Card(say("flags.others"))
        self._progress = Label("", "meta", wraps=False)
        self._first.add_action(self._progress)
        keys = Label(say("flags.keys"), "quiet")
        self._boxes: list[QVBoxLayout] = []
        for card in (self._first, self._others):
            box = QVBoxLayout()
            box.setSpacing(HAIR)
            box.setContentsMargins(0, HAIR, 0, HAIR)
            card.add(box)
            self._boxes.append(box)
        self.put(keys)
        self.put(self._first)
        self.put(self._others)
        self.put_onward("pain")

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:  # noqa: ARG002  (no problem stands here)
        view = form.flags
        self._progress.set_text(view.progress)
        for box, cards in zip(self._boxes, (view.first, view.others), strict=True):
            arrange(box, [widget for card in cards for widget in self._widgets(card)])
        self._others.setVisible(bool(view.others))
        waiting = frozenset(view.to_ask)
        self._walk.set_rows(self._in_order(view), lambda row: row.id in waiting)

    def first_focus(self) -> None:
        target = self._walk.first_open() or next(iter(self._rows.values()), None)
        if target is not None:
            target.focus()

    def goto(self, field: str) -> None:
        name = field.removeprefix(FIELD)
        row = self._rows.get(name) or next((one for id_, one in self._rows.items() if id_.startswith(f"{name}.")), None)
        if row is None or row.isHidden():
            self.first_focus()
        else:
            row.focus()
            self.reveal(row)

    def _widgets(self, card: FlagCard) -> list[QWidget]:
        made: list[QWidget] = [self._head(card)]
        for block in card.blocks:
            made += [self._row(question) for question in block.questions]
            if block.finding is not None:
                made.append(self._notice(block.flag, block.finding))
        return made

    def _head(self, card: FlagCard) -> Label:
        if card.key not in self._heads:
            head = Label(card.title, "quiet", strong=True)
            head.setContentsMargins(SMALL, GAP, 0, 0)
            self._heads[card.key] = head
        return self._heads[card.key]

    def _row(self, question: Question) -> QuestionRow:
        if question.id not in self._rows:
            row = QuestionRow(self.texts, self.words, question)
            row.answered.connect(lambda id_, answer: self.presenter.flags.answer(id_, Answer(answer)))
            row.noted.connect(self.presenter.flags.note)
            self._walk.add(row)
            self._rows[question.id] = row
        self._rows[question.id].draw(question)
        return self._rows[question.id]

    def _notice(self, flag: str, finding: FindingView) -> Notice:
        if flag not in self._notices:
            self._notices[flag] = marked(Notice(self.words, LEVELS[finding.level]), part="notice")
        self._notices[flag].say(LEVELS[finding.level], finding.title, finding.text)
        return self._notices[flag]

    def _in_order(self, view: FlagsView) -> list[QuestionRow]:
        cards = (*view.first, *view.others)
        return [self._rows[one.id] for card in cards for block in card.blocks for one in block.questions]

    def _all_asked(self) -> None:
        self.last.setFocus()
        self.reveal(self.last)
