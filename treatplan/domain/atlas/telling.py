"""An entry of the atlas in words: rows with a label each, the same for screen, command line and booklet."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from treatplan.domain.atlas.entry import PointEntry
from treatplan.domain.channels import CHANNELS
from treatplan.domain.library import DepthLine, Library, Point, Source
from treatplan.domain.modality import Angle
from treatplan.domain.places import Region
from treatplan.domain.rules import Kind
from treatplan.domain.spine import SPINE
from treatplan.domain.texts import Texts
from treatplan.domain.value import value

_SLANTED = {Angle.OBLIQUE, Angle.OBLIQUE_MEDIAL, Angle.TRANSVERSE}
_WHY_NOT = ("reference_mark_only", "moxibustion_only")
_SHOWN_ALIASES = 2
_FAMILY = 2  # a family of textbooks and its depth: "MA 0.5-1"


class RowKind(StrEnum):
    """What a row tells. `CAUTION` and `LINE` are to be seen at once."""

    ALSO = "also"
    PLACE = "place"
    GROUP = "group"
    NEEDLE = "needle"
    UNDER = "under"
    LINE = "line"
    PREGNANCY = "pregnancy"
    NAMESAKE = "namesake"
    RULES = "rules"
    SOURCES = "sources"


@value
class Row:
    """One row: its kind, its label, what it says (a paragraph each), and the ids of its sources."""

    kind: RowKind
    label: str
    texts: tuple[str, ...]
    sources: tuple[str, ...] = ()


@value
class Told:
    """A point in words. `hanzi` holds the traditional characters too where they differ, `where` region and side."""

    code: str
    pinyin: str
    hanzi: str
    english: str
    where: str
    rows: tuple[Row, ...]

    def row(self, kind: RowKind) -> Row | None:
        """The row of a kind, if there is one."""
        return next((row for row in self.rows if row.kind is kind), None)


def told(entry: PointEntry, library: Library, texts: Texts, *, brief: bool = False) -> Told:
    """An entry in words. A brief one says "patients at risk" for whom a line is halved, and names rules by id alone."""
    point = entry.point
    scripts = dict.fromkeys((point.hanzi, point.hanzi_traditional))
    made = (
        (RowKind.ALSO, _also(entry, texts), ()),
        (RowKind.PLACE, (texts.say("sentence", text=point.text.location),), point.sources),
        (RowKind.GROUP, _groups(point, texts), point.sources),
        (RowKind.NEEDLE, (_needle(point, library, texts),), point.sources),
        (RowKind.UNDER, () if brief and entry.lines else _under(point, texts), point.sources),
        (RowKind.LINE, tuple(_lines(entry, library, texts, brief=brief)), _of(line.sources for line in entry.lines)),
        (
            RowKind.PREGNANCY,
            tuple(_cautions(entry, texts)),
            _of((*caution.sources, *caution.contrary_sources) for caution in entry.cautions),
        ),
        (RowKind.NAMESAKE, _namesakes(entry, texts), ()),
        (RowKind.RULES, _rules(entry, texts, brief=brief), ()),
        (RowKind.SOURCES, (_sources(entry.sources, texts),), tuple(source.id for source in entry.sources)),
    )
    return Told(
        code=point.code,
        pinyin=point.pinyin,
        hanzi=" ".join(scripts),
        english=point.text.english,
        where=_where(point, texts),
        rows=tuple(
            Row(kind=kind, label=texts.say(f"row.{kind}"), texts=said, sources=sources)
            for kind, said, sources in made
            if said
        ),
    )


def words_of_search(texts: Texts, library: Library) -> dict[str, tuple[str, ...]]:
    """Names of channels, regions and groups of points in the reader's language, for `PointSearch`."""
    made: dict[str, tuple[str, ...]] = {}
    for point in library.points.values():
        for region in point.regions:
            made.setdefault(region, (texts.say(f"region.{region}"),))
        for category in point.categories:
            made.setdefault(category, (category_name(category, texts),))
    made |= {channel.code: (texts.say(f"channel.{channel.code}"),) for channel in CHANNELS}
    return made


def category_name(category: str, texts: Texts) -> str:
    """A group of points in words: `back_shu_kidney` is "back-shu point of the kidney"."""
    try:
        return texts.say(f"category.{category}")
    except KeyError:
        group = max((name for name in _GROUPS if category.startswith(f"{name}_")), key=len, default=category)
        of = texts.say(f"of.{category.removeprefix(f'{group}_')}")
        return texts.say(f"category.{group}.of", of=of)


_GROUPS = ("luo_connecting", "xi_cleft", "back_shu", "front_mu", "hui_meeting", "lower_he_sea", "confluent")


def levels_told(levels: tuple[str, ...]) -> str:
    """Vertebral levels in a row as a range: `T1–T12`; others are listed."""
    order = [name for name in SPINE if name in levels]
    if len(order) < _FAMILY + 1:
        return ", ".join(order)
    whole = list(SPINE)[list(SPINE).index(order[0]) : list(SPINE).index(order[-1]) + 1]
    return f"{order[0]}–{order[-1]}" if whole == order else ", ".join(order)


def _also(entry: PointEntry, texts: Texts) -> tuple[str, ...]:
    also = (*entry.aliases[:_SHOWN_ALIASES], *entry.point.other_names)
    return (texts.say("also.join").join(also),) if also else ()


def _where(point: Point, texts: Texts) -> str:
    if Region.ANY in point.regions:
        return texts.say("laterality.free")
    regions = texts.say("and.join").join(texts.say(f"region.{region}") for region in point.regions)
    return texts.say("where", where=regions, side=texts.say(f"laterality.{point.laterality}"))


