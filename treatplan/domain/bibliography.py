"""The one bibliography: what each source supports, and which were not looked at again for too long."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from treatplan.domain.library import Library, Source
from treatplan.domain.value import value

REVIEW_EVERY = timedelta(days=731)
"""Sources and texts are looked at again every 24 months: our default."""

_NOT_IDS = "depth_sources"  # textbook families and what they say, in a point


@value
class Reference:
    """A source with what rests on it, as `rules P09` or `points BL23`, and whether it is due to be looked at again."""

    source: Source
    supports: tuple[str, ...]
    due: bool


def bibliography(library: Library, today: date) -> tuple[Reference, ...]:
    """Every source with what it supports, in the order of the library."""
    held = _supported(library)
    return tuple(
        Reference(source=source, supports=tuple(held.get(id_, ())), due=is_due(source.reviewed, today))
        for id_, source in library.sources.items()
    )


def is_due(reviewed: date | None, today: date) -> bool:
    """Whether something was never reviewed or not for 24 months."""
    return reviewed is None or reviewed < today - REVIEW_EVERY


def _supported(library: Library) -> Mapping[str, list[str]]:
    held: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for shelf in fields(library):
        things = getattr(library, shelf.name)
        if shelf.name == "sources" or not isinstance(things, Mapping | tuple):
            continue
        named = (
            things.items() if isinstance(things, Mapping) else ((getattr(thing, "id", ""), thing) for thing in things)
        )
        for id_, thing in named:
            for source in _sources_in(thing):
                held[source][f"{shelf.name} {id_}".strip()] = None
    for source in library.defaults.sources:
        held[source]["defaults"] = None
    return {source: list(places) for source, places in held.items()}


def _sources_in(thing: Any) -> Iterator[str]:
    if is_dataclass(thing):
        for field in fields(thing):
            entry = getattr(thing, field.name)
            if field.name.endswith("sources") and field.name != _NOT_IDS:
                yield from entry
            else:
                yield from _sources_in(entry)
    elif isinstance(thing, tuple):
        for entry in thing:
            yield from _sources_in(entry)
