"""Rows of values as an item model: columns are declared, the view shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index: TypeAlias = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

QUIET_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # a quiet addition behind the text


@dataclass(frozen=True, kw_only=True)  # no @value: slots, frozen and `Column[Row](...)` do not go together
class Column(Generic[Row]):
    """One column: its heading, the text of a row in it, and what it may add quietly."""

    title: str
    text: Callable[[Row], str]
    quiet: Callable[[Row], str] | None = None  # shown behind the text: other names, units
    strong: bool = False
    right: bool = False  # figures stand below one another
    width: int = 0  # least pixels at 100 %; 0 takes the room that is left


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A table of values. After `set_rows` nothing is chosen: a choice by number would be another patient's."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, none of them chosen. The same rows change nothing."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, index: Index) -> Row | None:
        """The row of an index; `None` where it is none."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == QUIET_ROLE:
            return column.quiet(row) if column.quiet else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(column) | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(  # noqa: N802  (Qt's name)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_side(self.columns[section]) | Qt.AlignmentFlag.AlignVCenter)
        return None

    @staticmethod
    def _spoken(row: Row, column: Column[Row]) -> str:
        added = column.quiet(row) if column.quiet else ""
        return f"{column.text(row)}, {added}" if added else column.text(row)


def _side(column: Column[Any]) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
