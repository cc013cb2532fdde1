"""What the handout says beyond the plan: evidence with its size, leaflets, and what differs by country."""

from datetime import date
from typing import Literal, TypeAlias

from treatplan.domain.paper import Block
from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value

LeafletSection: TypeAlias = Literal[
    "message",
    "action",
    "emergency",
    "cause",
    "treatment",
    "home",
    "stop",
    "call",
    "after",
    "advice",
    "referral",
]


@value
class ClaimText:
    """The sentence of a claim, as a patient reads it."""

    of: int
    reviewed: date
    sentence: str


@value
class Claim:
    """One finding of research. An effect has a size, a time and a certainty; the sentence must say them."""

    id: str
    version: int = 1
    reviewed: date
    year: int
    about: tuple[str, ...]
    effect: Literal["yes", "no"]
    size: str = ""
    time: str = ""
    certainty: Literal["high", "moderate", "low", "very_low", "not_graded"]
    applies: tuple[tuple[FieldTest, ...], ...] = ()
    order: int = 100
    sources: tuple[str, ...]
    text: ClaimText


@value
class LeafletText:
    """The words of a leaflet: a heading and a body in the small Markdown subset; `blocks` is the body as paper."""

    of: int
    reviewed: date
    title: str
    body: str = ""
    blocks: tuple[Block, ...] = ()


@value
class Leaflet:
    """A piece of patient text. It prints where `section` says, if the plan and the patient call for it.

    Each given list narrows: one of `modalities` and one of `styles` must be in the plan, one of `factors` a fact of
    the patient and none of `unless_factors`; one alternative of `applies` must hold (all of its tests). A leaflet
    that prints drops those it `replaces`.
    """

    id: str
    version: int = 1
    reviewed: date
    section: LeafletSection
    modalities: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    unless_factors: tuple[str, ...] = ()
    applies: tuple[tuple[FieldTest, ...], ...] = ()
    replaces: tuple[str, ...] = ()
    order: int = 100
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...]
    text: LeafletText


@value
class JurisdictionText:
    """Sentences that a country asks for; the emergency box names the number."""

    of: int
    reviewed: date
    name: str
    disclosure: str = ""
    doctor: str
    emergency_place: str


@value
class Jurisdiction:
    """What differs by country: emergency number, and duties of disclosure."""

    id: str
    version: int = 1
    reviewed: date
    emergency_number: str
    paper: Literal["a4", "letter"]
    date_style: Literal["day_first", "month_first", "iso"]
    sources: tuple[str, ...]
    text: JurisdictionText


@value
class ClaimRules:
    """What a printed text may say: words that are refused, and what a sentence about an effect must hold.

    `max_grade` is the highest Flesch-Kincaid grade of a text with at least `words_for_grade` words.
    """

    version: int = 1
    reviewed: date
    sources: tuple[str, ...]
    blocked: tuple[str, ...]
    allowed: tuple[str, ...]
    guarded: tuple[str, ...]
    guard: str
    treatments: tuple[str, ...]
    effects: tuple[str, ...]
    sizes: tuple[str, ...]
    times: tuple[str, ...]
    traditional: tuple[str, ...]
    opener: str
    closer: str
    max_grade: float
    words_for_grade: int
