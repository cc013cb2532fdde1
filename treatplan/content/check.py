"""What no schema can see: names that lead nowhere, stale texts, dates that can't be, points over a lung without a line.

Every file of a library that passes has been read by `packs` already; here the things are held against each other.
"""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from treatplan.content.paths import kind_at, words_at
from treatplan.content.rows import NAMES_OF_ROWS, OF_ROWS
from treatplan.content.schema import SHELVES
from treatplan.content.stack import DEFAULTS, DEPTH_LINES, MEDICINES, Key
from treatplan.content.vocabulary import (
    ALWAYS_ABOUT,
    CATEGORIES,
    HAZARDS,
    MODALITIES,
    NEED_A_LINE,
    STYLES,
    TAGS,
)
from treatplan.domain.article import COUNTRY_WORDS, Article
from treatplan.domain.caution import Caution
from treatplan.domain.equipment import CupSource
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.leaflet import Claim, Leaflet
from treatplan.domain.library import DepthLine, Library, Medicine, Point, Stretch
from treatplan.domain.modality import CuppingStyle, MoxaTechnique, Position, Response, Stimulation, Strength
from treatplan.domain.outcomes import OutcomeMeasure
from treatplan.domain.places import GROUPS, Region
from treatplan.domain.recipe import AdviceChoice, Cause, MoxaChoice, OnsetProfile, Pattern, PointChoice, StretchChoice
from treatplan.domain.rules import Adjust, Factor, FieldTest, RedFlag, Rule, Target
from treatplan.domain.spine import SPINE

Found: TypeAlias = tuple[str, str]
REVIEW_EVERY = timedelta(days=731)
"""Texts are read again by a clinician every 24 months: our default."""

_OUR_DEFAULT = "our default"
_APP_DEFAULT = "app-default"
_OTHER_FLAG = "other_flag"

# What each field of a value names. Fields called `sources` name sources wherever they stand.
_NAMES: Mapping[type, Mapping[str, str]] = {
    Factor: {"implies": "factor"},
    Medicine: {"factor": "factor"},
    DepthLine: {"points": "point", "levels": "level", "halved_by": "factor", "thin_for": "factor", "rule": "rule"},
    Point: {"hazards": "hazard", "categories": "category", "levels": "level"},
    Rule: {"factors": "factor"},
    Target: {
        "points": "point",
        "levels": "level",
        "hazards": "hazard",
        "categories": "category",
        "regions": "region",
        "techniques": "technique",
        "strengths": "strength",
        "stimulations": "stimulation",
        "positions": "position",
        "exercise_tags": "tag",
    },
    Adjust: {
        "stimulation": "stimulation",
        "response": "response",
        "strength": "strength",
        "position": "position",
        "source_of_suction": "suction",
    },
    PointChoice: {"code": "point", "levels": "level"},
    MoxaChoice: {"points": "point"},
    StretchChoice: {"id": "stretch"},
    AdviceChoice: {"leaflet": "leaflet"},
    Cause: {"usual_patterns": "pattern", "article": "article"},
    Pattern: {"article": "article"},
    OnsetProfile: {"suggests_cause": "cause"},
    Stretch: {
        "tags": "tag",
        "avoid_factors": "factor",
        "progress_sources": "source",
        "stop_sources": "source",
    },
    Claim: {"about": "subject"},
    Caution: {"points": "point", "regions": "region", "rules": "rule", "contrary_sources": "source"},
    Article: {"modalities": "modality"},
    Leaflet: {
        "modalities": "modality",
        "styles": "style",
        "factors": "factor",
        "unless_factors": "factor",
        "replaces": "leaflet",
        "claims": "claim",
    },
    **NAMES_OF_ROWS,
}


