"""The clinical library as values: what content packs hold, in one language. Every statement has its source ids."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from annotated_types import Interval, Len

from treatplan.domain.article import Article
from treatplan.domain.care import AdverseKind, VisitQuestion
from treatplan.domain.caution import Caution
from treatplan.domain.dose import Absent
from treatplan.domain.figure.pose import Figure
from treatplan.domain.firstaid import ResponseCard
from treatplan.domain.leaflet import Claim, Jurisdiction, Leaflet
from treatplan.domain.modality import Angle
from treatplan.domain.outcomes import OutcomeMeasure
from treatplan.domain.places import Region, Side
from treatplan.domain.protocol import Combination, Published, Sign
from treatplan.domain.recipe import Cause, OnsetProfile, Pattern
from treatplan.domain.rules import Factor, RedFlag, Rule
from treatplan.domain.standard import Standard
from treatplan.domain.value import value


@value
class Source:
    """Where a fact comes from. `standing` says whether a copy was read, or it is from memory.

    `short` is how a text names it ("Mu 2020").
    """

    id: str
    short: str
    citation: Annotated[str, Len(3, 1000)]
    address: str = ""
    year: Annotated[int, Interval(ge=1500, le=2100)] | None = None
    standing: Literal["read", "memory", "second_reading", "app_default"]
    reviewed: date | None = None
    note: str = ""


@value
class PointText:
    """What one language says of a point."""

    english: str = ""
    location: str


@value
class Spot:
    """Where a point lies in the frame of its body segment (`domain/chart`), in the frame's own units.

    `quality`: E straight from a WHO measurement, D derived from WHO landmarks, X an estimate for drawing. `level` is a
    vertebral level where the point has several.
    """

    frame: str
    level: str = ""
    along: float
    across: float
    quality: Literal["E", "D", "X"]


@value
class Point:
    """One acupuncture point. `depth_cun` is where textbook customs overlap (cun), never a safety limit.

    `laterality` is paired, midline, or group (several points under one code, such as EX-B2 with its levels);
    `group_size` counts the points of a group for one side.
    """

    code: str
    channel: str
    kind: Literal["channel", "extra"]
    pinyin: str
    pinyin_plain: str
    hanzi: str
    hanzi_traditional: str
    other_names: tuple[str, ...] = ()
    regions: tuple[Region, ...]
    laterality: Literal["paired", "midline", "group"]
    group_size: int = 1
    levels: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    categories: tuple[str, ...] = ()
    depth_cun: tuple[float, float] | None = None
    depth_sources: tuple[str, ...] = ()
    angle: Angle | None = None
    needling: Literal["allowed", "forbidden"] = "allowed"
    hazards: tuple[str, ...] = ()
    pregnancy_caution: bool = False
    sources: tuple[str, ...]
    text: PointText

    def needles(self, side: Side | Absent, level: str) -> int:
        """How many needles the point takes: two for a pair, and each of the points that share one code."""
        each = self.group_size if self.laterality == "group" and not level else 1
        return each * (2 if side is Side.BILATERAL else 1)


@value
class DepthLine:
    """A warning line for needle depth (mm): our default beside the evidence, never proof of safety.

    `halved_by` names patient factors that halve the line; `thin_mm` is the line for a patient with one of `thin_for`.
    """

    id: str
    points: tuple[str, ...]
    levels: tuple[str, ...] = ()
    line_mm: Annotated[float, Interval(ge=0.5, le=150)]
    oblique_mm: Annotated[float, Interval(ge=0.5, le=150)] | None = None
    thin_mm: Annotated[float, Interval(ge=0.5, le=150)] | None = None
    thin_for: tuple[str, ...] = ("cachexia_or_very_thin",)
    angles: tuple[Angle, ...] = ()
    halved_by: tuple[str, ...] = ()
    structure: str
    rule: str
    standing: Literal["app_default"]
    sources: tuple[str, ...]


@value
class StretchText:
    """What one language says of an exercise, in the words that are printed; `suits` is for the practitioner.

    `progress` says how to go on, `stop` when not to. The two captions stand under the drawings where "start" and "end"
    would not fit; `alt_start` and `alt_end` say in words what the drawings show.
    """

    of: int
    reviewed: date
    name: str
    start: str
    steps: tuple[str, ...]
    feel: str = ""
    easier: str = ""
    suits: tuple[str, ...] = ()
    progress: str = ""
    stop: str = ""
    caption_start: str = ""
    caption_end: str = ""
    alt_start: str = ""
    alt_end: str = ""


@value
class Stretch:
    """One home exercise with its usual dose. `tags` name what it does to the body; rules exclude by tag.

    `sources` are of the exercise and its dose, the other two of when to go on and when to stop.
    """

    id: str
    version: int = 1
    reviewed: date
    hold_s: Annotated[float, Interval(gt=0, le=600)] | None = None
    minutes: tuple[float, float] | None = None
    reps: Annotated[int, Interval(ge=1, le=50)]
    sets: Annotated[int, Interval(ge=1, le=10)]
    times_per_day: Annotated[int, Interval(ge=1, le=12)]
    days_per_week: Annotated[int, Interval(ge=1, le=7)]
    dose_standing: Literal["sourced", "app_default"]
    each_side: bool = False
    equipment: tuple[str, ...] = ()
    tags: tuple[str, ...]
    avoid_factors: tuple[str, ...] = ()
    avoid_factors_text: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()
    sources: tuple[str, ...]
    progress_sources: tuple[str, ...] = ()
    stop_sources: tuple[str, ...] = ()
    text: StretchText


@value
class Medicine:
    """A class of medicines that makes a patient factor true when one of its names stands in the medicines list."""

    factor: str
    names: tuple[str, ...]
    sources: tuple[str, ...]


@value
class Defaults:
    """The clinic's own numbers that no source fixes; each waits for a clinician's sign-off. Units in the names.

    Without a change that matters after `review_after_visits` the course is looked at; None: that is not watched.
    """

    cun_mm: float
    needle_lengths_mm: tuple[float, ...]
    needle_margin_mm: float
    local_pairs_max: int
    distal_pairs_max: int
    stretches_max: int
    stretches_default: int
    review_after_visits: int | None = None
    standing: Literal["app_default"]
    sources: tuple[str, ...]


@value
class Stamp:
    """Name and version of a pack: `treatplan core 1.0.0`. No name holds ` + `, no version a space."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


