"""The program as a user calls it: a command, what it prints, and how it ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from treatplan.app.main import main
from treatplan.bundle import bundled

SAMPLES = bundled("resources") / "demo"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.strip().splitlines()


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    def calling(*words: object) -> Ended:
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # argparse ends a wrong call so
            code = int(ended.code or 0)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return calling


@pytest.fixture
def sample() -> dict[str, Any]:
    """An ordinary intake, to be spoiled."""
    read: dict[str, Any] = json.loads((SAMPLES / "1-overuse-cold-damp.intake.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def save(tmp_path: Path) -> Callable[[object, str], Path]:
    def saving(content: object, name: str = "intake.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return saving


@pytest.fixture
def drafted(call: Callable[..., Ended], sample: dict[str, Any], save: Callable[..., Path], tmp_path: Path) -> Path:
    """A plan file that the program drafted from the sample, beside its intake."""
    plan = tmp_path / "plan.json"
    assert call("plan", "draft", save(sample), "-o", plan).code == 0
    return plan
