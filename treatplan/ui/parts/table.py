"""A table of rows: native drawing, one stop for Tab, Enter opens, whole rows are chosen."""

from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleFactory,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from treatplan.presenters.table import QUIET_ROLE, RowsModel
from treatplan.ui.style import look
from treatplan.ui.tokens import GAP

Row = TypeVar("Row")


class RowsView(QTableView, Generic[Row]):
    """Shows a `RowsModel`. `opened` carries the row of Enter or a double click."""

    opened = Signal(object)
    chosen_changed = Signal()

    def __init__(self, model: RowsModel[Row], name: str) -> None:
        """`name` is what a screen reader says of the table."""
        super().__init__()
        self._rows = model
        self._plain = QStyleFactory.create("Fusion")  # kept: Qt does not own the style of a widget
        self.setStyle(self._plain)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # else Tab never leaves
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self._refit()
        look().changed.connect(self._refit)
        self.doubleClicked.connect(self._open)

    @property
    def chosen(self) -> Row | None:
        """The row that is chosen; `None` where none is."""
        return self._rows.row_at(self.currentIndex()) if self.selectionModel().hasSelection() else None

    def choose(self, number: int) -> None:
        """Choose a row by its number; numbers past the ends choose the last or the first."""
        if self._rows.rows:
            self.setCurrentIndex(self._rows.index(min(max(number, 0), len(self._rows.rows) - 1), 0))

    def step(self, by: int) -> None:
        """Choose the row so many below, from wherever the focus is (the search box above)."""
        self.choose(self.currentIndex().row() + by if self.selectionModel().hasSelection() else 0)

    def open_chosen(self) -> None:
        """As Enter does."""
        if self.chosen is not None:
            self._open(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Any, previous: Any) -> None:  # noqa: N802  (Qt's name)
        super().currentChanged(current, previous)
        self.chosen_changed.emit()

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _refit(self) -> None:
        tokens = look().tokens
        self.verticalHeader().setMinimumSectionSize(tokens.control)
        self.verticalHeader().setDefaultSectionSize(tokens.control)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(tokens.grown(40))
        for number, column in enumerate(self._rows.columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(number, mode)
            if column.width:
                head.resizeSection(number, round(column.width * tokens.scale))


class _RowDelegate(QStyledItemDelegate):
    """Paints a cell: the text as it is, a quiet addition behind it, a line below the row."""

    def __init__(self, view: RowsView[Any]) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        made: Any = QStyleOptionViewItem(option)  # PySide's stubs do not know the fields of options
        self.initStyleOption(made, index)
        painter.save()
        self._back(painter, made, index)
        column = self._view._rows.columns[index.column()]  # noqa: SLF001  (view and delegate are one part)
        where = made.rect.adjusted(GAP, 0, -GAP, 0)
        painter.setFont(look().font("body", strong=column.strong))
        painter.setPen(look().colour("ink"))
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        )
        used = _line(painter, where, str(index.data() or ""), align)
        quiet = str(index.data(QUIET_ROLE) or "")
        if quiet:
            painter.setFont(look().font("body"))
            painter.setPen(look().colour("quiet"))
            _line(painter, where.adjusted(used + GAP, 0, 0, 0), quiet, align)
        painter.restore()

    def _back(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, look().colour("accent_wash"))
        elif self._hovered(index):
            painter.fillRect(option.rect, look().colour("wash"))
        painter.setPen(QPen(look().colour("line"), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if chosen and index.column() == 0:  # not only a colour: a mark at the edge of the row
            mark = QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())
            painter.fillRect(mark, look().colour("accent"))
        if chosen and self._view.hasFocus():
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _hovered(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        viewport: QWidget = self._view.viewport()
        if not viewport.underMouse():
            return False
        spot = viewport.mapFromGlobal(viewport.cursor().pos())
        return self._view.rowAt(spot.y()) == index.row()


def _line(painter: QPainter, where: QRect, text: str, align: Qt.AlignmentFlag) -> int:
    """Draw one line of text, cut with "…" where it does not fit; the pixels that it took."""
    if where.width() <= 0:
        return 0
    shown = painter.fontMetrics().elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, align, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
