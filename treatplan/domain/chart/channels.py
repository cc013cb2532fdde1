"""Channels as lines through their points, in the order of their numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from treatplan.domain.chart.geometry import smooth
from treatplan.domain.chart.placing import Placed
from treatplan.domain.drawing import Segment
from treatplan.domain.places import Side
from treatplan.domain.value import value

_CODE = re.compile(r"([A-Z]{2})([1-9][0-9]?)")
_RANGE = re.compile(r"([1-9][0-9]?)(?:-([1-9][0-9]?))?")


@value
class ChannelLine:
    """A piece of a channel in one view. A channel has several where it leaves the view or is two lines."""

    channel: str
    side: Side
    view: str
    segments: tuple[Segment, ...]


def channel_lines(placed: Iterable[Placed], strands: Mapping[str, str]) -> tuple[ChannelLine, ...]:
    """The lines of all channels in all views. `strands` says which numbers hang together, where not all do."""
    threads: dict[tuple[str, Side, str], dict[int, Placed]] = {}
    for one in placed:
        split = _CODE.fullmatch(one.code)
        if split:
            threads.setdefault((split[1], one.side, one.view), {})[int(split[2])] = one
    return tuple(
        ChannelLine(channel=channel, side=side, view=view, segments=smooth([(one.x, one.y) for one in run]))
        for (channel, side, view), points in threads.items()
        for strand in strands_of(strands.get(channel, "1-99"))
        for run in _runs(strand, points)
    )


def strands_of(written: str) -> tuple[tuple[int, ...], ...]:
    """`1-3, 7 5` as (1, 2, 3) and (7, 5). Raises `ValueError` for what is no number and no range."""
    return tuple(tuple(_numbers(strand)) for strand in written.split(","))


def _numbers(strand: str) -> Iterator[int]:
    for part in strand.split():
        found = _RANGE.fullmatch(part)
        if found is None:
            raise ValueError(f"'{part}' is neither a number nor a range of numbers")
        yield from range(int(found[1]), int(found[2] or found[1]) + 1)


def _runs(strand: Sequence[int], points: Mapping[int, Placed]) -> Iterator[list[Placed]]:
    """The pieces of a strand that the view shows without a gap; a single point is no line."""
    run: list[Placed] = []
    for number in (*strand, 0):
        if number in points:
            run.append(points[number])
        else:
            if len(run) > 1:
                yield run
            run = []
