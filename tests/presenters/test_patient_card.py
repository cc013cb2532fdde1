"""The frame around a patient: the banner, its alerts, and the pages below it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from tests.builders import an_intake
from tests.clinic_fakes import CONTENT, FixedClock, a_clinic, a_person, a_session, an_intake_of
from tests.fakes import InlineBackground
from tests.presenters.wording import PATIENTS, WORDS
from treatplan.domain.access import Role
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Answer, FactorAnswer, Intake, Pregnancy, PregnancyStatus, PrintSize, Sex
from treatplan.presenters.changes import Changes
from treatplan.presenters.patient_card import MOST_ALERTS, PatientCard, alerts_of
from treatplan.services.clinic.entry import OpenClinic

ONE = PatientId(1)
LIBRARY = CONTENT.library("en")


class FakeEditor(QObject):
    """Fills `Editor`; what it was told is kept."""

    changed = Signal()
    wants = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.saved_text = "Saved 10:15"
        self.unsaved = False

    def open(self, patient_id: PatientId) -> None:
        self.told.append(f"open {patient_id}")

    def leave(self) -> None:
        self.told.append("leave")

    def goto(self, field: str) -> None:
        self.told.append(f"goto {field}")


def a_card(clinic: OpenClinic, changes: Changes | None = None) -> tuple[PatientCard, FakeEditor, FakeEditor]:
    intake, plan = FakeEditor(), FakeEditor()
    editors: dict[str, Any] = {"intake": intake, "plan": plan}
    today = FixedClock().today
    made = PatientCard(clinic, InlineBackground(), PATIENTS, WORDS, changes or Changes(), today, editors)
    return made, intake, plan


def with_facts(**fields: Any) -> Intake:
    return replace(an_intake(), **fields)


def words_of(intake: Intake) -> list[str]:
    return [alert.words for alert in alerts_of(intake, LIBRARY, PATIENTS)]


def test_that_the_banner_says_who_it_is() -> None:
    card, _, _ = a_card(a_clinic(a_person(language="es", print_size=PrintSize.LARGE, access_needs="no stairs")))
    card.open(ONE)
    assert (card.view.name, card.view.facts) == ("Ana Álvarez", "12 Mar 1991 · 35 years · File 1")
    assert [alert.words for alert in card.view.alerts] == ["Español", "Large print", "no stairs"]


def test_that_a_new_patient_opens_at_the_intake_and_one_with_an_intake_at_the_plan() -> None:
    person = a_person()
    clinic = a_clinic(person, a_person(given_name="Bea"))
    clinic.intakes.record(clinic.session, ONE, 0, an_intake_of(person, an_intake()))
    card, intake, plan = a_card(clinic)
    card.open(PatientId(2))
    assert (card.view.tab, intake.told, plan.told) == ("intake", ["open 2"], [])
    card.open(ONE)
    assert (card.view.tab, intake.told, plan.told) == ("plan", ["open 2", "leave"], ["open 1"])


def test_that_a_page_stores_what_it_has_before_another_is_shown() -> None:
    card, intake, plan = a_card(a_clinic(a_person()))
    card.open(ONE)
    card.show("plan")
    assert (intake.told, plan.told) == (["open 1", "leave"], ["open 1"])


def test_that_the_plan_can_ask_for_a_field_of_the_intake() -> None:
    card, intake, plan = a_card(a_clinic(a_person()))
    card.open(ONE, "plan")
    plan.wants.emit("intake:factors.anticoagulant")
    assert card.view.tab == "intake"
    assert intake.told == ["open 1", "goto factors.anticoagulant"]


def test_that_the_banner_says_what_has_become_of_the_work() -> None:
    card, intake, _ = a_card(a_clinic(a_person()))
    card.open(ONE)
    intake.saved_text, intake.unsaved = "Not saved", True
    intake.changed.emit()
    assert (card.view.saved, card.view.unsaved, card.unsaved) == ("Not saved", True, True)


def test_that_the_front_desk_sees_who_it_is_and_nothing_of_the_record() -> None:
    person = a_person()
    records = a_clinic(person)
    records.intakes.record(records.session, ONE, 0, an_intake_of(person, with_facts(medicines=("warfarin",))))
    desk = a_clinic(session=a_session(Role.FRONT_DESK), records=records.patients._records)  # type: ignore[arg-type]
    card, intake, plan = a_card(desk)
    card.open(ONE)
    card.show("plan")
    assert card.view.name == "Ana Álvarez"
    assert (card.view.alerts, card.view.clinical, intake.told, plan.told) == ((), False, [], [])


def test_that_a_patient_who_is_gone_is_told_in_a_notice() -> None:
    card, _, _ = a_card(a_clinic())
    card.open(ONE)
    assert card.view.notice is not None
    assert "no patient 1" in card.view.notice.text


def test_that_corrected_details_are_in_the_banner_at_once() -> None:
    card, _, _ = a_card(a_clinic(a_person()), Changes())
    card.open(ONE)
    card.edit_details()
    assert card.form is not None
    card.form.edit("family_name", "Álvarez Ruiz")
    card.form.save()
    assert card.view.name == "Ana Álvarez Ruiz"


# Alerts


def test_that_a_pregnancy_is_told_with_its_week() -> None:
    patient = replace(an_intake().patient, sex=Sex.FEMALE, pregnancy=Pregnancy(status=PregnancyStatus.YES, week=30))
    assert "Pregnant, 30 weeks" in words_of(with_facts(patient=patient))


def test_that_a_medicine_that_rules_know_is_told_as_it_was_written_and_others_are_not() -> None:
    found = words_of(with_facts(medicines=("Warfarin 5 mg", "vitamin C")))
    assert "Warfarin 5 mg" in found
    assert "vitamin C" not in found


def test_that_a_fact_answered_yes_is_told_and_one_answered_no_is_not() -> None:
    yes, no = FactorAnswer(answer=Answer.YES), FactorAnswer(answer=Answer.NO)
    found = words_of(with_facts(factors={"osteoporosis_or_fracture_risk": yes, "kyphosis_or_scoliosis": no}))
    name = LIBRARY.factors["osteoporosis_or_fracture_risk"].text.name
    assert [alert[:12] for alert in found] == [name[:12]]


def test_that_many_facts_are_a_few_chips_and_the_rest_on_demand() -> None:
    asked = [factor.id for factor in LIBRARY.factors.values() if factor.ask == "intake"][:12]
    yes = {id_: FactorAnswer(answer=Answer.YES) for id_ in asked}
    alerts = alerts_of(with_facts(factors=yes), LIBRARY, PATIENTS)
    assert len(alerts) == MOST_ALERTS
    assert alerts[-1].words.endswith(" more")
    assert len(alerts[-1].tip.splitlines()) == int(alerts[-1].words.split()[0])
