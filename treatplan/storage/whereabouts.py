"""Where a clinic's file may not lie: in a folder that another program copies away, or on another machine.

There a file is renamed, put back or locked under the program that writes it, and what was saved is lost. Backups may
lie there: they are whole, encrypted, and nobody writes to them.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from treatplan.domain.errors import Refused
from treatplan.storage import errors

_MOVE: Final = "Move it to a folder of this computer's own disk with `treatplan clinic move NEWPLACE`; backups may stay"

# Kinds of file systems that are another machine's, or another program's.
_REMOTE: Final = {
    "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs",
    "nfs3", "nfs4", "ocfs2", "orangefs", "smb2", "smb3", "smbfs", "sshfs", "webdav",
}  # fmt: skip
_REMOTE_FUSE: Final = (
    "ceph", "curlftpfs", "davfs", "dropbox", "gcsfuse", "gdrive", "glusterfs", "google", "gvfs", "mega", "nextcloud",
    "onedrive", "rclone", "s3fs", "sftp", "smbnetfs", "sshfs", "seadrive",
)  # fmt: skip

# How the folders of syncing programs are called, also with an account behind the name.
_NAMES: Final = (
    ("OneDrive", re.compile(r"onedrive( - .+|-.+)?")),
    ("Dropbox", re.compile(r"dropbox( \(.+\))?")),
    ("iCloud Drive", re.compile(r"(icloud ?drive|com~apple~clouddocs|mobile documents)")),
    ("Google Drive", re.compile(r"(google ?drive|googledrive-.+|my drive)")),
    ("Nextcloud", re.compile(r"nextcloud([ -]?\d+)?")),
    ("ownCloud", re.compile(r"owncloud([ -]?\d+)?")),
    ("a cloud folder", re.compile(r"cloudstorage")),
    ("Syncthing", re.compile(r"syncthing")),
    ("pCloud", re.compile(r"pcloud ?drive")),
    ("MEGA", re.compile(r"mega(sync)?")),
    ("Seafile", re.compile(r"seafile")),
)

# What those programs leave in a folder that they sync, whatever it is called.
_MARKERS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".stfolder": "Syncthing",
    ".stignore": "Syncthing",
    ".stversions": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".megaignore": "MEGA",
    ".debris": "MEGA",
    ".sync": "Resilio Sync",
}
_JOURNAL: Final = re.compile(r"\._?sync_[0-9a-f]+\.db")  # of Nextcloud and ownCloud
_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_DRIVE_REMOTE: Final = 4  # what Windows calls a mapped drive


def refuse(path: Path) -> None:
    """Raise `Refused` where a clinic's file may not lie at this place. The folder need not be there yet."""
    why = unsafe(path, mounts=_mounts(), environment=os.environ)
    if why:
        raise _refused(path, why)


def unsafe(path: Path, *, mounts: str, environment: Mapping[str, str]) -> str:
    """Why a clinic may not lie here, in words; empty where it may. `mounts` is a table as in /proc/mounts."""
    return (
        _other_machine(path)
        or _mounted(PurePosixPath(path), mounts)
        or _named(path)
        or _by_variable(str(path), environment)
        or _marked(path)
        or _mapped(path)
    )


def _refused(path: Path, why: str) -> Refused:
    return errors.refused(path.name, f"lies {why}. A clinic that is written to can be damaged there. {_MOVE}")


def _other_machine(path: Path) -> str:
    text = str(path)
    return "on another machine" if text.startswith(("\\\\", "//")) and not text.startswith("\\\\?\\") else ""


def _mounted(path: PurePosixPath, mounts: str) -> str:
    """By the kind of the file system that the path is on: that of the longest mount point above it, the last such."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = PurePosixPath(_unescaped(parts[1]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2].lower()
    name = kind.removeprefix("fuse.")
    if kind in _REMOTE or name in _REMOTE:
        return f"on another machine ({kind})"
    if kind.startswith("fuse.") and name.startswith(_REMOTE_FUSE):
        return f"on another machine, or in a cloud ({kind})"
    return ""


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _named(path: Path) -> str:
    parts = PureWindowsPath(path).parts if "\\" in str(path) else path.parts
    for part in parts[:-1]:
        for program, pattern in _NAMES:
            if pattern.fullmatch(part.casefold()):
                return _synced(program)
    return ""


def _by_variable(path: str, environment: Mapping[str, str]) -> str:
    for name in _VARIABLES:
        folder = environment.get(name, "")
        if folder and PureWindowsPath(path).is_relative_to(PureWindowsPath(folder)):
            return _synced("OneDrive")
    return ""


def _marked(path: Path) -> str:
    for folder in path.parents:
        if len(folder.parts) < 2:  # the root of a disk is nobody's synced folder
            continue
        try:
            names = [found.name for found in folder.iterdir()]
        except OSError:
            continue
        for name in names:
            program = _MARKERS.get(name) or ("Nextcloud" if _JOURNAL.fullmatch(name) else "")
            if program:
                return _synced(program)
    return ""


def _synced(program: str) -> str:
    return f"in a folder that {program} copies away" if program[0].isupper() else f"in {program}"


def _mounts() -> str:
    try:
        with open("/proc/mounts", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123  (no file of ours)
            return file.read()
    except OSError:  # other systems have none
        return ""


if sys.platform == "win32":
    import ctypes

    def _mapped(path: Path) -> str:
        kind: Callable[[str], int] = ctypes.windll.kernel32.GetDriveTypeW
        return "on another machine" if kind(f"{path.drive}\\") == _DRIVE_REMOTE else ""

else:

    def _mapped(_path: Path) -> str:
        return ""
