"""What an open clinic needs in the window: its presenters and pages, the patient's made when the first is opened."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from treatplan.content.texts import load_texts
from treatplan.domain.texts import Texts
from treatplan.presenters.background import Background
from treatplan.presenters.changes import Changes
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.window import Rooms

if TYPE_CHECKING:  # loaded when a clinic is open, or a patient: the first picture needs none of it
    from treatplan.presenters.patient_card import Editor, PatientCard
    from treatplan.presenters.patient_list import PatientList
    from treatplan.services.clinic.entry import OpenClinic
    from treatplan.ui.pages.patients import PatientsPage


class Wording:
    """The wording of the screen, read area by area when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._load = cache(lambda area: load_texts(folder / area))

    def __call__(self, area: str) -> Texts:
        """The wording of an area, a folder of resources/screen."""
        return self._load(area)


class OpenRooms(Rooms):
    """The rooms with the two editors, which their pages need again."""

    def __init__(self, clinic: "OpenClinic", patients: "PatientList", make: "_Editors") -> None:
        super().__init__(clinic, patients, make.card)
        self.make = make


def make_rooms(
    clinic: "OpenClinic",
    *,
    background: Background,
    search: Background,
    prompts: Prompts,
    wording: Wording,
    changes: Changes,
) -> Rooms:
    """The presenters of an open clinic."""
    from treatplan.app.wiring import SystemClock
    from treatplan.presenters.patient_list import PatientList

    today = SystemClock().today
    patients = PatientList(clinic, background, search, wording("patients"), wording("common"), changes, today)
    return OpenRooms(clinic, patients, _Editors(clinic, background, prompts, wording, changes))


class _Editors:
    """Makes the presenters of a patient."""

    def __init__(
        self, clinic: "OpenClinic", background: Background, prompts: Prompts, wording: Wording, changes: Changes
    ) -> None:
        self._clinic, self._background, self._prompts = clinic, background, prompts
        self._wording, self._changes = wording, changes
        self.editors: dict[str, Editor] = {}

    def card(self) -> "PatientCard":
        from treatplan.app.wiring import SystemClock
        from treatplan.presenters.intake_editor import IntakeEditor
        from treatplan.presenters.patient_card import PatientCard
        from treatplan.presenters.plan_editor import PlanEditor

        clinic, background, prompts, changes = self._clinic, self._background, self._prompts, self._changes
        self.editors = {
            "intake": IntakeEditor(clinic, background, prompts, self._wording("intake"), changes),
            "plan": PlanEditor(clinic, background, prompts, self._wording("plan"), changes),
        }
        texts, words = self._wording("patients"), self._wording("common")
        return PatientCard(clinic, background, texts, words, changes, SystemClock().today, self.editors)


class ClinicPages:
    """Makes the pages."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def patients(self, rooms: Rooms) -> "PatientsPage":
        from treatplan.app.wiring import SystemClock
        from treatplan.ui.pages.patients import PatientsPage

        return PatientsPage(rooms.patients, self._wording("common"), self._wording("patients"), SystemClock().today)

    def patient(self, rooms: Rooms) -> QWidget:
        from treatplan.app.wiring import SystemClock
        from treatplan.presenters.intake_editor import IntakeEditor
        from treatplan.presenters.plan_editor import PlanEditor
        from treatplan.ui.pages.intake import IntakePage
        from treatplan.ui.pages.patient import PatientPage
        from treatplan.ui.pages.plan import PlanPage

        if not isinstance(rooms, OpenRooms):
            raise TypeError("these rooms have no editors")
        words = self._wording("common")
        card, editors = rooms.card, rooms.make.editors
        intake, plan = editors["intake"], editors["plan"]
        if not (isinstance(intake, IntakeEditor) and isinstance(plan, PlanEditor)):
            raise TypeError("these are not the editors of the record")
        pages: dict[str, QWidget] = {
            "intake": IntakePage(intake, self._wording("intake"), words),
            "plan": PlanPage(plan, self._wording("plan"), words),
        }
        return PatientPage(card, words, self._wording("patients"), SystemClock().today, pages)
