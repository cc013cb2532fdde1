"""One thing more in a component, with the defaults that a draft would give it for this patient.

Depth, stimulation and minutes are made gentler by the rules that speak of the new item. What all items share (needle,
position, distance ...) changes only where a rule is touched for the first time: what the practitioner has already
chosen in the face of a rule stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from treatplan.domain.dose import Absent, AtLeast, Span, highest
from treatplan.domain.drafting.basis import Basis
from treatplan.domain.drafting.case import Case, once
from treatplan.domain.drafting.doses import needle_length
from treatplan.domain.drafting.heat import cup_count
from treatplan.domain.drafting.needling import (
    manner_of,
    needle_point,
    technique_of,
    tender_places,
    tender_text,
)
from treatplan.domain.drafting.points import Candidate, candidates, leg_side, side_of
from treatplan.domain.drafting.rules import Change, Technique, caps, hits_of, precautions, settle, traced, turned
from treatplan.domain.drafting.stretches import Suiting, exercise_of, suiting_of
from treatplan.domain.editing.names import Found
from treatplan.domain.editing.parts import grown
from treatplan.domain.editing.typed import refusal
from treatplan.domain.library import Point
from treatplan.domain.modality import (
    AdviceItem,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Position,
)
from treatplan.domain.places import Region, Side

Treated: TypeAlias = Needling | Moxibustion | Cupping
Given = TypeVar("Given", Needling, Moxibustion, Cupping)
Placed = TypeVar("Placed", bound=NeedlePoint | HeatPoint | CupSite)
_LEG_SIDE = "complaint.radiation.side"
Warm = TypeVar("Warm", HeatPoint, CupSite)


def with_needle(component: Needling, found: Found, side: Side | None, basis: Basis, case: Case) -> Needling:
    """The component with a point more: depth as textbooks agree, capped by line, rules and needle."""
    manner = manner_of(basis, case)
    candidate = _candidate(found, basis, case)
    reach, length = _reach(component, case)
    if reach is not None and reach < 1:
        raise refusal("what", f"can't be added: the needle is only {length:g} mm long; choose a longer one first")

    def point(technique: Technique, limits: Mapping[str, float]) -> NeedlePoint:
        cap = min((mm for mm in (limits.get(candidate.item_id), reach) if mm is not None), default=None)
        made = needle_point(candidate, technique, cap, manner, case)
        return made if side is None else on_side(replace(made, side=side))

    def build(technique: Technique, limits: Mapping[str, float]) -> Needling:
        return replace(component, points=(point(technique, limits),), point_rules=())

    trial = settle(build, _needle_technique(component, technique_of(manner)), case)
    free = needle_point(candidate, trial.technique, caps(trial.changes).get(candidate.item_id), manner, case)
    item = traced(trial.component.points[0], frozenset({candidate.item_id}), trial.changes, case)
    if reach is not None and length is not None and (highest(free.depth_mm) or 0) > reach:
        item = replace(item, because=(*item.because, case.by_needle(highest(item.depth_mm) or reach, length)))
    longer = _longer(component, item, case) if length is None else component
    return grown(_gentler(longer, trial.changes, case), item)


def with_heat(component: Moxibustion, found: Found, side: Side | None, case: Case) -> Moxibustion:
    """The component with a place more to be warmed, for as long as the others or as a draft would."""
    start = case.start.moxa
    usual = start.minutes if start else None
    item = HeatPoint(
        item_id=f"moxibustion.{name_of(found)}",
        **_place(found),
        side=side or _side(found, case),
        minutes=_shared([point.minutes for point in component.points], usual),
        because=(case.by_hand(),),
        sources=_sources(found, start.sources if start else (), case),
    )
    item, changes = _settled(component, item, "points", case)
    return grown(_gentler(component, changes, case), item)


def with_cups(component: Cupping, found: Found, side: Side | None, case: Case) -> Cupping:
    """The component with a place more for cups; one cup for each point, in a region as many as a draft would."""
    start = case.start.cupping
    where = side or _side(found, case)
    point = case.library.points.get(found.id) if found.thing == "point" else None
    one_side = None if where is Side.BILATERAL else where
    usual = start.cups if start else None
    item = CupSite(
        item_id=f"cupping.{name_of(found)}",
        **_place(found),
        side=where,
        location_text="" if point else case.say("cups.place", place=case.plain(found.id)),
        cups=point.needles(where, found.level) if point else cup_count(usual, one_side),
        minutes=_shared([site.minutes for site in component.sites], start.minutes if start else None),
        because=(case.by_hand(),),
        sources=_sources(found, start.sources if start else (), case),
    )
    item, changes = _settled(component, item, "sites", case)
    return grown(_gentler(component, changes, case), item)


def exercise(found: Found, basis: Basis, case: Case) -> Suiting:
    """An exercise with its usual dose, and why it suits if a voice of the draft names it."""
    stretch = case.library.stretches[found.id]
    known = suiting_of([voice for voice in basis.voices if voice.kind != "start"], case).get(found.id)
    own = known or Suiting(stretch=stretch, reasons=(), sources=(*stretch.sources, *_default(stretch.dose_standing)))
    return replace(own, reasons=(case.by_hand(), *own.reasons))


def exercise_item(one: Suiting, case: Case) -> Exercise:
    """The exercise as an item of a plan."""
    made = exercise_of(one, case)
    return replace(made, because=once(made.because))


def advice_item(found: Found, case: Case) -> AdviceItem:
    """A leaflet as an item of a plan."""
    sources = case.library.leaflets[found.id].sources
    return AdviceItem(item_id=f"advice.{found.id}", leaflet=found.id, because=(case.by_hand(),), sources=sources)


def with_tender(component: Treated, side: Side | None, basis: Basis, case: Case) -> Treated:
    """The component with a rule for tender points in the sore regions, as many as a draft would take.

    The id names the regions, so that a rule for other regions never gets it.
    """
    places = tender_places(case)
    most = manner_of(basis, case).ashi_max
    if not places or not most:
        raise refusal("what", "can't be added: the intake names no sore place for tender points; choose a point")
    regions = tuple(places)
    sides = set(places.values())
    rule = PointRule(
        item_id=f"{component.modality}.ashi.{'.'.join(regions)}",
        kind="ashi",
        how_many=Span(low=1, high=most),
        regions=regions,
        side=side or (sides.pop() if len(sides) == 1 else Absent.NOT_REPORTED),
        because=(case.by_hand(),),
        sources=case.library.points["EX-Ashi"].sources if "EX-Ashi" in case.library.points else (),
    )
    if not isinstance(component, Needling):
        return grown(component, rule, rule=True)
    alone = replace(component, points=(), point_rules=(rule,))
    technique = _needle_technique(component, technique_of(manner_of(basis, case)))
    changes = settle(lambda _technique, _limits: alone, technique, case).changes
    shallow = min(caps(changes).values(), default=None)
    said = traced(replace(rule, text=tender_text(most, regions, shallow, case)), frozenset(), changes, case)
    return grown(component, said, rule=True)


def name_of(found: Found) -> str:
    """What the id of an item is made of: `EX-B2.L4`, `low_back`."""
    return f"{found.id}.{found.level}" if found.level else found.id


def on_side(item: Placed) -> Placed:
    """The item without the reason for a side that it is not on."""
    kept = tuple(one for one in item.because if one.field != _LEG_SIDE or one.value == item.side)
    made: Placed = replace(item, because=kept)
    return made


def fits(point: Point, side: Side | Absent) -> bool:
    """Whether a point can lie on this side: those of the midline on no other, and the others not on it."""
    if point.laterality == "midline":
        return side in {Side.MIDLINE, Absent.NOT_REPORTED}
    return point.laterality == "group" or side is not Side.MIDLINE


def _candidate(found: Found, basis: Basis, case: Case) -> Candidate:
    """The point as the draft knows it, or as one that no voice names; the practitioner's choice comes first."""
    point = case.library.points[found.id]
    named = (one for one in candidates(basis, case) if one.point.code == point.code and one.level == found.level)
    blank = Candidate(
        point=point,
        level=found.level,
        where="local",
        votes=0,
        from_onset=False,
        rank=0,
        near_pain=False,
        affected_side=False,
        reasons=(),
        sources=(),
    )
    known = next(named, blank)
    return replace(known, reasons=(case.by_hand(), *known.reasons))


