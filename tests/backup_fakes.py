"""Backups in memory: what the clinic writes down of them, and a disk on which their files lie."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from treatplan.domain.access import Session
from treatplan.domain.backups import BackupRow, ProvenFile, Restored
from treatplan.domain.errors import Unavailable
from treatplan.services.clinic.ports import Now, Progress

if TYPE_CHECKING:
    from tests.record_fakes import State


class FakeBackups:
    """Fills `BackupStore`."""

    def __init__(self, state: "State") -> None:
        self._state = state

    def add(self, file: ProvenFile, by: Session, at: datetime) -> BackupRow:
        assert by.login
        row = BackupRow(id=len(self._state.backups) + 1, proven_at=at, file=file)
        self._state.backups = (*self._state.backups, row)
        return row

    def proven(self) -> tuple[BackupRow, ...]:
        return tuple(reversed(self._state.backups))

    def restored(self) -> Restored | None:
        return self._state.restored

    def add_restored(self, restored: Restored, by: Session) -> None:
        assert by.login
        self._state.restored = restored


@dataclass
class FakeVault:
    """Fills `Vault`: files that are there, those that have rotted, and what the next making ends with."""

    clock: Now
    files: list[ProvenFile] = field(default_factory=list)
    rotten: set[str] = field(default_factory=set)
    fails: Exception | None = None

    def make(self, folder: str, progress: Progress) -> ProvenFile:
        failed, self.fails = self.fails, None
        if failed is not None:
            raise failed
        progress(1, 1)
        name = f"hill-{len(self.files):05}.tpbackup"
        made = ProvenFile(made_at=self.clock.now(), folder=folder or "/backups", name=name, size=1, sha256="0" * 64)
        self.files.append(made)
        return made

    def there(self, file: ProvenFile) -> bool:
        return file in self.files

    def whole(self, file: ProvenFile) -> bool:
        return self.there(file) and file.name not in self.rotten

    def remove(self, file: ProvenFile) -> bool:
        if not self.there(file):
            return False
        self.files.remove(file)
        self.rotten.add(file.name)  # of no use to anybody who should ask for it again
        return True


FULL = Unavailable("backups: the backup could not be made (no space left on device). No other backup was touched.")
