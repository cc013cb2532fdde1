"""What every test of the window gets: the look, the common wording, and Qt's warnings as failures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from treatplan.content.texts import load_texts
from treatplan.domain.texts import Texts
from treatplan.ui import style
from treatplan.ui.style import Look
from treatplan.ui.tokens import Tokens

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in this folder are `gui`, and fail where Qt warns."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gui)
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    """The look at 100 %, light; put back after the test."""
    try:
        made = style.look()
    except LookupError:
        made = style.install(qapp, fonts=RESOURCES / "fonts", icons=RESOURCES / "icons")
    yield made
    made.use(Tokens())


@pytest.fixture(scope="session")
def words() -> Texts:
    """The wording that all pages share."""
    return load_texts(RESOURCES / "screen" / "common")
