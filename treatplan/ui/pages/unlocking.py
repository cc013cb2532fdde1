"""The cards that lead into a clinic: the welcome where there is none, the passphrase, the recovery code."""

from PySide6.QtCore import Qt

from treatplan.ui.pages.panel import Panel
from treatplan.ui.pages.secrets import PassphraseField
from treatplan.ui.pages.start_parts import UserChoice, least_hint, say
from treatplan.ui.parts.buttons import Button, link, primary
from treatplan.ui.parts.entries import LineField
from treatplan.ui.parts.flow import column, holding
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import SMALL


class WelcomePanel(Panel):
    """No clinic is at the place."""

    def _fill(self) -> None:
        self.add(Label(self.texts.say("welcome.title"), "title"))
        self.add(Label(self.texts.say("welcome.text")))
        self._where = Label("", "quiet")
        self.add(self._where)
        self.space(SMALL)
        self._create = primary(self.texts.say("welcome.create"), picture="plus")
        self._create.clicked.connect(self.presenter.to_create)
        self._open = Button(self.texts.say("welcome.open"), picture="open")
        self._open.clicked.connect(self.presenter.open_other)
        self.add(self._create)
        self.add(self._open)
        self.first = self._create

    def _show(self) -> None:
        self._where.set_text(self.texts.say("welcome.where", file=self.view.place))


class UnlockPanel(Panel):
    """Who, and the passphrase."""

    def _fill(self) -> None:
        self.add(Label(self.texts.say("unlock.title"), "title"))
        self._file = Label("", "meta")
        self.add(self._file)
        self.space(SMALL)
        self._notice = Notice(self.words, "stop")
        self._again = Button(self.texts.say("unlock.again"))
        self._again.clicked.connect(self.presenter.look)
        self._notice.add_action(self._again)
        self.add(self._notice)
        self._who = UserChoice(self.words, self.texts, self.texts.say("unlock.who"))
        self._who.picked.connect(self.presenter.choose_user)
        self.add(self._who)
        self._secret = PassphraseField(self.words, self.texts, self.texts.say("passphrase"))
        self._secret.entered.connect(self._unlock)
        self._secret.edited.connect(self._typing)
        self.add(self._secret)
        self.space(SMALL)
        self._button = primary(self.texts.say("unlock.button"))
        self._button.clicked.connect(self._unlock)
        self.add(self._button)
        self.space(SMALL)
        others = column(gap=0)
        for key, act in (
            ("unlock.lost", self.presenter.to_recover),
            ("unlock.other", self.presenter.open_other),
            ("unlock.new", self.presenter.to_create),
        ):
            made = link(self.texts.say(key))
            made.clicked.connect(act)
            others.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(holding(others))
        self._tries = 0

    def first_focus(self) -> None:
        (self._who if self._who.open_choice else self._secret).focus()

    def forget(self) -> None:
        self._secret.hide_again()

    def _show(self) -> None:
        view = self.view
        self._file.set_text(view.file)
        self._who.show_users(view.users, view.user, view.problems.get("user", ""))
        self._secret.set_problem(view.problems.get("passphrase", ""))
        self._secret.setVisible(bool(view.users))
        self._button.setVisible(bool(view.users))
        self._button.setEnabled(not view.busy)
        self._button.set_words(self.texts.say("unlock.busy" if view.busy else "unlock.button"))
        say(self._notice, view.notice)
        if view.tries != self._tries:
            self._tries = view.tries
            self._secret.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._secret.select_all()

    def _unlock(self) -> None:
        self.presenter.unlock(self._secret.value)

    def _typing(self, _text: str) -> None:
        self.presenter.clear_problem("passphrase")


class RecoverPanel(Panel):
    """The recovery code, and a new passphrase."""

    def _fill(self) -> None:
        say_ = self.texts.say
        self.add(Label(say_("recover.title"), "title"))
        self.add(Label(say_("recover.text")))
        self._notice = Notice(self.words, "stop")
        self.add(self._notice)
        self._who = UserChoice(self.words, self.texts, say_("recover.who"))
        self._who.picked.connect(self.presenter.choose_user)
        self._code = LineField(self.words, say_("recover.code"))
        self._code.edited.connect(self._typing)
        self._new = PassphraseField(self.words, self.texts, say_("passphrase.new"), hint=least_hint(self.texts))
        self._again = PassphraseField(self.words, self.texts, say_("passphrase.again"))
        self._again.entered.connect(self._recover)
        for part in (self._who, self._code, self._new, self._again):
            self.add(part)
        self.space(SMALL)
        self._button = primary(say_("recover.button"))
        self._button.clicked.connect(self._recover)
        self.add(self._button)
        self.add_back()

    def first_focus(self) -> None:
        (self._who if self._who.open_choice else self._code).focus()

    def forget(self) -> None:
        self._new.hide_again()
        self._again.hide_again()
        self._code.set_value("")

    def _show(self) -> None:
        view = self.view
        self._who.show_users(view.users, view.user, view.problems.get("user", ""))
        self._code.set_problem(view.problems.get("code", ""))
        self._new.set_problem(view.problems.get("passphrase", ""))
        self._again.set_problem(view.problems.get("again", ""))
        self._button.setEnabled(not view.busy)
        self._button.set_words(self.texts.say("recover.busy" if view.busy else "recover.button"))
        say(self._notice, view.notice)
        self.to_first_problem({"code": self._code, "passphrase": self._new, "again": self._again})

    def _recover(self) -> None:
        self.presenter.recover(self._code.value, self._new.value, self._again.value)

    def _typing(self, _text: str) -> None:
        self.presenter.clear_problem("code")
