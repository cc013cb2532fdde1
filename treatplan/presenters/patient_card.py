"""One patient: the banner with what must not be overlooked, and the pages of the record below it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

from PySide6.QtCore import QObject, Signal, SignalInstance

from treatplan.domain.access import Permission, allowed
from treatplan.domain.facts import ANY_PATIENT, facts_of
from treatplan.domain.findings import Fact
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Answer, Intake, PrintSize
from treatplan.domain.library import Library
from treatplan.domain.record import PatientRecord, Person
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changed, Changes
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.person_typed import language_name
from treatplan.presenters.saying import Told, age, day, in_words, name_of
from treatplan.presenters.who_looked import WhoLooked
from treatplan.services.clinic.entry import OpenClinic

MOST_ALERTS = 5
DETAILS = "details"
"""In place of a tab: correct who the patient is."""
_LONGEST = 40  # letters of a chip
Tone: TypeAlias = Literal["plain", "caution"]


class Editor(Protocol):
    """A page of the record: the intake's presenter, the plan's. `unsaved` says that something typed is not stored."""

    @property
    def changed(self) -> SignalInstance: ...

    @property
    def wants(self) -> SignalInstance:
        """Asks for another page: "plan", or "intake:<field>"."""

    @property
    def saved_text(self) -> str: ...

    @property
    def unsaved(self) -> bool: ...

    def open(self, patient_id: PatientId) -> None: ...

    def leave(self) -> None: ...


@value
class Alert:
    """A chip of the banner; `tip` says it at length."""

    words: str
    tone: Tone = "plain"
    tip: str = ""


@value
class CardView:
    """What the frame around a patient's pages shows."""

    name: str = ""
    facts: str = ""
    alerts: tuple[Alert, ...] = ()
    saved: str = ""
    unsaved: bool = False
    tab: str = "intake"
    clinical: bool = True  # whether this user may see the record
    may_edit: bool = True
    may_ask_who: bool = True
    notice: Told | None = None


@value
class _Found:
    """What was read of a patient, and the tab that was asked for."""

    record: PatientRecord
    intake: Intake | None = None
    library: Library | None = None
    tab: str = ""


