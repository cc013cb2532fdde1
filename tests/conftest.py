"""What every test gets: no screen, no network, no clock that decides, and golden files."""

import difflib
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The same examples on every run, however slow the machine is: a test fails because of a change, not by chance.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --onscreen and --rewrite-golden."""
    group = parser.getgroup("treatplan")
    group.addoption("--onscreen", action="store_true", help="show windows on the real screen")
    group.addoption("--rewrite-golden", action="store_true", help="write golden files anew; review them as a diff")
    group.addoption("--long", action="store_true", help="run the random tests that have one in their long form")


def pytest_configure(config: pytest.Config) -> None:
    """Qt reads its platform from the environment when the first application is made."""
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class NetworkUsed(Exception):
    """A test, or the program in it, tried to reach another machine."""


def is_here(address: Any) -> bool:
    """Whether a socket address stays on this machine: a path, or an address of the loopback range."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in {"localhost", "::1", ""} or host.startswith("127.")


def only_here(real: Callable[..., Any]) -> Callable[..., Any]:
    """The socket method, refusing addresses of other machines. The address is its last argument."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if not is_here(arguments[-1]):
            raise NetworkUsed(f"{real.__name__} to {arguments[-1]!r}: treatplan works offline, and so do its tests")
        return real(self, *arguments)

    return guarded


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks the network inside this process, except for tests marked `network`."""
    if request.node.get_closest_marker("network") is None:
        for method in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, method, only_here(getattr(socket.socket, method)))


@pytest.fixture(scope="session")
def _nobodys_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _no_data_of_ones_own(monkeypatch: pytest.MonkeyPatch, _nobodys_data: Path) -> None:
    """Whoever runs the tests may have a clinic and packs: they are neither read nor added to."""
    for name in ("XDG_DATA_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(_nobodys_data))


def compare_with_golden(file: Path, text: str, *, rewrite: bool) -> None:
    """Fails with a unified diff where `text` is not what the golden file holds; writes the file on `rewrite`."""
    if rewrite:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        return
    if not file.exists():
        pytest.fail(f"{file.name} does not exist: look at the text, then make it with pytest --rewrite-golden")
    golden = file.read_text(encoding="utf-8")
    if text != golden:
        lines = difflib.unified_diff(
            golden.splitlines(keepends=True), text.splitlines(keepends=True), f"golden/{file.name}", "now"
        )
        pytest.fail("".join(lines) or "the texts differ in their line ends only", pytrace=False)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden(name, text)` compares with the file golden/<name> beside the test."""
    folder = request.path.parent / "golden"
    rewrite = bool(request.config.getoption("--rewrite-golden"))

    def compare(name: str, text: str) -> None:
        compare_with_golden(folder / name, text, rewrite=rewrite)

    return compare
