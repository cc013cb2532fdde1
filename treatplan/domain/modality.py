"""What can be given: needling, moxibustion, cupping, stretching, advice; each component with its items and doses.

The fields follow STRICTA 2010, STRICTOM, STRICTOC and CERT with TIDieR. A planned component says how much may vary;
what was really delivered belongs to a visit.
"""

from dataclasses import field
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from annotated_types import Interval, Len

from treatplan.domain.dose import (
    Absent,
    Current,
    Depth,
    Frequency,
    Hold,
    Mass,
    Measure,
    Number,
    PulseWidth,
    Time,
)
from treatplan.domain.equipment import Cup, MoxaMaterial, Needle
from treatplan.domain.intake import Line, Note
from treatplan.domain.places import Region, Side
from treatplan.domain.value import value

Sources: TypeAlias = tuple[str, ...]


class Angle(StrEnum):
    """How the needle enters the skin."""

    PERPENDICULAR = "perpendicular"
    OBLIQUE = "oblique"
    OBLIQUE_MEDIAL = "oblique_medial"
    TRANSVERSE = "transverse"
    PRICK = "prick"


class Tissue(StrEnum):
    """The tissue level that the needle is meant to reach."""

    SKIN = "skin"
    SUBCUTANEOUS = "subcutaneous"
    MUSCLE = "muscle"
    INTERMUSCULAR = "intermuscular"
    PERIOSTEUM = "periosteum"


class Response(StrEnum):
    """The response looked for."""

    DE_QI = "de_qi"
    TWITCH = "twitch"
    NONE = "none"
    FLARE = "flare"
    RADIATION = "radiation"
    WARMTH = "warmth"
    REDNESS = "redness"
    PENETRATING_HEAT = "penetrating_heat"
    SPREADING = "spreading"
    RING_MARK = "ring_mark"
    PULL = "pull"
    EASE = "ease"


class Stimulation(StrEnum):
    """How a needle is worked."""

    NONE = "none"
    MANUAL = "manual"
    MANUAL_EVEN = "manual_even"
    MANUAL_REINFORCING = "manual_reinforcing"
    MANUAL_REDUCING = "manual_reducing"
    ELECTRICAL = "electrical"


class VariationMode(StrEnum):
    """How far treatment may vary between visits."""

    FIXED = "fixed"
    SEMI_STANDARDISED = "semi_standardised"
    INDIVIDUALISED = "individualised"


class Position(StrEnum):
    """How the patient lies or sits."""

    PRONE = "prone"
    SUPINE = "supine"
    SIDE_LYING = "side_lying"
    SITTING = "sitting"
    STANDING = "standing"
    HANDS_AND_KNEES = "hands_and_knees"


class MoxaTechnique(StrEnum):
    """How moxa is applied. Only the direct ones touch the skin."""

    SUSPENDED = "suspended"
    WARM_NEEDLE = "warm_needle"
    BOX = "box"
    INDIRECT_GINGER = "indirect_ginger"
    INDIRECT_GARLIC = "indirect_garlic"
    INDIRECT_SALT = "indirect_salt"
    DIRECT_NON_SCARRING = "direct_non_scarring"
    DIRECT_SCARRING = "direct_scarring"
    THUNDER_FIRE = "thunder_fire"
    HEAT_SENSITIVE = "heat_sensitive"
    ELECTRIC = "electric"


class CuppingStyle(StrEnum):
    """Kinds of cupping; each inherits the safety rules of dry cupping."""

    DRY = "dry"
    MOVING = "moving"
    FLASH = "flash"
    WET = "wet"


class Strength(StrEnum):
    """Strength of suction."""

    LIGHT = "light"
    MEDIUM = "medium"
    STRONG = "strong"


@value
class Reason:
    """Why an item is there: the intake field, the value seen in it, and the sentence a person reads."""

    field: str
    value: str
    text: Note


@value
class Variation:
    """How far treatment may vary, and by what rule (STRICTA 1c, STRICTOM 1c, STRICTOC 1c)."""

    mode: VariationMode | Absent = Absent.NOT_REPORTED
    rules: Note = ""


