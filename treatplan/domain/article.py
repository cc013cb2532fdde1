"""A leaflet on one matter, a page or two: why backs hurt, a traditional pattern, a treatment, what to do at home.

What an article says of an effect it says by a claim: `{claim:ID}` in its text stands for that claim's sentence, and
prints with the numbers of its sources. `{country:number}`, `{country:doctor}` and `{country:place}` stand for what
the reader's country calls them, `{country:disclosure}` for what it asks to be said. A paragraph, or an entry of a list,
that begins with `{only:gb}` prints in that country alone.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

from treatplan.domain.paper import Block
from treatplan.domain.reading import prose
from treatplan.domain.value import value

ArticleGroup: TypeAlias = Literal["cause", "tradition", "treatment", "visit", "living", "help"]
MARK = re.compile(r"\{(?P<kind>claim|country|only):(?P<name>[A-Za-z0-9_]+)\}")
COUNTRY_WORDS = ("number", "doctor", "place", "disclosure")


@value
class ArticleText:
    """The words of an article: its title, the whole of it in a sentence or two (`short`), and its body."""

    of: int
    reviewed: date
    title: str
    short: str
    body: str
    blocks: tuple[Block, ...] = ()


@value
class Article:
    """One leaflet. `modalities` are the treatments it speaks of. With `own` danger signs it brings no box of them."""

    id: str
    version: int = 1
    reviewed: date
    group: ArticleGroup
    modalities: tuple[str, ...] = ()
    order: int = 100
    danger_signs: Literal["box", "own"] = "box"
    sources: tuple[str, ...]
    text: ArticleText

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims it rests on, by id, in the order in which they are told."""
        return tuple(dict.fromkeys(name for kind, name in self.marks() if kind == "claim"))

    def marks(self) -> Iterator[tuple[str, str]]:
        """Kind and name of every mark in its text."""
        for text in (self.text.short, *prose(self.text.blocks)):
            yield from ((mark["kind"], mark["name"]) for mark in MARK.finditer(text))
