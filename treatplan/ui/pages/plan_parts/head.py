"""The card that the page begins with: what the plan rests on, its aim, how whole it is, and what was left out."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import FieldView, HeadView, StandardView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan_parts.fields import FieldsPanel
from treatplan.ui.pages.plan_parts.row import WhyBox
from treatplan.ui.parts.buttons import link
from treatplan.ui.parts.card import Card
from treatplan.ui.parts.flow import FlowLayout, column, empty, holding, row
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HAIR


class Meter(QWidget):
    """How much is done, as a bar. The words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(60, 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("line"))
        whole = QRectF(self.rect())
        painter.drawRoundedRect(whole, 3, 3)
        painter.setBrush(look().colour("accent"))
        whole.setWidth(whole.width() * self._share)
        painter.drawRoundedRect(whole, 3, 3)
        painter.end()


class StandardLine(QWidget):
    """One standard: how much of it is said, and what is missing, each to jump to."""

    jump = Signal(str)

    def __init__(self, texts: Texts, view: StandardView) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        words, meter = Label(view.words, "meta", wraps=False), Meter()
        words.setMinimumWidth(look().tokens.grown(150))
        meter.set_share(view.done / view.asked if view.asked else 0.0)
        line = row(words, meter)
        line.setStretch(1, 1)
        box = column(gap=0)
        box.addLayout(line)
        if view.missing:
            flow = FlowLayout(HAIR)
            flow.addWidget(Label(texts.say("standard.missing"), "meta", wraps=False))
            for one in view.missing:
                button = link(one.words, name=texts.say("standard.jump", what=one.words))
                button.clicked.connect(lambda _=False, where=one.modality: self.jump.emit(where))
                flow.addWidget(button)
            box.addLayout(flow)
        self.setLayout(box)


class HeadCard(Card):
    """The head of a plan."""

    jump = Signal(str)

    def __init__(self, presenter: PlanEditor, texts: Texts, words: Texts) -> None:
        super().__init__(" ", lead=True)
        self._presenter, self._texts = presenter, texts
        self._view: HeadView | None = None
        self._frozen = False
        self.title.hide()
        self.meta.hide()
        self._title, self._status = Label("", "heading"), Line("", "quiet")
        self._aim = Label("")
        self._why_button, self._left_button, self._aim_button = link(""), link(""), link(texts.say("aim.edit"))
        self._why, self._left = WhyBox(texts), Label("", "meta")
        self._reasoning = Label("", "meta")
        self._panel = FieldsPanel(words, presenter.change_plan, partial(presenter.half.typed, "plan"))
        self._standards = QVBoxLayout()
        self._standards.setSpacing(HAIR)
        self._shown_standards: tuple[StandardView, ...] = ()
        self._build()

    def _build(self) -> None:
        for part in (self._why, self._left, self._panel, self._reasoning):
            part.hide()
        self._why_button.clicked.connect(self._toggle_why)
        self._left_button.clicked.connect(lambda: self._left.setVisible(not self._left.isVisibleTo(self)))
        self._aim_button.clicked.connect(self._toggle_aim)
        links = FlowLayout(HAIR)
        for button in (self._why_button, self._left_button, self._aim_button):
            links.addWidget(button)
        box = column(gap=HAIR)
        box.addWidget(self._status)
        box.addWidget(self._title)
        box.addWidget(self._aim)
        box.addWidget(self._panel)
        box.addWidget(holding(links))
        box.addWidget(self._reasoning)
        box.addWidget(self._why)
        box.addWidget(self._left)
        box.addSpacing(GAP // 2)
        box.addLayout(self._standards)
        self.add(box)

    def set_view(self, view: HeadView, *, frozen: bool) -> None:
        """Show another state."""
        if view == self._view and frozen == self._frozen:
            return
        self._view, self._frozen = view, frozen
        say = self._texts.say
        self._title.set_text(view.title)
        self._status.set_text(view.status)
        self._aim.set_text(say("aim", aim=view.aim) if view.aim else say("aim.none"))
        self._panel.set_fields(
            (
                FieldView(name="aim", label=say("field.aim"), kind="lines", text=view.aim),
                FieldView(name="rationale.reasoning", label=say("field.reasoning"), kind="lines", text=view.reasoning),
            )
        )
        reasons = self._texts.count("why.reasons", len(view.why.reasons))
        works = self._texts.count("why.works", len(view.why.sources))
        self._why_button.set_words(say("why.head", reasons=reasons, works=works))
        self._why.set_why(view.why)
        self._reasoning.set_text(view.reasoning)
        self._left_button.set_words(self._texts.count("left_out", len(view.left_out)))
        self._left_button.setVisible(bool(view.left_out))
        self._left.set_text("\n".join(f"· {line}" for line in view.left_out))
        self._aim_button.setVisible(not frozen)
        if frozen:
            self._panel.hide()
        self._set_standards(view.standards)

    def commit(self) -> None:
        """Hand in what is being typed."""
        self._panel.commit()

    def _toggle_why(self) -> None:
        shown = not self._why.isVisibleTo(self)
        self._why.setVisible(shown)
        self._reasoning.setVisible(shown)

    def _toggle_aim(self) -> None:
        shown = not self._panel.isVisibleTo(self)
        if not shown:
            self._panel.commit()
        self._panel.setVisible(shown)
        if shown:
            self._panel.focus_first()

    def _set_standards(self, standards: tuple[StandardView, ...]) -> None:
        if standards == self._shown_standards:
            return
        self._shown_standards = standards
        empty(self._standards)
        whole = [view for view in standards if not view.missing]
        if whole:  # what is complete needs no line of its own
            self._standards.addWidget(Label(" · ".join(view.words for view in whole), "quiet"))
        for view in standards:
            if view.missing:
                line = StandardLine(self._texts, view)
                line.jump.connect(self.jump)
                self._standards.addWidget(line)
