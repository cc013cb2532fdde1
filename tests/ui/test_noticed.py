"""What was noticed while unlocking: read and taken away, or answered for."""

import pytest
from pytestqt.qtbot import QtBot

from tests.presenters.wording import WINDOW
from treatplan.domain.texts import Texts
from treatplan.ui.noticed import Noticed


@pytest.mark.parametrize("may_answer", [True, False])
def test_that_only_the_owner_is_offered_to_answer(qtbot: QtBot, words: Texts, may_answer: bool) -> None:  # noqa: FBT001  (of the table)
    shown = Noticed(words, WINDOW)
    qtbot.addWidget(shown)
    shown.show_lines(("audit row 1: is not as written",), may_answer=may_answer)
    assert (shown.isVisible(), shown.answer.isVisible()) == (True, may_answer)
    shown.show_lines(())
    assert not shown.isVisible()
