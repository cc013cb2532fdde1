"""One edit on the plan page until the preview is painted anew, over making and drawing the same paper without a window.

The edit is stored in an encrypted clinic and checked on the way, as every edit is.
"""

import tempfile
from itertools import cycle
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from benchmarks import clinics
from benchmarks.painted import until_painted
from benchmarks.rounds import Line, interleaved, timed
from treatplan.bundle import bundled
from treatplan.content.texts import load_texts
from treatplan.domain.handout import compose
from treatplan.domain.paper import Wish
from treatplan.domain.record import PlanRecord
from treatplan.handout.writer import PdfWriter
from treatplan.presenters.background import Worker
from treatplan.presenters.changes import Changes
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.services.clinic.entry import OpenClinic
from treatplan.ui import style
from treatplan.ui.pages.plan import PlanPage
from treatplan.ui.parts.pdf_view import PdfView, pages_of
from treatplan.ui.prompts import WindowPrompts

ROUNDS = 15
AIM = 2.0
_RESOURCES = bundled("resources")
_SAMPLE = _RESOURCES / "demo" / "3-pregnant-warfarin-leg-pain.intake.json"
_MINUTES = ("19", "20")  # of retention: any two that are not the same


def measure() -> list[Line]:
    """The edit over its floor."""
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("there is an application without windows already")
    style.install(app, fonts=_RESOURCES / "fonts", icons=_RESOURCES / "icons")
    with tempfile.TemporaryDirectory() as folder:
        clinic, drafted = _clinic(Path(folder) / "bench.treatplan")
        try:
            return [_edit(clinic, drafted)]
        finally:
            clinic.close()


def _edit(clinic: OpenClinic, drafted: PlanRecord) -> Line:
    worker = Worker(_fail)
    words = load_texts(_RESOURCES / "screen" / "common")
    texts = load_texts(_RESOURCES / "screen" / "plan")
    editor = PlanEditor(clinic, worker, WindowPrompts(QWidget(), words), texts, Changes())
    page = PlanPage(editor, texts, words)
    view = page.findChildren(PdfView)[0]
    page.resize(1240, 800)
    page.show()
    until_painted(view.viewport(), lambda: editor.open(drafted.patient), view.shown)
    typed = cycle(_MINUTES)

    def edit() -> None:
        problem = editor.change_component("needling", "retention_min", next(typed))
        if problem:
            raise ValueError(problem)

    packs, intake = clinics.content(), drafted.intake.intake
    library, wording = packs.library("en"), packs.texts("en")
    handout = compose(drafted.plan, intake, library, wording, Wish(jurisdiction="gb"))
    writer, width = PdfWriter(_RESOURCES / "fonts"), view.viewport().width() - 4
    took = interleaved(
        {
            "edit": timed(lambda: until_painted(view.viewport(), edit, view.shown)),
            "floor": timed(lambda: pages_of(writer.write(handout), width)),
        },
        ROUNDS,
    )
    page.close()
    worker.close()
    return Line(what="one edit, to the repainted preview", took=took["edit"], floor=took["floor"], aim=AIM)


def _clinic(place: Path) -> tuple[OpenClinic, PlanRecord]:
    """A clinic with the sample patient and a draft."""
    clinics.make(place, 0)
    clinic = clinics.cheap_door().enter(str(place), clinics.LOGIN, clinics.PASSPHRASE, "window")
    return clinic, clinics.drafted(clinic, _SAMPLE)


def _fail(error: Exception) -> None:
    raise error
