"""How much work a guess of a passphrase costs, and which amounts of work are believed in a key file."""

from treatplan.domain.value import value


@value
class Cost:
    """The settings of Argon2id: memory in KiB, passes over it, lanes that may run side by side."""

    memory_kib: int
    passes: int
    lanes: int


@value
class Limits:
    """The costs that are believed when they are read.

    Below `least` somebody made guessing cheap; above `most` the program would hang, or run out of memory, at the login.
    """

    least: Cost
    most: Cost

    def allow(self, cost: Cost) -> bool:
        """Whether every setting lies within the limits."""
        return (
            self.least.memory_kib <= cost.memory_kib <= self.most.memory_kib
            and self.least.passes <= cost.passes <= self.most.passes
            and self.least.lanes <= cost.lanes <= self.most.lanes
        )


STANDARD = Cost(memory_kib=128 * 1024, passes=3, lanes=4)
LIMITS = Limits(
    least=Cost(memory_kib=64 * 1024, passes=3, lanes=1),
    most=Cost(memory_kib=512 * 1024, passes=10, lanes=16),
)
