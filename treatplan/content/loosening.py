"""A clinic may make what is shipped stricter, never looser: whether a later pack's version lets more through.

Where it can't be told, it counts as looser: a clinic that wants a wider rule adds a target, or a rule of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, TypeAlias

from treatplan.content.vocabulary import SAFETY_SECTIONS
from treatplan.domain.care import VisitQuestion
from treatplan.domain.caution import Caution
from treatplan.domain.firstaid import ResponseCard
from treatplan.domain.leaflet import Leaflet
from treatplan.domain.library import DepthLine, Point, Stretch
from treatplan.domain.outcomes import OutcomeMeasure
from treatplan.domain.protocol import Published
from treatplan.domain.rules import Adjust, Factor, FieldTest, Level, RedFlag, Rule, Scope, Target, Trigger

Found: TypeAlias = tuple[str, str]
Tests: TypeAlias = tuple[tuple[FieldTest, ...], ...]
_LEVELS = tuple(Level)  # strongest first
_SCOPES = {Scope.FINDING: 0, Scope.CONDITIONAL: 1, Scope.SESSION: 2, Scope.VISIT: 2, Scope.LIBRARY: 3}
_URGENCIES = ("emergency", "urgent", "gp_review")
_LISTS = (
    "kinds",
    "points",
    "levels",
    "hazards",
    "categories",
    "regions",
    "angles",
    "techniques",
    "strengths",
    "stimulations",
    "positions",
    "exercise_tags",
)
_FLAGS = (
    "region_of_factor",
    "limb_of_factor",
    "level_of_factor",
    "over_line",
    "midline",
    "indwelling",
    "smoke",
    "flame",
    "across_midline",
    "over_retained_needles",
    "pregnancy_listed",
    "needling_forbidden",
    "avoided",
)


def loosened(earlier: object, later: object) -> Iterator[Found]:
    """Field and message for each way in which `later` lets through what `earlier`, of the same id, does not."""
    match earlier, later:
        case Rule(), Rule():
            yield from _rule(earlier, later)
        case RedFlag(), RedFlag():
            yield from _red_flag(earlier, later)
        case DepthLine(), DepthLine():
            yield from _depth_line(earlier, later)
        case Factor(), Factor():
            yield from _stays(earlier, later, "unknown_blocks", "not_sure_counts_as_yes", value=True)
            yield from _stays(earlier, later, "ask", value="always")
            yield from _keeps(earlier, later, "derived", "implies", "asked_when")
        case Point(), Point():
            yield from _keeps(earlier, later, "regions", "categories", "hazards")
            yield from _stays(earlier, later, "needling", value="forbidden")
            yield from _stays(earlier, later, "pregnancy_caution", value=True)
        case Stretch(), Stretch():
            yield from _keeps(earlier, later, "tags", "avoid_factors", "avoid_factors_text")
        case _:
            yield from _text(earlier, later)


def _text(earlier: object, later: object) -> Iterator[Found]:
    """The same for what is there to be read."""
    match earlier, later:
        case VisitQuestion(), VisitQuestion():
            yield from _keeps(earlier, later, "parts", "opens")
            yield from _stays(earlier, later, "asks", value=earlier.asks)
            yield from _stays(earlier, later, "no_keeps", value=True)
            if later.asked_when and not (earlier.asked_when and _holds_as_soon(earlier.asked_when, later.asked_when)):
                yield "asked_when", "is put to fewer patients than the shipped question"
        case Caution(), Caution():
            yield from _keeps(earlier, later, "kinds", "points", "regions", "rules")
        case ResponseCard(), ResponseCard():
            yield from _stays(earlier, later, "call_now", value=True)
        case (Published(), Published()) | (OutcomeMeasure(), OutcomeMeasure()):
            yield from _as_published(earlier, later)
        case Leaflet(), Leaflet() if earlier.section in SAFETY_SECTIONS:
            yield from _leaflet(earlier, later)
        case _:
            return


def _rule(earlier: Rule, later: Rule) -> Iterator[Found]:
    if _LEVELS.index(later.level) > _LEVELS.index(earlier.level):
        yield _looser("level", later.level, earlier.level)
    if _SCOPES[later.scope] > _SCOPES[earlier.scope]:
        yield _looser("scope", later.scope, earlier.scope)
    yield from _stays(earlier, later, "overridable", value=False)
    yield from _keeps(earlier, later, "kinds", "factors")
    if (later.week_from or 0) > (earlier.week_from or 0):
        yield _looser("week_from", later.week_from, earlier.week_from)
    if later.week_below is not None and (earlier.week_below is None or later.week_below < earlier.week_below):
        yield _looser("week_below", later.week_below, earlier.week_below)
    targets = later.targets or (Target(),)
    for target in earlier.targets or (Target(),):
        if not any(_covers(other, target) for other in targets):
            yield (
                "targets",
                "leaves out a target of the shipped rule; a clinic may add targets, not drop or narrow them",
            )
    if earlier.adjust is not None:
        yield from _adjust(earlier.adjust, later.adjust or Adjust())


def _covers(wide: Target, narrow: Target) -> bool:
    """Whether `wide` surely hits everything that `narrow` hits."""
    if wide == Target():
        return True
    for name in _LISTS:
        kept, wanted = set(getattr(wide, name)), set(getattr(narrow, name))
        if not kept >= wanted or (kept and not wanted):
            return False
    if any(getattr(wide, name) and not getattr(narrow, name) for name in _FLAGS):
        return False
    return (
        _not_above(wide.depth_over_mm, narrow.depth_over_mm)
        and _not_above(wide.minutes_over, narrow.minutes_over)
        and _not_above(wide.exercises_from, narrow.exercises_from)
        and _not_above(narrow.distance_under_mm, wide.distance_under_mm)
    )


def _not_above(low: float | None, high: float | None) -> bool:
    return low == high or (low is not None and high is not None and low <= high)


def _adjust(earlier: Adjust, later: Adjust) -> Iterator[Found]:
    yield from _stays(earlier, later, "leave_out", "halve_line", "smokeless", value=True)
    for name in ("max_depth_mm", "max_retention_min", "max_points", "max_minutes"):
        yield from _not_more(earlier, later, name)
    for name in ("stimulation", "response", "strength", "position", "source_of_suction"):
        asked = getattr(earlier, name)
        if asked is not None and getattr(later, name) != asked:
            yield _looser(f"adjust.{name}", getattr(later, name), asked)
    thickest, thick = earlier.needle_diameter_mm, later.needle_diameter_mm
    if thickest is not None and (thick is None or thick[1] > thickest[1]):
        yield _looser("adjust.needle_diameter_mm", thick and thick[1], thickest[1])
    least, now = earlier.min_distance_mm, later.min_distance_mm
    if least is not None and (now is None or now < least):
        yield _looser("adjust.min_distance_mm", now, least)


def _red_flag(earlier: RedFlag, later: RedFlag) -> Iterator[Found]:
    yield from _stays(earlier, later, "overridable", value=False)
    yield from _stays(earlier, later, "blocks_if_unasked", value=True)
    now = {part.id: part for part in later.parts}
    for part in earlier.parts:
        if part.id not in now:
            yield "parts", f"leaves out '{part.id}', which is shipped"
        else:
            yield from _stays(part, now[part.id], "not_sure_counts_as_yes", value=True)
            if not _holds_as_soon(part.derived, now[part.id].derived):
                yield "parts", f"changes when '{part.id}' holds, which is shipped"
    for trigger in earlier.triggers:
        if not any(_fires_as_soon(other, trigger) for other in later.triggers):
            yield "triggers", f"leaves out or narrows a shipped trigger ({trigger.urgency})"
    yield from _stays(earlier, later, "around_pain", value=True)
    for target in earlier.keeps_out:
        if not any(_covers(other, target) for other in later.keeps_out):
            yield "keeps_out", "lets into a plan what the shipped flag keeps out; a clinic may add, not drop or narrow"


def _fires_as_soon(other: Trigger, trigger: Trigger) -> bool:
    return (
        set(other.all_of) <= set(trigger.all_of)
        and (set(other.any_of) >= set(trigger.any_of) and bool(other.any_of) == bool(trigger.any_of))
        and other.at_least <= trigger.at_least
        and set(other.none_of) <= set(trigger.none_of)
        and _URGENCIES.index(other.urgency) <= _URGENCIES.index(trigger.urgency)
    )


def _holds_as_soon(earlier: Tests, later: Tests) -> bool:
    """Whether one of the later alternatives holds wherever one of the earlier ones does. No tests: it is asked."""
    return bool(earlier) == bool(later) and all(any(set(one) <= set(other) for one in later) for other in earlier)


def _leaflet(earlier: Leaflet, later: Leaflet) -> Iterator[Found]:
    """What reaches a patient for safety's sake still reaches everybody whom the shipped text reaches."""
    yield from _stays(earlier, later, "section", value=earlier.section)
    for name in ("modalities", "styles", "factors"):
        wide, now = getattr(earlier, name), getattr(later, name)
        if now and not (wide and set(now) >= set(wide)):
            yield name, f"reaches fewer patients than the shipped leaflet ({_words(wide) or 'all of them'})"
    if more := set(later.unless_factors) - set(earlier.unless_factors):
        yield "unless_factors", f"leaves out patients whom the shipped leaflet reaches: {_words(sorted(more))}"
    if later.applies and not (earlier.applies and _holds_as_soon(earlier.applies, later.applies)):
        yield "applies", "reaches fewer patients than the shipped leaflet"
    if more := set(later.replaces) - set(earlier.replaces):
        yield "replaces", f"takes the place of more than the shipped leaflet does: {_words(sorted(more))}"
    if earlier.text.body and not later.text.body:
        yield "text.body", "is empty"