@value
class Rationale:
    """Style of a component, the reasoning behind it, and the sources of that reasoning."""

    style: Line | Absent = Absent.NOT_REPORTED
    reasoning: Note = ""
    sources: Sources = ()


@value
class PointRule:
    """Points that are chosen at the visit: "3 to 5 of these", tender (ashi) points, ear points.

    `choose_from` holds point codes; empty where the place is free. `how_many` counts points.
    """

    item_id: str
    kind: Literal["choose", "ashi", "ear", "trigger", "other"]
    choose_from: tuple[str, ...] = ()
    how_many: Number = Absent.NOT_REPORTED
    regions: tuple[Region, ...] = ()
    side: Side | Absent = Absent.NOT_REPORTED
    text: Note = ""
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class NeedlePoint:
    """One point to be needled. `level` is a vertebral level (`L4`), for EX-B2 only."""

    item_id: str
    code: str
    level: str = ""
    side: Side | Absent = Absent.NOT_REPORTED
    location_text: Line = ""
    depth_mm: Depth = Absent.NOT_REPORTED
    depth_basis: Literal["measured", "estimated", "cun"] | Absent = Absent.NOT_REPORTED
    tissue_level: Tissue | Absent = Absent.NOT_REPORTED
    angle: Angle | Absent = Absent.NOT_REPORTED
    direction: Line = ""
    response_sought: tuple[Response, ...] = ()
    stimulation: Stimulation | Absent = Absent.NOT_REPORTED
    retention_min: Time | None = None
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Electrical:
    """Electrical stimulation of needles. `pairs` are point codes joined by a hyphen, one pair an entry."""

    frequency_hz: Frequency = Absent.NOT_REPORTED
    pulse_width_us: PulseWidth = Absent.NOT_REPORTED
    intensity_ma: Current = Absent.NOT_REPORTED
    intensity_text: Line = ""
    waveform: Line | Absent = Absent.NOT_REPORTED
    minutes: Time = Absent.NOT_REPORTED
    pairs: tuple[Line, ...] = ()
    across_midline: bool = False
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Needling:
    """Needling as planned for each session."""

    modality: Literal["needling"] = "needling"
    rationale: Rationale = field(default_factory=Rationale)
    variation: Variation = field(default_factory=Variation)
    position: Position | Absent = Absent.NOT_REPORTED
    points: tuple[NeedlePoint, ...] = ()
    point_rules: tuple[PointRule, ...] = ()
    insertions: Number = Absent.NOT_REPORTED
    insertions_note: Line = ""
    response_sought: tuple[Response, ...] | Absent = Absent.NOT_REPORTED
    stimulation: Stimulation | Absent = Absent.NOT_REPORTED
    stimulation_text: Note = ""
    depth_mm: Depth = Absent.NOT_REPORTED
    retention_min: Time = Absent.NOT_REPORTED
    needle: Needle = field(default_factory=Needle)
    electrical: Electrical | Absent = Absent.NOT_REPORTED
    precautions: tuple[Note, ...] = ()


@value
class HeatPoint:
    """One point or area to be warmed. Either `code` or `region` is given."""

    item_id: str
    code: str = ""
    level: str = ""
    region: Region | None = None
    side: Side | Absent = Absent.NOT_REPORTED
    location_text: Line = ""
    minutes: Time = Absent.NOT_REPORTED
    units: Number = Absent.NOT_REPORTED
    cone_mg: Mass = Absent.NOT_REPORTED
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Moxibustion:
    """Moxibustion as planned for each session. `distance_mm` is from the skin."""

    modality: Literal["moxibustion"] = "moxibustion"
    rationale: Rationale = field(default_factory=Rationale)
    variation: Variation = field(default_factory=Variation)
    position: Position | Absent = Absent.NOT_REPORTED
    technique: MoxaTechnique | Absent = Absent.NOT_REPORTED
    manoeuvre: Line | Absent = Absent.NOT_REPORTED
    material: MoxaMaterial = field(default_factory=MoxaMaterial)
    distance_mm: Measure = Absent.NOT_REPORTED
    points: tuple[HeatPoint, ...] = ()
    point_rules: tuple[PointRule, ...] = ()
    response_sought: tuple[Response, ...] | Absent = Absent.NOT_REPORTED
    room_temp_c: Annotated[float, Interval(ge=5, le=45)] | Absent = Absent.NOT_REPORTED
    ventilation: Line | Absent = Absent.NOT_REPORTED
    description: Note = ""
    precautions: tuple[Note, ...] = ()


