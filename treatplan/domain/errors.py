"""Whose fault an error is: the user's (can be mended), or the machine's. All else is a bug and is not caught."""

from collections.abc import Sequence

from treatplan.domain.value import value

_LONGEST = 60  # letters of a value that a message quotes


@value
class Problem:
    """One thing that is wrong with an input: what file, which field, what was found, what to do about it."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.field, self.message) if part)


class TreatplanError(Exception):
    """The roots of all errors that are told to the user in words."""


class Refused(TreatplanError):
    """The input or the call is wrong; the user can mend it. Carries every problem found, worst first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class WrongSecret(Refused):
    """Name, passphrase or recovery code is wrong. Apart from its kin, so that it is told where it was typed."""


class TooSoon(Refused):
    """Too many wrong secrets were tried; says how long the next try must wait. What was typed was not looked at."""


class TooNew(Refused):
    """A newer program wrote this; says which version is needed."""


class Missing(Refused):
    """What was asked for is not in the record: no such patient, plan or handout."""


class Stale(Refused):
    """Somebody changed it since it was read; nothing was written. Carries what to do about it."""


class NotAllowed(TreatplanError):
    """This user may not do this. Says which permission is wanted, nothing of what would have been seen."""


class Unavailable(TreatplanError):
    """The machine failed: disk, lock, permission. Says what could not be done and what to try."""


def dotted(path: Sequence[str | int]) -> str:
    """The way to a field in a file, as people write it: `targets[0].kinds`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def shown(found: object) -> str:
    """A value as it is quoted in a message: one line, never long."""
    text = " ".join((f"'{found}'" if isinstance(found, str) else repr(found)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
