import os
import sys
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from tests.clinic_fakes import RESOURCES, a_clinic, a_person, an_intake_of
from tests.fakes import InlineBackground
from treatplan.domain.errors import Unavailable
from treatplan.domain.ids import PatientId
from treatplan.domain.paper import Paper
from treatplan.exchange import files
from treatplan.services.plans import Asked
from treatplan.ui.printing import Job, ask_and_print, draw_pages, hand_over, lp_command, run_quietly

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def pdf() -> bytes:
    kept = files.read_intake(next((RESOURCES / "demo").glob("1-*.intake.json")))
    person = a_person(
        given_name=kept.patient.given_name,
        family_name=kept.patient.family_name,
        birth_date=kept.patient.birth_date,
        sex=kept.patient.sex,
    )
    clinic = a_clinic(person)
    clinic.intakes.record(clinic.session, PatientId(1), 0, an_intake_of(person, kept))
    drafted = clinic.plans.propose(clinic.session, PatientId(1)).plan
    assert drafted is not None
    return clinic.plans.preview(clinic.session, drafted.plan, drafted.intake.intake, Asked()).pdf


def queue(folder: Path, script: str) -> list[str]:
    """A stand-in for `lp`: what a printing system answers."""
    file = folder / "lp"
    file.write_text(f"#!{sys.executable}\nimport sys, time\n{script}\n", encoding="utf-8")
    file.chmod(0o700)
    return [str(file)]


def test_that_the_queue_gets_the_document_by_an_argument_list_that_names_no_patient() -> None:
    job = Job(pdf=b"%PDF", paper=Paper.LETTER, queue="Front; rm -rf", copies=2)
    command = lp_command(job)
    assert command == ["lp", "-d", "Front; rm -rf", "-n", "2", "-o", "media=Letter", "-t", "handout", "-"]
    assert lp_command(Job(pdf=b"", paper=Paper.A4))[:2] == ["lp", "-n"]


def test_that_the_exact_bytes_reach_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(tmp_path, f"open({str(tmp_path / 'got')!r}, 'wb').write(sys.stdin.buffer.read())")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    hand_over(Job(pdf=b"%PDF exact \x00 bytes", paper=Paper.A4, queue="Desk"))
    assert (tmp_path / "got").read_bytes() == b"%PDF exact \x00 bytes"


def test_that_a_queue_that_refuses_or_hangs_or_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="refused the document \\(lp: no such queue\\)"):
        run_quietly(queue(tmp_path, "sys.stderr.write('lp: no such queue'); sys.exit(1)"), b"")
    with pytest.raises(Unavailable, match="did not answer in time"):
        run_quietly(queue(tmp_path, "time.sleep(60)"), b"", deadline=0.2)
    with pytest.raises(Unavailable, match="could not be started"):
        run_quietly([str(tmp_path / "nothing")], b"")


def test_that_printing_to_a_file_writes_the_exact_bytes_or_nothing(tmp_path: Path) -> None:
    hand_over(Job(pdf=b"%PDF exact", paper=Paper.A4, file=tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").read_bytes() == b"%PDF exact"
    with pytest.raises(Unavailable, match="could not be saved"):
        hand_over(Job(pdf=b"%PDF", paper=Paper.A4, file=tmp_path / "none" / "out.pdf"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.pdf"]


def test_that_a_printer_that_takes_no_pdf_gets_every_page_drawn(pdf: bytes, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "drawn.pdf"))
    draw_pages(Job(pdf=pdf, paper=Paper.A4), printer)
    assert (tmp_path / "drawn.pdf").read_bytes().startswith(b"%PDF")


def test_that_the_dialog_is_opened_not_executed_and_prints_what_was_stored(tmp_path: Path) -> None:
    window = QWidget()
    window.show()
    told: list[str] = []
    dialog = ask_and_print(
        window,
        InlineBackground(),
        b"%PDF stored",
        Paper.A4,
        lambda: told.append("done"),
        lambda error: told.append(str(error)),
    )
    assert isinstance(dialog, QPrintDialog)
    assert told == []
    dialog.printer().setOutputFileName(str(tmp_path / "stored.pdf"))
    dialog.accepted.emit(dialog.printer())
    assert told == ["done"]
    assert (tmp_path / "stored.pdf").read_bytes() == b"%PDF stored"
    dialog.close()
    window.close()
