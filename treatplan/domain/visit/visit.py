"""A visit as one value: file format `treatplan.visit/1`. Whatever is not filled in was not asked, or not given.

Who opened, signed and when stands beside it in the record; a signed one is never changed, only added to.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from typing import Annotated, Literal, TypeAlias

from annotated_types import Interval, Len

from treatplan.domain.dose import Count, Minutes
from treatplan.domain.intake import Answer, Examination, FactorAnswer, Line, Note
from treatplan.domain.modality import Position
from treatplan.domain.outcomes import Answer as Said
from treatplan.domain.outcomes import Direction, Doubt
from treatplan.domain.plan import FindingAnswer
from treatplan.domain.value import value
from treatplan.domain.visit.given import (
    Days,
    Given,
    GivenAdvice,
    GivenCups,
    GivenCurrent,
    GivenExercise,
    GivenHeat,
    GivenNeedle,
    ItemId,
)

VISIT_FORMAT: Literal["treatplan.visit/1"] = "treatplan.visit/1"
Severity: TypeAlias = Literal["mild", "moderate", "severe", "serious"]
Relation: TypeAlias = Literal["not_related", "possible", "probable", "certain", "not_known"]


@value
class SecondLook:
    """Somebody looked for the missing needle again: who, when by the clock on the wall, and what was found."""

    by: Line = ""
    at: time | None = None
    found: Line = ""


@value
class NeedleCount:
    """Needles counted in and out in one position. Where the two differ, why, and who looked a second time."""

    position: Position
    needles_in: Count
    needles_out: Count
    reason: Note = ""
    second_look: SecondLook | None = None


@value
class LastResponse:
    """What became of the complaint after the last treatment, in the patient's word."""

    direction: Direction
    note: Note = ""


@value
class AdverseEvent:
    """Something that went wrong at the last visit, since then, or today. `kind` is an id of the library."""

    kind: Annotated[str, Len(1, 60)]
    severity: Severity
    relation: Relation = "not_known"
    action: Note = ""
    note: Note = ""


@value
class Sheet:
    """One outcome measure as it was answered. `version` and `score` are filled in by the program and then stay.

    `words` is the version of the measure's wording, `language` the one it was asked in.
    """

    measure: Annotated[str, Len(1, 60)]
    values: tuple[Said, ...]
    labels: tuple[Annotated[str, Len(1, 200)], ...] = ()
    language: Annotated[str, Len(2, 12)] = "en"
    version: Annotated[int, Interval(ge=0)] = 0
    words: Annotated[int, Interval(ge=0)] = 0
    score: float | None = None
    doubt: Doubt | None = None


@value
class HomeLog:
    """How an exercise at home went since the last visit; why not, where fewer days were done than planned."""

    item_id: ItemId
    exercise: Line = ""
    days_planned: Days | None = None
    days_done: Days | None = None
    why_not: Line = ""


@value
class Afresh:
    """The answer to a question of today, with the new medicines, or the week of pregnancy, that belong to it."""

    answer: Answer = Answer.NOT_ASKED
    note: Note = ""
    medicines: Annotated[tuple[Line, ...], Len(0, 40)] = ()
    week: Annotated[int, Interval(ge=1, le=43)] | None = None


@value
class Sent:
    """Where a patient was sent because of a sign, and how. `after_treatment` says why something was given before."""

    to: Line = ""
    at: time | None = None
    how: Line = ""
    note: Note = ""
    after_treatment: Note = ""


@value
class Review:
    """The course was looked at: what was decided."""

    decision: Literal["go_on", "change", "refer", "stop"]
    note: Note = ""


@value
class Carried:
    """One field that was copied, from the plan or the last visit, and whether somebody has confirmed it."""

    field: Annotated[str, Len(1, 100)]
    source: Literal["plan", "last_visit"]
    confirmed: bool = False


@value
class Visit:
    """A whole visit. `number` counts within the course; `follows` is the id of the visit that it was copied from.

    `afresh` is keyed by question; `red_flags` and `factors` hold what else was asked today. `face_to_face_min` leaves
    out the minutes in which needles were only retained. `although` says, by rule, why something was given that the rule
    forbids: that can't be answered away, but what was done is to be told.
    """

    format: Literal["treatplan.visit/1"]
    on: date
    number: Annotated[int, Interval(ge=1, le=10_000)] | None = None
    follows: Annotated[int, Interval(ge=1)] | None = None
    carried: Annotated[tuple[Carried, ...], Len(0, 400)] = ()
    afresh: Mapping[str, Afresh] = field(default_factory=dict)
    red_flags: Mapping[str, Answer] = field(default_factory=dict)
    factors: Mapping[str, FactorAnswer] = field(default_factory=dict)
    response: LastResponse | None = None
    adverse_asked: Answer = Answer.NOT_ASKED
    adverse: Annotated[tuple[AdverseEvent, ...], Len(0, 40)] = ()
    home: Annotated[tuple[HomeLog, ...], Len(0, 40)] = ()
    outcomes: Annotated[tuple[Sheet, ...], Len(0, 40)] = ()
    examination: Examination = field(default_factory=Examination)
    consent: Mapping[str, Answer] = field(default_factory=dict)
    needles: Annotated[tuple[GivenNeedle, ...], Len(0, 100)] = ()
    retention_min: Minutes | None = None
    electrical: GivenCurrent | None = None
    counts: Annotated[tuple[NeedleCount, ...], Len(0, 12)] = ()
    heat: Annotated[tuple[GivenHeat, ...], Len(0, 60)] = ()
    cups: Annotated[tuple[GivenCups, ...], Len(0, 60)] = ()
    exercises: Annotated[tuple[GivenExercise, ...], Len(0, 40)] = ()
    advice: Annotated[tuple[GivenAdvice, ...], Len(0, 40)] = ()
    face_to_face_min: Minutes | None = None
    note: Note = ""
    answers: Annotated[tuple[FindingAnswer, ...], Len(0, 200)] = ()
    although: Mapping[str, Note] = field(default_factory=dict)
    referral: Sent | None = None
    review: Review | None = None


LISTS: Mapping[str, str] = {
    "needles": "needling",
    "heat": "moxibustion",
    "cups": "cupping",
    "exercises": "stretching",
    "advice": "advice",
}
"""The lists of things given, and the modality that each is of."""


def given(visit: Visit) -> Mapping[str, tuple[Given, ...]]:
    """What was given, by list."""
    return {
        "needles": visit.needles,
        "heat": visit.heat,
        "cups": visit.cups,
        "exercises": visit.exercises,
        "advice": visit.advice,
    }


def modalities(visit: Visit) -> tuple[str, ...]:
    """The modalities that something was given of, advice left out: it takes no consent."""
    of = [LISTS[name] for name, items in given(visit).items() if items and name != "advice"]
    if visit.electrical is not None and "needling" not in of:
        of.insert(0, "needling")
    return tuple(of)


def treated(visit: Visit) -> bool:
    """Whether anything was done to the patient."""
    return bool(modalities(visit))
