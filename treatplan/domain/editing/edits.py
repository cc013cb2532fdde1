"""What a practitioner does to a plan, each act a value. `applying.apply` does it; the caller keeps the history.

A component is named by its modality; where a plan has two of one modality, the second is `needling:2`. Fields are
those that `fields.fields_of` lists, and `text` is what was typed.
"""

from typing import TypeAlias

from treatplan.domain.places import Side
from treatplan.domain.value import value


@value
class AddItem:
    """Add a point, region, exercise or leaflet, by code, alias, id or name, with the defaults a draft would give it.

    The component is made where the plan has none. `level` may also stand behind the name ("EX-B2 L4"). Without a
    side the point gets the one that a draft would choose. "ashi" adds tender points in the sore regions.
    """

    modality: str
    what: str
    level: str = ""
    side: Side | None = None


@value
class RemoveItem:
    """Remove an item; a component that is left without items goes with it."""

    item_id: str


@value
class ChangeItem:
    """Change one field of an item."""

    item_id: str
    field: str
    text: str


@value
class AddComponent:
    """Add a component: the draft's own for this patient or, where a draft has none, an empty one with its manner."""

    modality: str


@value
class RemoveComponent:
    """Remove a component with all its items."""

    modality: str


@value
class ChangeComponent:
    """Change one field that all items of a component share (`needle.length_mm`, `retention_min` ...)."""

    modality: str
    field: str
    text: str


@value
class AddPhase:
    """Add a phase to the end of the course, at the pace of the last one."""


@value
class RemovePhase:
    """Remove a phase of the course; the first is 0."""

    place: int


@value
class ChangeCourse:
    """Change one field of the course (`starts_on`, `review_session`, `phases[0].weeks` ...)."""

    field: str
    text: str


@value
class ChangePlan:
    """Change one field of the plan itself (`aim`, `rationale.reasoning` ...)."""

    field: str
    text: str


Edit: TypeAlias = (
    AddItem
    | RemoveItem
    | ChangeItem
    | AddComponent
    | RemoveComponent
    | ChangeComponent
    | AddPhase
    | RemovePhase
    | ChangeCourse
    | ChangePlan
)
