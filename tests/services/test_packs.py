"""The clinic's own packs as a service: asked with today's date, and told where plans and the window look."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from tests.builders import a_plan, an_intake, needle, needling
from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.packs import PackChanges, PackReport
from treatplan.services.clinic.entry import OpenClinic, Opened
from treatplan.services.clinic.ports import Now
from treatplan.services.packs import OwnPacks
from treatplan.services.plans import Plans
from treatplan.services.ports import HandoutWriter

TODAY = date(2026, 11, 25)
RESOURCES = bundled("resources")


class Clock:
    def today(self) -> date:
        return TODAY


class Shelf:
    """Writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def reports(self, today: date) -> tuple[PackReport, ...]:
        self.asked.append(("reports", today))
        return ()

    def look(self, folder: Path, today: date) -> PackReport:
        self.asked.append(("look", folder, today))
        return PackReport(folder=folder.name, name="ours", version="1")

    def add(self, folder: Path, today: date) -> PackReport:
        self.asked.append(("add", folder, today))
        return PackReport(folder=folder.name, name="ours", version="1")

    def remove(self, name: str) -> Path:
        self.asked.append(("remove", name))
        return Path(name)

    def adapt(self, what: str, folder: Path) -> tuple[Path, ...]:
        self.asked.append(("adapt", what, folder))
        return (folder,)

    def changes(self) -> tuple[PackChanges, ...]:
        self.asked.append(("changes",))
        return ()


def test_that_each_wish_reaches_the_shelf_with_the_day() -> None:
    shelf, folder = Shelf(), Path("ours")
    packs = OwnPacks(shelf, Clock())
    assert packs.all() == ()
    assert packs.check(folder).name == packs.add(folder).name == "ours"
    assert packs.remove("ours") == folder
    assert packs.adapt("rules/N02", folder) == (folder,)
    assert packs.changes() == ()
    assert shelf.asked == [
        ("reports", TODAY),
        ("look", folder, TODAY),
        ("add", folder, TODAY),
        ("remove", "ours"),
        ("adapt", "rules/N02", folder),
        ("changes",),
    ]


@pytest.fixture
def content(tmp_path: Path) -> Callable[[], Packs]:
    """The shipped library with a clinic's pack over it whose one rule is broken."""
    pack = tmp_path / "data" / "packs" / "ours"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "our clinic"\nversion = "1"\nrule_set = "ours-1"\n', "utf-8")
    for file in (RESOURCES / "content" / "core" / "rules").glob("N02.*"):
        shutil.copy(file, pack / "rules")
    (pack / "rules" / "N02.toml").write_text("level = ", "utf-8")
    return lambda: Packs(RESOURCES / "content", RESOURCES / "texts", pack.parent)


def test_that_a_report_on_a_plan_tells_of_the_library(content: Callable[[], Packs]) -> None:
    packs = content()
    plans = Plans(packs, cast("HandoutWriter", None), Clock())
    intake = an_intake()
    plan = a_plan(needling(needle("BL23")), library="treatplan core 0.1")
    made, left_out = plans.check(plan, intake, ("plan", "intake")).remarks
    now = packs.library("en").made_with
    assert made == f"made with treatplan core 0.1; now {now}: what changed between them is not known on this computer"
    assert left_out.startswith("Your pack 'our clinic' has a mistake")


def test_that_an_open_clinic_warns_of_a_pack_with_a_mistake(content: Callable[[], Packs]) -> None:
    class Unlocked:
        session = records = directory = signatures = vault = slots = None
        warnings = ("the copy of the key file was mended",)

    packs = content()
    plans = Plans(packs, cast("HandoutWriter", None), Clock())
    clinic = OpenClinic(cast("Opened", Unlocked()), packs, plans, cast("Now", Clock()))
    first, second = clinic.warnings
    assert first == "the copy of the key file was mended"
    assert "our clinic" in second
