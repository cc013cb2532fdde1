"""The small C file `shim.c`, compiled when it is needed, and how a process talks to it that was started with it."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
HALF = -1
"""In place of an error number: the call writes half of what it was given, and says so."""


class NoShim(Exception):
    """There is none on this machine; says why."""


@cache
def compiled() -> Path:
    """The library to load first (LD_PRELOAD). Raises `NoShim`."""
    if not sys.platform.startswith("linux"):
        raise NoShim("calls are watched on Linux only")
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise NoShim("there is no C compiler")
    made = Path(_folder().name) / "shim.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]
    command = [compiler, *flags, "-o", str(made), str(SOURCE), "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoShim(f"the C compiler did not take it: {done.stderr[:300]}")
    return made


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="treatplan-shim-")


class Shim:
    """Of a process that was started with the library: what it watches, writes down and lets fail."""

    def __init__(self) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.faults_count.restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        """Changes under this folder are counted."""
        self._calls.faults_watch(os.fsencode(os.path.realpath(folder)))

    def record(self, log: Path) -> None:
        """Write every change into this file, which lies elsewhere. Raises `OSError`."""
        if self._calls.faults_record(os.fsencode(log)):
            raise OSError(f"{log.name}: the log can't be written")

    def mark(self, word: str) -> None:
        """Write this word between the changes."""
        self._calls.faults_mark(word.encode())

    def arm(self, at: int, error: int, *, sticky: bool) -> None:
        """Let the change of this number fail, counted from now; `sticky`: and all after it. 0: none."""
        self._calls.faults_arm(ctypes.c_long(at), ctypes.c_int(error), ctypes.c_int(sticky))

    def count(self) -> int:
        """Changes since `arm`."""
        return int(self._calls.faults_count())

    def fired(self) -> bool:
        """Whether one was let fail."""
        return bool(self._calls.faults_fired())
