"""Days and numbers as people type them: read, shown as they were understood, or refused saying why."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.app.house import House, one
from tests.clinic_fakes import RESOURCES, FixedClock, a_person
from tests.hostile.conftest import Call, assert_one_line
from tests.storage import rooms
from treatplan.content.texts import load_texts
from treatplan.services.clinic.patients import Patients
from treatplan.ui.parts.entries import DateField, NumberField

WORDS = load_texts(RESOURCES / "screen" / "common")
TODAY = date(2026, 11, 25)
REFUSED = "refused"
Save = Callable[..., Path]

# What is typed, and what it is in the window, at the command line, in a file: a day, or refused.
DAYS: list[tuple[str, str, str]] = [
    ("29.2.2024", "29 Feb 2024", REFUSED),
    ("2024-02-29", "29 Feb 2024", "2024-02-29"),
    ("29.2.2023", REFUSED, REFUSED),
    ("2023-02-29", REFUSED, REFUSED),
    ("03/04/1980", "3 Apr 1980", REFUSED),
    ("3.4.05", "3 Apr 2005", REFUSED),
    ("3.4.71", "3 Apr 1971", REFUSED),
    ("05", REFUSED, REFUSED),
    ("1.1.2099", REFUSED, REFUSED),
    ("2099-01-01", REFUSED, REFUSED),
    ("1.1.1780", REFUSED, REFUSED),
    ("1780-01-01", REFUSED, REFUSED),
    ("0001-01-01", REFUSED, REFUSED),
    ("9999-12-31", REFUSED, REFUSED),
    ("10000-01-01", REFUSED, REFUSED),
    ("0000-00-00", REFUSED, REFUSED),
    ("1980", REFUSED, REFUSED),
    ("", REFUSED, REFUSED),
    ("not known", REFUSED, REFUSED),
    ("\u0662\u0669.\u0662.\u0661\u0669\u0668\u0660", "29 Feb 1980", REFUSED),
    ("\uff12\uff19.2.1980", "29 Feb 1980", REFUSED),
    ("1980-02-29T00:00", REFUSED, REFUSED),
    ("29 feb 1980", "29 Feb 1980", REFUSED),
    ("=1+1", REFUSED, REFUSED),
]


@pytest.mark.gui
@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize(("typed", "wanted", "_"), DAYS)
def test_that_a_birth_date_is_read_or_refused_in_the_window(typed: str, wanted: str, _: str, house: House) -> None:
    house.open.patients.add()
    house.rest()
    name, born = (
        one(line for line in house.shown(QLineEdit) if line.accessibleName().startswith(words))
        for words in ("Family name", "Birth date")
    )
    QTest.keyClicks(name, "Dated")
    born.setFocus()
    born.insert(typed)
    born.textEdited.emit(born.text())
    QTest.keyClick(born, Qt.Key.Key_Tab)
    house.rest()
    form = house.open.patients.form
    assert form is not None
    if wanted != REFUSED:
        assert born.text() == wanted, "it is said back with the month in letters and all of the year"
        assert form.view.typed.birth_date is not None
        return
    house.press("Save and start the intake")
    house.rest()
    assert house.window.page == "patients"
    field = born.parent()
    while not isinstance(field, DateField):
        assert field is not None
        field = field.parent()
    assert field.message.shown, "why not is said below it"
    assert born.text() == typed or " Jan " in born.text(), "and it stays, as it was understood"


@pytest.mark.parametrize(("typed", "_", "wanted"), DAYS)
def test_that_a_birth_date_is_read_or_refused_on_the_command_line(
    typed: str, _: str, wanted: str, clinic: Call
) -> None:
    added = clinic("patient", "add", "--family", "Dated", f"--birth-date={typed}", "--json")
    if wanted == REFUSED:
        assert_one_line(added, "date")
    else:
        assert added.json["person"]["birth_date"] == wanted


@pytest.mark.parametrize(("typed", "_", "wanted"), DAYS)
def test_that_a_birth_date_is_read_or_refused_in_a_file(
    typed: str, _: str, wanted: str, call: Call, sample_intake: dict[str, Any], save: Save
) -> None:
    sample_intake["patient"]["birth_date"] = typed
    drafted = call("plan", "draft", save(sample_intake))
    if wanted == REFUSED:
        assert_one_line(drafted, "intake.json", "patient.birth_date")
    else:
        assert drafted.code in {0, 1}
        assert "birth_date" not in drafted.err


def test_that_nothing_happens_before_birth(
    call: Call, clinic: Call, sample_intake: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    sample_intake["patient"]["birth_date"] = "2026-11-24"
    sample_intake["taken_on"] = "2026-11-23"
    assert_one_line(call("plan", "draft", save(sample_intake)), "patient.birth_date", "2026-11-24", "2026-11-23")
    sample_intake["patient"] |= {"given_name": "Ana", "family_name": "Adams", "birth_date": "1991-03-12"}
    assert clinic("intake", "record", "1", save(sample_intake)).code == 0
    visit = tmp_path / "visit.json"
    visit.write_text(json.dumps({"format": "treatplan.visit/1", "on": "1980-01-01"}), encoding="utf-8")
    assert_one_line(clinic("visit", "keep", "--patient", "1", visit), "1980-01-01")


# Numbers

NUMBERS: list[tuple[str, float | None]] = [
    ("20", 20), ("20 mm", 20), ("2,5", 2.5), ("2.5", 2.5), ("\u0662\u0660", 20), ("\uff12\uff10", 20),
    ("1_000", None), ("1e3", None), ("NaN", None), ("nan", None), ("Infinity", None), ("inf", None), ("0x10", None),
    ("1.234,56", None), ("1,234.56", None), ("1 000", None), ("--5", None), ("-3", None), ("900", None),
    ("1e400", None), (str(2**63), None), ("1" + "0" * 30, None), ("٣.٥.٥", None),
    ("½", None), ("²", None), ("", None), ("=1+1", None),
]  # fmt: skip


@pytest.mark.gui
@pytest.mark.parametrize(("typed", "wanted"), NUMBERS)
def test_that_a_number_is_read_or_refused_in_the_window(typed: str, wanted: float | None, qapp: object) -> None:
    field = NumberField(WORDS, "Depth", unit="mm", decimals=1, limits=(0, 150))
    editor = field.findChild(QLineEdit)
    assert editor is not None
    editor.insert(typed)
    editor.textEdited.emit(editor.text())
    editor.editingFinished.emit()
    assert field.value == wanted
    if wanted is None and typed:
        assert field.message.shown
    field.deleteLater()


@pytest.mark.gui
def test_that_minus_nothing_is_nothing(qapp: object) -> None:
    field = NumberField(WORDS, "Depth", unit="mm", limits=(0, 150))
    editor = field.findChild(QLineEdit)
    assert editor is not None
    editor.insert("-0")
    editor.textEdited.emit(editor.text())
    editor.editingFinished.emit()
    assert str(field.value) == "0.0"
    field.deleteLater()


WRONG_IN_A_PLAN: list[tuple[str, Any]] = [
    ("retention_min", 0), ("retention_min", 1500), ("retention_min", -5), ("retention_min", "20"),
    ("points.0.depth_mm", 900), ("points.0.depth_mm", -1), ("points.0.depth_mm", "1e3"), ("points.0.depth_mm", 2**63),
    ("points.0.depth_mm", 10**30), ("points.0.depth_mm", True), ("points.0.depth_mm", "NaN"),
    ("points.0.depth_mm", 1e308),
    ("points.0.needles", -1), ("points.0.needles", 400), ("points.0.depth_mm", []), ("points.0.depth_mm", {"low": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("field", "found"), WRONG_IN_A_PLAN)
def test_that_a_number_is_read_or_refused_in_a_file(
    field: str, found: object, call: Call, sample_intake: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    intake = save(sample_intake)
    assert call("plan", "draft", intake, "-o", plan).code == 0
    spoiled = json.loads(plan.read_text(encoding="utf-8"))
    here: Any = spoiled["components"][0]
    *way, last = field.split(".")
    for step in way:
        here = here[int(step)] if step.isdigit() else here[step]
    here[last] = found
    assert_one_line(call("plan", "check", save(spoiled, "bad.json"), "--intake", intake), "bad.json", last)


@pytest.mark.parametrize(
    "number", ["0_1", "1_0", "1e1", "NaN", "-1", "0", str(2**63), "1" + "0" * 30, "9" * 5000, "٣", "1.0", "", " ", "x"]
)
def test_that_a_file_number_is_digits_on_the_command_line(number: str, clinic: Call) -> None:
    assert_one_line(clinic("patient", "show", f"{number}"))
    assert_one_line(clinic("plan", "show", "--plan", number))


# The clock


def test_that_a_clock_that_goes_back_stops_nothing_and_keeps_the_order(place: Path) -> None:
    opened = rooms.enter(place)
    clock = FixedClock()
    patients = Patients(opened.records, opened.directory, clock)
    for years in (0, -3, 10, -30):
        clock.moment = FixedClock().moment + timedelta(days=365 * years)
        patients.add(opened.session, a_person(family_name=f"Of{years}"))
    with opened.records.reading() as record:
        assert record.trail.broken() == ()
        numbers = [row.number for row in record.trail.rows(1, 1000)]
        added = [row.deed.id for row in record.trail.rows(1, 1000) if row.deed.action == "added"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert added == sorted(added, key=lambda id_: id_ or 0)
    opened.close()
    assert len(rooms.names_in(place)) == 5


def test_that_a_journey_changes_no_moment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def moments() -> list[datetime]:
        with rooms.entered(place, to_read=True) as opened, opened.records.reading() as record:
            return [row.at for row in record.trail.rows(1, 3)]

    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    before = moments()
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    after = moments()
    monkeypatch.undo()
    time.tzset()
    assert before == after
    assert {moment.tzinfo for moment in after} == {UTC}


# Points

SAME = ["ST36", "ST 36", "st-36", "S36", "Zusanli", "zusanli", "足三里", "\uff33\uff3436"]


@pytest.mark.parametrize("written", SAME)
def test_that_a_point_is_the_same_however_it_is_written(written: str, call: Call) -> None:
    shown = call("library", "points", written)
    assert shown.code == 0, shown.err
    assert "ST36" in shown.out


@pytest.mark.parametrize("written", ["ST99", "ZZ1", "Zusanlii", "ST036x", "'; DROP TABLE", "36", "ST" + "9" * 500])
def test_that_a_point_that_is_none_is_refused_and_what_is_near_is_named(written: str, call: Call) -> None:
    ended = call("library", "points", written)
    assert_one_line(ended)
    if written in {"ST99", "Zusanlii"}:
        assert "near it" in ended.err
