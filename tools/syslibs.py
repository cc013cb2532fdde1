"""Finds what this machine lacks to run treatplan: Qt's system libraries, and Debian's part of venv.

On Debian and its kin, as root, it installs what is missing; otherwise it prints the one command that
does, and ends with 1. Elsewhere than on Linux there is nothing to install. Standard library only,
because it runs before anything is installed, with any Python from 3.11 on.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

# Shared library -> Debian package. Qt names the wrong one when a library of its xcb plugin is missing,
# so each is tried by itself. The other libraries that Qt needs come as dependencies of these.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def missing_libraries() -> dict[str, str]:
    """The libraries of LIBRARIES that this machine cannot load, each with its Debian package."""
    missing = {}
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing[library] = package
    return missing


def missing_venv() -> dict[str, str]:
    """Debian ships `venv` without the part that puts pip into a new environment."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return {}
    return {"ensurepip": f"python{sys.version_info.major}.{sys.version_info.minor}-venv"}


def install(packages: list[str]) -> int:
    """Installs Debian packages as root; the exit code of apt-get."""
    print("Installing system packages:", " ".join(packages), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run(["apt-get", "update", *wait], env=quiet, stdout=subprocess.DEVNULL, check=False)
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wait, *packages]
    return subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode


def main() -> int:
    """0 when nothing is missing (any more), else 1 with the command to run."""
    if not sys.platform.startswith("linux"):
        return 0
    missing = missing_libraries() | missing_venv()
    if not missing:
        return 0
    packages = list(missing.values())
    has_apt = shutil.which("apt-get") is not None
    if has_apt and os.geteuid() == 0 and install(packages) == 0:
        return 0
    print(f"treatplan needs what this system lacks: {', '.join(missing)}.", file=sys.stderr)
    if has_apt:
        command = "apt-get install -y --no-install-recommends " + " ".join(packages)
        print(f"Please run this, then try again:\n\n  sudo {command}\n", file=sys.stderr)
    else:
        print("Please install them with this system's package manager.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
