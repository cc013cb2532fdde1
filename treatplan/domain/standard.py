"""Reporting standards as content values: which fields each item asks for."""

from typing import Literal

from treatplan.domain.value import value


@value
class StandardItem:
    """One item of a standard. `fields` are dotted paths in the plan, any of which answers it."""

    id: str
    name: str
    fields: tuple[str, ...]
    need: Literal["plan", "visit", "optional"]
    verified: bool = True


@value
class Standard:
    """A reporting standard for one modality."""

    id: str
    name: str
    modality: Literal["needling", "moxibustion", "cupping", "stretching"]
    items: tuple[StandardItem, ...]
    sources: tuple[str, ...]
