"""What a file's shape can't say: ids that must exist, fields that must agree, codes written in other ways.

Reading a plan makes its point codes canonical (`UB23` becomes `BL23`). Problems name the field and, where an id is not
known, those that are near it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from treatplan.domain.consent import MODALITIES
from treatplan.domain.dose import AtLeast, highest
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.intake import Intake, PregnancyStatus, Sex, age_years
from treatplan.domain.keys import patient_mark
from treatplan.domain.letters import is_blank, strange
from treatplan.domain.library import Library, Point
from treatplan.domain.modality import Component, CupSite, HeatPoint, NeedlePoint, Needling, PointRule
from treatplan.domain.plan import Plan, items_of
from treatplan.domain.points import near, parse_code

_OLDEST = 130
Coded = TypeVar("Coded", NeedlePoint, HeatPoint, CupSite)


def sound_intake(intake: Intake, library: Library, file: str, today: date) -> Intake:
    """The intake, if its fields agree and its ids exist. Raises `Refused` with every problem."""
    found = problems_of_intake(intake, library, today)
    problems = [Problem(file=file, field=name, message=message) for name, message in found]
    if problems:
        raise Refused(*problems)
    return intake


def sound_plan(plan: Plan, library: Library, file: str) -> Plan:
    """The plan with canonical point codes, if its ids exist and agree. Raises `Refused` with every problem."""
    problems: list[Problem] = []
    components = tuple(
        _sound_component(component, f"components[{index}]", library, file, problems)
        for index, component in enumerate(plan.components)
    )
    problems += [
        Problem(file=file, field=name, message=message)
        for name, message in (
            *_unknown("diagnosis.causes", plan.diagnosis.causes, library.causes),
            *_unknown("diagnosis.patterns", plan.diagnosis.patterns, library.patterns),
            *_twice("diagnosis.causes", plan.diagnosis.causes),
            *_twice("diagnosis.patterns", plan.diagnosis.patterns),
            *_same_ids(plan),
        )
    ]
    if problems:
        raise Refused(*problems)
    return replace(plan, components=components)


def same_patient(plan: Plan, intake: Intake, files: tuple[str, str]) -> None:
    """Refuse a plan that was drafted for somebody else. A plan that names nobody (written by hand) passes."""
    if plan.for_patient and plan.for_patient != patient_mark(intake.patient):
        message = f"was drafted for another patient than {files[1]} (name or birth date differ); draft it anew"
        raise Refused(Problem(file=files[0], field="for_patient", message=message))


def problems_of_intake(intake: Intake, library: Library, today: date) -> Iterator[tuple[str, str]]:
    """Field and sentence for everything in an intake that can't be right."""
    if not intake.complaint.places:
        yield "complaint.places", "is empty; name at least one place where it hurts"
    yield from _patient(intake, today)
    yield from _pregnancy(intake)
    parts = {f"{flag.id}.{part.id}": part for flag in library.red_flags.values() for part in flag.parts}
    asked = {name: part for name, part in parts.items() if not part.derived}
    yield from _unknown("red_flags", intake.red_flags, asked)
    yield from _unknown("red_flag_notes", intake.red_flag_notes, {**library.red_flags, **parts})
    askable = {id_: factor for id_, factor in library.factors.items() if factor.ask != "always"}
    yield from _unknown("factors", intake.factors, askable)
    yield from _unknown("causes", intake.causes, library.causes)
    yield from _unknown("patterns", intake.patterns, library.patterns)
    yield from _twice("causes", intake.causes)
    yield from _twice("patterns", intake.patterns)
    yield from _unknown("consent", intake.consent, dict.fromkeys(MODALITIES))
    pains = (intake.complaint.pain_now, intake.complaint.pain_average, intake.complaint.pain_worst)
    average, worst = pains[1], pains[2]
    if average is not None and worst is not None and average > worst:
        yield "complaint.pain_average", f"is {average}, above pain_worst ({worst})"


