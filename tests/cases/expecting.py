"""The golden cases of `tests/cases/golden`: whole intakes, and what has to come of them, written from the tables.

Each `NN-name.intake.json` is a patient as the program reads one. Its `NN-name.expect.toml` says what must be in the
draft and what must not, how many at most, which findings appear, and what is said where the practitioner adds
something by hand. Every expectation names in `because` the rows of the clinical tables that it rests on. None is made
from what the program does.

    why = "one sentence about this patient"
    stops = "emergency"                     where there is a referral in place of a draft

    [[must]]       kind, of (all, or `at_least` of them), because
    [[must_not]]   kind, of, because
    [[most]]       kind, value, of (points, where not all), because
    [[course]]     sessions, weeks, review (each from, to), because
    [[flag]]       urgency, because (red flags)
    [[finding]]    because (safety rows: each of them fires, at the level of the table unless `level` says another)
    [[quiet]]      because (rows and flags that do not fire)
    [[adds]]       what (kinds), at (points, regions, exercises), with, because (rows that fire for each kind alone)
    [[spares]]     the same, for rows that do not fire
"""

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.cases.reading import HERE, TODAY, library, table
from treatplan.domain.dose import AtLeast, Span
from treatplan.domain.findings import Finding
from treatplan.domain.intactness import sound_intake, sound_plan
from treatplan.domain.intake import Intake
from treatplan.domain.modality import Cupping, Moxibustion, Needling, Stretching
from treatplan.domain.plan import Plan
from treatplan.domain.rules import Kind
from treatplan.exchange.files import plan_of, read_intake

GOLDEN = HERE / "golden"
FLAG_LEVELS = {"emergency": "emergency", "urgent": "refer", "gp_review": "caution"}
STATEMENTS = ("must", "must_not", "most", "course", "flag", "finding", "quiet", "adds", "spares")
NUMBERS = ("depth_mm", "diameter_mm", "insertions", "retention_min", "moxa_minutes", "cup_minutes")
_CUPS = (Kind.CUPPING_DRY, Kind.CUPPING_MOVING, Kind.CUPPING_WET)
_NEEDLES = (Kind.NEEDLING, Kind.ELECTROACUPUNCTURE)
_SKIN = (*_NEEDLES, Kind.MOXIBUSTION, *_CUPS)
SEVERAL: Mapping[str, tuple[Kind, ...]] = {
    "needles": _NEEDLES,
    "cups": _CUPS,
    "skin": _SKIN,
    "every": (*_SKIN, Kind.STRETCHING),
}
"""Words for several kinds: needling binds electrical stimulation, dry cupping the others, as safety.md says."""
_STRETCH = re.compile(r"EX\d\d")
_REGION = re.compile(r"[a-z_]+")
_USUAL: Mapping[str, tuple[str, ...]] = {
    "needles": ("BL23", "BL25", "BL40"),
    "moxa": ("BL23",),
    "cups": ("low_back",),
    "exercises": ("EX01", "EX20"),
}


@dataclass(frozen=True)
class Says:
    """One expectation of a case. `statement` is the heading it stands under; `place` counts them from one."""

    statement: str
    place: int
    because: tuple[str, ...]
    kind: str = ""
    of: tuple[str, ...] = ()
    at_least: int | None = None
    value: float | None = None
    level: str = ""
    urgency: str = ""
    what: tuple[Kind, ...] = ()
    at: tuple[str, ...] = ()
    with_: Mapping[str, Any] = field(default_factory=dict)
    sessions: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    review: tuple[int, ...] = ()


@dataclass(frozen=True)
class Golden:
    """One golden case."""

    name: str
    why: str
    stops: str
    says: tuple[Says, ...]

    def under(self, *statements: str) -> tuple[Says, ...]:
        """Its expectations under these headings."""
        return tuple(one for one in self.says if one.statement in statements)


@cache
def goldens() -> tuple[Golden, ...]:
    """Every golden case, in the order of the files."""
    return tuple(_golden(file) for file in sorted(GOLDEN.glob("*.expect.toml")))


@cache
def patient_of(name: str) -> Intake:
    """The intake of a golden case, as the program reads one."""
    return in_file(GOLDEN / f"{name}.intake.json")


def in_file(file: Path) -> Intake:
    """The intake in a file, read and checked as the program does."""
    return sound_intake(read_intake(file), library(), file.name, TODAY)


@cache
def ids_of(name: str) -> frozenset[str]:
    """The ids of a clinical table."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def kinds_bound(modality: str) -> tuple[Kind, ...]:
    """The kinds of treatment that a row of the table binds, those that inherit included."""
    named = {"all": SEVERAL["every"], "all except stretching": SEVERAL["skin"]}
    if modality in named:
        return named[modality]
    inherits = {Kind.NEEDLING: _NEEDLES, Kind.CUPPING_DRY: _CUPS}
    own = [Kind(word.strip()) for word in modality.split(";")]
    return tuple(dict.fromkeys(kind for one in own for kind in inherits.get(one, (one,))))


def family(row: str) -> Iterator[str]:
    """The rules made from a row: its own, and its parts (`P18b`) that are no row of the table themselves."""
    for id_ in library().rules:
        if id_ == row or (id_[:-1] == row and id_[-1:].islower() and id_ not in table()):
            yield id_


def fired(row: str, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that a row of the table, or a red flag, is behind; questions still open are not told."""
    rules = {row, *family(row)}
    return tuple(finding for finding in found if finding.rule in rules and finding.kind != "not_asked")


def holds_in(plan: Plan, kind: str) -> frozenset[str]:
    """Everything of a kind that a draft holds, in the words of the expectations; `any` where there is something."""
    held = frozenset(_held(plan, kind))
    return held | {"any"} if held else held


