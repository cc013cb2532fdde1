"""Where things stand in a plan: components by their address, items by their id, and the ids of new items."""

from dataclasses import replace
from typing import Any, TypeVar

from treatplan.domain.consent import MODALITIES
from treatplan.domain.editing.names import THINGS
from treatplan.domain.editing.typed import refusal
from treatplan.domain.errors import shown
from treatplan.domain.modality import Component
from treatplan.domain.plan import Plan, PlanItem, all_items, items_of
from treatplan.domain.value import value

ORDER = (*MODALITIES, "advice")
"""Modalities in the order in which a plan names them."""

_SLOTS = {
    "needling": ("points", "point_rules"),
    "moxibustion": ("points", "point_rules"),
    "cupping": ("sites", "site_rules"),
    "stretching": ("exercises",),
    "advice": ("items",),
}
C = TypeVar("C", bound=Component)


@value
class Spot:
    """Where an item stands: in which component of the plan, in which of its lists, and at which place there."""

    component: int
    slot: str
    place: int


def modality_of(address: str) -> str:
    """The modality that an address names. Raises `Refused` for another word."""
    name = address.partition(":")[0]
    if name not in THINGS:
        raise refusal("modality", f"is {shown(address)}; choose one of {', '.join(ORDER)}")
    return name


def component_at(plan: Plan, address: str) -> int | None:
    """The place of a component by its address (`needling`, or `needling:2` for the second); None if there is none."""
    name, _, number = address.partition(":")
    places = [place for place, component in enumerate(plan.components) if component.modality == modality_of(name)]
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1 if not number else 0
    return places[wanted - 1] if 0 < wanted <= len(places) else None


def need_component(plan: Plan, address: str) -> int:
    """The place of a component. Raises `Refused` where the plan has none of this address."""
    place = component_at(plan, address)
    if place is None:
        raise refusal("modality", f"is {shown(address)}, and the plan has no such part; add it first")
    return place


def spot_of(plan: Plan, item_id: str) -> Spot:
    """Where the item stands. Raises `Refused` where the plan has no such item."""
    for number, component in enumerate(plan.components):
        for slot in _SLOTS[component.modality]:
            for place, item in enumerate(getattr(component, slot)):
                if item.item_id == item_id:
                    return Spot(component=number, slot=slot, place=place)
    raise refusal("item_id", f"is {shown(item_id)}, and the plan has no such item")


def item_at(plan: Plan, spot: Spot) -> PlanItem:
    """The item that stands there."""
    found: PlanItem = getattr(plan.components[spot.component], spot.slot)[spot.place]
    return found


def with_item(plan: Plan, spot: Spot, item: PlanItem | None) -> Plan:
    """The plan with another item there, or with none; a component that is left without items goes too."""
    component = plan.components[spot.component]
    before = getattr(component, spot.slot)
    inner = () if item is None else (item,)
    made: Any = {spot.slot: (*before[: spot.place], *inner, *before[spot.place + 1 :])}
    after = replace(component, **made)
    return with_component(plan, spot.component, after if items_of(after) else None)


def with_component(plan: Plan, place: int, component: Component | None) -> Plan:
    """The plan with another component at this place, or with none."""
    inner = () if component is None else (component,)
    return replace(plan, components=(*plan.components[:place], *inner, *plan.components[place + 1 :]))


def with_new_component(plan: Plan, component: Component) -> Plan:
    """The plan with one component more, before those that come later in the order of modalities."""
    mine = ORDER.index(component.modality)
    later = (place for place, one in enumerate(plan.components) if ORDER.index(one.modality) > mine)
    place = next(later, len(plan.components))
    return replace(plan, components=(*plan.components[:place], component, *plan.components[place:]))


def grown(component: C, item: PlanItem, *, rule: bool = False) -> C:
    """The component with one item more at the end of its items, or of its rules for points."""
    slot = _SLOTS[component.modality][1 if rule else 0]
    made: Any = {slot: (*getattr(component, slot), item)}
    return replace(component, **made)


def with_last_id(component: C, plan: Plan, *, rule: bool = False) -> C:
    """The component whose last item (or rule for points) has an id that no item of the plan has."""
    slot = _SLOTS[component.modality][1 if rule else 0]
    *others, last = getattr(component, slot)
    made: Any = {slot: (*others, replace(last, item_id=free_id(plan, last.item_id)))}
    return replace(component, **made)


def free_id(plan: Plan, base: str) -> str:
    """An id for a new item. `base` is made of what the item is (modality, point, level), as drafts make ids.

    Ids are never used again for another thing: this one says which thing it is, and every thing has its own. A point
    that is removed and added again gets its old id, and that is sound: it is the same point of the same modality, as
    if the removal had been undone. What was done to it before is still told of it, and an answer to a finding carries
    the hash of rule, fact, item and what in the item crossed the line, so it counts only where all of that is the same.
    """
    taken = {item.item_id for item in all_items(plan)}
    made, number = base, 2
    while made in taken:  # the other side of the same level, the same point in two parts, a file with ids of its own
        made, number = f"{base}.{number}", number + 1
    return made
