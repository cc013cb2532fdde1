"""Reporting standards as content values: which fields each item asks for."""

from typing import Literal

from treatplan.domain.value import value


@value
class StandardItem:
    """One item of a standard.

    `fields` holds alternatives; each is a list of dotted paths that must all be filled. A path begins at the plan, or
    at the component with `component.`; `points[].side` asks every entry of a list; `others` are the plan's other
    components. `need` is `visit` where only delivered care can answer. `verified` is false where the item's words
    were not seen in the standard itself.
    """

    id: str
    name: str
    fields: tuple[tuple[str, ...], ...]
    need: Literal["plan", "visit"] = "plan"
    verified: bool = True


@value
class Standard:
    """A reporting standard for one modality."""

    id: str
    name: str
    modality: Literal["needling", "moxibustion", "cupping", "stretching"]
    items: tuple[StandardItem, ...]
    sources: tuple[str, ...]
