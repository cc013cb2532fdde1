"""Ten published protocols fit the plan format without loss: each treatment field is found again, from its own place.

The source facts stand in `trials-examples.json`; the plan files were written by hand from them. What a plan says is
read through `Told`, which knows the plan format only, and is compared with the source field by field.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from treatplan.content.packs import load_library
from treatplan.domain.dose import Absent, AtLeast, Span
from treatplan.domain.intactness import sound_plan
from treatplan.domain.library import Library
from treatplan.domain.modality import (
    Cupping,
    CupSite,
    HeatPoint,
    Moxibustion,
    NeedlePoint,
    Needling,
    PointRule,
    Response,
    Stretching,
)
from treatplan.domain.places import Side
from treatplan.domain.plan import Phase, Plan, items_of
from treatplan.exchange.files import read_plan

HERE = Path(__file__).parent
CORE = HERE.parents[1] / "resources" / "content" / "core"
TRIALS: dict[str, dict[str, Any]] = {
    trial["id"]: trial for trial in json.loads((HERE / "trials-examples.json").read_text(encoding="utf-8"))
}


def number(dose: object) -> Any:
    match dose:
        case Absent():
            return None
        case Span():
            return [dose.low, dose.high]
        case AtLeast():
            return f">={dose.at_least:g}"
        case _:
            return dose


def pace(phase: Phase, *, alone: bool) -> str | None:
    if isinstance(phase.per, Absent):
        return None
    weeks = "" if alone else f" for {number(phase.weeks):g} weeks"
    return f"{number(phase.times)} per {phase.per}{weeks}"


class Told:
    """What a plan file says, in the words of the source's fields."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.first = plan.components[0]
        self.needling = next((c for c in plan.components if isinstance(c, Needling)), None)
        self.moxa = next((c for c in plan.components if isinstance(c, Moxibustion)), None)
        self.cups = next((c for c in plan.components if isinstance(c, Cupping)), None)
        self.exercise_part = next((c for c in plan.components if isinstance(c, Stretching)), None)

    @property
    def modality(self) -> str:
        electrical = self.needling is not None and not isinstance(self.needling.electrical, Absent)
        return "electroacupuncture" if electrical else self.first.modality

    @property
    def points(self) -> list[str] | None:
        named = []
        for item in items_of(self.first):
            if isinstance(item, PointRule):
                named += list(item.choose_from) if item.text == ", ".join(item.choose_from) else [item.text]
            else:
                named.append(getattr(item, "code", ""))
        return sorted(named) or None

    @property
    def point_rule(self) -> str | None:
        return self.first.variation.rules or None if self.first.modality != "advice" else None

    @property
    def laterality(self) -> str | None:
        points = [item for item in items_of(self.first) if isinstance(item, NeedlePoint | HeatPoint | CupSite)]
        if not any(item.side is Side.BILATERAL for item in points):
            return None
        for item in points:
            midline = item.code.startswith("GV") or item.code == "EX-B8"
            assert item.side is (Side.MIDLINE if midline else Side.BILATERAL)
        return "bilateral"

    @property
    def needle(self) -> dict[str, object] | None:
        if self.needling is None:
            return None
        needle = self.needling.needle
        told = {
            "diameter_mm": number(needle.diameter_mm),
            "length_mm": number(needle.length_mm),
            "gauge": needle.gauge or None,
        }
        return told if any(told.values()) else None

    @property
    def depth_mm(self) -> object:
        return number(self.needling.depth_mm) if self.needling else None

    @property
    def de_qi(self) -> bool | None:
        sought = self.needling.response_sought if self.needling else Absent.NOT_REPORTED
        return None if isinstance(sought, Absent) else Response.DE_QI in sought

    @property
    def stimulation(self) -> str | None:
        return self.needling.stimulation_text or None if self.needling else None

    @property
    def retention_min(self) -> object:
        if self.needling is not None:
            return number(self.needling.retention_min)
        minutes = {number(item.minutes) for item in items_of(self.first) if hasattr(item, "minutes")}
        minutes.discard(None)
        return minutes.pop() if len(minutes) == 1 and not isinstance(self.first, Stretching) else None

    @property
    def needle_count(self) -> object:
        if self.needling is None:
            return None
        if self.needling.insertions_note:
            counted = number(self.needling.insertions)
            low, high = counted if isinstance(counted, list) else (counted, counted)
            assert {str(low), str(high)} <= set(self.needling.insertions_note.replace("-", " ").split())
            return self.needling.insertions_note
        return number(self.needling.insertions)

    @property
    def sessions(self) -> object:
        in_phases = [number(phase.sessions) for phase in self.plan.regimen.phases]
        assert sum(count for count in in_phases if isinstance(count, int)) == number(self.plan.regimen.sessions)
        return number(self.plan.regimen.sessions)

    @property
    def frequency(self) -> str | None:
        phases = self.plan.regimen.phases
        told = [pace(phase, alone=len(phases) == 1) for phase in phases]
        return ", then ".join(words for words in told if words) or None

    @property
    def weeks(self) -> object:
        assert sum(number(phase.weeks) for phase in self.plan.regimen.phases) == number(self.plan.regimen.weeks)
        return number(self.plan.regimen.weeks)

    @property
    def moxibustion(self) -> object:
        if self.moxa is not None:
            return f"{self.moxa.description}, {self.retention_min:g} min"
        return False if "moxibustion" in self.plan.context.not_allowed else None

    @property
    def cupping(self) -> object:
        if self.cups is not None:
            minutes = f", {self.retention_min:g} min" if self.retention_min else ""
            return f"{self.cups.style}{minutes}"
        return False if "cupping" in self.plan.context.not_allowed else None

    @property
    def exercise(self) -> str | None:
        return self.exercise_part.description if self.exercise_part else None

    @property
    def other_components(self) -> str | None:
        told = self.plan.context.practitioner_instructions
        return None if isinstance(told, Absent) else told

    @property
    def co_intervention(self) -> str | None:
        return "; ".join(self.plan.context.co_interventions) or None


