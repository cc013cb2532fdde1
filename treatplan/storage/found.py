"""What every store asks of a row: that it is there, and that nobody changed it since it was read."""

from typing import TypeVar

from sqlalchemy.orm import Session as Database

from treatplan.domain.errors import Missing, Problem, Stale
from treatplan.storage.tables import Base

R = TypeVar("R", bound=Base)

HIGHEST = 2**63 - 1  # what the database can count to; somebody may type more


def there(database: Database, table: type[R], id_: int, what: str) -> R:
    """The row of this id. Raises `Missing`, naming it as people do."""
    row = database.get(table, id_) if 0 < id_ <= HIGHEST else None
    if row is None:
        raise Missing(Problem(file="", field=what, message=f"there is no {what} {id_}"))
    return row


def refuse_stale(stored: int, lock: int, what: str) -> None:
    """Raise `Stale` unless the lock is the one that was read; 0 stands for what is not stored yet."""
    if stored != lock:
        message = "was changed meanwhile, by somebody else or in another window; nothing was saved. Look at it again"
        raise Stale(Problem(file="", field=what, message=message))
