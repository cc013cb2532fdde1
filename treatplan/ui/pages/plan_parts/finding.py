"""A finding where it belongs, answered where it stands: what, why, from where, and the buttons that answer it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from treatplan.domain.safety import REASON_LETTERS
from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import FindingView
from treatplan.ui.parts.buttons import Button, link
from treatplan.ui.parts.entries import LineField
from treatplan.ui.parts.notice import Notice
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP


class FindingBox(QWidget):
    """One finding. `answered` carries decision and reason; `asked` the intake field of what was not asked."""

    answered = Signal(str, str)
    asked = Signal(str)

    def __init__(self, texts: Texts, words: Texts, view: FindingView) -> None:
        super().__init__()
        self._texts, self._words, self._open, self._view = texts, words, False, view
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, GAP // 2, 0, GAP // 2)
        self._notice = Notice(words, view.level)
        box.addWidget(self._notice)
        self._buttons: dict[str, Button] = {}
        self._reason: LineField | None = None
        self._build()
        self._draw()

    @property
    def view(self) -> FindingView:
        return self._view

    def focus_answer(self) -> None:
        """Put the focus on the first thing that answers it."""
        if self._reason is not None:
            self._reason.focus()
        elif self._buttons:
            next(iter(self._buttons.values())).setFocus()
        else:
            self._more.setFocus()

    def _build(self) -> None:
        say, view = self._texts.say, self._view
        if view.reasoned:
            self._reason = LineField(self._words, say("finding.reason"), hint=say("finding.reason_hint"), limit=1000)
            self._reason.setMinimumWidth(look().tokens.grown(300))
            self._notice.add_action(self._reason)
            if isinstance(self._reason.editor, QLineEdit):
                self._reason.editor.returnPressed.connect(lambda: self._answer(view.decisions[0][0]))
        for decision, words in view.decisions:
            button = Button(words, name=say("finding.act", act=words, title=view.title))
            button.clicked.connect(lambda _=False, chosen=decision: self._answer(chosen))
            self._buttons[decision] = button
            self._notice.add_action(button)
        if view.ask:
            ask = Button(say("finding.ask"), name=say("finding.act", act=say("finding.ask"), title=view.title))
            ask.clicked.connect(lambda: self.asked.emit(view.ask))
            self._buttons["ask"] = ask
            self._notice.add_action(ask)
        self._more = link(say("finding.more"), name=say("finding.act", act=say("finding.more"), title=view.title))
        self._more.clicked.connect(self._toggle)
        self._notice.add_action(self._more)
        self._more.setVisible(bool(view.why or view.basis))

    def _answer(self, decision: str) -> None:
        reason = self._reason.value if self._reason is not None else ""
        if self._reason is not None and len(reason) < REASON_LETTERS:
            self._reason.set_problem(self._texts.say("finding.reason_short", letters=REASON_LETTERS))
            self._reason.focus()
        else:
            self.answered.emit(decision, reason)

    def _toggle(self) -> None:
        self._open = not self._open
        self._more.set_words(self._texts.say("finding.less" if self._open else "finding.more"))
        self._draw()

    def _draw(self) -> None:
        view, say = self._view, self._texts.say
        lines = [view.because]
        if view.touches:
            lines.append(say("finding.touches", items=view.touches))
        head = " ".join(part for part in lines if part)
        parts = [head]
        if not view.answered or self._open:
            parts.append(view.do)
        if self._open:
            parts += [view.why, view.basis]
        parts.append(view.state)
        level = "done" if view.answered else view.level
        self._notice.say(level, view.title, "\n".join(part for part in parts if part))


class FindingStack(QWidget):
    """Findings one below the other. Those that stay keep their boxes, and what is being typed in them."""

    answered = Signal(str, str, str, str)  # key, rule, decision, reason
    asked = Signal(str)

    def __init__(self, texts: Texts, words: Texts) -> None:
        super().__init__()
        self._texts, self._words = texts, words
        self._boxes: list[FindingBox] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.hide()

    @property
    def boxes(self) -> tuple[FindingBox, ...]:
        return tuple(self._boxes)

    def set_findings(self, findings: Sequence[FindingView]) -> None:
        """Show these findings."""
        if tuple(findings) == tuple(box.view for box in self._boxes):
            return
        old = {box.view: box for box in self._boxes}
        kept = [old.pop(view) if view in old else self._made(view) for view in findings]
        for gone in old.values():
            self._box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, box in enumerate(kept):
            self._box.insertWidget(place, box)
        self._boxes = kept
        self.setVisible(bool(kept))

    def _made(self, view: FindingView) -> FindingBox:
        box = FindingBox(self._texts, self._words, view)
        tell: Callable[[str, str], None] = lambda decision, reason: self.answered.emit(  # noqa: E731  (one line)
            view.key, view.rule, decision, reason
        )
        box.answered.connect(tell)
        box.asked.connect(self.asked)
        return box
