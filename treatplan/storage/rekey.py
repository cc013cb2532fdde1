"""Gives a clinic a new data key: whoever copied the old one, such as a user who was removed, is out for good.

Never in place: a copy is written under the new key, proven, and put in the old one's place; the old one is kept.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from treatplan.domain.access import Permission, Session, require
from treatplan.domain.errors import Unavailable
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Transaction
from treatplan.services.clinic.rescue import Rekeyed
from treatplan.storage import alone, errors, proof, sitting, swapping
from treatplan.storage.anchor import copy_anchor
from treatplan.storage.backup.look import differences, look
from treatplan.storage.database import Connection, Database, make_file
from treatplan.storage.entries import write_down
from treatplan.storage.keys import sealing
from treatplan.storage.keys.copies import Copies
from treatplan.storage.keys.keyfile import KeyFile, Unlocked
from treatplan.storage.means import Means

Tell = Callable[[str], None]


def rekey(path: Path, unlocked: Unlocked, means: Means, tell: Tell = lambda _: None) -> Rekeyed:
    """The new recovery code, and the file under which the old clinic is kept. The caller holds the clinic's lock.

    `tell` is called with a word after each step. Raises `NotAllowed`, `Refused` for a clinic that is damaged or not at
    head, `Unavailable` where the machine fails or somebody has the file open: then nothing is changed.
    """
    database, new_key = Database(path, unlocked.data_key), os.urandom(sealing.KEY)
    keys = KeyFile(path, cost=means.cost, limits=means.limits)
    raw, code = keys.rekeyed(unlocked, new_key)
    with closing(database.connect()) as connection:
        try:
            sitting.give_log(connection)  # one that was put back, or failed to get new keys before, has none
            proof.prove(database, connection, unlocked.db_id, means.schema)
            session = sitting.session_for(connection, unlocked.user, path.name, means.clock)
            require(session, Permission.RUN_CLINIC)
            proof.check_whole(connection, path.name, fully=True)
            tell("checked")
            alone.hold(connection)
            tell("held")
        except dbapi2.Error as error:
            raise errors.on_opening(error, path.name) or error from error

        def fill(inner: Path) -> None:
            _copy(connection, Database(_made(inner), new_key), path.name)
            tell("copied")
            Copies(inner, means.limits).write(raw)
            copy_anchor(path, inner)
            _write_down(inner, unlocked, new_key, means)
            tell("written down")
            if os.name == "nt":  # there no open file is renamed
                connection.close()

        try:
            kept, warnings = swapping.build(path, "rekey", fill, tell)
        except BaseException:
            alone.let_go(connection)
            raise
    return Rekeyed(code=code, kept=str(kept), warnings=warnings)


def _made(inner: Path) -> Path:
    make_file(inner)
    return inner


def _copy(connection: Connection, copy: Database, file: str) -> None:
    """Every page anew under the other key, and everything in it compared."""
    try:
        with closing(copy.connect()) as target:
            connection.backup(target)
            wrong = differences(look(connection), look(target))
    except dbapi2.Error as error:
        raise errors.unavailable(error, file) or error from error
    if wrong:
        raise Unavailable(f"{file}: could not be given new keys ({wrong}). It is as it was.")


def _write_down(inner: Path, unlocked: Unlocked, new_key: bytes, means: Means) -> None:
    """The audit goes on in one chain: its key stays, in the file itself, and the new data key guards it."""
    keys = KeyFile(inner, cost=means.cost, limits=means.limits)
    database = Database(inner, new_key)
    try:
        with closing(database.connect()) as connection:
            own = sitting.ledger_of(connection, inner, unlocked).key
            connection.execute("UPDATE clinic SET audit_key = ?", (own,))
    except dbapi2.Error as error:
        raise errors.unavailable(error, inner.name) or error from error
    now = keys.refreshed(unlocked, new_key)

    def write(record: Transaction, session: Session) -> None:
        record.note(session, Deed(action="changed keys", of="clinic"))

    write_down(database, now, means, unlocked.user, write)
