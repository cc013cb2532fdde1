"""A component of the plan as a card: its computed line, its findings, its rows, and the line to add with."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from treatplan.domain.texts import Texts
from treatplan.presenters.plan.view import ComponentView
from treatplan.presenters.plan_editor import PlanEditor
from treatplan.ui.pages.plan_parts.adding import AddLine
from treatplan.ui.pages.plan_parts.fields import FieldsPanel
from treatplan.ui.pages.plan_parts.finding import FindingBox, FindingStack
from treatplan.ui.pages.plan_parts.row import ItemRow
from treatplan.ui.parts.buttons import icon_button, link
from treatplan.ui.parts.card import Card, Hue
from treatplan.ui.parts.flow import column, row
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import GAP

_HUES: dict[str, Hue] = {
    "needling": "needling",
    "moxibustion": "moxibustion",
    "cupping": "cupping",
    "stretching": "stretching",
    "advice": "advice",
}
_CODED = frozenset({"needling", "moxibustion", "cupping"})


class ComponentCard(Card):
    """One modality. It changes only what differs from what it shows."""

    answered = Signal(str, str, str, str)
    asked = Signal(str)
    grown = Signal(QWidget)

    def __init__(self, presenter: PlanEditor, texts: Texts, words: Texts, view: ComponentView) -> None:
        super().__init__(view.title, meta=view.meta, hue=_HUES[view.modality])
        self._presenter, self._texts, self._words = presenter, texts, words
        self.modality = view.modality
        self._view: ComponentView | None = None
        self._frozen = False
        self._rows: list[ItemRow] = []
        self._build(view)

    def _build(self, view: ComponentView) -> None:
        say, title = self._texts.say, view.title
        self._edit = icon_button("pencil", say("component.edit", name=title))
        self._edit.clicked.connect(self._toggle_fields)
        self._drop = icon_button("remove", say("component.drop", name=title))
        self._drop.clicked.connect(lambda: self._presenter.remove_component(self.modality))
        self.add_action(self._edit)
        self.add_action(self._drop)
        self._panel = FieldsPanel(
            self._words,
            lambda name, text: self._presenter.change_component(self.modality, name, text),
            lambda name, text: self._presenter.half.typed(f"component:{self.modality}", name, text),
        )
        self._panel.hide()
        self._findings = FindingStack(self._texts, self._words)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._why_off = Label("", "meta")
        self._add_part = link(view.add_word)
        self._add_part.clicked.connect(lambda: self._presenter.add_component(self.modality))
        self._off = QWidget()
        off = column(self._why_off, gap=GAP // 2)
        off.addLayout(row(self._add_part, None))
        self._off.setLayout(off)
        self._line = AddLine(
            self._texts,
            say("add.name", name=title),
            view.add_hint,
            lambda text: self._presenter.suggest(self.modality, text),
            lambda what, level: self._presenter.add(self.modality, what, level),
        )
        self._line.grown.connect(self.grown)
        self._line.left_upward.connect(lambda: self._focus_row(len(self._rows) - 1))
        for part in (self._panel, self._findings, self._list, self._line, self._off):
            self.add(part)
        self._findings.answered.connect(self.answered)
        self._findings.asked.connect(self.asked)

    def set_view(self, view: ComponentView, *, frozen: bool) -> None:
        """Show another state."""
        if view == self._view and frozen == self._frozen:
            return
        self._view, self._frozen = view, frozen
        self.say(view.title, view.meta)
        self._set_rows(view)
        own = tuple(finding for finding in view.findings if not self._row(finding.under))
        self._findings.set_findings(own)
        for item in self._rows:
            item.findings.set_findings([one for one in view.findings if one.under == item.row_id])
        if view.fields:
            self._panel.set_fields(view.fields)
        self._panel.setVisible(self._panel.isVisibleTo(self) and view.on and not frozen)
        self._edit.setVisible(view.on and not frozen and bool(view.fields))
        self._drop.setVisible(view.on and not frozen)
        self._line.setVisible(view.on and not frozen)
        self._off.setVisible(not view.on)
        self._why_off.set_text("\n".join(view.left_out))
        self._add_part.set_words(view.add_word)
        self._add_part.setVisible(not frozen)
        self._line.edit.setPlaceholderText(view.add_hint)

    def boxes(self) -> Iterator[FindingBox]:
        """Its findings, as they stand from top to bottom."""
        yield from self._findings.boxes
        for item in self._rows:
            yield from item.findings.boxes

    def commit(self) -> None:
        """Hand in what is being typed."""
        self._panel.commit()
        for item in self._rows:
            item.commit()

    def focus_add(self) -> None:
        """Put the cursor where the next item is typed."""
        (self._line.edit if self._line.isVisibleTo(self) else self._add_part).setFocus()

    def open_fields(self) -> None:
        """Show the fields that all its items share, such as from a list of what is missing."""
        if self._view is not None and self._view.fields and not self._frozen:
            self._panel.show()
            self._panel.focus_first()

    def _toggle_fields(self) -> None:
        if self._panel.isVisibleTo(self):
            self._panel.commit()
            self._panel.hide()
        else:
            self.open_fields()

    def _row(self, row_id: str) -> ItemRow | None:
        return next((item for item in self._rows if item.row_id == row_id), None)

    def _set_rows(self, view: ComponentView) -> None:
        old = {item.row_id: item for item in self._rows}
        kept: list[ItemRow] = []
        for one in view.rows:
            item = old.pop(one.id, None)
            if item is None:
                item = self._made(one.id)
            item.set_row(one, frozen=self._frozen)
            kept.append(item)
        focused = next((place for place, item in enumerate(self._rows) if item in old.values() and _holds(item)), None)
        for gone in old.values():
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, item in enumerate(kept):
            if self._list.indexOf(item) != place:
                self._list.insertWidget(place, item)
        self._rows = kept
        if focused is not None:
            self._focus_row(min(focused, len(kept) - 1))

    def _made(self, row_id: str) -> ItemRow:
        view = next(one for one in self._view.rows if one.id == row_id) if self._view else None
        if view is None:
            raise LookupError(row_id)
        item = ItemRow(
            self._texts,
            self._words,
            view,
            lambda name, text: self._presenter.change_item(row_id, name, text),
            lambda name, text: self._presenter.half.typed(f"item:{row_id}", name, text),
            coded=self.modality in _CODED,
        )
        item.removed.connect(self._presenter.remove)
        item.moved.connect(self._move)
        item.findings.answered.connect(self.answered)
        item.findings.asked.connect(self.asked)
        return item

    def _move(self, row_id: str, by: int) -> None:
        at = next((place for place, item in enumerate(self._rows) if item.row_id == row_id), 0)
        self._focus_row(at + by)

    def _focus_row(self, place: int) -> None:
        if place >= len(self._rows) or not self._rows:
            self.focus_add()
        else:
            self._rows[max(0, place)].head.setFocus()


def _holds(part: QWidget) -> bool:
    """Whether the focus is in this part."""
    focused = QApplication.focusWidget()
    return focused is not None and part.isAncestorOf(focused)
