"""Where the files are that come with the program: inside an installed wheel, or in a checkout."""

from importlib.resources import files
from pathlib import Path


def bundled(folder: str) -> Path:
    """The folder of that name ("resources") that belongs to this copy of the program.

    A checkout has it beside the package. An editable install has a second, stale copy in
    site-packages; it is never read, because the package itself is then the checkout's.
    """
    installed = files("treatplan") / "_bundle" / folder
    if isinstance(installed, Path) and installed.is_dir():
        return installed
    return Path(__file__).resolve().parent.parent / folder