BETWEEN_PACKS = " + "


@value
class Library:
    """Everything the packs hold, in one language, found by id. `packs` are in the order in which they were laid."""

    name: str
    version: str
    rule_set: str
    packs: tuple[Stamp, ...] = ()
    language: str
    defaults: Defaults
    sources: Mapping[str, Source] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    medicines: tuple[Medicine, ...] = ()
    depth_lines: tuple[DepthLine, ...] = ()
    cautions: Mapping[str, Caution] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    red_flags: Mapping[str, RedFlag] = field(default_factory=dict)
    causes: Mapping[str, Cause] = field(default_factory=dict)
    patterns: Mapping[str, Pattern] = field(default_factory=dict)
    onsets: Mapping[str, OnsetProfile] = field(default_factory=dict)
    signs: Mapping[str, Sign] = field(default_factory=dict)
    protocols: Mapping[str, Combination] = field(default_factory=dict)
    published: Mapping[str, Published] = field(default_factory=dict)
    stretches: Mapping[str, Stretch] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    leaflets: Mapping[str, Leaflet] = field(default_factory=dict)
    cards: Mapping[str, ResponseCard] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    jurisdictions: Mapping[str, Jurisdiction] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    measures: Mapping[str, OutcomeMeasure] = field(default_factory=dict)
    visit_questions: Mapping[str, VisitQuestion] = field(default_factory=dict)
    adverse_kinds: Mapping[str, AdverseKind] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def made_with(self) -> str:
        """The packs and their versions, as a plan remembers them."""
        return BETWEEN_PACKS.join(map(str, self.packs)) or f"{self.name} {self.version}"
