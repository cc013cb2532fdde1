"""Types into the forms of the real window, kills it at a random moment, and looks what is offered back.

    python -m tests.faults.typed --count 1000 --seed 1

What was typed more than two seconds before the kill must be there, to the letter, for this user and for no other. The
machine is allowed what it takes beyond that: a save that the disk held up, a key that came late.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from tests.faults import command
from tests.faults.command import Call, Report

if TYPE_CHECKING:
    from treatplan.app.window import Program

FORMS = ("new patient", "details", "intake")
TWO_SECONDS = 2.0
_MOMENTS = (0.5, 4.0)  # seconds from the first letter to the kill
_BESIDE = 2  # windows at once
_ENDED = "ended by itself"
LATE = "late"  # the weakening: what is typed is kept after a minute
_EVERY_MS = 15
_AT_EASE = 0.3  # seconds that a save or a key may take before the machine counts as slow
_LETTERS = "The pain is worse on the left, <b>O'Neil & Sons</b> says so; "
_ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Told:
    """What a child told before it was killed: when each letter was typed, when each save began and ended."""

    letters: list[float] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)

    def hear(self, line: str) -> None:
        """One line of the child's."""
        if line == _ENDED:
            raise RuntimeError("the window ended by itself")
        kind, _, when = line.strip().partition(" ")
        {"letter": self.letters, "began": self.began, "ended": self.ended}[kind].append(float(when))

    def due(self, killed: float) -> int:
        """How many letters must have been kept."""
        return sum(when <= killed - TWO_SECONDS - self._slow(killed) for when in self.letters)

    def _slow(self, killed: float) -> float:
        saves = [end - start for start, end in zip(self.began, [*self.ended, killed], strict=False)]
        keys = [later - when for when, later in zip(self.letters, [*self.letters[1:], killed], strict=True)]
        return sum(max(0.0, max(times, default=0.0) - _AT_EASE) for times in (saves, keys))


def harness(call: Call) -> Report:
    """Type and kill `call.count` times, form after form."""
    from tests.storage import rooms  # noqa: PLC0415  (the nest below loads it for itself)

    report = Report()
    forms = [name for name in FORMS if not call.only or name in call.only]
    with command.scratch() as folder, nest(*call.weaken) as process, ThreadPoolExecutor(_BESIDE) as pool:
        (folder / "made").mkdir()
        made = rooms.a_clinic_file(folder / "made", "Adams")

        def one(number: int) -> tuple[int, str, str]:
            form = forms[number % len(forms)]
            place = rooms.copied(made, folder / f"run-{number}")
            wrong = one_try(process, place, form, call.source(number))
            shutil.rmtree(place.parent)
            return number, form, wrong

        for number, form, wrong in pool.map(one, call.numbers()):
            report.tried[form] += 1
            if wrong:
                report.wrong(number, form, wrong)
    return report


def one_try(process: "subprocess.Popen[str]", place: Path, form: str, chance: random.Random) -> str:
    """What is wrong with what was kept; empty where nothing is."""
    told, moment = Told(), chance.uniform(*_MOMENTS)
    killed = type_and_kill(process, place, form, moment, told)
    kept = kept_of(place, form)
    typed = text_of(len(told.letters) + 1)  # the last one may not have been told any more
    if not typed.startswith(kept):
        return f"kept {kept!r}, which nobody typed"
    if len(kept) < len(text_of(told.due(killed)).strip()):
        return (
            f"after {moment:.2f} s: {told.due(killed)} letters were due, {len(kept)} of {len(told.letters)} are there"
        )
    return ""


def type_and_kill(process: "subprocess.Popen[str]", place: Path, form: str, moment: float, told: Told) -> float:
    """Let a child type, and kill it so long after its first letter. The time at which it was killed."""
    assert process.stdin is not None
    pipe = place.with_suffix(".told")
    os.mkfifo(pipe)
    process.stdin.write(f"{place}\t{form}\t{pipe}\n")
    process.stdin.flush()
    with pipe.open(encoding="utf-8") as heard:
        child = int(heard.readline())
        told.hear(heard.readline() or _ENDED)
        _listen(heard, told, moment)
        os.kill(child, signal.SIGKILL)
        killed = time.monotonic()
        for line in heard:  # what it said before
            if line.endswith("\n"):
                told.hear(line)
    return killed


def _listen(heard: TextIO, told: Told, seconds: float) -> None:
    """Hear what the child says until its time has come."""
    until = told.letters[0] + seconds
    for line in heard:
        told.hear(line)
        if time.monotonic() >= until:
            return
    told.hear(_ENDED)


