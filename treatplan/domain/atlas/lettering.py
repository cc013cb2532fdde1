"""Numbers beside dots, each where it covers least of what is there already."""

from collections.abc import Iterator, Sequence

from treatplan.domain.atlas.book import Pin
from treatplan.domain.drawing import Caption, Ink

_TALL = 0.7  # height of a figure, and its width, as shares of the size of the type
_WIDE = 0.52
_WAYS = ((-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.8, -0.8), (0.8, -0.8), (-0.8, 0.8), (0.8, 0.8))

Box = tuple[float, float, float, float]


def lettered(pins: Sequence[Pin], radius: float, size: float) -> Iterator[Caption]:
    """A caption for each labelled pin, beside its dot. No dot is to be covered. Lengths are in the pins' units."""
    taken: list[Box] = [(pin.x - radius, pin.y - radius, pin.x + radius, pin.y + radius) for pin in pins]
    for pin in pins:
        if not pin.label:
            continue
        boxes = [_box(pin, way, radius, size) for way in _WAYS]
        chosen = min(boxes, key=lambda box: (sum(_shared(box, other) for other in taken), boxes.index(box)))
        taken.append(chosen)
        middle = (chosen[0] + chosen[2]) / 2
        yield Caption(x=middle, y=chosen[3], text=pin.label, size=size, ink=Ink.TEXT, anchor="middle")


def _box(pin: Pin, way: tuple[float, float], radius: float, size: float) -> Box:
    """Where a word stands on one side of a dot: left, top, right, foot."""
    wide, high = _WIDE * size * len(pin.label), _TALL * size
    across = pin.x + way[0] * (radius * 1.5 + wide / 2)
    down = pin.y + way[1] * (radius * 1.5 + high / 2)
    return across - wide / 2, down - high / 2, across + wide / 2, down + high / 2


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
