"""Looks a page over as a keyboard user and a screen reader meet it; in process, no bus needed.

`audit(page)` gives complaints in words; a good page has none. The page must be shown.
"""

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTextEdit,
    QWidget,
)

LEAST_HEIGHT = 32
_LONGEST_WALK = 400


def audit(root: QWidget, *, least_height: int = LEAST_HEIGHT) -> list[str]:
    """All complaints: names, markup, heights, the way of Tab."""
    return [*unnamed(root), *rich(root), *small(root, least_height), *misled(root)]


def focusables(root: QWidget) -> list[QWidget]:
    """What Tab may stop at."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and widget.isEnabled()
        and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]


def named(widget: QWidget) -> str:
    """A widget in words, for a complaint."""
    return f"{type(widget).__name__} '{spoken(widget)}'"


def spoken(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name))


def unnamed(root: QWidget) -> list[str]:
    return [f"{type(widget).__name__} has no name" for widget in focusables(root) if not spoken(widget).strip()]


def rich(root: QWidget) -> list[str]:
    """Labels that might obey markup, and tooltips that were not given by `plain_tip`."""
    labels = [label for label in root.findChildren(QLabel) if label.textFormat() != Qt.TextFormat.PlainText]
    editors = [editor for editor in root.findChildren(QTextEdit) if editor.acceptRichText()]
    tips = [
        widget
        for widget in root.findChildren(QWidget)
        if "<" in widget.toolTip() and not widget.toolTip().startswith("<span>")
    ]
    return [f"{named(widget)} may show markup" for widget in (*labels, *editors, *tips)]


def small(root: QWidget, least: int = LEAST_HEIGHT) -> list[str]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    return [
        f"{named(widget)} is {widget.height()} high"
        for widget in focusables(root)
        if isinstance(widget, kinds) and widget.height() < least
    ]


def tab_walk(root: QWidget) -> list[QWidget]:
    """What Tab stops at, in order, from the first until it comes round."""
    stops = focusables(root)
    if not stops:
        return []
    root.window().activateWindow()
    QTest.qWaitForWindowActive(root.window())
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    while len(seen) < _LONGEST_WALK:
        focused = QApplication.focusWidget()
        if focused is None or focused in seen or not root.isAncestorOf(focused):
            break
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    return seen


def misled(root: QWidget) -> list[str]:
    """Where Tab does not come, and where it jumps back. Columns of cards are walked one after the other."""
    walk = tab_walk(root)
    missed = [f"Tab never comes to {named(widget)}" for widget in focusables(root) if widget not in walk]
    jumps = []
    for before, after in pairwise(walk):
        a, b = before.mapTo(root, QPoint()), after.mapTo(root, QPoint())
        if b.y() + after.height() <= a.y() and b.x() <= a.x() + before.width() // 2:
            jumps.append(f"Tab jumps back up from {named(before)} to {named(after)}")
        elif b.x() + after.width() <= a.x() and b.y() < a.y() + before.height() and a.y() < b.y() + after.height():
            jumps.append(f"Tab jumps back left from {named(before)} to {named(after)}")
    return [*missed, *jumps]
