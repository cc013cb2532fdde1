"""Whether the parts of a figure meet what they should: the floor, a chair, another part."""

from collections.abc import Iterator, Sequence
from itertools import product

from treatplan.domain.figure.body import Ball, Body, Part, body_of
from treatplan.domain.figure.pose import Pose, Prop
from treatplan.domain.figure.scene import Block, blocks_of
from treatplan.domain.figure.space import between, length, minus

FLOOR = "floor"


def lost(pose: Pose, props: Sequence[Prop]) -> Iterator[tuple[str, str]]:
    """Field and message for each name in a pose that neither the body nor the scene has."""
    body = body_of(Pose())
    things = {FLOOR, *body.parts, *(block.name for prop in props for block in blocks_of(prop))}
    if pose.hold and pose.hold not in body.joints:
        yield "hold", f"is '{pose.hold}', which is no joint; there are {', '.join(sorted(body.joints))}"
    for touch in pose.touches:
        first, _, second = touch.partition(":")
        for name, known in ((first, body.parts.keys()), (second, things)):
            if name not in known:
                yield "touches", f"holds '{touch}', but there is no '{name}'; there are {', '.join(sorted(known))}"


def gaps(pose: Pose, body: Body, props: Sequence[Prop]) -> Iterator[tuple[str, float]]:
    """Each touch that the pose names, with the distance of the two surfaces (negative: pressed into each other)."""
    for touch in pose.touches:
        first, _, second = touch.partition(":")
        yield touch, gap(first, second, body, props)


def gap(first: str, second: str, body: Body, props: Sequence[Prop]) -> float:
    """The distance of a part from the floor, a prop or another part, in centimetres.

    Raises `KeyError` for a name that neither the body nor the scene has.
    """
    parts = body.parts
    balls = parts[first].balls
    if second == FLOOR:
        return min(ball.at[1] - ball.radius for ball in balls)
    blocks = [block for prop in props for block in blocks_of(prop) if block.name == second]
    if blocks:
        return min(_from_block(ball, block) for ball, block in product(_filled(parts[first]), blocks))
    return min(
        length(minus(one.at, two.at)) - one.radius - two.radius
        for one, two in product(_filled(parts[first]), _filled(parts[second]))
    )


def _filled(part: Part) -> list[Ball]:
    """The balls of a part and some more on the way between each two, near enough for a gap."""
    found = list(part.balls)
    for index, one in enumerate(part.balls):
        for other in part.balls[index + 1 :]:
            found += [
                Ball(between(one.at, other.at, share), one.radius + share * (other.radius - one.radius))
                for share in (0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875)
            ]
    return found


def _from_block(ball: Ball, block: Block) -> float:
    """Outside the block the distance of the surface, inside it how deep (negative). Nobody sits under a seat."""
    top = block.middle[1] + block.half[1]
    x, y, z = (abs(at - middle) - half for at, middle, half in zip(ball.at, block.middle, block.half, strict=True))
    y = abs(ball.at[1] - top / 2) - top / 2  # as if the block were solid down to the floor
    outside = length((max(0.0, x), max(0.0, y), max(0.0, z)))
    return (outside or max(x, y, z)) - ball.radius
