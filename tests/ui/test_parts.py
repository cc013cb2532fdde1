"""Buttons, notices, tables, tabs, search, icons and the frame: seen, heard and used by keyboard."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.audit import audit, spoken
from treatplan.domain.texts import Texts
from treatplan.presenters.table import Column, RowsModel
from treatplan.ui.frame import Frame
from treatplan.ui.parts.buttons import Button, icon_button
from treatplan.ui.parts.flow import FlowLayout
from treatplan.ui.parts.icon import paint_icon, pixmap
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.rail import Entry
from treatplan.ui.parts.search import FocusOnType, SearchBox
from treatplan.ui.parts.table import RowsView
from treatplan.ui.parts.tabs import Tabs
from treatplan.ui.style import Look

Person = tuple[str, str]
PEOPLE: list[Person] = [("Ana", "1971"), ("<Smith> & Co", "1990"), ("李伟", "1958")]
ENTRIES = [
    Entry(key="patients", words="Patients", picture="patients"),
    Entry(key="plan", words="Plans", picture="plan"),
]


@pytest.fixture
def view(qtbot: QtBot) -> RowsView[Person]:
    model = RowsModel[Person](
        [
            Column[Person](title="Name", text=lambda person: person[0], quiet=lambda person: "quiet"),
            Column[Person](title="Born", text=lambda person: person[1], width=80, right=True),
        ]
    )
    model.set_rows(PEOPLE)
    made = RowsView(model, "Patients")
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_a_button_acts_on_enter_as_on_space(qtbot: QtBot, key: Qt.Key) -> None:
    button = Button("Save")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_that_a_focused_button_is_as_large_as_before(qtbot: QtBot) -> None:
    for kind in ("plain", "primary", "link", "icon"):
        button = Button("Save", kind)
        qtbot.addWidget(button)
        button.show()
        button.activateWindow()
        size = button.sizeHint()
        button.setFocus()
        qtbot.waitUntil(button.hasFocus)
        assert button.sizeHint() == size, kind
        assert size.height() >= 32


def test_that_an_icon_alone_has_a_name(qtbot: QtBot) -> None:
    button = icon_button("print", "Print")
    qtbot.addWidget(button)
    assert (spoken(button), button.text()) == ("Print", "")


def test_that_a_notice_says_how_grave_it_is_in_a_word(qtbot: QtBot, words: Texts) -> None:
    notice = Notice(words, "stop", "<b>now</b>", "Go & call 999.")
    qtbot.addWidget(notice)
    assert spoken(notice) == "Stop · <b>now</b> Go & call 999."
    notice.say("caution", "")
    assert spoken(notice) == "Caution"


def test_that_every_icon_draws_in_the_colour_asked_for(look: Look) -> None:
    names = sorted(file.stem for file in look.icons.glob("*.svg"))
    assert {"patients", "lock", "search", "stop", "caution", "check"} <= set(names)
    for name in names:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint_icon(painter, QRectF(0, 0, 24, 24), name, "stop")
        painter.end()
        inked = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 100]
        assert inked, name
        wanted = look.colour("stop")
        assert all(abs(colour.red() - wanted.red()) + abs(colour.blue() - wanted.blue()) <= 8 for colour in inked), name


def test_that_an_unknown_icon_is_a_mistake(look: Look) -> None:
    with pytest.raises(KeyError):
        pixmap("nowhere")


def test_that_enter_opens_the_row_that_is_chosen(qtbot: QtBot, view: RowsView[Person]) -> None:
    view.choose(1)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [PEOPLE[1]]
    assert view.chosen == PEOPLE[1]


def test_that_steps_stay_within_the_table(view: RowsView[Person]) -> None:
    for steps, row in ((1, 0), (1, 1), (9, 2), (-9, 0)):
        view.step(steps)
        assert view.chosen == PEOPLE[row]


def test_that_rows_are_as_high_as_controls_and_grow_with_the_text(view: RowsView[Person], look: Look) -> None:
    assert view.rowHeight(0) == 32
    look.scale_to(2.0)
    assert view.rowHeight(0) == look.tokens.control > 44


def test_that_a_table_paints_hostile_names_and_lets_tab_go(qtbot: QtBot, view: RowsView[Person]) -> None:
    assert not view.grab().isNull()
    assert not view.tabKeyNavigation()


def test_that_the_arrows_of_a_search_walk_the_list(qtbot: QtBot, view: RowsView[Person]) -> None:
    box = SearchBox("Find a patient")
    qtbot.addWidget(box)
    box.moved.connect(view.step)
    box.show()
    said: list[str] = []
    box.searched.connect(said.append)
    QTest.keyClicks(box, "an")
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert said == ["a", "an"]
    assert view.chosen == PEOPLE[1]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert said[-1] == ""


def test_that_letters_typed_at_a_list_go_to_its_search(qtbot: QtBot, view: RowsView[Person]) -> None:
    box = SearchBox("Find a patient")
    qtbot.addWidget(box)
    FocusOnType(box, view)
    QTest.keyClicks(view, "an")
    assert box.text().startswith("a")


def test_that_tabs_go_by_click_and_by_shortcut(qtbot: QtBot) -> None:
    tabs = Tabs([("intake", "Intake"), ("plan", "Plan")], "Patient")
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is tabs)
    gone: list[str] = []
    tabs.opened.connect(gone.append)
    tabs.open("intake")
    assert gone == []
    QTest.keyClick(tabs, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert gone == ["plan"]


def test_that_what_does_not_fit_flows_onto_the_next_line(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = FlowLayout()
    whole.setLayout(flow)
    for number in range(10):
        flow.addWidget(Button(f"Button {number}"))
    assert flow.heightForWidth(2000) < flow.heightForWidth(300) < flow.heightForWidth(100)
    assert flow.takeAt(99) is None


@pytest.fixture
def frame(qtbot: QtBot, words: Texts) -> Frame:
    made = Frame(words, lambda: ENTRIES)
    made.show_rail(shown=True)
    qtbot.addWidget(made)
    for entry in ENTRIES:
        page = QWidget()
        QVBoxLayout(page).addWidget(Button(f"On {entry.words}"))
        made.add_page(entry.key, page)
    made.show_page("patients")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def test_that_the_frame_goes_where_alt_and_a_figure_say(qtbot: QtBot, frame: Frame) -> None:
    gone: list[str] = []
    frame.asked.connect(gone.append)
    QTest.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert gone == ["plan"]
    frame.show_page("plan")
    assert frame.page == "plan"


def test_that_ctrl_l_locks(qtbot: QtBot, frame: Frame) -> None:
    with qtbot.waitSignal(frame.lock_asked):
        QTest.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_that_ctrl_plus_minus_and_zero_change_the_text(qtbot: QtBot, frame: Frame, look: Look) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for key, scale in ((Qt.Key.Key_Plus, 1.1), (Qt.Key.Key_Equal, 1.25), (Qt.Key.Key_Minus, 1.1), (Qt.Key.Key_0, 1.0)):
        QTest.keyClick(frame, key, control)
        assert look.tokens.scale == scale


def test_that_the_frame_fits_a_small_screen_at_double_text(frame: Frame, look: Look) -> None:
    look.scale_to(2.0)
    frame.rail.set_user("M. Okafor, LicAc", "N" * 300)
    assert frame.minimumSizeHint().width() <= 1024
    assert frame.minimumSizeHint().height() <= 640
    assert frame.minimumWidth() <= 1024


def test_that_a_problem_at_the_foot_stays_until_it_is_closed(frame: Frame) -> None:
    frame.say("The disk is full. <b>Free</b> some space.")
    shut = next(button for button in frame.findChildren(Button) if spoken(button) == "Close this message")
    assert shut.isVisible()
    shut.click()
    assert not shut.isVisible()


def test_that_the_frame_passes_the_audit(frame: Frame) -> None:
    assert audit(frame) == []


def test_that_the_audit_sees_what_is_wrong(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    box = QVBoxLayout(page)
    first, second, third = Button("a"), Button("b"), Button("")
    for button in (first, second, third):
        box.addWidget(button)
    second.setStyleSheet("min-height: 10px; max-height: 10px")
    QWidget.setTabOrder(second, first)
    page.show()
    complaints = " | ".join(audit(page))
    assert "Button has no name" in complaints
    assert "Tab jumps back up" in complaints
    assert "high" in complaints


def test_that_titles_name_no_patient(frame: Frame) -> None:
    assert frame.windowTitle() == "treatplan"
