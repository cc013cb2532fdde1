"""Doses of a plan in the patient's words: what is used, how many, how long, how often."""

from collections.abc import Iterable, Iterator, Sequence

from treatplan.domain.composing.words import Dose, amount, centimetres, counted, listed
from treatplan.domain.dose import Absent, AtLeast, Span, highest, lowest
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Advice,
    Component,
    Cupping,
    CupSite,
    Exercise,
    HeatPoint,
    MoxaTechnique,
    Moxibustion,
    NeedlePoint,
    Needling,
    Stretching,
)
from treatplan.domain.places import Side
from treatplan.domain.texts import Texts

_WEEK = 7
_FROM_THE_SKIN = frozenset({MoxaTechnique.SUSPENDED, MoxaTechnique.HEAT_SENSITIVE, MoxaTechnique.THUNDER_FIRE})


def lead(component: Component, texts: Texts) -> str:
    """Name and time of a modality: `Fine needles, 25 minutes`."""
    parts: list[str] = []
    match component:
        case Needling():
            parts = [texts.say("needling.name"), counted(texts, "dose.minutes", retention(component))]
        case Moxibustion():
            smokeless = texts.say("moxa.no_smoke") if component.material.smoke == "smokeless" else ""
            parts = [texts.say("moxa.name"), each_minutes(texts, component.points), smokeless]
        case Cupping():
            parts = [texts.say("cupping.name"), each_minutes(texts, component.sites)]
        case Stretching():
            name = texts.count("stretching.name", len(component.exercises))
            parts = [name, counted(texts, "stretching.home_minutes", component.home_minutes)]
        case Advice():
            pass
    return listed(texts, parts)


def means(component: Component, texts: Texts, library: Library) -> Iterator[str]:
    """What is used and how, in short sentences without their full stop."""
    match component:
        case Needling():
            yield from _needling(component, texts, library)
        case Moxibustion():
            yield _moxa(component, texts)
        case Cupping():
            yield _cupping(component, texts)
        case _:
            return


def _needling(component: Needling, texts: Texts, library: Library) -> Iterator[str]:
    sterile = component.needle.sterile_single_use is True
    number = counted(texts, "needling.sterile" if sterile else "needling.count", needles(component, library))
    yield number or (texts.say("needling.sterile_uncounted") if sterile else "")
    if not isinstance(component.electrical, Absent):
        minutes = counted(texts, "dose.minutes", component.electrical.minutes)
        yield listed(texts, (texts.say("needling.electrical"), minutes))


def distance_words(component: Moxibustion, texts: Texts) -> str:
    """`3 cm from the skin`, for the techniques that keep a distance."""
    distance = amount(texts, centimetres(component.distance_mm))
    kept = distance and component.technique in _FROM_THE_SKIN
    return texts.say("moxa.distance", distance=distance) if kept else ""


def cup_total(component: Cupping) -> Dose:
    """How many cups a visit takes."""
    return total(site.cups for site in component.sites)


def _moxa(component: Moxibustion, texts: Texts) -> str:
    if isinstance(component.technique, Absent):
        return ""
    distance = distance_words(component, texts)
    if distance:
        return texts.say(f"moxa.at.{component.technique}", distance=distance)
    return texts.say(f"moxa.technique.{component.technique}")


def _cupping(component: Cupping, texts: Texts) -> str:
    style, strength, source = component.style, component.strength, component.cup.source
    parts = [
        counted(texts, "cupping.count", cup_total(component)),
        "" if isinstance(style, Absent) else texts.say(f"cupping.style.{style}"),
        "" if isinstance(strength, Absent) else texts.say(f"cupping.strength.{strength}"),
        "" if isinstance(source, Absent) else texts.say(f"cupping.source.{source}"),
    ]
    return listed(texts, parts)


def each_minutes(texts: Texts, items: Sequence[HeatPoint | CupSite]) -> str:
    """The time at each place, where it is the same everywhere or lies between two times."""
    times = [item.minutes for item in items if highest(item.minutes) is not None]
    if not times:
        return ""
    key = "dose.minutes_each" if len(items) > 1 else "dose.minutes"
    return counted(texts, key, span_of(times))


def retention(component: Needling) -> Dose:
    """How long needles stay in: as planned for all of them, or from the shortest to the longest of the points."""
    if highest(component.retention_min) is not None:
        return component.retention_min
    return span_of(point.retention_min for point in component.points if point.retention_min is not None)


def needles(component: Needling, library: Library) -> Dose:
    """How many needles a visit takes: counted from points, sides and what is chosen on the day, or else as planned."""
    counts: list[Dose] = [_needles_at(point, library) for point in component.points]
    counted_all = total([*counts, *(rule.how_many for rule in component.point_rules)])
    return component.insertions if isinstance(counted_all, Absent) else counted_all


def _needles_at(point: NeedlePoint, library: Library) -> int:
    entry = library.points.get(point.code)
    if entry is None:
        return 2 if point.side is Side.BILATERAL else 1
    return entry.needles(point.side, point.level)


def total(doses: Iterable[Dose]) -> Dose:
    """The sum of some numbers or ranges; one that is not known leaves the sum not known."""
    low = high = 0.0
    open_end = False
    for dose in doses:
        least, most = lowest(dose), highest(dose)
        if least is None or most is None:
            return Absent.NOT_REPORTED
        low, high, open_end = low + least, high + most, open_end or isinstance(dose, AtLeast)
    if not high:
        return Absent.NOT_REPORTED
    if open_end:
        return AtLeast(at_least=low)
    return high if low == high else Span(low=low, high=high)


def span_of(doses: Iterable[Dose]) -> Dose:
    """From the lowest to the highest of some numbers or ranges."""
    given = [(least, most) for dose in doses if (least := lowest(dose)) is not None and (most := highest(dose))]
    if not given:
        return Absent.NOT_REPORTED
    low, high = min(least for least, _ in given), max(most for _, most in given)
    return high if low == high else Span(low=low, high=high)


def exercise_days(texts: Texts, exercises: Iterable[Exercise]) -> str:
    """`each day`, on how many days a week where all exercises agree, or `on most days`."""
    days = [most for exercise in exercises if (most := highest(exercise.days_per_week)) is not None]
    if not days:
        return texts.say("often.as_shown")
    if len(set(days)) > 1:
        return texts.say("often.most_days" if min(days) > _WEEK / 2 else "often.as_shown")
    if days[0] == _WEEK:
        return texts.say("often.each_day")
    return counted(texts, "often.on_days_a_week", days[0])
