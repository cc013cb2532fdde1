"""The window around all pages: what it shows when, and what it never shows."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.clinic_fakes import FixedClock
from tests.presenters.test_window import House
from tests.presenters.wording import PATIENTS, START, WINDOW
from treatplan.domain.texts import Texts
from treatplan.presenters.window import Rooms
from treatplan.ui.pages.patient import PatientPage
from treatplan.ui.pages.patients import PatientsPage
from treatplan.ui.pages.start import StartPage
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP
from treatplan.ui.window import MainWindow

TODAY = FixedClock().today
_TITLE_BAR = 36  # pixels of usual desktops


class FakePages:
    """Makes the real pages, with empty ones for the record."""

    def __init__(self, words: Texts) -> None:
        self._words = words

    def patients(self, rooms: Rooms) -> PatientsPage:
        return PatientsPage(rooms.patients, self._words, PATIENTS, TODAY)

    def patient(self, rooms: Rooms) -> PatientPage:
        pages = {"intake": QWidget(), "plan": QWidget()}
        return PatientPage(rooms.card, self._words, PATIENTS, TODAY, pages)


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[], QSettings]:
    return partial(QSettings, str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def house() -> House:
    made = House(warnings=("A copy of the key file was mended.",))
    made.window.lock()
    return made


@pytest.fixture
def window(qtbot: QtBot, words: Texts, house: House, settings: Callable[[], QSettings]) -> MainWindow:
    presenter = house.window
    page = partial(StartPage, presenter.start, words, START)
    made = MainWindow(presenter, words, WINDOW, page, FakePages(words), settings)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def unlock(house: House) -> None:
    house.window.start.opened.emit(house.clinic)


def fits_its_screen(window: QWidget) -> bool:
    """Whether there is room for it and for a title bar, which the platform of the tests does not draw."""
    return window.screen().availableGeometry().contains(window.frameGeometry().adjusted(0, 0, 0, _TITLE_BAR))


def test_that_without_a_clinic_there_is_nowhere_to_go(window: MainWindow) -> None:
    assert (window.page, window.rail.isVisible(), window.windowTitle()) == ("start", False, "treatplan")


def test_that_the_painted_list_starts_the_rest_and_the_title_names_the_clinic_only(
    qtbot: QtBot, window: MainWindow, house: House
) -> None:
    unlock(house)
    qtbot.waitUntil(lambda: house.opened.warmed == 1)
    house.window.to_patient(1)
    assert (window.page, window.rail.isVisible()) == ("patient", True)
    assert window.windowTitle() == "Willow Bridge Acupuncture – treatplan"


def test_that_warnings_are_shown_once(window: MainWindow, house: House) -> None:
    unlock(house)
    seen = [window._warnings.isVisible()]
    window._warnings.read.click()
    assert [*seen, window._warnings.isVisible()] == [True, False]


def test_that_escape_takes_away_what_was_noticed(window: MainWindow, house: House) -> None:
    unlock(house)
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.window() is window
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not window._warnings.isVisible()


def test_that_what_was_noticed_keeps_a_distance_and_little_room(window: MainWindow, house: House) -> None:
    unlock(house)
    QApplication.processEvents()
    whole, notice = window._warnings.rect(), window._warnings._notice.geometry()
    assert notice.top() - whole.top() >= GAP
    assert whole.bottom() - notice.bottom() >= GAP
    assert whole.height() <= 100


def test_that_the_window_and_its_title_bar_fit_the_screen(window: MainWindow) -> None:
    assert window.screen().availableGeometry().width() < 1440  # which it would like to be
    assert fits_its_screen(window)


def test_that_a_window_remembered_from_a_larger_screen_fits_this_one(
    qtbot: QtBot, words: Texts, house: House, settings: Callable[[], QSettings]
) -> None:
    large = QMainWindow()
    large.setGeometry(300, 200, 780, 790)
    settings().setValue("geometry", large.saveGeometry())
    page = partial(StartPage, house.window.start, words, START)
    made = MainWindow(house.window, words, WINDOW, page, FakePages(words), settings)
    qtbot.addWidget(made)
    made.show()
    assert fits_its_screen(made)


def test_that_locking_leaves_no_page_of_the_clinic_behind(qtbot: QtBot, window: MainWindow, house: House) -> None:
    unlock(house)
    house.window.to_patient(1)
    assert window.findChildren(PatientsPage)
    window.rail.lock.click()
    qtbot.waitUntil(lambda: not window.findChildren(PatientsPage) and not window.findChildren(PatientPage))
    assert (window.page, window.windowTitle()) == ("start", "treatplan")
    assert not [label.text() for label in window.findChildren(QLabel) if "Okafor" in label.text()]


def test_that_the_rail_leads_back_to_the_list(window: MainWindow, house: House) -> None:
    unlock(house)
    house.window.to_patient(1)
    window.asked.emit("patients")
    assert window.page == "patients"


def test_that_closing_closes_the_clinic_and_then_the_window(qtbot: QtBot, window: MainWindow, house: House) -> None:
    unlock(house)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert house.opened.closed


def test_that_the_size_of_the_text_is_kept_for_next_time(
    qtbot: QtBot, window: MainWindow, settings: Callable[[], QSettings]
) -> None:
    look().scale_to(1.5)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert float(str(settings().value("text_scale"))) == 1.5


def test_that_settings_that_make_no_sense_are_no_harm(
    words: Texts, house: House, settings: Callable[[], QSettings]
) -> None:
    settings().setValue("text_scale", "large")
    page = partial(StartPage, house.window.start, words, START)
    made = MainWindow(house.window, words, WINDOW, page, FakePages(words), settings)
    assert look().tokens.scale == 1.0
    made.deleteLater()
    QApplication.processEvents()
