"""An intake editor on a clinic in memory, and storage that fails when told to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from tests.clinic_fakes import RESOURCES, FixedClock, a_clinic, a_person, a_session
from tests.fakes import FakePrompts, InlineBackground
from tests.record_fakes import FakeRecords
from treatplan.content.texts import load_texts
from treatplan.domain.access import Role
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import AssignmentId, PatientId
from treatplan.domain.record import Assignment
from treatplan.presenters.changes import Changes
from treatplan.presenters.intake_editor import IntakeEditor

TEXTS = load_texts(RESOURCES / "screen" / "intake")
ANA, BO = PatientId(1), PatientId(2)


class Desk:
    """Everything around one editor."""

    def __init__(self, *, holds: bool = False, role: Role | None = None, **person: Any) -> None:
        self.records = FakeRecords()
        self.clock = FixedClock()
        session = a_session(role) if role else None
        people = (a_person(**person), a_person(given_name="Bo", family_name="<Smith>"))
        self.clinic = a_clinic(*people, records=self.records, clock=self.clock, session=session)
        self.background = InlineBackground(holds=holds)
        self.prompts = FakePrompts()
        self.changes = Changes()
        self.today: date = self.clock.today()
        self.editor = IntakeEditor(
            self.clinic, self.background, self.prompts, TEXTS, self.changes, today=lambda: self.today
        )
        self.wanted: list[str] = []
        self.focused: list[str] = []
        self.editor.wants.connect(self.wanted.append)
        self.editor.focus_asked.connect(self.focused.append)

    def grant(self, patient: PatientId) -> None:
        """Let who is at the keyboard see a patient today."""
        day, user = self.today, self.clinic.session.user
        given = Assignment(id=AssignmentId(1), user=user, patient=patient, first=day, last=day)
        self.records.state.crew.assignments[1] = given

    def break_writing(self) -> Callable[[], None]:
        """The disk is full until the function that this gives is called."""
        real = self.records.writing

        def full() -> AbstractContextManager[Any]:
            raise Unavailable("the disk is full; make room")

        self.records.writing = full  # type: ignore[method-assign,assignment]

        def mend() -> None:
            self.records.writing = real  # type: ignore[method-assign]

        return mend
