"""Where this user's own clinic is, unless another place is named: where each system keeps a program's data."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_CLINIC = "clinic.treatplan"


def default_place() -> Path:
    """The file of this user's own clinic. Its folder may not be there yet; `Storage` makes it."""
    return data_folder(sys.platform, os.environ, Path.home()) / _CLINIC


def own_packs() -> Path:
    """The folder of this user's own content packs, beside the clinic. It may not be there."""
    return default_place().parent / "packs"


def data_folder(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """The folder for treatplan's data on a system. A variable that is no whole path does not count."""
    if system == "darwin":
        return home / "Library" / "Application Support" / "treatplan"
    name, otherwise = (
        ("APPDATA", home / "AppData" / "Roaming") if system == "win32" else ("XDG_DATA_HOME", home / ".local" / "share")
    )
    named = Path(environment.get(name, ""))
    return (named if named.is_absolute() else otherwise) / "treatplan"