def _reach(component: Needling, case: Case) -> tuple[float | None, float | None]:
    """How deep a needle may go (mm), with its length where the practitioner chose that.

    A length that a draft would have chosen grows with a deeper point, up to the longest needle of the clinic.
    """
    length, defaults = component.needle.length_mm, case.library.defaults
    if length == needle_length(component.points, defaults):
        return max(defaults.needle_lengths_mm) - defaults.needle_margin_mm, None
    chosen = None if isinstance(length, AtLeast) else highest(length)
    return (None, None) if chosen is None else (chosen - defaults.needle_margin_mm, chosen)


def _longer(component: Needling, item: NeedlePoint, case: Case) -> Needling:
    """With a needle that is long enough for the new point; never a shorter one."""
    before = component.needle.length_mm
    if before != needle_length(component.points, case.library.defaults):
        return component
    needed = needle_length((*component.points, item), case.library.defaults)
    if isinstance(needed, Absent) or needed <= (highest(before) or 0):
        return component
    return replace(component, needle=replace(component.needle, length_mm=needed))


def _needle_technique(component: Needling, usual: Technique) -> Technique:
    """How needles of this component are worked; as in a draft where it does not say."""
    said = component.response_sought
    return replace(
        _technique(component),
        stimulation=usual.stimulation if isinstance(component.stimulation, Absent) else component.stimulation,
        response=usual.response if isinstance(said, Absent) else said,
    )


