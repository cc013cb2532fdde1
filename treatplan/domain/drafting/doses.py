"""Depth, angle and needle of a draft: what textbooks agree on, never beyond the warning line or a rule's limit."""

import math
from collections.abc import Iterable

from treatplan.domain.depth import DepthLimit, depth_limit
from treatplan.domain.dose import Absent, AtLeast, Depth, Span, highest, lowest
from treatplan.domain.drafting.case import Case
from treatplan.domain.library import Defaults, Point
from treatplan.domain.modality import Angle, NeedlePoint, Reason
from treatplan.domain.recipe import NeedleManner
from treatplan.domain.value import value


@value
class Insertion:
    """How one needle goes in. `reasons` tell what held it back; `sources` are those of depth and line."""

    depth_mm: Span[float] | Absent
    angle: Angle | Absent
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]


def insertion(point: Point, level: str, cap_mm: float | None, start: NeedleManner, case: Case) -> Insertion:
    """Angle and depth of a point: the overlap of the textbooks, capped by line and rules (`cap_mm`)."""
    angle, limit = _angle(point, level, case)
    custom = _custom(point, case.library.defaults)
    most = min((cap for cap in (limit.mm, cap_mm) if cap is not None), default=None)
    if custom is None and limit.mm is not None and start.unlisted_depth_mm is not None:
        custom = (start.unlisted_depth_mm, start.unlisted_depth_mm)
    return Insertion(
        depth_mm=_depth(custom, most, start),
        angle=angle,
        reasons=_held_back(limit, case),
        sources=tuple(dict.fromkeys((*point.sources, *limit.sources, *start.sources))),
    )


def needle_length(points: Iterable[NeedlePoint], defaults: Defaults) -> float | Absent:
    """The shortest needle of the clinic that exceeds the deepest depth by the margin; the longest if none does."""
    deepest = max((highest(point.depth_mm) or 0 for point in points), default=0)
    if not deepest:
        return Absent.NOT_REPORTED
    long_enough = [length for length in defaults.needle_lengths_mm if length >= deepest + defaults.needle_margin_mm]
    return min(long_enough, default=max(defaults.needle_lengths_mm))


def depth_overall(points: Iterable[NeedlePoint]) -> Depth:
    """From the shallowest to the deepest of the points whose depth is known."""
    known = [point.depth_mm for point in points if not isinstance(point.depth_mm, Absent)]
    if not known:
        return Absent.NOT_REPORTED
    low = min(least for depth in known if (least := lowest(depth)) is not None)
    if any(isinstance(depth, AtLeast) for depth in known):
        return AtLeast(at_least=low)
    return Span(low=low, high=max(most for depth in known if (most := highest(depth)) is not None))


def _angle(point: Point, level: str, case: Case) -> tuple[Angle | Absent, DepthLimit]:
    """The point's own angle where its line allows it; otherwise the line's first."""
    limit = depth_limit(point, level, point.angle, case.facts, case.library)
    if limit.angles and point.angle not in limit.angles:
        return limit.angles[0], depth_limit(point, level, limit.angles[0], case.facts, case.library)
    return point.angle or Absent.NOT_REPORTED, limit


def _custom(point: Point, defaults: Defaults) -> tuple[float, float] | None:
    if point.depth_cun is None:
        return None
    return point.depth_cun[0] * defaults.cun_mm, point.depth_cun[1] * defaults.cun_mm


def _depth(custom: tuple[float, float] | None, most: float | None, start: NeedleManner) -> Span[float] | Absent:
    """Whole millimetres. Where the limit lies above the custom's low end, the low end is a share of the limit."""
    if custom is None:
        return Absent.NOT_REPORTED
    high = float(math.floor(min(custom[1], most) if most is not None else custom[1]))
    low = float(math.ceil(custom[0]))
    if high < low:
        low = float(max(1, math.floor(high * (start.shallow_from or 1))))
    return Span(low=min(low, high), high=high)


def _held_back(limit: DepthLimit, case: Case) -> tuple[Reason, ...]:
    """A reason for each fact that made the line stricter."""
    return tuple(
        case.fact_reason(fact, case.say("because.line", fact=case.fact_words(fact), high=f"{limit.mm:g}"))
        for fact in case.facts
        if fact.factor in limit.factors
    )
