"""What the handout says beyond the plan: evidence with its size, leaflets, and what differs by country."""

from collections.abc import Mapping
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

    @property
    def is_for_all(self) -> bool:
        """Whether nothing about the patient, or about the manner of treatment, narrows who reads it."""
        narrowed = self.factors or self.unless_factors or self.applies or self.styles
        return bool(self.text.blocks) and not narrowed


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
class CountryRule:
    """Words that a country's disclosure must hold, and words that it may not."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


@value
class ClaimRules:
    """What a printed text may say. Words stand for themselves in any case; `heal*` for every word that begins so.

    `blocked` words are refused, `as_fact` ones outside of a traditional text; either is let be inside a phrase of
    `allowed`. `guarded` words stand only where the text also holds `guard`. A sentence about one of `treatments` (or
    that begins with one of `pronouns`, where a treatment is spoken of) and one of `effects` is a claim; one of
    `outcomes` is a claim wherever a treatment is spoken of. `countries` by id, `other` for the rest. Leaflets of the
    sections `always` print for everybody. One of `percents` stands only beside one of `out_of`.

    Reading: texts of `words_for_grade` words or more pass no grade above `max_grade`, nor more than
    `max_sentence_words` words a sentence on average; the words in `names` and the sentences in `required` are not
    measured.
    """

    version: int = 1
    reviewed: date
    sources: tuple[str, ...]
    blocked: tuple[str, ...]
    as_fact: tuple[str, ...]
    allowed: tuple[str, ...]
    guarded: tuple[str, ...]
    guard: str
    treatments: tuple[str, ...]
    pronouns: tuple[str, ...]
    effects: tuple[str, ...]
    outcomes: tuple[str, ...]
    sizes: tuple[str, ...]
    times: tuple[str, ...]
    traditional: tuple[str, ...]
    opener: str
    closer: str
    countries: Mapping[str, CountryRule]
    always: tuple[LeafletSection, ...]
    percents: tuple[str, ...]
    out_of: tuple[str, ...]
    max_grade: float
    max_sentence_words: float
    words_for_grade: int
    names: tuple[str, ...]
    required: tuple[str, ...]
