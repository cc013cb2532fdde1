"""The plan page: components at the left, the very document at the right, findings where they belong."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.record import StoredHandout
from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import FindingView, PlanView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan_parts.adding import AddLine
from treatplan.ui.pages.plan_parts.component import ComponentCard
from treatplan.ui.pages.plan_parts.course import CourseCard
from treatplan.ui.pages.plan_parts.finding import FindingBox, FindingStack
from treatplan.ui.pages.plan_parts.head import HeadCard
from treatplan.ui.pages.plan_parts.order import order_tabs
from treatplan.ui.pages.plan_parts.preview import Preview
from treatplan.ui.pages.plan_parts.row import ItemRow
from treatplan.ui.pages.plan_parts.starts import StartPane
from treatplan.ui.parts.buttons import Button, link, primary, quiet
from treatplan.ui.parts.compare import ComparePanel
from treatplan.ui.parts.flow import column, row, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.printing import ask_and_print
from treatplan.ui.style import marked
from treatplan.ui.tokens import GAP, LARGE, MEDIUM, SMALL


class PlanPage(QWidget):
    """Draws the presenter's view and reports what the user does."""

    def __init__(self, presenter: PlanEditor, texts: Texts, words: Texts) -> None:
        """`texts` is the wording of this page, `words` the common one."""
        super().__init__()
        marked(self, part="page")
        self._presenter, self._texts, self._words = presenter, texts, words
        self._cards: dict[str, ComponentCard] = {}
        self._to_answer = 0
        self._state = ""
        self._built: object = None
        self._build()
        self._connect()
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard where work starts: what is to be answered, else where a point is typed."""
        if self._presenter.comparing is not None:
            self._compare.first_focus()
        elif self._presenter.view.frozen:
            self._preview.focus_print()
        elif self._presenter.view.state == "plan":
            if not self._jump_to_open() and "needling" in self._cards:
                self._cards["needling"].focus_add()
        else:
            self._start.first_focus()

    def _build(self) -> None:
        say = self._texts.say
        self._undo, self._redo = Button("", picture="undo"), Button("", picture="redo")
        self._redraft, self._amend = quiet(say("redraft")), Button(say("amend"))
        self._release = primary(say("release"))
        self._unseen = link("")
        self._bar = row(self._undo, self._redo, None, self._redraft, self._amend, self._unseen, self._release)
        self._trouble = Notice(self._words, "stop")
        self._retry, self._reload = Button(say("retry")), Button(say("reload"))
        self._trouble.add_action(self._retry)
        self._trouble.add_action(self._reload)
        self._returned = Notice(self._words, "info")
        self._put_back, self._let_go = Button(say("returned.put_back")), quiet(say("returned.let_go"))
        self._returned.add_action(self._put_back)
        self._returned.add_action(self._let_go)
        self._findings = FindingStack(self._texts, self._words)
        self._head = HeadCard(self._presenter, self._texts, self._words)
        self._course = CourseCard(self._presenter, self._texts, self._words)
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        inside = QWidget()
        inner = column(self._findings, self._head, gap=SMALL)
        inner.setContentsMargins(0, 0, GAP, MEDIUM)
        inner.addLayout(self._list)
        inner.addWidget(self._course)
        inner.addStretch(1)
        inside.setLayout(inner)
        self._preview = Preview(self._texts, self._words, self._presenter.background)
        self._preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        body = row(gap=MEDIUM)
        self._scroll = scrolling(inside)
        body.addWidget(self._scroll, 8)
        body.addWidget(self._preview, 5)
        whole = QWidget()
        lines = column(gap=SMALL)
        lines.addLayout(self._bar)
        lines.addLayout(body, 1)
        whole.setLayout(lines)
        self._start = StartPane(self._presenter, self._texts, self._words)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._start)
        self._stack.addWidget(whole)
        self._compare = ComparePanel(self._words)
        self._stack.addWidget(self._compare)
        outer = column(self._trouble, self._returned, self._stack, gap=SMALL)
        outer.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        self.setLayout(outer)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._draw)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        presenter.leaving.connect(self._commit)
        self._undo.clicked.connect(presenter.undo)
        self._redo.clicked.connect(presenter.redo)
        self._redraft.clicked.connect(presenter.redraft)
        self._amend.clicked.connect(presenter.amend)
        self._unseen.clicked.connect(self._jump_to_unseen)
        self._release.clicked.connect(self._released)
        self._retry.clicked.connect(presenter.retry)
        self._put_back.clicked.connect(presenter.put_back)
        self._let_go.clicked.connect(presenter.half.let_go)
        self._reload.clicked.connect(presenter.reload)
        self._head.jump.connect(self._jump)
        self._watch(self._findings)
        self._preview.chosen.connect(lambda what, key: presenter.choose_paper(**{what: key}))
        self._preview.print_asked.connect(self._print)
        self._preview.save_asked.connect(presenter.save_document)
        self._start.print_asked.connect(self._print)
        self._start.referral_asked.connect(lambda: presenter.refer(self._print_stored))
        for keys, act in (
            ("Ctrl+Z", presenter.undo),
            ("Ctrl+Shift+Z", presenter.redo),
            ("Ctrl+Y", presenter.redo),
            ("Ctrl+Return", self._released),
            ("Ctrl+P", self._preview.focus_print),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _draw(self) -> None:
        view = self._presenter.view
        presenter, comparing = self._presenter, self._presenter.comparing
        self._trouble.setVisible(bool(view.problem) and comparing is None)
        if view.problem:
            self._trouble.say("stop", self._texts.say("problem.stale" if view.stale else "problem"), view.problem)
            self._retry.setVisible(not view.stale and view.state == "plan" and not view.frozen)
            self._reload.setVisible(view.stale)
        waiting = presenter.half.waiting if comparing is None else ()
        self._returned.setVisible(bool(waiting))
        if waiting:
            self._returned.say("info", self._texts.say("returned"), "\n".join(waiting))
        self._compare.set_comparing(comparing)
        self._stack.setCurrentIndex(2 if comparing is not None else 1 if view.state == "plan" else 0)
        if view.state == "plan":
            self._draw_plan(view)
        else:
            self._start.set_view(view)
        state = f"{view.state} {view.frozen} {comparing is not None}"
        came, self._state = state != self._state, state
        if came and self.isVisible():
            QTimer.singleShot(0, self, self.first_focus)

    def _draw_plan(self, view: PlanView) -> None:
        self._draw_bar(view)
        self._findings.set_findings(view.findings)
        if view.head is not None:
            self._head.set_view(view.head, frozen=view.frozen)
        for one in view.components:
            if one.modality not in self._cards:
                card = ComponentCard(self._presenter, self._texts, self._words, one)
                self._watch(card)
                card.grown.connect(lambda part: self._scroll.ensureWidgetVisible(part, 0, MEDIUM))
                self._cards[one.modality] = card
                self._list.addWidget(card)
            self._cards[one.modality].set_view(one, frozen=view.frozen)
        if view.course is not None:
            self._course.set_view(view.course, frozen=view.frozen)
        if view.paper is not None:
            self._preview.set_view(view.paper)
        built = _built(view)
        if built != self._built:
            self._built = built
            order_tabs(self)
        if view.to_answer < self._to_answer:
            QTimer.singleShot(0, self, self._jump_on)
        self._to_answer = view.to_answer

    def _draw_bar(self, view: PlanView) -> None:
        for button, words in ((self._undo, view.undo), (self._redo, view.redo)):
            button.setVisible(bool(words))
            button.set_words(words)
        self._redraft.setVisible(view.can_redraft)
        self._redraft.setEnabled(not view.busy)
        self._amend.setVisible(view.can_amend)
        self._amend.setEnabled(not view.busy)
        self._unseen.setVisible(bool(view.unseen))
        self._unseen.set_words(view.unseen)
        self._release.setVisible(not view.frozen)
        self._release.set_words(view.release)
        self._release.set_kind("caution" if view.to_answer else "primary")
        self._release.setEnabled(not view.busy and (bool(view.to_answer) or view.can_release))

    def _watch(self, part: FindingStack | ComponentCard) -> None:
        part.answered.connect(self._presenter.answer)
        part.asked.connect(self._presenter.ask)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Keep what has the focus in sight, with all that belongs to it."""
        inside = self._scroll.widget()
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        block = now
        while (above := block.parentWidget()) is not None and above is not inside:
            if isinstance(block, FindingBox | ItemRow | AddLine):
                break
            block = above
        whole = block if block.height() < self._scroll.viewport().height() else now
        QTimer.singleShot(0, whole, lambda: self._scroll.ensureWidgetVisible(whole, 0, MEDIUM))

    def _released(self) -> None:
        view = self._presenter.view
        if view.to_answer:
            self._jump_to_open()
        elif view.can_release:
            self._presenter.release()

    def _boxes(self) -> Iterator[FindingBox]:
        yield from self._findings.boxes
        for card in self._cards.values():
            yield from card.boxes()

    def _jump_to_open(self) -> bool:
        """Put the focus on the first finding that stands in the way of release; whether there is one."""
        return self._jump_to(lambda view: view.blocks)

    def _jump_to_unseen(self) -> None:
        """Put the focus on the first caution that nobody has acknowledged."""
        self._jump_to(lambda view: view.unseen)

    def _jump_to(self, wanted: Callable[[FindingView], bool]) -> bool:
        found = next((box for box in self._boxes() if wanted(box.view)), None)
        if found is not None:
            found.focus_answer()
        return found is not None

    def _jump_on(self) -> None:
        """One was answered: to the next, or to the release."""
        if not self._jump_to_open() and self._release.isVisible():
            self._release.setFocus()

    def _jump(self, modality: str) -> None:
        if modality in self._cards:
            self._cards[modality].open_fields()

    def _commit(self) -> None:
        self._head.commit()
        self._course.commit()
        for card in self._cards.values():
            card.commit()

    def _print(self, document: int) -> None:
        self._presenter.fetch(document, self._print_stored)

    def _print_stored(self, stored: StoredHandout) -> None:
        done = partial(self._presenter.printed, stored.row.id)
        ask_and_print(
            self, self._presenter.background, stored.pdf, stored.row.paper, done, self._presenter.print_failed
        )


def _built(view: PlanView) -> object:
    """What decides which controls there are, and in which order."""
    cards = [(card.modality, card.on, [row.id for row in card.rows], card.findings) for card in view.components]
    documents = [one.id for one in view.paper.documents] if view.paper else []
    phases = len(view.course.phases) if view.course else 0
    standards = len(view.head.standards) if view.head else 0
    return cards, view.findings, documents, phases, standards, view.frozen
