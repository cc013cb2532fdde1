"""Reads what many people take for a passphrase: a word or a phrase a line, `#` before remarks."""

from functools import cache
from pathlib import Path


@cache
def load_common(folder: Path) -> frozenset[str]:
    """The words and phrases of the shipped list."""
    lines = (folder / "common.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
