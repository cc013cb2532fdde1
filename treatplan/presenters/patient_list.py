"""The list of patients: what fits what is typed, newest first where nothing is; and the form of a new one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from treatplan.domain.access import Permission, allowed
from treatplan.domain.form import FormDraft
from treatplan.domain.record import PatientRecord, PatientRow
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changed, Changes
from treatplan.presenters.person_form import PersonForm, is_new, new_form
from treatplan.presenters.person_typed import Typed, typed_in
from treatplan.presenters.saying import Told, age, day, in_words, name_of
from treatplan.presenters.table import Column, RowsModel
from treatplan.services.clinic.entry import OpenClinic

MOST = 50
_KEY = "find"


@value
class WaitingForm:
    """A form that this user did not finish. `patient` is the file that it corrects; None for a new patient."""

    form: str
    words: str
    patient: int | None = None


@value
class ListView:
    """What the page shows beside the rows. `empty` is the next step where there are none."""

    text: str = ""
    there: bool = False  # the first rows have come
    head: str = ""
    empty: Told | None = None
    notice: Told | None = None
    waiting: tuple[WaitingForm, ...] = ()
    may_add: bool = True


class PatientList(QObject):
    """`opened` carries the id of the patient to go to, `added` of a new one, `corrected` of one to be corrected."""

    changed = Signal()
    opened = Signal(int)
    added = Signal(int)
    corrected = Signal(int)

    def __init__(
        self,
        clinic: OpenClinic,
        background: Background,
        search: Background,
        texts: Texts,
        words: Texts,
        changes: Changes,
        today: Callable[[], date],
    ) -> None:
        """`search` is a worker of its own, so that typing waits for nothing else. `words` are common to all pages."""
        super().__init__()
        self._clinic = clinic
        self._background = background
        self._search = search
        self._texts = texts
        self._words = words
        self._changes = changes
        self._today = today
        self._form: PersonForm | None = None
        self._looking = False
        self._forms = 0  # of new patients in this sitting
        self._drafts: dict[str, FormDraft] = {}
        self._view = ListView(may_add=allowed(clinic.session, Permission.CHANGE_PATIENTS))
        self.model: RowsModel[PatientRow] = RowsModel(_columns(texts, words, today), self)
        changes.happened.connect(self._someone_changed)

    @property
    def view(self) -> ListView:
        return self._view

    @property
    def form(self) -> PersonForm | None:
        """The form of a new patient while it is open; what was typed into it stays until it is saved or left."""
        return self._form

    def search(self, text: str) -> None:
        """Something else is typed: a search that runs is ended, only the newest one counts."""
        self._view = replace(self._view, text=text)
        self._look()

    def open(self, row: PatientRow) -> None:
        self.opened.emit(row.id)

    def add(self) -> None:
        """Open the form of a new patient; what was searched for in vain is the start of the name."""
        if self._form is None and self._view.may_add:
            self._forms += 1
            start = Typed() if self.model.rows else named(self._view.text)
            self._open_form(start, None, new_form(self._clinic.session.id, self._forms))

    def _open_form(self, start: Typed | None, draft: FormDraft | None, form: str) -> None:
        self._form = PersonForm(
            self._clinic,
            self._background,
            self._texts,
            self._words,
            self._changes,
            self._today,
            start=start,
            draft=draft,
            form=form,
        )
        self._form.saved.connect(self._was_added)
        self._form.left.connect(self._form_left)
        self._form.open_other.connect(self.opened)
        self.changed.emit()

    # Forms that were not finished, before a crash or a lock

    def look_for_forms(self) -> None:
        """Offer what this user typed and did not store. Asked once the list is there: nothing waits for it."""
        clinic = self._clinic
        if self._view.may_add:
            self._background.run(lambda: clinic.forms.waiting(clinic.session), self._forms_found, self._only_said)

    def resume(self, form: str) -> None:
        """Go on with it."""
        draft = self._drafts.get(form)
        if draft is None or (self._form is not None and draft.patient is None):
            return
        self._taken(form)
        if draft.patient is not None:
            self.corrected.emit(draft.patient)
        else:
            self._open_form(None, draft, form)

    def let_go(self, form: str) -> None:
        """It is not wanted any more."""
        if form in self._drafts:
            clinic = self._clinic
            self._taken(form)
            self._background.run(lambda: clinic.forms.drop(clinic.session, form), _nothing, self._only_said)

    def _forms_found(self, found: tuple[FormDraft, ...]) -> None:
        """Other forms are offered where they belong."""
        mine = [draft for draft in found if is_new(draft.form) or draft.form == f"patient.{draft.patient}"]
        self._drafts = {draft.form: draft for draft in mine}
        self._show(waiting=tuple(map(self._waiting, mine)))

    def _waiting(self, draft: FormDraft) -> WaitingForm:
        typed = typed_in(draft.fields)
        local = draft.changed_at.astimezone()
        when = self._texts.say("form.moment", day=day(self._words, local.date()), time=f"{local:%H:%M}")
        name = " ".join(part for part in (typed.given_name.strip(), typed.family_name.strip()) if part)
        name = name or self._texts.say("card.no_name")
        key = "list.waiting_new" if draft.patient is None else "list.waiting_old"
        words = self._texts.say(key, name=name, when=when, file=draft.patient)
        return WaitingForm(form=draft.form, words=words, patient=draft.patient)

    def _taken(self, form: str) -> None:
        del self._drafts[form]
        self._show(waiting=tuple(one for one in self._view.waiting if one.form != form))

    def _only_said(self, error: Exception) -> None:
        """What is kept stays kept, and is offered the next time."""
        in_words(error)

    def leave(self) -> None:
        """The page is left for good: end a search that runs."""
        self._stop()
        self._search.forget(_KEY)

    def _look(self) -> None:
        self._stop()
        text, clinic = self._view.text, self._clinic
        self._looking = True
        work = lambda: (text, clinic.patients.find(clinic.session, text, MOST))  # noqa: E731  (one line of work)
        self._search.latest(_KEY, work, self._found, self._failed)

    def _stop(self) -> None:
        if self._looking:
            self._clinic.patients.stop_finding(self._clinic.session)
            self._looking = False

    def _found(self, found: tuple[str, tuple[PatientRow, ...]]) -> None:
        text, rows = found
        self._looking = False
        self.model.set_rows(rows)
        self._show(there=True, notice=None, head=self._head(text, len(rows)), empty=self._empty(text, len(rows)))

    def _failed(self, error: Exception) -> None:
        self._looking = False
        self._show(notice=Told(title=self._texts.say("list.failed"), text=in_words(error)))

    def _head(self, text: str, count: int) -> str:
        if not count:
            return ""
        if not text.strip():
            return self._texts.say("list.recent")
        return self._texts.say("list.most", n=MOST) if count == MOST else self._texts.count("list.found", count)

    def _empty(self, text: str, count: int) -> Told | None:
        if count:
            return None
        if not text.strip():
            return Told(title=self._texts.say("list.none"), text=self._texts.say("list.none_next"))
        shown = text.strip() if len(text.strip()) <= 40 else f"{text.strip()[:39]}…"
        return Told(title=self._texts.say("list.nothing_fits", text=shown), text=self._texts.say("list.nothing_next"))

    def _someone_changed(self, what: Changed) -> None:
        if what.kind == "patient":
            self._look()

    def _was_added(self, record: PatientRecord) -> None:
        self._form = None
        self.changed.emit()
        self.added.emit(record.id)

    def _form_left(self) -> None:
        self._form = None
        self.changed.emit()

    def _show(self, **changes: Any) -> None:
        self._view = replace(self._view, **changes)
        self.changed.emit()


def _nothing(_done: None) -> None:
    """Nothing follows."""


def named(text: str) -> Typed:
    """The start of a form from what was searched for: names, or a phone number. A birth date is left to be typed."""
    words = " ".join(text.split())
    if not words or not any(char.isalpha() for char in words):
        figures = sum(char.isdigit() for char in words)
        return Typed(phone=words) if figures >= _PHONE and not {"-", "/", "."} & set(words) else Typed()
    tidy = " ".join(word[:1].upper() + word[1:] for word in words.split()) if words == words.lower() else words
    if "," in tidy:
        family, _, given = tidy.partition(",")
        return Typed(family_name=family.strip(), given_name=given.strip())
    given, _, family = tidy.rpartition(" ")
    return Typed(family_name=family, given_name=given)


_PHONE = 7  # figures of which something is a phone number


def _columns(texts: Texts, words: Texts, today: Callable[[], date]) -> tuple[Column[PatientRow], ...]:
    def born(row: PatientRow) -> str:
        return day(words, row.birth_date)

    def years(row: PatientRow) -> str:
        return age(texts, row.birth_date, today())

    return (
        Column(title=texts.say("list.name"), text=name_of, quiet=lambda row: row.other_names, strong=True),
        Column(title=texts.say("list.born"), text=born, quiet=years, width=210),
        Column(title=texts.say("list.phone"), text=lambda row: row.phone, width=190),
        Column(title=texts.say("list.file"), text=lambda row: str(row.id), right=True, width=90),
    )
