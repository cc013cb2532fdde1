"""The intake page: sections at the left, the form in the middle, what is open at the right, one way on at the foot."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.intake.state import section_of
from treatplan.presenters.intake.view import SECTIONS, IntakeView
from treatplan.presenters.intake_editor import IntakeEditor
from treatplan.ui.pages.intake_parts.flags import FlagsSection
from treatplan.ui.pages.intake_parts.health import HealthSection
from treatplan.ui.pages.intake_parts.lists import Aside, SectionList
from treatplan.ui.pages.intake_parts.others import ConsentSection, ExaminationSection, TraditionSection
from treatplan.ui.pages.intake_parts.pain import PainSection
from treatplan.ui.pages.intake_parts.reading import Reading
from treatplan.ui.pages.intake_parts.section import Section
from treatplan.ui.pages.intake_parts.tabs import TabOrder
from treatplan.ui.parts.buttons import Button, link, primary, quiet
from treatplan.ui.parts.compare import ComparePanel
from treatplan.ui.parts.flow import holding, row, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, LARGE, MEDIUM, SMALL

_KINDS = (FlagsSection, PainSection, HealthSection, ExaminationSection, TraditionSection, ConsentSection)
_WIDE = 1080  # pixels of the page at 100 %: from here on there is room for what is open beside the form


class IntakePage(QWidget):
    """The page. It shows what the presenter's view says and tells the presenter what the user does."""

    def __init__(self, presenter: IntakeEditor, texts: Texts, words: Texts) -> None:
        """`texts` is the wording of the intake, `words` what all pages share."""
        super().__init__()
        self._presenter, self._texts, self._words = presenter, texts, words
        self._here = SECTIONS[0]
        self._serial = -1
        self._mode = ""
        self._tabs = TabOrder(self)
        self._settling = QTimer(self)  # once after many changes
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._tabs.mend)
        marked(self, part="page")
        self._sections: dict[str, Section] = {
            key: kind(presenter, texts, words) for key, kind in zip(SECTIONS, _KINDS, strict=True)
        }
        self._build()
        self._connect()
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard where work starts."""
        if self._presenter.comparing is not None:
            self._compare.first_focus()
            return
        mode = self._presenter.view.mode
        if mode == "form":
            self._sections[self._here].first_focus()
        elif mode == "recorded" and self._revise.isEnabled():
            self._revise.setFocus()

    def go(self, section: str) -> None:
        """Show a section and begin in it."""
        self._show_section(section)
        self._sections[section].first_focus()

    def goto(self, field: str) -> None:
        """Put the keyboard into a field."""
        section = section_of(field) or self._here
        self._show_section(section)
        self._sections[section].goto(field)

    # Building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        self._emergency = Notice(self._words, "stop")
        self._note_button = Button(self._texts.say("emergency.note"), "danger")
        self._emergency.add_action(self._note_button)
        self._notice = Notice(self._words, "caution")
        self._notice_button = Button("")
        self._notice.add_action(self._notice_button)
        for notice in (self._emergency, self._notice):
            framed = row(notice)
            framed.setContentsMargins(LARGE, SMALL, LARGE, 0)
            outer.addLayout(framed)
        self._pages = QStackedWidget()
        self._loading = Label(self._texts.say("loading"), "meta")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing = QWidget()
        self._reading = Reading()
        self._form = self._form_area()
        self._compare = ComparePanel(self._words)
        for page in (self._nothing, self._loading, self._form, self._reading, self._compare):
            self._pages.addWidget(page)
        outer.addWidget(self._pages, 1)
        self._foot = self._foot_area()
        outer.addWidget(self._foot)

    def _head(self) -> QHBoxLayout:
        say = self._texts.say
        self._title, self._meta = Line("", "heading"), Line("", "meta")
        self._discard = quiet(say("discard"))
        self._revise = Button(say("revise"), picture="pencil", tip=say("revise.tip"))
        self._title.setMinimumHeight(look().tokens.control)  # the head keeps its height whatever can be done
        made = row(self._title, self._meta, None, self._discard, self._revise, gap=SMALL)
        made.setContentsMargins(LARGE, SMALL, LARGE, 0)
        return made

    def _form_area(self) -> QWidget:
        self._list = SectionList(self._texts)
        self._aside = Aside(self._texts)
        self._stack = QStackedWidget()
        for section in self._sections.values():
            self._stack.addWidget(section)
        left = QWidget()
        left.setFixedWidth(look().tokens.grown(208))
        inside = QVBoxLayout(left)
        inside.setContentsMargins(MEDIUM, MEDIUM, 0, MEDIUM)
        inside.addWidget(self._list)
        inside.addStretch(1)
        self._right = QWidget()
        self._right.setFixedWidth(look().tokens.grown(250))
        beside = QVBoxLayout(self._right)
        beside.setContentsMargins(0, MEDIUM + GAP, LARGE, MEDIUM)
        beside.addWidget(scrolling(self._aside))
        self._left = left
        return holding(_tight(left, self._stack, self._right))

    def _foot_area(self) -> QFrame:
        say = self._texts.say
        foot = marked(QFrame(), part="band")
        self._open_words = Line("", "meta")
        self._next = link(say("open.next"), tip=say("open.jump"))
        self._record = primary(say("record"), tip=say("record.tip"))
        inside = QHBoxLayout(foot)
        inside.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        inside.setSpacing(SMALL)
        inside.addWidget(self._open_words)
        inside.addWidget(self._next)
        inside.addStretch(1)
        inside.addWidget(self._record)
        return foot

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._draw)
        presenter.focus_asked.connect(self._goto_soon)
        self._list.opened.connect(self.go)
        self._aside.asked.connect(self.goto)
        self._next.clicked.connect(self._next_open)
        self._record.clicked.connect(self._record_now)
        self._revise.clicked.connect(presenter.revise)
        self._discard.clicked.connect(presenter.discard)
        self._note_button.clicked.connect(presenter.to_plan)
        self._notice_button.clicked.connect(self._act_on_notice)
        for place, key in enumerate(SECTIONS):
            following = SECTIONS[(place + 1) % len(SECTIONS)]
            self._sections[key].onward.connect(lambda key=following: self.go(key))
            self._shortcut(f"Ctrl+Shift+{place + 1}", partial(self.go, key))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self._shortcut(keys, self._record_now)
        self._shortcut("F8", self._next_open)

    def _shortcut(self, keys: str, act: Callable[[], None]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.activated.connect(lambda: act() if self._presenter.view.mode == "form" else None)

    # Drawing

    def _draw(self) -> None:
        view = self._presenter.view
        self._title.set_text(view.title)
        self._meta.set_text(view.meta)
        self._discard.setVisible(view.can_discard)
        self._revise.setVisible(view.can_revise)
        self._draw_notices(view)
        self._foot.setVisible(view.mode == "form")
        pages = {"loading": self._loading, "form": self._form, "recorded": self._reading}
        if view.form is not None:
            self._draw_form(view)
        elif view.mode == "recorded":
            self._reading.draw(view.summary)
        self._show_page(pages.get(view.mode, self._nothing))
        self._settling.start(0)
        if view.mode != self._mode:
            self._mode = view.mode
            if self.isVisible():
                self.first_focus()

    def _show_page(self, page: QWidget) -> None:
        """The page of the mode, or both versions while the user is to choose between them."""
        comparing = self._presenter.comparing
        came = comparing is not None and self._pages.currentWidget() is not self._compare
        self._compare.set_comparing(comparing)
        self._pages.setCurrentWidget(page if comparing is None else self._compare)
        if comparing is not None:
            self._foot.hide()
            self._notice.hide()
        if came and self.isVisible():
            self._compare.first_focus()

    def _draw_form(self, view: IntakeView) -> None:
        if view.serial != self._serial:  # another intake: it begins at its beginning
            self._serial = view.serial
            self._show_section(SECTIONS[0])
            for section in self._sections.values():
                section.forget()
        problems = dict(view.problems)
        self._sections[self._here].build()
        for section in self._sections.values():
            if section.built and view.form is not None and section is self._sections[self._here]:
                section.draw(view.form, problems)
        self._list.draw(view.sections, self._here)
        self._aside.draw(view.alerts, view.open)
        self._open_words.set_text(view.open_words)
        self._next.setVisible(bool(view.open))
        self._record.setEnabled(view.can_record)

    def _draw_notices(self, view: IntakeView) -> None:
        signs = view.emergency
        self._emergency.setVisible(bool(signs))
        if signs:
            titles = dict.fromkeys(sign.name for sign in signs)
            recorded = view.mode == "recorded"
            text = "; ".join(titles) + "." + ("" if recorded else f" {self._texts.say('emergency.record')}")
            self._emergency.say("stop", self._texts.say("emergency.head"), text)
            self._note_button.setVisible(recorded)
        notice = view.notice
        self._notice.setVisible(notice is not None)
        if notice is not None:
            self._notice.say("caution", notice.title, notice.text)
            self._notice_button.set_words(notice.action_words)
            self._notice_button.setVisible(bool(notice.action))

    # What the user does

    def _show_section(self, key: str) -> None:
        section = self._sections[key]
        self._here = key
        section.build()
        view = self._presenter.view
        if view.form is not None:
            section.draw(view.form, dict(view.problems))
            self._list.draw(view.sections, key)
        self._stack.setCurrentWidget(section)
        section.soon()
        self._settling.start(0)

    def _goto_soon(self, field: str) -> None:
        """After the page was drawn: a field that has just come is not there yet."""
        QTimer.singleShot(0, self, lambda: self.goto(field))

    def _next_open(self) -> None:
        items = self._presenter.view.open
        if items:
            self.goto(items[0].field)

    def _record_now(self) -> None:
        """A text that can't be read is no value: before it is left behind, the user is asked to correct it."""
        for key, section in self._sections.items():
            name = section.unread() if section.built else ""
            if name:
                self._show_section(key)
                section.goto(name)
                return
        if self._record.isEnabled():
            self._presenter.record()

    def _act_on_notice(self) -> None:
        notice = self._presenter.view.notice
        presenter = self._presenter
        acts = {"reload": presenter.reload, "retry": presenter.flush, "today": presenter.use_today}
        if notice is not None and notice.action in acts:
            acts[notice.action]()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        super().showEvent(event)
        QTimer.singleShot(0, self, self.first_focus)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._right.setVisible(self.width() >= look().tokens.grown(_WIDE))
        self._left.setFixedWidth(look().tokens.grown(208))
        self._right.setFixedWidth(look().tokens.grown(250))


def _tight(*widgets: QWidget) -> QHBoxLayout:
    made = row(*widgets, gap=0)
    made.setStretch(1, 1)
    return made
