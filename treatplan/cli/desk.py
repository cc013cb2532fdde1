"""What the commands work with: the services, and how a command ends."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from treatplan.domain.errors import Problem, Refused
from treatplan.services.articles import Articles
from treatplan.services.clinic.entry import Door
from treatplan.services.library import Shelves
from treatplan.services.outcomes import Outcomes
from treatplan.services.packs import OwnPacks
from treatplan.services.plans import Plans

if TYPE_CHECKING:
    from treatplan.services.atlas import Atlas
    from treatplan.services.clinic.rescue import Rescue

    Commands: TypeAlias = argparse._SubParsersAction[Any]  # noqa: SLF001  (has no public name)


class Exit(IntEnum):
    """Exit codes of every command; they are part of the interface."""

    DONE = 0
    BLOCKED = 1
    WRONG_INPUT = 2
    NOT_ALLOWED = 3
    MACHINE = 4


@dataclass(frozen=True)
class Desk:
    """The services, where the shipped samples are, and the place of this user's own clinic."""

    plans: Plans
    shelves: Shelves
    atlas: "Atlas"
    articles: Articles
    outcomes: Outcomes
    packs: OwnPacks
    door: Door
    rescue: "Callable[[], Rescue]"
    place: Path
    samples: Path
    content: Path
    countries: Callable[[], tuple[str, ...]]

    def refuse_country(self, country: str) -> None:
        """Refuse a country the library does not know, before anything is made."""
        known = self.countries()
        if country not in known:
            message = f"is '{country[:20]}'; there is {', '.join(known)} so far"
            raise Refused(Problem(file="", field="--jurisdiction", message=message))


OpenDesk: TypeAlias = Callable[[], Desk]
"""Opens the services when a command needs them; `schema` does not."""


def day(text: str) -> date:
    """A day as an argument of a command."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not a date as in 2026-11-30") from None
