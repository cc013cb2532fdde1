"""A text is shown as it is written, wherever it comes from; and only one file lets text into labels and tooltips."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from treatplan.domain.texts import Texts
from treatplan.ui.parts.banner import Banner
from treatplan.ui.parts.buttons import Button
from treatplan.ui.parts.chips import Chip
from treatplan.ui.parts.entries import LineField
from treatplan.ui.parts.text import Label, Line, plain_tip

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = ["<Smith>", "<b>Bob</b>", "O'Neil & Sons", "李伟", "N" * 300, "\u202eعلي", "<img src=x>", "&amp;", "a\nb"]


@pytest.mark.parametrize("text", HOSTILE)
def test_that_a_label_shows_what_is_written(qtbot: QtBot, text: str) -> None:
    label = Label(text)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.shown == text
    assert label.text().replace("\u200b", "") == text
    assert label.accessibleName() == text


@pytest.mark.parametrize("text", HOSTILE)
def test_that_a_tooltip_shows_what_is_written(qtbot: QtBot, text: str) -> None:
    label = Label("x")
    qtbot.addWidget(label)
    plain_tip(label, text)
    inner = label.toolTip().removeprefix("<span>").removesuffix("</span>")
    assert "<" not in inner
    assert inner.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&amp;", "&") == text
    assert label.accessibleDescription() == text


def test_that_an_ampersand_on_a_button_is_no_mnemonic(qtbot: QtBot) -> None:
    button = Button("O'Neil & Sons")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "O'Neil & Sons"


def test_that_a_word_of_300_letters_makes_no_window_wider(qtbot: QtBot) -> None:
    label = Label("N" * 300)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 200
    label.resize(200, 10)
    assert label.heightForWidth(200) > 5 * label.fontMetrics().height()


def test_that_a_line_gives_way_and_its_tooltip_has_all_of_it(qtbot: QtBot) -> None:
    line = Line("Ana " * 60)
    qtbot.addWidget(line)
    line.resize(120, 30)
    line.show()
    assert line.minimumSizeHint().width() < 120
    assert "Ana Ana" in line.toolTip()
    line.set_text("Ana")
    assert line.toolTip() == ""


def test_that_a_banner_holds_any_name(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(900, 60)
    for name in HOSTILE:
        banner.set_patient(name, "12 Mar 1971 · 55", [Chip(words=name[:40], tone="stop")])
        assert banner.minimumSizeHint().width() < 900, name
    banner.show()
    QApplication.processEvents()


def test_that_a_label_of_a_field_names_it(qtbot: QtBot, words: Texts) -> None:
    field = LineField(words, "Family & given name")
    qtbot.addWidget(field)
    assert QAccessible.queryAccessibleInterface(field.editor).text(QAccessible.Text.Name) == "Family & given name"


# One door

DOOR = "treatplan/ui/parts/text.py"
FORBIDDEN_CALLS = {"setToolTip", "setWhatsThis", "setStatusTip", "setHtml", "appendHtml", "insertHtml", "setTextFormat"}
FORBIDDEN_NAMES = {"QLabel", "QMessageBox", "QTextEdit", "QTextBrowser", "QErrorMessage", "QToolTip", "QInputDialog"}


def back_doors(code: str) -> set[str]:
    """What a file uses that might read a text as markup."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_CALLS | FORBIDDEN_NAMES:
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names} & FORBIDDEN_NAMES
    return found


def test_that_only_one_file_lets_text_into_labels_and_tooltips() -> None:
    rooms = [ROOT / "treatplan" / "ui", ROOT / "treatplan" / "app"]
    found = {
        str(file.relative_to(ROOT)): back_doors(file.read_text("utf-8"))
        for room in rooms
        for file in sorted(room.rglob("*.py"))
    }
    assert found.pop(DOOR)
    assert {file: doors for file, doors in found.items() if doors} == {}


def test_that_a_back_door_is_seen() -> None:
    assert back_doors("from PySide6.QtWidgets import QLabel\nw.setToolTip(name)") == {"QLabel", "setToolTip"}
