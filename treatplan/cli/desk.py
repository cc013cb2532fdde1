"""What the commands work with: the services, and how a command ends."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeAlias

from treatplan.services.library import Shelves
from treatplan.services.plans import Plans


class Exit(IntEnum):
    """Exit codes of every command; they are part of the interface."""

    DONE = 0
    BLOCKED = 1
    WRONG_INPUT = 2
    NOT_ALLOWED = 3
    MACHINE = 4


@dataclass(frozen=True)
class Desk:
    """The services, and where the shipped samples are."""

    plans: Plans
    shelves: Shelves
    samples: Path
    content: Path


OpenDesk: TypeAlias = Callable[[], Desk]
"""Opens the services when a command needs them; `schema` does not."""
