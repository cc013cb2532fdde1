"""Key files that cost little to open, and what an attacker would do to one."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from treatplan.storage.keys.cost import LIMITS, Cost, Limits
from treatplan.storage.keys.keyfile import KeyFile, Unlocked

CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
BELIEVES_CHEAP = Limits(least=CHEAP, most=LIMITS.most)
OLD = "eleven blue herons"
NEW = "twelve green bitterns"
BOBS = "a ferry in the fog"

Edit = Callable[[dict[str, Any]], object]


def keys_of(clinic: Path) -> KeyFile:
    """The key file beside a clinic, at a cost that tests can pay."""
    return KeyFile(clinic, cost=CHEAP, limits=BELIEVES_CHEAP)


def new_clinic(folder: Path, name: str = "clinic.treatplan") -> tuple[KeyFile, Unlocked, str]:
    """A clinic of Ann, who has the passphrase OLD. The clinic file itself is only a stand-in."""
    keys = keys_of(folder / name)
    unlocked, code = keys.create("Ann", OLD)
    (folder / name).write_bytes(b"rows")
    return keys, unlocked, code


def both(folder: Path) -> tuple[Path, Path]:
    """The two copies."""
    return folder / "clinic.tpkeys", folder / "clinic.tpkeys.copy"


def said(path: Path) -> dict[str, Any]:
    """What a copy says, as JSON."""
    made: dict[str, Any] = json.loads(path.read_bytes().partition(b"\n")[2])
    return made


def write_line(path: Path, line: bytes) -> None:
    """A copy with any second line, and the checksum that fits it."""
    path.write_bytes(hashlib.sha256(line).hexdigest().encode() + b"\n" + line + b"\n")


def write_said(path: Path, data: Any) -> None:
    """A copy that says `data`, in the form in which the program writes."""
    write_line(path, json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def tamper(folder: Path, edit: Edit) -> None:
    """Change both copies as somebody would who knows the format: the checksum fits again."""
    for path in both(folder):
        data = said(path)
        edit(data)
        write_said(path, data)


def as_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
