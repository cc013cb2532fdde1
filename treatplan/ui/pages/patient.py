"""One patient: the banner that never moves, the tabs of the record, and the page of the tab below them."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.who_looked import WhoLooked
from treatplan.ui.pages.person import PersonPanel
from treatplan.ui.pages.who_looked import WhoLookedPanel
from treatplan.ui.parts.banner import Banner
from treatplan.ui.parts.buttons import Button, quiet
from treatplan.ui.parts.chips import Chip
from treatplan.ui.parts.flow import holding
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.tabs import Tabs
from treatplan.ui.style import marked
from treatplan.ui.tokens import LARGE


class PatientPage(QWidget):
    """The frame around a patient's pages. The pages come from outside, by the key of their tab."""

    def __init__(
        self,
        presenter: PatientCard,
        words: Texts,
        texts: Texts,
        today: Callable[[], date],
        pages: Mapping[str, QWidget],
    ) -> None:
        """`words` are common to all pages, `texts` are this page's."""
        super().__init__()
        marked(self, part="page")
        self._presenter = presenter
        self._words, self._texts, self._today = words, texts, today
        self._pages = dict(pages)
        self._form: PersonForm | None = None
        self._panel: PersonPanel | None = None
        self._looks: WhoLooked | None = None
        self._looks_panel: WhoLookedPanel | None = None
        self._build()
        self._connect()
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard where work starts: in the page of the tab."""
        in_place = self._panel or self._looks_panel
        if in_place is not None:
            in_place.first_focus()
            return
        to = getattr(self._pages.get(self._presenter.view.tab), "first_focus", None)
        if callable(to):
            to()

    def _build(self) -> None:
        say = self._texts.say
        self._banner = Banner()
        self._edit = quiet(say("card.edit"), picture="pencil")
        self._who = quiet(say("card.who"), tip=say("card.who_tip"))
        self._banner.add_action(self._who)
        self._banner.add_action(self._edit)
        self._tabs = Tabs([(key, say(f"card.{key}")) for key in self._pages], say("card.tabs"))
        self._notice = Notice(self._words, "stop")
        self._again = Button(say("card.again"))
        self._notice.add_action(self._again)
        self._desk = Notice(self._words, "info", say("card.ask_practitioner"), say("card.ask_practitioner_text"))
        notices = QVBoxLayout()
        notices.setContentsMargins(LARGE, LARGE, LARGE, 0)
        notices.addWidget(self._notice)
        notices.addWidget(self._desk)
        self._notices = holding(notices)
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._editing = QWidget()
        self._editing_box = QHBoxLayout(self._editing)
        self._editing_box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self._editing_box.addStretch(1)
        self._stack.addWidget(self._editing)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._banner)
        down.addWidget(self._tabs)
        down.addWidget(self._notices)
        down.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._presenter.changed.connect(self._draw)
        self._presenter.shown.connect(self._shown)
        self._tabs.opened.connect(self._presenter.show)
        self._edit.clicked.connect(self._presenter.edit_details)
        self._who.clicked.connect(self._presenter.ask_who)
        self._again.clicked.connect(self._presenter.again)

    def _draw(self) -> None:
        view = self._presenter.view
        chips = [Chip(words=alert.words, tone=alert.tone, tip=alert.tip) for alert in view.alerts]
        self._banner.set_patient(view.name, view.facts, chips)
        self._banner.set_note(view.saved)
        self._edit.setVisible(view.may_edit and bool(view.name))
        self._who.setVisible(view.may_ask_who and bool(view.name))
        self._tabs.setVisible(view.clinical)
        if view.notice is not None:
            self._notice.say("stop", view.notice.title, view.notice.text)
        self._notice.setVisible(view.notice is not None)
        self._desk.setVisible(not view.clinical)
        self._notices.setVisible(view.notice is not None or not view.clinical)
        if view.tab in self._pages:
            self._tabs.open(view.tab)
        self._draw_form()
        self._draw_looks()
        front = self._editing if self._panel is not None else self._looks_panel or self._pages.get(view.tab)
        if front is not None:
            self._stack.setCurrentWidget(front)
        self._stack.setVisible(view.clinical or self._panel is not None or self._looks_panel is not None)

    def _draw_form(self) -> None:
        form = self._presenter.form
        if form is self._form:
            return
        if self._panel is not None:
            self._editing_box.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        self._form = form
        if form is not None:
            self._panel = PersonPanel(form, self._words, self._texts, self._today)
            self._editing_box.insertWidget(0, self._panel)
            self._panel.show()  # now, so that it can take the keyboard
            self._stack.setCurrentWidget(self._editing)
            self._panel.first_focus()
        elif self._presenter.view.clinical:
            self._edit.setFocus()

    def _draw_looks(self) -> None:
        looks = self._presenter.looks
        if looks is self._looks:
            return
        if self._looks_panel is not None:
            self._stack.removeWidget(self._looks_panel)
            self._looks_panel.hide()
            self._looks_panel.deleteLater()
            self._looks_panel = None
        self._looks = looks
        if looks is not None:
            self._looks_panel = WhoLookedPanel(looks, self._words, self._texts)
            self._stack.addWidget(self._looks_panel)
            self._stack.setCurrentWidget(self._looks_panel)
            self._looks_panel.first_focus()
        elif self._panel is None:
            self._who.setFocus()

    def _shown(self, _tab: str, field: str) -> None:
        """Another page is in front; where a field was asked for, its page goes there itself."""
        if not field:
            self.first_focus()
