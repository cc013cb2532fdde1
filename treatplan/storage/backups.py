"""What the clinic wrote down of its backups, and of having been put back from one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from treatplan.domain.access import Session
from treatplan.domain.backups import BackupRow, ProvenFile, Restored
from treatplan.storage import tables


class SqlBackups:
    """Fills `BackupStore` on one use of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, file: ProvenFile, by: Session, at: datetime) -> BackupRow:
        row = tables.Backup(
            made_at=file.made_at,
            proven_at=at,
            by_id=by.user,
            folder=file.folder,
            name=file.name,
            size=file.size,
            sha256=file.sha256,
        )
        self._database.add(row)
        self._database.flush()
        return _value(row)

    def proven(self) -> tuple[BackupRow, ...]:
        return tuple(map(_value, self._database.scalars(select(tables.Backup).order_by(tables.Backup.id.desc()))))

    def restored(self) -> Restored | None:
        last = select(tables.Restoration).order_by(tables.Restoration.id.desc()).limit(1)
        row = self._database.scalars(last).one_or_none()
        return None if row is None else Restored(at=row.at, made_at=row.made_at)

    def add_restored(self, restored: Restored, by: Session) -> None:
        self._database.add(tables.Restoration(at=restored.at, made_at=restored.made_at, by_id=by.user))
        self._database.flush()


def _value(row: tables.Backup) -> BackupRow:
    file = ProvenFile(made_at=row.made_at, folder=row.folder, name=row.name, size=row.size, sha256=row.sha256)
    return BackupRow(id=row.id, proven_at=row.proven_at, file=file)