def problems(library: Library, today: date | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong between the things of a library, one `Problem` each with file and field.

    No review may lie after `today` (by default the machine's).
    """
    known = _known(library)
    return tuple(
        Problem(file=file, field=_joined(prefix, field), message=message)
        for _, file, prefix, thing in _things(library)
        for field, message in (*_flaws(thing, library, known), *_doubts(thing, today))
    )


def flaws(library: Library, only: Collection[Key]) -> Iterator[tuple[Key, Found]]:
    """Why some things of a library can't be used: names that lead nowhere, tests that never hold. Field and message."""
    known = _known(library)
    for key, _, _, thing in _things(library):
        if key in only:
            yield from ((key, found) for found in _flaws(thing, library, known))


def doubts(library: Library, only: Collection[Key], today: date) -> Iterator[tuple[Key, Found]]:
    """What should be looked at in some things that can be used: stale texts, odd dates, no source."""
    for key, _, _, thing in _things(library):
        if key in only:
            yield from ((key, found) for found in _doubts(thing, today))


def _flaws(thing: Any, library: Library, known: Mapping[str, Collection[str]]) -> Iterator[Found]:
    for path, value in _inside(thing, ""):
        for field, message in (*_lost_names(value, known), *_wrong_test(value, known)):
            yield _joined(path, field), message
    yield from _of_kind(thing, library)


def _doubts(thing: Any, today: date | None) -> Iterator[Found]:
    latest = today or date.today()  # noqa: DTZ011  (a clinic's day is the local one)
    yield from _dates(thing, latest)
    yield from _unfounded(thing)


def overdue(library: Library, today: date) -> tuple[Problem, ...]:
    """Warnings: what nobody has read again for 24 months."""
    return tuple(
        Problem(file=file, field=_joined(prefix, field), message=f"was last reviewed on {on}; review it again")
        for _, file, prefix, thing in _things(library)
        for field, on in _reviews(thing)
        if on < today - REVIEW_EVERY
    )


def _things(library: Library) -> Iterator[tuple[Key, str, str, Any]]:
    """Shelf and id, file, place in it, and value of everything in a library."""
    for shelf in SHELVES:
        for id_, thing in getattr(library, shelf.name).items():
            key = (shelf.name, id_)
            if shelf.top:
                yield key, f"{shelf.place}.toml", id_, thing
            elif shelf.tables:
                yield key, f"{shelf.place}/{_file_of(thing)}.toml", id_, thing
            else:
                yield key, f"{shelf.place}/{id_}.toml", "", thing
    for index, line in enumerate(library.depth_lines):
        yield (DEPTH_LINES, line.id), "depth_lines.toml", f"line[{index}]", line
    for index, medicine in enumerate(library.medicines):
        yield (MEDICINES, str(index)), "medicines.toml", f"medicine[{index}]", medicine
    yield (DEFAULTS, ""), "defaults.toml", "", library.defaults


def _file_of(thing: Any) -> str:
    """Many things lie in one file: points by channel, protocols by cause."""
    return str(thing.channel if isinstance(thing, Point) else thing.cause)


def _inside(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """A value and every value inside it, with their places."""
    if is_dataclass(value):
        yield path, value
        for name in _field_names(type(value)):
            yield from _inside(getattr(value, name), _joined(path, name))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _inside(entry, f"{path}[{index}]")


def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != "blocks")


def _known(library: Library) -> Mapping[str, Collection[str]]:
    """Every word that each kind of name may be."""
    subjects = {*ALWAYS_ABOUT, *MODALITIES, *STYLES, *library.causes, *library.patterns, *library.leaflets}
    subjects |= library.articles.keys()
    return {
        "source": library.sources,
        "factor": library.factors,
        "point": library.points,
        "rule": library.rules,
        "red flag": library.red_flags,
        "cause": library.causes,
        "pattern": library.patterns,
        "stretch": library.stretches,
        "sign": library.signs,
        "claim": library.claims,
        "leaflet": library.leaflets,
        "article": library.articles,
        "subject": subjects,
        "modality": MODALITIES,
        "style": STYLES,
        "hazard": HAZARDS,
        "category": CATEGORIES,
        "tag": TAGS,
        "level": frozenset(SPINE),
        "region": {*Region, *GROUPS},
        "technique": {*MoxaTechnique, *CuppingStyle},
        "strength": frozenset(Strength),
        "stimulation": frozenset(Stimulation),
        "position": frozenset(Position),
        "response": frozenset(Response),
        "suction": frozenset(CupSource),
    }


def _lost_names(value: Any, known: Mapping[str, Collection[str]]) -> Iterator[Found]:
    kinds = {**dict.fromkeys(("sources", "choice_sources"), "source"), **_NAMES.get(type(value), {})}
    for name in _field_names(type(value)):
        kind = kinds.get(name)
        if kind is None:
            continue
        named = getattr(value, name)
        for word in (named,) if isinstance(named, str) else named or ():
            if word and word not in known[kind]:
                yield name, _lost(word, kind, known[kind])


def _lost(word: str, kind: str, known: Collection[str]) -> str:
    close = ", ".join(difflib.get_close_matches(word, [str(other) for other in known], n=3, cutoff=0.5))
    return f"names the {kind} '{word}', which does not exist" + (f"; near it: {close}" if close else "")


def _wrong_test(value: Any, known: Mapping[str, Collection[str]]) -> Iterator[Found]:
    """A test on a field that the intake does not have would never hold, and nobody would notice."""
    if not isinstance(value, FieldTest):
        return
    if kind_at(value.field) is None:
        yield "field", f"is '{value.field}', which is no field of an intake"
        return
    steps = value.field.split(".")
    if steps[0] == "factors" and len(steps) > 1 and steps[1] not in known["factor"]:
        yield "field", _lost(steps[1], "factor", known["factor"])
    words: Collection[str] | None = words_at(value.field)
    kind = {"facts": "factor", "causes": "cause", "patterns": "pattern"}.get(value.field)
    for word in value.equals:
        if kind is not None and word not in known[kind]:
            yield "equals", _lost(word, kind, known[kind])
        elif words is not None and word not in words:
            yield (
                "equals",
                f"holds '{word}', which can't stand in {value.field}; there may be {', '.join(sorted(words))}",
            )


def _reviews(thing: Any) -> Iterator[tuple[str, date]]:
    for field, holder in (("reviewed", thing), ("text.reviewed", getattr(thing, "text", None))):
        on = getattr(holder, "reviewed", None)
        if on is not None:
            yield field, on


def _dates(thing: Any, latest: date) -> Iterator[Found]:
    for field, on in _reviews(thing):
        if on > latest:
            yield field, f"is {on}, which lies in the future"
    made_from = getattr(getattr(thing, "text", None), "of", None)
    if made_from is not None and made_from != thing.version:
        yield "text.of", f"is {made_from}, but the facts are at version {thing.version}: the text is stale"


def _unfounded(thing: Any) -> Iterator[Found]:
    """Every statement has a source, and says so where it is our own."""
    if not hasattr(thing, "sources") or isinstance(thing, Factor):
        return
    if not thing.sources:
        yield "sources", "is empty; name a source, or app-default for a number of our own"
    if _APP_DEFAULT not in thing.sources and any(_OUR_DEFAULT in text.casefold() for text in _words(thing)):
        yield "sources", f"lacks {_APP_DEFAULT}, though the text speaks of {_OUR_DEFAULT}"


def _words(thing: Any) -> Iterator[str]:
    text = getattr(thing, "text", None)
    if text is not None:
        for name in _field_names(type(text)):
            entry = getattr(text, name)
            yield from entry.values() if isinstance(entry, Mapping) else (str(entry),)


def _of_kind(thing: Any, library: Library) -> Iterator[Found]:
    check: Callable[[Any, Library], Iterator[Found]] | None = _OF_KIND.get(type(thing))
    if check is not None:
        yield from check(thing, library)


def _point(point: Point, library: Library) -> Iterator[Found]:
    """A hazard that rules tie to a depth has a line, at every level, and the usual angle is one the line allows."""
    lines = [line for line in library.depth_lines if point.code in line.points]
    for level in point.levels or ("",):
        here = [line for line in lines if not line.levels or not level or level in line.levels]
        risky = NEED_A_LINE.intersection(point.hazards)
        if risky and not here and point.needling == "allowed":
            yield "hazards", f"holds {', '.join(sorted(risky))}, but no warning line is drawn for {point.code} {level}"
    for line in lines:
        if point.angle is not None and line.angles and point.angle not in line.angles:
            yield "angle", f"is {point.angle}, which the warning line '{line.id}' does not allow"


def _red_flag(flag: RedFlag, library: Library) -> Iterator[Found]:
    own = {part.id for part in flag.parts}
    every = {f"{other.id}.{part.id}" for other in library.red_flags.values() for part in other.parts}
    for index, trigger in enumerate(flag.triggers):
        for name in ("all_of", "any_of", "none_of"):
            for word in getattr(trigger, name):
                if word not in own | every | {_OTHER_FLAG, *library.red_flags}:
                    yield f"triggers[{index}].{name}", _lost(word, "part", own | every)
    yield from _never_kept_out(flag)
    asked = {part.id for part in flag.parts if not part.derived}
    for part in sorted(asked - set(flag.text.questions)):
        yield "text.questions", f"has none for '{part}'"
    for part in sorted(set(flag.text.questions) - own):
        yield "text.questions", f"asks for '{part}', which is no part of this flag"
    told: set[str] = {trigger.action or trigger.urgency for trigger in flag.triggers}
    for word in sorted(set(flag.text.actions) - told):
        yield "text.actions", f"holds '{word}', which no trigger tells"
    for word in sorted({trigger.action for trigger in flag.triggers if trigger.action} - set(flag.text.actions)):
        yield "triggers.action", f"names '{word}', which text.actions does not hold"


def _never_kept_out(flag: RedFlag) -> Iterator[Found]:
    for index, target in enumerate(flag.keeps_out):
        if target.avoided:
            yield f"keeps_out[{index}].avoided", "speaks of facts that exercises name; a red flag is none of them"


def _stretch(stretch: Stretch, library: Library) -> Iterator[Found]:
    """Its drawings can be made, and say in words what they show."""
    try:
        figure = library.figures.get(stretch.id)
    except Refused as refused:
        yield from (("figure", str(problem)) for problem in refused.problems)
        return
    if figure is not None and not (stretch.text.alt_start and stretch.text.alt_end):
        yield "text.alt_start", "and alt_end must say in words what the drawings show"


def _measure(measure: OutcomeMeasure, _library: Library) -> Iterator[Found]:
    """Each item has its words and no words stand without one."""
    if set(measure.items) != set(measure.text.items):
        yield "text.items", "must hold the words of exactly the items of this measure"
    if not measure.low < measure.high:
        yield "low", f"is {measure.low:g}, which is not below high ({measure.high:g})"


def _article(article: Article, library: Library) -> Iterator[Found]:
    """A mark in its text that names nothing could not be printed."""
    known: Mapping[str, Collection[str]] = {
        "claim": library.claims,
        "only": library.jurisdictions,
        "country": COUNTRY_WORDS,
    }
    for kind, name in dict.fromkeys(article.marks()):
        if name not in known[kind]:
            yield "text.body", f"holds the mark {{{kind}:{name}}}, which names what does not exist"


_OF_KIND: Mapping[type, Callable[[Any, Library], Iterator[Found]]] = {
    Article: _article,
    Point: _point,
    RedFlag: _red_flag,
    OutcomeMeasure: _measure,
    Stretch: _stretch,
    **OF_ROWS,
}


def _joined(path: str, field: str) -> str:
    return f"{path}.{field}" if path and field else path or field
