"""What a cause, a traditional pattern or a kind of onset proposes: the drafting table as content values.

Tests (`when` and its kin) are alternatives. In `PointChoice` and `StretchChoice` each alternative is one test; where
the type is a tuple of tuples, the tests of one inner tuple must hold together. Every number is our own default unless
its source says otherwise.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from treatplan.domain.equipment import CupSource
from treatplan.domain.modality import CuppingStyle, MoxaTechnique, Position, Response, Stimulation, Strength
from treatplan.domain.paper import Block
from treatplan.domain.places import Region
from treatplan.domain.plan import Phase
from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value


@value
class PointChoice:
    """A point the recipe proposes. `when` narrows it to intakes for which one of the tests holds, `unless` to others.

    `core` marks the points that a start without cause, pattern or onset rests on; in a protocol, those it begins with.
    """

    code: str
    levels: tuple[str, ...] = ()
    when: tuple[FieldTest, ...] = ()
    unless: tuple[FieldTest, ...] = ()
    affected_side: bool = False
    core: bool = False
    sources: tuple[str, ...] = ()


@value
class NeedleManner:
    """How needles are worked; `retention_min` in minutes.

    The rest stands in the general start only: `shallow_from` is the low end of a depth, as a share of its limit,
    where the limit lies above the custom; `unlisted_depth_mm` is used where the customs do not overlap but a warning
    line is known; below `enough_points` local (or distal) points, a point under caution is taken rather than none.
    """

    stimulation: Stimulation | None = None
    response: tuple[Response, ...] = ()
    retention_min: float | None = None
    position: Position | None = None
    diameter_mm: float | None = None
    shallow_from: float | None = None
    unlisted_depth_mm: float | None = None
    ashi_max: int | None = None
    enough_points: int | None = None
    sources: tuple[str, ...] = ()


@value
class MoxaChoice:
    """Whether and how the recipe proposes moxibustion. `optional` is offered only where a pattern says yes.

    `not_when` turns the decision into no: each alternative is a set of tests that hold together.
    """

    decision: Literal["yes", "optional", "by_pattern", "no"]
    technique: MoxaTechnique | None = None
    points: tuple[str, ...] = ()
    minutes: float | None = None
    distance_mm: tuple[float, float] | None = None
    kind: Literal["pure", "medicated", "charcoal", "electric"] | None = None
    smoke: Literal["smoke", "smokeless"] | None = None
    not_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...] = ()


@value
class CupChoice:
    """Whether and how the recipe proposes cupping; `not_when` as for moxibustion."""

    decision: Literal["yes", "optional", "by_pattern", "no"]
    style: CuppingStyle | None = None
    strength: Strength | None = None
    regions: tuple[Region, ...] = ()
    cups: int | None = None
    minutes: float | None = None
    diameter_mm: float | None = None
    source: CupSource | None = None
    not_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...] = ()


@value
class Pair:
    """Two points that a current runs between, on the same side of the body."""

    one: str
    other: str


@value
class ElectroChoice:
    """Whether and how the recipe proposes electrical stimulation of needles; `not_when` as for moxibustion.

    Of `pairs`, best first, a draft wires at most `most_pairs` whose points it holds; where a recipe names none, those
    of the general start. Frequency in Hz, from low to high.
    """

    decision: Literal["yes", "optional", "by_pattern", "no"]
    pairs: tuple[Pair, ...] = ()
    most_pairs: int | None = None
    frequency_hz: tuple[float, float] | None = None
    pulse_width_us: float | None = None
    minutes: float | None = None
    not_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...] = ()


@value
class StretchChoice:
    """An exercise the recipe proposes, best first. `when` and `unless` narrow it as for points."""

    id: str
    when: tuple[FieldTest, ...] = ()
    unless: tuple[FieldTest, ...] = ()


@value
class AdviceChoice:
    """A piece of advice by leaflet id, given when an alternative of `when` holds (or always) and none of `not_when`."""

    leaflet: str
    when: tuple[tuple[FieldTest, ...], ...] = ()
    not_when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...] = ()


@value
class Course:
    """A course in phases with its review. `when` narrows one of several courses of a recipe."""

    phases: tuple[Phase, ...]
    session_min: float
    review_session: int
    standing: Literal["sourced", "app_default"]
    when: tuple[tuple[FieldTest, ...], ...] = ()
    sources: tuple[str, ...]


@value
class RecipeText:
    """The words of a cause, pattern or onset. `body` is the leaflet text (Markdown subset) that patients read.

    `blocks` is the body as paper. `no_moxa` and `no_cupping` say why the recipe keeps them out. `words` holds the
    sentences a draft is worded with; only the general start has them.
    """

    of: int
    reviewed: date
    name: str
    other_names: tuple[str, ...] = ()
    principle: str = ""
    review_rule: str = ""
    no_moxa: str = ""
    no_cupping: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    blocks: tuple[Block, ...] = ()


@value
class Recipe:
    """What cause and pattern share. `local` and `distal` are best first.

    `article` is the leaflet that explains it to patients.
    `choice_sources` are those of the choice of points, exercises and manner; `sources` are all of the row's.
    """

    id: str
    version: int = 1
    reviewed: date
    local: tuple[PointChoice, ...] = ()
    distal: tuple[PointChoice, ...] = ()
    ashi: bool = False
    manner: NeedleManner | None = None
    moxa: MoxaChoice
    cupping: CupChoice
    electro: ElectroChoice | None = None
    stretches: tuple[StretchChoice, ...] = ()
    avoid_stretches: tuple[StretchChoice, ...] = ()
    advice: tuple[AdviceChoice, ...] = ()
    course: Course | None = None
    other_courses: tuple[Course, ...] = ()
    icd10cm: tuple[str, ...] = ()
    icd11: tuple[str, ...] = ()
    article: str = ""
    choice_sources: tuple[str, ...] = ()
    sources: tuple[str, ...]
    text: RecipeText


@value
class Cause(Recipe):
    """One of the six causes of the Western view (W01 to W06).

    `suggested_when` proposes the cause where the practitioner chose none.
    """

    usual_patterns: tuple[str, ...] = ()
    suggested_when: tuple[tuple[FieldTest, ...], ...] = ()


@value
class Pattern(Recipe):
    """One of the traditional patterns (T01 to T14).

    `points_when` lends its points to a draft although the pattern was not chosen (leg pain along its channel).
    """

    pinyin: str = ""
    points_when: tuple[tuple[FieldTest, ...], ...] = ()


@value
class OnsetProfile:
    """How the way the pain began changes a plan: a usual cause, manner, course and exercises.

    The profile `unknown` is the general start that every draft begins with. `course_first` puts its course before
    those of causes and patterns; otherwise it only goes before a course that is our own default. `distal_first`: the
    distal points are needled first. `light_stretches` are exercises that nearly anyone can do (general start only).
    """

    id: str
    version: int = 1
    reviewed: date
    suggests_cause: str = ""
    local: tuple[PointChoice, ...] = ()
    distal: tuple[PointChoice, ...] = ()
    manner: NeedleManner | None = None
    moxa: MoxaChoice | None = None
    cupping: CupChoice | None = None
    electro: ElectroChoice | None = None
    stretches: tuple[StretchChoice, ...] = ()
    avoid_stretches: tuple[StretchChoice, ...] = ()
    light_stretches: tuple[str, ...] = ()
    advice: tuple[AdviceChoice, ...] = ()
    course: Course | None = None
    course_first: bool = False
    distal_first: bool = False
    choice_sources: tuple[str, ...] = ()
    sources: tuple[str, ...]
    text: RecipeText
