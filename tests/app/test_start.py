"""What is loaded when: the window is there at once because the heavy packages come after it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from tests.record_fakes import PRACTICE
from treatplan.app.wiring import LateBodies, SystemClock
from treatplan.services.clinic.entry import NewClinic
from treatplan.storage.doorway import Storage
from treatplan.storage.keys.cost import LIMITS

ROOT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "river stapler orange ladder"
AFTER_THE_FIRST_PAINT = {"sqlalchemy", "alembic", "reportlab", "pypdfium2", "pydantic"}
AFTER_THE_LIST = {"sqlalchemy", "alembic"}

# The program as `treatplan` starts it, in a process of its own: here everything is loaded already. It tells which
# packages there are when the page for unlocking is painted, types the passphrase, and tells it again at the list.
PROGRAM = """
import json
import sys

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

import treatplan.app.main
from treatplan.app import window

place, passphrase, settings = sys.argv[1:]
app = QApplication(sys.argv[:1])
kept = lambda: QSettings(settings, QSettings.Format.IniFormat)
program = window.Program(app, place, window._door, kept)
seen = {}


def packages():
    return sorted({name.partition(".")[0] for name in sys.modules})


class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType():
            self.look(program.start.view, program.presenter.rooms)
        return False

    def look(self, start, rooms):
        seen.setdefault("first", packages())
        if start.step == "unlock" and start.users and "unlock" not in seen:
            seen["unlock"] = packages()
            QTimer.singleShot(0, lambda: program.start.unlock(passphrase))
        if rooms is not None and rooms.patients.view.there and "list" not in seen:
            seen["list"] = packages()
            print(json.dumps(seen), flush=True)
            program.presenter.ended.connect(lambda: app.exit(0))
            QTimer.singleShot(0, program.presenter.close)


watch = Watch()
app.installEventFilter(watch)
program.show()
code = app.exec()
program.close()
sys.exit(code)
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The packages that were loaded at the first paint, at the page for unlocking, and at the list."""
    folder = tmp_path_factory.mktemp("start")
    place = folder / "clinic.treatplan"
    storage = Storage(LateBodies(), SystemClock(), cost=LIMITS.least)
    storage.create(str(place), NewClinic(practice=PRACTICE, login="mo", name="M. O"), PASSPHRASE, "command line")[
        0
    ].close()
    made = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place), PASSPHRASE, str(folder / "settings.ini")],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return {at: set(names) for at, names in cast(dict[str, list[str]], json.loads(made.stdout)).items()}


def test_that_the_first_picture_waits_for_no_heavy_package(seen: dict[str, set[str]]) -> None:
    assert "PySide6" in seen["first"]
    assert not seen["first"] & AFTER_THE_FIRST_PAINT


def test_that_the_page_for_unlocking_waits_for_no_heavy_package(seen: dict[str, set[str]]) -> None:
    assert "sqlcipher3" in seen["unlock"]  # the door has been asked who can unlock
    assert not seen["unlock"] & AFTER_THE_FIRST_PAINT


def test_that_the_list_is_painted_before_sqlalchemy_is_loaded(seen: dict[str, set[str]]) -> None:
    assert not seen["list"] & AFTER_THE_LIST
