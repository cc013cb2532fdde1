"""Every test here pulls a plug: marked so that they can be left out or run by themselves."""

from pathlib import Path

import pytest

from tests.faults import shim


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def _shim() -> None:
    """Skips where calls can't be watched."""
    try:
        shim.compiled()
    except shim.NoShim as error:
        pytest.skip(str(error))
