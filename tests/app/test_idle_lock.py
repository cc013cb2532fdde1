"""The window that nobody sits at: everything of a clinic is gone from the screen, and nothing is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from tests.app.house import House
from tests.storage import rooms

pytestmark = pytest.mark.gui


@pytest.fixture
def house(open_house: Callable[[Path], House], clinic: Path) -> House:
    made = open_house(clinic)
    made.unlock()
    assert made.program.presenter.rooms is not None
    return made


def let_time_pass(house: House, minutes: float) -> None:
    """Nobody touches anything for so long."""
    idle = house.program.idle
    idle._touched -= minutes * 60
    idle.look()


def words_on_the_screen() -> str:
    """Everything that any window of the program shows in labels, and what windows are called."""
    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    labels = [label.text() for window in windows for label in window.findChildren(QLabel) if label.isVisible()]
    return " ".join([*labels, *(window.windowTitle() for window in windows)])


def test_that_the_window_locks_after_its_minutes_and_not_before(house: House) -> None:
    let_time_pass(house, 4.9)
    assert house.program.presenter.rooms is not None
    let_time_pass(house, 0.2)
    house.wait(lambda: house.program.presenter.rooms is None)
    house.rest()
    assert house.start.view.step == "unlock"
    house.unlock()
    assert house.program.presenter.rooms is not None
    assert house.program.idle.watching


def test_that_dialogs_menus_and_the_title_go_with_it(house: House) -> None:
    house.to_patient("details")
    house.program._dialogs().tell("About Adams", "Adams wants to be called in the evening.")
    menu = QMenu("Adams", house.window)
    menu.popup(QPoint(5, 5))
    assert "Adams" in words_on_the_screen()
    let_time_pass(house, 6)
    assert "Adams" not in words_on_the_screen()
    assert "Hill Street" not in words_on_the_screen()
    assert (house.dialogs(), menu.isVisible()) == ([], False)
    house.wait(lambda: house.program.presenter.rooms is None)
    house.rest()
    assert "Adams" not in words_on_the_screen()
    assert house.window.isVisible()


def test_that_what_was_typed_is_stored_on_the_way_out(house: House, clinic: Path) -> None:
    patients = house.open.patients
    patients.add()
    assert patients.form is not None
    patients.form.edit("family_name", "Brown")
    patients.form.edit("birth_date", rooms.CLOCK.today().replace(year=1990))
    let_time_pass(house, 6)
    house.wait(lambda: house.program.presenter.rooms is None)
    house.rest()
    assert rooms.names_in(clinic) == ["Adams", "Brown"]


def test_that_nothing_is_watched_once_the_clinic_is_locked(house: House) -> None:
    house.lock()
    assert not house.program.idle.watching


def turn_the_wheel(widget: QWidget) -> None:
    at = QPointF(9, 9)
    turned = QWheelEvent(
        at, at, QPoint(0, 30), QPoint(0, 30), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget.windowHandle(), turned)


@pytest.mark.parametrize(
    "sign",
    [
        lambda window: QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift),
        lambda window: QTest.mouseMove(window.windowHandle(), QPoint(20, 20)),
        lambda window: QTest.mouseClick(
            window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3)
        ),
        turn_the_wheel,
    ],
    ids=["key", "mouse moved", "mouse pressed", "wheel"],
)
def test_that_a_sign_of_somebody_keeps_it_open(house: House, sign: Callable[[QWidget], None]) -> None:
    idle = house.program.idle
    idle._touched -= 290
    long_ago = idle._touched
    QApplication.processEvents()
    sign(house.window)
    house.wait(lambda: idle._touched > long_ago)
    let_time_pass(house, 4.9)
    assert house.program.presenter.rooms is not None


def test_that_a_timer_or_a_repaint_is_no_sign_of_somebody(house: House) -> None:
    before = house.program.idle._touched
    QApplication.sendEvent(house.window, QEvent(QEvent.Type.UpdateRequest))
    house.window.repaint()
    QApplication.processEvents()
    assert house.program.idle._touched == before
