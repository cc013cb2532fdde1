"""Wrong passphrases, told: each becomes a row of the audit at the next unlocking, and an owner is warned of them."""

from treatplan.domain.access import Role, Session
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Records
from treatplan.storage.database import Connection
from treatplan.storage.keys.guessing import Guesses

ACTION = "failed to unlock"
_LAST_HERE = "SELECT number FROM audit WHERE user_id = ? AND action = 'unlocked' ORDER BY number DESC LIMIT 1"
_SINCE = "SELECT count(*) FROM audit WHERE number > ? AND action = ?"


class FailedTries:
    """The wrong tries beside one key file."""

    def __init__(self, guesses: Guesses) -> None:
        self._guesses = guesses

    def warnings(self, connection: Connection, session: Session) -> tuple[str, ...]:
        """What an owner is told who comes in: how many there were since they were here last."""
        if Role.OWNER not in session.roles:
            return ()
        waiting = self._guesses.failures()
        last = connection.execute(_LAST_HERE, (session.user,)).fetchone()
        [(written,)] = connection.execute(_SINCE, (last[0] if last else 0, ACTION)).fetchall()
        count = written + len(waiting.last) + waiting.before
        if not count:
            return ()
        tried = "a wrong passphrase was tried" if count == 1 else f"{count} wrong passphrases were tried"
        return (f"Since you were here last, {tried}. The audit says when, and for whom",)

    def write_down(self, records: Records, session: Session) -> None:
        """One row each, in the sitting that found them. Cut short in between they are written twice, never lost."""
        waiting = self._guesses.failures()
        if not waiting.last:
            return
        with records.writing() as record:
            users = {user.slot: user.id for user in record.people.all()}
            if waiting.before:
                detail = f"{waiting.before} times before those that follow"
                record.note(session, Deed(action=ACTION, of="user", detail=detail))
            for failure in waiting.last:
                detail = f"{failure.at:%Y-%m-%d %H:%M:%S} UTC"
                record.note(session, Deed(action=ACTION, of="user", id=users.get(failure.slot), detail=detail))
        self._guesses.told()
