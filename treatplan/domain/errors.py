"""Whose fault an error is: the user's (can be mended), or the machine's. All else is a bug and is not caught."""

from treatplan.domain.value import value


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


class TooNew(Refused):
    """A newer program wrote this; says which version is needed."""


class Unavailable(TreatplanError):
    """The machine failed: disk, lock, permission. Says what could not be done and what to try."""
