"""Garbage is cleared on the GUI thread, whichever thread makes it."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from treatplan.app.collecting import Collecting

pytestmark = pytest.mark.gui


@pytest.fixture
def collecting(qapp: QApplication) -> Iterator[Collecting]:
    made = Collecting()
    yield made
    made.stop()


class Ring(QObject):
    """An object of Qt's that only the collector can clear."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_that_a_worker_clears_nothing_and_the_gui_thread_does(qtbot: QtBot, collecting: Collecting) -> None:
    cleared_in: list[QThread] = []
    ring = Ring()
    watch = weakref.finalize(ring, lambda: cleared_in.append(QThread.currentThread()))
    del ring
    worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    worker.start()
    worker.join()
    assert watch.alive
    kept = [[] for _ in range(100_000)]  # type: list[list[int]]
    qtbot.waitUntil(lambda: not watch.alive)
    assert cleared_in == [QThread.currentThread()]
    assert len(kept) == 100_000


def test_that_python_collects_again_afterwards(qapp: QApplication) -> None:
    made = Collecting()
    during = gc.isenabled()
    made.stop()
    assert (during, gc.isenabled()) == (False, True)
