"""Which points a draft takes: those that most voices name, where the pain is, within the number the clinic allows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from treatplan.domain.drafting.basis import Basis, Voice
from treatplan.domain.drafting.case import Case
from treatplan.domain.intake import Intake, Reach
from treatplan.domain.library import Point
from treatplan.domain.modality import Reason
from treatplan.domain.places import Region, Side
from treatplan.domain.recipe import PointChoice
from treatplan.domain.spine import regions_of_level
from treatplan.domain.value import value

_LEG = frozenset({Reach.THIGH, Reach.BELOW_KNEE, Reach.FOOT})
_LOWER = frozenset({Region.LOW_BACK, Region.SACRUM, Region.BUTTOCK, Region.HIP})
_UPPER = frozenset({Region.UPPER_BACK, Region.SCAPULA, Region.SHOULDER, Region.NECK})
Where: TypeAlias = Literal["local", "distal"]
_KINDS_OF_POINTS: tuple[Where, ...] = ("local", "distal")


@value
class Candidate:
    """A point that may be taken: who named it, how high, and why. `item_id` is the id it has in the plan.

    `tier` orders the points of a protocol: 0 is core, 1 optional by a sign, 2 what else its rows name.
    """

    point: Point
    level: str
    where: Where
    votes: int
    from_onset: bool
    rank: int
    near_pain: bool
    affected_side: bool
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]
    tier: int = 1

    @property
    def item_id(self) -> str:
        return f"needling.{self.name}"

    @property
    def name(self) -> str:
        return f"{self.point.code}.{self.level}" if self.level else self.point.code


@value
class Choice:
    """The points taken, those under caution that others stand in for, and those beyond the number allowed."""

    taken: tuple[Candidate, ...]
    risky: tuple[Candidate, ...]
    more: tuple[Candidate, ...]


def candidates(basis: Basis, case: Case) -> tuple[Candidate, ...]:
    """Every point that a voice names for this intake, best first."""
    found: dict[str, Candidate] = {}
    voted: dict[str, set[str]] = {}
    for voice in basis.voices:
        for where in _KINDS_OF_POINTS:
            for rank, choice in enumerate(voice.recipe.local if where == "local" else voice.recipe.distal):
                if basis.general and voice.kind == "cause" and not choice.core:
                    continue
                reasons = _named(choice, voice, case)
                if reasons is None or case.library.points[choice.code].needling == "forbidden":
                    continue
                for level in choice.levels or ("",):
                    made = _candidate(choice, level, voice, where, rank, reasons, case)
                    before = found.get(made.name)
                    new_voice = voice.recipe.id not in voted.setdefault(made.name, set())
                    voted[made.name].add(voice.recipe.id)
                    found[made.name] = made if before is None else _joined(before, made, new_voice=new_voice)
    return tuple(sorted(found.values(), key=_merit))


def leg_side(intake: Intake) -> Side | None:
    """The side of pain that runs into the leg, where it is one side."""
    radiation = intake.complaint.radiation
    if radiation is None or radiation.reach not in _LEG or radiation.side not in {Side.LEFT, Side.RIGHT}:
        return None
    return radiation.side


def side_of(point: Point, intake: Intake, *, affected: bool) -> Side:
    """Midline for points on it; the painful side where a voice says that the point follows leg pain; else both."""
    if point.laterality == "midline":
        return Side.MIDLINE
    side = leg_side(intake)
    return side if affected and side is not None else Side.BILATERAL


def sore(region: Region, case: Case) -> Reason:
    """That it hurts there."""
    text = case.say("because.sore", place=case.plain(region))
    return Reason(field="complaint.places", value=region.value, text=text)


def chosen(ordered: Sequence[Candidate], cautioned: Mapping[str, int], most: int, enough: int) -> Choice:
    """At most `most` candidates, in their order.

    `cautioned` counts the cautions against an item. Such points are only taken while there are not `enough` others.
    """
    free = [candidate for candidate in ordered if candidate.item_id not in cautioned]
    risky = sorted(
        (candidate for candidate in ordered if candidate.item_id in cautioned),
        key=lambda candidate: cautioned[candidate.item_id],
    )
    needed = max(0, min(enough, most) - len(free))
    return Choice(taken=(*free[:most], *risky[:needed]), risky=tuple(risky[needed:]), more=tuple(free[most:]))


def region_of(point: Point, level: str) -> frozenset[Region]:
    """Where the point lies; for a vertebral level, the part of the back that the level belongs to."""
    return regions_of_level(level) or frozenset(point.regions)


def _named(choice: PointChoice, voice: Voice, case: Case) -> tuple[Reason, ...] | None:
    """Why the voice names this point for this intake; None if it does not."""
    if case.met(choice.unless):
        return None
    met = case.met(choice.when)
    return None if choice.when and not met else (*voice.reasons, *met)


def _candidate(
    choice: PointChoice,
    level: str,
    voice: Voice,
    where: Where,
    rank: int,
    reasons: tuple[Reason, ...],
    case: Case,
) -> Candidate:
    point = case.library.points[choice.code]
    return Candidate(
        point=point,
        level=level,
        where=where,
        votes=1,
        from_onset=voice.kind == "onset",
        rank=rank,
        near_pain=where == "distal" or bool(region_of(point, level) & _painful(case.intake)),
        affected_side=choice.affected_side,
        reasons=reasons,
        sources=choice.sources or voice.sources,
        tier=_tier(choice, voice),
    )


def _tier(choice: PointChoice, voice: Voice) -> int:
    if voice.kind != "protocol":
        return 1
    return 0 if choice.core else 1 if choice.when else 2


def _joined(before: Candidate, other: Candidate, *, new_voice: bool) -> Candidate:
    return replace(
        before,
        votes=before.votes + new_voice,
        from_onset=before.from_onset or other.from_onset,
        rank=min(before.rank, other.rank),
        tier=min(before.tier, other.tier),
        affected_side=before.affected_side or other.affected_side,
        reasons=tuple(dict.fromkeys((*before.reasons, *other.reasons))),
        sources=tuple(dict.fromkeys((*before.sources, *other.sources))),
    )


def _merit(candidate: Candidate) -> tuple[object, ...]:
    unknown_depth = candidate.point.depth_cun is None
    return (
        not candidate.near_pain,
        candidate.tier,
        -candidate.votes,
        not candidate.from_onset,
        unknown_depth,
        candidate.rank,
        candidate.name,
    )


def _painful(intake: Intake) -> frozenset[Region]:
    """The sore places, each widened to the part of the trunk that it belongs to."""
    places = {place.region for place in intake.complaint.places}
    areas = [area for area in (_LOWER, _UPPER) if area & places]
    return frozenset(places).union(*areas)
