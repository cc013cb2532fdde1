"""A clinic with one patient and the plan page's presenter over it."""

from typing import Any

from tests.clinic_fakes import RESOURCES, a_clinic, a_person, an_intake_of
from tests.fakes import FakePrompts, InlineBackground
from treatplan.content.texts import load_texts
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.exchange import files
from treatplan.presenters.changes import Changes
from treatplan.presenters.plan.view import ComponentView, FindingView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.services.clinic.entry import OpenClinic

ANA = PatientId(1)
TEXTS = load_texts(RESOURCES / "screen" / "plan")
DEMO = RESOURCES / "demo"


def demo(number: int) -> Intake:
    return files.read_intake(next(DEMO.glob(f"{number}-*.intake.json")))


class Desk:
    """A clinic with one patient whose intake is recorded, and the plan page's presenter over it."""

    def __init__(self, intake: Intake | None = None, *, holds: bool = False, **clinic: Any) -> None:
        kept = intake or demo(3)
        person = a_person(
            given_name=kept.patient.given_name,
            family_name=kept.patient.family_name,
            birth_date=kept.patient.birth_date,
            sex=kept.patient.sex,
        )
        self.intake = an_intake_of(person, kept)
        self.clinic: OpenClinic = a_clinic(person, **clinic)
        self.background = InlineBackground(holds=holds)
        self.prompts = FakePrompts()
        self.changes = Changes()
        self.editor = PlanEditor(self.clinic, self.background, self.prompts, TEXTS, self.changes)

    def recorded(self) -> "Desk":
        self.clinic.intakes.record(self.clinic.session, ANA, 0, self.intake)
        return self

    def drafted(self) -> "Desk":
        self.recorded()
        self.editor.open(ANA)
        self.editor.draft()
        return self

    def card(self, modality: str) -> ComponentView:
        return next(one for one in self.editor.view.components if one.modality == modality)

    def codes(self, modality: str = "needling") -> list[str]:
        return [row.code for row in self.card(modality).rows]

    def stored(self) -> Plan:
        line = self.clinic.plans.versions(self.clinic.session, ANA)[0]
        return self.clinic.plans.open_version(self.clinic.session, line.version).plan

    def finding(self, rule: str) -> FindingView:
        view = self.editor.view
        all_ = (*view.findings, *(one for card in view.components for one in card.findings))
        return next(one for one in all_ if one.rule == rule)
