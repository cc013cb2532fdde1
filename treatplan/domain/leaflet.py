"""What the handout says beyond the plan: evidence with its size, leaflets, and what differs by country."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value


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
    """The words of a leaflet: a heading and a body in the small Markdown subset."""

    of: int
    reviewed: date
    title: str
    body: str = ""


@value
class Leaflet:
    """A piece of patient text. It prints where `section` says, when one of `factors` is a fact (or always)."""

    id: str
    version: int = 1
    reviewed: date
    section: Literal["treatment", "after", "home", "stop", "emergency", "call", "advice", "message"]
    modalities: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    unless_factors: tuple[str, ...] = ()
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
    advice_number: str = ""
    paper: Literal["a4", "letter"]
    date_style: Literal["day_first", "month_first", "iso"]
    sources: tuple[str, ...]
    text: JurisdictionText
    extra: Mapping[str, str] = field(default_factory=dict)
