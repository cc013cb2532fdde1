"""How safety rules bear on a draft: what they keep out, what they make gentler, and the reasons they leave behind.

Red flags that keep things out until a doctor has assessed the patient take part as rules (`keeping`).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeAlias, TypeVar

from treatplan.domain.drafting.case import Case, once
from treatplan.domain.equipment import CupSource
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Fact
from treatplan.domain.items import items_of_component
from treatplan.domain.modality import (
    Component,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Position,
    Reason,
    Response,
    Stimulation,
    Strength,
    Stretching,
)
from treatplan.domain.plan import LeftOut
from treatplan.domain.rules import Adjust, Level, Rule, Scope, Target
from treatplan.domain.safety import rules_against
from treatplan.domain.value import value

Hits: TypeAlias = Mapping[str, tuple[tuple[Rule, Fact], ...]]
"""For each item id the rules that speak against it, each with the fact that fired it."""

_GENTLEST = (Stimulation.NONE, Stimulation.MANUAL_EVEN, Stimulation.MANUAL_REINFORCING, Stimulation.MANUAL_REDUCING)
_LIGHTEST = (Strength.LIGHT, Strength.MEDIUM, Strength.STRONG)
_MOST_ROUNDS = 50  # each round makes something gentler; far fewer are enough for rules that agree
N = TypeVar("N", int, float)
C = TypeVar("C", Needling, Moxibustion, Cupping, Stretching)
Part = TypeVar("Part", NeedlePoint, PointRule, HeatPoint, CupSite, Exercise)


@value
class Technique:
    """The knobs that rules may turn. None where the modality has no such knob or no limit is set."""

    position: Position
    diameter_mm: tuple[float, float] | None = None
    stimulation: Stimulation | None = None
    response: tuple[Response, ...] = ()
    retention_min: float | None = None
    max_points: int | None = None
    minutes: float | None = None
    distance_mm: tuple[float, float] | None = None
    smokeless: bool = False
    strength: Strength | None = None
    source: CupSource | None = None


@value
class Change:
    """What one rule changed, for which fact; `caps_mm` are depth limits by item id."""

    rule: Rule
    fact: Fact
    words: tuple[str, ...]
    caps_mm: Mapping[str, float]
    items: frozenset[str]


@value
class Trial(Generic[C]):
    """A component with all its candidates, as it stands once the rules ask for no further change."""

    component: C
    technique: Technique
    changes: tuple[Change, ...]
    hits: Hits


def hits_of(component: Component, case: Case) -> Hits:
    """The rules that make findings against each item of the component; those about the whole under its modality."""
    found: dict[str, list[tuple[Rule, Fact]]] = {}
    for item in items_of_component(component, case.library):
        found.setdefault(item.item_id, []).extend(
            (rule, fact)
            for rule, fact in rules_against(item, case.facts, case.library, case.kept_out)
            if rule.scope in {Scope.FINDING, Scope.CONDITIONAL}
        )
    return {item_id: tuple(hits) for item_id, hits in found.items()}


def excluding(hits: Sequence[tuple[Rule, Fact]]) -> tuple[Rule, Fact] | None:
    """The first rule that keeps an item out of a draft: contraindicated, or a referral about this very place."""
    order = sorted(hits, key=lambda hit: (list(Level).index(hit[0].level), hit[0].id))
    return next((hit for hit in order if _keeps_out(hit[0])), None)


def cautions(hits: Sequence[tuple[Rule, Fact]]) -> tuple[tuple[Rule, Fact], ...]:
    """The cautions about this very place or exercise: where another choice is as good, it is taken instead."""
    return tuple(hit for hit in hits if hit[0].level in {Level.CAUTION, Level.REFER} and _aimed(hit[0]))


def left_out(what: str, hit: tuple[Rule, Fact], case: Case) -> LeftOut:
    """The entry that says which rule and fact, or which red flag, kept something out."""
    rule, fact = hit
    if rule.id in case.library.red_flags:
        text = case.say("left.flag", what=what, title=rule.text.title, do=rule.text.what_to_do)
        return LeftOut(what=what, rule=rule.id, text=text, sources=rule.sources)
    text = case.say("left.rule", what=what, fact=case.fact_words(fact), title=rule.text.title, why=rule.text.why)
    return LeftOut(what=what, rule=rule.id, text=text, sources=rule.sources)


def settle(build: Callable[[Technique, Mapping[str, float]], C], technique: Technique, case: Case) -> Trial[C]:
    """The component as `build` makes it, with the technique made gentler until the rules ask for nothing more.

    `build` is given the technique and the depth limits by item id. Raises `Refused` where rules of a pack ask for
    opposite things, so that no technique suits them all.
    """
    changes: tuple[Change, ...] = ()
    for _ in range(_MOST_ROUNDS):
        component = build(technique, caps(changes))
        hits = hits_of(component, case)
        gentler, more = _tightened(technique, hits, case)
        merged = _merged(changes, more)
        if gentler == technique and caps(merged) == caps(changes):
            return Trial(component=component, technique=technique, changes=changes, hits=hits)
        technique, changes = gentler, merged
    names = ", ".join(sorted({change.rule.id for change in changes}))
    raise Refused(Problem(file="rules", field="adjust", message=f"ask for techniques that exclude each other: {names}"))


def _tightened(technique: Technique, hits: Hits, case: Case) -> tuple[Technique, tuple[Change, ...]]:
    """The technique after every adjustment that the rules ask for; the strictest of each binds."""
    touched: dict[tuple[str, str], tuple[Rule, Fact, set[str]]] = {}
    for item_id, found in hits.items():
        for rule, fact in found:
            if rule.adjust is not None:
                touched.setdefault((rule.id, fact.factor), (rule, fact, set()))[2].add(item_id)
    changes = []
    for _, (rule, fact, ids) in sorted(touched.items()):
        adjust = rule.adjust
        if adjust is None:
            continue
        technique, said = turned(technique, adjust, case)
        limits = _limits(adjust, ids, case)
        if said or limits:
            changes.append(Change(rule=rule, fact=fact, words=said, caps_mm=limits, items=frozenset(ids)))
    return technique, tuple(changes)


def _limits(adjust: Adjust, ids: Iterable[str], case: Case) -> dict[str, float]:
    """The depth limit that a rule sets for each item (mm); half of what textbooks agree on where it asks for less."""
    limits = dict.fromkeys(sorted(ids), adjust.max_depth_mm) if adjust.max_depth_mm is not None else {}
    if adjust.halve_line:
        for item_id in sorted(ids):
            point = case.library.points.get(item_id.removeprefix("needling.").partition(".")[0])
            if point is not None and point.depth_cun is not None:
                half = math.floor(point.depth_cun[1] * case.library.defaults.cun_mm / 2)
                limits[item_id] = min(half, limits.get(item_id, half))
    return limits


def _merged(before: Iterable[Change], more: Iterable[Change]) -> tuple[Change, ...]:
    """One change for each rule and fact, with all that it changed in one round or another."""
    found: dict[tuple[str, str], Change] = {}
    for change in (*before, *more):
        key = (change.rule.id, change.fact.factor)
        old = found.get(key)
        found[key] = (
            change
            if old is None
            else replace(
                old,
                words=tuple(dict.fromkeys((*old.words, *change.words))),
                caps_mm={**old.caps_mm, **change.caps_mm},
                items=old.items | change.items,
            )
        )
    return tuple(found.values())


def caps(changes: Iterable[Change]) -> dict[str, float]:
    """The lowest depth limit of each item."""
    lowest: dict[str, float] = {}
    for change in changes:
        for item_id, cap in change.caps_mm.items():
            lowest[item_id] = min(cap, lowest.get(item_id, cap))
    return lowest


def traced(item: Part, chosen: frozenset[str], changes: Sequence[Change], case: Case) -> Part:
    """The item with a reason for each rule that changed how it is done."""
    because = once(item.because) + _change_reasons(item.item_id, chosen, changes, case)
    sources = item.sources + _read(item.item_id, changes)
    return replace(item, because=because, sources=tuple(dict.fromkeys(sources)))


def _read(item_id: str, changes: Sequence[Change]) -> tuple[str, ...]:
    """Sources of the rules that changed this item."""
    return tuple(source for change in changes if item_id in change.items for source in change.rule.sources)


def _change_reasons(item_id: str, chosen: frozenset[str], changes: Sequence[Change], case: Case) -> tuple[Reason, ...]:
    """Reasons of the changes that touch this item. What no chosen item called for (or the whole did) touches all."""
    reasons = []
    for change in changes:
        of_all = not change.items & chosen
        said = list(change.words) if of_all or item_id in change.items else []
        if item_id in change.caps_mm:
            said.append(case.say("change.depth", high=f"{change.caps_mm[item_id]:g}"))
        if said:
            fact = case.fact_words(change.fact)
            text = case.say("because.rule", fact=fact, changes="; ".join(said), rule=change.rule.id)
            reasons.append(case.fact_reason(change.fact, text))
    return tuple(reasons)


def precautions(changes: Iterable[Change]) -> tuple[str, ...]:
    """What the rules that changed something ask to be done, each once."""
    return tuple(dict.fromkeys(change.rule.text.what_to_do for change in changes))


def turned(before: Technique, adjust: Adjust, case: Case) -> tuple[Technique, tuple[str, ...]]:
    """The technique as a rule asks for it, and a word for each knob that was turned."""
    after = replace(
        before,
        position=Position(adjust.position) if adjust.position else before.position,
        diameter_mm=_thinner(before.diameter_mm, adjust.needle_diameter_mm),
        stimulation=_gentler(before.stimulation, adjust.stimulation),
        response=(Response(adjust.response),) if adjust.response and before.response else before.response,
        retention_min=_lower(before.retention_min, adjust.max_retention_min, knob=True),
        max_points=_lower(before.max_points, adjust.max_points) if before.diameter_mm else None,
        minutes=_lower(before.minutes, adjust.max_minutes, knob=True),
        distance_mm=_further(before.distance_mm, adjust.min_distance_mm),
        smokeless=before.smokeless or adjust.smokeless,
        strength=_lighter(before.strength, adjust.strength),
        source=CupSource(adjust.source_of_suction) if adjust.source_of_suction and before.source else before.source,
    )
    return after, tuple(_said(before, after, case))


def _said(before: Technique, after: Technique, case: Case) -> Iterable[str]:
    """A word for each knob that was turned."""
    if after.position is not before.position:
        yield case.say("change.position", value=case.plain(after.position))
    if after.diameter_mm != before.diameter_mm and after.diameter_mm:
        yield case.say("change.diameter", low=f"{after.diameter_mm[0]:g}", high=f"{after.diameter_mm[1]:g}")
    if after.stimulation is not before.stimulation and after.stimulation:
        yield case.say("change.stimulation", value=case.plain(f"stimulation.{after.stimulation}"))
    if after.distance_mm != before.distance_mm and after.distance_mm:
        yield case.say("change.distance", value=f"{after.distance_mm[0]:g}")
    if after.strength is not before.strength and after.strength:
        yield case.say("change.strength", value=case.plain(after.strength))
    if after.source is not before.source and after.source:
        yield case.say("change.source", value=case.plain(after.source))
    for knob in ("response", "retention_min", "max_points", "minutes", "smokeless"):
        value = getattr(after, knob)
        if value != getattr(before, knob):
            yield case.say(f"change.{knob}", value=f"{value:g}" if isinstance(value, int | float) else value)


def _keeps_out(rule: Rule) -> bool:
    if rule.level is Level.CONTRAINDICATED or (rule.adjust is not None and rule.adjust.leave_out):
        return True
    return rule.level is Level.REFER and _aimed(rule)


def _aimed(rule: Rule) -> bool:
    return any(_has_site(target) for target in rule.targets)


def _has_site(target: Target) -> bool:
    named = target.points or target.levels or target.hazards or target.categories or target.regions
    told = target.region_of_factor or target.level_of_factor or target.midline or target.pregnancy_listed
    return bool(named or told or target.exercise_tags or target.depth_over_mm is not None)


def _thinner(before: tuple[float, float] | None, wanted: tuple[float, float] | None) -> tuple[float, float] | None:
    return min(before, wanted, key=lambda pair: (pair[1], pair[0])) if before and wanted else before


def _gentler(before: Stimulation | None, wanted: str | None) -> Stimulation | None:
    if before is None or wanted is None or before not in _GENTLEST:
        return before
    return min(before, Stimulation(wanted), key=_GENTLEST.index)


def _lighter(before: Strength | None, wanted: str | None) -> Strength | None:
    return min(before, Strength(wanted), key=_LIGHTEST.index) if before and wanted else before


def _lower(before: N | None, wanted: N | None, *, knob: bool = False) -> N | None:
    """The smaller number. A knob that the modality does not have stays away; a limit not yet set begins here."""
    if before is None:
        return None if knob else wanted
    return before if wanted is None else min(before, wanted)


def _further(before: tuple[float, float] | None, least: float | None) -> tuple[float, float] | None:
    if before is None or least is None or before[0] >= least:
        return before
    return (least, max(least, before[1]))
