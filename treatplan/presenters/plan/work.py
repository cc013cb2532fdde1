"""How the plan page works inside: what is stored, checked and composed on the worker, and what comes of it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from treatplan.domain.errors import NotAllowed, Refused, Stale, Unavailable
from treatplan.domain.ids import PatientId
from treatplan.domain.plan import Plan, Status
from treatplan.domain.record import HandoutRow, PlanRecord, StoredHandout
from treatplan.domain.texts import Texts
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changed, Changes
from treatplan.presenters.comparing import Comparing, Comparison
from treatplan.presenters.plan.desk import Desk, Loaded
from treatplan.presenters.plan.differing import PlanWords
from treatplan.presenters.plan.half import HalfTyped
from treatplan.presenters.plan.history import History
from treatplan.presenters.plan.paper import Choice, documents_of, first_choice
from treatplan.presenters.plan.screen import Screen, screen_view
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import PlanView
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.saying import in_words
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.plans import Printed, Report

_LOOK, _PREVIEW, _STORED, _BOTH = "plan.look", "plan.preview", "plan.stored", "plan.both"
_TOLD = (Refused, Unavailable, NotAllowed)  # said in words; all else is a bug and goes to the crash handler


class PlanWork(QObject):
    """The state of the page and the work beside it. `PlanEditor` adds what a user does."""

    changed = Signal()
    wants = Signal(str)  # another tab: "intake", or "intake:<field>"
    leaving = Signal()  # the page is left: what is still being typed is handed in now

    def __init__(
        self, clinic: OpenClinic, background: Background, prompts: Prompts, texts: Texts, changes: Changes
    ) -> None:
        super().__init__()
        self.background = background
        self.half = HalfTyped(clinic, background)
        self.half.changed.connect(self._show)
        self._clinic, self._prompts, self._texts, self._changes = clinic, prompts, texts, changes
        self._desk = Desk(clinic)
        self._patient: PatientId | None = None
        self._screen = Screen()
        self._telling: Telling | None = None
        self._history = History()
        self._queued = 0  # edits on their way to the record
        self._answering = False
        self._telling_changes = False
        self._comparison: Comparison[Plan] | None = None
        self._view: PlanView | None = None
        changes.happened.connect(self._heard)

    @property
    def view(self) -> PlanView:
        """What is on the screen."""
        if self._view is None:
            self._view = screen_view(self._screen, self._history, self._telling, self._texts)
        return self._view

    @property
    def saved_text(self) -> str:
        """What has become of the work, for the banner."""
        if self._screen.unsaved:
            return self._texts.say("saved.not")
        if self._queued:
            return self._texts.say("saved.saving")
        record = self._screen.record
        if record is None or record.status is not Status.DRAFT:
            return ""
        return self._texts.say("saved.at", time=f"{record.changed_at.astimezone():%H:%M}")

    @property
    def comparing(self) -> Comparing | None:
        """Both versions, while the user is to choose between them."""
        return None if self._comparison is None else self._comparison.shown

    @property
    def _frozen(self) -> bool:
        record = self._screen.record
        return record is None or record.status is not Status.DRAFT or self._comparison is not None

    def _put(self, plan: Plan) -> None:
        """The plan is another one: show it, store it, check it, compose it."""
        self._screen = replace(self._screen, plan=plan, problem="")
        self._show()
        self._save()

    def _save(self) -> None:
        plan = self._screen.plan
        if plan is None or self._answering or self._frozen:
            return
        self._queued += 1
        patient = self._patient

        def failed(error: Exception) -> None:
            if self._patient == patient:
                self._not_kept(error)
            else:
                self._prompts.fail(in_words(error))  # another patient is on the screen by now

        self.background.run(lambda: self._desk.keep(plan), self._kept, failed)
        self._check()

    def _kept(self, record: PlanRecord) -> None:
        if self._is_mine(record):
            self._queued -= 1
            problem = "" if self._screen.unsaved else self._screen.problem  # it is saved now
            self._screen = replace(self._screen, record=record, unsaved=False, problem=problem)
            self._show()

    def _not_kept(self, error: Exception) -> None:
        self._queued -= 1
        self._screen = replace(self._screen, unsaved=True, problem=self._texts.say("problem.mistake"))
        self._failed(error)  # which says it better, unless it is a mistake of the program
        if isinstance(error, Refused) and not isinstance(error, Stale):
            self._overtaken(released=True)  # it may be refused because somebody released it

    # Somebody else was faster

    def _overtaken(self, *, released: bool = False) -> None:
        """Read what is stored now. `released`: only one that is no draft any more is compared."""

        def both(stored: PlanRecord) -> None:
            if not released or stored.status is not Status.DRAFT:
                self._both(stored)

        if self._comparison is None and self._screen.record is not None:
            self.background.latest(_BOTH, self._desk.stored, both, self._failed)

    def _both(self, stored: PlanRecord) -> None:
        """Show both versions; what the user makes of them is stored over the one that was read now."""
        mine, record, telling = self._screen.plan, self._screen.record, self._telling
        if mine is None or record is None or telling is None or not self._is_mine(stored):
            return
        theirs = stored.plan
        mine = replace(mine, status=theirs.status)  # of a version, not of what was edited

        def go_on(both: Plan) -> None:
            self._comparison = None
            self._screen = replace(self._screen, plan=both, busy=True, problem="", stale=False, unsaved=both != theirs)
            self._show()
            self.background.run(lambda: self._desk.settle(stored, both), self._settled, self._failed)

        base = replace(record.plan, status=theirs.status)
        made = Comparison(mine, theirs, base, PlanWords(mine, theirs, telling), go_on)
        if made.same:
            go_on(theirs)
        else:
            self._comparison = made
            self._show()

    def _settled(self, record: PlanRecord) -> None:
        if record.patient == self._patient:
            self._history.clear()  # its steps lead back past what somebody else did
            self._screen = replace(self._screen, record=record, plan=record.plan, unsaved=False, busy=False)
            self._load()

    def _check(self) -> None:
        loaded, plan = self._screen.loaded, self._screen.plan
        if loaded is None or loaded.intake is None or plan is None:
            return
        session, intake = self._clinic.session, loaded.intake.intake
        self.background.latest(
            _LOOK, lambda: self._clinic.plans.look(session, plan, intake), self._looked, self._failed
        )
        self._preview()

    def _looked(self, report: Report) -> None:
        self._screen = replace(self._screen, report=report)
        self._show()

    def _preview(self) -> None:
        loaded, plan, choice, record = (
            self._screen.loaded, self._screen.plan, self._screen.choice, self._screen.record,
        )  # fmt: skip
        if loaded is None or loaded.intake is None or plan is None or choice is None or record is None:
            return
        if record.status is not Status.DRAFT:
            self._stored(record, loaded, choice)
            return
        session, intake, asked = self._clinic.session, loaded.intake.intake, choice.asked()
        self.background.latest(
            _PREVIEW,
            lambda: self._clinic.plans.preview(session, plan, intake, asked),
            self._previewed,
            self._unpreviewed,
        )

    def _previewed(self, printed: Printed) -> None:
        self._screen = replace(self._screen, printed=printed, paper_problem="")
        self._show()

    def _unpreviewed(self, error: Exception) -> None:
        """The plan on the screen can't be printed; the page says so in place of a sheet that is no longer true."""
        if not isinstance(error, _TOLD):
            raise error
        self._screen = replace(self._screen, printed=None, paper_problem=str(error))
        self._show()

    def _stored(self, record: PlanRecord, loaded: Loaded, choice: Choice) -> None:
        rows = documents_of(record, loaded.documents)
        row = next((one for one in rows if one.size is choice.size), None)
        if row is not None and self._screen.stored_of != row.id:
            id_ = row.id
            self.background.latest(_STORED, lambda: self._desk.document(id_), self._stored_there, self._failed)

    def _stored_there(self, stored: StoredHandout) -> None:
        self._screen = replace(self._screen, stored=stored.pdf, stored_of=stored.row.id)
        self._show()

    def _answered(self, record: PlanRecord) -> None:
        self._answering = False
        plan = self._screen.plan
        if plan is None or not self._is_mine(record):
            return
        merged = replace(plan, answers=record.plan.answers)
        self._screen = replace(self._screen, plan=merged, record=record, problem="")
        self._show()
        if merged == record.plan:
            self._check()
        else:
            self._save()  # edited meanwhile

    def _answer_failed(self, error: Exception) -> None:
        self._answering = False
        self._failed(error)

    def _busy(self, work: Callable[[], Loaded], done: Callable[[Loaded], None]) -> None:
        if not self._screen.busy:
            self._screen = replace(self._screen, busy=True, problem="")
            self._show()
            self.background.run(work, done, self._failed)

    def _load(self) -> None:
        patient = self._patient
        if patient is not None:
            self.background.run(lambda: self._desk.load(patient), self._loaded, self._failed)

    def _drafted(self, loaded: Loaded) -> None:
        self._history.clear()
        self._screen = Screen()
        self._loaded(loaded)
        self._tell("plan")

    def _loaded(self, loaded: Loaded) -> None:
        if loaded.patient != self._patient:
            return
        before = self._screen
        self._telling = Telling(self._texts, loaded.library)
        self.half.of(loaded.record if loaded.record and loaded.record.status is Status.DRAFT else None)
        same = (
            before.record is not None and loaded.record is not None and before.record.version == loaded.record.version
        )
        if same and before.plan is not None and (before.unsaved or self._queued):
            # what is on the screen is newer than what was read; the facts that it is checked against are not
            self._screen = replace(before, loaded=loaded, record=loaded.record, loading=False)
            self._check()
            self._show()
            return
        if not same or (loaded.record is not None and before.plan != loaded.record.plan):
            self._history.clear()
        self._screen = Screen(
            loaded=loaded,
            record=loaded.record,
            plan=loaded.record.plan if loaded.record else None,
            choice=before.choice or first_choice(loaded),
            report=before.report if same else None,
            printed=before.printed if same else None,
            stored=before.stored if same else b"",
            stored_of=before.stored_of if same else None,
        )
        self._show()
        self._check()

    def _given(self, rows: tuple[HandoutRow, ...]) -> None:
        loaded = self._screen.loaded
        if loaded is not None and rows and rows[0].patient == loaded.patient:
            note = self._screen.note
            newer = next((row for row in rows if note is not None and row.id == note.id), note)
            self._screen = replace(self._screen, loaded=replace(loaded, documents=rows), note=newer)
            self._tell("handout")
            self._show()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, _TOLD):
            self._screen = replace(self._screen, busy=False, loading=False)
            self._show()
            raise error
        self._screen = replace(
            self._screen, busy=False, loading=False, problem=str(error), stale=isinstance(error, Stale)
        )
        self._show()
        if isinstance(error, Stale):
            self._overtaken()

    def _is_mine(self, record: PlanRecord) -> bool:
        return self._screen.record is not None and self._screen.record.version == record.version

    def _heard(self, change: Changed) -> None:
        if not self._telling_changes and change.patient == self._patient and change.kind in {"intake", "patient"}:
            self._load()

    def _tell(self, kind: str) -> None:
        if self._patient is not None:
            self._telling_changes = True
            try:
                self._changes.tell(kind, self._patient)
            finally:
                self._telling_changes = False

    def _forget(self) -> None:
        self.background.forget(_LOOK)
        self.background.forget(_PREVIEW)
        self.background.forget(_STORED)
        self.background.forget(_BOTH)
        self.half.of(None)
        self._comparison = None
        self._history.clear()
        self._screen = Screen()
        self._telling = None
        self._queued = 0
        self._answering = False

    def _show(self) -> None:
        self._view = None
        self.changed.emit()
