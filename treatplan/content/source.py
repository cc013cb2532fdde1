"""The shipped packs as the services see them: each language read once, when it is first asked for."""

from datetime import date
from pathlib import Path

from treatplan.content.check import overdue, problems
from treatplan.content.packs import load_claim_rules, load_library
from treatplan.content.texts import languages, load_texts
from treatplan.domain.claims import problems_of as claim_problems
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.library import Library
from treatplan.domain.texts import Texts


class Packs:
    """Content packs in a folder each (the shipped `core` first), and the wording of paper and screen."""

    def __init__(self, packs: Path, texts: Path) -> None:
        self._packs = packs
        self._texts = texts
        self._libraries: dict[str, Library] = {}
        self._wordings: dict[str, Texts] = {}

    def library(self, language: str) -> Library:
        """The library in a language, with English where a text is not translated. Raises `Refused`."""
        if language not in self._libraries:
            self._libraries[language] = load_library((self._packs / "core",), language)
        return self._libraries[language]

    def texts(self, language: str) -> Texts:
        """The wording in a language. Raises `Refused` if there is none."""
        if language not in self._wordings:
            self._wordings[language] = load_texts(self._texts, language)
        return self._wordings[language]

    def languages(self) -> tuple[str, ...]:
        """The languages that there is wording in."""
        return languages(self._texts)

    def problems(self, language: str, folder: Path | None, today: date) -> tuple[Problem, ...]:
        """What is wrong with the content, with the pack in `folder` laid over the shipped one: names and claims."""
        folders = (self._packs / "core",) if folder is None else (self._packs / "core", folder)
        try:
            library = load_library(folders, language)
        except Refused as refused:
            return refused.problems
        return *problems(library, today), *claim_problems(library, load_claim_rules(folders[0]))

    def overdue(self, language: str, today: date) -> tuple[Problem, ...]:
        """What nobody has reviewed for 24 months."""
        return overdue(self.library(language), today)
