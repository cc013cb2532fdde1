"""What the services need from outside, in values of the domain only."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Protocol

from treatplan.domain.errors import Problem
from treatplan.domain.library import Library
from treatplan.domain.packs import Key, PackChanges, PackReport, Since
from treatplan.domain.paper import Handout
from treatplan.domain.texts import Texts


class ContentSource(Protocol):
    """Where the clinical library and the wording come from."""

    def library(self, language: str) -> Library:
        """The library in a language, with English where a text is not translated. Raises `Refused`."""

    def texts(self, language: str) -> Texts:
        """The wording of paper and screen in a language. Raises `Refused` if there is none."""

    def languages(self) -> tuple[str, ...]:
        """The languages that a handout can be printed in."""

    def problems(self, language: str, folder: Path | None, today: date) -> tuple[Problem, ...]:
        """What is wrong with the content, with the pack in `folder` laid over the shipped ones."""

    def overdue(self, language: str, today: date) -> tuple[Problem, ...]:
        """What nobody has reviewed for 24 months."""

    def notices(self) -> tuple[str, ...]:
        """What of the clinic's own packs is left out because something is wrong in it; a line each."""

    def since(self, made_with: str, keys: Collection[Key]) -> Since | None:
        """What became of some things since the packs that a plan names; None if they are the packs of now."""


class PackShelf(Protocol):
    """Where a clinic's own packs are kept."""

    def reports(self, today: date) -> tuple[PackReport, ...]:
        """Every pack, with what it adds and adapts, and what is wrong in it."""

    def look(self, folder: Path, today: date) -> PackReport:
        """A pack that is not in use yet, as it would be found beside the others. Raises `Refused` for no folder."""

    def add(self, folder: Path, today: date) -> PackReport:
        """Copy a pack to the others: whole, or not at all. Raises `Refused` with all that is wrong; `Unavailable`."""

    def remove(self, name: str) -> Path:
        """Take a pack out of use; where it lies now. Raises `Refused` where there is none; `Unavailable`."""

    def adapt(self, what: str, folder: Path) -> tuple[Path, ...]:
        """Copy a shipped thing into a pack, to be changed there: the files. Raises `Refused` and `Unavailable`."""

    def changes(self) -> tuple[PackChanges, ...]:
        """What changed in each pack since the version that was used before it."""


class HandoutWriter(Protocol):
    """Makes paper of a composed document."""

    def write(self, handout: Handout) -> bytes:
        """The PDF. Raises `Refused` naming characters that no font has. Same value, same bytes."""

    def pages(self, pdf: bytes) -> int:
        """How many pages a PDF that `write` made has."""


class Clock(Protocol):
    """Today, asked in one place so that tests can choose the day."""

    def today(self) -> date:
        """The day it is where the program runs."""
