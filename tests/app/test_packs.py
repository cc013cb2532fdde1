"""A user's own packs are found beside the clinic, and cost nothing where there are none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from treatplan.app.paths import default_place, own_packs

ASK = """
import sys
from treatplan.app.wiring import _LatePacks
from treatplan.bundle import bundled
print(_LatePacks(bundled("resources")).notices())
print(sorted({"pydantic", "tomllib", "markdown_it"} & set(sys.modules)))
"""


def asked(data: Path) -> list[str]:
    named = {name: str(data) for name in ("XDG_DATA_HOME", "APPDATA", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | named, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_that_the_packs_lie_beside_the_clinic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_DATA_HOME", "APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert own_packs().parent == default_place().parent
    assert not own_packs().exists()  # asking makes nothing


@pytest.mark.skipif(sys.platform == "darwin", reason="its data folder is told by the home folder alone")
def test_that_unlocking_reads_no_content_where_there_are_no_packs(tmp_path: Path) -> None:
    assert asked(tmp_path) == ["()", "[]"]
    (tmp_path / "treatplan" / "packs").mkdir(parents=True)
    assert asked(tmp_path) == ["()", "[]"]
    (tmp_path / "treatplan" / "packs" / "ours").mkdir()
    told, loaded = asked(tmp_path)
    assert "ours: is no pack: it has no pack.toml" in told
    assert loaded == "['markdown_it', 'pydantic', 'tomllib']"
