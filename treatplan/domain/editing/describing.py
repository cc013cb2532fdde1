"""What an edit is called on a button: a stable wording key with its values, as in "Undo: remove BL60"."""

from typing import TypeAlias

from treatplan.domain.editing.edits import (
    AddComponent,
    AddItem,
    AddPhase,
    ChangeComponent,
    ChangeCourse,
    ChangeItem,
    ChangePlan,
    Edit,
    RemoveComponent,
    RemoveItem,
    RemovePhase,
)
from treatplan.domain.editing.names import Found, meant
from treatplan.domain.editing.parts import modality_of
from treatplan.domain.errors import Refused
from treatplan.domain.library import Library
from treatplan.domain.modality import AdviceItem, CupSite, Exercise, HeatPoint, NeedlePoint, PointRule
from treatplan.domain.plan import Plan, PlanItem, all_items
from treatplan.domain.points import ASHI

Described: TypeAlias = tuple[str, dict[str, str]]

_LONGEST = 40  # letters on a button

KEYS = (
    "edit.add",
    "edit.remove",
    "edit.change",
    "edit.add_component",
    "edit.remove_component",
    "edit.change_component",
    "edit.add_phase",
    "edit.remove_phase",
    "edit.change_course",
    "edit.change_plan",
)
"""Every wording key that `describe` may give."""


def describe(edit: Edit, plan_before: Plan, library: Library) -> Described:
    """The key of `KEYS` and its values: `what`, and where it tells more `thing`, `modality`, `field` and `text`.

    `thing` says what kind of word `what` is: a point's code, the name of an exercise or the title of a leaflet stand
    as they are printed; a region, a rule for points and a modality are stable words that the caller has wording for.
    It never raises: what can't be found is called what the edit calls it.
    """
    match edit:
        case AddItem():
            return "edit.add", {**_meant(edit, library), "modality": _short(edit.modality)}
        case RemoveItem():
            return "edit.remove", _item(edit.item_id, plan_before, library)
        case ChangeItem():
            return "edit.change", {**_item(edit.item_id, plan_before, library), **_typed(edit.field, edit.text)}
        case AddComponent():
            return "edit.add_component", _component(edit.modality)
        case RemoveComponent():
            return "edit.remove_component", _component(edit.modality)
        case ChangeComponent():
            return "edit.change_component", {**_component(edit.modality), **_typed(edit.field, edit.text)}
        case _:
            return _led(edit)


def _led(edit: AddPhase | RemovePhase | ChangeCourse | ChangePlan) -> Described:
    match edit:
        case AddPhase():
            return "edit.add_phase", {}
        case RemovePhase():
            return "edit.remove_phase", {"what": str(edit.place + 1), "thing": "phase"}
        case ChangeCourse():
            return "edit.change_course", _typed(edit.field, edit.text)
        case ChangePlan():
            return "edit.change_plan", _typed(edit.field, edit.text)


def _item(item_id: str, plan: Plan, library: Library) -> dict[str, str]:
    item = next((one for one in all_items(plan) if one.item_id == item_id), None)
    return {"what": _short(item_id), "thing": "item"} if item is None else _named(item, library)


def _named(item: PlanItem, library: Library) -> dict[str, str]:
    match item:
        case NeedlePoint() | HeatPoint() | CupSite():
            if item.code:
                return _point(item.code, item.level)
            region = None if isinstance(item, NeedlePoint) else item.region
            return {"what": str(region or "any"), "thing": "region"}
        case Exercise():
            entry = library.stretches.get(item.exercise)
            return _exercise(entry.text.name if entry else item.name or item.exercise)
        case AdviceItem():
            leaflet = library.leaflets.get(item.leaflet)
            return _leaflet(leaflet.text.title if leaflet else item.leaflet or item.text)
        case PointRule():
            return {"what": item.kind, "thing": "rule"}


def _meant(edit: AddItem, library: Library) -> dict[str, str]:
    try:
        found = meant(edit.what, edit.level, modality_of(edit.modality), library)
    except Refused:
        return {"what": _short(edit.what), "thing": "item"}
    if found.id == ASHI and modality_of(edit.modality) == "needling":  # added as a rule: see `applying`
        return {"what": "ashi", "thing": "rule"}
    return _found(found, library)


def _found(found: Found, library: Library) -> dict[str, str]:
    match found.thing:
        case "point":
            return _point(found.id, found.level)
        case "region":
            return {"what": found.id, "thing": "region"}
        case "exercise":
            return _exercise(library.stretches[found.id].text.name)
        case "leaflet":
            return _leaflet(library.leaflets[found.id].text.title)


def _point(code: str, level: str) -> dict[str, str]:
    return {"what": f"{code} {level}".strip(), "thing": "point"}


def _exercise(name: str) -> dict[str, str]:
    return {"what": _short(name), "thing": "exercise"}


def _leaflet(title: str) -> dict[str, str]:
    return {"what": _short(title), "thing": "leaflet"}


def _component(address: str) -> dict[str, str]:
    return {"what": _short(address.partition(":")[0]), "thing": "modality"}


def _typed(field: str, text: str) -> dict[str, str]:
    return {"field": _short(field), "text": _short(text)}


def _short(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= _LONGEST else f"{tidy[: _LONGEST - 1]}…"
