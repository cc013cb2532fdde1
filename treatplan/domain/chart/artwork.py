"""What the artwork of the body chart is: areas and lines as path data, and the landmarks that points are placed by.

Lengths are in the artwork's own units; y runs down. `x` is counted from the middle of the body: to the drawn side where
both sides are mirrored, forwards where the body is seen from one side.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from annotated_types import Interval, Len

from treatplan.domain.places import Side
from treatplan.domain.value import value

Spot = tuple[float, float]
Box = tuple[float, float, float, float]
Rule = tuple[tuple[float, float], ...]
"""A function by its corners: heights or units, rising, and the value at each."""


@value
class Area:
    """A part of the body with its skin. `cut`: so many of the last segments are no edge but the end of the picture.

    In mirrored artwork a path that ends in Z is a whole part and stands on each side; any other is the half of a part
    that is whole together with its mirror image.
    """

    path: Annotated[str, Len(1, 20_000)]
    cut: Annotated[int, Interval(ge=0, le=20)] = 0


@value
class Line:
    """A line within the body that helps to find one's way; it is mirrored with the rest. `ghost`: drawn in dashes."""

    path: Annotated[str, Len(1, 5_000)]
    ghost: bool = False


@value
class Artwork:
    """One view of the body, or two where it is seen from the side: then the other side is its mirror image.

    `drawn` is the side of the patient that the file draws. `box` is the part of the plane that the picture shows (left,
    top, right, bottom). `stretch` says how a build changes it: over its breadth, over its depth, or not at all.
    `arms`: how far out, at each height, the arms begin.
    """

    name: Annotated[str, Len(1, 40)]
    left: str = ""
    right: str = ""
    drawn: Literal[Side.LEFT, Side.RIGHT]
    box: Box
    stretch: Literal["breadth", "depth", ""] = ""
    arms: Rule = ()
    areas: Annotated[tuple[Area, ...], Len(1, 20)]
    lines: tuple[Line, ...] = ()
    landmarks: Mapping[str, Spot]

    @property
    def one_sided(self) -> bool:
        """Whether the body is seen from one side, so that left and right are views of their own."""
        return bool(self.left)


@value
class Build:
    """How broad and how deep a body is at each height, as a factor of the artwork.

    The arms follow a rule of their own, `arms`: what is within `core` of the middle moves them, and they themselves
    change only by the part `beyond`.
    """

    id: Annotated[str, Len(1, 20)]
    breadth: Annotated[Rule, Len(2, 40)]
    depth: Annotated[Rule, Len(2, 40)]
    arms: Annotated[Rule, Len(2, 40)]
    core: Annotated[float, Interval(gt=0, le=1000)]
    beyond: Annotated[float, Interval(ge=0, le=1)]


@value
class View:
    """One picture of the chart. `side` is the side that is seen, where only one is. `flipped`: drawn the other way."""

    name: str
    artwork: str
    side: Literal[Side.LEFT, Side.RIGHT] | None
    flipped: bool
    width: float
    height: float


def views_of(artwork: Artwork) -> tuple[View, ...]:
    """The view or the two views of an artwork."""
    left, top, right, bottom = artwork.box
    size = {"artwork": artwork.name, "width": right - left, "height": bottom - top}
    if not artwork.one_sided:
        return (View(name=artwork.name, side=None, flipped=False, **size),)  # type: ignore[arg-type]
    return tuple(
        View(name=name, side=side, flipped=side is not artwork.drawn, **size)  # type: ignore[arg-type]
        for name, side in ((artwork.left, Side.LEFT), (artwork.right, Side.RIGHT))
    )
