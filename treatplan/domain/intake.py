"""The intake: what the practitioner asked and was told before a plan is drafted. File format `treatplan.intake/1`."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from annotated_types import Interval, Len

from treatplan.domain.dose import Score
from treatplan.domain.places import Place, Region, Side
from treatplan.domain.value import value

INTAKE_FORMAT: Literal["treatplan.intake/1"] = "treatplan.intake/1"

PersonName: TypeAlias = Annotated[str, Len(0, 120)]
Line: TypeAlias = Annotated[str, Len(0, 300)]
Note: TypeAlias = Annotated[str, Len(0, 4000)]


class Answer(StrEnum):
    """An answer to a question about health. An unasked question is not an answered one."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    NOT_ASKED = "not_asked"


class Sex(StrEnum):
    """Sex as it matters for anatomy and pregnancy."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"


class PregnancyStatus(StrEnum):
    """Whether the patient is pregnant; `NOT_POSSIBLE` where the question does not arise."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    NOT_ASKED = "not_asked"
    NOT_POSSIBLE = "not_possible"


class PrintSize(StrEnum):
    """Size of the print on paper: 14 pt, 18 pt, or a smaller one that saves paper."""

    STANDARD = "standard"
    LARGE = "large"
    ECONOMY = "economy"


class Onset(StrEnum):
    """How the pain began."""

    RECENT_INJURY = "recent_injury"
    REPETITIVE_STRESS = "repetitive_stress"
    CHRONIC_TENSION = "chronic_tension"
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """What the pain feels like, in the patient's words as near as may be."""

    DULL = "dull"
    ACHING = "aching"
    SHARP = "sharp"
    STABBING = "stabbing"
    BURNING = "burning"
    SHOOTING = "shooting"
    TINGLING = "tingling"
    HEAVY = "heavy"
    COLD = "cold"
    STIFF = "stiff"
    TIGHT = "tight"
    FIXED = "fixed"
    MOVING = "moving"
    DISTENDING = "distending"
    WEAK = "weak"


class Modifier(StrEnum):
    """What makes the pain better or worse."""

    SITTING = "sitting"
    STANDING = "standing"
    WALKING = "walking"
    LYING = "lying"
    LYING_ON_SIDE = "lying_on_side"
    BENDING_FORWARD = "bending_forward"
    BENDING_BACK = "bending_back"
    TWISTING = "twisting"
    LIFTING = "lifting"
    COUGHING = "coughing"
    EARLY_MORNING = "early_morning"
    END_OF_DAY = "end_of_day"
    NIGHT = "night"
    REST = "rest"
    MOVEMENT = "movement"
    COLD_OR_DAMP = "cold_or_damp"
    WARMTH = "warmth"
    COOL = "cool"
    PRESSURE = "pressure"
    STRESS = "stress"
    TIREDNESS = "tiredness"
    OVERWORK = "overwork"


class Reach(StrEnum):
    """How far down the leg the pain goes."""

    NONE = "none"
    BUTTOCK = "buttock"
    THIGH = "thigh"
    BELOW_KNEE = "below_knee"
    FOOT = "foot"


class Path(StrEnum):
    """Where on the leg the pain runs; it tells the channels apart."""

    BACK = "back"
    OUTER = "outer"
    FRONT = "front"
    INNER = "inner"
    NOT_SURE = "not_sure"


class Sign(StrEnum):
    """Result of one part of the short examination."""

    NOT_DONE = "not_done"
    NORMAL = "normal"
    CHANGED = "changed"


@value
class Pregnancy:
    """Pregnancy and its week, as it is spoken of ("30 weeks" is 30, up to the day before 31), where known."""

    status: PregnancyStatus = PregnancyStatus.NOT_ASKED
    week: Annotated[int, Interval(ge=1, le=43)] | None = None


@value
class Patient:
    """Who the plan is for. A name is printed exactly as it is written here."""

    given_name: PersonName = ""
    family_name: PersonName = ""
    birth_date: date
    sex: Sex = Sex.NOT_RECORDED
    pregnancy: Pregnancy = field(default_factory=Pregnancy)
    language: Annotated[str, Len(2, 12)] = "en"
    print_size: PrintSize = PrintSize.STANDARD


@value
class Radiation:
    """Pain that runs into the leg."""

    reach: Reach = Reach.NONE
    path: Path = Path.NOT_SURE
    side: Side = Side.LEFT


@value
class Complaint:
    """Where it hurts, since when, how, and what changes it. Scores are 0 (no pain) to 10."""

    places: Annotated[tuple[Place, ...], Len(1, 30)]
    started_on: date | None = None
    first_episode: Answer = Answer.NOT_ASKED
    onset: Onset = Onset.UNKNOWN
    quality: tuple[Quality, ...] = ()
    radiation: Radiation | None = None
    worse_with: tuple[Modifier, ...] = ()
    better_with: tuple[Modifier, ...] = ()
    pain_now: Score | None = None
    pain_average: Score | None = None
    pain_worst: Score | None = None
    note: Note = ""


@value
class FactorAnswer:
    """An answer about a health fact that matters for safety, when it was asked, and where on the body it is."""

    answer: Answer = Answer.NOT_ASKED
    asked_on: date | None = None
    regions: tuple[Region, ...] = ()
    levels: tuple[Line, ...] = ()
    note: Note = ""


@value
class Examination:
    """A short examination; power, reflexes, sensation and straight-leg raise where the leg is involved."""

    power: Sign = Sign.NOT_DONE
    reflexes: Sign = Sign.NOT_DONE
    sensation: Sign = Sign.NOT_DONE
    straight_leg_raise: Sign = Sign.NOT_DONE
    systolic_mmhg: Annotated[int, Interval(ge=40, le=300)] | None = None
    diastolic_mmhg: Annotated[int, Interval(ge=20, le=200)] | None = None
    temperature_c: Annotated[float, Interval(ge=30, le=45)] | None = None
    note: Note = ""


@value
class Outcome:
    """One score of an outcome measure (RMDQ-24, PEG-3, PSFS ...), as it was on a day."""

    measure: Line
    score: Annotated[float, Interval(ge=0, le=100)]
    on: date


@value
class Intake:
    """Everything a plan is drafted from. `red_flags` is keyed by flag and part (`RF13.weight_loss`)."""

    format: Literal["treatplan.intake/1"]
    taken_on: date
    patient: Patient
    complaint: Complaint
    causes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    red_flags: Mapping[str, Answer] = field(default_factory=dict)
    red_flag_notes: Mapping[str, Note] = field(default_factory=dict)
    factors: Mapping[str, FactorAnswer] = field(default_factory=dict)
    medicines: tuple[Line, ...] = ()
    tongue: Line = ""
    pulse: Line = ""
    examination: Examination = field(default_factory=Examination)
    outcomes: tuple[Outcome, ...] = ()
    goals: tuple[Line, ...] = ()
    consent: Mapping[str, Answer] = field(default_factory=dict)


def age_years(birth: date, on: date) -> int:
    """Full years on a day; a birthday on 29 February counts from 1 March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def full_name(patient: Patient) -> str:
    """The name as people write it: family name first and unspaced where it is written in Han characters."""
    given, family = patient.given_name.strip(), patient.family_name.strip()
    if _is_han(given) and _is_han(family):
        return family + given
    return " ".join(part for part in (given, family) if part)


def _is_han(text: str) -> bool:
    return bool(text) and all("\u3400" <= char <= "\u9fff" for char in text)
