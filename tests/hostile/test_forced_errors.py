"""Hundreds of mistakes of the program, while a patient is in memory: what is told and logged quotes nobody.

The mistakes are put into services and presenters by chance, with names, notes and numbers in their words, in their
causes and in the variables around them.
"""

import functools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.app.house import FIRST, House
from tests.hostile.canaries import Canaries
from tests.hostile.conftest import Call, Patience
from tests.storage import rooms
from treatplan.presenters.intake_editor import IntakeEditor
from treatplan.presenters.patient_card import PatientCard
from treatplan.presenters.patient_list import PatientList
from treatplan.presenters.person_form import PersonForm
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.services.clinic.forms import Forms
from treatplan.services.clinic.handouts import Handouts
from treatplan.services.clinic.intakes import Intakes
from treatplan.services.clinic.patients import Patients
from treatplan.services.clinic.plans import TreatmentPlans
from treatplan.services.clinic.practice import OwnClinic
from treatplan.services.clinic.visits import Visits

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
SEED, IN_WINDOW, AT_COMMANDS = 20261125, 140, 60
WORDS = {
    "name": "Zqmarmot5e1f",
    "note": "zqnote77aa1b takes warfarin",
    "phone": "07700912345678",
    "other": "\u674e\u4f1fzq8842",
}
CANARIES = Canaries(WORDS)
SERVICES = (Patients, Intakes, TreatmentPlans, Handouts, OwnClinic, Forms, Visits)
PRESENTERS = (PatientList, PersonForm, PatientCard, IntakeEditor, PlanEditor)


class Odd(Exception):
    """A mistake whose own name and words are long, and quote."""

    def __repr__(self) -> str:
        return f"Odd({WORDS['name']})"


PLAIN: list[Callable[[str], Exception]] = [
    RuntimeError, KeyError, AssertionError, ZeroDivisionError, RecursionError, MemoryError, ArithmeticError,
    StopIteration, NotImplementedError, Odd,
]  # fmt: skip


def mistakes(draw: random.Random) -> Exception:
    """A mistake of any kind, with a word of the record in it."""
    word = draw.choice(list(WORDS.values()))
    made: Exception = draw.choice(
        [
            *(kind(word) for kind in PLAIN),
            ValueError(f"no {word!r}"),
            TypeError(word, word),
            LookupError({"person": WORDS}),
            AttributeError(f"'{word}' has none", name=word, obj=WORDS),
            UnicodeEncodeError("ascii", word, 0, 1, word),
            ExceptionGroup(word, [ValueError(word)]),
        ]
    )
    made.add_note(f"while {word} was open")
    return made


