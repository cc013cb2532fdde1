"""Tab goes where the eye goes: the order of the layouts, also for what was made later than its neighbours."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def order_tabs(root: QWidget) -> None:
    """Let Tab walk through all of `root` as it is laid out."""
    for before, after in pairwise(stops(root)):
        QWidget.setTabOrder(before, after)


def stops(part: QWidget) -> Iterator[QWidget]:
    """What can have the focus in a part, itself first, in the order of its layouts."""
    if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.focusProxy() is None:
        yield part
    if isinstance(part, QStackedWidget):
        for number in range(part.count()):
            page = part.widget(number)
            if page is not None:
                yield from stops(page)
    elif isinstance(part, QScrollArea):
        inside = part.widget()
        if inside is not None:
            yield from stops(inside)
    elif (layout := part.layout()) is not None:
        yield from _laid(layout)


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _laid(inner)
