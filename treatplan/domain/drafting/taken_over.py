"""A plan taken over for this patient: a published protocol or a past plan, item by item looked at by the rules.

What a rule keeps out of a draft is left out here too and says so; a needle that would go beyond the warning line is
planned up to the line. Everything else keeps its dose as it stands. The practitioner decides: what was left out may be
added again, and then stands as a finding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from treatplan.domain.depth import depth_limit
from treatplan.domain.dose import Absent, AtLeast, Span, lowest, upper
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.electro import spoken_against
from treatplan.domain.drafting.rules import Hits, excluding, hits_of, left_out
from treatplan.domain.items import items
from treatplan.domain.modality import (
    AdviceItem,
    Component,
    CupSite,
    Electrical,
    Exercise,
    HeatPoint,
    NeedlePoint,
    Needling,
    PointRule,
    Reason,
    Stimulation,
)
from treatplan.domain.plan import PLAN_FORMAT, LeftOut, Plan, PlanItem, items_of
from treatplan.domain.safety import rules_against
from treatplan.domain.value import value

_SLOTS: Mapping[str, tuple[str, ...]] = {
    "needling": ("points", "point_rules"),
    "moxibustion": ("points", "point_rules"),
    "cupping": ("sites", "site_rules"),
    "stretching": ("exercises",),
    "advice": ("items",),
}


@value
class Origin:
    """Where the plan comes from: the reason that every item bears, and sources for what names none of its own."""

    reason: Reason
    sources: tuple[str, ...]


@value
class TakenOver:
    """The components as far as they suit this patient, and what was left out of them."""

    components: tuple[Component, ...]
    left_out: tuple[LeftOut, ...]


@dataclass
class _Sieve:
    """One component on its way through: what falls out is collected."""

    case: Case
    origin: Origin
    out: list[LeftOut] = field(default_factory=list)


def taken_over(plan: Plan, origin: Origin, refused: Sequence[str], case: Case) -> TakenOver:
    """Every component but those that the patient `refused`."""
    sieve = _Sieve(case, origin)
    made = [_component(part, sieve) for part in plan.components if part.modality not in refused]
    return TakenOver(components=tuple(part for part in made if part is not None), left_out=tuple(sieve.out))


def _component(component: Component, sieve: _Sieve) -> Component | None:
    """The component with the items that suit; None where nothing of it is left."""
    case = sieve.case
    if isinstance(component, Needling):
        component = _shallower(_without_current(component, sieve), sieve)
    hits = _hits(component, case)
    whole = excluding(hits.get(component.modality, ()))
    if whole is not None:
        sieve.out.append(left_out(case.plain(component.modality), whole, case))
        return None
    had = items_of(component)
    slots: dict[str, Any] = {
        slot: tuple(_kept(getattr(component, slot), component, hits, sieve)) for slot in _SLOTS[component.modality]
    }
    made: Component = replace(component, **slots)
    return None if had and not items_of(made) else made


def _hits(component: Component, case: Case) -> Hits:
    """As the check of a plan sees it: a component that names no place may be given anywhere."""
    hits = dict(hits_of(component, case))
    if not items_of(component) and component.modality != "advice":
        anywhere = items(Plan(format=PLAN_FORMAT, components=(component,)), case.library)[-1]
        hits[component.modality] = (
            *hits.get(component.modality, ()),
            *rules_against(anywhere, case.facts, case.library, case.kept_out),
        )
    return hits


def _kept(found: Sequence[PlanItem], component: Component, hits: Hits, sieve: _Sieve) -> Iterator[PlanItem]:
    case = sieve.case
    for item in found:
        hit = excluding(hits.get(item.item_id, ()))
        if isinstance(item, PointRule) and item.choose_from and hit is not None:
            narrowed = _narrowed(item, component, sieve)
            if narrowed is not None:
                yield _traced(narrowed, sieve)
        elif hit is not None:
            sieve.out.append(left_out(_name(item, case), hit, case))
        elif (unfit := _unfit(item, component, case)) is not None:
            sieve.out.append(unfit)
        else:
            yield _traced(item, sieve)


def _narrowed(rule: PointRule, component: Component, sieve: _Sieve) -> PointRule | None:
    """A choice without the points that rules keep out; None where none is left."""
    kept = []
    for code in rule.choose_from:
        alone = _alone(component, replace(rule, choose_from=(code,)))
        hit = excluding(hits_of(alone, sieve.case).get(rule.item_id, ()))
        if hit is None:
            kept.append(code)
        else:
            sieve.out.append(left_out(code, hit, sieve.case))
    return replace(rule, choose_from=tuple(kept)) if kept else None


def _alone(component: Component, rule: PointRule) -> Component:
    """The component with nothing but this rule."""
    first, *others = _SLOTS[component.modality]
    slots: dict[str, Any] = {first: (), **dict.fromkeys(others, (rule,))}
    made: Component = replace(component, **slots)
    return made


def _unfit(item: PlanItem, component: Component, case: Case) -> LeftOut | None:
    """What no rule says: points that are never needled, exercises that a fact of the patient speaks against."""
    library = case.library
    if isinstance(item, NeedlePoint) and isinstance(component, Needling):
        point = library.points.get(item.code)
        if point is not None and point.needling == "forbidden":
            text = case.say("left.forbidden", what=item.code)
            return LeftOut(what=item.code, text=text, sources=point.sources)
    if isinstance(item, Exercise) and (stretch := library.stretches.get(item.exercise)) is not None:
        for fact in case.facts:
            if fact.factor in stretch.avoid_factors:
                what = _name(item, case)
                text = case.say("left.fact", what=what, fact=case.fact_words(fact))
                return LeftOut(what=what, text=text, sources=stretch.sources)
    return None


def _without_current(component: Needling, sieve: _Sieve) -> Needling:
    """The needling by hand where a rule speaks against the current alone."""
    wired = isinstance(component.electrical, Electrical) or component.stimulation is Stimulation.ELECTRICAL
    if not wired:
        return component
    by_hand = replace(
        component,
        electrical=Absent.NOT_APPLICABLE,
        stimulation=Absent.NOT_REPORTED if component.stimulation is Stimulation.ELECTRICAL else component.stimulation,
        points=tuple(
            replace(point, stimulation=Absent.NOT_REPORTED) if point.stimulation is Stimulation.ELECTRICAL else point
            for point in component.points
        ),
    )
    hit = spoken_against(by_hand, component, sieve.case)
    if hit is None:
        return component
    sieve.out.append(left_out(sieve.case.say("electro.name"), hit, sieve.case))
    return by_hand


def _shallower(component: Needling, sieve: _Sieve) -> Needling:
    """No needle beyond the warning line of its point for this patient."""
    return replace(component, points=tuple(_to_the_line(point, component, sieve) for point in component.points))


def _to_the_line(item: NeedlePoint, component: Needling, sieve: _Sieve) -> NeedlePoint:
    case = sieve.case
    planned = component.depth_mm if isinstance(item.depth_mm, Absent) else item.depth_mm
    point, deepest = case.library.points.get(item.code), upper(planned)
    if point is None or deepest is None:
        return item
    angle = None if isinstance(item.angle, Absent) else item.angle
    limit = depth_limit(point, item.level, angle, case.facts, case.library)
    if limit.mm is None or deepest <= limit.mm:
        return item
    low = planned.at_least if isinstance(planned, AtLeast) else lowest(planned)
    what = case.say("left.depth_of", what=_name(item, case))
    text = case.say("left.line", what=what, high=f"{limit.mm:g}")
    sieve.out.append(LeftOut(what=what, text=text, sources=limit.sources))
    return replace(
        item,
        depth_mm=Span(low=min(low or limit.mm, limit.mm), high=limit.mm),
        sources=tuple(dict.fromkeys((*(item.sources or sieve.origin.sources), *limit.sources))),
    )


def _traced(item: PlanItem, sieve: _Sieve) -> PlanItem:
    """The item with where it comes from as its reason."""
    sources = item.sources or sieve.origin.sources or _of_the_library(item, sieve.case)
    made: PlanItem = replace(item, because=(sieve.origin.reason,), sources=sources)
    return made


def _of_the_library(item: PlanItem, case: Case) -> tuple[str, ...]:
    """Sources of the thing itself, for an item that was written by hand without any."""
    library = case.library
    match item:
        case Exercise():
            found: Any = library.stretches.get(item.exercise)
        case AdviceItem():
            found = library.leaflets.get(item.leaflet)
        case NeedlePoint() | HeatPoint() | CupSite():
            found = library.points.get(item.code)
        case _:
            found = None
    return found.sources if found is not None else case.start.sources[:1]


def _name(item: PlanItem, case: Case) -> str:
    match item:
        case NeedlePoint() | HeatPoint() | CupSite() if item.code:
            return f"{item.code} {item.level}".strip()
        case HeatPoint() | CupSite() if item.region is not None:
            return case.plain(item.region)
        case Exercise():
            return f"{item.exercise} {item.name}".strip()
        case PointRule():
            return item.text or item.kind
        case _:
            return item.item_id
