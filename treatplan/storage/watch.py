"""A look at the whole audit while the clinic is open, a little at a time, on a thread of its own.

Opening looks at the newest rows only: a large audit takes seconds. What is found here is held by the anchor, so that
every opening from the next one on says it, until the owner answers for it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

from sqlcipher3 import dbapi2

from treatplan.domain.audit import Break
from treatplan.domain.errors import TreatplanError
from treatplan.storage.anchor import ROWS_AFTER, Anchor, head_of
from treatplan.storage.chain import Chain, lenient

_AT_ONCE: Final = 200  # rows: about three thousandths of a second
_PAUSE: Final = 0.01  # seconds between them, in which the window has the machine to itself
_LOWEST: Final = -(2**63)


class Watch:
    """Begins with `start`; `stop` ends it and waits. `connect` makes a keyed connection."""

    def __init__(self, connect: Callable[[], Any], key: bytes, anchor: Anchor) -> None:
        self._connect = connect
        self._key = key
        self._anchor = anchor
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look, beside everything else. Does nothing the second time."""
        if self._thread is None and not self._stopped.is_set():
            self._thread = threading.Thread(target=self._run, name="treatplan audit", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look no further."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def wait(self, seconds: float) -> None:
        """Until it has seen everything, or so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with closing(self._connect()) as connection:
                found = whole_look(connection, self._key, self._go_on)
        except (TreatplanError, dbapi2.Error):  # the disk, or a damaged page: whoever works next is told
            return
        if found:
            self._anchor.hold(found)

    def _go_on(self) -> bool:
        return not self._stopped.wait(_PAUSE)


def whole_look(connection: Any, key: bytes, go_on: Callable[[], bool] = lambda: True) -> tuple[Break, ...]:
    """What the whole chain shows that is not answered for. Nothing where `go_on`, asked now and then, says no."""
    head = head_of(connection, key)
    chain = Chain(key)
    found: list[Break] = []
    with lenient(connection):
        for rows in _by_parts(connection):
            if not go_on():
                return ()
            for row in rows:
                if row[0] > head.count:  # written meanwhile
                    break
                found += chain.take(row)
    return chain.unanswered([*found, *chain.end(head)])


def _by_parts(connection: Any) -> Iterator[list[Any]]:
    """Rows in their order, without a long use of the database that would let its log grow."""
    last = _LOWEST
    while rows := connection.execute(ROWS_AFTER, (last, _AT_ONCE)).fetchall():
        yield rows
        last = rows[-1][0]
