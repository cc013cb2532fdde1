"""Backups of whole clinics, at a cost that tests can pay."""

from collections.abc import Callable
from pathlib import Path

from tests.storage import rooms
from tests.storage.keys.samples import BELIEVES_CHEAP, CHEAP
from treatplan.domain.backups import ProvenFile
from treatplan.exchange.bodies import CanonicalBodies
from treatplan.services.clinic.rescue import Opener
from treatplan.storage.backup import make as making
from treatplan.storage.backup.make import Source
from treatplan.storage.database import Database
from treatplan.storage.keys.keyfile import KeyFile
from treatplan.storage.means import Means
from treatplan.storage.rescue import FileRescue
from treatplan.storage.schema import Schema

OPENER = Opener(login=rooms.LOGIN, passphrase=rooms.PASSPHRASE)


def means(schema: Schema | None = None) -> Means:
    return Means(
        bodies=CanonicalBodies(),
        clock=rooms.CLOCK,
        cost=CHEAP,
        limits=BELIEVES_CHEAP,
        schema=schema or Schema(),
    )


def rescue(schema: Schema | None = None) -> FileRescue:
    return FileRescue(means(schema))


def keys_of(path: Path) -> KeyFile:
    return KeyFile(path, cost=CHEAP, limits=BELIEVES_CHEAP)


def source_of(path: Path) -> Source:
    """A clinic that is there, as the vault hands it to be backed up."""
    keys = keys_of(path)
    unlocked = keys.unlock(rooms.LOGIN, rooms.PASSPHRASE)
    return Source(
        database=Database(path, unlocked.data_key),
        data_key=unlocked.data_key,
        keys=keys.content(unlocked),
        limits=BELIEVES_CHEAP,
    )


def a_backup(path: Path, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Path:
    """A proven backup of a clinic in this folder."""
    folder.mkdir(exist_ok=True)
    return file_of(making.make(source_of(path), folder, rooms.CLOCK, tell=tell))


def file_of(made: ProvenFile) -> Path:
    return Path(made.folder) / made.name


def put_back(backup: Path, place: Path, opener: Opener = OPENER) -> list[str]:
    """The family names of the patients that come out of a backup at a place."""
    place.parent.mkdir(exist_ok=True)
    rescue().restore(str(backup), str(place), opener, "command line")
    return rooms.names_in(place)
