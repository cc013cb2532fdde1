"""The way of Tab through what was made at different times: the order of the layouts, which is that of reading."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


class TabOrder:
    """Keeps Tab in reading order. Cheap where nothing was added or moved since."""

    def __init__(self, root: QWidget) -> None:
        self._root = root
        self._last: list[QWidget] = []

    def mend(self) -> None:
        """Put the widgets in order, if they are others than the last time."""
        order = list(_stops(self._root))
        if order == self._last:
            return
        self._last = order
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Everything below a widget that can have the focus, in the order of the layouts."""
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _of(inside)
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _of(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
        yield widget
    yield from _stops(widget)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _of(widget)
        elif inner is not None:
            yield from _in_layout(inner)
