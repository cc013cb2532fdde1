"""A mistake of the program is told, logged and survived, wherever it happens; it names nobody."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, qWarning
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from treatplan.app.crash import Crash, where_of
from treatplan.content.texts import load_texts
from treatplan.presenters.background import Worker

WORDS = load_texts(Path(__file__).resolve().parent.parent.parent / "resources" / "screen" / "common")
SECRET = "Ana Álvarez takes warfarin"

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]


class Told:
    """Keeps what the user was told, and closes it when asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.close: Callable[[], None] = lambda: None

    def __call__(self, title: str, text: str, closed: Callable[[], None]) -> None:
        self.texts.append(f"{title}\n{text}")
        self.close = closed


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def crash(qapp: QApplication, told: Told) -> Iterator[Crash]:
    made = Crash(WORDS, told)
    made.install()
    yield made
    made.remove()


def breaks() -> None:
    raise KeyError(SECRET)


class Clumsy(QWidget):
    """Breaks in an event handler."""

    pressed = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            breaks()
        return super().event(event)


def in_slot(keep: QObject) -> None:
    clumsy = Clumsy()
    clumsy.pressed.connect(breaks)
    clumsy.pressed.emit()


def in_timer(keep: QObject) -> None:
    QTimer.singleShot(0, breaks)


def in_event(keep: QObject) -> None:
    clumsy = Clumsy()
    clumsy.setParent(keep if isinstance(keep, QWidget) else None)
    QApplication.postEvent(clumsy, QEvent(QEvent.Type.User))


def in_thread(keep: QObject) -> None:
    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()


def in_finaliser(keep: QObject) -> None:
    class Leaving:
        def __del__(self) -> None:
            breaks()

    Leaving()


@pytest.mark.parametrize(
    "place", [in_slot, in_timer, in_event, in_thread, in_finaliser], ids=lambda place: place.__name__
)
def test_that_a_mistake_anywhere_is_told_and_logged_and_names_nobody(
    qtbot: QtBot, crash: Crash, told: Told, caplog: pytest.LogCaptureFixture, place: Callable[[QObject], None]
) -> None:
    keep = QWidget()
    qtbot.addWidget(keep)
    place(keep)
    qtbot.waitUntil(lambda: len(told.texts) == 1)
    assert "What you typed is still here" in told.texts[0]
    assert "KeyError at breaks, line" in told.texts[0]
    assert "KeyError at breaks, line" in caplog.text
    for text in (told.texts[0], caplog.text):
        assert SECRET not in text
        assert "Traceback" not in text
        assert ".py" not in text.replace("test_crash.py", "").replace("crash.py", "")


def test_that_a_mistake_of_the_worker_is_told(qtbot: QtBot, crash: Crash, told: Told) -> None:
    worker = Worker(crash.report)
    worker.run(breaks, lambda _: None)
    qtbot.waitUntil(lambda: len(told.texts) == 1)
    worker.close()


def test_that_one_mistake_is_told_at_a_time(qtbot: QtBot, crash: Crash, told: Told) -> None:
    for _ in range(5):
        in_timer(crash)
    qtbot.waitUntil(lambda: crash.count == 5)
    QApplication.processEvents()
    assert len(told.texts) == 1
    told.close()
    in_timer(crash)
    qtbot.waitUntil(lambda: len(told.texts) == 2)


def test_that_the_program_goes_on_with_what_was_typed(qtbot: QtBot, crash: Crash, told: Told) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.textEdited.connect(lambda _: breaks())
    line.show()
    QTest.keyClicks(line, "abc")
    qtbot.waitUntil(lambda: crash.count == 3)
    assert line.text() == "abc"


def test_that_words_of_qt_are_log_lines_and_its_noise_is_not(crash: Crash, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        qWarning("the layout is odd")
        qWarning("This plugin does not support propagateSizeHints()")
    assert [record.getMessage() for record in caplog.records] == ["the layout is odd"]


def test_that_the_hooks_are_put_back(qapp: QApplication) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crash = Crash(WORDS)
    crash.install()
    assert sys.excepthook != before[0]
    crash.install()
    crash.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_that_a_mistake_is_described_without_its_words() -> None:
    with pytest.raises(KeyError) as caught:
        breaks()
    assert where_of(caught.value).startswith("KeyError at breaks, line ")
    assert where_of(ValueError(SECRET)) == "ValueError"
