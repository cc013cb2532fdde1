"""Where a modality is given, in plain places with the codes of the points, and how: two cells of the plan's table."""

from collections.abc import Iterable, Iterator, Sequence

from treatplan.domain.composing.doses import (
    cup_total,
    distance_words,
    each_minutes,
    exercise_days,
    retention,
)
from treatplan.domain.composing.words import amount, counted, joined, listed, opened, sentences, spaced
from treatplan.domain.dose import Absent, highest
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Advice,
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
    Stretching,
)
from treatplan.domain.paper import Rich, Run
from treatplan.domain.places import Region, Side
from treatplan.domain.spine import regions_of_level
from treatplan.domain.texts import Texts


def where_row(component: Component, texts: Texts, library: Library) -> Rich:
    """Places in bold with their points, as `Low back, both sides: BL23 Shènshū, BL25 Dàchángshū`."""
    match component:
        case Needling() | Moxibustion():
            return spaced(list(_places(component.points, component.point_rules, texts, library)))
        case Cupping():
            return spaced(list(_places(component.sites, component.site_rules, texts, library)))
        case Stretching():
            names = [exercise_name(exercise, library) for exercise in component.exercises]
            return (Run(text=sentences(texts, [texts.say("plan.at_home", exercises=listed(texts, names))])),)
        case Advice():
            return ()


def how_row(component: Component, texts: Texts) -> str:
    """Time and position, as whole sentences."""
    parts: list[str] = []
    match component:
        case Needling():
            parts = [counted(texts, "dose.minutes", retention(component)), _position(component.position, texts)]
        case Moxibustion():
            parts = [
                each_minutes(texts, component.points),
                distance_words(component, texts),
                _position(component.position, texts),
            ]
        case Cupping():
            count = counted(texts, "cupping.count", cup_total(component))
            parts = [count, each_minutes(texts, component.sites), _position(component.position, texts)]
        case Stretching():
            heading = texts.say("home.heading")
            parts = [exercise_days(texts, component.exercises), texts.say("plan.see_exercises", heading=heading)]
        case Advice():
            pass
    return sentences(texts, parts)


def exercise_name(exercise: Exercise, library: Library) -> str:
    """The exercise as the library calls it in the patient's language."""
    entry = library.stretches.get(exercise.exercise)
    return entry.text.name if entry is not None else exercise.name or exercise.exercise


def _position(position: Position | Absent, texts: Texts) -> str:
    return "" if isinstance(position, Absent) else texts.say(f"position.{position}")


def _places(
    items: Sequence[NeedlePoint] | Sequence[HeatPoint] | Sequence[CupSite],
    rules: Iterable[PointRule],
    texts: Texts,
    library: Library,
) -> Iterator[Rich]:
    """One piece for each place and side, in the order of the plan; in each, what is chosen on the day comes last."""
    places: dict[str, dict[str, list[str]]] = {}
    for item in items:
        place = listed(texts, (_region(item, texts, library), _side(item.side, texts)))
        levels = places.setdefault(opened(place), {}).setdefault(_name(item, library), [])
        if item.level:
            levels.append(item.level)
    for rule in rules:
        regions = [texts.say(f"region.{region}") for region in rule.regions if region is not Region.ANY]
        place = listed(texts, (joined(texts, "list.and", regions), _side(rule.side, texts)))
        places.setdefault(opened(place), {}).setdefault(_chosen(rule, texts, library), [])
    for place, points in places.items():
        names = [_with_levels(name, levels, texts) for name, levels in points.items() if name]
        yield _labelled(place, listed(texts, names), texts)


def _labelled(place: str, points: str, texts: Texts) -> Rich:
    if not place or not points:
        return (Run(text=sentences(texts, [place or points]), bold=not points),)
    return (
        Run(text=texts.say("plan.place", place=place), bold=True),
        Run(text=" " + sentences(texts, [points])),
    )


def _with_levels(name: str, levels: Iterable[str], texts: Texts) -> str:
    listed_levels = listed(texts, levels)
    return texts.say("points.levels", name=name, levels=listed_levels) if listed_levels else name


def _name(item: NeedlePoint | HeatPoint | CupSite, library: Library) -> str:
    return _point_name(item.code, library) if item.code else item.location_text


def _point_name(code: str, library: Library) -> str:
    point = library.points.get(code)
    return f"{code} {point.pinyin}" if point is not None and point.pinyin else code


def _region(item: NeedlePoint | HeatPoint | CupSite, texts: Texts, library: Library) -> str:
    if not isinstance(item, NeedlePoint) and item.region is not None:
        return texts.say(f"region.{item.region}")
    point = library.points.get(item.code)
    regions = sorted(regions_of_level(item.level)) or (point.regions if point is not None else ())
    return texts.say(f"region.{regions[0]}") if regions else ""


def _side(side: Side | Absent, texts: Texts) -> str:
    return "" if isinstance(side, Absent) else texts.say(f"side.{side}")


def _chosen(rule: PointRule, texts: Texts, library: Library) -> str:
    """What is chosen at the visit: `up to 3 sore spots that we find on the day`."""
    if rule.kind == "other":
        return rule.text
    if rule.kind == "choose":
        names = listed(texts, (_point_name(code, library) for code in rule.choose_from))
        return texts.say("points.choose", amount=amount(texts, rule.how_many) or texts.say("points.some"), points=names)
    if highest(rule.how_many) is None:
        return texts.say(f"points.some.{rule.kind}")
    return counted(texts, f"points.{rule.kind}", rule.how_many)
