"""A new clinic: its form, and then its recovery code, shown this once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from treatplan.presenters.new_clinic import Country
from treatplan.presenters.start import StartView
from treatplan.ui.pages.panel import Panel
from treatplan.ui.pages.secrets import PassphraseField
from treatplan.ui.pages.start_parts import least_hint, say
from treatplan.ui.parts.buttons import Button, primary
from treatplan.ui.parts.choices import ChoiceField, Option
from treatplan.ui.parts.entries import LineField
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import holding, row
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP, HUGE, MEDIUM, SMALL


class CreatePanel(Panel):
    """The form of a new clinic."""

    def _fill(self) -> None:
        self.add(Label(self.texts.say("new.title"), "title"))
        self.add(Label(self.texts.say("new.text"), "meta"))
        self._notice = Notice(self.words, "stop")
        self.add(self._notice)
        self._lines: dict[str, LineField] = {}
        self._countries: tuple[Country, ...] = ()
        self._loading = Label(self.texts.say("new.country.loading"), "quiet")
        self.add(self._loading)

    def _fill_form(self, countries: tuple[Country, ...]) -> None:
        """The form needs the countries of the library, which takes a moment to read the first time."""
        self._countries = countries
        self._loading.hide()
        self._fill_clinic()
        self._fill_you()
        self._fill_secret()
        self._fill_place()
        self.space(SMALL)
        self._button = primary(self.texts.say("new.button"))
        self._button.clicked.connect(self._create)
        self.add(self._button)
        self.add_back()

    def first_focus(self) -> None:
        if self._lines:
            self._lines["clinic"].focus()

    def forget(self) -> None:
        if self._lines:
            self._secret.hide_again()
            self._again.hide_again()

    def _fill_clinic(self) -> None:
        self._group("clinic")
        self.add(self._line("clinic", hint=True))
        self.add(_pair(self._line("address"), self._line("phone")))
        options = [Option(key=country.id, words=country.name) for country in self._countries]
        label, hint = self.texts.say("new.country"), self.texts.say("new.country.hint")
        self._country = ChoiceField(self.words, label, options, hint=hint)
        self._country.edited.connect(self._country_chosen)
        self.add(self._country)

    def _fill_you(self) -> None:
        self._group("you")
        self.add(_pair(self._line("name", hint=True), self._line("login", hint=True)))
        self.add(_pair(self._line("qualification"), self._line("registration_no")))

    def _fill_secret(self) -> None:
        self._group("secret")
        self._secret = PassphraseField(
            self.words, self.texts, self.texts.say("passphrase"), hint=least_hint(self.texts)
        )
        self._again = PassphraseField(self.words, self.texts, self.texts.say("passphrase.again"))
        self._again.entered.connect(self._create)
        self._secret.edited.connect(self._secret_typed)
        self._again.edited.connect(self._again_typed)
        self.add(self._secret)
        self.add(self._again)

    def _fill_place(self) -> None:
        self.space(SMALL)
        self.add(Label(self.texts.say("new.place"), "quiet"))
        self._place = Line("")
        change = Button(self.texts.say("new.place.change"), name=self.texts.say("new.place.change_name"))
        change.clicked.connect(self.presenter.change_place)
        line = row(self._place, change)
        line.setStretch(0, 1)
        self.add(holding(line))

    def _group(self, key: str) -> None:
        self.space(MEDIUM)
        self.add(Label(self.texts.say(f"new.group.{key}"), "heading"))

    def _line(self, key: str, *, hint: bool = False) -> LineField:
        shown = self.texts.say(f"new.{key}.hint") if hint else ""
        made = LineField(self.words, self.texts.say(f"new.{key}"), hint=shown)
        made.edited.connect(lambda text: self.presenter.type(key, text))
        self._lines[key] = made
        return made

    def _show(self) -> None:
        view = self.view
        say(self._notice, view.notice)
        if view.countries and not self._lines:
            self._fill_form(view.countries)
            self.first_focus()
        if self._lines:
            self._show_form(view)

    def _show_form(self, view: StartView) -> None:
        for key, line in self._lines.items():
            line.set_value(getattr(view.typed, key))
            line.set_problem(view.problems.get(key, ""))
        self._country.set_value(view.typed.country or None)
        self._country.set_problem(view.problems.get("country", ""))
        self._secret.set_problem(view.problems.get("passphrase", ""))
        self._again.set_problem(view.problems.get("again", ""))
        self._place.set_text(view.typed.place)
        self._button.setEnabled(not view.busy)
        self._button.set_words(self.texts.say("new.busy" if view.busy else "new.button"))
        fields: dict[str, Field[str] | Field[str | None]] = {
            "clinic": self._lines["clinic"],
            "country": self._country,
            "name": self._lines["name"],
            "login": self._lines["login"],
            "passphrase": self._secret,
            "again": self._again,
        }
        self.to_first_problem(fields)

    def _country_chosen(self, country: str | None) -> None:
        self.presenter.type("country", country or "")

    def _secret_typed(self, _text: str) -> None:
        self.presenter.clear_problem("passphrase")

    def _again_typed(self, _text: str) -> None:
        self.presenter.clear_problem("again")

    def _create(self) -> None:
        self.presenter.create(self._secret.value, self._again.value)


class CodePanel(Panel):
    """The recovery code in large figures. It is let go of as soon as somebody shows that it was written down."""

    def _fill(self) -> None:
        self.add(Label(self.texts.say("code.title"), "title"))
        self.add(Label(self.texts.say("code.text")))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(HUGE, SMALL, HUGE, SMALL)
        self._grid.setHorizontalSpacing(HUGE)
        self._grid.setVerticalSpacing(GAP)
        self._groups: list[Label] = []
        self._sheet = holding(self._grid)
        self.space(SMALL)
        self.add(self._sheet)
        self.space(SMALL)
        self._notice = Notice(self.words, "stop")
        self.add(self._notice)
        self._save = Button(self.texts.say("code.save"), picture="save")
        self._save.clicked.connect(self.presenter.save_code)
        self._saved = Label("", "quiet")
        saving = row(self._save, self._saved)
        saving.setStretch(1, 1)
        self.add(holding(saving))
        self.space(MEDIUM)
        self._last = LineField(self.words, self.texts.say("code.confirm"), limit=20)
        self._last.edited.connect(self._typing)
        if isinstance(self._last.editor, QLineEdit):
            self._last.editor.returnPressed.connect(self._confirm)
        self.add(self._last)
        self._button = primary(self.texts.say("code.button"))
        self._button.clicked.connect(self._confirm)
        self.add(self._button)
        look().changed.connect(self._refit)

    def first_focus(self) -> None:
        self._last.focus()

    def forget(self) -> None:
        self._show_code(())
        self._last.set_value("")

    def _show(self) -> None:
        view = self.view
        self._show_code(view.code)
        self._last.set_problem(view.problems.get("last_group", ""))
        self._saved.set_text(view.code_saved)
        say(self._notice, view.notice)
        self.to_first_problem({"last_group": self._last})

    def _show_code(self, groups: tuple[str, ...]) -> None:
        while len(self._groups) < len(groups):
            made = Label("", "body", wraps=False)  # the sheet leaves the font of this kind alone
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            place = len(self._groups)
            self._grid.addWidget(made, place // 3, place % 3)
            self._groups.append(made)
        for place, label in enumerate(self._groups):
            label.set_text(groups[place] if place < len(groups) else "")
        self._sheet.setAccessibleName(f"{self.texts.say('code.name')}: {' '.join(groups)}" if groups else "")
        self._refit()

    def _refit(self) -> None:
        """A face whose figures can't be taken for one another, at the size of a heading and half as much again."""
        font = QFont()
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFamilies(["monospace", "Menlo", "Consolas", "DejaVu Sans Mono"])
        font.setPointSizeF(look().points(look().tokens.text("title") * 1.3))
        for label in self._groups:
            label.setFont(font)

    def _confirm(self) -> None:
        self.presenter.confirm_code(self._last.value)

    def _typing(self, _text: str) -> None:
        self.presenter.clear_problem("last_group")


def _pair(left: QWidget, right: QWidget) -> QWidget:
    made = row(left, right, gap=MEDIUM)
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    made.setStretch(0, 1)
    made.setStretch(1, 1)
    return holding(made)
