"""The wheel is whole: built, installed in a fresh environment outside the checkout, and checked by itself."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import treatplan

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.network  # the fresh environment gets its locked packages as any machine does


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command printed; fails with all of it where the command fails."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from a source archive, so that the archive is whole too."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


class Installed:
    """The program in an environment of its own, run as on a machine that knows nothing else of it."""

    def __init__(self, folder: Path) -> None:
        self.environment = folder / "environment"
        self.elsewhere = folder / "elsewhere"
        self.home = folder / "home"
        self.elsewhere.mkdir()
        self.home.mkdir()

    def install(self, wheel: Path) -> None:
        """Puts in the locked packages, then the wheel and nothing that the lock does not name."""
        venv.create(self.environment, with_pip=False, symlinks=os.name != "nt")
        python = str(self.program("python"))
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
        run(*pip, "--require-hashes", "-r", ROOT / "requirements.txt", cwd=self.elsewhere)
        run(*pip, wheel, cwd=self.elsewhere)

    def program(self, name: str) -> Path:
        """A program of the environment."""
        return self.environment / ("Scripts" if os.name == "nt" else "bin") / name

    def run(self, program: str, *arguments: str) -> str:
        """What a program of the environment prints, with an empty home and away from the checkout."""
        env = {"HOME": str(self.home), "PATH": os.defpath, "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
        return run(self.program(program), *arguments, cwd=self.elsewhere, env=env)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = Installed(tmp_path_factory.mktemp("installed"))
    place.install(wheel)
    return place


def test_that_the_wheel_holds_every_resource_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("treatplan/_bundle/") for name in archive.namelist() if "/_bundle/" in name}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in ("resources", "db")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", ".ruff_cache"} & set(path.parts)
    }
    assert held == wanted


def test_that_the_wheel_holds_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        licences = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert {"LICENSE", "OFL-SourceSans3.txt", "OFL-TreatplanHan.txt"} <= licences


def test_that_the_installed_program_finds_itself_whole(installed: Installed) -> None:
    assert installed.run("python", "-m", "treatplan", "--self-check").strip()


def test_that_the_installed_program_starts_by_its_name(installed: Installed) -> None:
    assert installed.run("treatplan", "--self-check").strip()


def test_that_the_installed_program_reads_the_resources_of_the_wheel(installed: Installed) -> None:
    code = "import treatplan; from treatplan.bundle import bundled; print(treatplan.__version__, bundled('resources'))"
    version, _, folder = installed.run("python", "-c", code).strip().partition(" ")
    assert version == treatplan.__version__
    assert Path(folder).is_relative_to(installed.environment.resolve())
    assert Path(folder).parts[-3:] == ("treatplan", "_bundle", "resources")


def test_that_an_installed_program_leaves_an_empty_home_empty(installed: Installed) -> None:
    installed.run("python", "-m", "treatplan", "--self-check")
    assert list(installed.home.rglob("*")) == []