class PatientCard(QObject):
    """`shown` says which page to put in front, with a field to go to or nothing."""

    changed = Signal()
    shown = Signal(str, str)

    def __init__(
        self,
        clinic: OpenClinic,
        background: Background,
        texts: Texts,
        words: Texts,
        changes: Changes,
        today: Callable[[], date],
        editors: Mapping[str, Editor],
    ) -> None:
        """`editors` are the pages by the key of their tab, in their order."""
        super().__init__()
        self._clinic = clinic
        self._background = background
        self._texts = texts
        self._words = words
        self._changes = changes
        self._today = today
        self._editors = dict(editors)
        self._record: PatientRecord | None = None
        self._patient: PatientId | None = None
        self._open_tab = ""
        self._form: PersonForm | None = None
        self._looks: WhoLooked | None = None
        session = clinic.session
        self._view = CardView(
            clinical=allowed(session, Permission.READ_RECORD),
            may_edit=allowed(session, Permission.CHANGE_PATIENTS),
            may_ask_who=allowed(session, Permission.WHO_LOOKED),
        )
        changes.happened.connect(self._something_changed)
        for editor in self._editors.values():
            editor.changed.connect(self._state_changed)
            editor.wants.connect(self._wanted)

    @property
    def view(self) -> CardView:
        return self._view

    @property
    def form(self) -> PersonForm | None:
        """The form that corrects who the patient is, while it is open."""
        return self._form

    @property
    def looks(self) -> WhoLooked | None:
        """Who looked at the patient, while that is shown."""
        return self._looks

    @property
    def unsaved(self) -> bool:
        """Whether a page holds something that is not stored, even after `leave`."""
        return any(editor.unsaved for editor in self._editors.values())

    def open(self, patient: PatientId, tab: str = "") -> None:
        """Show a patient. Without a tab: the plan where an intake was recorded, else the intake."""
        if self._patient != patient:
            self.leave()
            self._patient, self._record = patient, None
            self._show(name="", facts="", alerts=(), saved="", unsaved=False, notice=None)
        elif not tab:
            tab = self._view.tab
        self._load(tab)

    def show(self, tab: str, field: str = "") -> None:
        """Go to another page of the same patient; the one that is left stores what it has."""
        if self._patient is None or tab not in self._editors or not self._view.clinical:
            return
        self._form = None if self._form is None or not self._form.view.dirty else self._form
        self._looks = None
        if self._open_tab and self._open_tab != tab:
            self._editors[self._open_tab].leave()
        if self._open_tab != tab:
            self._open_tab = tab
            self._editors[tab].open(self._patient)
        self._show(tab=tab)
        self._state_changed()
        self.shown.emit(tab, field)
        goto = getattr(self._editors[tab], "goto", None)
        if field and callable(goto):
            goto(field)

    def again(self) -> None:
        """Try to read the patient again."""
        self._show(notice=None)
        self._load(self._view.tab)

    def leave(self) -> None:
        """Store what is typed, and let go of the patient."""
        if self._open_tab:
            self._editors[self._open_tab].leave()
        self._open_tab, self._patient, self._record, self._form, self._looks = "", None, None, None, None

    def edit_details(self) -> None:
        """Correct who the patient is, in place."""
        if self._record is not None and self._form is None and self._view.may_edit:
            self._looks = None
            self._form = PersonForm(
                self._clinic,
                self._background,
                self._texts,
                self._words,
                self._changes,
                self._today,
                record=self._record,
            )
            self._form.saved.connect(self._corrected)
            self._form.left.connect(self._form_left)
            self.changed.emit()

    def ask_who(self) -> None:
        """Show who looked at this patient, in place."""
        if self._patient is not None and self._looks is None and self._form is None and self._view.may_ask_who:
            self._looks = WhoLooked(self._clinic, self._background, self._texts, self._words, self._patient)
            self._looks.left.connect(self._who_left)
            self.changed.emit()

    def _who_left(self) -> None:
        self._looks = None
        self.changed.emit()

    def _load(self, tab: str) -> None:
        clinic, patient, clinical = self._clinic, self._patient, self._view.clinical
        if patient is None:
            return

        def work() -> _Found:
            record = clinic.patients.open(clinic.session, patient)
            if not clinical:
                return _Found(record=record, tab=tab)
            latest = clinic.intakes.latest(clinic.session, patient)
            library = clinic.clinic.library(clinic.session) if latest else None
            return _Found(record=record, intake=latest.intake if latest else None, library=library, tab=tab)

        self._background.latest("patient", work, self._loaded, self._failed)

    def _loaded(self, found: "_Found") -> None:
        record, intake, library = found.record, found.intake, found.library
        if record.id != self._patient:
            return  # another patient was asked for meanwhile
        self._record = record
        alerts = (
            *person_chips(record.person, self._texts),
            *(alerts_of(intake, library, self._texts) if intake and library else ()),
        )
        facts = self._facts(record)
        self._show(name=name_of(record.person) or self._texts.say("card.no_name"), facts=facts, alerts=alerts)
        if not self._open_tab:
            self.show(
                (found.tab if found.tab != DETAILS else "")
                or ("plan" if intake is not None and "plan" in self._editors else "intake")
            )

        if found.tab == DETAILS:
            self.edit_details()

    def _facts(self, record: PatientRecord) -> str:
        born = record.person.birth_date
        return self._texts.say(
            "card.facts",
            born=day(self._words, born),
            age=age(self._texts, born, self._today()),
            file=record.id,
        )

    def _failed(self, error: Exception) -> None:
        self._show(notice=Told(title=self._texts.say("card.failed"), text=in_words(error)))

    def _something_changed(self, what: Changed) -> None:
        if what.patient == self._patient and what.kind in {"patient", "intake"} and self._record is not None:
            self._load(self._view.tab)

    def _state_changed(self) -> None:
        editor = self._editors.get(self._open_tab)
        saved, unsaved = (editor.saved_text, editor.unsaved) if editor is not None else ("", False)
        if (saved, unsaved) != (self._view.saved, self._view.unsaved):
            self._show(saved=saved, unsaved=unsaved)

    def _wanted(self, where: str) -> None:
        tab, _, field = where.partition(":")
        self.show(tab, field)

    def _corrected(self, _record: PatientRecord) -> None:
        self._form = None
        self.changed.emit()

    def _form_left(self) -> None:
        self._form = None
        self.changed.emit()

    def _show(self, **changes: Any) -> None:
        made = replace(self._view, **changes)
        if made != self._view:
            self._view = made
            self.changed.emit()


