"""What happens on the laptop before it is stolen: a step of the story, in a process of its own (see laptop.py).

Everything goes through the program's own entry, with the folders, costs and doors that it has for a user.
"""

import contextlib
import io
import json
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit

from tests.app.house import Disk, House, one
from tests.hostile.canaries import Canaries
from tests.hostile.conftest import Patience
from tests.hostile.test_texts_window import field, paste, save
from tests.visit_builders import filled
from treatplan.app import main as entry
from treatplan.app import window
from treatplan.app.paths import default_place
from treatplan.app.wiring import door
from treatplan.bundle import bundled
from treatplan.cli import handouts
from treatplan.domain.ids import PatientId
from treatplan.domain.record import PatientRecord, Person
from treatplan.presenters.patient_list import PatientList
from treatplan.services.clinic.patients import Patients
from treatplan.ui.parts.search import SearchBox

DESK = Path(os.environ["STORY_DESK"])
WORDS: dict[str, str] = json.loads((DESK / "words.json").read_text(encoding="utf-8"))
PASSPHRASE = (DESK / "pass.txt").read_text(encoding="utf-8").strip()
BORN = "1991-05-14"


def note_what_is_opened() -> None:
    """Write down every file that Python opens for writing."""
    to_write = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    log = os.open(DESK / "opened.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[0], str | bytes) and isinstance(given[2], int) and given[2] & to_write:
            os.write(log, os.path.realpath(os.fsdecode(given[0])).encode() + b"\n")

    sys.addaudithook(hook)


def mark(name: str) -> None:
    """Tell who waits that the story has come this far."""
    (DESK / name).touch()


# At the command line


def call(*words: object, codes: tuple[int, ...] = (0,)) -> str:
    """A command, as its user calls it. What it shows is the user's; what it says of a mistake is not."""

    shown, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(told):
        try:
            code = entry.main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
    if code not in codes:
        raise RuntimeError(f"{words[:2]} ended with {code}: {told.getvalue()}")
    return shown.getvalue()


def clinic(*words: object, codes: tuple[int, ...] = (0,)) -> str:
    """A command on the clinic in its usual place."""
    return call(*words, "--user", "owner", "--passphrase-file", DESK / "pass.txt", codes=codes)


def intake_file() -> Path:
    """An intake with a word in every text."""

    file = next((bundled("resources") / "demo").glob("3-*.intake.json"))
    intake: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    intake["patient"] |= {"given_name": WORDS["given"], "family_name": WORDS["family"], "birth_date": BORN}
    intake["complaint"]["note"] = WORDS["note"]
    intake["examination"]["note"] = WORDS["examined"]
    intake["factors"]["pacemaker"]["note"] = WORDS["factor"]
    intake["red_flag_notes"] = {"RF13": WORDS["flag"]}
    intake |= {"medicines": [WORDS["medicine"]], "tongue": WORDS["tongue"], "pulse": WORDS["pulse"]}
    intake["goals"] = [WORDS["goal"]]
    made = DESK / "intake.json"
    made.write_text(json.dumps(intake), encoding="utf-8")
    return made


def new() -> None:
    """A new clinic, and a patient."""
    clinic("clinic", "new", "--name", WORDS["clinic"], "--address", WORDS["address"], "--jurisdiction", "gb",
           "--practitioner", WORDS["practitioner"], "--qualification", WORDS["qualification"],
           "--registration-no", WORDS["registration"])  # fmt: skip
    clinic("patient", "add", "--given", WORDS["given"], "--family", WORDS["family"], "--other-names", WORDS["other"],
           "--birth-date", BORN, "--sex", "female", "--phone", WORDS["phone"],
           "--access-needs", WORDS["access"])  # fmt: skip


def office() -> None:
    """A new clinic, a patient, an intake, a plan, its release; a search; a sheet for the queue and one for a file."""
    new()
    clinic("intake", "record", 1, intake_file())
    clinic("plan", "draft", "--patient", 1, codes=(0, 1))
    plan = json.loads(clinic("plan", "show", "--plan", 1, "--json"))
    plan |= {"aim": WORDS["aim"]}
    plan["diagnosis"] |= {"condition": WORDS["condition"]}
    (DESK / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    clinic("plan", "edit", "--plan", 1, "--file", DESK / "plan.json", codes=(0, 1))
    release()
    clinic("handouts", "print", "--patient", 1, "-o", DESK / "asked-for.pdf")
    clinic("handouts", "print", "--patient", 1, "--printer", "desk")
    clinic("patient", "find", WORDS["search"])


def release() -> None:
    findings = json.loads(clinic("plan", "check", "--plan", 1, "--json", codes=(0, 1)))["findings"]
    for finding in findings:
        how = ["--override", f"{WORDS['override']} is right here, all the same"] if finding.get("blocks") else []
        clinic("plan", "answer", "--plan", 1, finding["rule"], *(how or ["--acknowledge"]), codes=(0, 1, 2))
    clinic("plan", "release", "--plan", 1)


def record() -> None:
    """A visit, signed and added to; a colleague; backups, a re-keying, an older clinic brought up, an audit."""
    visit = DESK / "visit.json"
    clinic("visit", "open", "--patient", 1, "-o", visit)
    filled = json.loads(visit.read_text(encoding="utf-8")) | {"note": WORDS["visit"]}
    visit.write_text(json.dumps(filled), encoding="utf-8")
    clinic("visit", "keep", "--patient", 1, visit, codes=(0, 1))
    signed = sign_in_clinic()
    clinic("visit", "note", signed, "--text", WORDS["addendum"])
    (DESK / "second.txt").write_text("nine quiet otters swim\n", encoding="utf-8")
    clinic("user", "add", "second", "--name", WORDS["colleague"], "--role", "front_desk",
           "--new-passphrase-file", DESK / "second.txt")  # fmt: skip
    told = clinic("backup", "make")
    backup = next(Path(os.environ["XDG_DATA_HOME"]).rglob("*.tpbackup"), None)
    assert backup is not None, told
    call("backup", "verify", backup, "--user", "owner", "--passphrase-file", DESK / "pass.txt")
    restored = Path(os.environ["HOME"]) / "restored.treatplan"
    call("backup", "restore", backup, "--clinic", restored, "--user", "owner", "--passphrase-file", DESK / "pass.txt")
    clinic("clinic", "rekey")
    clinic("audit", "verify")


def sign_in_clinic() -> int:
    """Fill in what a visit needs, and sign it, through the services that the window has."""

    opened = door().enter(str(default_place()), "owner", PASSPHRASE, "command line")
    try:
        begun = opened.visits.begin(opened.session, PatientId(1))
        visit = replace(filled(begun.visit), note=WORDS["visit"])
        kept = opened.visits.keep(opened.session, PatientId(1), begun.lock, visit)
        assert kept.id is not None
        look = opened.visits.look(opened.session, PatientId(1), kept)
        if look.obstacles:
            raise RuntimeError(f"not to be signed: {[one_.field for one_ in look.obstacles]}")
        signed = opened.visits.sign(opened.session, kept.id, kept.lock, PASSPHRASE)
        assert signed.id is not None
        return int(signed.id)
    finally:
        opened.close()


# In the window


def in_window(story: Callable[[Any], None]) -> None:
    """Open the window as its user does, and let a story happen in it."""

    class Watched(window.Program):
        def show(self) -> None:
            super().show()
            QTimer.singleShot(0, self.window, self._tell)

        def _tell(self) -> None:
            try:
                story(self)
            except BaseException:  # noqa: BLE001  (the parent is told, whatever it is)
                (DESK / "trouble.txt").write_text(traceback.format_exc(), encoding="utf-8")
                os._exit(70)

    window.Program = Watched  # type: ignore[misc]
    code = entry.main([])
    if code:
        raise SystemExit(code)


def visitor(program: Any) -> Any:
    """The user of this window, who has hands as the tests of the window have."""

    user = House.__new__(House)
    user.qtbot, user.disk, user.told = Patience(), Disk(), []
    user.program, user.start, user.window = program, program.start, program.window
    user.wait(lambda: user.start.view.step == "unlock")
    user.start.choose_user("owner")
    return user


def titles_are_clean() -> None:
    """No window, message or copied text bears a word of the record."""
    shown = [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
    own = Canaries({field: word for field, word in WORDS.items() if field != "clinic"})
    found = own.in_text("\n".join(shown))
    if found:
        raise RuntimeError(f"a title of a window says {found}")


def working(program: Any) -> None:
    """Search, add, ask, plan, save a sheet; lock; come back; type, and be stopped while it is not stored yet."""
    user = visitor(program)
    user.unlock(PASSPHRASE)
    mark("unlocked")
    QTest.keyClicks(one(iter(user.shown(SearchBox))), WORDS["search"])
    user.rest()
    user.open.patients.search("")
    user.rest()
    user.open.patients.add()
    user.rest()
    for words, text in (("Family", "family"), ("Given", "given"), ("Other", "other"), ("Phone", "phone")):
        paste(field(user, words), WORDS[text])
    QTest.keyClicks(field(user, "Birth date"), "1.2.1950")
    save(user)
    titles_are_clean()
    user.to_patient("plan")
    user.plan.fetch(1, lambda _: None)
    user.rest()
    user.plan.save_document(1, "handout.pdf")
    dialog = one(iter(dialog for dialog in user.dialogs() if isinstance(dialog, QFileDialog)))
    dialog.setDirectory(str(DESK))
    dialog.selectFile("from-the-window.pdf")
    dialog.accept()
    user.wait((DESK / "from-the-window.pdf").exists)
    user.rest()
    titles_are_clean()
    user.lock()
    mark("locked")
    user.unlock(PASSPHRASE)
    user.program.presenter.to_patient(2, "intake")  # the one who was added here
    user.rest()
    user.intake_page.go("examination")
    note = one(iter(user.shown(QPlainTextEdit)))
    paste(note, WORDS["typed"])
    user.intake.flush()
    user.rest()
    paste(note, f"{WORDS['typed']} and more")
    mark("typed")
    QTest.qWait(600_000)  # until it is stopped


def again(program: Any) -> None:
    """After the crash: what was typed is there; then the window is closed as it should be."""
    user = visitor(program)
    user.unlock(PASSPHRASE)
    user.program.presenter.to_patient(2, "intake")  # the one who was added here
    user.rest()
    user.intake_page.go("examination")
    if WORDS["typed"] not in one(iter(user.shown(QPlainTextEdit))).toPlainText():
        raise RuntimeError("what was typed is lost")
    user.window.close()


def breaking(program: Any) -> None:
    """A mistake of the program in the midst of it, and then the end of the whole process."""
    user = visitor(program)
    user.unlock(PASSPHRASE)
    user.to_patient("intake")

    def breaks(self: PatientList, text: str) -> None:
        raise RuntimeError(f"{text} {WORDS['family']}")

    PatientList.search = breaks  # type: ignore[method-assign]
    told: list[str] = []
    program.crash.tell = lambda _title, text, _closed: told.append(text)
    patients, looking = user.open.patients, QTimer(user.window)

    def look() -> None:
        if told:
            sys.stderr.write("".join(told))
            sys.stderr.flush()
            os.abort()

    looking.timeout.connect(look)
    looking.start(20)
    QTimer.singleShot(0, user.window, lambda: patients.search(WORDS["given"]))  # later, where nobody waits for it


# Leaks that are made on purpose: the harness must find them


def leaking(kind: str) -> None:
    """Break the program in a way that programs have been broken in."""

    if kind == "log":
        logging.basicConfig(filename=Path(os.environ["XDG_STATE_HOME"]) / "treatplan.log", level=logging.INFO)
        add = Patients.add

        def logged(self: Patients, session: Any, person: Person) -> PatientRecord:
            logging.getLogger("leak").info("adding %s", person)
            return add(self, session, person)

        logged.__dict__.update(add.__dict__)
        Patients.add = logged  # type: ignore[method-assign]
    elif kind == "copy":
        write: Callable[[Path, bytes], None] = vars(handouts)["write_bytes"]

        def copied(path: Path, content: bytes) -> None:
            with tempfile.NamedTemporaryFile(delete=False, suffix=".pdf") as file:
                file.write(content)
            write(path, content)

        vars(handouts)["write_bytes"] = copied
    elif kind == "elsewhere":
        Path("/tmp").joinpath(f"story-{os.getpid()}").touch()
        Path("/tmp").joinpath(f"story-{os.getpid()}").unlink()
    elif kind == "dump":
        entry._keep_memory_off_the_disk = lambda: None


def migrate() -> None:
    """An older clinic is brought up to date, and looked into."""
    clinic("clinic", "migrate")
    clinic("patient", "find", "Alvarez")


def sheet() -> None:
    """A sheet is saved once more."""
    clinic("handouts", "print", "--patient", 1, "-o", DESK / "another.pdf")


STEPS: dict[str, Callable[[], None]] = {
    "office": office,
    "record": record,
    "migrate": migrate,
    "nothing": lambda: None,
    "new": new,
    "sheet": sheet,
    "window": lambda: in_window(working),
    "again": lambda: in_window(again),
    "breaking": lambda: in_window(breaking),
}


def main_() -> None:
    note_what_is_opened()
    leaking(os.environ.get("STORY_LEAK", ""))
    STEPS[sys.argv[1]]()


if __name__ == "__main__":
    main_()
