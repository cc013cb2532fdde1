"""How the frame of a body segment lies in a view: the numbers of a spot (`along`, `across`) against landmarks.

Six ways, each a value that content describes. `frame` is the frame of the spots, `on` the artworks that have it,
`along` and `across` bound which spots are seen there (both ends count; `across` as the spot has it).
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from annotated_types import Interval, Len

from treatplan.domain.value import value

Marks = Annotated[tuple[tuple[float, str], ...], Len(1, 40)]
"""What number stands at what landmark, rising: `[[0, "notch"], [9, "xiphoid"]]`."""
Bounds = tuple[float, float]
EVERYWHERE: Bounds = (-1000.0, 1000.0)


@value
class Projection:
    """What all six have."""

    frame: str
    on: Annotated[tuple[str, ...], Len(1, 10)]
    along: Bounds = EVERYWHERE
    across: Bounds = EVERYWHERE


@value
class Levels(Projection):
    """Trunk, neck, head: each axis runs straight from landmark to landmark, and straight on beyond the last.

    `down` gives the height for `along`, `out` the distance from the middle for `across`. With `turned`, `along` is the
    level axis: cun behind the tragus.
    """

    down: Marks
    out: Marks
    turned: bool = False


@value
class Flank(Projection):
    """The side of the trunk seen from the front or the back: near the edge, the nearer the less a spot is turned away.

    `round`: how many cun it is round from the middle of the flank to where it faces the viewer.
    """

    down: Marks
    round: Annotated[float, Interval(gt=0, le=20)]


@value
class Limb(Projection):
    """Arms and legs: from one landmark to another, and to the edges of the drawn limb.

    `length`: units of `along` between the landmarks. `plus`: where +1 of `across` is, out from the middle (forwards, in
    a view from the side) or in. `widest`: the half width at both ends that counts where the drawn edge is farther, as
    in the armpit. `turned`: the spots lie on a face of the limb that looks a quarter away from the viewer; -1 of
    `across` then faces the viewer, and they appear on the half that `plus` names (`plus_half`) or on the other.
    """

    start: str
    end: str
    length: Annotated[float, Interval(gt=0, le=40)]
    plus: Literal["in", "out"]
    widest: tuple[float, float] = (1000.0, 1000.0)
    turned: Literal["", "in", "out"] = ""


@value
class Rung:
    """One step of a ladder: at `along`, from the landmark at 0 of `across` to that at 1."""

    along: float
    at_0: str
    at_1: str


@value
class Ladder(Projection):
    """Hands and feet: between the rungs."""

    rungs: Annotated[tuple[Rung, ...], Len(2, 10)]


@value
class Dome(Projection):
    """The scalp seen from the side: rays from `centre` to the outline; the farther from the middle, the nearer to it.

    `over` gives the landmarks along the middle line. `quarter`: cun from the middle line to where the scalp faces the
    viewer, at a number of `along`. `backwards`: `along` counts from the other end, which has this number.
    """

    centre: str
    over: Marks
    quarter: Annotated[tuple[tuple[float, float], ...], Len(1, 10)]
    backwards: float | None = None


@value
class Step:
    """A place on the way from one landmark to another: `along` of the way (1 is all of it), `across` to its left.

    Both in lengths of the way, so that it grows with it; left as seen when looking from `start` to `end` in the drawn
    artwork.
    """

    start: str
    end: str
    along: float
    across: float = 0.0


@value
class Named(Projection):
    """Points whose place is a landmark of their own: a corner of a nail, a web, the middle between two prominences.

    They go before every other way in the same artwork. A point has one step for each of its spots.
    """

    points: Mapping[str, tuple[Step, ...]]


@value
class Frames:
    """All projections, and the order in which each channel is drawn (`BL = "1-30, 36-40 55-67"`)."""

    levels: tuple[Levels, ...] = ()
    flanks: tuple[Flank, ...] = ()
    limbs: tuple[Limb, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    domes: tuple[Dome, ...] = ()
    named: tuple[Named, ...] = ()
    strands: Mapping[str, str] = field(default_factory=dict)

    def all(self) -> tuple[Projection, ...]:
        """Every projection; those of named points first."""
        return (*self.named, *self.levels, *self.flanks, *self.limbs, *self.ladders, *self.domes)
