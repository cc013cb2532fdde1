"""Content packs as values: what a plan was made with, what a clinic's pack adds and adapts, what changed since."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from treatplan.domain.errors import Problem
from treatplan.domain.library import BETWEEN_PACKS, Stamp
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.value import value

_STAMP = re.compile(r"(.+) (\S+)")

Key: TypeAlias = tuple[str, str]
"""Shelf and id."""


@value
class Entry:
    """What one pack says of one thing: its version, and a digest of facts and words ("-" where it has none)."""

    version: int | None
    facts: str
    words: str


Listing: TypeAlias = Mapping[Key, Entry]


@value
class Adapted:
    """A shipped thing that a clinic has made its own, the version it was made from, and the shipped one now."""

    what: str
    made_from: int | None
    shipped: int | None

    @property
    def stale(self) -> bool:
        """Whether the shipped one has changed since."""
        return self.made_from is not None and self.shipped is not None and self.made_from != self.shipped


@value
class PackReport:
    """A pack as it is found. `problems` name what is left out; `warnings` what is used but should be looked at."""

    folder: str
    name: str
    version: str
    rule_set: str = ""
    adds: tuple[str, ...] = ()
    adapts: tuple[Adapted, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@value
class Change:
    """One thing that differs between two versions."""

    what: str
    how: Literal["added", "changed", "removed"]
    before: int | None = None
    now: int | None = None

    def __str__(self) -> str:
        if self.how != "changed" or self.before == self.now:
            return f"{self.what} {self.how}"
        return f"{self.what} changed (version {self.before}, now {self.now})"


@value
class PackChanges:
    """What changed in a pack from the version `before` (None: none was used before, or it is not known) to `now`."""

    name: str
    before: str | None
    now: str
    changes: tuple[Change, ...] = ()


@value
class Since:
    """What became of the library since a plan was made. `changes` is None where the older one is not known here."""

    made_with: str
    now: str
    changes: tuple[Change, ...] | None

    def __str__(self) -> str:
        told = f"made with {self.made_with or 'a library that is not named'}; now {self.now}"
        if self.changes is None:
            return f"{told}: what changed between them is not known on this computer"
        names = ", ".join(str(change) for change in self.changes)
        return f"{told}: {names or 'nothing that this plan holds has changed'}"


def read(text: str) -> tuple[Stamp, ...]:
    """The packs that a plan names; none where it can't be told."""
    found = [_STAMP.fullmatch(part) for part in text.split(BETWEEN_PACKS)]
    return tuple(Stamp(name=one.group(1), version=one.group(2)) for one in found if one is not None)


def differences(before: Listing, now: Listing) -> Iterator[Change]:
    """What differs, in the order of the newer one."""
    for key in dict.fromkeys((*now, *before)):
        old, new = before.get(key), now.get(key)
        if old is None or new is None:
            yield Change(what=key[1] or key[0], how="added" if old is None else "removed")
        elif (old.facts, old.words) != (new.facts, new.words):
            yield Change(what=key[1] or key[0], how="changed", before=old.version, now=new.version)


def together(listings: Iterable[Listing]) -> Listing:
    """What stands where each listing is laid over the one before: facts and words each from the last that has them."""
    standing: dict[Key, Entry] = {}
    for listing in listings:
        for key, entry in listing.items():
            below = standing.get(key)
            standing[key] = entry if below is None else _over(below, entry)
    return standing


def _over(below: Entry, entry: Entry) -> Entry:
    return Entry(
        version=entry.version,
        facts=below.facts if entry.facts == "-" else entry.facts,
        words=below.words if entry.words == "-" else entry.words,
    )


def held(plan: Plan) -> frozenset[Key]:
    """The things of the library that a plan is made of."""
    keys = {("causes", id_) for id_ in plan.diagnosis.causes} | {("patterns", id_) for id_ in plan.diagnosis.patterns}
    for item in all_items(plan):
        for field, shelf in (("code", "points"), ("exercise", "stretches"), ("leaflet", "leaflets")):
            if id_ := getattr(item, field, ""):
                keys.add((shelf, id_))
    return frozenset(keys)
