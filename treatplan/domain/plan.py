"""The plan: aim, reasoning, course and components, with what was left out and why. File format `treatplan.plan/1`."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from annotated_types import Interval, Len

from treatplan.domain.dose import Absent, Count, Length, Number, Time
from treatplan.domain.intake import Line, Note
from treatplan.domain.modality import (
    AdviceItem,
    Component,
    CupSite,
    Exercise,
    HeatPoint,
    NeedlePoint,
    PointRule,
    Rationale,
    Reason,
    Sources,
    Variation,
)
from treatplan.domain.value import value

PLAN_FORMAT: Literal["treatplan.plan/1"] = "treatplan.plan/1"

PlanItem: TypeAlias = NeedlePoint | HeatPoint | CupSite | Exercise | AdviceItem | PointRule


class Status(StrEnum):
    """Life of a plan. A released plan never changes; an amendment is the next version."""

    DRAFT = "draft"
    RELEASED = "released"
    AMENDED = "amended"
    CLOSED = "closed"
    PUBLISHED = "published"


@value
class Phase:
    """One stretch of the course at one pace: `sessions` visits, `times` per `per`, for `weeks` weeks."""

    sessions: Number = Absent.NOT_REPORTED
    times: Number = Absent.NOT_REPORTED
    per: Literal["day", "week", "fortnight", "month"] | Absent = Absent.NOT_REPORTED
    weeks: Length = Absent.NOT_REPORTED
    text: Line = ""


@value
class Regimen:
    """The course. `review_session` is the visit at which progress is looked at; `review_rule` says what follows."""

    phases: tuple[Phase, ...] = ()
    sessions: Number = Absent.NOT_REPORTED
    weeks: Length = Absent.NOT_REPORTED
    session_min: Time = Absent.NOT_REPORTED
    review_session: Count | None = None
    review_rule: Note = ""
    starts_on: date | None = None
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Diagnosis:
    """What the plan rests on: causes and traditional patterns by id, and codes as the practitioner chose them."""

    causes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    condition: Line = ""
    icd10cm: tuple[Line, ...] = ()
    icd11: tuple[Line, ...] = ()
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Context:
    """Setting, instructions to practitioners, and what patients are told (STRICTA 4b)."""

    setting: Line | Absent = Absent.NOT_REPORTED
    practitioner_instructions: Note | Absent = Absent.NOT_REPORTED
    patient_information: tuple[Line, ...] | Absent = Absent.NOT_REPORTED
    co_interventions: tuple[Note, ...] = ()
    not_allowed: tuple[Line, ...] = ()


@value
class Practitioner:
    """Who treats (STRICTA 5)."""

    name: Line = ""
    qualification: Line | Absent = Absent.NOT_REPORTED
    registration_no: Line = ""
    years_practice: Annotated[int, Interval(ge=0, le=80)] | Absent = Absent.NOT_REPORTED
    special_training: tuple[Line, ...] = ()


@value
class Clinic:
    """The letterhead: what the handout prints at its top."""

    name: Line = ""
    address: Line = ""
    phone: Line = ""


@value
class Control:
    """Comparator of a trial (STRICTA 6); not applicable in care."""

    rationale: Note | Absent = Absent.NOT_APPLICABLE
    description: Note | Absent = Absent.NOT_APPLICABLE


@value
class LeftOut:
    """Something the draft considered and kept out, and the rule or reason that kept it out."""

    what: Line
    rule: str = ""
    text: Note
    sources: Sources = ()


@value
class FindingAnswer:
    """A practitioner's answer to a finding. It lapses when the fact that fired it changes (`fact_hash`)."""

    rule: str
    rule_set: str
    item_id: str = ""
    fact_hash: str
    decision: Literal["overridden", "assessed", "acknowledged"]
    reason: Annotated[str, Len(0, 4000)] = ""
    by: Line
    on: date


@value
class Citation:
    """Where a published protocol comes from; trial facts are metadata, not treatment."""

    id: Line
    citation: Line
    doi: Line | None = None
    design: Line | None = None
    condition: Line | None = None
    arm: Line | None = None
    n_randomised: Annotated[int, Interval(ge=1)] | None = None
    comparators: Note | None = None
    outcomes: tuple[Line, ...] | None = None
    found_in: tuple[Note, ...] = ()
    found_fields: tuple[Line, ...] = ()
    memory_fields: tuple[Line, ...] = ()
    note: Note | None = None


@value
class Plan:
    """A whole plan. `library` names the content packs and versions that it was drafted with.

    `for_patient` marks whose plan it is (`keys.patient_mark`), so that it is not printed with another's intake.
    """

    format: Literal["treatplan.plan/1"]
    status: Status = Status.DRAFT
    for_patient: Annotated[str, Len(0, 64)] = ""
    version: Annotated[int, Interval(ge=1, le=10_000)] = 1
    drafted_on: date | None = None
    library: Annotated[str, Len(0, 2000)] = ""
    aim: Note = ""
    rationale: Rationale = field(default_factory=Rationale)
    variation: Variation = field(default_factory=Variation)
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    regimen: Regimen = field(default_factory=Regimen)
    components: tuple[Component, ...] = ()
    context: Context = field(default_factory=Context)
    practitioner: Practitioner = field(default_factory=Practitioner)
    clinic: Clinic = field(default_factory=Clinic)
    control: Control = field(default_factory=Control)
    left_out: tuple[LeftOut, ...] = ()
    answers: tuple[FindingAnswer, ...] = ()
    citation: Citation | None = None


def items_of(component: Component) -> tuple[PlanItem, ...]:
    """The items of a component in their order: points, sites, exercises, advice, then rules for points."""
    match component.modality:
        case "needling":
            return (*component.points, *component.point_rules)
        case "moxibustion":
            return (*component.points, *component.point_rules)
        case "cupping":
            return (*component.sites, *component.site_rules)
        case "stretching":
            return component.exercises
        case "advice":
            return component.items


def all_items(plan: Plan) -> tuple[PlanItem, ...]:
    """Every item of every component, in order."""
    return tuple(item for component in plan.components for item in items_of(component))
