"""Who a patient is, typed in: for a new patient, or to correct one. What was typed stays until it is saved or left.

It is kept in the clinic's file while it is typed, so that it comes back after a crash or a lock. Where somebody else
corrected the same patient meanwhile, both versions are shown, and nothing is stored before the user has chosen.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from treatplan.domain.errors import Refused, Stale, TreatplanError
from treatplan.domain.form import FormDraft
from treatplan.domain.ids import PatientId
from treatplan.domain.record import PatientRecord, PatientRow
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changes
from treatplan.presenters.comparing import Comparing, Comparison
from treatplan.presenters.form_keeper import FormKeeper
from treatplan.presenters.person_typed import (
    PersonWords,
    Typed,
    as_person,
    as_typed,
    languages,
    to_keep,
    typed_in,
    was_in,
)
from treatplan.presenters.saying import Told, age, day, in_words, name_of
from treatplan.services.clinic.entry import OpenClinic


@value
class Alike:
    """A patient who may be the same person."""

    id: int
    words: str


@value
class FormView:
    """What the form shows."""

    title: str
    typed: Typed
    age: str = ""
    languages: tuple[tuple[str, str], ...]
    problems: Mapping[str, str]
    alike: tuple[Alike, ...] = ()
    notice: Told | None = None
    returned: Told | None = None  # what was typed before a crash or a lock is here again
    not_kept: str = ""  # why what is typed is not safe yet
    busy: bool = False
    dirty: bool = False
    refusals: int = 0  # the page goes to the first problem at each


class PersonForm(QObject):
    """`saved` carries the record, `left` says that nothing was saved, `open_other` the id of a similar patient."""

    changed = Signal()
    saved = Signal(object)
    left = Signal()
    open_other = Signal(int)

    def __init__(  # noqa: PLR0913  (what surrounds it, once)
        self,
        clinic: OpenClinic,
        background: Background,
        texts: Texts,
        words: Texts,
        changes: Changes,
        today: Callable[[], date],
        *,
        record: PatientRecord | None = None,
        start: Typed | None = None,
        draft: FormDraft | None = None,
        form: str = "",
    ) -> None:
        """With `record` the form corrects that patient; without, it adds one, from `start` or from what was kept.

        `form` names a new patient's form among what is kept for this user.
        """
        super().__init__()
        self._clinic = clinic
        self._background = background
        self._texts = texts
        self._words = words
        self._changes = changes
        self._today = today
        self._record = record
        self._first = as_typed(record.person) if record is not None else Typed()
        typed = self._first if record is not None else start or Typed()
        self._comparison: Comparison[Typed] | None = None
        self._look_first = record is not None  # for what is kept of it; until then nothing is kept over that
        self._keeper = self._make_keeper(draft.form if draft is not None else form)
        self._view = FormView(
            title=texts.say("form.edit" if record is not None else "form.add"),
            typed=typed,
            languages=languages(texts, typed.language),
            problems={},
        )
        self._aged()
        if draft is not None:
            self._resume(draft)
        elif record is not None:
            background.run(lambda: clinic.forms.waiting(clinic.session), self._looked, self._not_looked)

    @property
    def view(self) -> FormView:
        return self._view

    @property
    def new(self) -> bool:
        """Whether this is a patient who is not in the record yet."""
        return self._record is None

    @property
    def comparing(self) -> Comparing | None:
        """Both versions, while the user is to choose between them."""
        return self._comparison.shown if self._comparison is not None else None

    def edit(self, field: str, given: Any) -> None:
        """One field has another value; `None` for a birth date that can't be read."""
        typed = replace(self._view.typed, **{field: given})
        problems = {name: text for name, text in self._view.problems.items() if name != field}
        self._view = replace(self._view, typed=typed, problems=problems, dirty=typed != self._first)
        self._aged()
        self._keep()
        self.changed.emit()
        if field in {"family_name", "given_name", "birth_date"}:
            self._look_for_alike()

    def save(self) -> None:
        """Store it. What is wrong stands at its field, and everything stays as typed."""
        if self._view.busy or self._comparison is not None:
            return
        problems = self._missing()
        if problems:
            self._refuse(problems)
            return
        self._show(busy=True, problems={}, notice=None)
        clinic, record, person = self._clinic, self._record, as_person(self._view.typed)
        drop = self._keeper.let_go()

        def work() -> PatientRecord:
            if record is None:
                made = clinic.patients.add(clinic.session, person)
            else:
                made = clinic.patients.change(clinic.session, record.id, record.lock, person)
            with suppress(TreatplanError):  # it is stored; what is kept of the form is offered again, and no more
                drop()
            return made

        self._background.run(work, self._stored, self._not_stored)

    def leave(self) -> None:
        """Go away without saving; what is kept of it goes too."""
        if not self._view.busy:
            self._background.run(self._keeper.let_go(), _done, self._only_said)
            self.left.emit()

    def open(self, patient: int) -> None:
        """Go to a similar patient instead; what was typed is let go."""
        self.leave()
        self.open_other.emit(patient)

    def park(self, done: Callable[[bool], None]) -> None:
        """Keep everything now, for when this user comes back; `done` is told whether it is safe."""
        self._keeper.settle(done)

    def start_over(self) -> None:
        """Let go of what came back, and begin with what is stored."""
        self._background.run(self._keeper.let_go(), _done, self._only_said)
        self._keeper = self._make_keeper(self._keeper.form)
        if self._record is None:
            self._type(Typed(), Typed())
        else:
            self._read_again(self._begin_with)

    def _missing(self) -> dict[str, str]:
        typed = self._view.typed
        problems = {}
        if not (typed.family_name.strip() or typed.given_name.strip()):
            problems["family_name"] = self._texts.say("form.name_missing")
        if typed.birth_date is None:
            problems["birth_date"] = self._texts.say("form.birth_date_missing")
        return problems

    def _look_for_alike(self) -> None:
        typed = self._view.typed
        if not self.new or self._missing():
            self._background.forget("similar")
            if self._view.alike:
                self._show(alike=())
            return
        clinic, person = self._clinic, as_person(typed)
        work = lambda: clinic.patients.similar(clinic.session, person)  # noqa: E731  (one line of work)
        self._background.latest("similar", work, self._alike, self._no_alike)

    def _alike(self, rows: tuple[PatientRow, ...]) -> None:
        self._show(alike=tuple(Alike(id=row.id, words=self._described(row)) for row in rows))

    def _no_alike(self, error: Exception) -> None:
        """Only a notice would have come of it: a machine that fails is told when it is asked to save."""
        in_words(error)

    def _described(self, row: PatientRow) -> str:
        born = day(self._words, row.birth_date)
        return self._texts.say("form.alike_who", name=name_of(row), born=born, file=row.id)

    def _stored(self, record: PatientRecord) -> None:
        self._first = self._view.typed
        self._show(busy=False, dirty=False)
        self._changes.tell("patient", record.id)
        self.saved.emit(record)

    def _not_stored(self, error: Exception) -> None:
        self._show(busy=False)
        self._keeper.go_on()
        if isinstance(error, Stale) and self._record is not None:
            self._read_again(self._compare)
        else:
            self._refused(error)

    def _refused(self, error: Exception) -> None:
        told = in_words(error)
        wrong = {problem.field for problem in error.problems} if isinstance(error, Refused) else set()
        if isinstance(error, Refused) and wrong and wrong <= set(Typed.__dataclass_fields__):
            said = {problem.field: self._texts.say("form.wrong", what=problem.message) for problem in error.problems}
            self._refuse(said)
        else:
            self._show(notice=Told(title=self._texts.say("form.failed"), text=told))

    # Somebody else was faster

    def _read_again(self, then: Callable[[PatientRecord], None]) -> None:
        if self._record is not None:
            clinic, id_ = self._clinic, self._record.id
            self._background.run(lambda: clinic.patients.open(clinic.session, id_), then, self._refused)

    def _compare(self, stored: PatientRecord) -> None:
        """Show both versions; what the user makes of them is saved over the one that was read now."""
        mine, theirs, was = self._view.typed, as_typed(stored.person), self._first
        self._record = stored

        def go_on(both: Typed) -> None:
            self._comparison = None
            self._type(both, theirs)
            if both == theirs:
                self._background.run(self._keeper.let_go(), _done, self._only_said)
                self.saved.emit(stored)
            else:
                self.save()

        made = Comparison(mine, theirs, was, PersonWords(self._texts, self._words), go_on)
        if made.same:
            go_on(mine)
        else:
            self._comparison = made
            self._show(notice=None)

    # What is kept while it is typed

    def _make_keeper(self, form: str) -> FormKeeper:
        record = self._record
        patient = record.id if record is not None else None
        made = FormKeeper(
            self._clinic, self._background, form_of(patient) if patient is not None else form or _NEW, patient
        )
        made.troubled.connect(self._kept_or_not)
        return made

    def _keep(self) -> None:
        if not self._look_first:
            record = self._record
            self._keeper.put(
                to_keep(self._view.typed) if record is None else to_keep(self._view.typed, self._first, record.lock)
            )

    def _kept_or_not(self, trouble: str) -> None:
        self._show(not_kept=self._texts.say("form.not_kept", why=trouble) if trouble else "")

    def _looked(self, found: tuple[FormDraft, ...]) -> None:
        self._look_first = False
        draft = next((one for one in found if one.form == self._keeper.form), None)
        if draft is not None and typed_in(draft.fields) != self._first:
            self._resume(draft)
        elif self._view.dirty:
            self._keep()

    def _not_looked(self, error: Exception) -> None:
        self._look_first = False
        self._only_said(error)

    def _resume(self, draft: FormDraft) -> None:
        """Go on where this user was; what was typed since the form was opened stays."""
        self._keeper.found(draft)
        newer = {
            one.name: getattr(self._view.typed, one.name)
            for one in fields(Typed)
            if self._view.dirty and getattr(self._view.typed, one.name) != getattr(self._first, one.name)
        }
        was = was_in(draft.fields)
        if was is not None and self._record is not None:
            self._first = was[0]
            self._record = replace(self._record, lock=was[1])  # so that a change of meanwhile is seen on saving
        self._type(replace(typed_in(draft.fields), **newer), self._first)
        if newer:
            self._keep()
        local = draft.changed_at.astimezone()
        when = self._texts.say("form.moment", day=day(self._words, local.date()), time=f"{local:%H:%M}")
        told = Told(title=self._texts.say("form.returned", when=when), text=self._texts.say("form.returned_text"))
        self._show(returned=told)

    def _begin_with(self, record: PatientRecord) -> None:
        self._record = record
        self._type(as_typed(record.person), as_typed(record.person))

    def _type(self, typed: Typed, first: Typed) -> None:
        """The form is another one from here on."""
        self._first = first
        self._view = replace(
            self._view,
            typed=typed,
            languages=languages(self._texts, typed.language),
            problems={},
            notice=None,
            returned=None,
            dirty=typed != first,
        )
        self._aged()
        self.changed.emit()

    def _only_said(self, error: Exception) -> None:
        """Of what is kept of a form: nothing was lost by it, so a machine that fails is told where it matters."""
        in_words(error)

    def _refuse(self, problems: Mapping[str, str]) -> None:
        self._show(problems=dict(problems), refusals=self._view.refusals + 1)

    def _aged(self) -> None:
        born = self._view.typed.birth_date
        years = age(self._texts, born, self._today()) if born is not None else ""
        self._view = replace(self._view, age=years)

    def _show(self, **changes: Any) -> None:
        self._view = replace(self._view, **changes)
        self.changed.emit()


_NEW = "patient.new"


def form_of(patient: PatientId) -> str:
    """The name under which the corrections of a patient are kept."""
    return f"patient.{patient}"


def is_new(form: str) -> bool:
    """Whether it is the form of a patient who was not stored yet."""
    return form == _NEW or form.startswith(f"{_NEW}:")


def new_form(sitting: str, number: int) -> str:
    """A name for another new patient's form, so that none takes the place of one that waits."""
    return f"{_NEW}:{sitting[:32]}:{number}"


def _done(_nothing: None) -> None:
    """Nothing follows."""
