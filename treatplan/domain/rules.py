"""Safety rules, red flags and patient factors as content values. What they say is data; how they fire is `safety`.

A rule fires when one of its factors is a fact of this patient and one of its targets is hit by an item of the plan.
Conditions are a fixed list of named fields; where a day comes that needs more, write a rule in code instead.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from treatplan.domain.modality import Angle
from treatplan.domain.places import Region
from treatplan.domain.value import value


class Level(StrEnum):
    """What a finding makes the program do; strongest first."""

    EMERGENCY = "emergency"
    CONTRAINDICATED = "contraindicated"
    REFER = "refer"
    CAUTION = "caution"
    NOTE = "note"


class Scope(StrEnum):
    """Where a rule shows. Only `FINDING` and `CONDITIONAL` make findings of a plan."""

    FINDING = "finding"
    CONDITIONAL = "conditional"
    SESSION = "session"
    VISIT = "visit"
    LIBRARY = "library"


class Kind(StrEnum):
    """Kinds of treatment that rules speak of. Wet, moving and flash cupping inherit dry; electro inherits needling."""

    NEEDLING = "needling"
    ELECTROACUPUNCTURE = "electroacupuncture"
    MOXIBUSTION = "moxibustion"
    CUPPING_DRY = "cupping_dry"
    CUPPING_MOVING = "cupping_moving"
    CUPPING_WET = "cupping_wet"
    STRETCHING = "stretching"


@value
class FieldTest:
    """A test on one intake field (dotted path). All the given comparisons must hold; lists hold if any entry does.

    Without a comparison it asks whether the field is filled. `or_missing`: it also holds where nothing stands there,
    so that a week of pregnancy that nobody asked counts as any week.
    """

    field: str
    equals: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None
    or_missing: bool = False


FactorGroup: TypeAlias = Literal[
    "pregnancy", "build", "medicines", "implants", "heart_lungs", "infection", "skin", "nerves", "illness", "bones"
]


@value
class FactorText:
    """The words of a factor: its name, the question that asks for it, and the short alert."""

    name: str
    question: str = ""


@value
class Factor:
    """A fact about the patient that rules rest on.

    `derived` holds alternatives; each is a list of tests that must all hold, the telling one first: it names the fact.
    `unknown_blocks` says that an unasked or unsure answer blocks release; `asked_when` (alternatives) narrows that to
    patients for whom the question is open, such as an unanswered pregnancy. `ask` says how the fact is come by;
    `always` is true of every patient. `derived_regions` is where the fact lies when it was derived. `group` is the
    heading under which an intake asks for it.
    """

    id: str
    ask: Literal["intake", "visit", "derived", "always"]
    group: FactorGroup | None = None
    sited: bool = False
    derived: tuple[tuple[FieldTest, ...], ...] = ()
    derived_regions: tuple[Region, ...] = ()
    implies: tuple[str, ...] = ()
    not_sure_counts_as_yes: bool = False
    unknown_blocks: bool = False
    asked_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...] = ()
    text: FactorText


@value
class Target:
    """What in a plan a rule speaks of. Each given field must match; an empty target matches every item.

    `region_of_factor`: the item lies in a region where the patient has the fact (every item, if the place is unknown).
    `limb_of_factor`: the same, where a place on a limb stands for the whole limb.
    `regions` beside one of these are where the fact may lie as long as nobody asked for its place.
    `over_line`: planned depth is above the point's warning line, or the angle is not one the line allows.
    `exercises_from`: so many exercises or more at once. `needling_forbidden`: textbooks do not needle the point.
    `avoided`: the exercise names the fact among those that it does not suit; a rule with such a target
    listens to every fact that any exercise names.

    In what a red flag keeps out, the fact is the flag, and it lies where it hurts.
    """

    kinds: tuple[Kind, ...] = ()
    points: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    region_of_factor: bool = False
    limb_of_factor: bool = False
    level_of_factor: bool = False
    over_line: bool = False
    depth_over_mm: float | None = None
    angles: tuple[Angle, ...] = ()
    midline: bool = False
    techniques: tuple[str, ...] = ()
    indwelling: bool = False
    smoke: bool = False
    flame: bool = False
    across_midline: bool = False
    over_retained_needles: bool = False
    minutes_over: float | None = None
    exercises_from: int | None = None
    distance_under_mm: float | None = None
    strengths: tuple[str, ...] = ()
    stimulations: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    exercise_tags: tuple[str, ...] = ()
    pregnancy_listed: bool = False
    needling_forbidden: bool = False
    avoided: bool = False


@value
class Adjust:
    """How a draft changes technique when the rule applies; numbers are app defaults for sign-off."""

    leave_out: bool = False
    max_depth_mm: float | None = None
    halve_line: bool = False
    needle_diameter_mm: tuple[float, float] | None = None
    stimulation: str | None = None
    response: str | None = None
    max_retention_min: float | None = None
    max_points: int | None = None
    max_minutes: float | None = None
    min_distance_mm: float | None = None
    strength: str | None = None
    position: str | None = None
    smokeless: bool = False
    source_of_suction: str | None = None


@value
class RuleText:
    """What one language says of a rule: why it is there and what to do. `of` is the fact version it was made from."""

    of: int
    reviewed: date
    title: str
    why: str
    what_to_do: str


@value
class Rule:
    """One safety rule. `week_from` and `week_below` bound the week of pregnancy."""

    id: str
    version: int = 1
    reviewed: date
    kinds: tuple[Kind, ...]
    factors: tuple[str, ...]
    week_from: int | None = None
    week_below: int | None = None
    level: Level
    scope: Scope
    overridable: bool
    sign_off: Literal["needed", "given"] = "needed"
    targets: tuple[Target, ...] = ()
    adjust: Adjust | None = None
    sources: tuple[str, ...]
    text: RuleText


@value
class Part:
    """One question of a red flag. A `derived` part is read from the intake instead of asked."""

    id: str
    derived: tuple[tuple[FieldTest, ...], ...] = ()
    not_sure_counts_as_yes: bool = False
    practitioner_asks: bool = False


@value
class Trigger:
    """When a red flag fires: every part in `all_of`, and at least `at_least` of `any_of`.

    A name with a dot is a part of another flag (`RF02.saddle_numbness`), the id of a flag alone (`RF13`) means that it
    fires; `other_flag` means that any other red flag fires (two flags can't make each other fire). Of triggers of the
    same urgency the first that holds decides. `action` names the entry of the text's `actions` that is told for this
    trigger instead of the one of its urgency.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    at_least: int = 1
    none_of: tuple[str, ...] = ()
    urgency: Literal["emergency", "urgent", "gp_review"]
    action: str = ""


@value
class RedFlagText:
    """The words of a red flag: what to ask (by part) and what to do (`actions` by urgency or trigger, else `action`).

    For a derived part `questions` holds a statement instead ("Aged 60 or over").
    """

    of: int
    reviewed: date
    name: str
    questions: Mapping[str, str]
    why: str
    action: str
    actions: Mapping[str, str] = field(default_factory=dict)


@value
class RedFlag:
    """One red flag with its parts and triggers; the strongest trigger that holds decides.

    `keeps_out` is what no draft holds while the flag stands raised, until a doctor has assessed the patient. Its place
    is where it hurts (`region_of_factor`); with `around_pain` also that half of the trunk, and where the pain runs to.
    """

    id: str
    version: int = 1
    reviewed: date
    parts: tuple[Part, ...]
    triggers: tuple[Trigger, ...]
    blocks_if_unasked: bool
    overridable: bool
    keeps_out: tuple[Target, ...] = ()
    around_pain: bool = False
    sources: tuple[str, ...]
    text: RedFlagText
