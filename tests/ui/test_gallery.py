"""All parts together, with hostile data, pass the audit in both colours, at all sizes of text, and at the desk."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.audit import audit, unnamed
from tools import gallery
from treatplan.ui.frame import Frame
from treatplan.ui.style import Look
from treatplan.ui.tokens import DARK, Tokens


@pytest.fixture
def frame(qtbot: QtBot) -> Frame:
    made = gallery.frame()
    qtbot.addWidget(made)
    made.resize(1440, 900)  # the screen of the tests is smaller, and the frame begins no larger than that
    made.show()
    return made


def test_that_all_parts_pass_the_audit(frame: Frame) -> None:
    assert audit(frame) == []


@pytest.mark.parametrize(
    "tokens", [Tokens(scale=2.0), Tokens(colours=DARK), Tokens(desk=True)], ids=["200 %", "dark", "desk"]
)
def test_that_the_look_changes_live_and_nothing_breaks(frame: Frame, look: Look, tokens: Tokens) -> None:
    look.use(tokens)
    QApplication.processEvents()
    assert not frame.grab().isNull()
    assert unnamed(frame) == []
    assert frame.minimumSizeHint().width() <= 1024