@value
class CupSite:
    """One place for cups: a point or a region."""

    item_id: str
    code: str = ""
    level: str = ""
    region: Region | None = None
    side: Side | Absent = Absent.NOT_REPORTED
    location_text: Line = ""
    cups: Number = Absent.NOT_REPORTED
    minutes: Time = Absent.NOT_REPORTED
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Cupping:
    """Cupping as planned for each session."""

    modality: Literal["cupping"] = "cupping"
    rationale: Rationale = field(default_factory=Rationale)
    variation: Variation = field(default_factory=Variation)
    position: Position | Absent = Absent.NOT_REPORTED
    style: CuppingStyle | Absent = Absent.NOT_REPORTED
    strength: Strength | Absent = Absent.NOT_REPORTED
    technique: Line | Absent = Absent.NOT_REPORTED
    cup: Cup = field(default_factory=Cup)
    sites: tuple[CupSite, ...] = ()
    site_rules: tuple[PointRule, ...] = ()
    over_retained_needles: bool = False
    response_sought: tuple[Response, ...] | Absent = Absent.NOT_REPORTED
    description: Note = ""
    precautions: tuple[Note, ...] = ()


@value
class Exercise:
    """One exercise at home or in class, with its full dose (CERT 8, 13)."""

    item_id: str
    exercise: str
    name: Line = ""
    position: Line = ""
    hold_s: Hold = Absent.NOT_REPORTED
    minutes: Time = Absent.NOT_APPLICABLE
    reps: Number = Absent.NOT_REPORTED
    sets: Number = Absent.NOT_REPORTED
    rest_s: Hold = Absent.NOT_REPORTED
    times_per_day: Number = Absent.NOT_REPORTED
    days_per_week: Number = Absent.NOT_REPORTED
    intensity: Line = ""
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Stretching:
    """Stretches and exercises (CERT)."""

    modality: Literal["stretching"] = "stretching"
    rationale: Rationale = field(default_factory=Rationale)
    variation: Variation = field(default_factory=Variation)
    equipment: tuple[Line, ...] | Absent = Absent.NOT_REPORTED
    grouping: Line | Absent = Absent.NOT_REPORTED
    supervision: Literal["supervised", "partly", "unsupervised"] | Absent = Absent.NOT_REPORTED
    delivery: Line | Absent = Absent.NOT_REPORTED
    adherence_method: Line | Absent = Absent.NOT_REPORTED
    motivation: tuple[Line, ...] | Absent = Absent.NOT_REPORTED
    progression_rule: Note | Absent = Absent.NOT_REPORTED
    exercises: tuple[Exercise, ...] = ()
    class_minutes: Time = Absent.NOT_APPLICABLE
    home_minutes: Time = Absent.NOT_REPORTED
    home_programme: Note | Absent = Absent.NOT_REPORTED
    start_level: Note | Absent = Absent.NOT_REPORTED
    tailoring: Note | Absent = Absent.NOT_REPORTED
    fidelity_method: Line | Absent = Absent.NOT_REPORTED
    setting: Line | Absent = Absent.NOT_REPORTED
    description: Note = ""
    precautions: tuple[Note, ...] = ()


@value
class AdviceItem:
    """One piece of advice; `leaflet` is an id of the library, or the text stands here."""

    item_id: str
    leaflet: str = ""
    text: Note = ""
    because: tuple[Reason, ...] = ()
    sources: Sources = ()


@value
class Advice:
    """Advice, education and anything else given beside the four modalities (STRICTA 4a)."""

    modality: Literal["advice"] = "advice"
    items: Annotated[tuple[AdviceItem, ...], Len(0, 40)] = ()


Component: TypeAlias = Needling | Moxibustion | Cupping | Stretching | Advice