def text_of(letters: int) -> str:
    """What is typed."""
    return (_LETTERS * (letters // len(_LETTERS) + 1))[:letters]


def kept_of(place: Path, form: str) -> str:
    """What is offered back to who typed it. Raises `AssertionError` where another user is offered it too."""
    from tests.storage import rooms  # noqa: PLC0415

    with rooms.entered(place) as opened, opened.records.reading() as record:
        user = opened.session.user
        assert record.forms.of(type(user)(user + 1)) == ()
        if form == "intake":
            draft = record.intakes.draft(type_patient())
            return draft.intake.complaint.note if draft is not None else ""
        drafts = record.forms.of(user)
        assert len(drafts) <= 1
        return drafts[0].fields["access_needs"] if drafts else ""


def type_patient() -> Any:
    """The one patient of the clinic."""
    from treatplan.domain.ids import PatientId  # noqa: PLC0415

    return PatientId(1)


@contextmanager
def nest(*weaken: str) -> "Iterator[subprocess.Popen[str]]":
    """A process that has loaded everything; every child of it is a window of its own."""
    screen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.typed", "--nest", *weaken],
        cwd=_ROOT, env=screen, stdin=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)


# In the nest


def brood(weaken: list[str]) -> None:
    """Fork a window for each line: the place of a clinic, a form, and where to tell what happens."""
    from tests.clinic_fakes import CONTENT  # noqa: PLC0415
    from treatplan.app import rooms, window, wiring  # noqa: F401, PLC0415
    from treatplan.presenters import form_keeper, intake_editor, plan_editor  # noqa: F401, PLC0415
    from treatplan.presenters.intake import keeping  # noqa: PLC0415
    from treatplan.storage import records  # noqa: F401, PLC0415
    from treatplan.ui.pages import intake, patient, patients, plan  # noqa: F401, PLC0415

    if LATE in weaken:
        form_keeper.SOON_MS = keeping.SOON_MS = 60_000
    CONTENT.library("en")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        place, form, pipe = line.rstrip("\n").split("\t")
        if os.fork() == 0:
            try:
                _Window(Path(place), form, Path(pipe)).live()
            finally:
                os._exit(1)


class _Window:
    """The running program, and somebody who types into one of its forms without a pause."""

    def __init__(self, place: Path, form: str, pipe: Path) -> None:
        self._place, self._form = place, form
        self._out = pipe.open("w", encoding="utf-8", buffering=1)
        self._out.write(f"{os.getpid()}\n")
        self._typed = 0

    def live(self) -> None:
        """Until it is killed."""
        from PySide6.QtCore import QSettings, QTimer  # noqa: PLC0415
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        from tests.storage import rooms  # noqa: PLC0415
        from treatplan.app.window import Program  # noqa: PLC0415
        from treatplan.services.clinic.entry import Door  # noqa: PLC0415

        app = QApplication([])
        kept = partial(QSettings, str(self._place.with_suffix(".ini")), QSettings.Format.IniFormat)
        door = Door(rooms.storage(), self._services)
        program = Program(app, str(self._place), lambda: door, kept)
        program.show()
        timer = QTimer()
        timer.timeout.connect(partial(self._step, program))
        timer.start(_EVERY_MS)
        app.exec()

    def _services(self, opened: Any) -> Any:
        from tests.clinic_fakes import CONTENT, RESOURCES  # noqa: PLC0415
        from treatplan.app.wiring import SystemClock  # noqa: PLC0415
        from treatplan.handout.writer import PdfWriter  # noqa: PLC0415
        from treatplan.services.clinic.entry import OpenClinic  # noqa: PLC0415
        from treatplan.services.plans import Plans  # noqa: PLC0415

        clock = SystemClock()
        made = OpenClinic(opened, CONTENT, Plans(CONTENT, PdfWriter(RESOURCES / "fonts"), clock), clock)
        for service in (made.forms, made.intakes):
            service.keep = self._timed(service.keep)  # type: ignore[method-assign]
        return made

    def _timed(self, keep: Any) -> Any:
        def timed(*words: Any, **named: Any) -> Any:
            self._tell("began")
            kept = keep(*words, **named)
            self._tell("ended")
            return kept

        return timed

    def _step(self, program: "Program") -> None:
        from tests.storage import rooms  # noqa: PLC0415

        if program.crash.count:
            os._exit(1)  # it has said what is wrong
        opened = program.presenter.rooms
        if opened is None:
            if program.start.view.step == "unlock" and not program.start.view.busy:
                program.start.unlock(rooms.PASSPHRASE)
        elif not self._typed:
            self._open(program)
        else:
            self._type(program)

    def _open(self, program: "Program") -> None:
        presenter = program.presenter
        opened = presenter.rooms
        if opened is None or not opened.patients.view.there or program.background.busy:
            return
        if self._form == "new patient":
            opened.patients.add()
            self._type(program)
        elif opened.card_if_made is None:
            presenter.to_patient(1, "details" if self._form == "details" else "intake")
        elif self._form == "details" and opened.card.form is not None:
            self._type(program)
        elif self._form == "intake" and self._field(program) is None:
            opened.make.editors["intake"].goto("complaint.note")  # type: ignore[attr-defined]  # rooms with editors
        elif self._form == "intake":
            self._type(program)

    def _type(self, program: "Program") -> None:
        from PySide6.QtTest import QTest  # noqa: PLC0415

        into = self._field(program)
        if into is not None:
            QTest.keyClicks(into, text_of(self._typed + 1)[-1])
            self._typed += 1
            self._tell("letter")

    def _field(self, program: "Program") -> Any:
        """The field that is typed into: a line of a person, or the note on the pain."""
        from PySide6.QtWidgets import QLineEdit, QPlainTextEdit  # noqa: PLC0415

        from treatplan.ui.pages.intake_parts.pain import PainSection  # noqa: PLC0415

        if self._form == "intake":
            found = [
                text
                for section in program.window.findChildren(PainSection)
                for text in section.findChildren(QPlainTextEdit)
                if text.isVisible()
            ]
            return found[0] if found else None
        lines = [line for line in program.window.findChildren(QLineEdit) if line.accessibleName() == "Access needs"]
        return lines[0] if lines else None

    def _tell(self, what: str) -> None:
        self._out.write(f"{what} {time.monotonic()}\n")


def main(words: list[str]) -> int:
    """Run it as a command."""
    if words[:1] == ["--nest"]:
        brood(words[1:])
        return 0
    return command.run(words, __doc__ or "", harness, count=10, names=list(FORMS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
