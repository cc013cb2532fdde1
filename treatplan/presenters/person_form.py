"""Who a patient is, typed in: for a new patient, or to correct one. What was typed stays until it is saved or left."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from treatplan.domain.errors import Refused, Stale
from treatplan.domain.intake import PrintSize, Sex
from treatplan.domain.record import PatientRecord, PatientRow, Person
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changes
from treatplan.presenters.saying import Told, age, day, in_words, name_of
from treatplan.services.clinic.entry import OpenClinic

LANGUAGES = (
    "en",
    "ar",
    "bn",
    "de",
    "es",
    "fr",
    "hi",
    "it",
    "ja",
    "ko",
    "pa",
    "pl",
    "pt",
    "ru",
    "so",
    "tr",
    "ur",
    "vi",
    "zh",
)


@value
class Typed:
    """The form as it was typed. The birth date is `None` while nothing there can be read as a day."""

    family_name: str = ""
    given_name: str = ""
    other_names: str = ""
    birth_date: date | None = None
    sex: str = Sex.NOT_RECORDED.value
    phone: str = ""
    language: str = "en"
    print_size: str = PrintSize.STANDARD.value
    access_needs: str = ""


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
    stale: bool = False
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
    ) -> None:
        """With `record` the form corrects that patient; without, it adds one that starts as `start`."""
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
        self._view = FormView(
            title=texts.say("form.edit" if record is not None else "form.add"),
            typed=typed,
            languages=_languages(texts, typed.language),
            problems={},
        )
        self._aged()

    @property
    def view(self) -> FormView:
        return self._view

    @property
    def new(self) -> bool:
        """Whether this is a patient who is not in the record yet."""
        return self._record is None

    def edit(self, field: str, given: Any) -> None:
        """One field has another value; `None` for a birth date that can't be read."""
        typed = replace(self._view.typed, **{field: given})
        problems = {name: text for name, text in self._view.problems.items() if name != field}
        self._view = replace(self._view, typed=typed, problems=problems, dirty=typed != self._first)
        self._aged()
        self.changed.emit()
        if field in {"family_name", "given_name", "birth_date"}:
            self._look_for_alike()

    def save(self) -> None:
        """Store it. What is wrong stands at its field, and everything stays as typed."""
        if self._view.busy:
            return
        problems = self._missing()
        if problems:
            self._refuse(problems)
            return
        self._show(busy=True, problems={}, notice=None)
        clinic, record, person = self._clinic, self._record, as_person(self._view.typed)

        def work() -> PatientRecord:
            if record is None:
                return clinic.patients.add(clinic.session, person)
            return clinic.patients.change(clinic.session, record.id, record.lock, person)

        self._background.run(work, self._stored, self._refused)

    def leave(self) -> None:
        """Go away without saving."""
        if not self._view.busy:
            self.left.emit()

    def open(self, patient: int) -> None:
        """Go to a similar patient instead; what was typed is let go."""
        self.left.emit()
        self.open_other.emit(patient)

    def load_again(self) -> None:
        """Read the patient as they are stored now, after somebody else was faster."""
        if self._record is not None:
            clinic, id_ = self._clinic, self._record.id
            self._background.run(lambda: clinic.patients.open(clinic.session, id_), self._loaded, self._refused)

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

    def _refused(self, error: Exception) -> None:
        self._show(busy=False)
        told = in_words(error)
        fields = {problem.field for problem in error.problems} if isinstance(error, Refused) else set()
        if isinstance(error, Stale):
            self._show(
                stale=True, notice=Told(title=self._texts.say("form.stale"), text=self._texts.say("form.stale_next"))
            )
        elif isinstance(error, Refused) and fields and fields <= set(Typed.__dataclass_fields__):
            said = {problem.field: self._texts.say("form.wrong", what=problem.message) for problem in error.problems}
            self._refuse(said)
        else:
            self._show(notice=Told(title=self._texts.say("form.failed"), text=told))

    def _loaded(self, record: PatientRecord) -> None:
        self._record = record
        self._first = as_typed(record.person)
        self._show(typed=self._first, stale=False, notice=None, problems={}, dirty=False)
        self._aged()
        self.changed.emit()

    def _refuse(self, problems: Mapping[str, str]) -> None:
        self._show(problems=dict(problems), refusals=self._view.refusals + 1)

    def _aged(self) -> None:
        born = self._view.typed.birth_date
        years = age(self._texts, born, self._today()) if born is not None else ""
        self._view = replace(self._view, age=years)

    def _show(self, **changes: Any) -> None:
        self._view = replace(self._view, **changes)
        self.changed.emit()


def as_typed(person: Person) -> Typed:
    """A stored person as the form shows them."""
    return Typed(
        family_name=person.family_name,
        given_name=person.given_name,
        other_names=person.other_names,
        birth_date=person.birth_date,
        sex=person.sex.value,
        phone=person.phone,
        language=person.language,
        print_size=person.print_size.value,
        access_needs=person.access_needs,
    )


def as_person(typed: Typed) -> Person:
    """What is stored of a form. Raises `ValueError` without a birth date."""
    if typed.birth_date is None:
        raise ValueError("no birth date")
    return Person(
        family_name=typed.family_name.strip(),
        given_name=typed.given_name.strip(),
        other_names=typed.other_names.strip(),
        birth_date=typed.birth_date,
        sex=Sex(typed.sex),
        phone=typed.phone.strip(),
        language=typed.language,
        print_size=PrintSize(typed.print_size),
        access_needs=typed.access_needs.strip(),
    )


def language_name(texts: Texts, language: str) -> str:
    """A language in its own words; a code that is not in our list stays a code."""
    return texts.say(f"language.{language}") if language in LANGUAGES else language


def _languages(texts: Texts, own: str) -> tuple[tuple[str, str], ...]:
    known = LANGUAGES if own in LANGUAGES else (*LANGUAGES, own)
    return tuple((language, language_name(texts, language)) for language in known)
