"""The window's own presenter: before a clinic is open, inside it, and the way out, on which nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from treatplan.domain.access import Permission, allowed
from treatplan.domain.audit import Answer
from treatplan.domain.ids import PatientId
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.backup_line import BackupKeeper
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.saying import in_words
from treatplan.presenters.start import Start

if TYPE_CHECKING:  # what is inside a clinic is loaded when one is opened
    from treatplan.domain.record import Practice
    from treatplan.presenters.patient_card import PatientCard
    from treatplan.presenters.patient_list import PatientList
    from treatplan.presenters.person_form import PersonForm
    from treatplan.services.clinic.entry import OpenClinic

Page: TypeAlias = Literal["start", "patients", "patient"]


@value
class WindowView:
    """What the frame shows. `clinic` is the clinic's name, never a patient's."""

    page: Page = "start"
    clinic: str = ""
    user: str = ""
    note: str = ""
    warnings: tuple[str, ...] = ()
    may_answer: bool = False  # for what does not fit in the audit
    problem: str = ""
    leaving: bool = False
    lock_after: int = 5


class Rooms:
    """The presenters of one open clinic. The patient's are made when the first patient is opened: they load much."""

    def __init__(self, clinic: "OpenClinic", patients: "PatientList", card: "Callable[[], PatientCard]") -> None:
        self.clinic = clinic
        self.patients = patients
        self._make_card = card
        self._card: PatientCard | None = None

    @property
    def card(self) -> "PatientCard":
        """The patient's presenter."""
        if self._card is None:
            self._card = self._make_card()
        return self._card

    @property
    def card_if_made(self) -> "PatientCard | None":
        return self._card


