"""What the plug is pulled on: each is a row of steps that are acknowledged one by one, and a way to count them later.

The rule of all of them: of the steps that are found afterwards there are as many as were acknowledged, or one more.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from tests.faults import house
from tests.faults.house import Broken, Template
from treatplan.storage.opened import OpenedClinic

Say = Callable[[int], None]


class Operation(ABC):
    """One of them. `start` is the template that it starts from; `steps` how many a run may take at most."""

    name: str
    start: str = "clinic"
    steps: int = 1

    @abstractmethod
    def begin(self, folder: Path, template: Template) -> "Attempt":
        """Get ready in a copy of the template; nothing is opened yet."""

    @abstractmethod
    def found(self, folder: Path, template: Template) -> int:
        """How many steps are done, seen as a user would see it. Raises `Broken` for what must not be."""


class Attempt(ABC):
    """A run of an operation. After an error `go` may be called again, as a user would try again."""

    done: int = 0

    @abstractmethod
    def go(self, steps: int, say: Say) -> None:
        """Do the steps that are still to do, and say the number of each when it is acknowledged."""

    @abstractmethod
    def stop(self) -> None:
        """Let go of what is open."""


class Once(Attempt):
    """An attempt of one step, which opens and closes what it needs."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work

    def go(self, steps: int, say: Say) -> None:
        if self.done < steps:
            self._work()
            self.done = 1
            say(1)

    def stop(self) -> None:
        """Nothing stays open."""


class Sitting(Attempt):
    """An attempt in an open clinic: entered, the steps are done, locked. Tried again in the same sitting."""

    def __init__(self, place: Path, act: Callable[[OpenedClinic, int], object]) -> None:
        self._place = place
        self._act = act
        self._opened: OpenedClinic | None = None

    def go(self, steps: int, say: Say) -> None:
        if self._opened is None:
            self._opened = house.door().enter(str(self._place), house.LOGIN, house.PASSPHRASE, "window")
        while self.done < steps:
            self._act(self._opened, self.done + 1)
            self.done += 1
            say(self.done)
        self.stop()

    def stop(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()


class InTheClinic(Operation):
    """What is done in an open clinic, one step after another."""

    steps = 60

    def begin(self, folder: Path, template: Template) -> Attempt:
        return Sitting(folder / house.NAME, self.act)

    def found(self, folder: Path, template: Template) -> int:
        with house.looked_at(folder / house.NAME, template) as opened:
            return self.count(opened)

    @abstractmethod
    def act(self, opened: OpenedClinic, number: int) -> object:
        """One step. Its number counts from 1."""

    @abstractmethod
    def count(self, opened: OpenedClinic) -> int:
        """How many there are."""


def all_operations() -> dict[str, Operation]:
    """Each by its name."""
    from tests.faults import on_files, on_records  # noqa: PLC0415  (they are built on this file)

    made: list[Operation] = [*on_records.ALL, *on_files.ALL]
    return {operation.name: operation for operation in made}


def numbered(texts: list[str], what: str) -> int:
    """How many of the texts "1", "2", ... there are. Raises `Broken` where one is twice there, or missing."""
    numbers = sorted(map(int, texts))
    if numbers != list(range(1, len(numbers) + 1)):
        raise Broken(f"{what}: {numbers} are there")
    return len(numbers)
