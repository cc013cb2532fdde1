"""Intakes that drafts are made from, the shipped library, and short ways to read a draft."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path as Folder
from typing import Any, TypeVar

from tests.builders import TODAY, a_patient, an_intake
from treatplan.content.packs import load_library
from treatplan.domain.findings import Finding
from treatplan.domain.intake import (
    Answer,
    Complaint,
    Examination,
    FactorAnswer,
    Intake,
    Onset,
    Path,
    Patient,
    Pregnancy,
    PregnancyStatus,
    Radiation,
    Reach,
)
from treatplan.domain.library import Library
from treatplan.domain.modality import Advice, Cupping, Moxibustion, NeedlePoint, Needling, Reason, Stretching
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.plan import LeftOut, Plan, PlanItem, all_items
from treatplan.domain.planning import draft
from treatplan.domain.rules import Level
from treatplan.domain.safety import check

CORE = Folder(__file__).resolve().parents[3] / "resources" / "content" / "core"
CAUSES = ("W01", "W02", "W03", "W04", "W05", "W06")
PATTERNS = tuple(f"T{number:02}" for number in range(1, 15))
ONSETS = tuple(Onset)
Part = TypeVar("Part", Needling, Moxibustion, Cupping, Stretching, Advice)


@cache
def library() -> Library:
    """The library that we ship."""
    return load_library([CORE])


@cache
def no_flags() -> dict[str, Answer]:
    """Every question of a red flag answered no."""
    flags = library().red_flags.values()
    return {f"{flag.id}.{part.id}": Answer.NO for flag in flags for part in flag.parts if not part.derived}


def complaint(*regions: Region, days: int | None = 60, onset: str = "unknown", **fields: Any) -> Complaint:
    """Pain in the lower back, or in other regions, that began some days ago."""
    started = None if days is None else date.fromordinal(TODAY.toordinal() - days)
    places = tuple(Place(region=region) for region in regions or (Region.LOW_BACK,))
    return Complaint(places=places, started_on=started, onset=Onset(onset), **fields)


def leg(reach: Reach = Reach.FOOT, path: Path = Path.BACK, side: Side = Side.LEFT) -> Radiation:
    """Pain that runs into the leg."""
    return Radiation(reach=reach, path=path, side=side)


def sound_intake(*, causes: tuple[str, ...] = (), patterns: tuple[str, ...] = (), **fields: Any) -> Intake:
    """An intake with every red flag answered no, and what blocks when unknown answered no as well."""
    given: dict[str, Any] = {"red_flags": no_flags(), "complaint": complaint()} | fields
    known = {id_: FactorAnswer(answer=Answer.NO) for id_, one in library().factors.items() if one.unknown_blocks}
    given["factors"] = known | dict(given.get("factors", {}))
    return an_intake(**given, causes=causes, patterns=patterns)


def facts(*ids: str, regions: tuple[Region, ...] = ()) -> dict[str, FactorAnswer]:
    """These patient factors answered yes."""
    return {id_: FactorAnswer(answer=Answer.YES, regions=regions) for id_ in ids}


def drafted(intake: Intake) -> Plan:
    """The draft for an intake that holds no emergency."""
    made = draft(intake, library(), TODAY)
    assert isinstance(made, Plan)
    return made


def part(plan: Plan, kind: type[Part]) -> Part | None:
    """The component of a kind, if the plan has one."""
    return next((component for component in plan.components if isinstance(component, kind)), None)


def need(plan: Plan, kind: type[Part]) -> Part:
    """The component of a kind that the plan must have."""
    found = part(plan, kind)
    assert found is not None, f"no {kind.__name__}"
    return found


def points(plan: Plan) -> tuple[str, ...]:
    """Names of the needled points in their order, with level."""
    found = part(plan, Needling)
    return tuple(one.item_id.removeprefix("needling.") for one in found.points) if found else ()


def point(plan: Plan, name: str) -> NeedlePoint:
    """One needled point."""
    return next(one for one in need(plan, Needling).points if one.item_id == f"needling.{name}")


def exercises(plan: Plan) -> tuple[str, ...]:
    """Ids of the exercises in their order."""
    found = part(plan, Stretching)
    return tuple(one.exercise for one in found.exercises) if found else ()


def out_of(plan: Plan, start: str) -> LeftOut:
    """The one entry of what was left out that begins so."""
    found = [entry for entry in plan.left_out if entry.what.startswith(start)]
    assert len(found) == 1, [entry.what for entry in plan.left_out]
    return found[0]


def rule_findings(plan: Plan, intake: Intake, *levels: Level) -> list[Finding]:
    """Findings of safety rules against the plan, of these levels."""
    return [one for one in check(plan, intake, library()) if one.kind == "rule" and one.level in levels]


def reasons(plan: Plan) -> Iterator[tuple[PlanItem, Reason]]:
    """Every item with each of its reasons."""
    for item in all_items(plan):
        for reason in item.because:
            yield item, reason


def without(intake: Intake, field: str, value: str) -> Intake:
    """The intake with one fact gone: what a reason names, and nothing else."""
    head, _, rest = field.partition(".")
    gone: Any
    match head:
        case "causes" | "patterns" | "medicines":
            gone = tuple(one for one in getattr(intake, head) if one != value)
        case "factors":
            gone = {id_: answer for id_, answer in intake.factors.items() if id_ != rest}
        case "examination":
            gone = Examination()
        case "patient":
            gone = _other_patient(intake, rest)
        case "complaint":
            gone = _other_complaint(intake.complaint, rest, value)
        case _:
            raise AssertionError(f"a reason names {field}, which this test does not know")
    changed: dict[str, Any] = {head: gone}
    return replace(intake, **changed)


def _other_patient(intake: Intake, field: str) -> Patient:
    if field.startswith("pregnancy"):
        return replace(intake.patient, pregnancy=Pregnancy(status=PregnancyStatus.NOT_POSSIBLE))
    return a_patient(age=40)


def _other_complaint(before: Complaint, field: str, value: str) -> Complaint:
    name, _, inner = field.partition(".")
    gone: Any
    match name:
        case "places":
            left = tuple(place for place in before.places if place.region.value != value)
            gone = left or (Place(region=Region.ELBOW),)
        case "onset":
            gone = Onset.UNKNOWN
        case "started_on" | "pain_now" | "pain_worst" | "pain_average":
            gone = None
        case "radiation":
            gone = _other_radiation(before.radiation, inner)
        case "quality" | "worse_with" | "better_with":
            gone = tuple(one for one in getattr(before, name) if one.value != value)
        case _:
            raise AssertionError(f"a reason names complaint.{field}, which this test does not know")
    changed: dict[str, Any] = {name: gone}
    return replace(before, **changed)


def _other_radiation(before: Radiation | None, field: str) -> Radiation | None:
    """A path not known, or pain on both sides; without its reach there is no leg pain."""
    if before is None or field == "reach":
        return None
    return replace(before, path=Path.NOT_SURE) if field == "path" else replace(before, side=Side.BILATERAL)
