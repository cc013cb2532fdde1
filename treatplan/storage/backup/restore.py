"""Puts a clinic back from a backup: unpacked, proven and brought up to date in a folder of its own, then named.

A clinic that is there is kept, under another name, with its keys and its log.
"""

import os
from collections.abc import Callable
from pathlib import Path

from treatplan.domain.access import Session
from treatplan.domain.backups import ProvenFile, PutBack, Restored
from treatplan.domain.errors import TreatplanError
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Transaction
from treatplan.services.clinic.rescue import Opener
from treatplan.storage import alone, errors, making, swapping
from treatplan.storage.backup import archive
from treatplan.storage.backup.archive import Archive
from treatplan.storage.backup.container import Damage
from treatplan.storage.backup.look import Look
from treatplan.storage.database import Database
from treatplan.storage.entries import write_down
from treatplan.storage.keys.copies import Copies
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.means import Means

Tell = Callable[[str], None]


def put_back(
    found: Archive, unlocked: Unlocked, path: Path, opener: Opener, means: Means, tell: Tell = lambda _: None
) -> PutBack:
    """A clinic at `path`; the caller holds its lock. `tell` is called with a word after each step.

    Raises `Refused`, `Damage`, `Unavailable`: then nothing is changed.
    """
    restored = Restored(at=means.clock.now(), made_at=found.head.made_at)
    looks: list[Look] = []

    def fill(inner: Path) -> None:
        looks.append(_unpacked(found, unlocked, inner))
        tell("unpacked")
        Copies(inner, means.limits).write(found.key_file)
        _opened_up(inner, (found.file(), unlocked), opener, means, restored)
        tell("written down")

    kept = ""
    warnings: tuple[str, ...] = ()
    if is_taken(path, means):
        alone.refuse_open(path)
        aside, warnings = swapping.build(path, "restore", fill, tell)
        kept = str(aside)
    else:
        making.build(path, fill, tell)
    old = found.head.schema
    return PutBack(
        place=str(path),
        restored=restored,
        kept=kept,
        brought_up="" if old == means.schema.head else old,
        counts=looks[0].counts(),
        warnings=warnings,
    )


def is_taken(path: Path, means: Means) -> bool:
    """Whether a clinic, or what is left of one, is at a place."""
    return os.path.lexists(path) or Copies(path, means.limits).is_there()


def refuse_other(path: Path, db_id: str, means: Means) -> None:
    """Raise `Refused` where another clinic is at a place, as far as its key file says.

    It would be kept, but be gone from where people look for it.
    """
    try:
        there = Copies(path, means.limits).read().body.db_id
    except TreatplanError:  # what is left of one: nobody can tell, and it is kept
        return
    if there != db_id:
        message = "is another clinic than the one in the backup. Choose another place, or say that it may be another"
        raise errors.refused(path.name, message)


def _unpacked(found: Archive, unlocked: Unlocked, inner: Path) -> Look:
    manifest = found.unpack(unlocked.data_key, inner)
    archive.prove(inner, unlocked.data_key, manifest)
    if manifest.db_id != unlocked.db_id:
        raise Damage("was changed: it and the key file in it are of two clinics")
    return manifest


def _opened_up(inner: Path, of: tuple[ProvenFile, Unlocked], opener: Opener, means: Means, restored: Restored) -> None:
    """A new passphrase where the recovery code opened it, and that it was put back in its audit."""
    file, unlocked = of
    keys = KeyFile(inner, cost=means.cost, limits=means.limits)
    if unlocked.by_recovery:
        keys.change_passphrase(unlocked, opener.login, opener.passphrase)
        unlocked = keys.unlock(opener.login, opener.passphrase)

    def write(record: Transaction, session: Session) -> None:
        record.backups.add_restored(restored, session)
        record.backups.add(file, session, restored.at)  # it was proven just now
        detail = f"from a backup of {restored.made_at:%Y-%m-%d %H:%M:%S} UTC"
        record.note(session, Deed(action="restored", of="clinic", detail=detail))

    write_down(Database(inner, unlocked.data_key), unlocked, means, unlocked.user, write)