def _technique(component: Treated) -> Technique:
    """The knobs that all items of the component share, as they stand; None where it does not say."""
    position = Position.PRONE if isinstance(component.position, Absent) else component.position
    match component:
        case Needling():
            retention = component.retention_min
            return Technique(
                position=position,
                diameter_mm=_pair(component.needle.diameter_mm),
                retention_min=None if isinstance(retention, AtLeast) else highest(retention),
            )
        case Moxibustion():
            smokeless = component.material.smoke == "smokeless"
            return Technique(position=position, distance_mm=_pair(component.distance_mm), smokeless=smokeless)
        case Cupping():
            strength, source = component.strength, component.cup.source
            return Technique(
                position=position,
                strength=None if isinstance(strength, Absent) else strength,
                source=None if isinstance(source, Absent) else source,
            )


def _gentler(component: Given, changes: Sequence[Change], case: Case) -> Given:
    """What all items share, made gentler by the rules that nothing in the component touched before."""
    touched = {(rule.id, fact.factor) for hits in hits_of(component, case).values() for rule, fact in hits}
    new: list[Change] = [change for change in changes if (change.rule.id, change.fact.factor) not in touched]
    start = technique = _technique(component)
    for change in new:
        if change.rule.adjust is not None:
            technique, _ = turned(technique, change.rule.adjust, case)
    care = tuple(dict.fromkeys((*component.precautions, *precautions(new))))
    made: Given = replace(_with_technique(component, start, technique), precautions=care)
    return made


def _with_technique(component: Given, start: Technique, technique: Technique) -> Given:
    """The component with the knobs that were turned."""
    made: Any = component
    if technique.position is not start.position:
        made = replace(made, position=technique.position)
    if technique.diameter_mm is not None and technique.diameter_mm != start.diameter_mm:
        made = replace(made, needle=replace(made.needle, diameter_mm=_dose(technique.diameter_mm)))
    if technique.retention_min != start.retention_min:
        made = replace(made, retention_min=technique.retention_min)
    if technique.distance_mm is not None and technique.distance_mm != start.distance_mm:
        made = replace(made, distance_mm=_dose(technique.distance_mm))
    if technique.smokeless and not start.smokeless and isinstance(made, Moxibustion):
        made = replace(made, material=replace(made.material, smoke="smokeless"))
    if technique.strength is not start.strength:
        made = replace(made, strength=technique.strength)
    if technique.source is not start.source:
        made = replace(made, cup=replace(made.cup, source=technique.source))
    done: Given = made
    return done


def _settled(component: Any, item: Warm, slot: str, case: Case) -> tuple[Warm, tuple[Change, ...]]:
    """The item with its minutes as few as the rules ask, and what they changed."""
    most = highest(item.minutes)

    def build(technique: Technique, _limits: Mapping[str, float]) -> Any:
        shorter = item if technique.minutes in {None, most} else replace(item, minutes=technique.minutes)
        rules = {"site_rules": ()} if slot == "sites" else {"point_rules": ()}
        return replace(component, **{slot: (shorter,)}, **rules)

    technique = replace(_technique(component), minutes=most)
    trial = settle(build, technique, case)
    made: Warm = getattr(trial.component, slot)[0]
    return traced(made, frozenset({made.item_id}), trial.changes, case), trial.changes


def _place(found: Found) -> dict[str, Any]:
    if found.thing == "region":
        return {"region": Region(found.id)}
    return {"code": found.id, "level": found.level}


def _side(found: Found, case: Case) -> Side:
    if found.thing == "point":
        return side_of(case.library.points[found.id], case.intake, affected=False)
    leg = leg_side(case.intake) if found.id == Region.BUTTOCK else None
    return leg or Side.BILATERAL


def _shared(minutes: Sequence[Any], usual: float | None) -> Any:
    """The minutes of the other items, where they agree; the usual ones otherwise."""
    agreed = set(minutes) - {Absent.NOT_REPORTED}
    return agreed.pop() if len(agreed) == 1 else Absent.NOT_REPORTED if usual is None else usual


def _sources(found: Found, own: tuple[str, ...], case: Case) -> tuple[str, ...]:
    point = case.library.points.get(found.id) if found.thing == "point" else None
    return tuple(dict.fromkeys((*own, *(point.sources if point else ()))))


def _default(standing: str) -> tuple[str, ...]:
    return ("app-default",) if standing == "app_default" else ()


def _pair(dose: Any) -> tuple[float, float] | None:
    if isinstance(dose, Span):
        return dose.low, dose.high
    return (dose, dose) if isinstance(dose, int | float) else None


def _dose(pair: tuple[float, float]) -> float | Span[float]:
    return pair[0] if pair[0] == pair[1] else Span(low=pair[0], high=pair[1])
