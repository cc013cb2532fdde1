"""The list of patients: one search box, what fits as it is typed, and beside it the form of a new one."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.record import PatientRow
from treatplan.domain.texts import Texts
from treatplan.presenters.patient_list import PatientList, WaitingForm
from treatplan.presenters.person_form import PersonForm
from treatplan.ui.pages.person import PersonPanel
from treatplan.ui.parts.buttons import Button, link, primary
from treatplan.ui.parts.flow import column, empty, holding, row
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.search import FocusOnType, SearchBox
from treatplan.ui.parts.table import RowsView
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, HUGE, LARGE, MEDIUM, SMALL

_BESIDE = 1080  # pixels of the page at 100 %, from which the form stands beside the list
_FORM = 456
_WITH_PHONE = 700  # pixels of the list from which it shows phone numbers
_PHONE = 2


class PatientsPage(QWidget):
    """`painted` tells, once, that the first list is on the screen."""

    painted = Signal()

    def __init__(self, presenter: PatientList, words: Texts, texts: Texts, today: Callable[[], date]) -> None:
        """`words` are common to all pages, `texts` are this page's."""
        super().__init__()
        marked(self, part="page")
        self._presenter = presenter
        self._words, self._texts, self._today = words, texts, today
        self._form: PersonForm | None = None
        self._panel: PersonPanel | None = None
        self._was_painted = False
        self._build()
        self._connect()
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard where work starts."""
        if self._panel is not None:
            self._panel.first_focus()
        else:
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)
            self._search.selectAll()

    def _build(self) -> None:
        say = self._texts.say
        self._search = SearchBox(say("list.search"), say("list.placeholder"))
        self._add = primary(say("list.add"), picture="plus", tip=say("list.add_tip"))
        self._notice = Notice(self._words, "stop")
        self._again = Button(say("list.again"))
        self._notice.add_action(self._again)
        self._waiting = Notice(self._words, "info")
        self._waiting_list = QVBoxLayout()
        self._waiting_list.setSpacing(GAP)
        self._waiting.add_action(holding(self._waiting_list))
        self._waiting_shown: tuple[WaitingForm, ...] = ()
        self._head = Label("", "quiet", wraps=False)
        self._view: RowsView[PatientRow] = RowsView(self._presenter.model, say("list.table"))
        FocusOnType(self._search, self._view)
        top = row(self._search, self._add, gap=SMALL)
        top.setStretch(0, 1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SMALL)
        left.addWidget(Label(say("list.title"), "title", wraps=False))
        left.addLayout(top)
        left.addWidget(self._notice)
        left.addWidget(self._waiting)
        left.addWidget(self._list_card(), 1)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self._across.setSpacing(MEDIUM)
        self._left = holding(left)
        self._across.addWidget(self._left, 1)

    def _list_card(self) -> QWidget:
        card = marked(QFrame(), part="card", tone="plain")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        inner.addWidget(self._head)
        self._empty_title, self._empty_text = Label("", "heading"), Label("", "meta")
        blank = QVBoxLayout()
        blank.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        blank.setSpacing(SMALL)
        blank.addStretch(1)
        for part in (self._empty_title, self._empty_text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            blank.addWidget(part)
        blank.addStretch(2)
        self._blank = holding(blank)
        self._stack = QStackedWidget()  # a layout without a parent would show its first widget as a window
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._blank)
        inner.addWidget(self._stack, 1)
        return card

    def _connect(self) -> None:
        self._presenter.changed.connect(self._draw)
        self._search.searched.connect(self._presenter.search)
        self._search.moved.connect(self._view.step)
        self._search.entered.connect(self._take_best)
        self._view.opened.connect(self._presenter.open)
        self._again.clicked.connect(self._search_again)
        self._add.clicked.connect(self._presenter.add)
        keys = QShortcut(QKeySequence("Ctrl+N"), self)
        keys.activated.connect(self._presenter.add)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._to_search)
        for watched in (self._view.viewport(), self._blank):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Paint and not self._was_painted and self._presenter.view.there:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)  # after this paint has reached the screen
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._refit()

    def _refit(self) -> None:
        """In a narrow window the form takes the place of the list, and the list goes without the phone numbers."""
        room = self.width() / look().tokens.scale
        beside = room >= _BESIDE or self._panel is None
        self._left.setVisible(beside)
        self._view.setColumnHidden(_PHONE, room - (0 if self._panel is None else _FORM) < _WITH_PHONE)

    def _draw(self) -> None:
        view = self._presenter.view
        self._head.set_text(view.head)
        self._head.setVisible(bool(view.head))
        if view.empty is not None:
            self._empty_title.set_text(view.empty.title)
            self._empty_text.set_text(view.empty.text)
        self._stack.setCurrentWidget(self._blank if view.empty is not None else self._view)
        if view.notice is not None:
            self._notice.say("stop", view.notice.title, view.notice.text)
        self._notice.setVisible(view.notice is not None)
        self._draw_waiting(view.waiting)
        self._add.setVisible(view.may_add)
        self._draw_form()

    def _draw_waiting(self, waiting: tuple[WaitingForm, ...]) -> None:
        if waiting != self._waiting_shown:
            self._waiting_shown = waiting
            empty(self._waiting_list)
            before: QWidget = self._again
            for one in waiting:
                go_on, let_go = self._waiting_buttons(one)
                self._waiting_list.addWidget(holding(column(Line(one.words), holding(row(go_on, let_go, None)), gap=0)))
                for button in (go_on, let_go):  # made last, and above the list
                    QWidget.setTabOrder(before, button)
                    before = button
            self._waiting.say("info", self._texts.say("list.waiting"))
        self._waiting.setVisible(bool(waiting))

    def _waiting_buttons(self, one: WaitingForm) -> tuple[Button, Button]:
        words = (self._texts.say("list.waiting_go_on"), self._texts.say("list.waiting_let_go"))
        go_on, let_go = (link(said, name=f"{said}: {one.words}") for said in words)
        go_on.clicked.connect(lambda: self._presenter.resume(one.form))
        let_go.clicked.connect(lambda: self._presenter.let_go(one.form))
        return go_on, let_go

    def _draw_form(self) -> None:
        form = self._presenter.form
        if form is self._form:
            return
        if self._panel is not None:
            self._across.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        self._form = form
        if form is not None:
            self._panel = PersonPanel(form, self._words, self._texts, self._today)
            self._across.addWidget(self._panel)
            self._panel.show()  # now, so that it can take the keyboard
        self._refit()
        self._add.set_kind("primary" if form is None else "plain")  # one primary button a page
        self.first_focus()

    def _take_best(self) -> None:
        """Enter opens what is chosen, or the first that fits."""
        if self._view.chosen is None:
            self._view.choose(0)
        self._view.open_chosen()

    def _search_again(self) -> None:
        self._presenter.search(self._search.text())

    def _to_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()
