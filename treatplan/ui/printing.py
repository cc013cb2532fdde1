"""Printing stored documents beside the window, with a deadline: the exact bytes go to the queue or the file.

Only where neither takes a PDF are its pages drawn as pictures.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from treatplan.domain.errors import Unavailable
from treatplan.domain.paper import Paper
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.plan.saving import write_whole
from treatplan.ui.parts.pdf_view import pages_of

DEADLINE = 30  # seconds that a queue may take to accept a document
_DPI = 300
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
_INCHES_WIDE = {Paper.A4: 8.27, Paper.LETTER: 8.5}
_MEDIA = {Paper.A4: "A4", Paper.LETTER: "Letter"}
_SIZES = {Paper.A4: QPageSize.PageSizeId.A4, Paper.LETTER: QPageSize.PageSizeId.Letter}


@value
class Job:
    """What is printed where: a queue by its name, or a file; else the printer that Qt knows."""

    pdf: bytes
    paper: Paper
    queue: str = ""
    copies: int = 1
    file: Path | None = None


Run = Callable[[list[str], bytes], None]


def ask_and_print(
    parent: QWidget,
    background: Background,
    pdf: bytes,
    paper: Paper,
    done: Callable[[], None],
    failed: Callable[[Exception], None],
) -> QPrintDialog:
    """Ask which printer, then print beside the window. `done` is called once it was handed over."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(_SIZES[paper]))
    printer.setPageMargins(QPageLayout().margins())
    printer.setDocName("handout")  # queues show this to everybody: nothing of a patient
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=True)

    def accepted() -> None:
        file = Path(printer.outputFileName()) if printer.outputFileName() else None
        job = Job(pdf=pdf, paper=paper, queue=printer.printerName(), copies=printer.copyCount(), file=file)
        background.run(lambda: hand_over(job, printer), lambda _: done(), failed)

    dialog.accepted.connect(accepted)
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)  # the stubs know only the older `open(receiver, member)` of QPrintDialog
    return dialog


def hand_over(job: Job, printer: QPrinter | None = None) -> None:
    """Print a job. Raises `Unavailable` naming what to try."""
    if job.file is not None:
        write_whole(job.file, job.pdf)
    elif sys.platform == "win32":  # pragma: no cover  (tried on Windows only)
        _start_file(job.pdf)
    elif shutil.which("lp"):
        run_quietly(lp_command(job), job.pdf)
    elif printer is not None:
        draw_pages(job, printer)
    else:
        raise Unavailable("There is no printing system on this machine. Save the PDF and print it elsewhere.")


def lp_command(job: Job) -> list[str]:
    """The command that takes the PDF on its standard input. No shell reads it."""
    queue = ["-d", job.queue] if job.queue else []
    return ["lp", *queue, "-n", str(max(1, job.copies)), "-o", f"media={_MEDIA[job.paper]}", "-t", "handout", "-"]


def run_quietly(command: list[str], pdf: bytes, deadline: float = DEADLINE) -> None:
    """Run a command with the document on its standard input. Raises `Unavailable`."""
    try:
        made = subprocess.run(command, input=pdf, capture_output=True, timeout=deadline, check=False)  # noqa: S603  (a list of our own, no shell)
    except subprocess.TimeoutExpired:
        raise Unavailable("The printer did not answer in time. See whether it is on, then print again.") from None
    except OSError as error:
        raise Unavailable(
            f"The printing system could not be started ({error.strerror}). Save the PDF instead."
        ) from None
    if made.returncode:
        said = " ".join(made.stderr.decode(errors="replace").split())[:200]
        raise Unavailable(
            f"The printer refused the document ({said or made.returncode}). See its queue, or save the PDF."
        )


def draw_pages(job: Job, printer: QPrinter) -> None:
    """Draw each page as a picture of 300 dots an inch, for printers that take nothing else. Raises `Unavailable`."""
    pages = pages_of(job.pdf, round(_INCHES_WIDE[job.paper] * _DPI))
    printer.setFullPage(True)
    printer.setResolution(_DPI)
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable("The printer could not be used. See whether it is on, then print again.")
    try:
        for number, page in enumerate(pages):
            if number and not printer.newPage():
                raise Unavailable("The printer stopped in the middle. See its paper, then print again.")
            painter.drawImage(_fitted(page, painter.viewport()), page)
    finally:
        painter.end()


def _fitted(page: QImage, room: QRect) -> QRect:
    size = page.size().scaled(room.size(), _KEEP)
    return QRect(room.topLeft(), size)


def _start_file(pdf: bytes) -> None:  # pragma: no cover  (tried on Windows only)
    folder = tempfile.mkdtemp(prefix="treatplan-")
    path = Path(folder) / "handout.pdf"
    write_whole(path, pdf)
    starter = getattr(os, "startfile", None)
    if starter is None:
        raise Unavailable("Windows could not print the document. Save the PDF and print it from there.")
    starter(str(path), "print")
