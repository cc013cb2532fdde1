"""A closed clinic to open in the window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.house import House
from tests.storage import rooms
from treatplan.ui import style
from treatplan.ui.tokens import Tokens


@pytest.fixture(scope="session")
def made_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed clinic with one patient, made once. Copied, never opened."""
    return rooms.a_clinic_file(tmp_path_factory.mktemp("made"), "Adams")


@pytest.fixture
def clinic(made_clinic: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, alone in its folder."""
    return rooms.copied(made_clinic, tmp_path / "clinic")


@pytest.fixture
def open_house(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Path], House]]:
    """Starts the window on a clinic; stops it after the test."""
    houses: list[House] = []

    def start(place: Path) -> House:
        houses.append(House(qtbot, place, tmp_path))
        return houses[-1]

    yield start
    for house in houses:
        house.end()
    style.look().use(Tokens())
