"""Pulls every plug for a long time: the harnesses of `tests/faults`, one after another, with the counts of a release.

    .venv/bin/python -m tools.faults          # hours; another seed: --seed 2; a hundredth of it: --part 0.01

Each can be run by itself, with its own counts: `python -m tests.faults.kill --help`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

LONG = {
    "kill": 10_000,
    "powercut": 20_000,
    "iofault": 1_000_000,  # more than there are: each fault once
    "diskfull": 1_000,
    "replay": 12_500,
    "forged": 12_700,
}
FEWEST = 20


def main(words: list[str]) -> int:
    """Run them. The exit code is 1 where any of them found something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="where chance begins (default 1)")
    parser.add_argument("--part", type=float, default=1.0, help="so much of the counts (default 1)")
    said = parser.parse_args(words)
    wrong = 0
    for name, count in LONG.items():
        print(f"{name}:", flush=True)
        many = max(FEWEST, int(count * said.part))
        command = [sys.executable, "-m", f"tests.faults.{name}", "--count", str(many), "--seed", str(said.seed)]
        wrong |= subprocess.run(command, cwd=Path(__file__).parent.parent, check=False).returncode
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
