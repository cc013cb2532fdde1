"""Two versions side by side, with a choice for each difference. Drawn by every page on which two people may meet."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.comparing import Chosen, CompareView, Comparing, RowView
from treatplan.ui.parts.buttons import Button, primary
from treatplan.ui.parts.flow import column, empty, holding, row, rule, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.segments import Segmented
from treatplan.ui.parts.text import Label
from treatplan.ui.style import marked
from treatplan.ui.tokens import GAP, LARGE, MEDIUM, SMALL

_SIDES: dict[str, Chosen] = {"mine": "mine", "theirs": "theirs"}


class ComparePanel(QFrame):
    """Draws a `Comparing`; `set_comparing(None)` lets go of it."""

    def __init__(self, words: Texts) -> None:
        """`words` are common to all pages."""
        super().__init__()
        marked(self, part="card", tone="plain")
        self._words = words
        self._comparing: Comparing | None = None
        self._rows: list[_Row] = []
        say = words.say
        self._notice = Notice(words, "caution", say("compare.title"), say("compare.text"))
        self._list = QVBoxLayout()
        self._list.setSpacing(MEDIUM)
        self._all_mine, self._all_theirs = Button(say("compare.all_mine")), Button(say("compare.all_theirs"))
        self._open = Label("", "meta", wraps=False)
        self._go_on = primary(say("compare.go_on"))
        inside = QWidget()
        form = column(self._notice, gap=MEDIUM)
        form.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        form.addLayout(row(self._all_mine, self._all_theirs, None))
        form.addLayout(self._list)
        form.addStretch(1)
        inside.setLayout(form)
        foot = row(self._go_on, self._open, None)
        foot.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        outer = column(gap=0)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scrolling(inside), 1)
        outer.addWidget(holding(foot))
        self.setLayout(outer)
        self._all_mine.clicked.connect(lambda: self._choose_all("mine"))
        self._all_theirs.clicked.connect(lambda: self._choose_all("theirs"))
        self._go_on.clicked.connect(self._settle)

    def set_comparing(self, comparing: Comparing | None) -> None:
        """Show these two versions. The same ones stay as they are."""
        if comparing is self._comparing:
            return
        if self._comparing is not None:
            self._comparing.changed.disconnect(self._draw)
        self._comparing = comparing
        self._rows = []
        empty(self._list)
        if comparing is not None:
            comparing.changed.connect(self._draw)
            for one in comparing.view.rows:
                made = _Row(one, self._words, self._choose)
                self._rows.append(made)
                self._list.addWidget(made)
            self._draw()

    def first_focus(self) -> None:
        """To the first that waits for a choice, else to the way on."""
        view = self._comparing.view if self._comparing is not None else CompareView()
        open_one = next((made for made, one in zip(self._rows, view.rows, strict=True) if not one.chosen), None)
        if open_one is not None:
            open_one.focus()
        else:
            self._go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        if self._comparing is None:
            return
        view = self._comparing.view
        for made, one in zip(self._rows, view.rows, strict=True):
            made.draw(one)
        self._open.set_text(self._words.count("compare.open", view.open) if view.open else "")
        self._go_on.setEnabled(not view.open)

    def _choose(self, key: int, side: str) -> None:
        if self._comparing is not None:
            self._comparing.choose(key, _SIDES.get(side, ""))

    def _choose_all(self, side: Chosen) -> None:
        if self._comparing is not None:
            self._comparing.choose_all(side)

    def _settle(self) -> None:
        if self._comparing is not None:
            self._comparing.settle()


class _Row(QWidget):
    """One difference: its name, both texts, and the choice."""

    def __init__(self, view: RowView, words: Texts, choose: Callable[[int, str], None]) -> None:
        super().__init__()
        say = words.say
        self._pick = Segmented(
            [("mine", say("compare.take_mine"), ""), ("theirs", say("compare.take_theirs"), "")], view.name
        )
        self._pick.picked.connect(lambda side: choose(view.key, side))
        sides = QHBoxLayout()
        sides.setSpacing(MEDIUM)
        for caption, text in ((say("compare.mine"), view.mine), (say("compare.theirs"), view.theirs)):
            body = Label(text or say("compare.nothing"), "body" if text else "quiet")
            sides.addLayout(column(Label(caption, "quiet", wraps=False), body, None, gap=0), 1)
        box = column(rule(), Label(view.name, "strong"), gap=GAP)
        box.addLayout(sides)
        box.addLayout(row(self._pick, None))
        self.setLayout(box)

    def draw(self, view: RowView) -> None:
        """Show what is chosen."""
        self._pick.pick(view.chosen or None)

    def focus(self) -> None:
        self._pick.setFocus(Qt.FocusReason.OtherFocusReason)
