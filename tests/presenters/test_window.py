"""The whole window: in, from room to room, and out without losing a word."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.clinic_fakes import FixedClock, a_clinic, a_person
from tests.door_fakes import PASSPHRASE, FakeDoorway, a_door
from tests.fakes import FakePrompts, InlineBackground
from tests.presenters.test_patient_card import FakeEditor
from tests.presenters.wording import PATIENTS, START, WINDOW, WORDS
from treatplan.domain.errors import Unavailable
from treatplan.presenters.changes import Changes
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.patient_list import PatientList
from treatplan.presenters.start import Start
from treatplan.presenters.window import Rooms, Window
from treatplan.services.clinic.entry import OpenClinic


class House:
    """A window on a clinic in memory, and everything that it told."""

    def __init__(self, *, says_yes: bool = True, warnings: tuple[str, ...] = ()) -> None:
        self.background = InlineBackground()
        self.prompts = FakePrompts(says_yes=says_yes)
        self.clinic = a_clinic(a_person(), warnings=warnings)
        self.opened: Any = self.clinic._opened
        self.intake, self.plan = FakeEditor(), FakeEditor()
        door = a_door(FakeDoorway(), lambda _opened: self.clinic)
        start = Start(lambda: door, lambda: (), "/x/clinic.treatplan", self.background, self.prompts, START)
        self.window = Window(start, self.rooms, self.background, self.prompts, lambda: WINDOW)
        self.locked, self.ended = 0, 0
        self.window.locked.connect(self._count_locked)
        self.window.ended.connect(self._count_ended)
        start.look()
        start.unlock(PASSPHRASE)

    def rooms(self, clinic: OpenClinic) -> Rooms:
        changes, today = Changes(), FixedClock().today
        patients = PatientList(clinic, self.background, self.background, PATIENTS, WORDS, changes, today)
        editors: dict[str, Any] = {"intake": self.intake, "plan": self.plan}
        return Rooms(
            clinic,
            patients,
            lambda: PatientCard(clinic, self.background, PATIENTS, WORDS, changes, today, editors),
        )

    @property
    def inside(self) -> Rooms:
        assert self.window.rooms is not None
        return self.window.rooms

    def _count_locked(self) -> None:
        self.locked += 1

    def _count_ended(self) -> None:
        self.ended += 1


def test_that_the_list_comes_first_and_what_it_does_not_need_after_it_is_painted() -> None:
    house = House()
    assert (house.window.view.page, house.opened.warmed) == ("patients", 0)
    assert house.inside.patients.view.there
    house.window.first_list_painted()
    house.window.first_list_painted()
    assert house.opened.warmed == 1
    assert house.window.view.clinic == "Willow Bridge Acupuncture"


def test_that_warnings_from_unlocking_are_shown_until_they_are_read() -> None:
    house = House(warnings=("A copy of the key file was damaged and is mended.",))
    before = house.window.view
    house.window.warnings_read()
    assert [len(view.warnings) for view in (before, house.window.view)] == [1, 0]


def test_that_opening_a_patient_takes_away_what_was_noticed_while_unlocking() -> None:
    house = House(warnings=("A copy of the key file was damaged and is mended.",))
    house.window.to_patient(1)
    house.window.to_patients()
    assert house.window.view.warnings == ()


def test_that_a_patient_from_the_list_is_opened_and_the_way_back_stores_what_is_typed() -> None:
    house = House()
    house.inside.patients.open(house.inside.patients.model.rows[0])
    before = house.window.view
    house.window.to_patients()
    assert [view.page for view in (before, house.window.view)] == ["patient", "patients"]
    assert house.intake.told == ["open 1", "leave"]


def test_that_a_new_patient_goes_straight_to_the_intake() -> None:
    house = House()
    house.inside.patients.add()
    form = house.inside.patients.form
    assert form is not None
    form.edit("family_name", "Okonkwo")
    form.edit("birth_date", date(1990, 1, 1))
    form.save()
    assert (house.window.view.page, house.intake.told) == ("patient", ["open 2"])


def test_that_locking_stores_drops_closes_and_asks_for_the_passphrase() -> None:
    house = House()
    house.window.to_patient(1)
    house.window.lock()
    assert house.intake.told == ["open 1", "leave"]
    assert (house.opened.closed, house.locked, house.window.rooms) == (True, 1, None)
    assert (house.window.view.page, house.window.view.user) == ("start", "")
    assert house.window.start.view.step == "unlock"


def test_that_locking_stores_a_form_that_is_open() -> None:
    house = House()
    house.inside.patients.add()
    form = house.inside.patients.form
    assert form is not None
    form.edit("family_name", "Okonkwo")
    form.edit("birth_date", date(1990, 1, 1))
    house.window.lock()
    assert house.opened.closed
    assert len(house.opened.records.state.patients) == 2


def test_that_a_form_that_can_not_be_stored_yet_is_kept_for_its_user_and_the_lock_asks_nothing() -> None:
    house = House(says_yes=False)
    house.inside.patients.add()
    form = house.inside.patients.form
    assert form is not None
    form.edit("family_name", "Okonkwo")
    house.window.lock()
    assert (house.opened.closed, house.prompts.asked) == (True, [])
    (draft,) = house.opened.records.state.forms.values()
    assert draft.fields["family_name"] == "Okonkwo"


def test_that_what_was_kept_is_offered_after_the_list_is_there() -> None:
    house = House()
    house.inside.patients.add()
    form = house.inside.patients.form
    assert form is not None
    form.edit("family_name", "Okonkwo")
    house.window.lock()
    house.window.start.unlock(PASSPHRASE)
    before = house.inside.patients.view.waiting
    house.window.first_list_painted()
    (waits,) = house.inside.patients.view.waiting
    house.inside.patients.resume(waits.form)
    assert before == ()
    assert house.inside.patients.form is not None
    assert house.inside.patients.form.view.typed.family_name == "Okonkwo"


def test_that_a_form_that_can_neither_be_stored_nor_kept_stops_the_lock_and_is_asked_about() -> None:
    house = House(says_yes=False)
    house.inside.patients.add()
    form = house.inside.patients.form
    assert form is not None
    form.edit("family_name", "Okonkwo")
    house.opened.records.fail_next = Unavailable("the disk is full")
    house.window.lock()
    assert [title for title, _, _ in house.prompts.asked] == ["The details are not saved"]
    assert not house.opened.closed
    assert house.inside.patients.form is form


def test_that_a_page_that_could_not_store_stops_the_lock_until_the_user_lets_it_go() -> None:
    house = House(says_yes=False)
    house.window.to_patient(1)
    house.intake.unsaved = True
    house.window.lock()
    assert (house.opened.closed, len(house.prompts.asked)) == (False, 1)
    house.prompts.says_yes = True
    house.window.lock()
    assert house.opened.closed


def test_that_closing_the_window_closes_the_clinic_first() -> None:
    house = House()
    house.window.close()
    assert (house.opened.closed, house.ended) == (True, 1)


def test_that_closing_that_was_thought_better_of_is_no_closing_later() -> None:
    house = House(says_yes=False)
    house.window.to_patient(1)
    house.intake.unsaved = True
    house.window.close()
    house.intake.unsaved = False
    house.window.lock()
    assert (house.ended, house.locked) == (0, 1)


def test_that_a_clinic_that_closes_badly_is_locked_all_the_same_and_it_is_told() -> None:
    house = House()

    def fail() -> None:
        raise Unavailable("The disk does not answer.")

    house.opened.close = fail
    house.window.lock()
    assert house.window.rooms is None
    assert "does not answer" in house.window.view.problem


def test_that_a_corrected_form_is_stored_before_the_list_is_shown() -> None:
    house = House()
    house.window.to_patient(1)
    card = house.inside.card
    card.edit_details()
    assert card.form is not None
    card.form.edit("phone", "07700 900123")
    house.window.to_patients()
    assert house.window.view.page == "patients"
    assert house.opened.records.state.patients[1].person.phone == "07700 900123"


def test_that_when_nobody_is_there_all_is_covered_at_once_and_locked_without_a_question() -> None:
    house = House(says_yes=False)
    house.window.to_patient(1)
    house.intake.unsaved = True
    house.window.lock_now()
    assert house.prompts.asked == []
    assert (house.opened.closed, house.locked, house.window.rooms) == (True, 1, None)
    assert house.window.start.view.step == "unlock"


def test_that_the_page_is_covered_before_anything_is_stored() -> None:
    house = House()
    house.window.first_list_painted()
    house.window.to_patient(1)
    seen: list[tuple[str, str, bool]] = []
    house.window.changed.connect(
        lambda: seen.append((house.window.view.page, house.window.view.clinic, bool(house.opened.closed)))
    )
    house.window.lock_now()
    assert seen[0] == ("start", "", False)
    assert seen[-1] == ("start", "", True) or house.opened.closed


def test_that_a_locked_window_has_nothing_to_lock() -> None:
    house = House()
    house.window.lock()
    house.window.lock_now()
    assert house.locked == 1


def test_that_a_lock_that_waits_for_an_answer_is_made_without_it() -> None:
    house = House(says_yes=False)
    house.window.to_patient(1)
    house.intake.unsaved = True
    house.window.lock()
    assert not house.opened.closed
    house.window.lock_now()
    assert house.opened.closed


def test_that_the_window_knows_after_how_many_minutes_it_locks() -> None:
    house = House()
    assert house.window.view.lock_after == 5
    house.opened.records.state.practice = replace(house.opened.records.state.practice, lock_after=2)
    house.window.first_list_painted()
    assert house.window.view.lock_after == 2
