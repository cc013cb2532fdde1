"""Vector pictures as values: the same picture goes to the screen and to the paper. Lengths in the picture's own units.

The picture's corner is top left and y runs down. Ink is a meaning, not a colour: each renderer has its own palette.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Literal, TypeAlias

from treatplan.domain.value import value

Command: TypeAlias = Literal["M", "L", "C", "Z"]
Segment: TypeAlias = tuple[Command, tuple[float, ...]]
"""Move to, line to, cubic curve to (two handles, then the end), close: the letters and order of SVG path data."""

_COUNTS: dict[Command, int] = {"M": 2, "L": 2, "C": 6, "Z": 0}
_PART = re.compile(r"\s*([MLCZ])([^A-Za-z]*)")


class Ink(StrEnum):
    """What a stroke or an area means."""

    SKIN = "skin"
    SKIN_FAR = "skin_far"
    EDGE = "edge"
    DETAIL = "detail"
    CLOTH = "cloth"
    GROUND = "ground"
    MOTION = "motion"
    CHANNEL = "channel"
    POINT = "point"
    NEEDLING = "needling"
    MOXIBUSTION = "moxibustion"
    CUPPING = "cupping"
    STRETCHING = "stretching"
    CAUTION = "caution"
    STOP = "stop"
    PAPER = "paper"
    TEXT = "text"
    QUIET = "quiet"


@value
class Shape:
    """An area, a line, or both. `width` is that of the stroke; ends and corners are round."""

    segments: tuple[Segment, ...]
    fill: Ink | None = None
    stroke: Ink | None = None
    width: float = 1.0
    dashes: tuple[float, ...] = ()


@value
class Dot:
    """A filled circle, with a rim where `rim` is given."""

    x: float
    y: float
    radius: float
    fill: Ink
    rim: Ink | None = None
    rim_width: float = 0.0


@value
class Caption:
    """Words in a picture: `size` is the height of the type, `x` and `y` the start, middle or end of the base line."""

    x: float
    y: float
    text: str
    size: float
    ink: Ink = Ink.TEXT
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False


Part: TypeAlias = Shape | Dot | Caption


@value
class Drawing:
    """A picture, painted in the order of its parts. `alt` says in words what it shows."""

    width: float
    height: float
    parts: tuple[Part, ...]
    alt: str


@lru_cache(maxsize=2048)
def segments(data: str) -> tuple[Segment, ...]:
    """The segments that path data describes: `M`, `L`, `C` and `Z` with absolute numbers, as in `M 0 0 L 4.5 9 Z`.

    Raises `ValueError` that says what is wrong with it.
    """
    return tuple(_segments(data))


def _segments(data: str) -> Iterator[Segment]:
    end = 0
    while end < len(data.rstrip()):
        part = _PART.match(data, end)
        if part is None:
            raise ValueError(f"'{data[end : end + 20]}' is no command; there may be M, L, C and Z")
        command: Command = part.group(1)  # type: ignore[assignment]  # the pattern lets no other through
        numbers = tuple(float(number) for number in part.group(2).replace(",", " ").split())
        count = _COUNTS[command]
        if (len(numbers) % count if count else len(numbers)) or (count and not numbers):
            raise ValueError(f"'{part.group(0).strip()[:40]}' has {len(numbers)} numbers; {command} takes {count}")
        if not count:
            yield command, ()
        for first in range(0, len(numbers), count or 1):
            yield command, numbers[first : first + count]
        end = part.end()
