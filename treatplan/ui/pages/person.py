"""The form of a person, as a card in the page: for a new patient, or to correct one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.texts import Texts
from treatplan.presenters.person_form import Alike, PersonForm
from treatplan.ui.parts.buttons import Button, link, primary
from treatplan.ui.parts.choices import ChoiceField, Option
from treatplan.ui.parts.compare import ComparePanel
from treatplan.ui.parts.entries import DateField, LineField
from treatplan.ui.parts.field import Field
from treatplan.ui.parts.flow import column, empty, holding, row, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look, marked
from treatplan.ui.tokens import GAP, LARGE, MEDIUM, SMALL

_WIDTH = 440


class PersonPanel(QFrame):
    """Draws a `PersonForm`. Enter saves from any line, Ctrl+Enter from anywhere; Esc goes away if nothing was typed."""

    def __init__(self, presenter: PersonForm, words: Texts, texts: Texts, today: Callable[[], date]) -> None:
        super().__init__()
        marked(self, part="card", tone="plain")
        self._presenter = presenter
        self._words, self._texts = words, texts
        self._today = today
        self._refusals = presenter.view.refusals
        self._alike: tuple[Alike, ...] = ()
        self._fields: dict[str, Field[Any]] = {}
        self._build()
        self._connect()
        self._draw()

    def first_focus(self) -> None:
        """To the first name that is still empty; while two versions are compared, to the first difference."""
        if self._presenter.comparing is not None:
            self._compare.first_focus()
            return
        typed = self._presenter.view.typed
        names = [name for name in ("family_name", "given_name") if not getattr(typed, name)]
        first = "family_name" if not self._presenter.new or len(names) == 2 else (names or ["birth_date"])[0]
        self._fields[first].focus()

    def _build(self) -> None:
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        form.setSpacing(SMALL)
        self._title = Label("", "heading")
        form.addWidget(self._title)
        self._notice = Notice(self._words, "stop")
        self._returned = Notice(self._words, "info")
        self._start_over = Button(self._texts.say("form.start_over"))
        self._returned.add_action(self._start_over)
        self._not_kept = Label("", "problem")
        for part in (self._notice, self._returned, self._not_kept):
            form.addWidget(part)
        self._add_names(form)
        self._add_alike(form)
        self._add_rest(form)
        form.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        whole = column(gap=0)
        whole.addWidget(scrolling(inside), 1)
        whole.addWidget(self._buttons())
        self._form, self._compare = holding(whole), ComparePanel(self._words)
        outer.addWidget(self._form, 1)
        outer.addWidget(self._compare, 1)
        self._refit()

    def _add_names(self, form: QVBoxLayout) -> None:
        form.addWidget(_pair(self._line("family_name", 120), self._line("given_name", 120)))
        form.addWidget(self._line("other_names", 300, hint=True))
        self._born = DateField(self._words, self._texts.say("form.birth_date"), self._today, past=True)
        self._fields["birth_date"] = self._born
        self._age = Label("", "meta", wraps=False)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, self._age.sizeHint().height() + GAP, 0, 0)
        beside.addWidget(self._age)
        beside.addStretch(1)
        form.addWidget(_pair(self._born, holding(beside)))

    def _add_alike(self, form: QVBoxLayout) -> None:
        self._alike_notice = Notice(self._words, "caution", self._texts.say("form.alike"))
        self._alike_list = QVBoxLayout()
        self._alike_list.setSpacing(0)
        self._alike_notice.add_action(holding(self._alike_list))
        form.addWidget(self._alike_notice)

    def _add_rest(self, form: QVBoxLayout) -> None:
        say = self._texts.say
        self._add(form, "sex", [Option(key=sex.value, words=say(f"sex.{sex.value}")) for sex in Sex])
        form.addWidget(self._line("phone", 60))
        self._add(form, "language", [Option(key=key, words=name) for key, name in self._presenter.view.languages])
        self._add(form, "print_size", [Option(key=one.value, words=say(f"size.{one.value}")) for one in PrintSize])
        form.addWidget(self._line("access_needs", 300, hint=True))

    def _add(self, form: QVBoxLayout, name: str, options: list[Option]) -> None:
        self._fields[name] = ChoiceField(self._words, self._texts.say(f"form.{name}"), options)
        form.addWidget(self._fields[name])

    def _line(self, name: str, limit: int, *, hint: bool = False) -> LineField:
        said = self._texts.say(f"form.{name}_hint") if hint else ""
        made = LineField(self._words, self._texts.say(f"form.{name}"), hint=said, limit=limit)
        self._fields[name] = made
        return made

    def _buttons(self) -> QWidget:
        self._save = primary("", tip=self._texts.say("form.save_tip"))
        self._cancel = Button(self._texts.say("form.cancel"))
        line = row(self._save, self._cancel, None, Label(self._texts.say("form.keys"), "quiet", wraps=False))
        line.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        return holding(line)

    def _connect(self) -> None:
        self._presenter.changed.connect(self._draw)
        self._save.clicked.connect(self._saved)
        self._cancel.clicked.connect(self._presenter.leave)
        self._start_over.clicked.connect(self._presenter.start_over)
        for name, field in self._fields.items():
            field.edited.connect(lambda given, name=name: self._edited(name, given))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._saved)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._escaped)
        look().changed.connect(self._refit)

    def _draw(self) -> None:
        view = self._presenter.view
        self._title.set_text(view.title)
        for name, field in self._fields.items():
            field.set_value(getattr(view.typed, name))
            field.set_problem(view.problems.get(name, ""))
        self._age.set_text(view.age)
        if view.notice is not None:
            self._notice.say("stop", view.notice.title, view.notice.text)
        self._notice.setVisible(view.notice is not None)
        if view.returned is not None:
            self._returned.say("info", view.returned.title, view.returned.text)
        self._returned.setVisible(view.returned is not None)
        self._not_kept.set_text(view.not_kept)
        self._not_kept.setVisible(bool(view.not_kept))
        self._draw_compare()
        self._draw_alike(view.alike)
        self._save.setEnabled(not view.busy)
        words = "form.saving" if view.busy else "form.save_new" if self._presenter.new else "form.save"
        self._save.set_words(self._texts.say(words))
        if view.refusals != self._refusals:
            self._refusals = view.refusals
            wrong = next((field for name, field in self._fields.items() if name in view.problems), None)
            if wrong is not None:
                wrong.focus()

    def _draw_compare(self) -> None:
        comparing = self._presenter.comparing
        came = comparing is not None and self._compare.isHidden()
        self._compare.set_comparing(comparing)
        self._compare.setVisible(comparing is not None)
        self._form.setVisible(comparing is None)
        if came and self.isVisible():
            self._compare.first_focus()

    def _draw_alike(self, alike: tuple[Alike, ...]) -> None:
        if alike != self._alike:
            self._alike = alike
            empty(self._alike_list)
            for one in alike:
                self._alike_list.addWidget(self._alike_row(one))
        self._alike_notice.setVisible(bool(alike))

    def _alike_row(self, one: Alike) -> QWidget:
        opening = link(one.words, name=self._texts.say("form.alike_open", file=one.id))
        opening.clicked.connect(lambda: self._presenter.open(one.id))
        return opening

    def _edited(self, name: str, given: object) -> None:
        self._presenter.edit(name, given)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Enter that a line or a row of answers leaves alone saves; in a list it is the list's own."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not event.isAutoRepeat()
        if entered and not isinstance(self.focusWidget(), QComboBox):
            self._saved()
        else:
            super().keyPressEvent(event)

    def _saved(self) -> None:
        self._presenter.save()

    def _escaped(self) -> None:
        """Esc takes nothing away that was typed: then it is the button that says so."""
        if not self._presenter.view.dirty:
            self._presenter.leave()
        else:
            self._cancel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _refit(self) -> None:
        self.setFixedWidth(look().tokens.grown(_WIDTH))


def _pair(left: QWidget, right: QWidget) -> QWidget:
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(MEDIUM)
    made.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    made.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return holding(made)
