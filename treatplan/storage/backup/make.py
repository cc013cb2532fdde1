"""Makes a backup beside a running writer, and proves it: only a file that was opened again and compared gets its name.

Everything half done lies in a folder of its own beside the clinic, and under a hidden name in the target: both are
taken away, also by the next one after a stop. No file that is there is ever touched.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from sqlcipher3 import dbapi2

from treatplan import __version__
from treatplan.domain.backups import ProvenFile
from treatplan.domain.errors import TreatplanError, Unavailable
from treatplan.domain.value import value
from treatplan.services.clinic.ports import Now, Progress
from treatplan.storage import disk, errors, workroom
from treatplan.storage.backup import archive, container
from treatplan.storage.backup.container import Damage, Head
from treatplan.storage.backup.look import Look, look, text_of
from treatplan.storage.database import Connection, Database, make_file
from treatplan.storage.keys.copies import ENDING
from treatplan.storage.keys.cost import Limits

Tell: TypeAlias = Callable[[str], None]

_PAGES = 500  # copied between two signs of progress
_PIECE = 1 << 20
_FOLDER = "backups"
_HALF = ".half"


@value
class Source:
    """What is to be backed up: an open clinic, its key, its key file as it is, and what key files may cost."""

    database: Database
    data_key: bytes = field(repr=False)
    keys: bytes = field(repr=False)
    limits: Limits


def make(
    source: Source, folder: Path, now: Now, progress: Progress = lambda _done, _of: None, tell: Tell = lambda _: None
) -> ProvenFile:
    """A proven backup of this moment in `folder`. `tell` is called with a word after each step.

    Raises `Refused` where the folder is none, `Unavailable` where the machine fails or what was written does not read
    back the same: then nothing is left of it, and no other backup was touched.
    """
    path = source.database.path
    workroom.sweep(path)
    sweep_target(folder)
    half = folder / f".{_name(path, now.now())}{_HALF}"
    try:
        with workroom.workroom(path) as room:
            made_at, seen = _copied(source.database, room / "copy", now, progress)
            tell("copied")
            sha256 = _written(source, half, (made_at, seen), room / "copy")
            tell("written")
            _prove(source, half, room / "proof", seen)
            tell("proven")
        final = folder / half.name.removeprefix(".").removesuffix(_HALF)
        size = half.stat().st_size
        half.rename(final)
        disk.names_to_disk(folder)
        tell("named")
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(
            f"{folder.name}: the backup could not be made ({why}). No other backup was touched."
        ) from error
    except dbapi2.Error as error:
        raise errors.unavailable(error, path.name) or error from error
    finally:
        disk.remove(half)
    return ProvenFile(made_at=made_at, folder=str(folder), name=final.name, size=size, sha256=sha256)


def folder_beside(clinic: Path) -> Path:
    """Where backups go if nobody says otherwise. On the same disk: better than none, and no more."""
    return clinic.parent / _FOLDER


def ready(folder: Path, clinic: Path) -> None:
    """See that a folder for backups is there; only the usual one is made. Raises `Refused`, `Unavailable`."""
    if folder.is_dir():
        return
    if os.path.lexists(folder):
        raise errors.refused(folder.name, "is no folder")
    if folder != folder_beside(clinic):
        raise errors.refused(folder.name, "there is no such folder; connect its disk, or make it first")
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(f"{folder.name}: the folder for backups could not be made ({why}).") from error


def sweep_target(folder: Path) -> None:
    """Remove half-written backups that are a day old: somebody else may be writing the younger ones."""
    with suppress(OSError):
        for found in folder.iterdir():
            old = found.name.startswith(".") and found.name.endswith(f"{container.ENDING}{_HALF}")
            if old and datetime.now(UTC).timestamp() - found.stat().st_mtime > 24 * 3600:
                disk.remove(found)


def _name(clinic: Path, at: datetime) -> str:
    stem = clinic.name.removesuffix(ENDING)
    return f"{stem}-{at.astimezone(UTC):%Y-%m-%d-%H%M%S}-{secrets.token_hex(3)}{container.ENDING}"


def _copied(database: Database, copy: Path, now: Now, progress: Progress) -> tuple[datetime, Look]:
    """A copy of the file as it is at one moment, and what is in it then, as the source itself tells."""
    make_file(copy)
    with closing(database.connect()) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the view begins here
        made_at = now.now()
        seen = look(connection)
        with closing(database.another(copy).connect()) as target:
            _copy(connection, target, progress)
            # A copy has the log of its source switched on; one file is to hold everything.
            if target.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
                raise Unavailable(f"{database.path.name}: the copy for the backup keeps a log. Nothing was made.")
        connection.execute("COMMIT")
    return made_at, seen


def _copy(source: Connection, target: Connection, progress: Progress) -> None:
    """Page by page under the view that the source holds, so that no writer makes it begin again."""

    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    source.backup(target, pages=_PAGES, progress=told)


def _written(source: Source, half: Path, moment: tuple[datetime, Look], copy: Path) -> str:
    """The whole file under its hidden name, on the disk; its SHA-256."""
    made_at, seen = moment
    head = Head(
        db_id=seen.db_id,
        made_at=made_at,
        program=__version__,
        schema=seen.schema,
        salt=secrets.token_bytes(container.SALT),
    )
    clear = container.clear_part(head, source.keys)
    digest = hashlib.sha256()
    make_file(half)
    with half.open("wb") as file:

        def write(raw: bytes) -> None:
            digest.update(raw)
            file.write(raw)

        write(clear.raw)
        container.seal(_payload(seen, copy), source.data_key, clear, write)
        file.flush()
        disk.to_disk(file.fileno())
    return digest.hexdigest()


def _payload(seen: Look, copy: Path) -> Iterator[bytes]:
    manifest = text_of(seen)
    yield len(manifest).to_bytes(4, "big") + manifest
    with copy.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _prove(source: Source, half: Path, proof: Path, seen: Look) -> None:
    """Open it as a stranger would, and compare what is in it with what the source said."""
    try:
        with archive.opened(half, source.limits) as found:
            if found.key_file != source.keys:
                raise Damage("holds another key file")
            if found.unpack(source.data_key, proof) != seen:
                raise Damage("has another manifest")
            archive.prove(proof, source.data_key, seen)
    except TreatplanError as error:
        wrong = str(error).removeprefix(f"{half.name}: ")
        raise Unavailable(
            f"{half.parent.name}: the backup that was written there does not read back as it should: it {wrong}. "
            "It was thrown away; no other backup was touched. Look at that disk."
        ) from error
