"""Passphrases that won't do, in words."""

from collections.abc import Callable, Collection

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.passphrase import LEAST, MOST, passphrase_problem

Common = Callable[[], Collection[str]]
"""Gives the words and phrases that many people take, when they are needed."""

_WHAT_IS_WRONG = {
    "passphrase.short": f"is too short; it takes {LEAST} characters or more. Four unusual words are enough",
    "passphrase.long": f"is too long; it takes {MOST} characters at most",
    "passphrase.repeats": "has too few different characters",
    "passphrase.name": "is hardly more than your name or the clinic's",
    "passphrase.common": "is made of what many people take, so it is tried first. Four unusual words are enough",
}


def refuse_weak(passphrase: str, *names: str, common: Common = tuple) -> None:
    """Raise `Refused` for a passphrase that won't do. `names` are those of the user and of the clinic."""
    problem = passphrase_problem(passphrase, names, common())
    if problem:
        raise Refused(Problem(file="", field="passphrase", message=_WHAT_IS_WRONG[problem]))
