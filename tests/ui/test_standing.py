"""The line at the foot of the window: there inside a clinic, at once and at the same height; gone with the clinic."""

from tests.presenters.test_window import House
from tests.ui.test_main_window import house, settings, unlock, window  # noqa: F401  (fixtures)
from treatplan.presenters.window import Window
from treatplan.ui.parts.text import Line
from treatplan.ui.window import MainWindow


def line(of: MainWindow) -> Line:
    found = of._standing.findChild(Line)
    assert isinstance(found, Line)
    return found


def test_that_it_is_there_inside_a_clinic_and_grows_loud(
    window: MainWindow,  # noqa: F811
    house: House,  # noqa: F811
) -> None:
    assert "_standing" not in window.__dict__
    unlock(house)
    house.window.first_list_painted()
    assert window._standing.isVisible()
    before = window._standing.height()
    house.window.backup.look()
    assert line(window).shown == "There is no backup of this clinic. Make one now"
    assert line(window).property("rank") == "stop"
    assert window._standing.act.text() == "Back up now"
    window._standing.act.click()
    assert line(window).shown == "Last backup: 0 minutes ago, proven"
    assert line(window).property("rank") == "quiet"
    assert window._standing.height() == before
    house.window.lock()
    assert not window._standing.isVisible()
    assert line(window).shown == ""


def test_that_it_is_looked_at_every_few_minutes_while_a_clinic_is_open(
    window: MainWindow,  # noqa: F811
    house: House,  # noqa: F811
) -> None:
    assert not window._minutes.isActive()
    unlock(house)
    house.window.first_list_painted()
    assert window._minutes.isActive()
    house.clinic.backups.make(house.clinic.session)
    window._minutes.timeout.emit()
    presenter: Window = house.window
    assert presenter.backup.view.words.startswith("Last backup")
    house.window.lock()
    assert not window._minutes.isActive()
