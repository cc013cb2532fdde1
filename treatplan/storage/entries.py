"""Writes down in a closed clinic what was done to its file: put back, given new keys, moved. Loads SQLAlchemy."""

from collections.abc import Callable
from contextlib import closing

from treatplan.domain.access import Session
from treatplan.domain.errors import Unavailable
from treatplan.services.clinic.ports import Transaction
from treatplan.storage import alone, errors, proof, sitting
from treatplan.storage.anchor import head_of
from treatplan.storage.database import Database
from treatplan.storage.keys.keyfile import Unlocked
from treatplan.storage.means import Means
from treatplan.storage.migrate import bring_to_head
from treatplan.storage.records import SqlRecords
from treatplan.storage.sitting import Ledger
from treatplan.storage.users import keep_up


def write_down(
    database: Database,
    unlocked: Unlocked,
    means: Means,
    login: str,
    write: Callable[[Transaction, Session], None],
) -> None:
    """Bring a new file to head, let `write` note what was done as this user, and prove it. No log is left beside it.

    Raises `Refused` where the clinic does not let the user in, and `Unavailable`, also where the audit's second head
    could not be written: without it the clinic would warn of an attack that never was.
    """
    file = database.path.name
    engine = database.engine()
    try:
        with closing(database.connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        bring_to_head(engine, means.schema, file)
        with closing(database.connect()) as connection:
            session = sitting.session_for(connection, login, file, means.clock)
            ledger = sitting.ledger_of(connection, database.path, unlocked)
        with SqlRecords(engine, means.bodies, ledger.key, means.clock, ledger.anchor).writing() as record:
            write(record, session)
        ledger.anchor.settle()
        keep_up(engine, session, unlocked.generation, sitting.public_keys(unlocked), file)
        _see_that_it_is_down(ledger, database)
    except Exception as error:
        told = errors.unavailable(error, file)
        if told is None:
            raise
        raise told from error
    finally:
        engine.dispose()
    with closing(database.connect()) as connection:
        proof.check_whole(connection, file)
        proof.prove(database, connection, unlocked.db_id, means.schema)
    if alone.has_logs(database.path):
        raise errors.busy(file)


def _see_that_it_is_down(ledger: Ledger, database: Database) -> None:
    with closing(database.connect()) as connection:
        head = head_of(connection, ledger.key)
    if head.whole and not ledger.anchor.is_down(head.count):
        raise Unavailable(f"{ledger.anchor.main.name}: could not be written. Nothing was changed.")