def _as_published(earlier: Any, later: Any) -> Iterator[Found]:
    """What others published is offered, and scored, as they published it. A clinic says when to ask for a measure."""
    apart = {"version", "reviewed", "text", "due", "order"}
    for field in fields(earlier):
        if field.name not in apart and getattr(later, field.name) != getattr(earlier, field.name):
            yield field.name, "differs from what was published; make one of your own under another id instead"


def _depth_line(earlier: DepthLine, later: DepthLine) -> Iterator[Found]:
    for name in ("line_mm", "thin_mm"):
        yield from _not_more(earlier, later, name)
    if (later.oblique_mm or later.line_mm) > (earlier.oblique_mm or earlier.line_mm):
        yield _looser("oblique_mm", later.oblique_mm or later.line_mm, earlier.oblique_mm or earlier.line_mm)
    yield from _keeps(earlier, later, "points", "halved_by", "thin_for")
    if later.levels and not (earlier.levels and set(later.levels) >= set(earlier.levels)):
        yield "levels", "leaves out levels that the shipped line holds for"
    if earlier.angles and not (later.angles and set(later.angles) <= set(earlier.angles)):
        yield "angles", f"allows more than the shipped line: {_words(earlier.angles)}"


def _keeps(earlier: object, later: object, *names: str) -> Iterator[Found]:
    """Lists from which nothing may go."""
    for name in names:
        now = getattr(later, name)
        gone = [entry for entry in getattr(earlier, name) if entry not in now]
        if gone:
            yield name, f"leaves out {_words(gone)}, which is shipped; a clinic may add, not drop"


def _stays(earlier: object, later: object, *names: str, value: Any) -> Iterator[Found]:
    """Fields that may not lose their strict value."""
    for name in names:
        if getattr(earlier, name) == value and getattr(later, name) != value:
            yield _looser(name, getattr(later, name), value)


def _not_more(earlier: object, later: object, name: str) -> Iterator[Found]:
    most, now = getattr(earlier, name), getattr(later, name)
    if most is not None and (now is None or now > most):
        yield _looser(f"adjust.{name}" if isinstance(earlier, Adjust) else name, now, most)


def _looser(field: str, now: object, shipped: object) -> Found:
    return field, f"is {_word(now)}, which is looser than what is shipped ({_word(shipped)})"


def _words(entries: Iterable[object]) -> str:
    return ", ".join(_word(entry) for entry in entries)[:200]


def _word(entry: object) -> str:
    match entry:
        case None:
            return "not given"
        case bool():
            return str(entry).lower()
        case str() | int() | float():
            return str(entry)
        case _:
            return "an entry"
