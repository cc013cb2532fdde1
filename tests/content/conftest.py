"""Small packs to break, and the shipped library read once."""

import shutil
from pathlib import Path

import pytest

from treatplan.content.packs import load_library
from treatplan.domain.library import Library

PACKS = Path(__file__).parent / "packs"
SHIPPED = Path(__file__).resolve().parent.parent.parent / "resources" / "content" / "core"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of a whole pack with one thing of most kinds."""
    return Path(shutil.copytree(PACKS / "tiny", tmp_path / "tiny"))


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A copy of a clinic's pack that is laid over the tiny one and makes it stricter."""
    return Path(shutil.copytree(PACKS / "clinic", tmp_path / "clinic"))


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The library that comes with the program."""
    return load_library([SHIPPED])