def _patient(intake: Intake, today: date) -> Iterator[tuple[str, str]]:
    patient = intake.patient
    if patient.birth_date > today:
        yield "patient.birth_date", f"is {patient.birth_date}, which lies in the future"
    elif patient.birth_date > intake.taken_on:
        yield "patient.birth_date", f"is {patient.birth_date}, after the intake of {intake.taken_on}"
    elif age_years(patient.birth_date, intake.taken_on) > _OLDEST:
        yield "patient.birth_date", f"is {patient.birth_date}: nobody is more than {_OLDEST} years old"
    if intake.taken_on > today:
        yield "taken_on", f"is {intake.taken_on}, which lies in the future"
    started = intake.complaint.started_on
    if started is not None and started > intake.taken_on:
        yield "complaint.started_on", f"is {started}, after the intake of {intake.taken_on}"
    if is_blank(patient.given_name + patient.family_name):
        yield "patient.given_name", "is empty, and so is family_name; one of them is needed for the handout"
    for name in ("given_name", "family_name"):
        if strange(getattr(patient, name)):
            yield f"patient.{name}", "holds a character that is no part of a name"


def _pregnancy(intake: Intake) -> Iterator[tuple[str, str]]:
    patient = intake.patient
    if patient.sex is Sex.MALE and patient.pregnancy.status is PregnancyStatus.YES:
        yield "patient.pregnancy.status", "is 'yes', but sex is 'male'"
    if patient.pregnancy.week is not None and patient.pregnancy.status is not PregnancyStatus.YES:
        yield "patient.pregnancy.week", f"is {patient.pregnancy.week}, but status is '{patient.pregnancy.status}'"


