"""The short examination, causes and patterns, consent and goals."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from treatplan.domain.consent import MODALITIES
from treatplan.domain.intake import Answer, Examination, Sign
from treatplan.presenters.intake.limits import limits_of
from treatplan.presenters.intake.others import LEG_SIGNS
from treatplan.presenters.intake.view import ChoiceView, FormView, Question
from treatplan.ui.pages.intake_parts.flags import LEVELS
from treatplan.ui.pages.intake_parts.lines import LINE_LETTERS, LinesField
from treatplan.ui.pages.intake_parts.question import NOTE_LETTERS, QuestionRow, Walk, arrange
from treatplan.ui.pages.intake_parts.section import Section, below, beside
from treatplan.ui.parts.buttons import link
from treatplan.ui.parts.card import Card, Dot, Hue
from treatplan.ui.parts.choices import ChoiceField, Option
from treatplan.ui.parts.entries import LineField, LongField, NumberField
from treatplan.ui.parts.flow import FlowLayout, holding
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.one_stop import OneStop
from treatplan.ui.parts.segments import ToggleChip
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR, LARGE, SMALL

HUES: Mapping[str, Hue] = {
    "needling": "needling",
    "moxibustion": "moxibustion",
    "cupping": "cupping",
    "stretching": "stretching",
}


class ExaminationSection(Section):
    """The leg where it is involved; blood pressure, temperature, a note."""

    def fill(self) -> None:
        say, examination = self.texts.say, self.presenter.examination
        self._leg = Card(say("examination.leg"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(SMALL)
        signs = [Option(key=sign.value, words=say(f"sign.{sign.value}")) for sign in Sign]
        for place, name in enumerate(LEG_SIGNS):
            field = ChoiceField(self.words, say(f"examination.{name}"), signs)
            field.edited.connect(lambda key, name=name: examination.set(name, Sign(key or "not_done")))
            self.fields[f"examination.{name}"] = field
            grid.addWidget(field, place // 2, place % 2)
        grid.setColumnStretch(1, 1)
        self._signs = QWidget()
        self._signs.setLayout(grid)
        self._not = Label(say("examination.leg.not"), "meta")
        self._show = link(say("examination.leg.show"))
        self._show.clicked.connect(self._all_the_same)
        self._leg.add(below(self._signs, self._not))
        self._leg.body.addWidget(self._show, 0, Qt.AlignmentFlag.AlignLeft)
        self._asked = False
        body = Card(say("examination.body"))
        numbers = FlowLayout(LARGE, tops=True)
        for name, unit, decimals in (
            ("systolic_mmhg", "mmhg", 0),
            ("diastolic_mmhg", "mmhg", 0),
            ("temperature_c", "celsius", 1),
        ):
            numbers.addWidget(self._number(name, say(f"unit.{unit}"), decimals))
        self._findings = QVBoxLayout()
        self._notices: list[Notice] = []
        self._note = LongField(self.words, say("note"), limit=NOTE_LETTERS, lines=3)
        self._note.edited.connect(lambda text: examination.set("note", text))
        self.fields["examination.note"] = self._note
        body.add(below(holding(numbers), self._findings, self._note))
        self.put(self._leg)
        self.put(body)
        self.put_onward("tradition")

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        view = form.examination
        shown = view.leg or self._asked
        self._signs.setVisible(shown)
        self._not.setVisible(not shown)
        self._show.setVisible(not shown)
        for name in LEG_SIGNS:
            self.fields[f"examination.{name}"].set_value(getattr(view.examination, name).value)
        for name in ("systolic_mmhg", "diastolic_mmhg", "temperature_c"):
            self.fields[f"examination.{name}"].set_value(getattr(view.examination, name))
        self._note.set_value(view.examination.note)
        for place, finding in enumerate(view.findings):
            if place == len(self._notices):
                self._notices.append(Notice(self.words, LEVELS[finding.level]))
            self._notices[place].say(LEVELS[finding.level], finding.title, finding.text)
        arrange(self._findings, self._notices[: len(view.findings)])
        self.tell(problems)

    def first_focus(self) -> None:
        if self._signs.isHidden():
            self.fields["examination.systolic_mmhg"].focus()
        else:
            self.fields[f"examination.{LEG_SIGNS[0]}"].focus()

    def forget(self) -> None:
        """Another intake: whether the leg is looked at is asked anew."""
        self._asked = False

    def _number(self, name: str, unit: str, decimals: int) -> NumberField:
        limits = limits_of(Examination, name)
        field = NumberField(self.words, self._label(name), unit=unit, decimals=decimals, limits=limits)
        field.setFixedWidth(look().tokens.grown(190))
        whole = not decimals
        field.edited.connect(
            lambda number: self.presenter.examination.set(name, int(number) if whole and number is not None else number)
        )
        self.fields[f"examination.{name}"] = field
        return field

    def _label(self, name: str) -> str:
        said = self.texts.say(f"examination.{name}")
        return f"{self.texts.say('examination.pressure')}, {said.lower()}" if name.endswith("mmhg") else said

    def _all_the_same(self) -> None:
        self._asked = True
        self._signs.show()
        self._not.hide()
        self._show.hide()
        self.fields[f"examination.{LEG_SIGNS[0]}"].focus()


class _Helper(QObject):
    """Tells what the chip is about that has the focus or the mouse."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def watch(self, chip: ToggleChip, text: str) -> None:
        chip.setProperty("help_text", text)
        chip.setAccessibleDescription(text)
        chip.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._tell(str(watched.property("help_text")))
        return False


