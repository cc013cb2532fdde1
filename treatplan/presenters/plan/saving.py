"""Files that are there whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.letters import is_of_a_clinic


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all. Raises `Unavailable`; `Refused` over a clinic's file."""
    if is_of_a_clinic(path.resolve()) and path.exists():
        raise Refused(Problem(file=path.name, field="", message="is a file of a clinic; choose another name"))
    name = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            name = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
        reason = error.strerror or "the system refused it"
        raise Unavailable(f"The file could not be saved ({reason}). Choose another folder, or make room.") from None
