"""What the shape of a visit can't say: ids that must exist, fields that must agree, sheets that can be scored.

Reading a visit makes its point codes canonical and fills in the scores; marks on what is no longer there are dropped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from treatplan.domain.consent import MODALITIES
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intactness import near_points
from treatplan.domain.intake import Answer
from treatplan.domain.library import Library, Point
from treatplan.domain.modality import PointRule
from treatplan.domain.outcomes import Answers, score
from treatplan.domain.plan import Plan, all_items
from treatplan.domain.points import near, parse_code
from treatplan.domain.visit.given import GivenCups, GivenHeat, GivenNeedle
from treatplan.domain.visit.opening import fields_of
from treatplan.domain.visit.visit import Sheet, Visit, given

_CODED = ("needles", "heat", "cups")
G = TypeVar("G", GivenNeedle, GivenHeat, GivenCups)


def sound_visit(visit: Visit, plan: Plan | None, library: Library, file: str, today: date) -> Visit:
    """The visit with canonical codes and scores, if all of it agrees. Raises `Refused` with every problem."""
    found: list[tuple[str, str]] = []
    made = replace(
        visit,
        needles=_coded("needles", visit.needles, library, found),
        heat=_coded("heat", visit.heat, library, found),
        cups=_coded("cups", visit.cups, library, found),
        outcomes=tuple(_scored(place, one, library, found) for place, one in enumerate(visit.outcomes)),
    )
    found += _problems(made, plan, library, today)
    if found:
        raise Refused(*(Problem(file=file, field=name, message=message) for name, message in found))
    there = frozenset(fields_of(made))
    return replace(made, carried=tuple(mark for mark in made.carried if mark.field in there))


def _problems(visit: Visit, plan: Plan | None, library: Library, today: date) -> Iterator[tuple[str, str]]:
    if visit.on > today:
        yield "on", f"is {visit.on}, which lies in the future"
    yield from _asked(visit, library)
    yield from _unknown("consent", visit.consent, dict.fromkeys(MODALITIES))
    yield from _unknown("although", visit.although, library.rules)
    yield from _unknown("adverse", (event.kind for event in visit.adverse), library.adverse_kinds)
    yield from _items(visit, plan)
    yield from _unknown("exercises", (item.exercise for item in visit.exercises if item.exercise), library.stretches)
    yield from _unknown("home", (log.exercise for log in visit.home if log.exercise), library.stretches)
    yield from _unknown("advice", (item.leaflet for item in visit.advice if item.leaflet), library.leaflets)
    yield from _twice("counts", (count.position for count in visit.counts))
    yield from _twice("carried", (mark.field for mark in visit.carried))
    yield from _twice("outcomes", (sheet.measure for sheet in visit.outcomes))


def _asked(visit: Visit, library: Library) -> Iterator[tuple[str, str]]:
    yield from _unknown("afresh", visit.afresh, library.visit_questions)
    for id_, answer in visit.afresh.items():
        question = library.visit_questions.get(id_)
        if answer.medicines and (question is None or question.asks != "medicines" or answer.answer is not Answer.YES):
            yield f"afresh.{id_}.medicines", "belongs to a yes on a new medicine only"
        if answer.week is not None and (
            question is None or question.asks != "pregnancy" or answer.answer is not Answer.YES
        ):
            yield f"afresh.{id_}.week", "belongs to a yes on pregnancy only"
    own = {part for question in library.visit_questions.values() for part in question.parts}
    parts = {f"{flag.id}.{part.id}" for flag in library.red_flags.values() for part in flag.parts if not part.derived}
    yield from _unknown("red_flags", visit.red_flags, dict.fromkeys(parts))
    for name in visit.red_flags:
        if name in own:
            yield f"red_flags.{name}", "is asked under afresh"
    askable = {id_: factor for id_, factor in library.factors.items() if factor.ask != "always"}
    yield from _unknown("factors", visit.factors, askable)


def _items(visit: Visit, plan: Plan | None) -> Iterator[tuple[str, str]]:
    yield from _twice("item_id", (item.item_id for items in given(visit).values() for item in items))
    rules = {item.item_id for item in all_items(plan) if isinstance(item, PointRule)} if plan is not None else set()
    for name, items in given(visit).items():
        for item in items:
            rule = getattr(item, "by_rule", "")
            if rule and rule not in rules:
                yield f"{name}.{item.item_id}.by_rule", f"is '{rule[:40]}', which is no rule for points of the plan"
            if name in _CODED and not _somewhere(item):
                yield f"{name}.{item.item_id}", "says no place: give a code, a region or a place"


def _somewhere(item: Any) -> bool:
    return bool(item.code or item.region or item.place.strip())


def _coded(name: str, items: Sequence[G], library: Library, found: list[tuple[str, str]]) -> tuple[G, ...]:
    made: list[G] = []
    for item in items:
        code = parse_code(item.code, library.points) if item.code else ""
        field = f"{name}.{item.item_id}"
        if code is None:
            close = ", ".join(near_points(item.code, library)) or "nothing"
            found.append((f"{field}.code", f"is '{item.code[:40]}', which is no point; near it: {close}"))
            continue
        found += ((f"{field}.{name_}", message) for name_, message in _of_point(item, library.points.get(code)))
        made.append(replace(item, code=code))
    return tuple(made)


def _of_point(item: Any, point: Point | None) -> Iterator[tuple[str, str]]:
    level = item.level
    if level and point is not None and level not in point.levels:
        known = ", ".join(point.levels) or "none"
        yield "level", f"is '{level[:20]}'; {point.code} has {known}"


def _scored(place: int, sheet: Sheet, library: Library, found: list[tuple[str, str]]) -> Sheet:
    field = f"outcomes[{place}]"
    measure = library.measures.get(sheet.measure)
    if measure is None:
        close = ", ".join(near(sheet.measure, library.measures)) or "nothing"
        found.append((f"{field}.measure", f"is '{sheet.measure[:40]}', which is no measure; near it: {close}"))
        return sheet
    if sheet.version not in {0, measure.version}:
        found.append((f"{field}.version", f"is {sheet.version}; the measure here is version {measure.version}"))
        return sheet
    try:
        made = score(measure, Answers(values=sheet.values, labels=sheet.labels))
    except Refused as refused:
        found += ((f"{field}.values", problem.message) for problem in refused.problems)
        return sheet
    return replace(sheet, version=made.version, words=measure.text.of, score=made.value, doubt=made.doubt)


def _unknown(field: str, ids: Iterable[str], known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for id_ in ids:
        if id_ not in known:
            close = ", ".join(near(id_, known)) or ", ".join(list(known)[:8])
            yield f"{field}.{id_[:60]}", f"is not in the library; there is {close}"


def _twice(field: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{field}.{str(name)[:60]}", "stands more than once"
