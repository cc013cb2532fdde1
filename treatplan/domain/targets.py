"""Whether an item of a plan is what a rule's target speaks of, and what in the item crossed the line.

Each target is compiled once to a list of tests; all of them must hold. A place that is not known counts as hit (and so
does an exercise that the library does not know), save in conditional rules: those speak of what is planned, and an
unplanned place (or depth) crosses no line.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from treatplan.domain.depth import depth_limit
from treatplan.domain.findings import Fact
from treatplan.domain.items import Item
from treatplan.domain.library import Library
from treatplan.domain.places import GROUPS, Region
from treatplan.domain.rules import Kind, Rule, Scope, Target
from treatplan.domain.spine import levels_in, regions_of_level, regions_of_levels, with_next
from treatplan.domain.value import value


@value
class Around:
    """What depth lines depend on beside the item: all facts of the patient, and the library."""

    facts: tuple[Fact, ...]
    library: Library


_LIMBS = (
    GROUPS["arm"] | {Region.SHOULDER, Region.AXILLA},
    GROUPS["lower_limb"] | {Region.GROIN},
)

Test: TypeAlias = Callable[[Item, Fact, Around], str | None]
"""What crossed the line ("" where it is the item itself); None where the item is not hit."""


@value
class Aim:
    """A compiled target. `kinds` are the rule's, `narrowed` the target's own; an item must meet both.

    One that speaks of `single` items (points, regions, depths ...) is never hit by a component as a whole. One that
    speaks of the `manner` only (technique, flame, position ...) is hit by the whole, and by exercises, which have
    their own. One that speaks of neither is hit by everything of its kinds.
    """

    kinds: frozenset[Kind]
    narrowed: frozenset[Kind]
    single: bool
    manner: bool
    tests: tuple[Test, ...]

    @property
    def of_all(self) -> bool:
        """Whether everything of its kinds is hit, so that naming the component says it all."""
        return not (self.single or self.manner)

    def hit(self, item: Item, fact: Fact, around: Around) -> str | None:
        """What crossed the line; None where the item is not hit."""
        if self.kinds.isdisjoint(item.kinds) or self.narrowed.isdisjoint(item.kinds):
            return None
        if item.whole:
            if self.single:
                return None
        elif self.manner and not self.single and Kind.STRETCHING not in item.kinds:
            return None
        details = ""
        for test in self.tests:
            detail = test(item, fact, around)
            if detail is None:
                return None
            if detail:
                details = f"{details}; {detail}" if details else detail
        return details


def aims_of(rule: Rule) -> tuple[Aim, ...]:
    """The compiled targets of a rule; a rule without targets speaks of everything of its kinds."""
    kinds = frozenset(rule.kinds or Kind)  # a rule that names no kind must not fall silent
    unknown_hits = rule.scope is not Scope.CONDITIONAL
    return tuple(_aim(target, kinds, unknown_hits=unknown_hits) for target in rule.targets or (Target(),))


def _aim(target: Target, kinds: frozenset[Kind], *, unknown_hits: bool) -> Aim:
    single = (
        *_of_points(target, unknown_hits=unknown_hits),
        *_of_places(target, unknown_hits=unknown_hits),
        *_of_doses(target),
    )
    manner = (*_of_manner(target), *_of_number(target))
    return Aim(
        kinds=kinds,
        narrowed=frozenset(target.kinds) or kinds,
        single=bool(single),
        manner=bool(manner),
        tests=(*single, *manner),
    )


def _of_points(target: Target, *, unknown_hits: bool) -> Iterator[Test]:
    if target.points:
        yield _among(target.points, lambda item: item.code)
    if target.levels:
        levels = frozenset(target.levels)
        yield lambda item, _fact, _around: "" if not item.level or item.level in levels else None
    if target.hazards:
        yield _meets(target.hazards, lambda item: item.hazards)
    if target.categories:
        yield _meets(target.categories, lambda item: item.point.categories if item.point else ())
    if target.pregnancy_listed:
        yield _if(lambda item: item.point is not None and item.point.pregnancy_caution)
    if target.needling_forbidden:
        yield _if(lambda item: item.point is not None and item.point.needling == "forbidden")
    if target.exercise_tags:
        tags = frozenset(target.exercise_tags)
        yield lambda item, _fact, _around: _tagged(item, tags, unknown_hits=unknown_hits)
    if target.avoided:
        yield _avoided


def _of_places(target: Target, *, unknown_hits: bool) -> Iterator[Test]:
    regions = regions_named(target.regions) | ({Region.ANY} if unknown_hits and target.regions else set())
    of_factor = tuple(_of_factor(target))
    if regions and not of_factor:
        yield lambda item, _fact, _around: None if regions.isdisjoint(item.regions) else _unplaced(item)
    for where in of_factor:
        yield _beside(where, regions)
    if target.midline:
        yield _if(lambda item: item.midline)


def _of_factor(target: Target) -> Iterator[Callable[[Item, Fact], str | None]]:
    if target.region_of_factor:
        yield _where_factor_is
    if target.limb_of_factor:
        yield _in_limb_of_factor
    if target.level_of_factor:
        yield _at_level_of_factor


def _beside(where: Callable[[Item, Fact], str | None], regions: frozenset[Region]) -> Test:
    """At the place of the fact; where nobody asked for that, in the regions where it may be."""

    def test(item: Item, fact: Fact, _around: Around) -> str | None:
        unknown = Region.ANY in fact.regions or not (fact.regions or fact.levels)
        return None if unknown and regions and regions.isdisjoint(item.regions) else where(item, fact)

    return test


def _of_doses(target: Target) -> Iterator[Test]:
    if target.over_line:
        yield _over_line
    if target.depth_over_mm is not None:
        yield _above(target.depth_over_mm, lambda item: item.depth_mm, "mm")
    if target.minutes_over is not None:
        yield _above(target.minutes_over, lambda item: item.minutes, "min")
    if target.angles:
        yield _among(target.angles, lambda item: item.angle)
    if target.stimulations:
        yield _among(target.stimulations, lambda item: item.stimulation)


def _of_manner(target: Target) -> Iterator[Test]:
    if target.techniques:
        yield _meets(target.techniques, lambda item: item.techniques)
    if target.strengths:
        yield _among(target.strengths, lambda item: item.strength)
    if target.positions:
        yield _among(target.positions, lambda item: item.position)
    if target.distance_under_mm is not None:
        yield _below(target.distance_under_mm)
    if target.indwelling:
        yield _if(lambda item: item.indwelling)
    if target.smoke:
        yield _if(lambda item: item.smoke)
    if target.flame:
        yield _if(lambda item: item.flame)
    if target.across_midline:
        yield _if(lambda item: item.across_midline)
    if target.over_retained_needles:
        yield _if(lambda item: item.over_retained_needles)


def _of_number(target: Target) -> Iterator[Test]:
    if target.exercises_from is not None:
        yield _many(target.exercises_from)


def regions_named(names: Iterable[str]) -> frozenset[Region]:
    """Regions by their names and by the names of groups; raises ValueError for another word."""
    return frozenset(region for name in names for region in GROUPS.get(name) or (Region(name),))


def _if(is_so: Callable[[Item], bool]) -> Test:
    return lambda item, _fact, _around: "" if is_so(item) else None


def _among(wanted: Iterable[str], what: Callable[[Item], str | None]) -> Test:
    among = frozenset(str(word) for word in wanted)
    return lambda item, _fact, _around: "" if what(item) in among else None


def _meets(wanted: Iterable[str], what: Callable[[Item], Iterable[str]]) -> Test:
    among = frozenset(wanted)
    return lambda item, _fact, _around: None if among.isdisjoint(what(item)) else ""


def _planned(amount: float, unit: str) -> str:
    return "no upper end" if math.isinf(amount) else f"{amount:g} {unit}"


def _above(limit: float, what: Callable[[Item], float | None], unit: str) -> Test:
    def test(item: Item, _fact: Fact, _around: Around) -> str | None:
        planned = what(item)
        return f"{_planned(planned, unit)} > {limit:g} {unit}" if planned is not None and planned > limit else None

    return test


def _many(least: int) -> Test:
    return lambda item, _fact, _around: f"{item.exercises} exercises" if item.exercises >= least else None


def _below(limit: float) -> Test:
    def test(item: Item, _fact: Fact, _around: Around) -> str | None:
        planned = item.distance_mm
        return f"{planned:g} mm < {limit:g} mm" if planned is not None and planned < limit else None

    return test


def _tagged(item: Item, tags: frozenset[str], *, unknown_hits: bool) -> str | None:
    if item.unlisted and unknown_hits:
        return "not in the library"
    return None if tags.isdisjoint(item.tags) else ""


def _avoided(item: Item, fact: Fact, around: Around) -> str | None:
    """Hit where the exercise names this fact, or another that rests on the same answer: they are told as one."""
    same = (other.factor for other in around.facts if (other.field, other.seen) == (fact.field, fact.seen))
    return None if item.avoid.isdisjoint((fact.factor, *same)) else ""


def _unplaced(item: Item) -> str:
    return "place not stated" if Region.ANY in item.regions else ""


def _where_factor_is(item: Item, fact: Fact) -> str | None:
    regions = frozenset(fact.regions) or regions_of_levels(levels_in(fact.levels))
    return _in_place(item, regions)


def _in_limb_of_factor(item: Item, fact: Fact) -> str | None:
    """A place on a limb stands for the limb: a clot in the calf speaks against the knee and the ankle too."""
    regions = frozenset(fact.regions)
    limbs = [limb for limb in _LIMBS if limb & regions]
    return _in_place(item, regions.union(*limbs))


def _at_level_of_factor(item: Item, fact: Fact) -> str | None:
    """A needle at a level lies between two vertebrae, so the next level up and down is hit as well."""
    levels = with_next(levels_in(fact.levels))
    if not levels:
        return _where_factor_is(item, fact)
    if item.level and regions_of_level(item.level):
        return "" if item.level in levels else None
    return _in_place(item, regions_of_levels(levels))


def _in_place(item: Item, regions: frozenset[Region]) -> str | None:
    """Hit where the item lies in one of the regions, or where either place is not known."""
    if not regions or not item.regions or Region.ANY in item.regions or Region.ANY in regions:
        return "place not stated"
    return None if regions.isdisjoint(item.regions) else ""


def _over_line(item: Item, _fact: Fact, around: Around) -> str | None:
    if item.point is None or item.depth_mm is None:
        return None
    limit = depth_limit(item.point, item.level, item.angle, around.facts, around.library)
    if limit.mm is not None and item.depth_mm > limit.mm:
        return f"{_planned(item.depth_mm, 'mm')} > {limit.mm:g} mm"
    if item.angle is not None and limit.angles and item.angle not in limit.angles:
        return item.angle.value.replace("_", " ")
    return None
