"""Work goes on beside the window, its results come on the GUI thread, and late ones are dropped."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from tests.fakes import InlineBackground
from treatplan.presenters.background import Background, Worker


class Asker(QObject):
    """Keeps what it is told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.threads: set[int] = set()

    def take(self, result: object) -> None:
        self.told.append(result)
        self.threads.add(threading.get_ident())


@pytest.fixture
def crashes() -> list[Exception]:
    return []


@pytest.fixture
def worker(qapp: QCoreApplication, crashes: list[Exception]) -> Iterator[Worker]:
    made = Worker(crashes.append)
    yield made
    made.close()


def test_that_work_is_done_elsewhere_and_told_here(qtbot: QtBot, worker: Worker) -> None:
    asker = Asker()
    worker.run(threading.get_ident, asker.take)
    qtbot.waitUntil(lambda: len(asker.told) == 1)
    assert asker.threads == {threading.get_ident()}
    assert asker.told != [threading.get_ident()]


def test_that_work_is_told_in_the_order_it_was_asked_for(qtbot: QtBot, worker: Worker) -> None:
    asker = Asker()
    for number in range(20):
        worker.run(partial(int, number), asker.take)
    qtbot.waitUntil(lambda: len(asker.told) == 20)
    assert asker.told == list(range(20))


def test_that_an_error_goes_to_the_asker(qtbot: QtBot, worker: Worker, crashes: list[Exception]) -> None:
    asker = Asker()
    worker.run(lambda: 1 // 0, asker.take, asker.take)
    qtbot.waitUntil(lambda: bool(asker.told))
    assert isinstance(asker.told[0], ZeroDivisionError)
    assert asker.threads == {threading.get_ident()}
    assert crashes == []


def test_that_an_error_nobody_asked_for_goes_to_the_crash_handler(
    qtbot: QtBot, worker: Worker, crashes: list[Exception]
) -> None:
    asker = Asker()
    worker.run(lambda: 1 // 0, asker.take)
    qtbot.waitUntil(lambda: bool(crashes))
    worker.run(lambda: "on", asker.take)
    qtbot.waitUntil(lambda: asker.told == ["on"])


def test_that_only_the_latest_of_a_key_counts(qtbot: QtBot, worker: Worker) -> None:
    asker, gate = Asker(), threading.Event()
    done: list[str] = []

    def noted(text: str) -> str:
        done.append(text)
        return text

    worker.run(gate.wait, lambda _: None)
    for text in ("a", "an", "ana"):
        worker.latest("search", partial(noted, text), asker.take)
    worker.latest("preview", lambda: "page", asker.take)
    gate.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert asker.told == ["ana", "page"]
    assert done == ["ana"]  # what is overtaken is not even begun


def test_that_a_result_overtaken_while_it_was_made_is_dropped(qtbot: QtBot, worker: Worker) -> None:
    asker, begun, gate = Asker(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        gate.wait()
        return "old"

    worker.latest("look", slow, asker.take)
    begun.wait()
    worker.latest("look", lambda: "new", asker.take)
    gate.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert asker.told == ["new"]


def test_that_what_is_forgotten_is_not_told(qtbot: QtBot, worker: Worker) -> None:
    asker, gate = Asker(), threading.Event()
    worker.run(gate.wait, lambda _: None)
    worker.latest("look", lambda: "x", asker.take)
    worker.forget("look")
    gate.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert asker.told == []


def test_that_a_receiver_that_is_gone_is_told_nothing(qtbot: QtBot, worker: Worker, crashes: list[Exception]) -> None:
    asker, gate = Asker(), threading.Event()
    worker.run(gate.wait, lambda _: None)
    worker.run(lambda: "late", asker.take)
    asker.deleteLater()
    QCoreApplication.sendPostedEvents(asker, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert (asker.told, crashes) == ([], [])


def test_that_busy_says_when_it_begins_and_ends(qtbot: QtBot, worker: Worker) -> None:
    said: list[bool] = []
    worker.busy_changed.connect(said.append)
    worker.run(lambda: None, lambda _: None)
    assert worker.busy
    qtbot.waitUntil(lambda: not worker.busy)
    assert said == [True, False]


def test_that_busy_ends_also_where_telling_fails(qtbot: QtBot, worker: Worker) -> None:
    def fails(_: object) -> None:
        raise KeyError

    with qtbot.captureExceptions() as caught:
        worker.run(lambda: 1, fails)
        qtbot.waitUntil(lambda: not worker.busy)
    assert [kind for kind, _, _ in caught] == [KeyError]


def test_that_after_closing_nothing_is_told(qtbot: QtBot, crashes: list[Exception]) -> None:
    worker, asker, gate = Worker(crashes.append), Asker(), threading.Event()
    worker.run(lambda: gate.wait(0.01), asker.take)
    worker.run(lambda: "dropped", asker.take)
    worker.close()
    worker.run(lambda: "refused", asker.take)
    QCoreApplication.processEvents()
    assert (asker.told, worker.busy) == ([], False)


def test_that_the_double_of_the_tests_does_as_the_worker_does() -> None:
    told: list[object] = []
    inline: Background = InlineBackground()
    inline.run(lambda: 1, told.append)
    inline.run(lambda: 1 // 0, told.append, told.append)
    assert told[0] == 1
    assert isinstance(told[1], ZeroDivisionError)
    held = InlineBackground(holds=True)
    held.latest("a", lambda: "old", told.append)
    held.latest("a", lambda: "new", told.append)
    held.release()
    assert told[2:] == ["new"]
