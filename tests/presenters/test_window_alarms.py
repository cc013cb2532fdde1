"""What does not fit in the audit stays above every page until the owner has answered for it."""

from dataclasses import replace
from typing import Any

from tests.clinic_fakes import FakeOpened, a_session
from tests.presenters.test_window import House
from treatplan.domain.access import Role
from treatplan.domain.audit import Break, BreakKind
from treatplan.domain.errors import Unavailable

ALARM = "clinic.treatplan: audit row 1: is not as written"


class Alarming:
    """Fills `Opened`: its alarms are told as long as something in the audit is not answered for."""

    def __init__(self, opened: FakeOpened) -> None:
        self._opened = opened

    @property
    def alarms(self) -> tuple[str, ...]:
        return (ALARM,) if self._opened.records.state.breaks else ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self.alarms, "Something was mended.")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)


def alarmed(*roles: Role, says_yes: bool = True) -> House:
    """A window on a clinic whose first audit row somebody has changed."""
    house = House(says_yes=says_yes)
    clinic: Any = house.clinic
    session = a_session(*roles)
    clinic.session = session
    clinic._opened = Alarming(house.opened)
    house.opened.records.state.breaks = (Break(kind=BreakKind.CHANGED, first=1, last=1),)
    house.window.start.opened.emit(house.clinic)
    return house


def test_that_it_stays_when_other_warnings_have_had_their_time() -> None:
    house = alarmed()
    assert (len(house.window.view.warnings), house.window.view.may_answer) == (2, True)
    house.window.warnings_read()
    assert house.window.view.warnings == (ALARM,)
    house.window.to_patient(1)
    house.window.warnings_read()
    house.window.to_patients()
    assert house.window.view.warnings == (ALARM,)


def test_that_the_owner_answers_after_being_asked_once_more() -> None:
    house = alarmed(says_yes=False)
    house.window.answer_for_audit()
    assert house.window.view.warnings[:1] == (ALARM,)
    house = alarmed()
    house.window.answer_for_audit()
    assert (house.window.view.warnings, house.window.view.may_answer) == ((), False)
    assert house.opened.records.state.audit[-1].deed.detail == "looked_into: changed 1..1"


def test_that_nobody_else_is_offered_to_answer() -> None:
    house = alarmed(Role.PRACTITIONER)
    assert (house.window.view.warnings[:1], house.window.view.may_answer) == ((ALARM,), False)
    house.window.answer_for_audit()
    assert "may not do this" in house.window.view.problem
    assert house.window.view.warnings[:1] == (ALARM,)


def test_that_an_answer_that_fails_is_told() -> None:
    house = alarmed()
    house.opened.records.fail_next = Unavailable("the disk is full")
    house.window.answer_for_audit()
    assert house.window.view.problem == "the disk is full."
    assert house.window.view.may_answer


def test_that_a_clinic_whose_audit_fits_offers_nothing() -> None:
    house = House(warnings=("Something was mended.",))
    assert not house.window.view.may_answer
    house.window.lock()
    house.window.answer_for_audit()
    assert replace(house.window.view) == house.window.view