class Fuse:
    """Lets the n-th call of any public method of these classes fail, once, after `light(n, error)`."""

    def __init__(self, patch: pytest.MonkeyPatch, *kinds: type) -> None:
        self._left, self._error = 0, Exception()
        self.blown: list[str] = []
        for kind in kinds:
            for name, method in vars(kind).items():
                if not name.startswith("_") and name != "view" and type(method).__name__ == "function":
                    patch.setattr(kind, name, self._fused(f"{kind.__name__}.{name}", method))

    def light(self, calls: int, error: Exception) -> None:
        """Fail at this call from now on."""
        self._left, self._error = calls, error

    def out(self) -> None:
        """Fail no more."""
        self._left = 0

    def _fused(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(*given: Any, **named: Any) -> Any:
            if self._left:
                self._left -= 1
                if not self._left:
                    self.blown.append(name)
                    self._fail()
            return method(*given, **named)

        return call

    def _fail(self) -> None:
        patient = dict(WORDS)  # in the variables of the traceback
        raise self._error from ValueError(patient)


def in_form(house: House, what: Callable[[PersonForm], None]) -> None:
    """Do something in the form of a new patient, where one is open."""
    form = house.open.patients.form
    if form is not None:
        what(form)


ACTIONS: list[Callable[[House], object]] = [
    lambda house: house.open.patients.search(WORDS["name"]),
    lambda house: house.open.patients.add(),
    lambda house: in_form(house, lambda form: form.edit("family_name", WORDS["name"])),
    lambda house: in_form(house, PersonForm.save),
    lambda house: in_form(house, PersonForm.leave),
    lambda house: house.program.presenter.to_patient(FIRST, "intake"),
    lambda house: house.program.presenter.to_patient(FIRST, "plan"),
    lambda house: house.open.card.show("intake"),
    lambda house: house.open.card.show("plan"),
    lambda house: house.open.card.edit_details(),
    lambda house: house.intake.record(),
    lambda house: house.plan.draft(),
    lambda house: house.plan.add("needling", "KI3"),
    lambda house: house.plan.release(),
    lambda house: house.program.presenter.to_patients(),
]


def do(house: House, action: Callable[[House], object]) -> None:
    """As from the event loop, where nobody waits for a mistake."""
    begun: list[bool] = []

    def act() -> None:
        begun.append(True)
        action(house)

    QTimer.singleShot(0, house.window, act)
    while not begun:
        QApplication.processEvents()
    house.rest()


def test_that_no_mistake_in_the_window_quotes_anybody(
    place: Path,
    tmp_path: Path,
    qapp: object,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Each is told and logged, and says where it arose, not of whom."""
    draw = random.Random(SEED)
    fuse = Fuse(monkeypatch, *SERVICES, *PRESENTERS)
    house = House(Patience(), place, tmp_path)
    try:
        house.unlock()
        house.ask("3")
        tries = 0
        while len(fuse.blown) < IN_WINDOW:
            tries += 1
            assert tries < 20 * IN_WINDOW, "the mistakes are made"
            fuse.light(draw.randrange(1, 5), mistakes(draw))
            do(house, draw.choice(ACTIONS))
            fuse.out()
            house.rest()
        assert len(house.told) == house.mistakes
        assert house.mistakes >= IN_WINDOW - 1, "none was swallowed"
    finally:
        house.end()
    assert len(set(fuse.blown)) > 20, "in many places"
    records = [f"{record.getMessage()} {record.exc_info} {record.exc_text} {record.args}" for record in caplog.records]
    assert len(records) >= house.mistakes
    printed = capfd.readouterr()
    for text in (*house.told, *records, printed.out, printed.err):
        assert CANARIES.in_text(text) == set()
        assert "Traceback" not in text


COMMANDS: list[tuple[object, ...]] = [
    ("patient", "add", "--family", WORDS["name"], "--phone", WORDS["phone"], "--birth-date", "1980-01-01"),
    ("patient", "find", WORDS["name"]),
    ("patient", "show", 1),
    ("plan", "draft", "--patient", 1),
    ("plan", "show", "--plan", 1),
    ("plan", "check", "--plan", 1),
    ("handouts", "list", "--patient", 1),
    ("handouts", "list", "--today"),
    ("visit", "list", "--patient", 1),
    ("clinic", "info"),
]


def test_that_no_mistake_at_the_command_line_quotes_anybody(
    clinic: Call, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(SEED)
    with rooms.entered(place) as opened:
        rooms.add(opened, WORDS["name"])
    fuse = Fuse(monkeypatch, *SERVICES)
    tries = 0
    while len(fuse.blown) < AT_COMMANDS:
        tries += 1
        assert tries < 10 * AT_COMMANDS, "the mistakes are made"
        before = len(fuse.blown)
        fuse.light(draw.randrange(1, 3), mistakes(draw))
        ended = clinic(*draw.choice(COMMANDS))
        fuse.out()
        if len(fuse.blown) > before:
            assert ended.code == 4
            assert len(ended.lines) == 1, ended.err
            assert "mistake of the program" in ended.err
            assert ended.out == ""
            assert CANARIES.in_text(ended.err) == set()


def test_that_the_search_would_find_a_mistake_that_quotes() -> None:
    """The harness can fail: an error's own words, and its traceback with variables, are full of them."""
    draw = random.Random(SEED)
    found = [CANARIES.in_text(f"{error!r} {error}") for error in (mistakes(draw) for _ in range(50))]
    assert all(found)
