"""One point for reading: its facts, and everything in the library that speaks of it."""

from collections.abc import Mapping

from treatplan.domain.caution import Caution
from treatplan.domain.library import DepthLine, Library, Point, Source
from treatplan.domain.once import once_per
from treatplan.domain.points import aliases
from treatplan.domain.rules import Rule
from treatplan.domain.targets import regions_named
from treatplan.domain.value import value


@value
class PointEntry:
    """A point with its other codes, the points that share its name, and what the library says of it.

    `lines` are the warning lines for depth (one for each group of levels), `cautions` tell both sides of an argument,
    `rules` name the point, its category or a structure under it, or act on one of the cautions in its region.
    `sources` are those of facts, lines and cautions.
    """

    point: Point
    aliases: tuple[str, ...]
    namesakes: tuple[str, ...]
    lines: tuple[DepthLine, ...]
    cautions: tuple[Caution, ...]
    rules: tuple[Rule, ...]
    sources: tuple[Source, ...]


def entry(point: Point, library: Library) -> PointEntry:
    """Everything about one point of `library`."""
    lines = tuple(line for line in library.depth_lines if point.code in line.points)
    cautions = tuple(caution for caution in library.cautions.values() if caution.about(point.code, point.regions))
    acting = {rule for caution in cautions for rule in caution.rules}
    named = [*point.sources, *(source for line in lines for source in line.sources)]
    named += [source for caution in cautions for source in (*caution.sources, *caution.contrary_sources)]
    return PointEntry(
        point=point,
        aliases=aliases(point.code),
        namesakes=tuple(code for code in _by_name(library)[point.pinyin_plain] if code != point.code),
        lines=lines,
        cautions=cautions,
        rules=tuple(rule for rule in library.rules.values() if _speaks_of(rule, point, acting)),
        sources=tuple(library.sources[id_] for id_ in dict.fromkeys(named) if id_ in library.sources),
    )


def _speaks_of(rule: Rule, point: Point, acting: set[str]) -> bool:
    return any(
        point.code in target.points
        or (rule.id in acting and not regions_named(target.regions).isdisjoint(point.regions))
        or not set(target.hazards).isdisjoint(point.hazards)
        or not set(target.categories).isdisjoint(point.categories)
        for target in rule.targets
    )


@once_per
def _by_name(library: Library) -> Mapping[str, tuple[str, ...]]:
    """The codes that share a plain name: Futu is LI18 and ST32."""
    made: dict[str, tuple[str, ...]] = {}
    for point in library.points.values():
        made[point.pinyin_plain] = (*made.get(point.pinyin_plain, ()), point.code)
    return made
