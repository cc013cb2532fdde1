"""The look is one, changes live, and keeps within its limits."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.conftest import RESOURCES
from treatplan.domain.errors import Unavailable
from treatplan.domain.texts import Texts
from treatplan.ui import style
from treatplan.ui.parts.entries import LineField
from treatplan.ui.parts.text import Label
from treatplan.ui.style import Look
from treatplan.ui.tokens import LARGEST_SCALE, SCALES


def test_that_the_window_speaks_in_the_typeface_of_the_handout(qapp: QApplication, look: Look) -> None:
    assert qapp.font().families() == list(style.FAMILIES)
    assert Label("太溪").font().families() == list(style.FAMILIES)


def test_that_text_grows_at_once_and_controls_with_it(qtbot: QtBot, look: Look, words: Texts) -> None:
    field = LineField(words, "Family name")
    qtbot.addWidget(field)
    field.show()
    before = field.editor.height(), field.label.fontMetrics().height()
    assert before[0] >= 32
    look.scale_to(2.0)
    qtbot.waitUntil(lambda: field.editor.height() > before[0])
    assert field.label.fontMetrics().height() == pytest.approx(2 * before[1], abs=2)


def test_that_the_text_grows_in_steps_and_stops_at_its_limits(look: Look) -> None:
    for _ in range(len(SCALES) + 2):
        look.larger()
    assert look.tokens.scale == LARGEST_SCALE
    for _ in range(len(SCALES) + 2):
        look.smaller()
    assert look.tokens.scale == SCALES[0]
    look.scale_to(9.0)
    assert look.tokens.scale == LARGEST_SCALE


def test_that_dark_is_a_second_set_of_colours(qtbot: QtBot, look: Look) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    look.use_dark(dark=True)
    assert line.palette().base().color().lightness() < 64
    look.use_dark(dark=False)
    assert line.palette().base().color().lightness() > 192


def test_that_a_missing_typeface_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="SourceSans3"):
        style.install(qapp, fonts=tmp_path, icons=RESOURCES / "icons")
