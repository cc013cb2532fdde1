"""Protocols as words for a terminal: the whole of it, and which source each part rests on."""

import re
import textwrap
from collections.abc import Iterator, Sequence

from treatplan.cli import tell
from treatplan.domain.plan import Plan
from treatplan.domain.protocol import Protocol, Published
from treatplan.domain.recipe import Course, CupChoice, ElectroChoice, MoxaChoice, PointChoice, StretchChoice
from treatplan.domain.rules import FieldTest

_WIDTH = 100


def entries(found: Sequence[object], *, whole: bool) -> str:
    """Protocols: a line each, or everything of one."""
    shown = [one for one in found if isinstance(one, Protocol | Published)]
    if whole:
        return (
            "\n".join("\n".join(_published(one) if isinstance(one, Published) else _own(one)) for one in shown) + "\n"
        )
    return "".join(f"{_line(one)}\n" for one in shown)


def _line(one: Protocol | Published) -> str:
    if isinstance(one, Protocol):
        return f"{one.id}  {one.text.name}"
    return f"{one.id}  {textwrap.shorten(_cited(one.plan), _WIDTH - len(one.id) - 2, placeholder=' …')}"


def _published(one: Published) -> Iterator[str]:
    yield f"{one.id}, as published"
    citation = one.plan.citation
    if citation is not None:
        yield from _wrapped(f"{citation.citation} {citation.doi or ''}".strip(), "  ")
        yield from _wrapped(
            f"{citation.design or 'design not reported'}; {citation.condition or ''}; arm: {citation.arm or ''}", "  "
        )
        if citation.memory_fields:
            yield from _wrapped(f"from memory, not seen in a copy: {', '.join(citation.memory_fields)}", "  ")
    yield from _wrapped(f"sources: {', '.join(one.sources)}", "  ")
    yield ""
    yield re.sub(r"\n{3,}", "\n\n", tell.plan(one.plan))
    told = [*one.plan.context.co_interventions, *(f"not allowed: {word}" for word in one.plan.context.not_allowed)]
    if told:
        yield ""
        yield from _wrapped("; ".join(told))


def _own(one: Protocol) -> Iterator[str]:
    yield f"{one.id}  {one.text.name}"
    yield from _wrapped(one.why, "  ")
    yield from _wrapped(f"Principle: {one.text.principle}", "  ")
    yield from _wrapped(f"Where the rows differ: {one.settled}", "  ")
    points = [("near the pain", one.local), ("away from it", one.distal)]
    for title, wanted in (
        ("Core points", 0),
        ("Optional points, by sign", 1),
        ("Stand in where others are kept out", 2),
    ):
        yield f"\n{title}"
        for where, choices in points:
            yield from _points(where, [choice for choice in choices if _tier(choice) == wanted], one)
    if one.ashi:
        yield from _wrapped("tender points found at the visit", "  ")
    yield ""
    yield from _wrapped(f"Moxibustion: {_heat(one.moxa)}")
    yield from _sources(one.moxa.sources)
    yield from _wrapped(f"Cupping: {_cups(one.cupping)}")
    yield from _sources(one.cupping.sources)
    if one.electro is not None:
        yield from _wrapped(f"Electrical stimulation: {_current(one.electro)}")
        yield from _sources(one.electro.sources)
    yield ""
    yield from _wrapped(f"Exercises to give: {_exercises(one.stretches)}")
    yield from _wrapped(f"Exercises to avoid: {_exercises(one.avoid_stretches) or 'none named'}")
    for course in (one.course, *one.other_courses):
        if course is not None:
            yield from _course(course)
    yield from _wrapped(f"Also: {one.text.review_rule}" if one.text.review_rule else "", "  ")
    yield from _wrapped(f"sources: {', '.join(one.sources)}")


def _tier(choice: PointChoice) -> int:
    return 0 if choice.core else 1 if choice.when else 2


def _points(where: str, choices: Sequence[PointChoice], one: Protocol) -> Iterator[str]:
    for choice in choices:
        name = " ".join((choice.code, *choice.levels))
        parts = [f"{name}, {where}"]
        if choice.when:
            parts.append(f"if {_sign(choice, one)}")
        if choice.unless:
            parts.append(f"unless {_tests(choice.unless)}")
        if choice.affected_side:
            parts.append("on the painful side")
        yield from _wrapped("; ".join(parts), "  - ")
        yield from _sources(choice.sources)


def _sign(choice: PointChoice, one: Protocol) -> str:
    named = next((sign.text.name for sign in one.signs if sign.when == choice.when), "")
    return named or _tests(choice.when)


def _tests(tests: Sequence[FieldTest]) -> str:
    return " or ".join(_test(test) for test in tests)


def _test(test: FieldTest) -> str:
    field = test.field.removeprefix("complaint.").removeprefix("factors.").removesuffix(".answer")
    parts = [field.replace("_", " ").replace(".", " ")]
    if test.equals:
        parts.append("is " + " or ".join(word.replace("_", " ") for word in test.equals))
    if test.at_least is not None:
        parts.append(f"at least {test.at_least:g}")
    if test.below is not None:
        parts.append(f"below {test.below:g}")
    return " ".join(parts)


def _never(not_when: Sequence[Sequence[FieldTest]]) -> str:
    said = " or ".join(" and ".join(_test(test) for test in tests) for tests in not_when)
    return f"; not if {said}" if said else ""


def _heat(choice: MoxaChoice) -> str:
    at = f", at {', '.join(choice.points)}" if choice.points else ""
    how = f", {choice.technique.replace('_', ' ')}" if choice.technique else ""
    minutes = f", {choice.minutes:g} min" if choice.minutes else ""
    return f"{choice.decision.replace('_', ' ')}{how}{at}{minutes}{_never(choice.not_when)}"


def _cups(choice: CupChoice) -> str:
    if choice.decision == "no":
        return "no"
    how = ", ".join(
        word for word in (choice.style or "", f"{choice.strength} suction" if choice.strength else "") if word
    )
    where = ", ".join(region.replace("_", " ") for region in choice.regions)
    return f"{choice.decision}, {how}, on: {where}{_never(choice.not_when)}"


def _current(choice: ElectroChoice) -> str:
    pairs = f", pairs {', '.join(f'{pair.one}-{pair.other}' for pair in choice.pairs)}" if choice.pairs else ""
    return f"{choice.decision.replace('_', ' ')}{pairs}{_never(choice.not_when)}"


def _exercises(choices: Sequence[StretchChoice]) -> str:
    said: dict[str, list[str]] = {}
    for choice in choices:
        tests = f"if {_tests(choice.when)}" if choice.when else ""
        tests += f" unless {_tests(choice.unless)}" if choice.unless else ""
        said.setdefault(choice.id, []).append(tests.strip())
    return ", ".join(f"{id_} ({'; '.join(filter(None, tests))})" if any(tests) else id_ for id_, tests in said.items())


def _course(course: Course) -> Iterator[str]:
    tests = _never(course.when).removeprefix("; not if ")
    standing = "our default" if course.standing == "app_default" else "from a source"
    yield ""
    yield from _wrapped(f"Course ({standing}{', if ' + tests if tests else ''})")
    for phase in course.phases:
        yield from _wrapped(tell.pace(phase), "  - ")
    yield from _wrapped(f"review at visit {course.review_session}", "  - ")
    yield from _sources(course.sources)


def _cited(plan: Plan) -> str:
    return f"{plan.aim} - {plan.citation.citation}" if plan.citation else plan.aim


def _sources(ids: Sequence[str]) -> list[str]:
    return _wrapped(f"sources: {', '.join(ids)}", "      ") if ids else []


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent)) or []