class TraditionSection(Section):
    """Chips to choose; below them what tells the one that is looked at."""

    def fill(self) -> None:
        say, tradition = self.texts.say, self.presenter.tradition
        self._chips: dict[str, ToggleChip] = {}
        self._flows: dict[str, FlowLayout] = {}
        self._helps: dict[str, Label] = {}
        self._helpers: dict[str, _Helper] = {}
        self._stops = {"causes": OneStop(), "patterns": OneStop()}
        for key in ("causes", "patterns"):
            card = Card(say(f"tradition.{key}"))
            self._flows[key] = FlowLayout(GAP)
            self._helps[key] = Label(say("tradition.help"), "quiet")
            self._helps[key].setMinimumHeight(look().tokens.grown(40))
            self._helps[key].setAlignment(Qt.AlignmentFlag.AlignTop)
            self._helpers[key] = _Helper(self._helps[key].set_text)
            card.add(below(holding(self._flows[key]), self._helps[key], gap=GAP))
            self.put(card)
        self._tongue = LineField(self.words, say("tradition.tongue"), limit=LINE_LETTERS)
        self._pulse = LineField(self.words, say("tradition.pulse"), limit=LINE_LETTERS)
        self._tongue.edited.connect(tradition.tongue)
        self._pulse.edited.connect(tradition.pulse)
        self.fields |= {"tongue": self._tongue, "pulse": self._pulse}
        signs = Card(say("tradition.signs"))
        signs.add(below(beside(self._tongue, self._pulse)))
        self.put(signs)
        self.put_onward("consent")

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        tradition = self.presenter.tradition
        self._draw_chips("causes", form.tradition.causes, lambda id_, on: tradition.cause(id_, chosen=on))
        self._draw_chips("patterns", form.tradition.patterns, lambda id_, on: tradition.pattern(id_, chosen=on))
        self._tongue.set_value(form.tradition.tongue)
        self._pulse.set_value(form.tradition.pulse)
        self.tell(problems)

    def first_focus(self) -> None:
        chip = self._stops["causes"].here or next(iter(self._chips.values()), None)
        if chip is not None:
            chip.setFocus()

    def _draw_chips(self, key: str, views: Sequence[ChoiceView], choose: Callable[[str, bool], None]) -> None:
        for view in views:
            if view.id not in self._chips:
                chip = ToggleChip(view.name)
                chip.clicked.connect(lambda on, id_=view.id: choose(id_, on))
                self._helpers[key].watch(chip, f"{view.name}: {view.help}")
                self._flows[key].addWidget(chip)
                self._stops[key].add(chip)
                self._chips[view.id] = chip
            self._chips[view.id].setChecked(view.chosen)


class ConsentSection(Section):
    """Consent for each kind of treatment, by the same keys as the red flags; goals."""

    def fill(self) -> None:
        say = self.texts.say
        self._walk = Walk(self.reveal, self._ended)
        self._rows: dict[str, QuestionRow] = {}
        card = Card(say("consent.title"))
        box = QVBoxLayout()
        box.setSpacing(HAIR)
        for modality in MODALITIES:
            row = QuestionRow(self.texts, self.words, self._question(modality, Answer.NOT_ASKED), usual="yes")
            row.mark(Dot(HUES[modality]))
            row.answered.connect(lambda id_, answer: self.presenter.consent.answer(id_, Answer(answer)))
            self._walk.add(row)
            self._rows[modality] = row
            box.addWidget(row)
        self._walk.set_rows(self._rows.values())
        card.add(box)
        goals = Card(say("consent.goals"), meta=say("consent.goals.hint"))
        self._goals = LinesField(self.words, "")
        self._goals.name_lines(say("consent.goals"))
        self._goals.edited.connect(lambda lines: self.presenter.consent.goals("\n".join(lines)))
        self.fields["goals"] = self._goals
        goals.add(below(self._goals))
        self.put(card)
        self.put(goals)

    def draw(self, form: FormView, problems: Mapping[str, str]) -> None:
        for modality, answer in form.consent.consent:
            self._rows[modality].draw(self._question(modality, answer))
        self._goals.set_value(tuple(line for line in form.consent.goals.splitlines() if line))
        self.tell(problems)

    def first_focus(self) -> None:
        (self._walk.first_open() or self._rows[MODALITIES[0]]).focus()

    def goto(self, field: str) -> None:
        row = self._rows.get(field.removeprefix("consent."))
        if row is not None:
            row.focus()
        else:
            super().goto(field)

    def _question(self, modality: str, answer: Answer) -> Question:
        return Question(id=modality, words=self.texts.say(f"modality.{modality}"), answer=answer)

    def _ended(self) -> None:
        self._goals.focus()
