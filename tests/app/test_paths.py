"""Where a user's own clinic is on each system."""

import os
from pathlib import Path

import pytest

from treatplan.app.paths import data_folder, default_place

HOME = Path("/srv/okafor")
ELSEWHERE = Path.cwd().anchor + "elsewhere"  # a whole path on the system that runs this


@pytest.mark.parametrize(
    ("system", "environment", "folder"),
    [
        ("linux", {}, HOME / ".local" / "share" / "treatplan"),
        ("linux", {"XDG_DATA_HOME": ELSEWHERE}, Path(ELSEWHERE) / "treatplan"),
        ("linux", {"XDG_DATA_HOME": ""}, HOME / ".local" / "share" / "treatplan"),
        ("linux", {"XDG_DATA_HOME": "half/a/path"}, HOME / ".local" / "share" / "treatplan"),
        ("darwin", {"XDG_DATA_HOME": ELSEWHERE}, HOME / "Library" / "Application Support" / "treatplan"),
        ("win32", {"APPDATA": ELSEWHERE}, Path(ELSEWHERE) / "treatplan"),
        ("win32", {}, HOME / "AppData" / "Roaming" / "treatplan"),
    ],
)
def test_that_each_system_has_its_folder(system: str, environment: dict[str, str], folder: Path) -> None:
    assert data_folder(system, environment, HOME) == folder


def test_that_the_clinic_lies_in_that_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_place().name == "clinic.treatplan"
    assert tmp_path in default_place().parents
    assert not os.path.lexists(default_place().parent)  # asking makes nothing