def numbers_in(plan: Plan, kind: str, of: tuple[str, ...]) -> Iterator[float]:
    """The planned numbers of a kind, the highest of each span."""
    for dose in _doses(plan, kind, of):
        match dose:
            case Span(high=high):
                yield float(high)
            case int() | float():
                yield float(dose)
            case AtLeast():
                yield float("inf")


def added(one: Says, kind: Kind) -> Plan:
    """A plan with nothing but what a practitioner adds by hand: one component of this kind."""
    component = _component(kind, one.at) | ({} if kind is Kind.STRETCHING else dict(one.with_))
    text = json.dumps({"format": "treatplan.plan/1", "components": [component]})
    return sound_plan(plan_of(text), library(), "added")


def _golden(file: Path) -> Golden:
    with file.open("rb") as opened:
        entries = tomllib.load(opened)
    why, stops = entries.pop("why"), entries.pop("stops", "")
    unknown = entries.keys() - set(STATEMENTS)
    if unknown:
        raise KeyError(f"{file.name}: no such statement: {sorted(unknown)}")
    says = [
        _says(statement, place, entry) for statement in entries for place, entry in enumerate(entries[statement], 1)
    ]
    return Golden(name=file.name.removesuffix(".expect.toml"), why=why, stops=stops, says=tuple(says))


def _says(statement: str, place: int, entry: Mapping[str, Any]) -> Says:
    words: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in entry.items()}
    what = words.pop("what", ())
    names = (what,) if isinstance(what, str) else what
    kinds = tuple(kind for name in names for kind in SEVERAL.get(name) or (Kind(name),))
    return Says(statement=statement, place=place, what=kinds, with_=words.pop("with", {}), **words)


def _held(plan: Plan, kind: str) -> Iterator[str]:
    for component in plan.components:
        if isinstance(component, Needling) and kind in {"points", "electro", "position"}:
            yield from _of_needling(component, kind)
        elif isinstance(component, Moxibustion) and kind in {"moxa", "position"}:
            yield from _of_moxibustion(component, kind)
        elif isinstance(component, Cupping) and kind in {"cupping", "position"}:
            yield from _of_cupping(component, kind)
        elif isinstance(component, Stretching) and kind == "stretches":
            yield from (one.exercise for one in component.exercises)
        elif component.modality == "advice" and kind == "advice":
            yield from (item.leaflet for item in component.items)


def _of_needling(component: Needling, kind: str) -> Iterator[str]:
    if kind == "points":
        yield from (point.code for point in component.points)
        yield from (code for rule in component.point_rules for code in rule.choose_from)
        yield from ("ashi" for rule in component.point_rules if rule.kind == "ashi")
    elif kind == "position":
        yield str(component.position)
    elif not isinstance(component.electrical, str):
        yield "electrical"


def _of_moxibustion(component: Moxibustion, kind: str) -> Iterator[str]:
    if kind == "position":
        yield str(component.position)
        return
    yield from (str(component.technique), str(component.material.smoke))
    yield from (point.code or str(point.region) for point in component.points)


def _of_cupping(component: Cupping, kind: str) -> Iterator[str]:
    if kind == "position":
        yield str(component.position)
        return
    yield from (str(component.style), str(component.strength), str(component.cup.source))
    yield from (site.code or str(site.region) for site in component.sites)


def _doses(plan: Plan, kind: str, of: tuple[str, ...]) -> Iterator[object]:
    for component in plan.components:
        match component:
            case Needling():
                own = {"diameter_mm": component.needle.diameter_mm, "insertions": component.insertions}
                if kind in own:
                    yield own[kind]
                elif kind == "retention_min":
                    yield component.retention_min
                    yield from (point.retention_min for point in component.points)
                elif kind == "depth_mm":
                    yield from (point.depth_mm for point in component.points if not of or point.code in of)
            case Moxibustion() if kind == "moxa_minutes":
                yield from (point.minutes for point in component.points)
            case Cupping() if kind == "cup_minutes":
                yield from (site.minutes for site in component.sites)


def _component(kind: Kind, at: tuple[str, ...]) -> dict[str, Any]:
    places = [place for place in at if not _STRETCH.fullmatch(place)]
    points = [place for place in places if not _REGION.fullmatch(place)]
    match kind:
        case Kind.STRETCHING:
            exercises = [place for place in at if _STRETCH.fullmatch(place)] or _USUAL["exercises"]
            return {"modality": "stretching", "exercises": _numbered(exercises, lambda id_: {"exercise": id_})}
        case Kind.MOXIBUSTION:
            return {
                "modality": "moxibustion",
                "technique": "suspended",
                "material": {"kind": "pure", "smoke": "smoke"},
                "distance_mm": 25,
                "points": _numbered(places or _USUAL["moxa"], _placed),
            }
        case Kind.CUPPING_DRY | Kind.CUPPING_MOVING | Kind.CUPPING_WET:
            return {
                "modality": "cupping",
                "style": kind.value.removeprefix("cupping_"),
                "strength": "medium",
                "cup": {"source": "pump"},
                "sites": _numbered(places or _USUAL["cups"], _placed),
            }
    needled: dict[str, Any] = {"modality": "needling", "points": _numbered(points or _USUAL["needles"], _placed)}
    electric = {"electrical": {"minutes": 20}, "stimulation": "electrical"}
    return needled | electric if kind is Kind.ELECTROACUPUNCTURE else needled


def _placed(place: str) -> dict[str, str]:
    if _REGION.fullmatch(place):
        return {"region": place}
    code, _, level = place.partition(" ")
    return {"code": code, "level": level} if level else {"code": code}


def _numbered(places: Any, made: Any) -> list[dict[str, Any]]:
    return [{"item_id": str(number), **made(place)} for number, place in enumerate(places, start=1)]
