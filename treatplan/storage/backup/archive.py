"""Opens a backup file, and believes nothing of it before the keys in it have vouched for all of it."""

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2

from treatplan.domain.backups import BackupSeen, ProvenFile
from treatplan.domain.errors import Problem, Refused, TooNew, TreatplanError, Unavailable, WrongSecret
from treatplan.services.clinic.rescue import Opener
from treatplan.storage import errors
from treatplan.storage.backup import container
from treatplan.storage.backup.container import Clear, Damage, Head
from treatplan.storage.backup.look import Look, differences, from_text, look
from treatplan.storage.database import Database, make_file
from treatplan.storage.keys import format as key_format
from treatplan.storage.keys.copies import Copies, Found
from treatplan.storage.keys.cost import Limits
from treatplan.storage.keys.keyfile import KeyFile, Unlocked

_LENGTH = 4  # bytes that say how long the manifest is
_PIECE = 1 << 20
_OF_THE_MACHINE = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOMEM"}


class DamagedBackup(Refused):
    """A backup that can't be used, apart from its kin: another one may do."""


class Archive:
    """One backup file while it is open. Only `unpack` says that all of it is whole."""

    def __init__(self, file: BinaryIO, path: Path, limits: Limits) -> None:
        self._file = file
        self._path = path
        self._clear: Clear = container.read_clear(file, path.name)
        self._start = file.tell()
        try:
            tagged = key_format.read(self._clear.keys, path.name, limits)
        except key_format.Damaged as damage:
            raise Damage(f"is damaged: the key file in it {damage}") from None
        if tagged.body.db_id != self.head.db_id:
            raise Damage("was changed: it and the key file in it are of two clinics")
        found = Found(raw=self._clear.keys, tagged=tagged, off=())
        self._keys = KeyFile(path, limits=limits, copies=_Travelling(path, limits, found))

    @property
    def head(self) -> Head:
        return self._clear.head

    @property
    def key_file(self) -> bytes:
        """The key file as it was when the backup was made."""
        return self._clear.keys

    def file(self) -> ProvenFile:
        """What the clinic may write down of this file, once all of it is proven. Reads all of it."""
        self._file.seek(0)
        digest = hashlib.sha256()
        while piece := self._file.read(_PIECE):
            digest.update(piece)
        return ProvenFile(
            made_at=self.head.made_at,
            folder=str(self._path.absolute().parent),
            name=self._path.name,
            size=self._file.tell(),
            sha256=digest.hexdigest(),
        )

    def unlock(self, opener: Opener) -> Unlocked:
        """The keys of that day, by the passphrase or the recovery code of that day. Raises `WrongSecret`, `Refused`."""
        if opener.code:
            return self._keys.unlock_by_recovery(opener.code)
        return self._keys.unlock(opener.login, opener.passphrase)

    def users(self) -> tuple[str, ...]:
        """Login names of that day."""
        return self._keys.users()

    def opens_with(self, unlocked: Unlocked) -> bool:
        """Whether keys that are at hand already open it."""
        return self._keys.opens_with(unlocked)

    def unpack(self, data_key: bytes, target: Path | None = None) -> Look:
        """Read all of it: the manifest, and the database into a new file `target`. Raises `Damage`, `OSError`.

        Where it raises, what was written to `target` is worth nothing.
        """
        self._file.seek(self._start)
        pieces = container.opened(self._file, data_key, self._clear)
        manifest, rest = _manifest(pieces)
        if target is None:
            for _ in pieces:
                pass
        else:
            _write(target, rest, pieces)
        if (manifest.db_id, manifest.schema) != (self.head.db_id, self.head.schema):
            raise Damage("contradicts itself")
        return manifest


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Archive]:
    """A backup file. What is wrong with it, also later on, is told as `Refused`; `Unavailable` where the disk fails."""
    name = path.name
    try:
        with _open(path) as file:
            yield Archive(file, path, limits)
    except Damage as damage:
        raise DamagedBackup(Problem(file=name, field="", message=str(damage))) from None
    except FileNotFoundError:
        raise errors.refused(name, "there is no such file") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise errors.refused(name, "is a link, not a backup. Name the file itself") from None
        raise Unavailable(f"{name}: could not be read ({(error.strerror or 'no reason given').lower()}).") from error


