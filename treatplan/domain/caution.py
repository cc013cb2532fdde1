"""Cautions on which authorities disagree, with both sides told: what a practitioner reads before deciding.

Rules make findings; a caution explains. One caution serves every point and region it is about.
"""

from datetime import date
from typing import Literal

from treatplan.domain.places import GROUPS, Region
from treatplan.domain.rules import Kind
from treatplan.domain.value import value


@value
class CautionText:
    """The words of a caution. `short` holds both sides in one sentence; `of` is the fact version it was made from."""

    of: int
    reviewed: date
    title: str
    cautious: str
    contrary: str
    short: str


@value
class Caution:
    """Advice against `kinds` of treatment at points and in regions (or groups of them), and what speaks against it.

    `sources` are those who advise against it, `contrary_sources` those who speak for the other side; `rules` act on it.
    """

    id: str
    version: int = 1
    reviewed: date
    group: Literal["pregnancy"]
    kinds: tuple[Kind, ...]
    points: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...]
    contrary_sources: tuple[str, ...]
    text: CautionText

    def about(self, code: str, regions: tuple[Region, ...]) -> bool:
        """Whether it speaks of a point: by its code, or because one of the point's regions is meant."""
        meant = (GROUPS.get(name) or {Region(name)} for name in self.regions)
        return code in self.points or any(not named.isdisjoint(regions) for named in meant)
