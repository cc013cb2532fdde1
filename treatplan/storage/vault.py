"""Backup files of an open clinic: made, looked after, thinned. Fills `Vault`."""

import os
from pathlib import Path

from treatplan.domain.backups import ProvenFile
from treatplan.domain.errors import TreatplanError, Unavailable
from treatplan.services.clinic.ports import Now, Progress
from treatplan.storage import disk
from treatplan.storage.backup import archive, container
from treatplan.storage.backup import make as making
from treatplan.storage.database import LOCKED, Database
from treatplan.storage.keys.cost import Limits
from treatplan.storage.keys.keyfile import KeyFile, Unlocked


class FileVault:
    """Holds the clinic's keys until it is locked: a backup carries the key file as it is when it is made."""

    def __init__(self, database: Database, keys: KeyFile, unlocked: Unlocked, limits: Limits, now: Now) -> None:
        self._database = database
        self._keys = keys
        self._unlocked: Unlocked | None = unlocked
        self._limits = limits
        self._now = now

    def forget(self) -> None:
        """Let go of the keys."""
        self._unlocked = None

    def make(self, folder: str, progress: Progress) -> ProvenFile:
        unlocked, path = self._its_keys(), self._database.path
        target = Path(os.path.realpath(folder)) if folder else making.folder_beside(path)
        making.ready(target, path)
        source = making.Source(
            database=self._database,
            data_key=unlocked.data_key,
            keys=self._keys.content(unlocked),
            limits=self._limits,
        )
        return making.make(source, target, self._now, progress)

    def there(self, file: ProvenFile) -> bool:
        path = _path(file)
        try:
            return path.is_file() and not path.is_symlink() and path.stat().st_size == file.size
        except OSError:
            return False

    def whole(self, file: ProvenFile) -> bool:
        unlocked = self._its_keys()
        try:
            with archive.opened(_path(file), self._limits) as found:
                if not found.opens_with(unlocked):  # made before the keys were changed
                    return False
                found.unpack(unlocked.data_key)
        except TreatplanError:
            return False
        return True

    def remove(self, file: ProvenFile) -> bool:
        unlocked, path = self._its_keys(), _path(file)
        if path.suffix != container.ENDING or not self.there(file):
            return False
        try:
            with archive.opened(path, self._limits) as found:
                ours = found.head.db_id == unlocked.db_id and found.head.made_at == file.made_at
        except TreatplanError:
            return False
        if ours:
            disk.remove(path)
        return ours and not path.exists()

    def _its_keys(self) -> Unlocked:
        if self._unlocked is None:
            raise Unavailable(LOCKED)
        return self._unlocked


def _path(file: ProvenFile) -> Path:
    return Path(file.folder) / file.name
