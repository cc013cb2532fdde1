"""The running window, in a process of its own: what it loads before it is painted, and that it closes cleanly."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "alembic", "reportlab", "pypdfium2", "pydantic")
LATER = ("treatplan.services", "treatplan.ui.pages.unlocking", "treatplan.ui.pages.new_clinic")

SCRIPT = f"""
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from treatplan.app.window import Program, _door

later = {HEAVY + LATER!r}
app = QApplication([])
folder = sys.argv[1]
settings = lambda: QSettings(folder + "/x.ini", QSettings.IniFormat)
program = Program(app, folder + "/clinic.treatplan", _door, settings)
program.window.first_painted.connect(lambda: print("painted", [name for name in later if name in sys.modules]))
program.start.changed.connect(lambda: (print(program.start.view.step), program.window.close()))
program.window.destroyed.connect(app.quit)
program.show()
app.exec()
program.close()
print("closed", program.crash.count)
"""


def test_that_the_first_picture_needs_no_database_and_no_pdf_and_the_window_closes_cleanly(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[0] == "painted []"
    assert run.stdout.splitlines()[1:] == ["welcome", "closed 0"]
