"""Moves a closed clinic with its keys to another place: copied, compared, named; the old file is then called otherwise.

For a clinic that lies where it may be damaged. Until the new one has its name the old one is the clinic.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from treatplan.domain.access import Session
from treatplan.domain.errors import Unavailable
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Transaction
from treatplan.storage import alone, disk, errors, making, proof
from treatplan.storage.anchor import anchors, copy_anchor
from treatplan.storage.backup.look import differences, look
from treatplan.storage.database import Connection, Database, make_file
from treatplan.storage.entries import write_down
from treatplan.storage.keys.copies import Copies
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.means import Means

Tell = Callable[[str], None]


def move(path: Path, to: Path, unlocked: Unlocked, means: Means, tell: Tell = lambda _: None) -> Path:
    """The old file under its other name. The caller holds the locks of both places.

    `tell` is called with a word after each step. Raises `Refused` where something is at the new place or the clinic is
    damaged, `Unavailable` where the machine fails: then nothing is changed.
    """
    database = Database(path, unlocked.data_key)
    raw = KeyFile(path, cost=means.cost, limits=means.limits).content(unlocked)
    with closing(database.connect()) as connection:
        try:
            proof.refuse_newer(proof.revision_of(connection, path.name), path.name, means.schema)
            proof.check_whole(connection, path.name)
            alone.hold(connection)
        except dbapi2.Error as error:
            raise errors.on_opening(error, path.name) or error from error
        tell("held")

        def fill(inner: Path) -> None:
            make_file(inner)
            copy = Database(inner, unlocked.data_key)
            _copy(connection, copy, path.name)
            Copies(inner, means.limits).write(raw)
            copy_anchor(path, inner)

            def write(record: Transaction, session: Session) -> None:
                record.note(session, Deed(action="moved", of="clinic"))

            write_down(copy, unlocked, means, unlocked.user, write)

        try:
            making.build(to, fill, tell)
        except BaseException:
            alone.let_go(connection)
            raise
    old = _set_aside(path, means)
    tell("set aside")
    return old


def _copy(connection: Connection, copy: Database, file: str) -> None:
    try:
        with closing(copy.connect()) as target:
            connection.backup(target)
            wrong = differences(look(connection), look(target))
    except dbapi2.Error as error:
        raise errors.unavailable(error, file) or error from error
    if wrong:
        raise Unavailable(f"{file}: could not be moved ({wrong}). It is as it was.")


def _set_aside(path: Path, means: Means) -> Path:
    """Give the old files names under which nobody opens them by chance; the clinic's first."""
    files = (path, *Copies(path, means.limits).both, *anchors(path))
    number = 1
    while any(os.path.lexists(_aside(one, number)) for one in files):
        number += 1
    try:
        for one in files:
            if os.path.lexists(one):
                one.rename(_aside(one, number))
        disk.names_to_disk(path.parent)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise Unavailable(
            f"{path.name}: was moved, but the old file is still there under its name ({why}). Rename or remove it."
        ) from error
    return _aside(path, number)


def _aside(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.moved{'' if number == 1 else f'-{number}'}")
