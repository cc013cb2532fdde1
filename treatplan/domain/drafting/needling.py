"""The needling of a draft: points that no rule keeps out, worked as onset, pattern and rules say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from treatplan.domain.dose import Absent, Span
from treatplan.domain.drafting.basis import Basis
from treatplan.domain.drafting.case import Case
from treatplan.domain.drafting.doses import depth_overall, insertion, needle_length
from treatplan.domain.drafting.points import Candidate, candidates, chosen, side_of, sore
from treatplan.domain.drafting.rules import (
    Change,
    Technique,
    Trial,
    caps,
    cautions,
    excluding,
    left_out,
    precautions,
    settle,
    traced,
)
from treatplan.domain.equipment import Needle
from treatplan.domain.findings import Fact
from treatplan.domain.modality import NeedlePoint, Needling, PointRule, Position, Reason
from treatplan.domain.places import Region, Side
from treatplan.domain.plan import LeftOut
from treatplan.domain.recipe import NeedleManner, Recipe
from treatplan.domain.rules import Rule
from treatplan.domain.value import value

_NEEDLING = "needling"
_ASHI = "needling.ashi"
_FRONT = frozenset(
    {Region.FACE, Region.MOUTH, Region.ANTERIOR_CHEST, Region.UPPER_ABDOMEN, Region.LOWER_ABDOMEN, Region.GROIN}
)
_NOT_ASHI = frozenset({Region.HEAD, Region.FACE, Region.MOUTH, Region.PERINEUM, Region.GROIN, Region.ANY})


@value
class NeedlingDraft:
    """The component (None where rules leave nothing of it), what was left out, and how the patient lies.

    `distal_only` says that rules kept out every point at the sore place.
    """

    component: Needling | None
    left_out: tuple[LeftOut, ...]
    position: Position
    distal_only: bool = False


def needling(basis: Basis, case: Case) -> NeedlingDraft:
    """The needling component, with everything that was considered and kept out."""
    manner = manner_of(basis, case)
    named = candidates(basis, case)
    ashi = _ashi(basis, case, manner)
    trial = settle(partial(needled, named, ashi, manner, case), technique_of(manner), case)
    position = trial.technique.position
    whole = excluding(trial.hits[_NEEDLING])
    if whole is not None:
        out = left_out(case.plain(_NEEDLING), whole, case)
        return NeedlingDraft(component=None, left_out=(out,), position=position)
    allowed, kept_out = _allowed(named, trial, case)
    taken, passed_over = _taken(allowed, trial, basis, case)
    tender, tender_out = _tender(ashi, _room(taken, trial.technique.max_points, case), trial, case)
    out_all = (*kept_out, *tender_out, *passed_over)
    if not taken and tender is None:
        return NeedlingDraft(component=None, left_out=out_all, position=position)
    component = _component(taken, tender, trial, case)
    return NeedlingDraft(
        component=component,
        left_out=(*out_all, *no_depth(component, case)),
        position=position,
        distal_only=bool(kept_out)
        and not any(candidate.where == "local" and candidate.near_pain for candidate in taken),
    )


def manner_of(basis: Basis, case: Case) -> NeedleManner:
    """How needles are worked: of each trait, what the onset, then the pattern, then the cause says; else the start.

    A protocol speaks for its pattern and cause.
    """
    order = {"onset": 0, "protocol": 1, "pattern": 1, "cause": 2, "channel": 3, "start": 4}
    voices = sorted(basis.voices, key=lambda voice: order[voice.kind])
    heard = [voice.recipe.manner for voice in voices if voice.recipe.manner]
    deciding = [
        next((manner for manner in heard if getattr(manner, trait)), None)
        for trait in ("stimulation", "response", "retention_min")
    ]
    worked, felt, kept = deciding
    return replace(
        case.start.manner or NeedleManner(),
        stimulation=worked.stimulation if worked else None,
        response=felt.response if felt else (),
        retention_min=kept.retention_min if kept else None,
        sources=tuple(dict.fromkeys(source for manner in deciding if manner for source in manner.sources)),
    )


def technique_of(manner: NeedleManner) -> Technique:
    """The technique before any rule makes it gentler."""
    return Technique(
        position=manner.position or Position.PRONE,
        diameter_mm=(manner.diameter_mm, manner.diameter_mm) if manner.diameter_mm else None,
        stimulation=manner.stimulation,
        response=manner.response,
        retention_min=manner.retention_min,
    )


def needled(
    named: Sequence[Candidate],
    ashi: Sequence[PointRule],
    manner: NeedleManner,
    case: Case,
    technique: Technique,
    limits: Mapping[str, float],
) -> Needling:
    """Every candidate as it would be needled: what the rules look at."""
    points = tuple(needle_point(one, technique, limits.get(one.item_id), manner, case) for one in named)
    return Needling(
        position=technique.position,
        points=points,
        point_rules=tuple(ashi),
        depth_mm=depth_overall(points),
        stimulation=technique.stimulation or Absent.NOT_REPORTED,
        retention_min=technique.retention_min or Absent.NOT_REPORTED,
    )


def needle_point(
    candidate: Candidate, technique: Technique, limit_mm: float | None, manner: NeedleManner, case: Case
) -> NeedlePoint:
    """The point as it is needled with this technique, no deeper than `limit_mm`."""
    side = side_of(candidate.point, case.intake, affected=candidate.affected_side)
    entry = insertion(candidate.point, candidate.level, limit_mm, manner, case)
    return NeedlePoint(
        item_id=candidate.item_id,
        code=candidate.point.code,
        level=candidate.level,
        side=side,
        depth_mm=entry.depth_mm,
        depth_basis="estimated" if isinstance(entry.depth_mm, Span) else Absent.NOT_REPORTED,
        angle=entry.angle,
        response_sought=technique.response,
        stimulation=technique.stimulation or Absent.NOT_REPORTED,
        because=tuple(dict.fromkeys((*candidate.reasons, *_side_reason(side, case), *entry.reasons))),
        sources=tuple(dict.fromkeys((*candidate.sources, *entry.sources))),
    )


def _side_reason(side: Side, case: Case) -> tuple[Reason, ...]:
    if side not in {Side.LEFT, Side.RIGHT}:
        return ()
    text = case.say("because.side", side=case.plain(side))
    return (Reason(field="complaint.radiation.side", value=side.value, text=text),)


def _allowed(
    named: Sequence[Candidate], trial: Trial[Needling], case: Case
) -> tuple[tuple[Candidate, ...], tuple[LeftOut, ...]]:
    """The candidates that neither a rule nor the position keeps out, and why the others are."""
    allowed, out = [], []
    prone = trial.technique.position is Position.PRONE
    for candidate in named:
        hit = excluding(trial.hits[candidate.item_id])
        if hit is not None:
            out.append(left_out(candidate.name, hit, case))
        elif prone and set(candidate.point.regions) <= _FRONT:
            text = case.say("left.position", what=candidate.name)
            out.append(LeftOut(what=candidate.name, text=text, sources=candidate.sources))
        else:
            allowed.append(candidate)
    return tuple(allowed), tuple(out)


def _taken(
    allowed: Sequence[Candidate], trial: Trial[Needling], basis: Basis, case: Case
) -> tuple[tuple[Candidate, ...], tuple[LeftOut, ...]]:
    """The points of the draft in the order of needling, and those passed over with the reason."""
    warned = {candidate.item_id: cautions(trial.hits[candidate.item_id]) for candidate in allowed}
    counted = {item_id: len(hits) for item_id, hits in warned.items() if hits}
    enough = (case.start.manner.enough_points if case.start.manner else None) or 0
    defaults = case.library.defaults
    local = chosen([c for c in allowed if c.where == "local"], counted, defaults.local_pairs_max, enough)
    distal = chosen([c for c in allowed if c.where == "distal"], counted, defaults.distal_pairs_max, enough)
    both = (distal, local) if basis.onset is not None and basis.onset.distal_first else (local, distal)
    most = trial.technique.max_points
    within, over = _within([candidate for part in both for candidate in part.taken], most, case)
    out = [_stood_in(c, warned[c.item_id][0], case) for part in both for c in part.risky]
    out += [_too_many(change, over, case) for change in trial.changes if over and _sets_number(change, most)]
    more = (*local.more, *distal.more)
    if more:
        names = ", ".join(candidate.name for candidate in more)
        text = case.say("left.number", what=names, local=defaults.local_pairs_max, distal=defaults.distal_pairs_max)
        out.append(LeftOut(what=names, text=text, sources=defaults.sources))
    return within, tuple(out)


def _within(
    ordered: Sequence[Candidate], most: int | None, case: Case
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """As many points as their needles stay within `most`, taken in turn from both ends of the body, in their order."""
    if most is None:
        return tuple(ordered), ()
    turns: dict[str, list[Candidate]] = {"local": [], "distal": []}
    for candidate in ordered:
        turns[candidate.where].append(candidate)
    pairs = zip_longest(*turns.values())
    left, kept = most, set[str]()
    for candidate in (one for pair in pairs for one in pair if one is not None):
        side = side_of(candidate.point, case.intake, affected=candidate.affected_side)
        needles = candidate.point.needles(side, candidate.level)
        if needles <= left or not kept:
            kept.add(candidate.item_id)
            left -= needles
    return tuple(c for c in ordered if c.item_id in kept), tuple(c for c in ordered if c.item_id not in kept)


def _sets_number(change: Change, most: int | None) -> bool:
    return change.rule.adjust is not None and change.rule.adjust.max_points == most


def _too_many(change: Change, over: Sequence[Candidate], case: Case) -> LeftOut:
    names = ", ".join(candidate.name for candidate in over)
    most = change.rule.adjust.max_points if change.rule.adjust else None
    text = case.say("left.needles", what=names, most=most, fact=case.fact_words(change.fact))
    return LeftOut(what=names, rule=change.rule.id, text=text, sources=change.rule.sources)


def _stood_in(candidate: Candidate, hit: tuple[Rule, Fact], case: Case) -> LeftOut:
    rule, fact = hit
    text = case.say("left.caution", what=candidate.name, fact=case.fact_words(fact), title=rule.text.title)
    return LeftOut(what=candidate.name, rule=rule.id, text=text, sources=rule.sources)


def _ashi(basis: Basis, case: Case, manner: NeedleManner) -> tuple[PointRule, ...]:
    """Tender points, one rule for each sore region, if a cause or pattern asks for them."""
    voices = [voice for voice in basis.recipes if isinstance(voice.recipe, Recipe) and voice.recipe.ashi]
    if not voices or not manner.ashi_max:
        return ()
    why = tuple(reason for voice in voices for reason in voice.reasons)
    sources = tuple(dict.fromkeys(source for voice in voices for source in voice.sources))
    return tuple(
        PointRule(
            item_id=f"{_ASHI}.{region}",
            kind="ashi",
            how_many=Span(low=1, high=manner.ashi_max),
            regions=(region,),
            side=side,
            because=(*why, sore(region, case)),
            sources=sources,
        )
        for region, side in tender_places(case).items()
    )


def tender_places(case: Case) -> dict[Region, Side]:
    """The sore regions in which tender points may be needled, with their sides."""
    sides: dict[Region, Side] = {}
    for place in case.intake.complaint.places:
        if place.region not in _NOT_ASHI:
            same = sides.get(place.region, place.side) is place.side
            sides[place.region] = place.side if same else Side.BILATERAL
    return sides


def tender_text(most: float, regions: Sequence[Region], shallow_mm: float | None, case: Case) -> str:
    """How many tender points, where, and how deep at most where a rule sets a limit."""
    text = case.say("ashi.text", most=f"{most:g}", places=case.listed(regions))
    return text if shallow_mm is None else f"{text} {case.say('ashi.shallow', high=f'{shallow_mm:g}')}"


def _needles(taken: Sequence[Candidate], case: Case) -> int:
    """How many needles the points take."""
    sides = (side_of(one.point, case.intake, affected=one.affected_side) for one in taken)
    return sum(one.point.needles(side, one.level) for one, side in zip(taken, sides, strict=True))


def _room(taken: Sequence[Candidate], most: int | None, case: Case) -> int | None:
    """How many needles may still be added; None where nothing limits them."""
    return None if most is None else max(0, most - _needles(taken, case))


def _tender(
    ashi: Sequence[PointRule], room: int | None, trial: Trial[Needling], case: Case
) -> tuple[PointRule | None, tuple[LeftOut, ...]]:
    """One rule for tender points in all regions that no rule closes, as far as there is room for more needles."""
    out, kept = [], []
    for rule in ashi:
        hit = excluding(trial.hits[rule.item_id])
        if hit is None:
            kept.append(rule)
        else:
            what = case.say("left.tender", place=case.plain(rule.regions[0]))
            out.append(left_out(what, hit, case))
    if not kept or room == 0:
        return None, tuple(out)
    regions = tuple(region for rule in kept for region in rule.regions)
    asked = kept[0].how_many
    usual = asked.high if isinstance(asked, Span) else 1
    most = usual if room is None else min(usual, room)
    shallow = min(caps(trial.changes).values(), default=None)
    return replace(
        kept[0],
        item_id=_ASHI,
        how_many=Span(low=1, high=most),
        regions=regions,
        side=kept[0].side if len({rule.side for rule in kept}) == 1 else Absent.NOT_REPORTED,
        text=tender_text(most, regions, shallow, case),
        because=tuple(reason for rule in kept for reason in rule.because),
    ), tuple(out)


def _component(taken: Sequence[Candidate], tender: PointRule | None, trial: Trial[Needling], case: Case) -> Needling:
    made = {point.item_id: point for point in trial.component.points}
    ids = frozenset(candidate.item_id for candidate in taken)
    points = tuple(traced(made[candidate.item_id], ids, trial.changes, case) for candidate in taken)
    technique = trial.technique
    rules = () if tender is None else (traced(tender, ids, trial.changes, case),)
    most = tender.how_many.high if tender and isinstance(tender.how_many, Span) else 0
    made_up = replace(
        trial.component,
        points=points,
        point_rules=rules,
        insertions=_needles(taken, case),
        insertions_note=tender_note(most, case) if tender else "",
    )
    return worked(made_up, technique, trial.changes, case)


def tender_note(most: float, case: Case) -> str:
    """That the number of needles may grow by so many."""
    return case.say("insertions.note", most=f"{most:g}")


def worked(component: Needling, technique: Technique, changes: Sequence[Change], case: Case) -> Needling:
    """The component with its needle and depth, how needles are worked, and what to take care of."""
    return replace(
        component,
        depth_mm=depth_overall(component.points),
        response_sought=technique.response or Absent.NOT_REPORTED,
        stimulation_text=case.say(f"stimulation.{technique.stimulation}") if technique.stimulation else "",
        needle=_needle(component.points, technique, case),
        electrical=Absent.NOT_APPLICABLE,
        precautions=(case.say("precautions.needling"), *precautions(changes)),
    )


def _needle(points: Sequence[NeedlePoint], technique: Technique, case: Case) -> Needle:
    thin = technique.diameter_mm
    return Needle(
        diameter_mm=Absent.NOT_REPORTED
        if thin is None
        else thin[0]
        if thin[0] == thin[1]
        else Span(low=thin[0], high=thin[1]),
        length_mm=needle_length(points, case.library.defaults),
        material=case.say("needle.material"),
        sterile_single_use=True,
    )


def no_depth(component: Needling, case: Case) -> tuple[LeftOut, ...]:
    """For each point without a depth, why there is none."""
    return tuple(
        LeftOut(
            what=case.say("left.depth_of", what=point.code),
            text=case.say("left.depth", what=point.code),
            sources=case.library.points[point.code].sources,
        )
        for point in component.points
        if point.depth_mm is Absent.NOT_REPORTED
    )