def person_chips(person: Person, texts: Texts) -> tuple[Alert, ...]:
    """What the paper must heed: another language, another size of print, and what the person needs."""
    made = []
    if person.language != "en":
        made.append(Alert(words=language_name(texts, person.language)))
    if person.print_size is not PrintSize.STANDARD:
        made.append(Alert(words=texts.say(f"size.{person.print_size.value}.chip")))
    if person.access_needs.strip():
        made.append(_chip(person.access_needs.strip(), "plain"))
    return tuple(made)


def alerts_of(intake: Intake, library: Library, texts: Texts) -> tuple[Alert, ...]:
    """What must not be overlooked in the newest intake: pregnancy, medicines that matter, what was answered yes."""
    found = list(dict.fromkeys(_alerts(intake, library, texts)))
    if len(found) <= MOST_ALERTS:
        return tuple(found)
    shown, hidden = found[: MOST_ALERTS - 1], found[MOST_ALERTS - 1 :]
    more = texts.count("card.more", len(hidden))
    return (*shown, Alert(words=more, tip="\n".join(alert.tip or alert.words for alert in hidden)))


def _alerts(intake: Intake, library: Library, texts: Texts) -> Iterator[Alert]:
    facts = [fact for fact in facts_of(intake, library) if fact.factor != ANY_PATIENT]
    if any(fact.field.startswith("patient.pregnancy") for fact in facts):
        week = intake.patient.pregnancy.week
        sure = intake.patient.pregnancy.status.value == Answer.YES.value
        if not sure:
            words = texts.say("card.perhaps_pregnant")
        else:
            words = texts.count("card.weeks", week) if week else texts.say("card.pregnant")
        yield Alert(words=words, tone="caution")
    for line in intake.medicines:  # as they were written down, where any of them is one that rules know
        factors = [fact.factor for fact in facts if fact.field == "medicines" and fact.seen == line]
        if factors:
            named = library.factors[factors[0]].text.name
            yield _chip(line.strip(), "caution", texts.say("card.medicine", line=line.strip(), factor=named))
    order = sorted(facts, key=lambda fact: not library.factors[fact.factor].unknown_blocks)
    for fact in order:
        if fact.field == f"factors.{fact.factor}" and fact.seen in {Answer.YES, Answer.NOT_SURE}:
            yield _answered(fact, library, texts)


def _answered(fact: Fact, library: Library, texts: Texts) -> Alert:
    factor = library.factors[fact.factor]
    words = factor.text.name
    if fact.seen == Answer.NOT_SURE:
        words = texts.say("card.not_sure", factor=words)
    return _chip(words, "caution" if factor.unknown_blocks else "plain")


def _chip(words: str, tone: Tone, tip: str = "") -> Alert:
    line = " ".join(words.split())
    if len(line) <= _LONGEST:
        return Alert(words=line, tone=tone, tip=tip)
    return Alert(words=f"{line[: _LONGEST - 1].rstrip()}…", tone=tone, tip=tip or line)
