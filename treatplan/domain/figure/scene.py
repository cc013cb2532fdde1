"""What is around the figure, as blocks: a mat, a chair, a cushion, the frame of a door. Lengths in centimetres."""

from collections.abc import Iterator
from itertools import product

from treatplan.domain.figure.pose import Prop
from treatplan.domain.figure.space import Vector, plus
from treatplan.domain.value import value

SEAT = 46.0
"""How high a chair's seat is."""


@value
class Block:
    """A block in the room. `half` is half its length along x, y and z."""

    name: str
    middle: Vector
    half: Vector

    @property
    def corners(self) -> tuple[Vector, ...]:
        """All eight."""
        x, y, z = self.half
        return tuple(plus(self.middle, corner) for corner in product((-x, x), (-y, y), (-z, z)))


# Name, middle and size along x, y, z.
_CHAIR = (
    *((f"chair_leg_{x}{z}", (x * 18.0, 21.0, z * 18.0), (3.0, 42.0, 3.0)) for x in (-1, 1) for z in (-1, 1)),
    ("chair", (0.0, SEAT - 2.0, 0.0), (42.0, 4.0, 42.0)),
    ("chair_back", (-19.5, SEAT + 23.0, 0.0), (3.0, 42.0, 40.0)),
)
_DOOR = (
    ("door", (0.0, 100.0, -46.0), (5.0, 200.0, 8.0)),
    ("door", (0.0, 100.0, 46.0), (5.0, 200.0, 8.0)),
    ("door", (0.0, 204.0, 0.0), (5.0, 8.0, 100.0)),
)
_BUILT = {"chair": _CHAIR, "door": _DOOR, "towel": ()}
_SIZES = {"mat": (180.0, 1.6, 62.0), "cushion": (30.0, 8.0, 26.0)}


def blocks_of(prop: Prop) -> Iterator[Block]:
    """The blocks that a prop is made of; a towel has none."""
    if prop.kind in _SIZES:
        size = prop.size or _SIZES[prop.kind]
        up = -size[1] / 2 if prop.kind == "mat" else size[1] / 2  # one lies on a mat: its top is the floor
        pieces: tuple[tuple[str, Vector, Vector], ...] = ((prop.kind, (0.0, up, 0.0), size),)
    else:
        pieces = _BUILT[prop.kind]
    across, deep = prop.at
    for name, middle, size in pieces:
        half = (size[0] / 2, size[1] / 2, size[2] / 2)
        yield Block(name=name, middle=plus(middle, (across, 0.0, deep)), half=half)
