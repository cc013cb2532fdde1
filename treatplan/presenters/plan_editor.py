"""The plan page's presenter: drafts, edits, answers, previews and releases the plan of one patient.

Edits are pure and done at once; what is stored, checked and composed is done on the worker, in the order of the edits.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from treatplan.domain.editing.applying import apply
from treatplan.domain.editing.describing import describe
from treatplan.domain.editing.edits import (
    AddComponent,
    AddItem,
    AddPhase,
    ChangeComponent,
    ChangeCourse,
    ChangeItem,
    ChangePlan,
    Edit,
    RemoveComponent,
    RemoveItem,
    RemovePhase,
)
from treatplan.domain.errors import Refused
from treatplan.domain.ids import HandoutId, PatientId
from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Plan
from treatplan.domain.record import PlanRecord, StoredHandout
from treatplan.presenters.plan.adding import suggestion_views
from treatplan.presenters.plan.findings import decision_of
from treatplan.presenters.plan.paper import Choice
from treatplan.presenters.plan.screen import Screen
from treatplan.presenters.plan.telling import edit_words
from treatplan.presenters.plan.view import SuggestionView
from treatplan.presenters.plan.work import PlanWork
from treatplan.services.clinic.answering import Decision


class PlanEditor(PlanWork):
    """What a practitioner does with a plan. `changed` says that `view` is another one."""

    @property
    def unsaved(self) -> bool:
        """Whether an edit could not be stored, for the window before it locks."""
        return self._screen.unsaved

    # The life of the page

    def open(self, patient_id: PatientId) -> None:
        """Show the plan of a patient: the newest version of the newest one."""
        if patient_id != self._patient:
            self._forget()
            self._patient = patient_id
        self._screen = replace(self._screen, loading=self._screen.loaded is None, stale=False)
        self._show()
        self._load()

    def leave(self) -> None:
        """Hand in what is being typed. Edits are stored as they are made, so nothing else waits."""
        self.leaving.emit()
        self.half.flush()
        if self._screen.unsaved:
            self._save()

    def reload(self) -> None:
        """Show what is stored now; what could not be saved is given up."""
        if self._patient is not None:
            self._comparison = None
            self._history.clear()
            self._screen = Screen(loading=True)
            self._show()
            self._load()

    def retry(self) -> None:
        """Try again to save."""
        self._screen = replace(self._screen, problem="")
        self._save()

    # Drafting, and what follows a release

    def draft(self) -> None:
        """Draft from the newest recorded intake."""
        patient = self._patient
        if patient is not None:
            self._busy(lambda: self._desk.draft(patient), self._drafted)

    def redraft(self) -> None:
        """Draft anew, after asking: what was changed in an open draft is lost."""
        say = self._texts.say
        self._prompts.confirm(say("redraft.title"), say("redraft.text"), say("redraft.yes"), self.draft)

    def amend(self) -> None:
        """Start the next version of a released plan."""
        self._busy(self._desk.amend, self._drafted)

    def release(self) -> None:
        """Release, where nothing stands in the way."""
        self.leaving.emit()
        choice = self._screen.choice
        if choice is not None and self.view.can_release and not self._frozen:
            asked = choice.asked()
            self._busy(lambda: self._desk.release(asked), self._drafted)

    def put_back(self) -> None:
        """Hand in what was typed before a crash or a lock."""
        self.half.put_back(self._hand_in)

    def _hand_in(self, where: str, name: str, text: str) -> str:
        kind, _, id_ = where.partition(":")
        match kind:
            case "item":
                return self.change_item(id_, name, text)
            case "component":
                return self.change_component(id_, name, text)
            case "course":
                return self.change_course(name, text)
            case _:
                return self.change_plan(name, text)

    # Edits. Each returns what is wrong with it, "" where it was done

    def add(self, modality: str, what: str, level: str = "") -> str:
        return self._do(AddItem(modality=modality, what=what, level=level))

    def remove(self, item_id: str) -> str:
        return self._do(RemoveItem(item_id=item_id))

    def change_item(self, item_id: str, field: str, text: str) -> str:
        return self._do(ChangeItem(item_id=item_id, field=field, text=text))

    def change_component(self, modality: str, field: str, text: str) -> str:
        return self._do(ChangeComponent(modality=modality, field=field, text=text))

    def add_component(self, modality: str) -> str:
        return self._do(AddComponent(modality=modality))

    def remove_component(self, modality: str) -> str:
        return self._do(RemoveComponent(modality=modality))

    def change_course(self, field: str, text: str) -> str:
        return self._do(ChangeCourse(field=field, text=text))

    def add_phase(self) -> str:
        return self._do(AddPhase())

    def remove_phase(self, place: int) -> str:
        return self._do(RemovePhase(place=place))

    def change_plan(self, field: str, text: str) -> str:
        return self._do(ChangePlan(field=field, text=text))

    def suggest(self, modality: str, text: str) -> tuple[SuggestionView, ...]:
        """What a typed text may mean, best first, with what speaks against it for this patient."""
        loaded, plan = self._screen.loaded, self._screen.plan
        if loaded is None or loaded.intake is None or plan is None or self._telling is None:
            return ()
        return suggestion_views(text, plan, loaded.intake.intake, modality, self._telling)

    def undo(self) -> None:
        """Take the last edit or answer back."""
        self._step(self._history.undo)

    def redo(self) -> None:
        self._step(self._history.redo)

    def answer(self, key: str, rule: str, decision: str, reason: str = "") -> None:
        """Answer a finding. What is wrong with the answer is said by the view's problem."""
        plan = self._screen.plan
        if plan is None or self._answering or self._frozen:
            return
        self._answering = True
        made = Decision(rule=rule, key=key, decision=decision_of(decision), reason=reason)
        words = self._texts.say("undo.answer", finding=self._title_of(key, rule))

        def done(record: PlanRecord) -> None:
            self._history.did(plan, words)
            self._answered(record)

        self.background.run(lambda: self._desk.answer(made), done, self._answer_failed)

    def ask(self, field: str) -> None:
        """Go to the intake, to ask what was not asked."""
        self.wants.emit(f"intake:{field}" if field else "intake")

    # Paper

    def choose_paper(self, *, language: str = "", size: str = "", sheet: str = "") -> None:
        """Another language, size of print or sheet for the preview and the release."""
        before = self._screen.choice
        if before is None:
            return
        choice = Choice(
            language=language or before.language,
            size=PrintSize(size) if size else before.size,
            sheet=Paper(sheet) if sheet else before.sheet,
        )
        if choice != before:
            self._screen = replace(self._screen, choice=choice)
            self._show()
            self._preview()

    def refer(self, then: Callable[[StoredHandout], None]) -> None:
        """Make and keep the referral note, then hand it to who prints it."""
        loaded = self._screen.loaded
        if loaded is None or loaded.referral is None or self._screen.choice is None:
            return
        patient, referral, asked = loaded.patient, loaded.referral, self._screen.choice.asked()

        def done(stored: StoredHandout) -> None:
            self._screen = replace(self._screen, note=stored.row)
            self._tell("handout")
            self._show()
            then(stored)

        self.background.run(lambda: self._desk.refer(patient, referral, asked), done, self._failed)

    def fetch(self, document: int, then: Callable[[StoredHandout], None]) -> None:
        """The stored bytes of a document, for who prints them."""
        self.background.run(lambda: self._desk.document(HandoutId(document)), then, self._failed)

    def printed(self, document: int) -> None:
        """Write down that a document was printed."""
        self.background.run(lambda: self._desk.given(HandoutId(document), "printed"), self._given, self._failed)

    def print_failed(self, error: Exception) -> None:
        """Say why a document was not printed."""
        self._failed(error)

    def save_document(self, document: int, suggested_name: str) -> None:
        """Ask where to, and save a document's exact bytes there."""

        def write(path: Path) -> None:
            self.background.run(lambda: self._desk.save(HandoutId(document), path), self._given, self._failed)

        self._prompts.ask_save_file(suggested_name, write)

    def _title_of(self, key: str, rule: str) -> str:
        """What a finding is called on the screen."""
        report = self._screen.report
        found = report.findings if report is not None else ()
        return next((one.title for one in found if (one.key, one.rule) == (key, rule)), "")

    def _do(self, edit: Edit) -> str:
        loaded, plan = self._screen.loaded, self._screen.plan
        if loaded is None or loaded.intake is None or plan is None or self._frozen:
            return ""
        try:
            after = apply(plan, edit, loaded.intake.intake, loaded.library)
        except Refused as refused:
            return refused.problems[0].message if refused.problems else str(refused)
        if after != plan:
            key, values = describe(edit, plan, loaded.library)
            self._history.did(plan, edit_words(key, values, self._texts))
            self._put(after)
        return ""

    def _step(self, step: Callable[[Plan], Plan]) -> None:
        plan = self._screen.plan
        if plan is not None and not self._frozen:
            after = step(plan)
            if after != plan:
                self._put(after)
