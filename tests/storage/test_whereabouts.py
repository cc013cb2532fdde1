"""Where a clinic's file may lie: on this computer's own disk, in no folder that another program copies away."""

import os
from pathlib import Path, PureWindowsPath

import pytest

from treatplan.domain.errors import Refused
from treatplan.storage import whereabouts

MOUNTS = r"""
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
proc /proc proc rw 0 0
/dev/sda1 /home btrfs rw 0 0
/dev/mapper/vault /vault xfs rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
/dev/sdb1 /media/ana/USB\040STICK fuseblk rw 0 0
box:/export /mnt/nfs nfs4 rw,vers=4.2 0 0
old:/export /mnt/old nfs rw 0 0
//nas/share /mnt/nas cifs rw,vers=3.0 0 0
//nas/share /mnt/smb3 smb3 rw 0 0
ana@host:/ /srv/ana/remote fuse.sshfs rw 0 0
drive: /srv/ana/gdrive fuse.rclone rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
https://dav /mnt/dav fuse.davfs rw 0 0
dav /mnt/dav2 davfs rw 0 0
gfs /mnt/gluster fuse.glusterfs rw 0 0
ceph /mnt/ceph ceph rw 0 0
afs /afs afs rw 0 0
nas /srv/ana/My\040Files cifs rw 0 0
/dev/sdc1 /mnt/nas/disk ext4 rw 0 0
broken line
"""
SAFE = [
    "/srv/ana/.local/share/treatplan/clinic.treatplan",
    "/vault/c.treatplan",
    "/srv/c.treatplan",
    "/tmp/c.treatplan",
    "/media/ana/USB STICK/c.treatplan",
    "/mnt/nas/disk/c.treatplan",  # a disk of our own on a folder of another machine
    "/srv/ana/Dropboxes/c.treatplan",
    "/srv/ana/my onedrive notes/c.treatplan",
    "/srv/ana/Dropbox",  # the file itself may be called so
    "/mnt/nfsx/c.treatplan",
    "/srv/ana/syncthings/c.treatplan",
    "/srv/ana/Notes (Dropbox is full)/c.treatplan",
    r"C:\Users\Ana\AppData\Local\treatplan\clinic.treatplan",
    r"\\?\C:\Users\Ana\c.treatplan",
]
UNSAFE = {
    "/mnt/nfs/c.treatplan": "on another machine (nfs4)",
    "/mnt/old/a/b/c.treatplan": "on another machine (nfs)",
    "/mnt/nas/c.treatplan": "on another machine (cifs)",
    "/mnt/smb3/c.treatplan": "on another machine (smb3)",
    "/srv/ana/remote/c.treatplan": "on another machine (fuse.sshfs)",
    "/srv/ana/gdrive/c.treatplan": "in a cloud (fuse.rclone)",
    "/run/user/1000/gvfs/smb-share:server=nas/c.treatplan": "in a cloud (fuse.gvfsd-fuse)",
    "/mnt/dav/c.treatplan": "(fuse.davfs)",
    "/mnt/dav2/c.treatplan": "(davfs)",
    "/mnt/gluster/c.treatplan": "(fuse.glusterfs)",
    "/mnt/ceph/c.treatplan": "(ceph)",
    "/afs/cell/c.treatplan": "(afs)",
    "/srv/ana/My Files/c.treatplan": "(cifs)",
    "//nas/share/c.treatplan": "on another machine",
    r"\\nas\share\c.treatplan": "on another machine",
    "/srv/ana/Dropbox/c.treatplan": "Dropbox",
    "/srv/ana/Dropbox (Personal)/clinic/c.treatplan": "Dropbox",
    "/srv/ana/DROPBOX/c.treatplan": "Dropbox",
    "/srv/ana/OneDrive/c.treatplan": "OneDrive",
    r"C:\Users\Ana\OneDrive\c.treatplan": "OneDrive",
    r"C:\Users\Ana\OneDrive - Hill Street Clinic\Documents\c.treatplan": "OneDrive",
    r"D:\Work\c.treatplan": "OneDrive",  # by the variable
    "/Volumes/Disk/Users/ana/Library/CloudStorage/OneDrive-Personal/c.treatplan": "a cloud folder",
    "/Volumes/Disk/Users/ana/Library/CloudStorage/Box-Box/c.treatplan": "a cloud folder",
    "/Volumes/Disk/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/c.treatplan": "iCloud Drive",
    r"C:\Users\Ana\iCloudDrive\c.treatplan": "iCloud Drive",
    "/Volumes/Disk/Users/ana/Google Drive/c.treatplan": "Google Drive",
    r"G:\My Drive\c.treatplan": "Google Drive",
    "/srv/ana/Nextcloud/c.treatplan": "Nextcloud",
    "/srv/ana/Nextcloud2/a/c.treatplan": "Nextcloud",
    "/srv/ana/ownCloud/c.treatplan": "ownCloud",
    "/srv/ana/Syncthing/c.treatplan": "Syncthing",
    "/srv/ana/pCloudDrive/c.treatplan": "pCloud",
    "/srv/ana/MEGAsync/c.treatplan": "MEGA",
    "/srv/ana/Seafile/c.treatplan": "Seafile",
}
MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".stfolder": "Syncthing",
    ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".sync_4f7c2a1b9d.db": "Nextcloud",
    "._sync_4f7c2a1b9d.db": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".sync": "Resilio Sync",
}
ENVIRONMENT = {"OneDriveCommercial": r"D:\Work", "OneDrive": ""}