def _groups(point: Point, texts: Texts) -> tuple[str, ...]:
    """The finest names: a group that one of its kinds follows, and "five shu", say nothing more."""
    finest = [
        name
        for name in point.categories
        if not any(other.startswith(f"{name}_") for other in point.categories)
        and not (name == "five_shu" and len(point.categories) > 1)
    ]
    named = texts.say("and.join").join(category_name(name, texts) for name in finest)
    return (texts.say("sentence", text=_capital(named)),) if named else ()


def _needle(point: Point, library: Library, texts: Texts) -> str:
    if point.needling == "forbidden":
        reason = next((hazard for hazard in point.hazards if hazard in _WHY_NOT), "forbidden")
        return texts.say(f"needle.{reason}")
    parts = [texts.say("needle.angle", angle=texts.say(f"angle.{point.angle}"))] if point.angle else []
    families = texts.say("and.join").join(_family(source, texts) for source in point.depth_sources)
    if point.depth_cun is not None:
        cun = _range(*point.depth_cun, texts)
        low_mm, high_mm = (round(part * library.defaults.cun_mm) for part in point.depth_cun)
        mm = _range(low_mm, high_mm, texts)
        parts.append(texts.say("needle.custom" if families else "needle.custom_one", cun=cun, mm=mm, families=families))
        if _custom_is_deeper(point, library):
            parts.append(texts.say("line.deeper_custom"))
    elif families:
        parts.append(texts.say("needle.disagree", families=families))
    else:
        parts.append(texts.say("needle.no_depth"))
    return " ".join(parts)


def _range(low: float, high: float, texts: Texts) -> str:
    return f"{low:g}" if low == high else texts.say("needle.range", low=f"{low:g}", high=f"{high:g}")


def _family(source: str, texts: Texts) -> str:
    parts = source.split(maxsplit=1)
    if len(parts) < _FAMILY:
        return source
    return texts.say("needle.family", family=parts[0], depth=parts[1].replace("-", "–"))


def _custom_is_deeper(point: Point, library: Library) -> bool:
    """Whether the deepest custom goes beyond the strictest line, for a patient at no special risk."""
    lines = [line for line in library.depth_lines if point.code in line.points]
    if point.depth_cun is None or not lines:
        return False
    return point.depth_cun[1] * library.defaults.cun_mm > min(line.oblique_mm or line.line_mm for line in lines)


def _under(point: Point, texts: Texts) -> tuple[str, ...]:
    hazards = [texts.say(f"hazard.{hazard}") for hazard in point.hazards if hazard not in _WHY_NOT]
    named = texts.say("and.join").join(hazards)
    return (texts.say("sentence", text=_capital(named)),) if named else ()


def _lines(entry: PointEntry, library: Library, texts: Texts, *, brief: bool) -> Iterator[str]:
    for line in entry.lines:
        limit = texts.say("sentence", text=texts.say("line.join").join(_limit(line, library, texts, brief=brief)))
        said = f"{limit} {texts.say('line.structure', structure=line.structure)}"
        levels = levels_told(line.levels)
        yield texts.say("line.of_level", levels=levels, text=said) if levels else said


def _limit(line: DepthLine, library: Library, texts: Texts, *, brief: bool) -> Iterator[str]:
    if line.oblique_mm is None:
        yield texts.say("line.mm", mm=f"{line.line_mm:g}")
    else:
        yield texts.say("line.slanted", mm=f"{line.line_mm:g}", slanted=f"{line.oblique_mm:g}")
    if set(line.angles) == _SLANTED:
        yield texts.say("line.never_straight")
    elif line.angles:
        angles = texts.say("line.or").join(texts.say(f"angle.{angle}") for angle in line.angles)
        yield texts.say("line.angles", angles=angles)
    if line.thin_mm is not None:
        yield texts.say("line.thin", mm=f"{line.thin_mm:g}")
    if line.halved_by and brief:
        yield texts.say("line.halved_brief")
    elif line.halved_by:
        yield texts.say("line.halved", who=who(line.halved_by, library, texts))


def who(factors: Iterable[str], library: Library, texts: Texts) -> str:
    """Patient factors as they follow "a patient who": `is very thin, has lung disease`."""
    names = (library.factors[id_].text.name for id_ in factors if id_ in library.factors)
    return texts.say("also.join").join(f"{name[:1].lower()}{name[1:]}" for name in names)


def _cautions(entry: PointEntry, texts: Texts) -> Iterator[str]:
    for caution in entry.cautions:
        if entry.point.needling == "forbidden" and set(caution.kinds) <= {Kind.NEEDLING, Kind.ELECTROACUPUNCTURE}:
            continue
        kinds = texts.say("kind.join").join(texts.say(f"kind.{kind}") for kind in caution.kinds)
        yield texts.say("caution", kinds=kinds, text=caution.text.short)


def _namesakes(entry: PointEntry, texts: Texts) -> tuple[str, ...]:
    codes = texts.say("also.join").join(entry.namesakes)
    return (texts.say("namesake", codes=codes),) if codes else ()


def _rules(entry: PointEntry, texts: Texts, *, brief: bool) -> tuple[str, ...]:
    if brief and entry.rules:
        return (texts.say("also.join").join(rule.id for rule in entry.rules),)
    return tuple(texts.say("rule", rule=rule.id, title=rule.text.title) for rule in entry.rules)


def _sources(sources: tuple[Source, ...], texts: Texts) -> str:
    """Short names, each once; a star stands for what was not read again."""
    named = (
        texts.say("memory", source=source.short) if source.standing == "memory" else source.short for source in sources
    )
    return texts.say("sources.join").join(dict.fromkeys(named))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _of(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for group in groups for id_ in group))
