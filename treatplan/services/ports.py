"""What the services need from outside, in values of the domain only."""

from datetime import date
from pathlib import Path
from typing import Protocol

from treatplan.domain.errors import Problem
from treatplan.domain.library import Library
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
