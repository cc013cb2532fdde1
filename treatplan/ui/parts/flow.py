"""Layouts that pages share: a row that flows onto the next line, and short ways to stack things."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget

from treatplan.ui.style import marked
from treatplan.ui.tokens import GAP


class FlowLayout(QLayout):
    """Items from left to right, onto the next line where they no longer fit; mirrored in right-to-left languages."""

    def __init__(self, gap: int = GAP, *, last_right: bool = False, tops: bool = False) -> None:
        """`last_right` puts the last item at the right end of its line; `tops` aligns items at their tops (fields)."""
        super().__init__()
        self._last_right = last_right
        self._tops = tops
        self._items: list[QLayoutItem] = []
        self.setSpacing(gap)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  (Qt's name)
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  (Qt's name)
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  (Qt's name)
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802  (Qt's name)
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  (Qt's name)
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  (Qt's name)
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  (Qt's name)
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        """All in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return self._with_margins(QSize(width, max((hint.height() for hint in hints), default=0)))

    def minimumSize(self) -> QSize:  # noqa: N802  (Qt's name)
        """As narrow as the widest item."""
        made = QSize()
        for item in self._shown():
            made = made.expandedTo(item.minimumSize())
        return self._with_margins(made)

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Put the items into `rect` (or only measure); the height that they take."""
        room = rect.marginsRemoved(self.contentsMargins())
        mirrored = self._mirrored()
        y = room.top()
        for line in self._lines(room.width()):
            height = max(size.height() for _, size in line)
            x = room.left()
            for item, size in line:
                if self._last_right and item is self._items[-1]:
                    x = max(x, room.left() + room.width() - size.width())
                if move:
                    left = room.left() + room.right() - x - size.width() + 1 if mirrored else x
                    lower = 0 if self._tops else (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(left, y + lower), size))
                x += size.width() + self.spacing()
            y += height + self.spacing()
        used = max(y - self.spacing(), room.top()) - room.top()
        margins = self.contentsMargins()
        return margins.top() + used + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items in lines of that width, each with its size; an item wider than a line has one of its own."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = -1
        for item in self._shown():
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(width, item.minimumSize().width())))
            if size.width() > left:
                lines.append([])
                left = width
            lines[-1].append((item, size))
            left -= size.width() + self.spacing()
        return lines

    def _mirrored(self) -> bool:
        parent = self.parentWidget()
        return parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft


def row(*widgets: QWidget | None, gap: int = GAP) -> QHBoxLayout:
    """Widgets side by side; `None` is room that gives way."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(QMargins())
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


def column(*widgets: QWidget | None, gap: int = GAP) -> QVBoxLayout:
    """Widgets below one another; `None` is room that gives way."""
    made = QVBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(QMargins())
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


def holding(layout: QLayout) -> QWidget:
    """A bare widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


def rule() -> QFrame:
    """A thin line between things that belong together."""
    return marked(QFrame(), part="rule")


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def scrolling(inside: QWidget) -> QScrollArea:
    """A page that scrolls up and down, follows the focus, and takes no Tab for itself."""
    made = QScrollArea()
    made.setWidget(marked(inside, part="page"))
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