def prove(copy: Path, data_key: bytes, manifest: Look) -> None:
    """See that an unpacked database opens, is whole, and holds what it should. Raises `Damage`."""
    try:
        with closing(Database(copy, data_key).connect()) as connection:
            for check in ("cipher_integrity_check", "integrity_check(1)", "foreign_key_check"):
                found = [row for row in connection.execute(f"PRAGMA {check}").fetchall() if row != ("ok",)]
                if found:
                    raise Damage(f"holds a database that is not whole ({check.partition('_check')[0]})")
            connection.execute("BEGIN")
            wrong = differences(manifest, look(connection))
            connection.execute("COMMIT")
    except dbapi2.Error as error:
        if errors.name_of(error) in _OF_THE_MACHINE:
            raise errors.unavailable(error, copy.name) or error from error
        raise Damage("holds a database that does not open") from error
    except Refused as error:
        raise Damage("holds a database that does not open") from error
    if wrong:
        raise Damage(f"does not hold what was there when it was made: {wrong}")


def verified(path: Path, opener: Opener, limits: Limits) -> BackupSeen:
    """A backup unpacked and proven in a folder that goes again. Raises `Refused`, `TooNew`, `Unavailable`."""
    with opened(path, limits) as archive, tempfile.TemporaryDirectory(prefix="treatplan-") as folder:
        unlocked = archive.unlock(opener)
        copy = Path(folder) / "copy"
        manifest = archive.unpack(unlocked.data_key, copy)
        prove(copy, unlocked.data_key, manifest)
        return _seen(path, archive.head, manifest)


def listed(folder: Path, opener: Opener, limits: Limits) -> tuple[BackupSeen, ...]:
    """Every backup in a folder, each read to its end; the newest whole one first, what can't be used last."""
    known: list[Unlocked] = []
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == container.ENDING)
    except FileNotFoundError:
        raise errors.refused(folder.name, "there is no such folder") from None
    except NotADirectoryError:
        raise errors.refused(folder.name, "is no folder") from None
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(f"{folder.name}: could not be read ({why}).") from error
    seen = [_looked_at(path, opener, limits, known) for path in paths]
    whole = [one for one in seen if one.made_at is not None]
    whole.sort(key=lambda one: (one.made_at, one.name), reverse=True)
    return (*whole, *(one for one in seen if one.made_at is None))


def _looked_at(path: Path, opener: Opener, limits: Limits, known: list[Unlocked]) -> BackupSeen:
    try:
        with opened(path, limits) as archive:
            unlocked = next((one for one in known if archive.opens_with(one)), None)
            if unlocked is None:
                unlocked = archive.unlock(opener)
                known.append(unlocked)
            return _seen(path, archive.head, archive.unpack(unlocked.data_key))
    except WrongSecret:
        problem = "does not open with this secret; one of the day when it was made may open it"
    except TooNew as error:
        problem = error.problems[0].message
    except TreatplanError as error:
        problem = str(error).removeprefix(f"{path.name}: ")
    return BackupSeen(folder=str(path.parent), name=path.name, problem=problem)


def _seen(path: Path, head: Head, manifest: Look) -> BackupSeen:
    return BackupSeen(
        folder=str(path.parent),
        name=path.name,
        made_at=head.made_at,
        program=head.program,
        schema=head.schema,
        size=path.stat().st_size,
        counts=manifest.counts(),
    )


class _Travelling(Copies):
    """The key file in a backup: read only, and there once."""

    def __init__(self, path: Path, limits: Limits, found: Found) -> None:
        super().__init__(path, limits)
        self.main = path  # in messages it goes by the backup's name
        self._found = found

    def read(self) -> Found:
        return self._found

    def mend(self, found: Found) -> tuple[str, ...]:  # noqa: ARG002  (there is nothing to mend)
        return ()

    def write(self, raw: bytes) -> tuple[str, ...]:  # noqa: ARG002  (it says that)
        raise TypeError("a backup is never changed")


def _open(path: Path) -> BinaryIO:
    """The file itself: no link, and nothing that reading could wait for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_dir():
        raise Damage("is a folder, not a backup")
    if not getattr(os, "O_NOFOLLOW", 0) and path.is_symlink():
        raise OSError(errno.ELOOP, "is a link")
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Damage("is no file")
    return os.fdopen(handle, "rb")


def _manifest(pieces: Iterator[bytes]) -> tuple[Look, bytes]:
    """The manifest, and what of the database came with its end."""
    held = b""
    for piece in pieces:
        held += piece
        length = int.from_bytes(held[:_LENGTH], "big")
        if len(held) >= _LENGTH + length:
            try:
                return from_text(held[_LENGTH : _LENGTH + length]), held[_LENGTH + length :]
            except ValueError:
                raise Damage("has no manifest that this program can read") from None
    raise Damage("has no whole manifest")


def _write(target: Path, first: bytes, pieces: Iterator[bytes]) -> None:
    make_file(target)
    with target.open("wb") as file:
        file.write(first)
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