TREATMENT = (
    "modality",
    "point_rule",
    "needle",
    "depth_mm",
    "de_qi",
    "stimulation",
    "retention_min",
    "needle_count",
    "sessions",
    "frequency",
    "weeks",
    "moxibustion",
    "cupping",
    "exercise",
    "other_components",
    "co_intervention",
)
METADATA = ("id", "citation", "doi", "design", "condition", "arm", "n_randomised", "comparators", "note")


@pytest.fixture(params=sorted(TRIALS))
def trial(request: pytest.FixtureRequest) -> dict[str, Any]:
    return TRIALS[request.param]


@pytest.fixture(scope="module")
def shelf() -> Library:
    return load_library([CORE])


def test_that_every_published_protocol_stands_on_the_shelf(shelf: Library) -> None:
    assert shelf.published.keys() == TRIALS.keys()


def test_that_the_shelf_holds_the_protocol_as_the_plan_file_does(trial: dict[str, Any], shelf: Library) -> None:
    assert shelf.published[trial["id"]].plan == read_plan(HERE / f"{trial['id']}.plan.json")


def test_that_a_protocol_on_the_shelf_is_a_sound_plan(trial: dict[str, Any], shelf: Library) -> None:
    plan = shelf.published[trial["id"]].plan
    assert sound_plan(plan, shelf, "shelf") == plan


@pytest.fixture
def told(trial: dict[str, Any]) -> Told:
    return Told(read_plan(HERE / f"{trial['id']}.plan.json"))


def test_that_every_source_field_is_compared() -> None:
    compared = {*TREATMENT, *METADATA, "points", "laterality", "outcomes", "provenance"}
    assert compared == {field for trial in TRIALS.values() for field in trial}


@pytest.mark.parametrize("field", TREATMENT)
def test_that_a_treatment_field_is_kept(field: str, trial: dict[str, Any], told: Told) -> None:
    kept, reported = getattr(told, field), trial[field]
    if isinstance(reported, dict):
        reported = {key: f">={entry[2:]}" if isinstance(entry, str) and key != "gauge" else entry
                    for key, entry in reported.items()}  # fmt: skip
    assert kept == reported


def test_that_all_points_are_kept(trial: dict[str, Any], told: Told) -> None:
    assert told.points == (sorted(trial["points"]) if trial["points"] else None)


def test_that_the_side_of_each_point_is_kept(trial: dict[str, Any], told: Told) -> None:
    assert told.laterality == (trial["laterality"] and trial["laterality"].partition(" ")[0])


def test_that_ranges_of_points_are_written_out(told: Told) -> None:
    if told.plan.citation and told.plan.citation.id == "brinkhaus2006-art":
        rules = {rule.text: rule.choose_from for rule in told.needling.point_rules} if told.needling else {}
        assert len(rules["BL20-BL34 (local choice)"]) == 15
        assert rules["BL50-BL54 (local choice)"] == ("BL50", "BL51", "BL52", "BL53", "BL54")


@pytest.mark.parametrize("field", METADATA)
def test_that_the_citation_is_kept(field: str, trial: dict[str, Any], told: Told) -> None:
    assert told.plan.citation is not None
    assert getattr(told.plan.citation, field) == trial[field]


def test_that_outcomes_and_provenance_are_kept(trial: dict[str, Any], told: Told) -> None:
    citation = told.plan.citation
    assert citation is not None
    assert list(citation.outcomes or ()) == (trial["outcomes"] or [])
    provenance = trial["provenance"]
    assert list(citation.found_in) == [f"{found['url']} | {found['gives']}" for found in provenance["found_in"]]
    assert list(citation.found_fields) == provenance["found_fields"]
    assert list(citation.memory_fields) == provenance["memory_fields"]