class Window(QObject):
    """The whole window.

    `entered` carries the rooms of an unlocked clinic; `locked` says that they are gone, `ended` that it may close.
    """

    changed = Signal()
    entered = Signal(object)
    locked = Signal()
    ended = Signal()

    def __init__(
        self,
        start: Start,
        rooms: "Callable[[OpenClinic], Rooms]",
        background: Background,
        prompts: Prompts,
        texts: Callable[[], Texts],
        long: Background | None = None,
    ) -> None:
        """`texts` is the wording of what is said inside a clinic; asked for when one is open.

        `long` does what takes minutes, such as a backup, so that nothing that is stored waits for it.
        """
        super().__init__()
        self.start = start
        self._make_rooms = rooms
        self._background = background
        self._prompts = prompts
        self._texts = texts
        self.backup = BackupKeeper(background, long or background, texts)
        self._rooms: Rooms | None = None
        self._ending = False
        self._warmed = False
        self._forced = False
        self._after_form: tuple[Callable[[], None], str] | None = None
        self._view = WindowView()
        start.opened.connect(self._opened)

    @property
    def view(self) -> WindowView:
        return self._view

    @property
    def rooms(self) -> Rooms | None:
        """What is open; `None` while the clinic is locked."""
        return self._rooms

    def to_patients(self) -> None:
        """Back to the list; the patient's pages store what they have."""
        if self._view.page == "patient":
            self._leave_form(self._list_shown)

    def _list_shown(self) -> None:
        card = self._rooms.card_if_made if self._rooms is not None else None
        if card is not None:
            card.leave()
            self._show(page="patients", leaving=False)

    def to_patient(self, patient: int, tab: str = "") -> None:
        """Open a patient."""
        if self._rooms is not None:
            card = self._rooms.card
            self._show(page="patient", warnings=self._alarms())  # what else was noticed has had its time
            card.open(PatientId(patient), tab)

    def first_list_painted(self) -> None:
        """The list is on the screen: now what it did not need is loaded, beside it."""
        rooms = self._rooms
        if rooms is None or self._warmed:
            return
        self._warmed = True
        clinic = rooms.clinic

        def work() -> "tuple[OpenClinic, Practice]":
            clinic.warm_up()
            return clinic, clinic.clinic.practice(clinic.session)

        self._background.run(work, self._warm, self._cold)

    def warnings_read(self) -> None:
        """What was noticed is read; what does not fit in the audit stays until the owner has answered for it."""
        self._show(warnings=self._alarms())

    def answer_for_audit(self) -> None:
        """The owner has looked into what does not fit in the audit; asked once more, because it is written down."""
        rooms, texts = self._rooms, self._texts()
        if rooms is None:
            return
        clinic = rooms.clinic

        def answered(_verdict: object) -> None:
            if self._rooms is rooms:
                self._show(warnings=self._alarms(), may_answer=False)

        def go() -> None:
            self._background.run(lambda: clinic.audit.answer(clinic.session, Answer.LOOKED_INTO), answered, self._cold)

        self._prompts.confirm(texts.say("audit.title"), texts.say("audit.text"), texts.say("audit.yes"), go)

    def _alarms(self) -> tuple[str, ...]:
        return () if self._rooms is None else self._rooms.clinic.alarms

    def lock(self) -> None:
        """Store what is typed, let go of everything, and ask for the passphrase again."""
        if self._rooms is not None and not self._view.leaving:
            self._show(leaving=True)
            self._leave_form(self._leave_pages, verb="close" if self._ending else "lock")

    def lock_now(self) -> None:
        """Nobody is there: cover everything at once, store what can be stored, and lock without a question.

        What can't be stored is lost then, unless it is kept as a form that waits for its user.
        """
        if self._rooms is None:
            return
        self._forced = True
        under_way = self._view.leaving
        self._show(page="start", clinic="", warnings=(), problem="", leaving=True)
        if not under_way:
            self._leave_form(self._leave_pages, verb="close" if self._ending else "lock")

    def close(self) -> None:
        """The window wants to close: the same, and then it may."""
        self._ending = True
        made = self.start.take_unconfirmed()
        if made is not None:
            self._background.run(made.close, self._ended, self._closed_badly)
        elif self._rooms is None:
            self.ended.emit()
        else:
            self.lock()

    def _opened(self, clinic: "OpenClinic") -> None:
        rooms = self._rooms = self._make_rooms(clinic)
        self._warmed = self._forced = False
        rooms.patients.opened.connect(self.to_patient)
        rooms.patients.added.connect(self._added)
        rooms.patients.corrected.connect(self._correct)
        who, what = clinic.session.name or clinic.session.login, clinic.session.qualification
        may_answer = bool(clinic.alarms) and allowed(clinic.session, Permission.RUN_CLINIC)
        self._view = WindowView(page="patients", user=who, note=what, warnings=clinic.warnings, may_answer=may_answer)
        self.entered.emit(rooms)
        self.changed.emit()
        rooms.patients.search("")

    def _added(self, patient: int) -> None:
        if not self._view.leaving:  # a form that is stored on the way out opens nothing
            self.to_patient(patient, "intake")

    def _correct(self, patient: int) -> None:
        self.to_patient(patient, "details")

    def _warm(self, found: "tuple[OpenClinic, Practice]") -> None:
        clinic, practice = found
        if self._rooms is not None and self._rooms.clinic is clinic:
            self._show(clinic="" if self._forced else practice.name, lock_after=practice.lock_after)
            self._rooms.patients.look_for_forms()
            self.backup.enter(clinic)

    def _cold(self, error: Exception) -> None:
        told = in_words(error)
        if self._rooms is not None:
            self._show(problem=told)

    # The way out: the form of a person, then the pages, then the clinic itself.

    def _leave_form(self, then: Callable[[], None], verb: str = "leave") -> None:
        """Store the form that is open and go on with `then`; where it can't be stored, ask first."""
        form = self._form()
        if form is None or not form.view.dirty:
            then()
            return
        self._after_form = (then, verb)
        if form.comparing is not None:
            self._form_stays(form)
            return
        form.saved.connect(self._form_saved)
        form.changed.connect(self._form_moved)
        form.save()

    def _form(self) -> "PersonForm | None":
        """The form that would be left: that of the page in front, and before locking any."""
        if self._rooms is None:
            return None
        card = self._rooms.card_if_made
        corrected = card.form if card is not None else None
        return corrected or (self._rooms.patients.form if self._view.leaving else None)

    def _form_saved(self, _record: object) -> None:
        if self._after_form is not None:
            (then, _), self._after_form = self._after_form, None
            then()

    def _form_moved(self) -> None:
        """What stands in the form can't be stored as it is."""
        form = self._form()
        if self._after_form is None or form is None or form.view.busy:
            return
        if form.view.problems or form.view.notice is not None or form.comparing is not None:
            self._form_stays(form)

    def _form_stays(self, form: "PersonForm") -> None:
        """Before locking it is kept for this user's next time; where it would be lost, the user is asked first."""
        if self._after_form is None:
            return
        (then, verb), self._after_form = self._after_form, None

        def ask() -> None:
            self._ask("leave.form", verb, then)

        def let_go() -> None:
            form.leave()
            then()

        if verb == "leave":
            self._ask("leave.form", verb, let_go)
        else:
            form.park(lambda safe: then() if safe else ask())

    def _leave_pages(self) -> None:
        card = self._rooms.card_if_made if self._rooms is not None else None
        if card is not None:
            card.leave()
        other = self._rooms.patients.form if self._rooms is not None else None
        if other is not None and other.view.dirty:  # behind the page in front
            other.park(lambda _safe: None)
        self._background.run(_nothing, self._pages_left, self._closed_badly)  # after what the pages asked for

    def _pages_left(self, _nothing_came: None) -> None:
        card = self._rooms.card_if_made if self._rooms is not None else None
        if card is not None and card.unsaved:
            self._ask("leave.unsaved", "close" if self._ending else "lock", self._shut)
        else:
            self._shut()

    def _ask(self, key: str, verb: str, then: Callable[[], None]) -> None:
        """Stay, and ask whether what can't be stored may be lost. Where nobody is there, nobody is asked."""
        if self._forced:
            then()
            return
        ending, self._ending = self._ending, False
        texts = self._texts()

        def go() -> None:
            self._ending = ending
            then()

        self._show(leaving=False)
        self._prompts.confirm(texts.say(f"{key}.title"), texts.say(f"{key}.text"), texts.say(f"leave.{verb}"), go)

    def _shut(self) -> None:
        rooms = self._rooms
        if rooms is None:
            return
        self.backup.leave()
        rooms.patients.leave()
        self._rooms = None
        self._view = WindowView()
        self.locked.emit()
        self.changed.emit()
        self._background.run(rooms.clinic.close, self._ended, self._closed_badly)

    def _ended(self, _nothing_came: None) -> None:
        if self._ending:
            self.ended.emit()
        else:
            self.start.look()

    def _closed_badly(self, error: Exception) -> None:
        self._ended(None)
        self._show(problem=in_words(error))

    def _show(self, **changes: Any) -> None:
        made = replace(self._view, **changes)
        if made != self._view:
            self._view = made
            self.changed.emit()


def _nothing() -> None:
    """Work that only waits for its turn."""
