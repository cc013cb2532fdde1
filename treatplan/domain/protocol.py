"""Protocols: what is given for one cause with one traditional pattern, and the protocols of published trials.

An own protocol is put together from the rows of its cause and its pattern and a small row of its own (`Combination`)
that holds what is particular to the two together; `combining` makes the whole, and that is what people see.
"""

from datetime import date

from treatplan.domain.plan import Plan
from treatplan.domain.recipe import Course, CupChoice, ElectroChoice, MoxaChoice, Recipe
from treatplan.domain.rules import FieldTest
from treatplan.domain.value import value


@value
class SignText:
    """What one language calls a sign, inside a sentence: "pain down the back of the leg"."""

    of: int
    reviewed: date
    name: str


@value
class Sign:
    """A sign that calls for points of its own. `when` holds alternatives, as for points of a recipe."""

    id: str
    version: int = 1
    reviewed: date
    when: tuple[FieldTest, ...]
    unless: tuple[FieldTest, ...] = ()
    local: tuple[str, ...] = ()
    distal: tuple[str, ...] = ()
    affected_side: bool = False
    sources: tuple[str, ...]
    text: SignText


@value
class ProtocolText:
    """What one language says of a combination: its name, why the two go together, and how conflicts are settled."""

    of: int
    reviewed: date
    name: str
    why: str
    settled: str = ""


@value
class Combination:
    """What is particular to one cause with one pattern. Everything else comes from their rows.

    `core_local` and `core_distal` are the points it begins with, best first; `signs` add points of their own. A part
    that stands here (`moxa`, `cupping`, `electro`, `course`) takes the place of what the two rows together would say.
    """

    id: str
    version: int = 1
    reviewed: date
    cause: str
    pattern: str
    core_local: tuple[str, ...]
    core_distal: tuple[str, ...]
    signs: tuple[str, ...] = ()
    stretches: tuple[str, ...] = ()
    moxa: MoxaChoice | None = None
    cupping: CupChoice | None = None
    electro: ElectroChoice | None = None
    course: Course | None = None
    sources: tuple[str, ...]
    text: ProtocolText


@value
class Protocol(Recipe):
    """A protocol of ours, whole: a recipe that needs no look into other rows.

    Points marked `core` come first; those with a test are optional, by a sign; the rest stand in where others are
    kept out. `why` and `settled` are the words of the combination.
    """

    cause: str
    pattern: str
    signs: tuple[Sign, ...] = ()
    why: str
    settled: str = ""


@value
class Published:
    """A protocol exactly as a trial published it; what was not reported stays not reported.

    `plan.citation` says where it comes from; `sources` are ids of the bibliography.
    """

    id: str
    version: int = 1
    reviewed: date
    sources: tuple[str, ...]
    plan: Plan
