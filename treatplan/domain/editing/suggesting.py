"""What may be added, as one types: best first, each with what the rules say of it for this patient, before it is added.

Fast enough for every key: one walk over an index of names, and a look at the rules for the few that are shown.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from treatplan.domain.consent import refused, rules_of
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.needling import tender_places
from treatplan.domain.editing.adding import name_of
from treatplan.domain.editing.names import THINGS, Found, plain_region, search
from treatplan.domain.editing.parts import component_at
from treatplan.domain.findings import Fact
from treatplan.domain.intake import Intake
from treatplan.domain.items import Item, items_of_component
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Advice,
    Component,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Stretching,
)
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import Plan, items_of
from treatplan.domain.points import ASHI
from treatplan.domain.rules import Level
from treatplan.domain.safety import rules_against
from treatplan.domain.value import value

Facts: TypeAlias = tuple[Fact, ...]

_EMPTY: dict[str, Component] = {
    "needling": Needling(),
    "moxibustion": Moxibustion(),
    "cupping": Cupping(),
    "stretching": Stretching(),
    "advice": Advice(),
}


@value
class Against:
    """Something that speaks against an item for this patient.

    `rule` is empty where the library itself says so: that a fact of the patient (`title`) speaks against an exercise,
    or (without a title) that textbooks forbid to needle the point.
    """

    rule: str
    level: Level
    title: str


@value
class Suggestion:
    """One thing that may be added: `what` and `level` are what `AddItem` takes.

    `levels` are those that must still be chosen from. `name` is English: of a point, a region, an exercise or a
    leaflet. `against` is about the place, or the exercise, not about depth or manner: those are made to fit when it is
    added.
    """

    thing: str
    what: str
    level: str = ""
    levels: tuple[str, ...] = ()
    pinyin: str = ""
    hanzi: str = ""
    name: str = ""
    location: str = ""
    already_in_plan: bool = False
    against: tuple[Against, ...] = ()
    hazards: tuple[str, ...] = ()


def suggest(
    text: str, plan: Plan, intake: Intake, library: Library, modality: str, limit: int = 8
) -> tuple[Suggestion, ...]:
    """At most `limit` things that `text` may be the beginning of, best first; nothing where nothing fits.

    `modality` is the address of a component, which need not be in the plan. Raises `Refused` for another word.
    """
    place = component_at(plan, modality)
    kind = modality.partition(":")[0]
    found = search(text, kind, library, limit) if kind in THINGS else ()
    if not found:
        return ()
    case = Case(intake, library, answers=plan.answers)
    component = _EMPTY[kind] if place is None else plan.components[place]
    no = tuple(_refusals(kind, intake, library))
    return tuple(_suggestion(one, component, no, case) for one in found)


def _suggestion(found: Found, component: Component, no: tuple[Against, ...], case: Case) -> Suggestion:
    library, facts = case.library, case.facts
    item = _item(found, component, case)
    said = (*no, *_against(item, case)) if item else no
    made = Suggestion(
        thing=found.thing,
        what=found.id,
        level=found.level,
        already_in_plan=_is_in(found, component),
        against=tuple(dict.fromkeys((*_of_the_library(found, component, facts, library), *said))),
        hazards=tuple(sorted(item.hazards)) if item else (),
    )
    match found.thing:
        case "point":
            point = library.points[found.id]
            return replace(
                made,
                levels=() if found.level else point.levels,
                pinyin=point.pinyin,
                hanzi=point.hanzi,
                name=point.text.english,
                location=point.text.location,
            )
        case "region":
            return replace(made, name=plain_region(Region(found.id), library))
        case "exercise":
            return replace(made, name=library.stretches[found.id].text.name)
        case "leaflet":
            return replace(made, name=library.leaflets[found.id].text.title)


def _item(found: Found, component: Component, case: Case) -> Item | None:
    """What the rules would see, in a component that is worked like this one and holds nothing else."""
    side, library = Side.BILATERAL, case.library
    alone: Any
    if found.id == ASHI and isinstance(component, Needling):
        rule = PointRule(item_id="", kind="ashi", regions=tuple(tender_places(case)))
        alone = replace(component, points=(), point_rules=(rule,))
        return next(item for item in items_of_component(alone, library) if not item.whole)
    match component:
        case Needling():
            one = NeedlePoint(item_id=name_of(found), code=found.id, level=found.level, side=side)
            alone = replace(component, points=(one,), point_rules=(), depth_mm=Needling().depth_mm)
        case Moxibustion():
            alone = replace(component, points=(HeatPoint(item_id="", side=side, **_place(found)),), point_rules=())
        case Cupping():
            alone = replace(component, sites=(CupSite(item_id="", side=side, **_place(found)),), site_rules=())
        case Stretching():
            alone = replace(component, exercises=(Exercise(item_id="", exercise=found.id),))
        case Advice():
            return None
    return next((item for item in items_of_component(alone, library) if not item.whole), None)


def _place(found: Found) -> dict[str, Any]:
    if found.thing == "region":
        return {"region": Region(found.id)}
    return {"code": found.id, "level": found.level}


def _against(item: Item, case: Case) -> Iterator[Against]:
    """The rules that hit the item, strongest first; less those that say what `_of_the_library` tells more exactly.

    A red flag that keeps it out until a doctor has assessed the patient is told as they are.
    """
    order = list(Level)
    said = rules_against(item, case.facts, case.library, case.kept_out)
    hits = sorted(said, key=lambda hit: order.index(hit[0].level))
    for rule, _ in hits:
        if any(target.avoided or target.needling_forbidden for target in rule.targets):
            continue
        yield Against(rule=rule.id, level=rule.level, title=rule.text.title)


def _of_the_library(found: Found, component: Component, facts: Facts, library: Library) -> Iterator[Against]:
    """What no rule says: exercises that a fact of the patient speaks against, points that are not needled."""
    if found.thing == "exercise":
        for fact in facts:
            if fact.factor in library.stretches[found.id].avoid_factors:
                factor = library.factors.get(fact.factor)
                title = factor.text.name if factor else fact.factor.replace("_", " ")
                yield Against(rule="", level=Level.CAUTION, title=title)
    if isinstance(component, Needling) and found.thing == "point":
        point = library.points[found.id]
        if point.needling == "forbidden":
            yield Against(rule="", level=Level.CONTRAINDICATED, title="")


def _refusals(modality: str, intake: Intake, library: Library) -> Iterator[Against]:
    """What the patient did not agree to."""
    if modality in refused(intake):
        for rule in rules_of(library):
            yield Against(rule=rule.id, level=rule.level, title=rule.text.title)


def _is_in(found: Found, component: Component) -> bool:
    if found.id == ASHI:
        return any(getattr(item, "kind", "") == "ashi" for item in items_of(component))
    match found.thing:
        case "point":
            mine = ((getattr(i, "code", ""), getattr(i, "level", "")) for i in items_of(component))
            return (found.id, found.level) in mine
        case "region":
            return any(getattr(item, "region", None) == found.id for item in items_of(component))
        case "exercise":
            return any(getattr(item, "exercise", "") == found.id for item in items_of(component))
        case "leaflet":
            return any(getattr(item, "leaflet", "") == found.id for item in items_of(component))
