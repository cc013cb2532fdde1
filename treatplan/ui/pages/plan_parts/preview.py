"""The preview: the very document, with the choices above it, its state below, and what is stored of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.background import Background
from treatplan.presenters.plan.view import DocumentView, PaperView
from treatplan.ui.parts.buttons import Button, quiet
from treatplan.ui.parts.flow import column, empty, row
from treatplan.ui.parts.pdf_view import PdfView
from treatplan.ui.parts.segments import Combo
from treatplan.ui.parts.text import Label, Line
from treatplan.ui.tokens import GAP

_SHARES = {"language": 7, "size": 8, "sheet": 5}


class DocumentRow(QWidget):
    """One stored document: print it, save it."""

    print_asked = Signal(int)
    save_asked = Signal(int, str)

    def __init__(self, texts: Texts, view: DocumentView) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        say = texts.say
        printing = Button(say("document.print"), picture="print", name=say("document.print_name", name=view.words))
        saving = quiet(say("document.save"), picture="save", name=say("document.save_name", name=view.words))
        printing.clicked.connect(lambda: self.print_asked.emit(view.id))
        saving.clicked.connect(lambda: self.save_asked.emit(view.id, view.file_name))
        told = column(Line(view.words, strong=True), gap=0)
        if view.given:
            told.addWidget(Line(view.given, "quiet"))
        self.buttons = (printing, saving)
        line = row()
        line.addLayout(told, 1)
        line.addWidget(printing)
        line.addWidget(saving)
        self.setLayout(line)


class Preview(QWidget):
    """The sheet of paper beside the plan."""

    chosen = Signal(str, str)  # what of the paper, and which
    print_asked = Signal(int)
    save_asked = Signal(int, str)

    def __init__(self, texts: Texts, words: Texts, background: Background) -> None:
        super().__init__()
        self._texts = texts
        self._view: PaperView | None = None
        self._documents: tuple[DocumentView, ...] = ()
        self._rows: list[DocumentRow] = []
        self._head = row()
        self._combos: dict[str, Combo] = {}
        self._pages = Line("", "meta")
        self._pages.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.pdf = PdfView(background, words, texts.say("paper.name"))
        self._problem = Label("", "problem")
        self._remarks = Label("", "quiet")
        self._foot = Label("", "meta")
        self._list = QVBoxLayout()
        self._list.setSpacing(GAP)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GAP)
        box.addLayout(self._head)
        box.addWidget(self._problem)
        box.addWidget(self.pdf, 1)
        box.addWidget(self._remarks)
        foot = row(self._foot, self._pages)
        foot.setStretch(0, 1)
        box.addLayout(foot)
        box.addLayout(self._list)

    def set_view(self, view: PaperView) -> None:
        """Show another state. The pages stay until the new ones are there."""
        if view == self._view:
            return
        self._view = view
        if not self._combos:
            self._build(view)
        for what, key in (("language", view.language), ("size", view.size), ("sheet", view.sheet)):
            self._combos[what].pick(key)
        self._pages.set_text(view.pages)
        self._problem.set_text(view.problem)
        self._problem.setVisible(bool(view.problem))
        self._remarks.set_text("\n".join(view.remarks))
        self._remarks.setVisible(bool(view.remarks))
        self._foot.set_text(view.foot)
        self.pdf.set_pdf(view.pdf)
        self._set_documents(view.documents)

    def focus_print(self) -> None:
        """Put the focus on the first thing to print."""
        if self._rows:
            self._rows[0].buttons[0].setFocus()

    def _build(self, view: PaperView) -> None:
        choices: Sequence[tuple[str, tuple[tuple[str, str], ...]]] = (
            ("language", view.languages),
            ("size", view.sizes),
            ("sheet", view.sheets),
        )
        for what, options in choices:
            combo = Combo([(key, words, "") for key, words in options], "")
            combo.setMinimumContentsLength(2)
            combo.setAccessibleName(self._texts.say(f"paper.{what}"))
            combo.picked.connect(lambda key, of=what: self.chosen.emit(of, key))
            self._combos[what] = combo
            self._head.addWidget(combo, _SHARES[what])

    def _set_documents(self, documents: tuple[DocumentView, ...]) -> None:
        if documents == self._documents:
            return
        self._documents = documents
        focused = next((place for place, one in enumerate(self._rows) if one.focusWidget() is not None), None)
        empty(self._list)
        self._rows = []
        for view in documents:
            made = DocumentRow(self._texts, view)
            made.print_asked.connect(self.print_asked)
            made.save_asked.connect(self.save_asked)
            self._rows.append(made)
            self._list.addWidget(made)
        if focused is not None and focused < len(self._rows):
            self._rows[focused].buttons[0].setFocus()
