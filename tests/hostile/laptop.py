"""A laptop to be stolen: a home folder and temporary folders of its own, and everything that the program wrote there.

What its user brings and asks for (intake files, a passphrase, the PDF that was saved) lies on the desk beside it.
`python -m tests.hostile.laptop --rounds 300 --seed 1` steals it that many times, at moments that chance chooses.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.canaries import Canaries
from tests.storage.rooms import ROOT

FIELDS = (
    "given", "family", "other", "access", "phone", "note", "medicine", "tongue", "pulse", "goal", "examined", "factor",
    "flag", "aim", "condition", "override", "visit", "addendum", "search", "typed", "clinic", "address", "practitioner",
    "qualification", "registration", "colleague",
)  # fmt: skip
PASSPHRASE = "seven grey wolves hum"
_FOLDERS = ("home", "data", "config", "cache", "state", "run", "tmp", "cwd", "output")
_ACCENTED = {"given": "Zo\u00eb", "note": "\u674e\u4f1f"}  # two words that are more than ASCII


@dataclass(frozen=True)
class Laptop:
    """Folders below `root` are the laptop; `desk` is not on it."""

    root: Path
    desk: Path
    canaries: Canaries

    def process(self, step: str, *, leak: str = "") -> "subprocess.Popen[bytes]":
        """Start a step of the story (story.py). What a window prints stays on the laptop."""
        out = (self.root / "output" / f"{step}.out").open("ab")
        err = (self.root / "output" / f"{step}.err").open("ab")
        command = [sys.executable, "-X", "utf8", "-m", "tests.hostile.story", step]
        environment = self._environment() | ({"STORY_LEAK": leak} if leak else {})
        with out, err:
            return subprocess.Popen(
                command,
                cwd=self.root / "cwd",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                preexec_fn=_dumps_allowed,  # noqa: PLW1509  (the parent has no thread that holds anything)
            )

    def run(self, step: str, *, leak: str = "", ends: int = 0) -> None:
        """Let a step do its work. Fails with what it printed where it ends in another way."""
        process = self.process(step, leak=leak)
        code = process.wait(timeout=300)
        assert code == ends, (step, code, self.printed(step))

    def printed(self, step: str) -> str:
        """What a step printed, and what it noted of itself."""
        files = [self.root / "output" / f"{step}.err", self.desk / "trouble.txt"]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace")[-3000:] for file in files if file.exists())

    def wait_for(self, mark: str, process: "subprocess.Popen[bytes]") -> None:
        """Until a step has come this far."""
        until = time.monotonic() + 300
        while not (self.desk / mark).exists():
            assert process.poll() is None, (mark, process.returncode)
            assert time.monotonic() < until, mark
            time.sleep(0.01)

    def leaks(self) -> dict[str, set[str]]:
        """Every file on the laptop in which a planted word stands."""
        found = self.canaries.in_folders(self.root)
        return {str(Path(path).relative_to(self.root)): fields for path, fields in found.items()}

    def written_elsewhere(self) -> list[str]:
        """Files that Python opened for writing outside the laptop and the desk: nobody searched those."""
        noted = (self.desk / "opened.txt").read_text(encoding="utf-8").splitlines()
        ours = (str(self.root), str(self.desk), "/dev/null", "/dev/tty")
        return sorted({line for line in noted if not line.startswith(ours)})

    def _environment(self) -> dict[str, str]:
        root = self.root
        return {
            "PATH": f"{self.desk / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "HOME": str(root / "home"),
            "XDG_DATA_HOME": str(root / "data"),
            "XDG_CONFIG_HOME": str(root / "config"),
            "XDG_CACHE_HOME": str(root / "cache"),
            "XDG_STATE_HOME": str(root / "state"),
            "XDG_RUNTIME_DIR": str(root / "run"),
            "TMPDIR": str(root / "tmp"),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "DISPLAY": ":none",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "default",
            "STORY_DESK": str(self.desk),
        }


def a_laptop(folder: Path, seed: int) -> Laptop:
    """A new laptop and a desk, with words that nobody else has."""
    draw = random.Random(seed)
    words = {field: f"zq{field}{draw.randrange(16**8):08x}" for field in FIELDS}
    words |= {field: f"{more}{words[field]}" for field, more in _ACCENTED.items()}
    words["phone"] = f"0770{draw.randrange(10**11):011d}"
    root, desk = folder / "laptop", folder / "desk"
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, mode=0o700)
    (desk / "bin").mkdir(parents=True)
    lp = desk / "bin" / "lp"
    lp.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{root}/output/queue.txt"\ncat > /dev/null\n', encoding="utf-8")
    lp.chmod(0o755)
    (desk / "words.json").write_text(json.dumps(words), encoding="utf-8")
    (desk / "pass.txt").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return Laptop(root, desk, Canaries(words))


def _dumps_allowed() -> None:
    """Let a crash write a picture of the process's memory: the program itself has to forbid it."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def steal(folder: Path, seed: int) -> dict[str, Any]:
    """Let the window work, stop it with SIGKILL at a moment that chance chooses, and search the laptop."""
    laptop = a_laptop(folder, seed)
    laptop.run("office")
    process = laptop.process("window")
    draw = random.Random(seed)
    try:
        process.wait(timeout=draw.uniform(1.0, 9.0))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return {"seed": seed, "leaks": laptop.leaks(), "elsewhere": laptop.written_elsewhere()}


def main() -> int:
    """Steal a laptop again and again; the exit code says whether something stood on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bad = 0
    for seed in range(options.seed, options.seed + options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            seen = steal(Path(folder), seed)
        if seen["leaks"] or seen["elsewhere"]:
            bad += 1
            sys.stdout.write(f"{seen}\n")
    last = options.seed + options.rounds - 1
    sys.stdout.write(f"{options.rounds} laptops stolen, seeds {options.seed} to {last}: {bad} leak\n")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