def why(path: str | Path) -> str:
    return whereabouts.unsafe(Path(path), mounts=MOUNTS, environment=ENVIRONMENT)


def test_that_there_are_enough_places_to_try() -> None:
    assert len(UNSAFE) + len(MARKERS) >= 40


@pytest.mark.parametrize("path", SAFE)
def test_that_a_disk_of_ones_own_will_do(path: str) -> None:
    assert why(path) == ""


@pytest.mark.parametrize("path", UNSAFE)
def test_that_another_machine_or_a_synced_folder_will_not_do(path: str) -> None:
    assert UNSAFE[path] in why(path)


@pytest.mark.parametrize("marker", MARKERS)
def test_that_a_synced_folder_is_known_by_what_lies_in_it(tmp_path: Path, marker: str) -> None:
    folder = tmp_path / "documents" / "a" / "b"
    folder.mkdir(parents=True)
    path = folder / "c.treatplan"
    assert why(path) == ""
    (tmp_path / "documents" / marker).touch()
    assert MARKERS[marker] in why(path)
    assert why(tmp_path / "c.treatplan") == ""


def test_that_a_folder_that_is_not_there_yet_is_judged_by_those_above_it(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").touch()
    assert "Syncthing" in why(tmp_path / "not" / "yet" / "c.treatplan")


def test_that_the_refusal_says_where_it_lies_why_not_and_the_one_step(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    with pytest.raises(Refused) as caught:
        whereabouts.refuse(tmp_path / "Dropbox" / "c.treatplan")
    assert str(caught.value) == (
        "c.treatplan: lies in a folder that Dropbox copies away. A clinic that is written to can be damaged there. "
        "Move it to a folder of this computer's own disk with `treatplan clinic move NEWPLACE`; backups may stay"
    )


def test_that_this_very_folder_will_do(tmp_path: Path) -> None:
    whereabouts.refuse(tmp_path / "c.treatplan")


def test_that_a_place_is_judged_by_the_mounts_of_this_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = f"x / ext4 rw 0 0\nnas {os.fspath(tmp_path)} cifs rw 0 0\n"
    monkeypatch.setattr(whereabouts, "_mounts", lambda: table)
    with pytest.raises(Refused, match=r"on another machine \(cifs\)"):
        whereabouts.refuse(tmp_path / "c.treatplan")


def test_that_windows_paths_are_what_the_fixtures_take_them_for() -> None:
    assert PureWindowsPath(r"D:\Work\c.treatplan").is_relative_to(r"d:\work")