def _unknown(field: str, ids: Iterable[str], known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for id_ in ids:
        if id_ not in known:
            holding = [name for name in known if len(id_) > 2 and id_.lower() in name.lower()][:3]
            close = holding or difflib.get_close_matches(id_, known, n=3, cutoff=0.4)
            hint = f"; near it: {', '.join(close)}" if close else ""
            yield f"{field}.{id_[:60]}", f"is not in the library{hint}"


def _twice(field: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for id_ in dict.fromkeys(id_ for id_ in ids if ids.count(id_) > 1):
        yield field, f"names '{id_[:60]}' twice; keep one"


def _same_ids(plan: Plan) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for index, component in enumerate(plan.components):
        for place, item in enumerate(items_of(component)):
            here = f"components[{index}], item {place + 1}"
            if item.item_id in seen:
                yield f"components[{index}]", f"item_id '{item.item_id}' is used twice: {seen[item.item_id]} and {here}"
            seen[item.item_id] = here


def _sound_component(
    component: Component, field: str, library: Library, file: str, problems: list[Problem]
) -> Component:
    reader = _Codes(library, file, problems)
    match component.modality:
        case "needling":
            reader.check_needle(component, field)
            return replace(
                component,
                points=reader.points(component.points, f"{field}.points"),
                point_rules=reader.rules(component.point_rules, f"{field}.point_rules"),
            )
        case "moxibustion":
            return replace(
                component,
                points=reader.points(component.points, f"{field}.points"),
                point_rules=reader.rules(component.point_rules, f"{field}.point_rules"),
            )
        case "cupping":
            return replace(
                component,
                sites=reader.points(component.sites, f"{field}.sites"),
                site_rules=reader.rules(component.site_rules, f"{field}.site_rules"),
            )
        case "stretching":
            for index, exercise in enumerate(component.exercises):
                if exercise.exercise and exercise.exercise not in library.stretches:
                    reader.refuse(f"{field}.exercises[{index}].exercise", *_not_there(exercise.exercise, library))
            return component
        case "advice":
            for index, item in enumerate(component.items):
                if item.leaflet and item.leaflet not in library.leaflets:
                    reader.refuse(
                        f"{field}.items[{index}].leaflet", f"is '{item.leaflet}', which is not in the library"
                    )
            return component


def near_points(text: str, library: Library) -> tuple[str, ...]:
    """Codes that may have been meant: near as codes or, where none is, near as names (`ST36 (Zúsānlǐ)`)."""
    if close := near(text, library.points):
        return close
    names = difflib.get_close_matches(text.lower(), {point.pinyin_plain for point in library.points.values()}, n=3)
    named = (point for name in names for point in library.points.values() if point.pinyin_plain == name)
    return tuple(f"{point.code} ({point.pinyin})" for point in named)


def _not_there(exercise: str, library: Library) -> tuple[str]:
    close = difflib.get_close_matches(exercise, library.stretches, n=3, cutoff=0.4)
    return (f"is '{exercise}', which is not in the library; near it: {', '.join(close) or 'nothing'}",)


class _Codes:
    """Makes the point codes of one component canonical and collects what is wrong with them."""

    def __init__(self, library: Library, file: str, problems: list[Problem]) -> None:
        self._library = library
        self._file = file
        self._problems = problems

    def refuse(self, field: str, message: str) -> None:
        self._problems.append(Problem(file=self._file, field=field, message=message))

    def check_needle(self, component: Needling, field: str) -> None:
        """A needle can't go deeper than it is long: one of the two numbers is mistyped."""
        length = component.needle.length_mm
        longest = None if isinstance(length, AtLeast) else highest(length)
        for index, point in enumerate(component.points):
            deepest = highest(point.depth_mm)
            if longest is not None and deepest is not None and deepest > longest:
                message = f"goes to {deepest:g} mm, but the needle is {longest:g} mm long (needle.length_mm)"
                self.refuse(f"{field}.points[{index}].depth_mm", message)

    def points(self, items: tuple[Coded, ...], field: str) -> tuple[Coded, ...]:
        made = tuple(self._point(item, f"{field}[{index}]") for index, item in enumerate(items))
        seen: dict[tuple[str, str, str], int] = {}
        for index, item in enumerate(made):
            key = (item.code, item.level, str(item.side) if item.code == "EX-B2" else "")
            if item.code and item.code != "EX-Ashi" and key in seen:
                name = f"{item.code} {item.level}".strip()
                self.refuse(
                    f"{field}[{index}].code", f"{name} stands twice in this component: see also {field}[{seen[key]}]"
                )
            seen.setdefault(key, index)
        return made

    def rules(self, rules: tuple[PointRule, ...], field: str) -> tuple[PointRule, ...]:
        made = []
        for index, rule in enumerate(rules):
            codes = [self._code(code, f"{field}[{index}].choose_from[{n}]") for n, code in enumerate(rule.choose_from)]
            made.append(replace(rule, choose_from=tuple(code or "" for code in codes)))
        return tuple(made)

    def _point(self, item: Coded, field: str) -> Coded:
        if not item.code:
            if not isinstance(item, NeedlePoint) and item.region is not None:
                return item
            self.refuse(f"{field}.code", "is missing")
            return item
        code = self._code(item.code, f"{field}.code")
        if code is None:
            return item
        point = self._library.points[code]
        self._check_level(item, point, field)
        return replace(item, code=code)

    def _code(self, text: str, field: str) -> str | None:
        code = parse_code(text, self._library.points)
        if code is None:
            close = ", ".join(near_points(text, self._library)) or "nothing"
            self.refuse(field, f"is '{text[:60]}', and there is no such point; near it: {close}")
        return code

    def _check_level(self, item: Coded, point: Point, field: str) -> None:
        if point.levels and item.level not in point.levels:
            asked = f"is '{item.level}'" if item.level else "is missing"
            self.refuse(f"{field}.level", f"{asked}; {point.code} needs one of {', '.join(point.levels)}")
        elif item.level and not point.levels:
            self.refuse(f"{field}.level", f"is '{item.level}', but {point.code} has no levels")
