"""Backups of the open clinic: made and proven, thinned, and how long ago the last one was."""

from datetime import datetime

from treatplan.domain.access import Permission, Session
from treatplan.domain.backups import (
    FEWEST,
    BackupRow,
    BackupStatus,
    Restored,
    asks_anew,
    freshness,
    to_remove,
)
from treatplan.domain.record import Deed
from treatplan.services.clinic.guard import needs
from treatplan.services.clinic.ports import Now, Progress, Records, Vault


class Backups:
    """What a user of the clinic does about backups. A file holds nothing that can be read without a key."""

    def __init__(self, records: Records, vault: Vault, clock: Now) -> None:
        self._records = records
        self._vault = vault
        self._clock = clock

    @needs(Permission.READ_CLINIC)
    def make(self, session: Session, folder: str = "", progress: Progress = lambda _done, _of: None) -> BackupRow:
        """A proven backup, and older ones thinned out beside it. "" is the folder of the last one, or the usual one.

        Takes seconds for hundreds of megabytes: not on the thread that draws. Raises `Refused` for a folder that is
        none, `Unavailable` where nothing came of it: no other backup was touched then.
        """
        with self._records.reading() as record:
            known = record.backups.proven()
        file = self._vault.make(folder or (known[0].file.folder if known else ""), progress)
        with self._records.writing() as record:
            row = record.backups.add(file, session, self._clock.now())
            record.note(session, Deed(action="backed up", of="clinic", detail=f"backup {row.id}, proven"))
        self._thin(session, row)
        return row

    @needs(Permission.READ_CLINIC)
    def known(self, _session: Session) -> tuple[BackupRow, ...]:
        """Every backup that was ever proven, newest first; whether it is still there says `status` of the last."""
        with self._records.reading() as record:
            return record.backups.proven()

    @needs(Permission.READ_CLINIC)
    def status(self, _session: Session) -> BackupStatus:
        """How the last proven backup stands. Cheap enough to be asked every few minutes."""
        with self._records.reading() as record:
            known = record.backups.proven()[:1]
        now = self._clock.now()
        if not known:
            return BackupStatus(freshness=freshness(None, now))
        [row] = known
        here = now.astimezone()  # the clinic's own weekend
        return BackupStatus(
            freshness=freshness(row.file.made_at.astimezone(here.tzinfo), here),
            made_at=row.file.made_at,
            proven_at=row.proven_at,
            folder=row.file.folder,
            name=row.file.name,
            age_min=int((now - row.file.made_at).total_seconds() // 60),
            away=not self._vault.there(row.file),
        )

    @needs(Permission.READ_CLINIC)
    def restored(self, _session: Session) -> Restored | None:
        """When the clinic was put back from a backup the last time, and from when that backup was."""
        with self._records.reading() as record:
            return record.backups.restored()

    @needs(Permission.READ_CLINIC)
    def asks_anew(self, _session: Session, last_asked: datetime | None) -> bool:
        """Whether safety facts that were asked then must be asked again before anything is done."""
        with self._records.reading() as record:
            return asks_anew(record.backups.restored(), last_asked)

    def _thin(self, session: Session, newest: BackupRow) -> None:
        """Let go of what newer ones have replaced, in the same folder; only while the newest that stay are whole."""
        with self._records.reading() as record:
            rows = record.backups.proven()
        here = [row for row in rows if row.file.folder == newest.file.folder and self._vault.there(row.file)]
        going = to_remove(here)
        if not going or not all(self._vault.whole(row.file) for row in here[:FEWEST]):
            return
        gone = [row.id for row in going if self._vault.remove(row.file)]
        if gone:
            with self._records.writing() as record:
                detail = f"{len(gone)} older backups, the last {gone[-1]}"
                record.note(session, Deed(action="thinned backups", of="clinic", detail=detail))
