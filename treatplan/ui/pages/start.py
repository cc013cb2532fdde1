"""Before a clinic is open: one calm card in the middle. Which one, the presenter's step says."""

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.start import Start, Step
from treatplan.ui.pages.panel import Panel
from treatplan.ui.parts.flow import scrolling
from treatplan.ui.parts.text import Label
from treatplan.ui.style import look
from treatplan.ui.tokens import LARGE

_NARROW, _WIDE = 420, 640


class StartPage(QWidget):
    """The page without a rail: welcome, unlock, recover, make a clinic, its recovery code.

    Each card is made when it is shown for the first time.
    """

    def __init__(self, presenter: Start, words: Texts, texts: Texts) -> None:
        """`words` are common to all pages, `texts` are this page's."""
        super().__init__()
        self._presenter = presenter
        self._words, self._texts = words, texts
        self._step = ""
        self._panels: dict[Step, Panel] = {}
        self._places: dict[Step, QWidget] = {}
        self._stack = QStackedLayout(self)  # with a parent, else it would show its first widget as a window
        presenter.changed.connect(self._draw)
        look().changed.connect(self._refit)
        self._draw()

    def first_focus(self) -> None:
        """Put the keyboard where work starts."""
        self._panel(self._presenter.view.step).first_focus()

    def _panel(self, step: Step) -> Panel:
        if step not in self._panels:
            made = self._panels[step] = _kind(step)(self._presenter, self._words, self._texts)
            self._places[step] = scrolling(_centred(made))
            self._stack.addWidget(self._places[step])
            self._refit()
        return self._panels[step]

    def _draw(self) -> None:
        view = self._presenter.view
        self._panel(view.step).draw(view)
        self._stack.setCurrentWidget(self._places[view.step])
        if view.step != self._step:
            for key, panel in self._panels.items():
                if key != view.step:
                    panel.forget()
            self._step = view.step
            self.first_focus()

    def _refit(self) -> None:
        for key, panel in self._panels.items():
            wide = key in {"create", "code"}
            panel.setFixedWidth(look().tokens.grown(_WIDE if wide else _NARROW))


def _kind(step: Step) -> type[Panel]:
    """The card of a step. What the first picture does not need is loaded after it."""
    if step == "looking":
        return LookingPanel
    if step in {"create", "code"}:
        from treatplan.ui.pages.new_clinic import CodePanel, CreatePanel  # noqa: PLC0415  (see above)

        return CreatePanel if step == "create" else CodePanel
    from treatplan.ui.pages.unlocking import RecoverPanel, UnlockPanel, WelcomePanel  # noqa: PLC0415  (see above)

    return {"welcome": WelcomePanel, "unlock": UnlockPanel, "recover": RecoverPanel}[step]


def _centred(panel: QWidget) -> QWidget:
    made = QWidget()
    down = QVBoxLayout(made)
    down.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
    across = QHBoxLayout()
    across.addStretch(1)
    across.addWidget(panel)
    across.addStretch(1)
    down.addStretch(2)
    down.addLayout(across)
    down.addStretch(3)
    return made


class LookingPanel(Panel):
    """Nothing to do yet; it stands there for a moment only."""

    def _fill(self) -> None:
        self.add(Label(self.texts.say("looking"), "meta"))
