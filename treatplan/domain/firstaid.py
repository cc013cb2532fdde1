"""First-response cards: what to look for and what to do when something goes wrong in the treatment room.

They are no substitute for training, and each says so through its sources: what to do first, then what follows.
"""

from datetime import date

from treatplan.domain.value import value


@value
class ResponseText:
    """What one language says of an event: its signs, what is done in this order, what is never done, what follows."""

    of: int
    reviewed: date
    title: str
    look_for: tuple[str, ...]
    do: tuple[str, ...]
    never: tuple[str, ...] = ()
    then: tuple[str, ...]


@value
class ResponseCard:
    """One event that a treatment room must be ready for. `call_now`: the emergency services are called first."""

    id: str
    version: int = 1
    reviewed: date
    call_now: bool = False
    sources: tuple[str, ...]
    text: ResponseText
