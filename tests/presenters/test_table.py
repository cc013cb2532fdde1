"""Rows of values are a sound item model."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from treatplan.presenters.table import QUIET_ROLE, Column, RowsModel

Person = tuple[str, int]
COLUMNS = [
    Column[Person](title="Name", text=lambda person: person[0], quiet=lambda person: "old name"),
    Column[Person](title="File", text=lambda person: str(person[1]), right=True),
]


def test_that_the_model_is_sound_through_all_changes(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in ([("Ana", 1)], [("Ana", 1), ("<Li>", 2)], [("Bo", 3), ("Cy", 4)], []):
        model.set_rows(rows)
        assert model.rowCount() == len(rows)
    assert tester.model() is model


def test_that_a_cell_says_its_text_as_it_is_written(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([("<b>Bob</b>", 7)])
    name, file = model.index(0, 0), model.index(0, 1)
    assert (name.data(), name.data(QUIET_ROLE)) == ("<b>Bob</b>", "old name")
    assert name.data(Qt.ItemDataRole.AccessibleTextRole) == "<b>Bob</b>, old name"
    assert file.data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in (0, 1, 2)] == ["Name", "File", None]


def test_that_an_index_gives_its_row_and_none_gives_none(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([("Ana", 1), ("Bo", 2)])
    assert model.row_at(model.index(1, 0)) == ("Bo", 2)
    assert model.row_at(QModelIndex()) is None
    assert model.data(QModelIndex()) is None


def test_that_the_same_rows_change_nothing(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([("Ana", 1)])
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows([("Ana", 1)])
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([("Bo", 2)])
