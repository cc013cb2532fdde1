"""The intake form's presenter: the draft that waits, the newest recorded intake, or an empty form; kept as it is typed.

What is asked and answered is done by the sections (`flags`, `pain` ...), each edit a new frozen intake at once. What is
stored and looked at is done on the worker. Where somebody else changed the same draft, both versions are compared.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QObject, Signal

from treatplan.domain.access import Permission, allowed
from treatplan.domain.errors import Refused, Stale
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.library import Library
from treatplan.domain.people import as_patient
from treatplan.domain.record import IntakeRecord, PatientRecord
from treatplan.domain.rules import Level
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changed, Changes
from treatplan.presenters.comparing import Comparing, Comparison
from treatplan.presenters.intake.differing import compared
from treatplan.presenters.intake.flags import Flags
from treatplan.presenters.intake.health import Health
from treatplan.presenters.intake.keeping import Keeper
from treatplan.presenters.intake.others import Consenting, Examining, Tradition
from treatplan.presenters.intake.pain import Pain, Waiting
from treatplan.presenters.intake.screen import Seen, intake_view, saved_words
from treatplan.presenters.intake.view import AlertView, IntakeView, Mode
from treatplan.presenters.intake.words import Wording
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.saying import in_words
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.intakes import IntakeLook

_OPEN, _LOOK = "intake.open", "intake.look"


@value
class _Found:
    """What there is of a patient: a draft (perhaps not stored yet), and the newest recorded intake."""

    library: Library
    draft: IntakeRecord | None = None
    latest: IntakeRecord | None = None


class IntakeEditor(QObject):
    """What a practitioner does with an intake. `changed` says that `view` is another one."""

    changed = Signal()
    wants = Signal(str)  # another tab: "plan" once an intake is recorded
    focus_asked = Signal(str)  # the field to put the keyboard in

    def __init__(
        self,
        clinic: OpenClinic,
        background: Background,
        prompts: Prompts,
        texts: Texts,
        changes: Changes,
        today: Callable[[], date] | None = None,
    ) -> None:
        """`today` is the clinic's own day; without it, that of this machine."""
        super().__init__()
        self._clinic, self._background, self._prompts = clinic, background, prompts
        self._texts, self._changes = texts, changes
        self._today = today or (lambda: datetime.now().astimezone().date())
        self.flags, self.pain, self.health = Flags(self._edit), Pain(self._edit), Health(self._edit)
        self.examination, self.tradition = Examining(self._edit), Tradition(self._edit)
        self.consent = Consenting(self._edit)
        self._may_write = allowed(clinic.session, Permission.WRITE_RECORD)
        self._patient: PatientId | None = None
        self._mode: Mode = "closed"
        self._serial = 0
        self._words: Wording | None = None
        self._keeper: Keeper | None = None
        self._comparison: Comparison[Intake] | None = None
        self._parked: dict[PatientId, Keeper] = {}  # left, but not stored yet
        self._recorded: IntakeRecord | None = None
        self._look = IntakeLook()
        self._problem = ""
        self._refusals: dict[str, str] = {}
        self._tried = False  # to record: from then on what is missing is a problem
        self._resumed = False
        self._without_side: dict[PatientId, Waiting] = {}  # left with sides to say
        self._begins = False  # a draft that was resumed: the first look says where work goes on
        self._goal = ""
        self._to_plan = False
        self._view: IntakeView | None = None
        changes.happened.connect(self._heard)

    @property
    def view(self) -> IntakeView:
        """What is on the screen."""
        if self._view is None:
            self._view = intake_view(self._seen(), self._words, self._texts, self)
        return self._view

    @property
    def alerts(self) -> tuple[AlertView, ...]:
        """Facts that fire, as chips."""
        return self.view.alerts

    @property
    def saved_text(self) -> str:
        """What has become of the work, for the banner."""
        return saved_words(self._seen(), self._texts)

    @property
    def unsaved(self) -> bool:
        """Whether anything typed is not in the record, here or in a form that was left."""
        here = self._keeper is not None and self._keeper.unsaved
        return here or any(keeper.unsaved for keeper in self._parked.values())

    @property
    def comparing(self) -> Comparing | None:
        """Both versions, while the user is to choose between them."""
        return None if self._comparison is None else self._comparison.shown

    @property
    def taken_on(self) -> date:
        """The day of the intake that is filled in; "3 weeks" is counted back from it."""
        return self._keeper.intake.taken_on if self._keeper is not None else self._today()

    # The life of the page

    def open(self, patient_id: PatientId) -> None:
        """Show the intake of a patient: the waiting draft, else the newest recorded one, else an empty form."""
        if patient_id == self._patient and self._mode == "form":
            return
        self.leave()
        self._patient = patient_id
        self._load(lambda: self._find(patient_id))

    def leave(self) -> None:
        """Store what is typed and let go of it. Where that fails it stays here, is tried again, and is told."""
        self._background.forget(_OPEN)
        self._background.forget(_LOOK)
        self._goal, self._to_plan = "", False
        if self._patient is not None and self._keeper is not None and self.pain.waiting:
            self._without_side[self._patient] = self.pain.waiting
        self._let_go()
        self._patient, self._recorded = None, None
        self._to("closed")

    def goto(self, field: str) -> None:
        """Put the keyboard into a field (`red_flags.RF01.bladder`); a recorded intake is revised for it."""
        if self._mode == "form":
            self.focus_asked.emit(field)
            return
        self._goal = field
        if self._mode == "recorded":
            self.revise()

    def revise(self) -> None:
        """Begin a new intake from the newest one; what must be asked afresh is empty."""
        patient = self._patient
        if patient is not None and self._may_write and self._mode == "recorded":
            clinic = self._clinic
            library = self._words.library if self._words else clinic.clinic.library(clinic.session)
            self._load(lambda: _Found(library=library, draft=clinic.intakes.begin(clinic.session, patient)))

    def reload(self) -> None:
        """Show what is stored now; what could not be stored is given up."""
        patient = self._patient
        self._drop_keeper()
        if patient is not None:
            self._load(lambda: self._find(patient))

    def discard(self) -> None:
        """Throw the draft away, after a question."""
        if self._keeper is not None and not self._keeper.recording:
            say = self._texts.say
            self._prompts.confirm(say("discard.title"), say("discard.text"), say("discard.yes"), self._discard)

    def use_today(self) -> None:
        """An older draft becomes an intake of today."""
        self._edit(lambda intake: replace(intake, taken_on=self._today()))

    def flush(self) -> None:
        """Store now what waits; also the way to try again."""
        if self._keeper is not None:
            self._keeper.flush()

    def record(self) -> None:
        """Record the intake for good and go on to the plan."""
        if self._keeper is None or self._comparison is not None:
            return
        self._tried, self._refusals = True, {}
        if self.pain.waiting:  # recorded without them, places would be lost
            self._show()
            self.focus_asked.emit("complaint.places" if self.pain.waiting.places else "complaint.side")
        else:
            self._keeper.record()

    def to_plan(self) -> None:
        """Go to the plan, or to the referral note that stands in its place."""
        self.wants.emit("plan")

    # Inside

    def _edit(self, edit: Callable[[Intake], Intake]) -> None:
        if self._keeper is None or self._keeper.recording or self._comparison is not None:
            self._show()  # the page shows again what stands
            return
        self._refusals, self._begins = {}, False
        self._keeper.put(edit(self._keeper.intake))
        self._look_at(self._keeper.intake)

    def _look_at(self, intake: Intake) -> None:
        clinic = self._clinic
        self._background.latest(_LOOK, lambda: clinic.intakes.look(clinic.session, intake), self._looked)

    def _looked(self, look: IntakeLook) -> None:
        self._look = look
        self._show()
        begins, self._begins = self._begins, False
        if begins and self._mode == "form" and self.view.open:
            self.focus_asked.emit(self.view.open[0].field)
        if self._to_plan:
            self._to_plan = False
            if not any(flag.level is Level.EMERGENCY for flag in look.flags):
                self.wants.emit("plan")

    def _find(self, patient: PatientId) -> _Found:
        """On the worker."""
        clinic, session = self._clinic, self._clinic.session
        library = clinic.clinic.library(session)
        draft = clinic.intakes.begin(session, patient) if self._may_write else None
        waiting = draft is not None and draft.id is not None
        return _Found(library=library, draft=draft, latest=None if waiting else clinic.intakes.latest(session, patient))

    def _load(self, work: Callable[[], _Found]) -> None:
        self._problem, self._refusals, self._tried = "", {}, False
        self._to("loading")
        self._background.latest(_OPEN, work, self._found, self._not_found)

    def _found(self, found: _Found) -> None:
        self._words = Wording(self._texts, found.library)
        self.flags.forget()
        self.health.forget()
        self.pain.forget(self._without_side.pop(self._patient, None) if self._patient is not None else None)
        self._look = IntakeLook()
        parked = self._parked.pop(self._patient, None) if self._patient is not None else None
        if parked is not None and parked.unsaved:
            self._resumed = True
            self._fill_in(parked)
        elif found.draft is not None and (found.draft.id is not None or found.latest is None):
            self._resumed = found.draft.id is not None
            self._fill_in(Keeper(self._clinic, self._background, found.draft))
        elif found.latest is not None:
            self._read(found.latest)
        else:
            self._problem = self._texts.say("none_yet")
            self._to("failed")

    def _fill_in(self, keeper: Keeper) -> None:
        keeper.changed.connect(self._show)
        keeper.recorded.connect(self._is_recorded)
        keeper.refused.connect(self._is_refused)
        keeper.overtaken.connect(self._overtaken)
        self._keeper, self._recorded = keeper, None
        self._serial += 1
        self._begins = self._resumed and not self._goal
        self._to("form")
        self._look_at(keeper.intake)
        if self._goal:
            goal, self._goal = self._goal, ""
            self.focus_asked.emit(goal)
        if keeper.state == "stale":  # it was left like that
            self._overtaken()

    def _overtaken(self) -> None:
        if (patient := self._patient) is not None:
            self._background.latest(_OPEN, lambda: self._find(patient), self._both, self._not_found)

    def _both(self, found: _Found) -> None:
        """Show both versions; what the user makes of them is stored over the one that was read now."""
        keeper, theirs = self._keeper, found.draft
        if keeper is None or theirs is None or keeper.state != "stale":
            return

        def go_on(both: Intake) -> None:
            self._comparison, self._problem = None, ""
            keeper.settle(theirs, both)
            self._look_at(both)

        made = compared(keeper, theirs, found.latest, Wording(self._texts, found.library), go_on)
        self._comparison = None if made.same else made
        go_on(keeper.intake) if made.same else self._show()

    def _read(self, record: IntakeRecord) -> None:
        self._keeper, self._recorded = None, record
        self._to("recorded")
        self._look_at(record.intake)
        if self._goal:
            self.revise()

    def _not_found(self, error: Exception) -> None:
        self._problem = in_words(error)
        self._to("failed")

    def _is_recorded(self, record: IntakeRecord) -> None:
        self._drop_keeper()
        self._to_plan = True
        self._changes.tell("intake", record.patient)
        self._read(record)

    def _is_refused(self, error: Exception) -> None:
        if isinstance(error, Refused) and not isinstance(error, Stale):
            self._refusals = {problem.field: problem.message for problem in error.problems}
            self._show()
            self.focus_asked.emit(error.problems[0].field)
        else:
            self._problem = in_words(error)
            self._show()

    def _discard(self) -> None:
        keeper, clinic = self._keeper, self._clinic
        if keeper is None:
            return
        patient, stored = keeper.patient, keeper.stored.id is not None or keeper.unsaved
        self._drop_keeper()
        if stored:  # what is on its way is stored first, then dropped: the worker keeps the order
            self._background.run(lambda: clinic.intakes.drop(clinic.session, patient), self._discarded, self._not_found)
        else:
            self._discarded(None)

    def _discarded(self, _nothing: None) -> None:
        self.reload()

    def _drop_keeper(self) -> None:
        self._comparison = None
        if self._keeper is not None:
            self._keeper.abandon()
            self._keeper.changed.disconnect(self._show)
            self._keeper = None

    def _let_go(self) -> None:
        keeper, self._comparison = self._keeper, None
        if keeper is None:
            return
        keeper.flush()
        keeper.changed.disconnect(self._show)
        keeper.recorded.disconnect(self._is_recorded)
        keeper.refused.disconnect(self._is_refused)
        keeper.overtaken.disconnect(self._overtaken)
        self._keeper = None
        if keeper.unsaved:
            self._parked[keeper.patient] = keeper
            keeper.changed.connect(self._parked_changed)
            keeper.troubled.connect(self._parked_failed)

    def _parked_changed(self) -> None:
        for patient, keeper in list(self._parked.items()):
            if not keeper.unsaved:
                del self._parked[patient]
        self._show()

    def _parked_failed(self, told: str) -> None:
        self._prompts.fail(self._texts.say("leave.failed", problem=told))

    def _heard(self, what: Changed) -> None:
        if what.kind == "patient" and what.patient == self._patient and self._keeper is not None:
            clinic, patient = self._clinic, what.patient
            self._background.run(lambda: clinic.patients.open(clinic.session, patient), self._person_came)

    def _person_came(self, record: PatientRecord) -> None:
        if record.id == self._patient:
            self._edit(lambda intake: replace(intake, patient=as_patient(record.person, intake.patient.pregnancy)))

    def _seen(self) -> Seen:
        return Seen(
            mode=self._mode,
            serial=self._serial,
            keeper=self._keeper,
            recorded=self._recorded,
            look=self._look,
            problem=self._problem,
            refusals=tuple(self._refusals.items()),
            tried=self._tried,
            resumed=self._resumed,
            may_write=self._may_write,
            today=self._today(),
        )

    def _to(self, mode: Mode) -> None:
        self._mode = mode
        self._show()

    def _show(self) -> None:
        self._view = None
        self.changed.emit()
