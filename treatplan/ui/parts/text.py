"""The only door of text into labels and tooltips. Qt guesses at markup in both; here a text is what it says, always.

A test looks through ui/ for labels and tooltips made anywhere else.
"""

import html
import re
from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from treatplan.ui.style import marked, restyle

# What a text is on the screen; the style sheet gives each its size, weight and colour.
Kind: TypeAlias = Literal[
    "body",  # 13.5
    "strong",  # the same, heavy
    "meta",  # the same, quiet: what a heading says of itself
    "quiet",  # 12, quiet
    "heading",  # 15, heavy: a card
    "title",  # 20, heavy: a page
    "caution",
    "stop",
    "problem",  # 12, in the colour of stop: what is wrong with a field
    "brand",
    "on_deep",
    "on_deep_quiet",
]

_LONG_WORD = re.compile(r"\S{25,}")
_MAY_BREAK = "\u200b"  # a place to break a line that takes no room


class Label(QLabel):
    """Text that is shown as it is written: no markup, no mnemonics. It wraps, also inside a word of 300 letters."""

    def __init__(self, text: str = "", kind: Kind = "body", *, wraps: bool = True, strong: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        marked(self, rank=kind, strong="true" if strong else "false")
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._text = ""
        self.set_text(text)

    @property
    def shown(self) -> str:
        """The text as it was given."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setText(_breakable(text) if self.wordWrap() else text)
            self.setAccessibleName(text)

    def set_kind(self, kind: Kind) -> None:
        restyle(self, rank=kind)

    def set_strong(self, *, strong: bool) -> None:
        restyle(self, strong="true" if strong else "false")


class Line(Label):
    """One line that gives way: what does not fit ends in "…", and the tooltip has all of it."""

    def __init__(self, text: str = "", kind: Kind = "body", *, strong: bool = False) -> None:
        super().__init__(text, kind, wraps=False, strong=strong)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show another text; line ends become spaces."""
        super().set_text(" ".join(text.split()))
        self._tell_all()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        few = self.fontMetrics().horizontalAdvance("MMM…")
        return QSize(min(few, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002  (Qt's name)
        painter = QPainter(self)
        where = self.contentsRect()
        text = self.fontMetrics().elidedText(self.shown, Qt.TextElideMode.ElideRight, where.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(where, int(self.alignment() | Qt.TextFlag.TextSingleLine), text)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._tell_all()

    def _tell_all(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.shown) > self.contentsRect().width()
        plain_tip(self, self.shown if cut else "")


def plain_tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that says `text` as it is written; "" takes it away."""
    widget.setToolTip(f"<span>{html.escape(text)}</span>" if text else "")
    widget.setAccessibleDescription(text)  # else a screen reader would read the tooltip's markup


def hide_tips() -> None:
    """Take away the hint that is on the screen."""
    QToolTip.hideText()


def plain_caption(text: str) -> str:
    """`text` for a control that takes "&" for a mnemonic: buttons, menu entries, boxes to tick."""
    return text.replace("&", "&&")


def _breakable(text: str) -> str:
    """`text` with places to break where a word is too long for any line."""
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(word.group()), text)
