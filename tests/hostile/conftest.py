"""A clinic at the command line, and one in the window, at a cost that hundreds of inputs can pay."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.app.house import House
from tests.storage import rooms
from treatplan.app import wiring
from treatplan.app.main import main
from treatplan.bundle import bundled
from treatplan.cli.desk import Desk
from treatplan.handout.writer import PdfWriter
from treatplan.services.clinic.entry import Door, OpenClinic, Opened
from treatplan.services.plans import Plans
from treatplan.ui import style
from treatplan.ui.tokens import Tokens

RESOURCES = bundled("resources")
SAMPLES = RESOURCES / "demo"
REAL_DESK = wiring.desk


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.strip().splitlines()

    @property
    def json(self) -> Any:
        assert self.code in {0, 1}, self.err
        return json.loads(self.out)


Call = Callable[..., Ended]


def assert_one_line(ended: Ended, *words: str, codes: tuple[int, ...] = (2,)) -> None:
    """A refusal: the right code, one line, these words in it."""
    assert ended.code in codes, (ended.code, ended.err)
    assert len(ended.lines) == 1, ended.err
    assert "mistake of the program" not in ended.err
    for word in words:
        assert word in ended.err, ended.err


@cache
def cheap_desk() -> Desk:
    """The services behind the command line, with passphrases that cost little."""
    real = REAL_DESK()
    clock = wiring.SystemClock()
    content = wiring.packs(RESOURCES)
    core = Plans(content, PdfWriter(RESOURCES / "fonts"), clock)

    def services(opened: Opened) -> OpenClinic:
        return OpenClinic(opened, content, core, clock)

    return replace(real, door=Door(rooms.storage(), services))


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("plan", "draft", file)` as a user calls it."""
    monkeypatch.setattr(wiring, "desk", cheap_desk)

    def calling(*words: object) -> Ended:
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # argparse ends a wrong call so
            code = int(ended.code or 0)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return calling


@pytest.fixture(scope="session")
def made_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed clinic with one patient, made once. Copied, never opened."""
    return rooms.a_clinic_file(tmp_path_factory.mktemp("hostile-made"), "Adams")


@pytest.fixture
def place(made_clinic: Path, tmp_path: Path) -> Path:
    """A copy of it for one test, alone in its folder."""
    return rooms.copied(made_clinic, tmp_path / "clinic")


@pytest.fixture
def clinic(call: Call, place: Path, tmp_path: Path) -> Call:
    """A command on it: `clinic("patient", "find", "ana")`."""
    secret = tmp_path / "pass.txt"
    secret.write_text(f"{rooms.PASSPHRASE}\n", encoding="utf-8")

    def calling(*words: object) -> Ended:
        return call(*words, "--clinic", place, "--user", rooms.LOGIN, "--passphrase-file", secret)

    return calling


@pytest.fixture
def sample_intake() -> dict[str, Any]:
    """An ordinary intake, to be spoiled."""
    read: dict[str, Any] = json.loads((SAMPLES / "1-overuse-cold-damp.intake.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Write content as a JSON file."""

    def saving(content: object, name: str = "intake.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return saving


# The window


class Patience:
    """Lets the window live until something is so. What pytest-qt has for it is one test's, a house is a module's."""

    def waitUntil(self, what: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802  (pytest-qt's name)
        timer = QElapsedTimer()
        timer.start()
        while not what():
            assert timer.elapsed() < timeout, "it did not come about"
            QTest.qWait(2)


@pytest.fixture(scope="module")
def whole_house(
    qapp: QApplication, made_clinic: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], House]]:
    """Opens the window once for a module, unlocked, and anew after a test that ended it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(made_clinic.parent, folder / "clinic")
    houses: list[House] = []

    def opened() -> House:
        if not houses:
            houses.append(House(Patience(), folder / "clinic" / made_clinic.name, folder))
            houses[0].unlock()
        return houses[0]

    yield opened
    for house in houses:
        house.end()
    style.look().use(Tokens())


@pytest.fixture
def house(whole_house: Callable[[], House]) -> Iterator[House]:
    """The window on the list of patients, with nothing typed. What the program says of its own mistakes fails."""
    opened = whole_house()
    to_list(opened)
    yield opened
    to_list(opened)
    assert (opened.mistakes, opened.told) == (0, [])


def to_list(house: House) -> None:
    """Back to the list, without a form."""
    for form in (house.open.patients.form, house.open.card_if_made and house.open.card_if_made.form):
        if form is not None:
            form.leave()
    house.rest()
    if house.window.page == "patient":
        house.intake.flush()
        house.rest()
        house.program.presenter.to_patients()
    house.rest()
